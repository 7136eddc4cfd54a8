//! Groups: named sets of members and clients, so that many can be found, filtered and chosen at once. A group gives
//! nobody any access.
//!
//! Words: *people* of a group are its members and its clients; they are *put in* and *taken out*, singly or many at once.
//!
//! The one rule: nothing here is deleted. A group ends, and so does being in it, and both keep from when to when.

mod api;
mod group_page;
mod of_member;
mod page;
mod people;
mod types;

#[cfg(feature = "ssr")]
mod chosen;
#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;

pub use api::*;
#[cfg(feature = "ssr")]
pub use chosen::{put_clients_in, those};
pub use group_page::GroupPage;
pub use of_member::MemberGroups;
pub use page::GroupsPage;
#[cfg(feature = "ssr")]
pub use store::{put_new_clients, put_new_members};
pub use types::{GroupName, GroupRow, GroupSeen, GroupsSeen, MemberGroupsSeen, People, PeopleKind, Someone};
