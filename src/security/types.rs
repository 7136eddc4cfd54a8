//! The page as it crosses the wire.

use crate::auth::factors::{FactorsOf, Having};
use crate::auth::sessions::{LimitSeen, SignInSeen};
use crate::base::{MemberId, Moment};
use serde::{Deserialize, Serialize};

/// Everything but the list of sign-ins, which has pages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecuritySeen {
    pub logoff_minutes: i32,
    /// How many members can sign in with a password alone.
    pub without: i64,
    /// Every member needs a second factor, so many days after it was required or they joined.
    pub factor_required: Option<i32>,
    /// And an authenticator app is not enough: those without a passkey count as without.
    pub passkeys_only: bool,
    /// Members who have a passkey, and an authenticator app.
    pub with_passkey: i64,
    pub with_authenticator: i64,
    /// What slows attempts with members' addresses down just now.
    pub limits: Vec<LimitSeen>,
    pub why_not_lift: Option<String>,
    /// Nothing for whoever may not read the trail.
    pub failures: Option<Failures>,
}

/// Who has which second factors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactorsPage {
    pub having: Having,
    pub rows: Vec<FactorsOf>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

/// What failed in the last seven days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failures {
    /// The first of the days, as YYYY-MM-DD, for the trail.
    pub from: String,
    pub of: Vec<FailureOf>,
    pub networks: Vec<FailuresFrom>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FailureOf {
    /// "Failed sign-in"
    pub what: String,
    /// The kind's key, for the trail.
    pub kind: String,
    /// A member's name, or an address that was tried.
    pub who: String,
    pub member: Option<MemberId>,
    pub times: i64,
    pub last: Moment,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FailuresFrom {
    /// The network address.
    pub ip: String,
    pub times: i64,
    /// People or addresses it tried as.
    pub whos: i64,
    pub last: Moment,
}

/// A member's sign-in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignInOf {
    pub member: MemberId,
    pub name: String,
    pub seen: SignInSeen,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignInsPage {
    pub rows: Vec<SignInOf>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
    /// What speaks against ending any.
    pub why_not_end: Option<String>,
}
