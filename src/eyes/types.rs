//! What crosses the wire of "Why?" and "View as".

use crate::base::{MemberId, RoleId};
use serde::{Deserialize, Serialize};

/// What the card offers of a member's eyes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EyesSeen {
    pub may_ask_why: bool,
    pub why_not_view: Option<String>,
}

/// Someone found by name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Person {
    pub id: MemberId,
    pub name: String,
    pub role_name: String,
    /// Why their eyes can't be looked through; nothing where they can.
    pub why_not: Option<String>,
}

/// A role, by its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RoleNamed {
    pub id: RoleId,
    pub name: String,
    pub description: String,
}

/// Whose eyes there are to look through.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EyesThere {
    pub roles: Vec<RoleNamed>,
    pub people: Vec<Person>,
}

/// What "Why?" is asked; all of it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WhyQuery {
    /// On whom it would be done; on themselves if nobody is named.
    #[serde(default)]
    pub on: Option<MemberId>,
    /// Which role would be given or changed; their own if none is named.
    #[serde(default)]
    pub role: Option<RoleId>,
    /// Someone to choose for `on`, by the beginning of a name.
    #[serde(default)]
    pub whom: String,
}

/// What a member may do, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhySeen {
    pub id: MemberId,
    pub name: String,
    pub role_name: String,
    pub status: String,
    pub on: (MemberId, String),
    pub role: (RoleId, String),
    pub roles: Vec<RoleNamed>,
    /// Found for `whom`.
    pub found: Vec<Person>,
    pub answers: Vec<Answer>,
    /// Up to three active administrators, who could change it.
    pub ask: Vec<String>,
}

/// The policy's answer for one action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub room: String,
    /// As it stands in the code, and in the address of its row.
    pub key: String,
    pub words: String,
    /// Towards whom or what it was asked: "towards Sam Okafor", "with the role Member"; empty for the practice.
    pub towards: String,
    pub allowed: bool,
    /// Their password will be asked for.
    pub asks_password: bool,
    pub reasons_for: Vec<String>,
    pub reasons_against: Vec<String>,
    /// An administrator could change it.
    pub can_be_asked: bool,
}

impl Answer {
    /// Whether the words that were typed are in it.
    pub fn fits(&self, typed: &str) -> bool {
        let all = format!("{} {} {} {}", self.room, self.words, self.reasons_for.join(" "), self.reasons_against.join(" ")).to_lowercase();
        typed.to_lowercase().split_whitespace().all(|word| all.contains(word))
    }
}
