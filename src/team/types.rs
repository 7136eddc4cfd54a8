//! What crosses the wire of the team. The roster's rows are small; the card has everything its viewer may see.

use super::handover::HandOverSeen;
use super::invites::InvitationSeen;
use super::past::{AsOf, HistoryLine};
use super::second_factor::SecondFactorSeen;
use super::status::StatusSeen;
use crate::access::{Grant, Grants, Overrides, Status};
use crate::assignment::capacity::CapacitySeen;
use crate::base::{GroupId, LocationId, MemberId, Moment, RoleId, in_query};
use crate::credentials::CredentialsSeen;
use crate::eyes::EyesSeen;
use crate::roles::{differences, grant_words};
use crate::supervision::SupervisionSeen;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What the roster says of a person: where the membership has begun, its status; before that, how the invitation
/// stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Standing {
    Pending,
    Rejected,
    Expired,
    Member(Status),
}

impl Standing {
    /// The choices of the roster's filter.
    pub const FILTERS: [Standing; 7] = [
        Standing::Member(Status::Active),
        Standing::Pending,
        Standing::Rejected,
        Standing::Expired,
        Standing::Member(Status::OnHold),
        Standing::Member(Status::Inactive),
        Standing::Member(Status::Suspended),
    ];

    pub fn words(self) -> &'static str {
        match self {
            Standing::Pending => say!("Pending member approval"),
            Standing::Rejected => say!("Rejected"),
            Standing::Expired => say!("Expired"),
            Standing::Member(status) => status.words(),
        }
    }

    /// As it stands in the address.
    pub fn key(self) -> &'static str {
        match self {
            Standing::Pending => "pending",
            Standing::Rejected => "rejected",
            Standing::Expired => "expired",
            Standing::Member(status) => status.key(),
        }
    }

    /// From the facts: the membership's status, the invitation's state, and whether it ran out.
    pub fn of(status: Status, invitation: Option<&str>, ran_out: bool) -> Standing {
        match (status, invitation) {
            (Status::Invited, Some("declined")) => Standing::Rejected,
            (Status::Invited, _) if ran_out => Standing::Expired,
            (Status::Invited, _) => Standing::Pending,
            (status, _) => Standing::Member(status),
        }
    }
}

impl FromStr for Standing {
    type Err = ();
    fn from_str(key: &str) -> Result<Self, ()> {
        Standing::FILTERS.into_iter().find(|s| s.key() == key).ok_or(())
    }
}

/// What the roster is asked; all of it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RosterQuery {
    /// The beginnings of words of a name or an email.
    #[serde(default)]
    pub q: String,
    #[serde(default)]
    pub role: Option<RoleId>,
    /// A standing's key, or `unused`.
    #[serde(default)]
    pub status: String,
    /// The primary one, or another where they work.
    #[serde(default)]
    pub location: Option<LocationId>,
    #[serde(default)]
    pub group: Option<GroupId>,
    /// The roster as it stood at the end of this day: `2026-03-01`. Empty for the present.
    #[serde(default)]
    pub as_of: String,
    /// Where the page before ended.
    #[serde(default)]
    pub after: String,
}

impl RosterQuery {
    /// In the filter by status: no sign-in for 90 days.
    pub const UNUSED: &str = "unused";

    /// From an address or a form; what is no id filters nothing.
    pub fn read(at: impl Fn(&str) -> Option<String>) -> Self {
        let text = |key| at(key).unwrap_or_default().trim().to_string();
        RosterQuery {
            q: text("q").chars().take(100).collect(),
            role: text("role").parse().ok(),
            status: text("status"),
            location: text("location").parse().ok(),
            group: text("group").parse().ok(),
            as_of: text("as_of"),
            after: at("after").unwrap_or_default(),
        }
    }

    /// When somebody last signed in is only known of the present.
    pub fn unused(&self) -> bool {
        self.status == Self::UNUSED && self.as_of.is_empty()
    }

    pub fn filters(&self) -> bool {
        !self.q.trim().is_empty() || self.narrows() || !self.as_of.is_empty()
    }

    /// Beyond what is typed.
    pub fn narrows(&self) -> bool {
        self.role.is_some() || !self.status.is_empty() || self.location.is_some() || self.group.is_some()
    }

    /// What there is of it, as an address and a form name it.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        fn id(id: Option<impl ToString>) -> String {
            id.map(|id| id.to_string()).unwrap_or_default()
        }
        let all = [
            ("q", self.q.trim().to_string()),
            ("role", id(self.role)),
            ("status", self.status.clone()),
            ("location", id(self.location)),
            ("group", id(self.group)),
            ("as_of", self.as_of.clone()),
            ("after", self.after.clone()),
        ];
        all.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect()
    }

    /// `/team?q=…`, or with a path of a member below it.
    pub fn address(&self, path: &str) -> String {
        let pairs: Vec<_> = self.pairs().into_iter().map(|(key, value)| format!("{key}={}", in_query(value.trim()))).collect();
        if pairs.is_empty() { path.to_string() } else { format!("{path}?{}", pairs.join("&")) }
    }

    /// The same question about the present.
    pub fn today(&self) -> Self {
        RosterQuery { as_of: String::new(), after: String::new(), ..self.clone() }
    }
}

/// What the roster can be narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RosterChoices {
    pub roles: Vec<(RoleId, String)>,
    pub locations: Vec<(LocationId, String)>,
    pub groups: Vec<(GroupId, String)>,
}

/// One row of the roster.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MemberRow {
    pub id: MemberId,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub role: String,
    pub standing: Standing,
    /// No sign-in for 90 days, though they could.
    pub unused: bool,
}

impl MemberRow {
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterPage {
    pub rows: Vec<MemberRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
    /// The past day it is of.
    pub as_of: Option<AsOf>,
}

/// The profile card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    pub id: MemberId,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub standing: Standing,
    pub role: RoleId,
    pub role_name: String,
    pub location: String,
    pub invited_at: Option<Moment>,
    pub invited_by: Option<String>,
    pub joined_at: Option<Moment>,
    pub last_sign_in_at: Option<Moment>,
    pub left_at: Option<Moment>,
    pub clients_assigned: i64,
    pub originating: bool,
    /// Has an account that was signed in to.
    pub activated: bool,
    pub is_self: bool,
    /// Until the membership begins.
    pub invitation: Option<InvitationSeen>,
    /// Why a button can't be pressed; nothing where it can.
    pub why_not_renew: Option<String>,
    pub why_not_revoke: Option<String>,
    pub why_not_change_role: Option<String>,
    /// Of a membership that has begun.
    pub status: Option<StatusSeen>,
    /// What it has been, the newest first; only for those who may know.
    pub history: Vec<HistoryLine>,
    pub eyes: EyesSeen,
    pub handover: HandOverSeen,
    pub supervision: SupervisionSeen,
    pub credentials: CredentialsSeen,
    pub capacity: CapacitySeen,
    pub second_factor: Option<SecondFactorSeen>,
    pub why_not_set_overrides: Option<String>,
    /// What the role holds, and what they have more or less than it.
    pub role_grants: Grants,
    pub overrides: Overrides,
    /// Counts the changes of the membership, for forms that overwrite.
    pub version: i32,
}

impl Profile {
    /// What they can do beyond the role, and what of the role they can't, in words.
    pub fn more_and_less(&self) -> (Vec<String>, Vec<String>) {
        let held = self.role_grants.with(&[], &self.overrides);
        let words = |grants: Vec<Grant>| grants.into_iter().map(grant_words).collect();
        (words(differences(&self.role_grants, &held)), words(differences(&held, &self.role_grants)))
    }

    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_the_whole_question() {
        let query = RosterQuery { q: " zoë & co ".into(), status: "pending".into(), ..Default::default() };
        assert_eq!(query.address("/team"), "/team?q=zo%C3%AB%20%26%20co&status=pending");
        assert_eq!(RosterQuery::default().address("/team"), "/team");
        let then = RosterQuery { as_of: "2026-03-01".into(), ..query.clone() };
        assert_eq!(then.address("/team"), "/team?q=zo%C3%AB%20%26%20co&status=pending&as_of=2026-03-01");
        assert_eq!(then.today(), RosterQuery { after: String::new(), ..query });
        let pairs: std::collections::HashMap<_, _> = then.pairs().into_iter().collect();
        assert_eq!(RosterQuery::read(|key| pairs.get(key).cloned()), RosterQuery { q: "zoë & co".into(), ..then });
    }

    #[test]
    fn a_standing_tells_the_three_facts_apart() {
        assert_eq!(Standing::of(Status::Invited, Some("open"), false).words(), "Pending member approval");
        assert_eq!(Standing::of(Status::Invited, Some("open"), true).words(), "Expired");
        assert_eq!(Standing::of(Status::Invited, Some("declined"), true).words(), "Rejected");
        assert_eq!(Standing::of(Status::OnHold, Some("accepted"), true).words(), "On Hold");
    }
}
