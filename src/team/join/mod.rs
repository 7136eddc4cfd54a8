//! The organisation's account link (R2.8): people join on their own under a role, by an address or its QR code.
//!
//! Words: a *link* has a role, and works in the right of its *maker*, whoever made or last renewed it; *renewed*, it has a new
//! address and the one before says so; someone who *asks* by it has entered a name and an address; once the address is
//! *confirmed* by the mail that went there, they are *let in*, or *wait* where the link needs approval.
//!
//! The one rule: a link only brings people to the door. Whoever is let in is invited, as if by the maker's hand: by the same
//! steps (invites::make), into the same seats, and they accept, choose a password or use the account they have, where every
//! invited person does. So nobody gets a role that the maker could not give at that very moment, and a link whose maker can't
//! any more stops and says so.
//!
//! Strangers. Whoever asks is answered with the same words in the same time, whatever the address: nothing is looked up but the
//! link. What there is at an address is told only to whoever has opened the mail that went there. An address that isn't
//! confirmed takes no seat, no use of the link and no line in the trail.
//!
//! Clients. Whoever joins as a Client gets what a practice would make by hand: a record, on the Unassigned board in the maker's
//! hands, and the portal's invitation to it. Where there is a record with the address already, the link decides nothing, even if
//! it needs no approval: families share addresses, and a link must open nobody's record. It waits for someone who knows them,
//! and says whose record it is.

mod admin_page;
mod api;
mod ask;
mod ask_page;
mod card;
mod requests;
mod types;

#[cfg(feature = "ssr")]
mod came;
#[cfg(feature = "ssr")]
mod let_in;
#[cfg(feature = "ssr")]
mod standing;
#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;

pub use admin_page::JoinLinksPage;
pub use api::*;
pub use ask::*;
pub use ask_page::{ConfirmJoinPage, JoinPage};
pub use requests::JoinRequests;
pub use types::*;

#[cfg(feature = "ssr")]
pub use came::{queue, seen as waiting};
