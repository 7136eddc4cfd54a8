//! A member's sign-ins, as the card shows them.

use crate::auth::email::NewEmailWaits;
use crate::auth::sessions::{LimitSeen, SignInSeen};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MemberSignIns {
    pub first_name: String,
    /// Signed in now, the latest first.
    pub open: Vec<SignInSeen>,
    pub limits: Vec<LimitSeen>,
    pub new_email: Option<NewEmailWaits>,
    pub why_not_end: Option<String>,
    pub why_not_lift: Option<String>,
    pub why_not_agree: Option<String>,
}
