//! Who has which clients, and how that changes.
//!
//! Words: an *assignment* is a client given to a member, from and to a date, by someone, for a reason; one of a client's is
//! the *primary* therapist's. What is done together has one *batch*, and is undone together. What a client *weighs* is their
//! sessions per week, and one where nothing is said; what a member's clients weigh together is their *load*.
//!
//! The one rule: assignments change through `give`, `end` and `undo` alone, which keep the story and never leave two
//! primary therapists. Clients who are new get their first ones by `first`.

#[expect(clippy::too_many_arguments, reason = "the fields of a form are the arguments of its server function")]
mod api;
mod board;
pub mod capacity;
mod care_team;
mod caseload_of;
#[cfg(feature = "ssr")]
pub mod first;
mod just_done;
mod page;
mod plan_view;
mod types;

#[cfg(feature = "ssr")]
mod candidates;
#[cfg(feature = "ssr")]
mod newly;
#[cfg(feature = "ssr")]
mod partly;
#[cfg(feature = "ssr")]
mod plan;
#[cfg(feature = "ssr")]
mod reads;
#[cfg(feature = "ssr")]
mod steps;
#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;

pub use api::*;
pub use board::CapacityPage;
pub use care_team::CareTeam;
pub use caseload_of::CaseloadOfMember;
pub use just_done::JustAssigned;
pub use page::AssignPage;
pub use types::{
    AssignQuery, AssignSeen, Candidate, CareTeamSeen, CaseloadSeen, Done, How, Load, LoadQuery, LoadsSeen, NewlyGiven, load_words,
};

#[cfg(feature = "ssr")]
pub use {
    candidates::{Wanted, candidates},
    newly::newly,
    partly::undo_unchanged,
    steps::tell_given,
    store::{Giving, end, give, take_turns, undo},
};
