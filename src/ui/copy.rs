use std::time::Duration;

use leptos::prelude::*;

use super::Icon;

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
        // Absent where the page isn't served securely; the text beside it can still be selected.
        let _ = window()
            .navigator()
            .clipboard()
            .write_text(&text.get_untracked());
        copied.set(true);
        let reset = move || {
            let _ = copied.try_set(false);
        };
        set_timeout(reset, Duration::from_secs(2));
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
            <span role="status" class="copy-said">{move || copied.get().then_some("Copied")}</span>
        </button>
    }
}
