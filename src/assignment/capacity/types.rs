//! What crosses the wire of capacity.

#[cfg(feature = "ssr")]
use crate::access::{Action, Actor, MemberFacts, Scope, Sight, Status, Target, can};
use crate::base::{AppError, Checks};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CapacitySeen {
    pub target: Option<i32>,
    pub limit: Option<i32>,
    /// Nothing for whoever does not see all of the member's clients.
    pub used: Option<i64>,
    /// Why it can't be set by whoever looks.
    pub why_not_set: Option<String>,
}

#[cfg(feature = "ssr")]
impl CapacitySeen {
    /// Whoever sees the clients of the whole practice sees all of the member's; a member always sees their own, if any.
    /// What someone sees through another's eyes ends where their own sight ends.
    pub fn of(who: &Actor, sight: Sight, on: &MemberFacts, (target, limit): (Option<i32>, Option<i32>), assigned: i64) -> CapacitySeen {
        let own = sight.reach.is_some() && who.member == on.id;
        let sees_all = sight.whole() || (own && (!sight.viewing() || sight.viewer == Some(Scope::WholePractice)));
        let why_not_set = match on.status.is_current() || on.status == Status::Invited {
            true => can(who, Action::SetCapacity, &Target::Member(on.clone())).why_not(),
            false => Some(say!("They have left the team.").into()),
        };
        CapacitySeen { target, limit, used: sees_all.then_some(assigned), why_not_set }
    }
}

/// "12 of 20, 8 free"
pub fn words(used: i64, limit: i32) -> String {
    match i64::from(limit) - used {
        free @ 1.. => say!("{used} of {limit}, {free} free"),
        0 => say!("{used} of {limit}, none free"),
        over => say!("{used} of {limit}, {} over the limit", -over),
    }
}

/// More clients than a member can have.
const MOST: i32 = 1000;

impl CapacitySeen {
    /// Target and limit as a form gives them; empty is none.
    ///
    /// # Errors
    /// `Invalid`, each fault at its field.
    pub fn given(target: &str, limit: &str) -> Result<(Option<i32>, Option<i32>), AppError> {
        let mut checks = Checks::default();
        let mut number = |field: &str, text: &str| match text.trim() {
            "" => None,
            text => {
                let number = text.parse::<i32>().ok().filter(|n| (0..=MOST).contains(n));
                if number.is_none() {
                    checks.fault(field, say!("Enter a whole number from 0 to 1,000, or nothing."));
                }
                number
            }
        };
        let (target, limit) = (number("target", target), number("limit", limit));
        if target.zip(limit).is_some_and(|(target, limit)| target > limit) {
            checks.fault("target", say!("The target can’t be above the limit."));
        }
        checks.give(Some((target, limit)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_reads_as_a_person_says_it() {
        let said = [(0, 20), (12, 20), (20, 20), (23, 20), (3, 0)].map(|(used, limit)| words(used, limit));
        let expected =
            ["0 of 20, 20 free", "12 of 20, 8 free", "20 of 20, none free", "23 of 20, 3 over the limit", "3 of 0, 3 over the limit"];
        assert_eq!(said, expected);
    }

    #[test]
    fn a_target_is_no_higher_than_the_limit_and_both_may_be_left_out() {
        let checked = CapacitySeen::given;
        assert_eq!(checked(" 15", "20 ").expect("right"), (Some(15), Some(20)));
        assert_eq!(checked("20", "20").expect("right"), (Some(20), Some(20)));
        assert_eq!((checked("", "").expect("right"), checked("7", "").expect("right")), ((None, None), (Some(7), None)));
        assert_eq!(checked("0", "1000").expect("right"), (Some(0), Some(1000)));
        assert!(checked("21", "20").expect_err("a fault").fault("target").expect("words").contains("above the limit"));
        for wrong in ["-1", "1001", "2.5", "many", "99999999999", "+ 3"] {
            assert!(checked(wrong, "").is_err_and(|e| e.fault("target").is_some()), "{wrong}");
            assert!(checked("", wrong).is_err_and(|e| e.fault("limit").is_some()), "{wrong}");
        }
    }
}
