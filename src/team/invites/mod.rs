//! Invitations: sent, renewed, copied, revoked, and answered by the person invited.
//!
//! Words: an invitation is *open*, *accepted*, *declined* or *revoked*, and an open one *runs out*; its *serial*
//! counts how often it was sent; links of the newest serial work, older ones offer the newest again.
//!
//! The one rule: opening a link changes nothing (a mail scanner opens them all). Answers are buttons that POST, and
//! the link is checked before any form is shown.

mod answer;
mod answer_page;
mod api;
mod banner;
pub mod many;
mod new_page;
#[cfg(test)]
mod tests;
mod types;

#[cfg(feature = "ssr")]
mod make;
#[cfg(feature = "ssr")]
mod pending;
#[cfg(feature = "ssr")]
mod steps;
#[cfg(feature = "ssr")]
mod store;

pub use answer::*;
pub use answer_page::InvitationPage;
pub use api::*;
pub use banner::InvitationBanner;
pub use new_page::InvitePage;
pub use types::{InvitationSeen, InvitationState, LinkSeen, LinkStanding, NewInvite, StoryLine};

#[cfg(feature = "ssr")]
pub(super) use {
    make::{Made, Sending, make as invite_them},
    steps::link_of_open,
    store::{of_address, of_member as invitation_of},
    types::{CheckedInvite, WhichLocation},
};
#[cfg(feature = "ssr")]
pub use {
    pending::{Pending, pending},
    steps::of_member,
};
