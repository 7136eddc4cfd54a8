//! What crosses the wire of leaving.

use crate::access::Status;
use crate::base::{MemberId, Moment, OffboardingId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What is to become of everything someone owns, as the form says it: for a part as a whole, or for one thing of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What was looked at: refused if it is something else by now.
    #[serde(default)]
    pub seen: String,
    #[serde(default)]
    pub version: i32,
    /// By the key of a part.
    #[serde(default)]
    pub all: BTreeMap<String, String>,
    /// By the id of a thing.
    #[serde(default)]
    pub one: BTreeMap<String, String>,
    /// Those over whom clients are spread.
    #[serde(default)]
    pub among: BTreeMap<String, String>,
    /// Who sees to clients on the Unassigned board, and until which day someone should have them.
    #[serde(default)]
    pub owner: String,
    #[serde(default)]
    pub due: String,
    #[serde(default)]
    pub reason: String,
    /// For whoever takes clients over.
    #[serde(default)]
    pub hand_off: String,
}

impl Plan {
    pub fn of_all(&self, key: &str) -> &str {
        self.all.get(key).map(String::as_str).unwrap_or_default()
    }

    pub fn of_one(&self, id: Uuid) -> &str {
        self.one.get(&Plan::key(id)).map(String::as_str).unwrap_or_default()
    }

    /// A thing's name in the form. It begins with a letter: what begins with a digit is read as a place in a list.
    pub fn key(id: impl std::fmt::Display) -> String {
        format!("id-{id}")
    }
}

/// A choice of the form: its value and its words.
pub type Offer = (String, String);

/// One kind of thing someone owns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub key: String,
    pub title: String,
    pub lead: String,
    /// What is chosen for the part as a whole.
    pub all: Option<Choosing>,
    pub lines: Vec<Line>,
    /// What is chosen for each line; nothing where there is nothing to choose.
    pub each: Vec<Offer>,
}

/// A select for the whole part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choosing {
    pub label: String,
    pub options: Vec<Offer>,
    pub value: String,
}

/// One thing, and what is suggested for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub id: String,
    pub text: String,
    pub detail: String,
    pub value: String,
}

/// Someone clients can be spread over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taker {
    pub id: String,
    pub name: String,
    /// "12 of 20, 8 free"
    pub load: String,
    /// Has room, so is ticked at first.
    pub has_room: bool,
}

/// The page on which someone leaves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeavingSeen {
    pub id: MemberId,
    pub first_name: String,
    pub name: String,
    pub role_name: String,
    pub status: Status,
    pub version: i32,
    pub seen: String,
    /// Why whoever looks can't cut their access before the rest.
    pub why_not_cut: Option<String>,
    pub open_sign_ins: i64,
    /// Clients who would be left without anyone, all of them; and how many of those whoever looks doesn't see.
    pub alone: i64,
    pub unseen: i64,
    pub parts: Vec<Part>,
    pub takers: Vec<Taker>,
    /// Who can see to the Unassigned board; whoever looks, if they can, is the first.
    pub owners: Vec<Offer>,
    pub due: String,
}

/// For oneself: who would be left without anyone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnLeaving {
    pub alone: i64,
    /// Names of those one sees, the first of them; and their ids, to reassign them.
    pub names: Vec<String>,
    pub ids: Vec<String>,
    pub may_assign: bool,
}

/// What the card of someone says of leaving.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OfMember {
    /// Can be removed, by whoever looks or not; why not, if not.
    pub removable: bool,
    pub why_not: Option<String>,
    pub left: Option<LeftSeen>,
    pub came_back: Option<CameBack>,
}

/// Someone who left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeftSeen {
    pub id: MemberId,
    pub name: String,
    pub at: Moment,
    /// Nothing, where they left by their own will.
    pub by: Option<String>,
    /// Until when it can be taken back, where it still can.
    pub until: Option<Moment>,
    pub why_not: Option<String>,
    /// Who sees to the notes they had not written.
    pub notes_to: Option<String>,
}

/// Someone who came back, and what they had before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CameBack {
    pub left: OffboardingId,
    pub left_at: Moment,
    /// Former clients whom whoever looks sees, and how many others there are.
    pub clients: Vec<Former>,
    pub unseen: i64,
    pub groups: Vec<Former>,
    pub locations: Vec<Former>,
    pub supervisees: Vec<Former>,
    pub why_not: Option<String>,
}

/// One link of before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Former {
    pub id: String,
    pub name: String,
    /// "Went to Ben Adler"; nothing where it is free.
    pub now: String,
    pub free: bool,
}
