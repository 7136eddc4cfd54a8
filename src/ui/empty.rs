use caseload_words::view;
use leptos::prelude::*;

use super::Icon;

/// What stands where nothing is yet: one sentence, and the way to change it.
#[component]
pub fn Empty(
    icon: &'static str,
    #[prop(into)] text: Signal<String>,
    /// A second, quieter sentence.
    #[prop(optional, into)]
    hint: Option<String>,
    /// The action: a button, a link.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty-icon"><Icon name=icon/></span>
            <p class="empty-text">{text}</p>
            {hint.map(|hint| view! { <p class="empty-hint">{hint}</p> })}
            {children.map(|children| view! { <div class="empty-actions">{children()}</div> })}
        </div>
    }
}
