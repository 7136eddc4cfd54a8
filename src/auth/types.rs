//! What crosses the wire about the person who asks.

use super::factors::WaysOn;
use crate::access::Actor;
use crate::base::Moment;
use serde::{Deserialize, Serialize};

/// Whoever is signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Me {
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    /// Nothing for an account that belongs to no practice.
    pub member: Option<(Actor, PracticeSeen)>,
    /// For a client: before which portal they stand.
    pub client: Option<PortalSeen>,
    /// When this sign-in session ends, whatever happens.
    pub session_ends: Moment,
    /// Has a second factor.
    pub second_factor: bool,
    /// Which of them: passkeys, an authenticator app.
    pub passkey: bool,
    pub authenticator: bool,
    /// Days left to set one up, where the practice asks for one and they have none; less than one is one.
    pub days_to_enrol: Option<i64>,
    /// The time for it is over: before anything else they set one up.
    pub must_enrol: bool,
}

impl Me {
    pub fn actor(&self) -> Option<&Actor> {
        self.member.as_ref().map(|(actor, _)| actor)
    }
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

/// What every page shows of the practice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PracticeSeen {
    pub name: String,
    pub plan: String,
    /// "Clients" or "Patients"
    pub calls_clients: String,
    pub logoff_minutes: i32,
}

/// What the portal's frame shows of the practice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PortalSeen {
    pub practice: String,
    pub logoff_minutes: i32,
}

/// Where to go after signing in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignedIn {
    pub next: String,
    /// Not yet: this is asked for first.
    #[serde(default)]
    pub first: Option<WaysOn>,
}

/// What a mailed link is still good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkState {
    Good,
    Used,
    Expired,
}

/// NIST SP 800-63B-4: at least 15 characters where a password stands alone; no rules about kinds of characters.
pub const PASSWORD_MIN: u32 = 15;
/// The same: at least 8 beside a second factor.
pub const PASSWORD_MIN_BESIDE: u32 = 8;
#[cfg(feature = "ssr")]
pub const PASSWORD_MAX: u32 = 128;

/// The hint below a new password's field.
pub fn password_words() -> String {
    words_of(PASSWORD_MIN)
}

/// The same for an account that may have a second factor.
pub fn password_words_beside(second_factor: bool) -> String {
    words_of(if second_factor { PASSWORD_MIN_BESIDE } else { PASSWORD_MIN })
}

fn words_of(least: u32) -> String {
    say!("At least {least} characters. A few words in a row are easy to remember and hard to guess.")
}
