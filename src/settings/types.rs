//! The practice as it crosses the wire.

use crate::base::{AppError, grouped};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    Solo,
    Team,
    Group,
}

impl Plan {
    pub const ALL: [Plan; 3] = [Plan::Solo, Plan::Team, Plan::Group];
    /// Seats of the Team plan.
    pub const TEAM_SEATS: i32 = 10;
    /// The most a Group plan can have.
    pub const MOST_SEATS: i32 = 20_000;

    pub fn key(self) -> &'static str {
        match self {
            Plan::Solo => "solo",
            Plan::Team => "team",
            Plan::Group => "group",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Plan::Solo => say!("Solo"),
            Plan::Team => say!("Team"),
            Plan::Group => say!("Group"),
        }
    }

    pub fn description(self) -> &'static str {
        match self {
            Plan::Solo => say!("One person, no team."),
            Plan::Team => say!("Up to 10 members."),
            Plan::Group => say!("As many members as you choose."),
        }
    }
}

impl FromStr for Plan {
    type Err = ();
    fn from_str(key: &str) -> Result<Self, ()> {
        Plan::ALL.into_iter().find(|p| p.key() == key).ok_or(())
    }
}

/// What the plan allows and what is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seats {
    pub plan: Plan,
    pub cap: i32,
    pub members: i64,
    pub open_invitations: i64,
    /// How long an invitation sent now is good for.
    pub invitation_hours: i32,
}

impl Seats {
    pub fn used(&self) -> i64 {
        self.members + self.open_invitations
    }

    /// Why nobody more can be invited, if so.
    pub fn why_not(&self) -> Option<String> {
        if self.plan == Plan::Solo {
            return Some(say!("Please upgrade your plan. Solo is for one person; Team and Group have room for colleagues.").into());
        }
        (self.used() >= self.cap.into()).then(|| {
            let open = match self.open_invitations {
                0 => String::new(),
                n => say!(", {} among them (open invitations count)", counted!(n, "open invitation")),
            };
            say!(
                "Member cap reached. {} of {} seats are taken{open}. Raise the cap in Settings, or revoke an invitation.",
                grouped(self.used()),
                grouped(self.cap.into())
            )
        })
    }

    /// # Errors
    /// `Denied`, in the words of the plan.
    pub fn one_more(&self) -> Result<(), AppError> {
        self.why_not().map_or(Ok(()), |words| Err(AppError::denied(words)))
    }
}

/// The settings page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SettingsSeen {
    pub name: String,
    pub seats: Seats,
    pub logoff_minutes: i32,
    pub calls_clients: String,
    pub originating: String,
    pub supervision: SupervisionRules,
    pub second_factor: SecondFactorRules,
    /// For noticing that someone else saved in between.
    pub version: i32,
    pub why_not_edit: Option<String>,
    pub why_not_second_factor: Option<String>,
    pub why_not_plan: Option<String>,
    pub why_not_locations: Option<String>,
    pub why_not_close: Option<String>,
}

/// Whether members need a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactorRules {
    pub required: bool,
    /// An authenticator app is not enough.
    pub passkeys_only: bool,
    /// From when it was required, or from joining, whichever is later.
    pub grace_days: i32,
    /// Members who have not what is asked for; where nothing is, those with a password alone.
    pub without: i64,
}

impl SecondFactorRules {
    /// The most days of grace.
    pub const MOST_GRACE: i32 = 90;

    /// Whom it would concern.
    pub fn lead(&self) -> String {
        let without = match self.without {
            0 => say!("Every member has one.").to_string(),
            1 => say!("1 member has none now.").to_string(),
            n => say!("{} members have none now.", grouped(n)),
        };
        say!("A passkey, or a code from an app, asked for after the password. {without}")
    }
}

/// What the practice says of supervision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupervisionRules {
    /// Switched off, supervisors see nothing through it.
    pub on: bool,
    /// A member may have more than one supervisor.
    pub several: bool,
    /// Relations there are now.
    pub relations: i64,
    /// Members who have more than one supervisor now.
    pub with_several: i64,
}

impl SupervisionRules {
    /// What becomes of the relations there are.
    pub fn lead(&self) -> String {
        let there = match self.relations {
            0 => say!("There are no relations now.").to_string(),
            1 => {
                say!("There is 1 relation now. Switched off, it stays on record, and its supervisor sees no client through it.").to_string()
            }
            n => say!("There are {n} relations now. Switched off, they stay on record, and supervisors see no client through them."),
        };
        let kept = match self.with_several {
            0 => String::new(),
            1 => say!(" 1 member has several supervisors, and keeps them until one ends.").to_string(),
            n => say!(" {n} members have several supervisors, and keep them until one ends."),
        };
        say!("{there} Switched on again, everything is as it was.{kept}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seats(plan: Plan, members: i64, open: i64) -> Seats {
        Seats { plan, cap: 10, members, open_invitations: open, invitation_hours: 72 }
    }

    #[test]
    fn the_plan_says_when_it_is_full_and_counts_open_invitations() {
        assert_eq!(seats(Plan::Team, 7, 2).why_not(), None);
        let full = seats(Plan::Team, 7, 3).why_not().expect("full");
        assert!(full.starts_with("Member cap reached") && full.contains("3 open invitations"), "{full}");
        assert!(seats(Plan::Solo, 1, 0).why_not().expect("solo").starts_with("Please upgrade your plan"));
    }
}
