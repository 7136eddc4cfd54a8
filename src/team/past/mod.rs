//! The team as it was: the roster and the card of a past day, and the history of a membership.
//!
//! A day is taken at its end, by the clock of the practice's first location; the screen says so. Names and addresses
//! of people are as they are now; what they were (status, role, location) is as it was.
//!
//! The one rule: the past is only looked at. Nothing on these screens changes anything.

mod api;
mod history;
mod page;
mod types;

#[cfg(feature = "ssr")]
pub mod lines;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(test)]
mod tests;

pub use api::*;
pub use history::History;
pub use page::{AsItWas, PastCard};
pub use types::{AsOf, Day, HistoryLine, PastProfile, Then};
