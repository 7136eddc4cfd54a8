use leptos::prelude::*;
use std::time::Duration;

/// Longer than an answer mostly takes to be asked for.
const PATIENCE: Duration = Duration::from_millis(150);

/// Keeps the last question that was really asked, so that none is forgotten.
///
/// A resource notes that its question has changed while it waits for an answer; whoever looks at the resource meanwhile
/// takes that note away (reactive_graph 0.2, `ArcAsyncDerivedInner::update_if_necessary`), and then the last thing typed
/// is never asked.
pub struct Question<Q: Send + Sync + 'static> {
    now: Memo<Q>,
    asked: StoredValue<Q>,
}

impl<Q: Send + Sync + 'static> Clone for Question<Q> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<Q: Send + Sync + 'static> Copy for Question<Q> {}

impl<Q: Clone + PartialEq + Send + Sync + 'static> Question<Q> {
    pub fn new(now: Memo<Q>) -> Self {
        Question { now, asked: StoredValue::new(now.get_untracked()) }
    }

    /// For the resource, whenever it asks.
    pub fn is_asked(self, question: &Q) {
        let _ = self.asked.try_set_value(question.clone());
    }

    /// Has the resource ask again whenever it has forgotten to; `answered` tracks it.
    pub fn sees_to(self, answered: impl Fn() + 'static, again: impl Fn() + Copy + 'static) {
        Effect::new(move |_| {
            self.now.track();
            answered();
            set_timeout(
                move || {
                    let (asked, now) = (self.asked.try_get_value(), self.now.try_get_untracked());
                    if asked.is_some() && now.is_some() && asked != now {
                        again();
                    }
                },
                PATIENCE,
            );
        });
    }
}
