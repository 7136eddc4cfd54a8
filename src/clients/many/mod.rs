//! What is done to one client or to many at once, from the list: archive and restore, put in a group. (Assigning is a room
//! of its own.) A page says first what will happen, and to whom it won't; then a button does it.
//!
//! The one rule: each client is decided on by itself. Whoever is refused is told with the reason, and the rest goes through.

mod api;
mod archive_page;
mod group_page;
mod outcome;
mod types;

#[cfg(feature = "ssr")]
mod chosen;
#[cfg(feature = "ssr")]
mod store;

pub use api::*;
pub use archive_page::{ArchivePage, RestorePage};
pub use group_page::GroupClientsPage;
pub use types::{LookedOver, Outcome, Refused, Step};

#[cfg(feature = "ssr")]
pub use chosen::chosen;
