use caseload_words::view;
use leptos::prelude::*;

use super::field::{Fault, field_id};

/// One thing that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// One line that helps to choose.
    pub hint: Option<String>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None }
    }

    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

impl From<(String, String, Option<String>)> for Choice {
    fn from((value, label, hint): (String, String, Option<String>)) -> Self {
        Self { value, label, hint }
    }
}

/// A few choices side by side, each with its line of explanation: radio buttons as cards.
#[component]
pub fn ChoiceField(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    options: Vec<Choice>,
    #[prop(optional, into)] value: String,
    #[prop(optional)] bound: Option<RwSignal<String>>,
    #[prop(optional, into)] fault: Signal<Option<String>>,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let id = field_id(&name);
    let fault_id = format!("{id}-fault");
    let described = fault_id.clone();
    let first = bound.map_or(value, |bound| bound.get_untracked());
    let cards = options
        .into_iter()
        .map(|option| {
            let checked = option.value == first;
            let own_value = option.value.clone();
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name=name.clone()
                        value=option.value
                        checked=checked
                        required=required
                        on:change=move |_| {
                            if let Some(bound) = bound {
                                bound.set(own_value.clone());
                            }
                        }
                    />
                    <span class="choice-text">
                        <span class="choice-label">{option.label}</span>
                        {option.hint.map(|hint| view! { <span class="choice-hint">{hint}</span> })}
                    </span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset
            id=id
            class="choices"
            tabindex="-1"
            aria-describedby=move || fault.with(Option::is_some).then(|| described.clone())
        >
            <legend class="field-label">{label}</legend>
            {cards}
            <Fault id=fault_id fault/>
        </fieldset>
    }
}
