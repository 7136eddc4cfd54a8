//! What mail tells the browser: how a letter fared, and the letters of the mailbox page.

use crate::base::Moment;
use serde::{Deserialize, Serialize};

/// How far a letter has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendingState {
    /// Queued; with attempts behind it, it waits for the next.
    Waiting,
    /// Handed to the mail server. Whether it was read, nobody can know.
    Sent,
    /// Given up.
    Failed,
    /// Withdrawn before it went: the invitation was revoked, or sent again.
    Moot,
}

impl SendingState {
    /// Reads what the database stores.
    #[cfg(feature = "ssr")]
    pub(super) fn of(key: &str) -> Self {
        match key {
            "sent" => SendingState::Sent,
            "failed" => SendingState::Failed,
            "moot" => SendingState::Moot,
            _ => SendingState::Waiting,
        }
    }
}

/// A letter in the story of what it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// The invitation's serial it was written for.
    pub serial: i32,
    pub state: SendingState,
    /// How often it was tried.
    pub attempts: i32,
    /// What the mail server said last, if it refused; empty otherwise. At most 200 characters.
    pub error: String,
    pub created_at: Moment,
    /// When it was sent, failed or was withdrawn.
    pub ended_at: Option<Moment>,
    /// When it is tried next, while it waits.
    pub due_at: Moment,
}

/// How many letters have come how far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Queued and not yet out.
    pub waiting: i64,
    /// Of those, refused for now at least once; they are tried again by themselves.
    pub retried: i64,
    pub sent: i64,
    pub failed: i64,
}

/// How long an invitation is good for, as people say it: "24 hours", "72 hours", "7 days".
pub fn lasting(hours: i32) -> String {
    let hours = i64::from(hours);
    if hours > 72 && hours % 24 == 0 { counted!(hours / 24, "day") } else { counted!(hours, "hour") }
}

/// A letter in the list of the mailbox page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSeen {
    pub id: String,
    pub to: String,
    pub subject: String,
    pub at: Moment,
}

/// A letter opened on the mailbox page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailOpen {
    pub seen: MailSeen,
    /// Its text, taken apart at the links.
    pub text: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Piece {
    Words(String),
    /// An address of this very Caseload.
    Link(String),
}
