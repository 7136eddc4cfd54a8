//! An answer of the policy: yes or no, with every reason for either.

use std::ops::BitAnd;

/// Why, one reason a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    For(String),
    Against(String),
    /// Against it too, but another person could do it, or change what stands in the way.
    AskAnother(String),
    /// All would be well after entering the password again.
    ConfirmFirst,
}

/// Yes or no, with every reason for either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub reasons: Vec<Reason>,
}

impl Decision {
    pub(super) fn yes(words: impl Into<String>) -> Self {
        Decision { reasons: vec![Reason::For(words.into())] }
    }

    pub(super) fn when(holds: bool, yes: impl Into<String>, no: impl Into<String>) -> Self {
        Decision { reasons: vec![if holds { Reason::For(yes.into()) } else { Reason::Against(no.into()) }] }
    }

    /// What speaks against it, another person could do or change.
    pub(super) fn or_ask(mut self) -> Self {
        for reason in &mut self.reasons {
            if let Reason::Against(words) = reason {
                *reason = Reason::AskAnother(std::mem::take(words));
            }
        }
        self
    }

    /// Either is enough: the first that holds, or else why neither does.
    pub(super) fn or(self, other: Decision) -> Self {
        if self.allowed() || !other.allowed() { self } else { other }
    }

    pub(super) fn confirm_first() -> Self {
        Decision { reasons: vec![Reason::ConfirmFirst] }
    }

    pub fn allowed(&self) -> bool {
        self.reasons.iter().all(|r| matches!(r, Reason::For(_)))
    }

    /// Whether entering the password is all that is missing.
    pub fn asks_password(&self) -> bool {
        !self.allowed() && self.against().is_empty()
    }

    /// The reasons that speak against it, in words.
    pub fn against(&self) -> Vec<String> {
        let words = |reason: &Reason| match reason {
            Reason::Against(words) | Reason::AskAnother(words) => Some(words.clone()),
            Reason::For(_) | Reason::ConfirmFirst => None,
        };
        self.reasons.iter().filter_map(words).collect()
    }

    /// Whether it helps to turn to someone else.
    pub fn helped_by_another(&self) -> bool {
        self.reasons.iter().any(|reason| matches!(reason, Reason::AskAnother(_)))
    }

    /// For a button: why it can't be pressed, or nothing. Entering the password comes after pressing. The first reason is
    /// enough, there: all of them stand in a refusal, and under "Why?".
    pub fn why_not(&self) -> Option<String> {
        self.against().into_iter().next()
    }
}

impl BitAnd for Decision {
    type Output = Decision;
    /// Both must hold; nothing is cut short, so that a refusal names everything that is missing.
    fn bitand(mut self, other: Decision) -> Decision {
        self.reasons.extend(other.reasons);
        self
    }
}
