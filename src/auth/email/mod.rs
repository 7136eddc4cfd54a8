//! Another address to sign in with. It counts when both mailboxes have agreed: the new one shows that it is theirs, the old
//! one that whoever asked is no stranger at an open desk. The old one can refuse for as long as the links work.
//!
//! Whoever has lost the old mailbox is helped by an administrator, who agrees in its place after the new one did
//! (`team::sign_ins`); an account of no practice has nobody to do that.
//!
//! The one rule: opening a link decides nothing, and whatever order the two come in, the change happens once.

mod api;
mod page;
#[cfg(test)]
mod tests;
mod types;

#[cfg(feature = "ssr")]
mod steps;
#[cfg(feature = "ssr")]
mod store;

pub use api::*;
pub use page::{ConfirmEmailPage, EmailSection};
pub use types::{EmailLinkSeen, EmailStands, Mailbox, NewEmailWaits};

#[cfg(feature = "ssr")]
pub use {steps::agree_for_the_old, store::waiting_of_member};
