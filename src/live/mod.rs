//! Changes by others appear by themselves: a page that is looked at hears that something of a kind has changed, and asks
//! again what it shows.
//!
//! Words: a *topic* is a kind of thing that pages show (the team, clients, …); a *word* is what a page is told: topics, and
//! nothing else, no id and no name.
//!
//! The one rule: a word goes to nobody who may not know of the change. The stream of a page goes through the door with the
//! page's own sign-in before each word, and asks whether the client it is of is among those its reader sees. Where a change is
//! of clients who are not said one by one (a thousand at once, a group, a role, a restriction), whoever sees clients at all
//! hears that there is something. A word is worth nothing by itself: what the page then asks is answered as any question is.
//!
//! The way: the door tells the `Herald` what was kept → the `hub` gathers it for a moment and says it to every server of the
//! database (`pg_notify`, one connection listens) → each open page's `stream` works out what its reader may hear → the page's
//! `ear` counts it → whatever shows that topic (`heard`) asks again.
//!
//! Not a trigger that notifies in each transaction: PostgreSQL lets only one of those commit at a time. A word lost in a crash
//! is a page that is a little old, as it was before; and a page asks again whenever it was away.

mod ear;
mod heard;
mod topic;

#[cfg(feature = "ssr")]
mod hub;
#[cfg(feature = "ssr")]
mod news;
#[cfg(feature = "ssr")]
mod stream;
#[cfg(test)]
mod tests;

pub use ear::{last_heard, listen};
pub use heard::{heard, heard_at_rest};
pub use topic::Topic;

#[cfg(feature = "ssr")]
pub use {
    hub::{Hub, run},
    news::NOTICED,
    stream::open,
};
