//! The care team: the roster, the profile card, and how people come and go.
//!
//! Words: a *member* is a person on the team from the moment of the invitation; their *standing* is what the roster
//! shows of three facts kept apart: the invitation, the account, the membership. A *seat* is a place under the
//! plan's cap; members and open invitations take one each.
//!
//! The one rule: nobody is decided for by a GET, and nobody joins but by their own hand.

mod api;
mod change_role;
pub mod invites;
mod leaving;
mod overrides;
mod page;
mod profile;
mod roster;
mod types;

#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;

pub use api::*;
pub use leaving::ExitTeamSection;
pub use overrides::OverridesPage;
pub use page::{NobodyChosen, TeamPage};
pub use profile::ProfileCard;
pub use types::{MemberRow, Profile, RosterPage, RosterQuery, Standing};

#[cfg(feature = "ssr")]
pub use store::{Founder, insert_founder};
