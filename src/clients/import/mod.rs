//! Clients from a file (R7.4): upload it, see what every row would do, then have it done in the background.
//!
//! Words: an *import* is one uploaded file; each of its *rows* has a *verdict*: it will be added, is there already, or is
//! in error, with line, field and reason; it is *judged* before anything is made, and *begun* by a button.
//!
//! The one rule: each row is done once, in a transaction that says so, with the rights its owner has in that moment. So an
//! import may be cut off anywhere, begun again, or uploaded twice, and nothing is made twice or by halves.

mod api;
mod columns;
mod new_page;
mod one_page;
mod types;

#[cfg(feature = "ssr")]
mod batch;
#[cfg(feature = "ssr")]
mod birth;
#[cfg(feature = "ssr")]
mod due;
#[cfg(feature = "ssr")]
mod judge;
#[cfg(feature = "ssr")]
mod read;
#[cfg(feature = "ssr")]
mod seen;
#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;
#[cfg(feature = "ssr")]
mod upload;
#[cfg(feature = "ssr")]
mod worker;

pub use api::*;
pub use columns::Column;
pub use new_page::{ImportLink, ImportPage};
pub use one_page::OneImportPage;
pub use types::{ImportBrief, ImportRow, ImportSeen, ImportState, ImportsSeen, NotTaken, Verdict};

#[cfg(feature = "ssr")]
pub use {
    upload::{MOST_BYTES, rejected, template, upload},
    worker::{run, work_due},
};
