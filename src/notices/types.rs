//! What there is to be notified of.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Clients were assigned to the reader.
    Assigned,
    /// Clients of the reader's went to someone else.
    TakenOver,
    /// The reader covers for someone, from now or later.
    Covers,
    /// Someone covers for the reader.
    IsCovered,
    /// The reader sees to clients on the Unassigned board.
    Unassigned,
    /// Clients on the Unassigned board that the reader sees to are overdue.
    Overdue,
    /// Notes of someone who left are pending, and the reader sees to them.
    NotesPending,
}

impl What {
    pub const ALL: [What; 7] =
        [What::Assigned, What::TakenOver, What::Covers, What::IsCovered, What::Unassigned, What::Overdue, What::NotesPending];

    /// As it is stored.
    pub fn key(self) -> &'static str {
        match self {
            What::Assigned => "assigned",
            What::TakenOver => "taken_over",
            What::Covers => "covers",
            What::IsCovered => "is_covered",
            What::Unassigned => "unassigned",
            What::Overdue => "overdue",
            What::NotesPending => "notes_pending",
        }
    }
}

impl FromStr for What {
    type Err = ();
    fn from_str(key: &str) -> Result<Self, ()> {
        What::ALL.into_iter().find(|w| w.key() == key).ok_or(())
    }
}
