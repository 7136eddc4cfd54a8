use caseload_words::view;
use leptos::prelude::*;

use super::field::field_id;

/// A switch in a form. Off sends nothing at all, so the server's argument needs a default.
#[component]
pub fn Toggle(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    #[prop(optional, into)] id: Option<String>,
    /// What is sent while it is on.
    #[prop(default = "true".into(), into)]
    value: String,
    /// Whether it is on at first.
    #[prop(optional)]
    on: bool,
    /// Follows the switch, and starts it.
    #[prop(optional)]
    bound: Option<RwSignal<bool>>,
    #[prop(optional, into)] hint: Option<String>,
    /// A plain checkbox, for one of many in a list.
    #[prop(optional)]
    checkbox: bool,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| field_id(&name));
    let hint_id = hint.is_some().then(|| format!("{id}-hint"));
    let first = bound.map_or(on, |bound| bound.get_untracked());
    view! {
        <div class="toggle">
            <input
                id=id.clone()
                type="checkbox"
                class=if checkbox { "checkbox" } else { "switch" }
                role=(!checkbox).then_some("switch")
                name=name
                value=value
                checked=first
                aria-describedby=hint_id.clone()
                on:change:target=move |change| {
                    if let Some(bound) = bound {
                        bound.set(change.target().checked());
                    }
                }
            />
            <div class="toggle-text">
                <label for=id>{label}</label>
                {hint.map(|hint| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
            </div>
        </div>
    }
}
