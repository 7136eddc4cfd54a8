//! On hold, inactive, suspended, and active again: what an administrator decides about a membership that has begun.
//!
//! Words: *on hold* one reads and changes nothing; *inactive* and *suspended* one can't sign in; the *reason* is for
//! those who may edit the team, and never for the member themselves.
//!
//! The one rule: a status changes in team::lifecycle alone.

mod api;
mod card;
mod types;

#[cfg(feature = "ssr")]
pub mod store;
#[cfg(test)]
mod tests;

pub use api::*;
pub use card::{ChangeStatus, OnHoldNotice, StatusFacts};
pub use types::{StatusSeen, Step};
