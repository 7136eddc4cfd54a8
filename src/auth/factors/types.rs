//! The second factor as it crosses the wire.

use crate::base::{FactorId, Moment, Qr, stored};
use serde::{Deserialize, Serialize};

/// What the page that sets one up shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Enrolment {
    /// Nothing begun.
    Begin {
        /// The practice that asks for one, where it does and there is none.
        required_by: Option<String>,
        /// Before anything else.
        must: bool,
        /// Has an authenticator app already, a passkey already.
        by_app: bool,
        by_passkey: bool,
        /// An authenticator app is not enough for the practice.
        passkeys_only: bool,
        /// "Firefox on Linux": what a passkey made here is called at first.
        device: String,
    },
    /// Begun; counts once a code of it was entered.
    Setup(Box<Setup>),
    /// Set up, or made anew: the recovery codes, until they were put away.
    Codes { email: String, codes: Vec<String> },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    pub id: FactorId,
    pub name: String,
    /// In base 32, in groups of four.
    pub secret: String,
    /// For an app on this very device.
    pub url: String,
    pub qr: Qr,
}

/// What someone half way in can go on with, besides a recovery code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaysOn {
    /// The code of an authenticator app.
    pub code: bool,
    pub passkey: bool,
}

/// What the account page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactorsSeen {
    pub factors: Vec<FactorSeen>,
    pub codes_left: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactorSeen {
    pub id: FactorId,
    pub name: String,
    /// Or an authenticator app.
    pub passkey: bool,
    pub added_at: Moment,
    pub last_used_at: Option<Moment>,
    /// Why it can't be removed, if so.
    pub why_not_remove: Option<String>,
}

stored! {
    /// Which members, by what they have.
    Having { Lacking = "lacking", Passkey = "passkey", Authenticator = "authenticator", Anything = "all" }
}

/// Which second factors a member has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorsOf {
    pub member: crate::base::MemberId,
    pub name: String,
    pub passkeys: i64,
    pub authenticators: i64,
    /// Recovery codes that still work.
    pub codes: i64,
    pub last_used: Option<Moment>,
    /// From when on they set one up at sign-in, before anything else; nothing where nobody asks for one.
    pub enrol_by: Option<Moment>,
}
