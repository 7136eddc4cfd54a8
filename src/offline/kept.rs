//! Has the worker keep the day's caseload, for as long as someone is at work here.

use super::{api::caseload_to_keep, switch};
use crate::base::on_over;
use crate::live::{self, Topic};
use js_sys::{Object, Reflect, futures::JsFuture};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::{ServiceWorker, ServiceWorkerRegistration};
use std::cell::Cell;
use std::time::Duration;

/// After the page has come: nothing a person waits for waits for this.
const AT_REST: Duration = Duration::from_secs(3);
const MINUTE: Duration = Duration::from_secs(60);

thread_local! {
    /// When someone was last at work on this page: milliseconds since 1970.
    static AT_WORK: Cell<f64> = const { Cell::new(0.0) };
    static KEEPS: Cell<bool> = const { Cell::new(false) };
}

/// From now on, for as long as the page is there. `minutes`: those of the automatic logoff.
pub fn keep(minutes: i32) {
    if KEEPS.replace(true) {
        return;
    }
    on_over(|| tell("forget".into()));
    at_work();
    for event in ["pointerdown", "keydown"] {
        // For as long as the page: it is not let go.
        std::mem::forget(window_event_listener_untyped(event, |_| at_work()));
    }
    let allowed = f64::from(minutes) * 60_000.0;
    set_timeout(move || ask(allowed), AT_REST);
    // What others change is kept too; the count moves only in the browser.
    Effect::new(move |before: Option<u32>| {
        let heard = live::heard(Topic::Clients);
        if before.is_some_and(|before| before != heard) {
            ask(allowed);
        }
        heard
    });
    let _ = set_interval_with_handle(
        move || {
            // No longer than the server has said so: without a connection nobody's work makes it last.
            stays(AT_WORK.get().min(live::last_heard()) + allowed);
        },
        MINUTE,
    );
}

fn at_work() {
    AT_WORK.set(js_sys::Date::now());
}

fn ask(allowed: f64) {
    if !switch::is_on() {
        return tell("forget".into());
    }
    // Nobody has been at work here for so long that it could not be read anyway.
    let until = AT_WORK.get() + allowed;
    if until <= js_sys::Date::now() {
        return;
    }
    spawn_local(async move {
        match caseload_to_keep().await {
            Ok(Some(kept)) => {
                let Ok(text) = serde_json::to_string(&kept) else { return };
                tell(said(&[("caseload", text.into()), ("until", until.into())]));
            }
            Ok(None) => tell("forget".into()),
            // Not reached: what is kept stays for its time. Refused: whoever asks what to do about it says so.
            Err(_) => {}
        }
    });
}

fn stays(until: f64) {
    tell(said(&[("until", until.into())]));
}

fn said(what: &[(&str, JsValue)]) -> JsValue {
    let all = Object::new();
    for (name, value) in what {
        let _ = Reflect::set(&all, &(*name).into(), value);
    }
    all.into()
}

/// Tells the worker, once there is one. Where a browser has none nothing is kept, and nothing need be forgotten.
pub(super) fn tell(what: JsValue) {
    spawn_local(async move {
        let navigator: JsValue = window().navigator().into();
        if Reflect::get(&navigator, &"serviceWorker".into()).is_ok_and(|workers| workers.is_undefined()) {
            return;
        }
        let Ok(ready) = window().navigator().service_worker().ready() else { return };
        let Ok(registration) = JsFuture::from(ready).await else { return };
        let worker: Option<ServiceWorker> = registration.unchecked_into::<ServiceWorkerRegistration>().active();
        if let Some(worker) = worker {
            let _ = worker.post_message(&what);
        }
    });
}
