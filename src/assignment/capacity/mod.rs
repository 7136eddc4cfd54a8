//! Capacity: how many clients a member aims at, and how many they may have at most. Each client counts as often as the two
//! meet in a week; once, where nothing is said.
//!
//! The one rule: what is used is always of all the member's clients; half of it would be wrong. So the card says it only to
//! whoever sees them all; whoever assigns clients is told it of everyone they may choose.

mod api;
mod card;
mod types;

#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;

pub use api::*;
pub use card::Capacity;
pub use types::{CapacitySeen, words};

#[cfg(feature = "ssr")]
pub use store::whose;
