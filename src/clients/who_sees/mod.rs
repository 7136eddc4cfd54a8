//! "Who can see this client": everyone by name, with every reason, now or at the end of a past day; and for whoever is asked
//! about and can't, what is missing.
//!
//! The one rule: this says who sees what `caseload::visible` shows; it decides nothing itself. A test holds the two together
//! on random practices, in the present and in the past.

mod api;
mod page;
mod types;

#[cfg(feature = "ssr")]
mod day;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
mod told;

pub use api::*;
pub use page::WhoSeesPage;
pub use types::{OnDay, Seer, WhoSeen, Why};
