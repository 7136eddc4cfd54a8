//! What crosses the wire of the team. The roster's rows are small; the card has everything its viewer may see.

use super::invites::InvitationSeen;
use crate::access::{Grant, Grants, Overrides, Status};
use crate::base::{MemberId, Moment, RoleId, in_query};
use crate::roles::{differences, grant_words};
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
            Standing::Pending => "Pending member approval",
            Standing::Rejected => "Rejected",
            Standing::Expired => "Expired",
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
    #[serde(default)]
    pub status: String,
    /// Where the page before ended.
    #[serde(default)]
    pub after: String,
}

impl RosterQuery {
    pub fn filters(&self) -> bool {
        !self.q.trim().is_empty() || self.narrows()
    }

    /// Beyond what is typed.
    pub fn narrows(&self) -> bool {
        self.role.is_some() || !self.status.is_empty()
    }

    /// `/team?q=…`, or with a path of a member below it.
    pub fn address(&self, path: &str) -> String {
        let mut pairs = Vec::new();
        let mut add = |key: &str, value: &str| {
            if !value.trim().is_empty() {
                pairs.push(format!("{key}={}", in_query(value.trim())));
            }
        };
        add("q", &self.q);
        add("role", &self.role.map(|r| r.to_string()).unwrap_or_default());
        add("status", &self.status);
        add("after", &self.after);
        if pairs.is_empty() { path.to_string() } else { format!("{path}?{}", pairs.join("&")) }
    }
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
    }

    #[test]
    fn a_standing_tells_the_three_facts_apart() {
        assert_eq!(Standing::of(Status::Invited, Some("open"), false).words(), "Pending member approval");
        assert_eq!(Standing::of(Status::Invited, Some("open"), true).words(), "Expired");
        assert_eq!(Standing::of(Status::Invited, Some("declined"), true).words(), "Rejected");
        assert_eq!(Standing::of(Status::OnHold, Some("accepted"), true).words(), "On Hold");
    }
}
