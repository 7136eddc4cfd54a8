//! Who has which clients, and how that changes.
//!
//! Words: an *assignment* is a client given to a member, from and to a date, by someone, for a reason; one of a client's is
//! the *primary* therapist's. What is done together has one *batch*, and is undone together. What a client *weighs* is their
//! sessions per week, and one where nothing is said; what a member's clients weigh together is their *load*.
//!
//! The one rule: assignments change through `give`, `end` and `undo` alone, which keep the story and never leave two
//! primary therapists.

pub mod capacity;
mod types;

#[cfg(feature = "ssr")]
mod candidates;
#[cfg(feature = "ssr")]
mod partly;
#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;

pub use types::{Candidate, load_words};

#[cfg(feature = "ssr")]
pub use {
    candidates::{Wanted, candidates},
    partly::undo_unchanged,
    store::{Giving, end, give, undo},
};
