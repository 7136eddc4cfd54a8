//! Caseload as an app on a device: what the device keeps, the page for when nothing can be reached, and new versions.
//!
//! Words: the *worker* is the browser's service worker (W3C, Service Workers): it stands between a page and the network, and
//! outlives the page. What it keeps are the files of one build, under `/pkg/<version>`, and the page for no connection.
//!
//! The one rule: nothing of any practice is kept in plain. The worker answers for files under `/pkg`, and, where the network
//! does not, with a page that was fetched without signing in. Everything else passes it by.
//!
//! One thing of a practice is kept, sealed, where someone wants it: the *kept caseload*, a member's visits of the day and who
//! their clients are. It can be read without a connection for as long as the automatic logoff would leave a page open, counted
//! from when they were last at work here with a connection. Its key goes at that time, with signing out, and as soon as this
//! browser hears that the sign-in has ended. Until then the device's own lock is what stands before it: a browser keeps a key
//! from being taken out by a page, not from whoever takes the disk apart.
//!
//! A new version is offered, never forced: a page goes on with the files it began with, which the device keeps until every
//! page of that version is gone or someone presses Reload.

mod api;
mod kept;
mod switch;
mod types;
mod updates;

#[cfg(test)]
mod tests;
#[cfg(feature = "ssr")]
mod worker;

pub use api::*;
pub use kept::keep;
pub use switch::KeepSwitch;
pub use types::Kept;
pub use updates::watch;

#[cfg(feature = "ssr")]
pub use worker::{Files, nothing_reached, service_worker};
