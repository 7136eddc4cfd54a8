//! A status as its card shows it, and the steps from one to another.

use crate::access::{Action, Status};
use crate::base::Moment;
use serde::{Deserialize, Serialize};

/// What an administrator can do about a membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    Reactivate,
    Hold,
    Deactivate,
    Suspend,
}

impl Step {
    pub const ALL: [Step; 4] = [Step::Reactivate, Step::Hold, Step::Deactivate, Step::Suspend];

    pub fn leads_to(self) -> Status {
        match self {
            Step::Reactivate => Status::Active,
            Step::Hold => Status::OnHold,
            Step::Deactivate => Status::Inactive,
            Step::Suspend => Status::Suspended,
        }
    }

    pub fn action(self) -> Action {
        match self {
            Step::Reactivate => Action::ReactivateMember,
            Step::Hold => Action::HoldMember,
            Step::Deactivate => Action::DeactivateMember,
            Step::Suspend => Action::SuspendMember,
        }
    }

    /// On its button.
    pub fn words(self) -> &'static str {
        match self {
            Step::Reactivate => say!("Make active again"),
            Step::Hold => say!("Put on hold"),
            Step::Deactivate => say!("Make inactive"),
            Step::Suspend => say!("Suspend"),
        }
    }

    /// What it does to whom, before it is done.
    pub fn means(self, first_name: &str, role: &str, open_sign_ins: i64) -> String {
        let ends = match open_sign_ins {
            0 => String::new(),
            1 => say!("; 1 open sign-in ends").to_string(),
            n => say!("; {} end", counted!(n, "open sign-in")),
        };
        match self {
            Step::Reactivate => say!("{first_name} can sign in and work again from now on, with the role {role}."),
            Step::Hold => say!(
                "{first_name} can still sign in and read, but changes nothing and takes no new clients or appointments. Clients stay assigned."
            ),
            Step::Deactivate => say!("{first_name} can’t sign in from now on{ends}. Clients stay assigned, and the seat stays taken."),
            Step::Suspend => {
                say!("{first_name} can’t sign in from now on{ends}. Clients stay assigned. {first_name} is never shown the reason.")
            }
        }
    }

    /// After it was done.
    pub fn done(self, first_name: &str) -> String {
        match self {
            Step::Reactivate => say!("{first_name} is active again."),
            Step::Hold => say!("{first_name} is on hold: they can read, but not change anything."),
            Step::Deactivate => say!("{first_name} is inactive and can’t sign in."),
            Step::Suspend => say!("{first_name} is suspended and can’t sign in."),
        }
    }
}

/// How a membership that has begun stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatusSeen {
    pub status: Status,
    pub since: Option<Moment>,
    /// Who decided it, and why: only for those who may edit the team, and not for the member themselves.
    pub by: Option<String>,
    pub reason: Option<String>,
    /// As many end when the status lets them in no more; 0 for those who can't change it.
    pub open_sign_ins: i64,
    /// No sign-in for 90 days, though they could.
    pub unused: bool,
    /// Each with why it can't be done, if it can't.
    pub steps: Vec<(Step, Option<String>)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_says_what_it_does_before_it_is_done() {
        let said = Step::Deactivate.means("Priya", "Intern", 1);
        assert_eq!(said, "Priya can’t sign in from now on; 1 open sign-in ends. Clients stay assigned, and the seat stays taken.");
        assert!(Step::Suspend.means("Priya", "Intern", 2).contains("; 2 open sign-ins end. Clients"));
        assert!(Step::Suspend.means("Priya", "Intern", 0).starts_with("Priya can’t sign in from now on. Clients"));
    }
}
