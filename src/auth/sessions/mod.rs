//! Where one is signed in, and what a page does when that is over.
//!
//! Words: a *sign-in* is a session of one browser; it *stands* while the next request would be let in; a *limit* is a pause
//! between attempts that holds just now.
//!
//! The one rule: an ended session is refused by the very next request, and the page that was open is covered, never thrown
//! away: what was typed on it stays.

mod api;
mod over;
mod own;
mod rows;
mod tabs;
#[cfg(test)]
mod tests;
mod types;

#[cfg(feature = "ssr")]
mod store;

pub use api::*;
pub use over::{Over, SignInOver};
pub use own::{OwnSignInsSection, own_sign_ins_read};
pub use rows::SignInRow;
pub use tabs::{Tabs, Word};
pub use types::{Device, LimitSeen, SignInSeen, SignedInAt, Standing};

#[cfg(feature = "ssr")]
pub use store::{SessionOfMember, end_all_of_member, end_one_of_member, lift_limit, limits, of_member, of_practice};
