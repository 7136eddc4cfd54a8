use std::time::Duration;

use caseload_words::view;
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsValue, closure::Closure};

use super::Icon;

/// Copies a text, and then calls back. The clipboard is absent where the page isn't served securely, and may be
/// refused: the text beside it can still be selected.
pub fn copy_text(text: &str, done: impl FnOnce() + 'static) {
    if !window().is_secure_context() {
        return;
    }
    let copied = Closure::once(move |_: JsValue| done());
    let refused = Closure::once(|_: JsValue| ());
    let _ = window().navigator().clipboard().write_text(text).then2(&copied, &refused);
    copied.forget();
    refused.forget();
}

/// Copies a text and says so, on the button and to a screen reader.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What the button says: "Copy link".
    #[prop(default = "Copy".into(), into)]
    label: String,
    /// Only the icon is shown; the label names it.
    #[prop(optional)]
    compact: bool,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        copy_text(&text.get_untracked(), move || {
            let _ = copied.try_set(true);
            let reset = move || {
                let _ = copied.try_set(false);
            };
            set_timeout(reset, Duration::from_secs(2));
        });
    };
    view! {
        <button
            type="button"
            class=if compact { "button button-icon copy" } else { "button copy" }
            aria-label=compact.then(|| label.clone())
            title=compact.then(|| label.clone())
            data-copied=move || copied.get().then_some("true")
            on:click=copy
        >
            <span class="button-face">
                <span class="copy-before"><Icon name="copy"/></span>
                <span class="copy-after"><Icon name="check"/></span>
                {(!compact).then(|| label.clone())}
            </span>
            <span role="status" class="copy-said">{move || copied.get().then_some(say!("Copied"))}</span>
        </button>
    }
}
