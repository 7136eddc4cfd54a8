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
            if !is_press(&press) {
                return;
            }
            let key = press.key();
            if is_free(&press) && (key.chars().count() > 1 || single_keys()) {
                heard(&key, &press);
            }
        });
        on_cleanup(move || listener.remove());
    });
}

/// Listens to a letter held together with Ctrl, on Apple's devices with ⌘, for as long as the component lives: also while
/// someone types. There Ctrl and a letter edit the text, so they are left alone.
pub fn on_command(letter: char, heard: impl Fn(&web_sys::KeyboardEvent) + 'static) {
    let heard = Rc::new(heard);
    Effect::new(move |_| {
        let heard = Rc::clone(&heard);
        let listener = window_event_listener(ev::keydown, move |press| {
            if is_press(&press) && is_command(&press, letter) {
                heard(&press);
            }
        });
        on_cleanup(move || listener.remove());
    });
}

fn is_command(press: &web_sys::KeyboardEvent, letter: char) -> bool {
    let held = if is_apple() { press.meta_key() && !press.ctrl_key() } else { press.ctrl_key() && !press.meta_key() };
    // Where a layout has other letters on it, the key is known by its place.
    let key = press.key();
    let hit = if key.is_ascii() {
        key.eq_ignore_ascii_case(letter.encode_utf8(&mut [0; 4]))
    } else {
        press.code() == format!("Key{}", letter.to_ascii_uppercase())
    };
    held && hit && !press.alt_key() && !press.shift_key() && !press.is_composing()
}

fn is_apple() -> bool {
    let on = window().navigator().platform().unwrap_or_default();
    ["Mac", "iPhone", "iPad"].iter().any(|name| on.starts_with(name))
}

/// Whether a dialog or a menu lies over the page.
pub fn is_covered() -> bool {
    matches!(document().query_selector("dialog[open], [popover]:popover-open"), Ok(Some(_)))
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

/// A password manager that fills in a field sends a `keydown` without a key.
fn is_press(press: &web_sys::KeyboardEvent) -> bool {
    press.has_type::<web_sys::KeyboardEvent>()
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
