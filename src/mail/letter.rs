//! Every letter there is. It holds facts only; `words` says what they read like. Stored as JSON while it waits:
//! a letter queued by the last release must still be readable by the next, so new fields get a default.

use crate::access::link::NewLink;
use crate::base::MemberId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "snake_case")]
pub enum Letter {
    /// To the person invited.
    Invitation {
        practice: String,
        /// First and last name.
        inviter: String,
        first_name: String,
        role: String,
        /// Empty if the inviter wrote none.
        note: String,
        /// How long it is good for.
        hours: i32,
        expires_at: DateTime<Utc>,
        /// The location's zone, by its IANA name.
        timezone: String,
        link: NewLink,
    },
    /// To a client. Not a word of care, and the name of nobody but the practice.
    PortalInvitation {
        practice: String,
        first_name: String,
        /// How long it is good for.
        hours: i32,
        expires_at: DateTime<Utc>,
        /// The location's zone, by its IANA name.
        timezone: String,
        link: NewLink,
    },
    /// To whoever's address was entered at a link to join by. It greets nobody: the name is whatever a stranger typed.
    ConfirmJoin {
        practice: String,
        /// How long it is good for.
        hours: i32,
        link: NewLink,
    },
    /// To someone who asked to join, and was not let in.
    JoinDeclined {
        practice: String,
        first_name: String,
        /// Empty if none was given.
        reason: String,
    },
    PasswordReset {
        first_name: String,
        /// How long the link works.
        minutes: i32,
        link: NewLink,
    },
    PasswordChanged {
        first_name: String,
        at: DateTime<Utc>,
    },
    /// A sign-in from a browser not known yet.
    NewDevice {
        first_name: String,
        /// "Firefox on Linux"
        device: String,
        at: DateTime<Utc>,
    },
    /// Something about the second factor changed.
    SecondFactor {
        first_name: String,
        news: FactorNews,
        at: DateTime<Utc>,
    },
    /// To the new address, which becomes theirs when the link is confirmed.
    ConfirmEmail {
        first_name: String,
        new_email: String,
        link: NewLink,
    },
    /// To the old address, which has to agree too.
    AgreeEmail {
        first_name: String,
        new_email: String,
        link: NewLink,
    },
    /// To the old address.
    EmailChanged {
        first_name: String,
        new_email: String,
    },
    /// Someone signed up with the address of an account. The sign-up page can't say so; the letter can.
    SignUpAttempt {
        first_name: String,
    },
    /// To the inviter.
    InvitationAnswered {
        first_name: String,
        /// First and last name of the person who answered.
        who: String,
        practice: String,
        accepted: bool,
        /// Why they declined, if they said so.
        reason: String,
    },
    /// To the administrator whom the team is offered to.
    HandOverOffered {
        first_name: String,
        /// First and last name of the originating administrator.
        from: String,
        practice: String,
    },
    /// To a member who got clients. It names none.
    ClientsAssigned {
        first_name: String,
        /// First and last name of whoever assigned them.
        by: String,
        /// "2 clients"
        what: String,
        member: MemberId,
    },
    /// To whoever offered the team.
    HandOverAnswered {
        first_name: String,
        /// First and last name of the person who answered.
        who: String,
        practice: String,
        accepted: bool,
    },
}

/// What happened to the second factor of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "news", rename_all = "snake_case")]
pub enum FactorNews {
    Added {
        /// "My phone"
        factor: String,
    },
    Removed {
        factor: String,
    },
    CodesMade,
    CodeUsed {
        left: i64,
    },
    Reset {
        /// First and last name of whoever did it.
        by: String,
        practice: String,
    },
}

impl Letter {
    /// The link to make when it is sent.
    pub(super) fn link(&self) -> Option<&NewLink> {
        match self {
            Letter::Invitation { link, .. }
            | Letter::PortalInvitation { link, .. }
            | Letter::ConfirmJoin { link, .. }
            | Letter::PasswordReset { link, .. }
            | Letter::ConfirmEmail { link, .. }
            | Letter::AgreeEmail { link, .. } => Some(link),
            _ => None,
        }
    }
}
