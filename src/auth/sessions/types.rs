//! Sign-ins as they cross the wire.

use crate::base::{MemberId, Moment, SessionId};
use serde::{Deserialize, Serialize};

/// A browser that is signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignInSeen {
    pub id: SessionId,
    /// "Firefox on Linux"
    pub device: String,
    /// The network address it signed in from.
    pub ip: String,
    pub since: Moment,
    pub last_seen: Moment,
    /// The one that asks.
    pub this: bool,
}

/// A browser that is known from before, signed in or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Device {
    /// Empty if it was last used before its name was kept.
    pub device: String,
    pub ip: String,
    pub first_seen: Moment,
    pub last_seen: Moment,
    pub this: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignedInAt {
    pub open: Vec<SignInSeen>,
    /// The last twenty.
    pub devices: Vec<Device>,
}

/// A session that stands, as its page needs to know it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    pub session: SessionId,
    pub email: String,
    /// Seconds until it ends, whatever happens.
    pub ends_in: i32,
}

/// Attempts with a member's address that wait just now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LimitSeen {
    pub member: MemberId,
    pub name: String,
    /// "Signing in", "Mails to reset the password"
    pub what: String,
    pub attempts: i32,
    /// It passes by itself then.
    pub until: Moment,
}
