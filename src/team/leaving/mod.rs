//! Leaving the team, by one's own will or someone else's; taking it back; coming back.
//!
//! Words: whoever *leaves* owns things: clients, visits, supervisees, and more (each a *part* of the page, in the order of
//! `parts`; a room that comes to own something adds its own). An *offboarding* is one departure with all that went with it.
//! A client is *left alone* if nobody else has it.
//!
//! The one rule: nobody leaves clients alone. Each goes to someone, or to the Unassigned board with an owner and a clock; it
//! is one transaction, and the database refuses it otherwise (migration 0062). What "deleted" means (R9.3): the membership is
//! removed, its sign-ins end, its seat is free; the person's account belongs to them, and is free to join another practice.

mod api;
mod card;
mod exit;
mod page;
mod sections;
mod types;

#[cfg(feature = "ssr")]
mod back;
#[cfg(feature = "ssr")]
mod carry_out;
#[cfg(feature = "ssr")]
mod clients;
#[cfg(feature = "ssr")]
mod owned;
#[cfg(feature = "ssr")]
mod parts;
#[cfg(feature = "ssr")]
mod past;
#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;
#[cfg(feature = "ssr")]
mod undo;

pub use api::*;
pub use card::{LeavingOfMember, RecentlyLeft};
pub use exit::ExitTeamSection;
pub use page::LeavePage;
pub use types::{CameBack, LeavingSeen, LeftSeen, OwnLeaving, Part, Plan};

#[cfg(feature = "ssr")]
pub(super) use carry_out::exit;
#[cfg(feature = "ssr")]
pub(super) use past::to_take_back;
