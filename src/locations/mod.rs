//! Locations: where a practice works, a facility or a virtual one, each with a time zone.
//!
//! The one rule: an archived location leaves pickers, never history.

mod api;
mod page;
mod types;

#[cfg(feature = "ssr")]
mod store;

pub use api::*;
pub use page::LocationsSection;
pub use types::{COMMON_ZONES, LocationChoice, LocationSeen};

#[cfg(feature = "ssr")]
pub use {
    store::{choices as location_choices, insert as insert_location, one as location},
    types::checked_zone,
};
