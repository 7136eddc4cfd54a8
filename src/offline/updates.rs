//! Has the browser take the worker on, and says when a newer one waits.

use crate::ui::{Tone, is_typed_in, keep_offering};
use js_sys::{Reflect, futures::JsFuture};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::{JsCast, JsValue, closure::Closure};
use leptos::web_sys::{ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState};
use std::cell::Cell;
use std::time::Duration;

const SCRIPT: &str = "/sw.js";
/// After a page has come to rest: the rest of this build's files are then fetched.
const AT_REST: Duration = Duration::from_secs(10);
/// An installed app may stay open for days.
const LOOK_AGAIN: Duration = Duration::from_secs(60 * 60);

thread_local! {
    /// It was said on this page; a still newer version is the same news.
    static TOLD: Cell<bool> = const { Cell::new(false) };
}

/// From now on, for as long as the page is there. Where a browser has no workers, as over plain HTTP, nothing happens.
pub fn watch() {
    spawn_local(async {
        // Without a worker everything works as well, only not without a connection.
        let _ = watched().await;
    });
}

async fn watched() -> Result<(), JsValue> {
    let navigator = window().navigator();
    if !Reflect::has(&navigator, &"serviceWorker".into())? || !window().is_secure_context() {
        return Ok(());
    }
    let workers = navigator.service_worker();
    let registration: ServiceWorkerRegistration = JsFuture::from(workers.register(SCRIPT)).await?.dyn_into()?;
    // The first worker of all is no news.
    if registration.waiting().is_some() && workers.controller().is_some() {
        tell(&registration, &workers);
    }
    let (of, theirs) = (registration.clone(), workers.clone());
    let found = Closure::<dyn FnMut()>::new(move || {
        if let Some(coming) = of.installing() {
            once_installed(coming, of.clone(), theirs.clone());
        }
    });
    registration.set_onupdatefound(Some(found.as_ref().unchecked_ref()));
    found.forget();
    let of = registration.clone();
    set_timeout(
        move || {
            if let Some(active) = of.active() {
                let _ = active.post_message(&"keep".into());
            }
        },
        AT_REST,
    );
    let _ = set_interval_with_handle(move || drop(registration.update()), LOOK_AGAIN);
    Ok(())
}

fn once_installed(coming: ServiceWorker, registration: ServiceWorkerRegistration, workers: ServiceWorkerContainer) {
    let of = coming.clone();
    let changed = Closure::<dyn FnMut()>::new(move || {
        if of.state() == ServiceWorkerState::Installed && workers.controller().is_some() {
            tell(&registration, &workers);
        }
    });
    coming.set_onstatechange(Some(changed.as_ref().unchecked_ref()));
    changed.forget();
}

fn tell(registration: &ServiceWorkerRegistration, workers: &ServiceWorkerContainer) {
    if TOLD.replace(true) {
        return;
    }
    let (registration, workers) = (registration.clone(), workers.clone());
    keep_offering(Tone::Neutral, say!("A new version is ready."), say!("Reload"), move || {
        if is_typed_in() {
            let (registration, workers) = (registration.clone(), workers.clone());
            let words = say!("What is typed on this page is not saved yet. Save it first, or it is lost.");
            keep_offering(Tone::Warning, words, say!("Reload anyway"), move || take_over(&registration, &workers));
        } else {
            take_over(&registration, &workers);
        }
    });
}

/// The newest worker begins, and this page with it; others go on until they are loaded anew.
fn take_over(registration: &ServiceWorkerRegistration, workers: &ServiceWorkerContainer) {
    let Some(waiting) = registration.waiting() else {
        // Another page was quicker.
        let _ = window().location().reload();
        return;
    };
    let begun = Closure::<dyn FnMut()>::new(|| drop(window().location().reload()));
    workers.set_oncontrollerchange(Some(begun.as_ref().unchecked_ref()));
    begun.forget();
    let _ = waiting.post_message(&"take over".into());
}
