//! What a member is notified of, in the app and by a mail that says no more than that there is something.
//!
//! Words: a *notice* counts and leads somewhere; the *bell* says how many were not read.
//!
//! The one rule: a notice carries no health information: it counts, and names nobody but colleagues.

mod api;
mod bell;
mod page;
mod types;

#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;

pub use api::*;
pub use bell::Bell;
pub use page::NoticesPage;
pub use types::{Notice, NoticesSeen, What};

#[cfg(feature = "ssr")]
pub use store::{tell, unread};
