//! Caseload as an app on a device: what the device keeps, the page for when nothing can be reached, and new versions.
//!
//! Words: the *worker* is the browser's service worker (W3C, Service Workers): it stands between a page and the network, and
//! outlives the page. What it keeps are the files of one build, under `/pkg/<version>`, and the page for no connection.
//!
//! The one rule: nothing of any practice is kept in plain. The worker answers for files under `/pkg`, and, where the network
//! does not, with a page that was fetched without signing in. Everything else passes it by.
//!
//! A new version is offered, never forced: a page goes on with the files it began with, which the device keeps until every
//! page of that version is gone or someone presses Reload.

mod updates;

#[cfg(feature = "ssr")]
mod worker;

pub use updates::watch;

#[cfg(feature = "ssr")]
pub use worker::{Files, nothing_reached, service_worker};
