use std::rc::Rc;

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;

/// Where someone switched single-letter shortcuts off (WCAG 2.1.4).
const OFF: &str = "single-keys-off";

/// Listens to the keyboard for as long as the component lives: "/", "j", "ArrowDown", "Enter" …
///
/// Hears nothing while someone types, while a dialog or a menu is open, or with Ctrl, Cmd or Alt
/// held. Single characters are heard unless the person switched them off.
pub fn on_key(heard: impl Fn(&str, &web_sys::KeyboardEvent) + 'static) {
    let heard = Rc::new(heard);
    Effect::new(move |_| {
        let heard = Rc::clone(&heard);
        let listener = window_event_listener(ev::keydown, move |press| {
            let key = press.key();
            if is_free(&press) && (key.chars().count() > 1 || single_keys()) {
                heard(&key, &press);
            }
        });
        on_cleanup(move || listener.remove());
    });
}

/// Whether this browser listens to single characters.
pub fn single_keys() -> bool {
    !matches!(storage().map(|kept| kept.get_item(OFF)), Some(Ok(Some(_))))
}

/// Switches single-character shortcuts on or off in this browser.
pub fn set_single_keys(on: bool) {
    let Some(kept) = storage() else { return };
    let _ = if on { kept.remove_item(OFF) } else { kept.set_item(OFF, "true") };
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Whether a press belongs to the page rather than to something in it.
fn is_free(press: &web_sys::KeyboardEvent) -> bool {
    let held = press.ctrl_key() || press.meta_key() || press.alt_key() || press.is_composing();
    !held && !press.default_prevented() && !is_typing(press) && !is_covered()
}

fn is_typing(press: &web_sys::KeyboardEvent) -> bool {
    let target = press.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| {
        let inside = "input, textarea, select, [contenteditable], [role=menu]";
        matches!(target.closest(inside), Ok(Some(_)))
    })
}

fn is_covered() -> bool {
    matches!(document().query_selector("dialog[open], [popover]:popover-open"), Ok(Some(_)))
}
