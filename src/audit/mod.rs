//! The trail: what happened, who did it, when and from where. Every `Event` there is stands in `event`; the door
//! writes it in the transaction of the change it tells of. Append-only even for the application, hash-chained per
//! practice in the database (migrations 0010 and 0020), kept for years and then dropped by whole months (0021), checked
//! by `caseload audit verify` and by a button.
//!
//! Words: an *entry* is an event as it was written, of a *kind*; its *subject* is whom or what it is about; the *chain*
//! ties each entry to the one before; a *leg* is as much of the chain as one request walks.
//!
//! The one rule: an event names people and things as they stood, so that it still reads after they have changed.
//! It becomes a sentence on the server (`sentences`), so the browser never needs the list of events.

mod api;
mod entries;
mod entry_page;
mod filters;
mod keeping;
mod kind;
mod own;
mod page;
mod types;

#[cfg(feature = "ssr")]
mod event;
#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
mod failed;
#[cfg(feature = "ssr")]
mod keep;
#[cfg(feature = "ssr")]
mod read;
#[cfg(feature = "ssr")]
mod sentences;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
mod written;

pub use api::*;
pub use entry_page::EntryPage;
pub use kind::Kind;
pub use own::{OwnTrail, OwnTrailSection, own_trail};
pub use page::{AskPassword, AuditPage};
pub use types::{Changed, Entry, EntryAlone, PersonFound, Question, TrailPage, Walked, YEARS};

#[cfg(feature = "ssr")]
pub use {
    event::{Change, Event},
    failed::{FailedFrom, FailedOf, failed_from, failed_of, note_reading},
    keep::{keep, keep_on},
    read::verify_all,
    store::{Broken, noted_since},
};

#[cfg(test)]
mod tests;
