//! Who supervises whom, from when to when: a relation between two members, with its kind and how often they meet.
//!
//! Words: a *supervisor* has a role that can supervise; a *supervisee* may have several; whoever's role requires
//! supervision and has none is *missing* one.
//!
//! The one rule: no circles. The database keeps it (migration 0041), so two relations begun at once can't close one.

mod api;
pub mod caseload;
mod section;
#[cfg(test)]
mod tests;
mod types;

#[cfg(feature = "ssr")]
mod store;

pub use api::*;
pub use caseload::SuperviseeCaseloadPage;
pub use section::Supervision;
pub use types::{Frequency, Kind, Relation, SupervisionSeen, SupervisorChoice};

#[cfg(feature = "ssr")]
pub use store::seen;
