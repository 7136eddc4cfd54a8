//! The portal: a client's own account, and what the client sees there of itself (R7.4, R5.3).
//!
//! Words: a client is *invited* to the portal by mail; whoever opens the link and chooses a password has an account that
//! is *provisioned*, and *activated* once it was signed in with; access *ends* by the practice's hand, and with the
//! archiving or deleting of the record (`end_for`): the account is deleted and its address free.
//!
//! The one rule: a client never stands inside the practice. The door sets who it is and leaves `app.practice` empty, so
//! row-level security shows it nothing of any table; what it may know are the answers of the functions of migration
//! 0097, which give the columns that are its own to see and no others.
//!
//! Whose address it is. The record's email is invited, and an invitation holds only as long as the record has it. An
//! address that belongs to a member of the same practice is refused at the field, for those who invite know their team.
//! Whether an address has an account otherwise (elsewhere, or as another client) the practice is never told: the mail
//! goes out, and only whoever holds its link learns, when they choose a password, that it can't be used here. One account
//! is one person's in one practice; an account that belongs to nobody can become the client's with its own password.

mod answer;
mod answer_page;
mod api;
mod own;
mod page;
mod section;
mod types;

#[cfg(feature = "ssr")]
mod end;
#[cfg(feature = "ssr")]
mod steps;
#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;

pub use answer::*;
pub use answer_page::PortalInvitationPage;
pub use api::*;
pub use own::*;
pub use page::PortalPage;
pub use section::{ClientPortalPage, PortalSection};
pub use types::{ClientPortal, InvitedSeen, OwnDetails, OwnVisit, Portal, PortalStanding, PortalState, Therapist};

#[cfg(feature = "ssr")]
pub use {
    end::{end_for, end_for_all},
    steps::{Newcomer, invite, invite_newcomer, newcomers_link},
};
