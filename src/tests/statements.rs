//! How many statements a request makes: each is a way there and back, and costs the database as much as what it asks for.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::Relaxed},
};
use tracing::{Event, Metadata, Subscriber, instrument::WithSubscriber, span};

/// Counts what sqlx says that it sends.
struct Counter(Arc<AtomicUsize>);

impl Subscriber for Counter {
    fn enabled(&self, of: &Metadata<'_>) -> bool {
        of.target() == "sqlx::query"
    }
    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, _: &Event<'_>) {
        self.0.fetch_add(1, Relaxed);
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

/// What comes of it, and how many statements were made meanwhile. What ends a reading's transaction comes after the answer,
/// and is not among them.
pub async fn counted<T>(work: impl Future<Output = T>) -> (T, usize) {
    let made = Arc::new(AtomicUsize::new(0));
    let outcome = work.with_subscriber(Counter(made.clone())).await;
    (outcome, made.load(Relaxed))
}
