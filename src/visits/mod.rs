//! Visits: one clinical encounter each of a client with a member, planned and then held, cancelled or missed. The calendar
//! will stand on them.
//!
//! Words: a visit's *state* is scheduled, held, cancelled or missed; its note is *pending* from when it was held until it is
//! written; whoever held a visit has *seen* the client.
//!
//! The one rule: what visits make of a client, when it was last seen and by whom, is counted by the database with every
//! change (migration 0076), never by a screen.

mod api;
mod form;
mod history;
mod pages;
mod section;
mod types;

#[cfg(feature = "ssr")]
mod of_day;
#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;

pub use api::*;
pub use history::HistoryOfMember;
pub use pages::{ChangeVisitPage, RecordVisitPage};
pub use section::VisitsOfClient;
pub use types::{HistorySeen, VisitGiven, VisitInForm, VisitKind, VisitOf, VisitOfDay, VisitSeen, VisitState, VisitsSeen};

#[cfg(feature = "ssr")]
pub use {
    of_day::{DayAt, day_at, of_day},
    store::cancel_ahead,
};
