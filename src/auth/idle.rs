//! Automatic logoff: the page knows when the server will have forgotten it, warns a minute before, and leaves by
//! itself, so that a record does not stay on an empty desk's screen (HIPAA §164.312(a)(2)(iii)).

use super::api::{SignOut, StaySignedIn};
use crate::ui::{Button, ButtonKind, Dialog, DialogFoot, DialogSize};
use leptos::prelude::*;
use std::time::Duration;

/// Seconds of warning.
const WARNING: f64 = 60.0;

/// Watches for keys, presses and touches; tells the server now and then that someone is there.
#[component]
pub fn Logoff(minutes: i32) -> impl IntoView {
    let warns = RwSignal::new(false);
    let left = RwSignal::new(WARNING);
    let stay = ServerAction::<StaySignedIn>::new();
    let sign_out = ServerAction::<SignOut>::new();
    Effect::new(move |_| watch(f64::from(minutes) * 60.0, warns, left, stay));
    view! {
        <Dialog id="logoff" open=warns size=DialogSize::Small title="Still there?">
            <p role="timer">{move || format!("You will be signed out in {:.0} seconds, because nothing has happened for a while.", left.get().max(0.0))}</p>
            <DialogFoot>
                <ActionForm action=sign_out><Button submit=true>"Sign out"</Button></ActionForm>
                <Button kind=ButtonKind::Primary on:click=move |_| warns.set(false)>"Stay signed in"</Button>
            </DialogFoot>
        </Dialog>
    }
}

fn seconds_now() -> f64 {
    js_sys::Date::now() / 1000.0
}

/// Every second: leave, warn, or tell the server. Only pressing the button takes back a warning.
fn watch(allowed: f64, warns: RwSignal<bool>, left: RwSignal<f64>, stay: ServerAction<StaySignedIn>) {
    let (active, told) = (StoredValue::new(seconds_now()), StoredValue::new(seconds_now()));
    let heard = move || {
        if !warns.get_untracked() {
            active.set_value(seconds_now());
        }
    };
    let listeners = [
        window_event_listener_untyped("keydown", move |_| heard()),
        window_event_listener_untyped("pointerdown", move |_| heard()),
        window_event_listener_untyped("scroll", move |_| heard()),
    ];
    Effect::new(move |before: Option<bool>| {
        let warning = warns.get();
        if before == Some(true) && !warning {
            active.set_value(seconds_now());
            told.set_value(seconds_now());
            stay.dispatch(StaySignedIn {});
        }
        warning
    });
    let tick = move || {
        let (now, active_at) = (seconds_now(), active.get_value());
        let rest = active_at + allowed - now;
        left.set(rest);
        if rest <= 0.0 {
            leave();
        } else if rest <= WARNING {
            warns.set(true);
        } else if active_at > told.get_value() && now - told.get_value() > (allowed / 4.0).min(60.0) {
            told.set_value(now);
            stay.dispatch(StaySignedIn {});
        }
    };
    if let Ok(ticking) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || ticking.clear());
    }
    on_cleanup(move || listeners.into_iter().for_each(|l| l.remove()));
}

/// A real page load, so that nothing of the record stays in memory.
fn leave() {
    let here = window().location();
    let at = format!("{}{}", here.pathname().unwrap_or_default(), here.search().unwrap_or_default());
    let next = js_sys::encode_uri_component(&at);
    let _ = here.set_href(&format!("/signin?why=idle&next={next}"));
}
