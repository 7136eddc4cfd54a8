//! "Today": what the day brings and what waits, for whoever has clients of their own and for whoever decides things.
//!
//! Words: a *matter* is a kind of thing that waits for a decision; a *line* is one matter with how many wait and since when. A
//! day is that of the clock where the member works, as their visits are; so an evening in another zone shows no other day.
//!
//! The one rule: nothing is decided here and nothing kept. Every fact is another room's, told by that room; a line stands here
//! only for whoever may decide it, and leads to where it is decided.
//!
//! Where one begins ([`home`]). Whoever sees their own caseload alone practises: the products they come from (SimplePractice,
//! TherapyNotes, Jane) open with the day, and so does this, on a phone as at a desk: one address leads to one page, whatever the
//! width of a window, without a script, and a bookmark means the same on both. Whoever sees more runs the practice or its front
//! desk; they come for the people, and begin with the team, where requests to join and offers stand above the roster anyway.
//! Today is their first entry too, one press away.

mod api;
mod lines;
mod page;
mod types;
mod visits;

#[cfg(feature = "ssr")]
mod decisions;
#[cfg(feature = "ssr")]
mod own;
#[cfg(test)]
mod tests;

pub use api::*;
pub use page::TodayPage;
pub use types::{Line, Matter, OwnDay, TodaySeen};

use crate::access::{Action, Actor, Permission, Scope, Target, can};

/// The address of the page.
pub const TODAY: &str = "/today";

/// Whether there can be anything on it for someone: they see clients, or decide something.
pub fn shows(who: &Actor) -> bool {
    can(who, Action::ViewClients, &Target::Practice).allowed() || Matter::ALL.iter().any(|matter| matter.decided_by(who))
}

/// Where someone begins.
pub fn home(who: &Actor) -> &'static str {
    let practises = who.grants.reach(Permission::ClientsView) == Some(Scope::OwnCaseload);
    if practises && can(who, Action::ViewClients, &Target::Practice).allowed() { TODAY } else { "/team" }
}
