//! Mail. A room says what has to be told by queueing a letter in the transaction of the change it speaks of; a
//! worker sends what is due, again and again until it is sent or given up; where no mail server is set, letters
//! land on disk and can be read at `/mailbox`.
//!
//! Words: a *letter* is everything there is to say to someone, in facts; it is *queued*, *claimed* by a worker,
//! *rendered*, and *sent*, *failed* or *moot* (withdrawn before it went). The *post* is the way out. A *sending*
//! is a letter as the story of an invitation tells it.
//!
//! The one rule: a waiting letter holds facts, never a link. The link is made when the letter goes out, so a copy
//! of the outbox opens nothing.

mod api;
mod page;
mod types;

#[cfg(feature = "ssr")]
mod html;
#[cfg(feature = "ssr")]
mod letter;
#[cfg(feature = "ssr")]
mod mailbox;
#[cfg(feature = "ssr")]
mod outbox;
#[cfg(feature = "ssr")]
mod post;
#[cfg(feature = "ssr")]
mod render;
#[cfg(feature = "ssr")]
mod smtp;
#[cfg(test)]
mod tests;
#[cfg(feature = "ssr")]
mod words;
#[cfg(feature = "ssr")]
mod worker;

pub use page::MailboxPage;
pub use types::{Sending, SendingState, Tally, lasting};
#[cfg(feature = "ssr")]
pub use {
    html::mailbox_html,
    letter::{FactorNews, Letter},
    mailbox::Mailbox,
    outbox::{MailHost, queue, queue_in_bulk, sendings, tally, undelivered, withdraw},
    post::Post,
    worker::{deliver_due, run},
};
