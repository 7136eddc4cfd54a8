//! The care team: the roster, the profile card, how people come and go, and how it was on a past day.
//!
//! Words: a *member* is a person on the team from the moment of the invitation; their *standing* is what the roster
//! shows of three facts kept apart: the invitation, the account, the membership. A *seat* is a place under the
//! plan's cap; members and open invitations take one each.
//!
//! The one rule: nobody is decided for by a GET, and nobody joins but by their own hand.

pub mod access_rules;
mod api;
mod around;
mod change_role;
pub mod handover;
pub mod invites;
pub mod join;
pub mod leaving;
mod overrides;
mod page;
pub mod past;
mod profile;
mod roster;
pub mod second_factor;
pub mod sign_ins;
pub mod status;
mod types;

#[cfg(feature = "ssr")]
mod export;
#[cfg(feature = "ssr")]
mod lifecycle;
#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;
#[cfg(feature = "ssr")]
mod typed;

pub use api::*;
pub use around::{Around, AroundTheRoster, Waits, around_the_roster};
pub use leaving::ExitTeamSection;
pub use overrides::OverridesPage;
pub use page::{NobodyChosen, TeamPage};
pub use profile::ProfileCard;
pub use types::{MemberRow, Profile, RosterChoices, RosterPage, RosterQuery, Standing};

#[cfg(feature = "ssr")]
pub use {
    export::export_roster,
    lifecycle::move_to,
    store::{Founder, insert_founder, pick},
};
