//! "Only these people see this client": a restricted client is seen by those who have to do with it by name, and by those
//! on its list; by no role, no location, no group.
//!
//! The one rule: someone always sees it. The last one who does can't be taken off the list.

mod api;
mod page;
mod types;

#[cfg(feature = "ssr")]
mod store;

pub use api::*;
pub use page::RestrictionPage;
pub use types::{ByName, Nameable, OnList, RestrictionSeen, Why};

#[cfg(feature = "ssr")]
pub use store::name as name_on_list;
