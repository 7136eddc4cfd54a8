use caseload_words::view;
use leptos::html;
use leptos::prelude::*;

use super::{Icon, on_key};

/// A search field that filters as one types; "/" leads to it from anywhere on the page.
#[component]
pub fn SearchField(
    /// Names the field; also its placeholder: "Search your team".
    #[prop(into)]
    label: String,
    #[prop(into)] name: String,
    /// What is searched for; what was typed before hydration is kept.
    text: RwSignal<String>,
    /// Shows that an answer is on its way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// The id of what it filters, for `aria-controls`.
    #[prop(optional)]
    controls: Option<&'static str>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let id = super::field_id(&name);
    keep(input, text);
    on_key(move |key, press| {
        if let ("/", Some(input)) = (key, input.get_untracked()) {
            press.prevent_default();
            let _ = input.focus();
            input.select();
        }
    });
    view! {
        <div class="search" role="search" aria-busy=move || busy.get().then_some("true")>
            <label class="visually-hidden" for=id.clone()>{label.clone()}</label>
            <Icon name="search"/>
            <input
                node_ref=input
                id=id
                class="input"
                type="search"
                name=name
                value=text.get_untracked()
                placeholder=label
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                enterkeyhint="search"
                aria-keyshortcuts="/"
                aria-controls=controls
                on:input:target=move |typed| text.set(typed.target().value())
            />
            <kbd aria-hidden="true">"/"</kbd>
        </div>
    }
}

fn keep(input: NodeRef<html::Input>, text: RwSignal<String>) {
    Effect::new(move |before: Option<()>| {
        let wanted = text.get();
        let Some(input) = input.get() else { return };
        let typed = input.value();
        if before.is_none() && !typed.is_empty() && typed != wanted {
            text.set(typed);
        } else if typed != wanted {
            input.set_value(&wanted);
        }
    });
}
