//! The Unassigned board: clients nobody has, who sees to it that someone will, and by when.
//!
//! Words: an *entry* is a client on the board; its *owner* sees to it, and sees the client by that; its *clock* is the day
//! until which someone should have the client.
//!
//! The one rule: no client falls between two chairs. Whoever leaves clients to nobody says who sees to them until when; an
//! entry ends when someone is assigned, and not before.

mod api;
mod link;
mod page;
mod types;

#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;
#[cfg(feature = "ssr")]
mod watch;

pub use api::*;
pub use link::UnassignedLink;
pub use page::UnassignedPage;
pub use types::{Board, BoardQuery, Entry};

#[cfg(feature = "ssr")]
pub use {
    store::{Putting, due_of, hand_on, owned_by, owners, pass_on, put, take_back, usual_due, waiting},
    watch::{tell_overdue, watch_on},
};
