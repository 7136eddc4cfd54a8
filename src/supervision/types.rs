//! What crosses the wire of supervision.

use crate::base::{MemberId, Moment, SupervisionId};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Clinical,
    Administrative,
    Both,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Clinical, Kind::Administrative, Kind::Both];

    /// As it is stored.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Clinical => "clinical",
            Kind::Administrative => "administrative",
            Kind::Both => "both",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Kind::Clinical => say!("Clinical"),
            Kind::Administrative => say!("Administrative"),
            Kind::Both => say!("Both"),
        }
    }
}

impl FromStr for Kind {
    type Err = ();
    fn from_str(key: &str) -> Result<Self, ()> {
        Kind::ALL.into_iter().find(|k| k.key() == key).ok_or(())
    }
}

/// How often the two meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    Weekly,
    Biweekly,
    Monthly,
    AsNeeded,
}

impl Frequency {
    pub const ALL: [Frequency; 4] = [Frequency::Weekly, Frequency::Biweekly, Frequency::Monthly, Frequency::AsNeeded];

    /// As it is stored.
    pub fn key(self) -> &'static str {
        match self {
            Frequency::Weekly => "weekly",
            Frequency::Biweekly => "biweekly",
            Frequency::Monthly => "monthly",
            Frequency::AsNeeded => "as_needed",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Frequency::Weekly => say!("Weekly"),
            Frequency::Biweekly => say!("Biweekly"),
            Frequency::Monthly => say!("Monthly"),
            Frequency::AsNeeded => say!("As Needed"),
        }
    }
}

impl FromStr for Frequency {
    type Err = ();
    fn from_str(key: &str) -> Result<Self, ()> {
        Frequency::ALL.into_iter().find(|f| f.key() == key).ok_or(())
    }
}

/// One relation, as the card of either shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relation {
    pub id: SupervisionId,
    /// The other one.
    pub member: MemberId,
    pub name: String,
    /// The status of the other one in words, where it is not simply active.
    pub standing: Option<String>,
    pub kind: Kind,
    pub frequency: Frequency,
    pub since: Moment,
}

/// What the card shows of supervision.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SupervisionSeen {
    pub supervisors: Vec<Relation>,
    pub supervisees: Vec<Relation>,
    /// The role requires supervision, and nobody who works here gives it.
    pub missing: bool,
    /// Supervision is switched off for the practice.
    pub off: bool,
    /// One supervisor each, by the practice's settings.
    pub one_each: bool,
    /// Why it can't be set by whoever looks.
    pub why_not_set: Option<String>,
}

impl SupervisionSeen {
    /// Why no supervisor can be added now, though whoever looks may set them.
    pub fn why_not_add(&self) -> Option<String> {
        let full = self.one_each && !self.supervisors.is_empty();
        full.then(|| say!("The practice’s settings say one supervisor each. End this one first.").to_string())
    }

    /// Whether the card has anything to say or to offer.
    pub fn shows(&self) -> bool {
        self.missing || (self.why_not_set.is_none() && !self.off) || !self.supervisors.is_empty() || !self.supervisees.is_empty()
    }
}

/// Someone who can supervise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SupervisorChoice {
    pub id: MemberId,
    pub name: String,
    pub role_name: String,
}
