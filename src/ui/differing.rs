use super::is_at_rest;
use crate::base::Asked;
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;

/// Between two looks whether whoever is at work on the page has come to rest.
const PATIENCE: Duration = Duration::from_secs(1);

/// What was answered, told again only when the answer is another one, or something of one's `own` is another since: what one
/// asked for, and what one did on the page itself; to be read within a `Transition`.
///
/// A page asks after what is done on it, and once more when the server tells it that something was done. If that second answer
/// built it anew, what was ticked, typed or opened meanwhile would be lost, and a press on its way would meet nothing. Where
/// others did something, and the answer is another one, it waits until nobody is at work on the page: whoever was at rest when
/// the page asked may have begun since.
pub fn differing<T, K>(read: Asked<T>, own: impl Fn() -> K + Copy + Send + Sync + 'static) -> impl Fn() -> Option<T> + Copy + Send + Sync
where
    T: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static,
    K: PartialEq + Send + Sync + 'static,
{
    let (shown, other) = (StoredValue::new((None::<T>, None::<K>)), RwSignal::new(0_u32));
    let (look, waits) = (RwSignal::new(()), StoredValue::new(false));
    Effect::new(move |_| {
        look.track();
        let now_own = Some(untrack(own));
        let same = read.with(|now| shown.try_with_value(|(shown, then)| (shown == now, shown.is_none() || *then != now_own)));
        match same {
            None | Some((true, false)) => {}
            Some((false, false)) if !is_at_rest() => {
                if !waits.try_update_value(|waits| std::mem::replace(waits, true)).unwrap_or(true) {
                    set_timeout(
                        move || {
                            let _ = waits.try_set_value(false);
                            // Who has done something meanwhile is answered anew, and at once.
                            if shown.try_with_value(|(_, then)| *then == Some(untrack(own))) == Some(true) {
                                let _ = look.try_set(());
                            }
                        },
                        PATIENCE,
                    );
                }
            }
            Some(_) => other.update(|n| *n = n.wrapping_add(1)),
        }
    });
    move || {
        other.track();
        // Whether it is ready is asked tracked, within a `Transition`, even where the value is read untracked (reactive_graph 0.2.16).
        let now = untrack(|| read.get_untracked());
        let _ = shown.try_set_value((now.clone(), Some(untrack(own))));
        now
    }
}
