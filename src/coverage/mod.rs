//! Cover for an absence: a caseload, or some clients of it, lent to another for a time.
//!
//! Words: the *absent* member's clients are seen by the *covering* one from the minute a cover starts to the minute it
//! ends; a *gap* is a time, or a client, nobody covers for.
//!
//! The one rule: the clock alone begins and ends a cover (`clients_by_name`, migrations 0063 and 0080). Nothing runs for it,
//! so nothing can be late; and it ends with either membership (0081).

mod api;
mod card;
mod lend_page;
mod page;
mod row;
mod types;

#[cfg(feature = "ssr")]
mod ending;
#[cfg(feature = "ssr")]
mod gaps;
#[cfg(feature = "ssr")]
mod near;
#[cfg(feature = "ssr")]
mod setting;
#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;
#[cfg(feature = "ssr")]
mod times;

pub use api::*;
pub use card::CoverageSection;
pub use lend_page::LendPage;
pub use page::CoveragePage;
pub use types::{Choosing, Cover, CoversSeen, Gap, Lendable, Lending, MemberCovers, Person};

#[cfg(feature = "ssr")]
pub use {
    ending::end_for,
    near::{near, open_gaps},
};
