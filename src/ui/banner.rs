use caseload_words::view;
use leptos::children::ViewFnOnce;
use leptos::prelude::*;

use super::{Icon, Tone};

/// Something to know before the rest of the page, with what can be done about it.
#[component]
pub fn Banner(
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] title: Option<String>,
    #[prop(optional)] icon: Option<&'static str>,
    /// Buttons, at the end.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class=format!("banner {}", tone.class())>
            <Icon name=icon.unwrap_or(tone.icon())/>
            <div class="banner-text">
                {title.map(|title| view! { <p class="banner-title">{title}</p> })}
                {children.map(|children| view! { <div>{children()}</div> })}
            </div>
            {actions.map(|actions| view! { <div class="banner-actions">{actions.run()}</div> })}
        </div>
    }
}
