//! A caseload in three kinds, as it crosses the wire.

use crate::base::{ClientId, MemberId, Moment};
use serde::{Deserialize, Serialize};

/// Which kind of client of theirs it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Share {
    /// Nobody else is assigned.
    Direct,
    /// They are the primary therapist, and others are assigned too.
    Primary,
    /// Seen by them and assigned to someone else, or they are the second therapist.
    WalkIn,
}

impl Share {
    pub const ALL: [Share; 3] = [Share::Direct, Share::Primary, Share::WalkIn];

    /// As the address has it.
    pub fn key(self) -> &'static str {
        match self {
            Share::Direct => "direct",
            Share::Primary => "primary",
            Share::WalkIn => "walk-ins",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Share::Direct => say!("Direct clients"),
            Share::Primary => say!("Practice clients"),
            Share::WalkIn => say!("Walk-ins"),
        }
    }

    pub fn lead(self, name: &str) -> String {
        match self {
            Share::Direct => say!("Nobody but {name} has them."),
            Share::Primary => say!("{name} is the primary therapist; others have them too."),
            Share::WalkIn => say!("Seen by {name} and assigned to someone else, or {name} is the second therapist."),
        }
    }
}

/// One client in one of the kinds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ours {
    pub id: ClientId,
    pub name: String,
    pub location: String,
    pub restricted: bool,
    /// The primary therapist, where it is someone else.
    pub primary: Option<String>,
    /// They are assigned beside the primary therapist.
    pub second: bool,
    pub last_visit_at: Option<Moment>,
}

/// A page of one kind, and how many there are in all, as far as the one who asks sees them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    pub rows: Vec<Ours>,
    pub total: i64,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseloadInThree {
    pub member: MemberId,
    pub name: String,
    /// In the order of `Share::ALL`.
    pub places: [Place; 3],
    /// Why there may be less here than there is.
    pub note: Option<String>,
}
