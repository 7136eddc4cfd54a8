//! The trail: what happened, who did it, when and from where. Every `Event` there is stands in `event`; the door
//! writes it in the transaction of the change it tells of. Append-only even for the application, hash-chained per
//! practice in the database (migration 0010), checked by `caseload audit verify`.
//!
//! The one rule: an event names people and things as they stood, so that it still reads after they have changed.
//! Server-only for now: the browser never needs the list of events.

mod event;
mod store;

pub use event::{Change, Event};
pub use store::{Broken, verify_all};

#[cfg(test)]
mod tests;
