//! The browser's end of the stream. It is open while the page is looked at, and closed while it is not: a browser keeps few
//! connections to one server, a phone little battery, and a page that is looked at again asks anew anyway.

use super::{Topic, heard::heard_of};
use crate::base::perhaps_signed_out;
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, closure::Closure};
use leptos::web_sys::{Event, EventSource, MessageEvent};
use std::cell::{Cell, RefCell};
use std::time::Duration;

/// What the server still knows of the past, in seconds; whoever was away longer asks everything again.
const REMEMBERED: f64 = 50.0;
/// Seconds until the next try, at first and at most.
const WAIT: (f64, f64) = (1.0, 60.0);

struct Ear {
    source: RefCell<Option<EventSource>>,
    /// When the page last knew what there was: seconds since 1970 by this machine's clock.
    since: Cell<f64>,
    wait: Cell<f64>,
    listening: Cell<bool>,
}

thread_local! {
    static EAR: Ear = const {
        Ear { source: RefCell::new(None), since: Cell::new(0.0), wait: Cell::new(WAIT.0), listening: Cell::new(false) }
    };
}

/// From now on, for as long as the page is there.
pub fn listen() {
    if EAR.with(|ear| ear.listening.replace(true)) {
        return;
    }
    // The page says what was so when the server made it.
    let made = window().performance().map_or(0.0, |performance| performance.time_origin() / 1000.0);
    EAR.with(|ear| ear.since.set(if made > 0.0 { made } else { now() }));
    let seen = Closure::<dyn Fn()>::new(|| if document().hidden() { close() } else { open() });
    let _ = document().add_event_listener_with_callback("visibilitychange", seen.as_ref().unchecked_ref());
    seen.forget();
    open();
}

fn now() -> f64 {
    js_sys::Date::now() / 1000.0
}

fn close() {
    if let Some(source) = EAR.with(|ear| ear.source.take()) {
        source.close();
    }
}

fn open() {
    if document().hidden() || EAR.with(|ear| ear.source.borrow().is_some()) {
        return;
    }
    let away = now() - EAR.with(|ear| ear.since.get());
    let Ok(source) = EventSource::new(&format!("/live?away={:.0}", away.clamp(0.0, REMEMBERED).ceil())) else { return };
    let opened = Closure::<dyn FnMut()>::new(move || {
        EAR.with(|ear| ear.wait.set(WAIT.0));
        if away > REMEMBERED {
            heard_of(&Topic::ALL);
        }
        known();
    });
    let said = Closure::<dyn Fn(MessageEvent)>::new(|said: MessageEvent| {
        known();
        let words = said.data().as_string().unwrap_or_default();
        let topics: Vec<Topic> = words.split(' ').filter_map(Topic::read).collect();
        heard_of(&topics);
    });
    let beat = Closure::<dyn Fn(Event)>::new(|_| known());
    let ended = Closure::<dyn Fn(Event)>::new(|_| {
        perhaps_signed_out();
        again_later();
    });
    let failed = Closure::<dyn Fn(Event)>::new(|_| {
        // Refused, and not merely cut off: perhaps nobody is signed in any more.
        if EAR.with(|ear| ear.source.borrow().as_ref().is_some_and(|s| s.ready_state() == EventSource::CLOSED)) {
            perhaps_signed_out();
        }
        again_later();
    });
    source.set_onopen(Some(opened.as_ref().unchecked_ref()));
    source.set_onmessage(Some(said.as_ref().unchecked_ref()));
    source.set_onerror(Some(failed.as_ref().unchecked_ref()));
    for (name, hears) in [("beat", &beat), ("ended", &ended)] {
        let _ = source.add_event_listener_with_callback(name, hears.as_ref().unchecked_ref());
    }
    // They live as long as the source; a page opens few of them.
    opened.forget();
    said.forget();
    for hears in [beat, ended, failed] {
        hears.forget();
    }
    EAR.with(|ear| ear.source.replace(Some(source)));
}

/// When the server last said that this page's sign-in stands: milliseconds since 1970 by this machine's clock.
pub fn last_heard() -> f64 {
    EAR.with(|ear| ear.since.get()) * 1000.0
}

fn known() {
    EAR.with(|ear| ear.since.set(now()));
}

/// Longer each time, and not all pages of a server at once.
fn again_later() {
    close();
    let wait = EAR.with(|ear| ear.wait.replace((ear.wait.get() * 2.0).min(WAIT.1)));
    set_timeout(open, Duration::from_secs_f64(wait * (0.5 + js_sys::Math::random())));
}
