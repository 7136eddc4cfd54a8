//! The command palette: one field, opened from anywhere by Ctrl K or ⌘ K, that leads to every page, member and client one
//! may see, and to what one most often does; and the list of the keys there are.
//!
//! Words: a *place* is a page or an action, told without asking the server; what is *found* are members and clients.
//!
//! The one rule: nothing is found here that its own list would not show. The searches are those of the roster and of the
//! caseload, and what is typed travels in the body of a request, never in an address.

mod api;
mod finder;
mod keys;
mod opener;
mod options;
mod places;
mod types;

#[cfg(test)]
mod tests;

pub use api::*;
pub use opener::{Opens, OpensFinder, OpensInMenu, Palette, listen};
pub use places::rooms;
pub use types::{Found, MemberFound};
