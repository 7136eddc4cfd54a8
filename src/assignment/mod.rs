//! Who has which clients, and how that changes.
//!
//! Words: an *assignment* is a client given to a member, from and to a date, by someone, for a reason; one of a client's is
//! the *primary* therapist's. What is done together has one *batch*, and is undone together.
//!
//! The one rule: assignments change through `give`, `end` and `undo` alone, which keep the story and never leave two
//! primary therapists. Clients who are new get their first ones by `first`.

#[cfg(feature = "ssr")]
pub mod first;
#[cfg(feature = "ssr")]
mod store;

#[cfg(feature = "ssr")]
pub use store::{Giving, end, give, undo};
