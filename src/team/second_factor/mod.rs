//! A member's second factor on their card, and taking it away ("Force 2FA reset"): for whoever lost the phone and the
//! recovery codes, or whose phone is in someone else's hands.
//!
//! The one rule: whoever resets it learns nothing of the one before nor of the one to come, and the member is told by mail.

mod api;
mod card;
#[cfg(test)]
mod tests;
mod types;

#[cfg(feature = "ssr")]
mod steps;
#[cfg(feature = "ssr")]
pub(super) mod store;

pub use api::*;
pub use card::SecondFactorOfMember;
#[cfg(feature = "ssr")]
pub use steps::reset_by_command;
pub use types::SecondFactorSeen;
