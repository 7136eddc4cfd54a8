//! Many invited at once (R2.6, R2.7): addresses typed or pasted, or a file of them.
//!
//! Words: what is brought together is a *batch*; each of its *rows* has a *verdict*: it will be invited, is a member, has an
//! invitation, is in error with line, field and reason, or was made. A batch is *prepared*, then *begun* by a button. The
//! invitations go *by mail*, or *by hand*: a link and a code for someone at the desk.
//!
//! The one rule: each invitation is made by the steps of a single one (`invites::make`), once, with the rights its owner has in
//! that moment. So a batch may be cut off anywhere, begun again, or uploaded twice, and nobody is invited twice.

mod api;
mod chips;
mod columns;
mod links_page;
mod one_page;
mod page;
mod rows;
mod typed;
mod types;

#[cfg(feature = "ssr")]
mod batch;
#[cfg(feature = "ssr")]
mod due;
#[cfg(feature = "ssr")]
mod judge;
#[cfg(feature = "ssr")]
mod links;
#[cfg(feature = "ssr")]
mod prepare;
#[cfg(feature = "ssr")]
mod read;
#[cfg(feature = "ssr")]
mod seen;
#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;
#[cfg(feature = "ssr")]
mod typo;
#[cfg(feature = "ssr")]
mod upload;
#[cfg(feature = "ssr")]
mod worker;

pub use api::*;
pub use columns::Column;
pub use links_page::LinksPage;
pub use one_page::BatchPage;
pub use page::ManyPage;
pub use types::{
    AddressSeen, BatchBrief, BatchRow, BatchSeen, BatchState, HandedLink, ManyNeeded, NewSeveral, NotTaken, Standing, Verdict,
};

#[cfg(feature = "ssr")]
pub use {
    links::{HandedLinks, hand_over},
    upload::{MOST_BYTES, MOST_RECEIVED, rejected, template, upload},
    worker::{run, work_due},
};
