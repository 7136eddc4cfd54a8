//! A change of address as it crosses the wire.

use crate::base::Moment;
use serde::{Deserialize, Serialize};

/// Which of the two a link was sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mailbox {
    New,
    Old,
}

#[cfg(feature = "ssr")]
impl Mailbox {
    /// As a link carries it.
    pub fn serial(self) -> i32 {
        match self {
            Mailbox::New => 0,
            Mailbox::Old => 1,
        }
    }

    pub fn of(serial: i32) -> Mailbox {
        if serial == Mailbox::Old.serial() { Mailbox::Old } else { Mailbox::New }
    }
}

/// How the change stands for whoever opens a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EmailStands {
    /// To be agreed to.
    Open,
    /// This mailbox has agreed, the other not yet.
    WaitsForOther,
    /// Done, refused, replaced by another, or too late.
    Over,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EmailLinkSeen {
    pub stands: EmailStands,
    pub at: Mailbox,
    pub new_email: String,
}

/// A change that waits, as an administrator sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewEmailWaits {
    pub new_email: String,
    pub asked_at: Moment,
    pub until: Moment,
    pub new_agreed: bool,
}
