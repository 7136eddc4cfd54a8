//! Capacity: how many clients a member aims at, and how many they may have at most.
//!
//! The one rule: what is used is only said to whoever sees all of the member's clients; half of it would be wrong.

mod api;
mod card;
mod types;

#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;

pub use api::*;
pub use card::Capacity;
pub use types::CapacitySeen;
