//! Groups as they cross the wire.

use crate::base::GroupId;
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use uuid::Uuid;

/// The two kinds of people a group holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeopleKind {
    Members,
    Clients,
}

impl PeopleKind {
    pub fn key(self) -> &'static str {
        match self {
            PeopleKind::Members => "members",
            PeopleKind::Clients => "clients",
        }
    }
}

impl FromStr for PeopleKind {
    type Err = ();
    fn from_str(key: &str) -> Result<Self, ()> {
        [PeopleKind::Members, PeopleKind::Clients].into_iter().find(|k| k.key() == key).ok_or(())
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupName {
    pub id: GroupId,
    pub name: String,
}

/// A group in the list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GroupRow {
    pub id: GroupId,
    pub name: String,
    pub members: i64,
    /// As far as the one who asks sees them.
    pub clients: i64,
}

impl GroupRow {
    /// "4 members · 12 clients"; clients only for whoever sees any.
    pub fn counts(&self, clients: bool, between: &str) -> String {
        let members = counted!(self.members, "member");
        if clients { format!("{members}{between}{}", counted!(self.clients, "client")) } else { members }
    }
}

/// The page of groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupsSeen {
    pub groups: Vec<GroupRow>,
    /// The practice's word for one client, where the one who asks may see clients at all.
    pub sees_clients: bool,
    pub why_not_add: Option<String>,
}

/// Someone in a group, or who could be put there.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Someone {
    pub id: Uuid,
    pub name: String,
    /// A member's role, a client's location.
    pub detail: String,
}

/// Some of the people of a group, in the order of names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    pub people: Vec<Someone>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

/// The page of one group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupSeen {
    pub group: GroupRow,
    pub members: People,
    pub clients: People,
    pub sees_clients: bool,
    /// Whether there may be clients in it that the one who asks doesn't see.
    pub sees_all: bool,
    pub why_not_edit: Option<String>,
}

/// The groups of one member, and those they could be put in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberGroupsSeen {
    pub groups: Vec<GroupName>,
    pub others: Vec<GroupName>,
    pub why_not: Option<String>,
}
