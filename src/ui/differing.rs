use crate::base::Asked;
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

/// What was answered, told again only when the answer is another one, or something was `done` on the page itself since; to be
/// read within a `Transition`.
///
/// A page asks after what is done on it, and once more when the server tells it that something was done. If that second answer
/// built it anew, what was ticked, typed or opened meanwhile would be lost, and a press on its way would meet nothing.
pub fn differing<T>(read: Asked<T>, done: impl Fn() -> usize + Copy + Send + Sync + 'static) -> impl Fn() -> Option<T> + Copy + Send + Sync
where
    T: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static,
{
    let (shown, other) = (StoredValue::new((None::<T>, 0)), RwSignal::new(0_u32));
    Effect::new(move |_| {
        let so_far = untrack(done);
        let same = read.with(|now| shown.try_with_value(|(shown, then)| shown == now && *then == so_far));
        if same == Some(false) {
            other.update(|n| *n = n.wrapping_add(1));
        }
    });
    move || {
        other.track();
        let now = read.get_untracked();
        let _ = shown.try_set_value((now.clone(), untrack(done)));
        now
    }
}
