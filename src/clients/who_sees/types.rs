//! Who sees a client, as it crosses the wire.

use crate::base::{ClientId, MemberId, Moment};
use serde::{Deserialize, Serialize};

/// A reason why someone sees a client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Why {
    Assigned {
        since: Moment,
        primary: bool,
    },
    Covers {
        of: String,
        until: Moment,
    },
    /// Clinically, someone it is assigned to.
    Supervises {
        of: String,
    },
    /// Clinically, someone who has seen it.
    SupervisesSeen {
        of: String,
    },
    Named {
        since: Moment,
    },
    /// Sees to it on the Unassigned board.
    Board {
        since: Moment,
    },
    Group {
        name: String,
    },
    Location {
        role: String,
        location: String,
    },
    Practice {
        role: String,
    },
}

impl Why {
    /// By name: what counts for a restricted client too.
    pub fn by_name(&self) -> bool {
        !matches!(self, Why::Group { .. } | Why::Location { .. } | Why::Practice { .. })
    }

    /// The nearer, the lower.
    pub fn rank(&self) -> u8 {
        match self {
            Why::Assigned { primary: true, .. } => 0,
            Why::Assigned { .. } => 1,
            Why::Covers { .. } => 2,
            Why::Supervises { .. } => 3,
            Why::SupervisesSeen { .. } => 4,
            Why::Named { .. } => 5,
            Why::Board { .. } => 6,
            Why::Group { .. } => 7,
            Why::Location { .. } => 8,
            Why::Practice { .. } => 9,
        }
    }
}

/// Someone who is told of: whoever sees the client, or was asked about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seer {
    pub id: MemberId,
    pub name: String,
    /// When they left the team, if they have.
    pub left_at: Option<Moment>,
    /// Every reason; none where they don't see it.
    pub why: Vec<Why>,
    /// What is missing, in words, where they don't.
    pub missing: Vec<String>,
}

/// A past day, at whose end it was so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnDay {
    /// As a date field writes it: "2026-03-03".
    pub day: String,
    /// "3 March 2026"
    pub words: String,
    /// IANA name.
    pub zone: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhoSeen {
    pub id: ClientId,
    pub name: String,
    pub restricted: bool,
    pub archived: bool,
    pub location: String,
    pub on: Option<OnDay>,
    /// Who sees it; the nearest first.
    pub seers: Vec<Seer>,
    /// How many see it; more than are shown, in a very large practice.
    pub total: i64,
    /// Answers about those whose names begin as was typed.
    pub asked: Vec<Seer>,
}
