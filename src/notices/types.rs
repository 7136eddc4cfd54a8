//! What there is to be notified of.

use crate::base::{Moment, NoticeId};
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
    /// Someone asked by a link to join, and the reader may approve it.
    JoinAsked,
}

impl What {
    pub const ALL: [What; 8] = [
        What::Assigned,
        What::TakenOver,
        What::Covers,
        What::IsCovered,
        What::Unassigned,
        What::Overdue,
        What::NotesPending,
        What::JoinAsked,
    ];

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
            What::JoinAsked => "join_asked",
        }
    }
}

impl What {
    pub fn icon(self) -> &'static str {
        match self {
            What::Assigned | What::JoinAsked => "user-plus",
            What::TakenOver => "arrow-left-right",
            What::Covers | What::IsCovered => "hand-heart",
            What::Unassigned | What::Overdue => "hourglass",
            What::NotesPending => "file-warning",
        }
    }
}

/// One notice, as its reader sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub id: NoticeId,
    /// Nothing for a kind that this build doesn't know.
    pub what: Option<What>,
    pub many: i64,
    /// Who did it; empty where nobody in particular did.
    pub by: String,
    /// Where it leads, within the app.
    pub link: String,
    pub at: Moment,
    pub read: bool,
}

impl Notice {
    /// "Una Lindqvist assigned 2 clients to you."
    pub fn words(&self) -> String {
        let (many, by) = (counted!(self.many, "client"), self.by.as_str());
        let by = if by.is_empty() { say!("Someone") } else { by };
        match self.what {
            Some(What::Assigned) => say!("{by} assigned {many} to you."),
            Some(What::TakenOver) => say!("{by} gave {many} of yours to someone else."),
            Some(What::Covers) => say!("{by} set that you cover for a colleague."),
            Some(What::IsCovered) => say!("{by} set that a colleague covers for you."),
            Some(What::Unassigned) => say!("You see to {many} whom nobody has. {by} put this in your hands."),
            Some(What::Overdue) => {
                say!("{many} on the Unassigned board that you see to {} overdue.", if self.many == 1 { say!("is") } else { say!("are") })
            }
            Some(What::NotesPending) => say!("{} of someone who left are pending, and you see to them.", counted!(self.many, "note")),
            Some(What::JoinAsked) => say!("Someone asks to join by a link. Approve or decline it.").into(),
            None => say!("Something changed that concerns you.").into(),
        }
    }
}

/// The page of notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticesSeen {
    pub notices: Vec<Notice>,
    pub unread: i64,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

impl FromStr for What {
    type Err = ();
    fn from_str(key: &str) -> Result<Self, ()> {
        What::ALL.into_iter().find(|w| w.key() == key).ok_or(())
    }
}
