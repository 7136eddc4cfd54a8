//! Clients and caseloads, as far as the roster counts them; the depot itself comes with its own screens.
//!
//! The one rule: which clients an actor may see is one predicate (migration 0011, `visible_clients`), and a count on
//! a card is of assignments, which name no client.

#[cfg(feature = "ssr")]
mod store;

#[cfg(feature = "ssr")]
pub use store::{assigned_at, assigned_now};
