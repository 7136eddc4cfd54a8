//! A request's own reactive owner, and nobody else's, whenever the request is worked on.
//!
//! Leptos makes a page's owner the current one while the page's function runs, but not while the page is then written
//! out. What a view makes at that time (the part that waited for the database) would come under whichever owner the
//! thread saw last, perhaps that of another request, and go when that one goes: the page panics half-written, or reads
//! another's title (leptos-rs/leptos#4590).

use leptos::prelude::Owner;
use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{Arc, OnceLock},
};

/// Where a page leaves its owner as soon as it has one, for the rest of the work on it.
#[derive(Clone, Default)]
pub struct Owned(Arc<OnceLock<Owner>>);

impl Owned {
    /// The current owner is the request's, from here on.
    pub fn is_current(&self) {
        if let Some(owner) = Owner::current() {
            let _ = self.0.set(owner);
        }
    }

    /// Does the work with the request's owner as the current one, or with none as long as it has none.
    pub async fn run<T>(self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        poll_fn(move |task| {
            forget();
            let polled = match self.0.get() {
                Some(owner) => owner.with(|| work.as_mut().poll(task)),
                None => work.as_mut().poll(task),
            };
            forget();
            polled
        })
        .await
    }
}

/// What was worked on before leaves its owner on the thread.
fn forget() {
    if let Some(owner) = Owner::current() {
        owner.unset();
    }
}
