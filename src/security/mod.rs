//! "Security", for administrators: how long sign-ins last, who is signed in where, what failed lately, what is slowed down
//! just now. What concerns one member is done on their card as well, by the same functions (`team::sign_ins`).
//!
//! Words: a *sign-in* is one signed-in browser; a *failure* is a sign-in that did not succeed, a wrong password before
//! something grave, or a step that was refused.
//!
//! The one rule: what stands in the trail is read as the trail is: by whoever may read it, and reading it is on record.

mod api;
mod factors;
mod failures;
mod page;
mod sign_ins;
#[cfg(test)]
mod tests;
mod types;

pub use api::*;
pub use page::SecurityPage;
pub use types::{FactorsPage, FailureOf, Failures, FailuresFrom, SecuritySeen, SignInOf, SignInsPage};
