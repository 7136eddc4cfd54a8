use caseload_words::view;
use leptos::prelude::*;

use super::Icon;

/// A line of filters; scrolls sideways where it doesn't fit.
#[component]
pub fn Chips(
    /// What they filter: "Filter by status".
    #[prop(into)]
    label: String,
    children: Children,
) -> impl IntoView {
    view! { <div class="chips" role="group" aria-label=label>{children()}</div> }
}

/// A filter that is a link, so that the address holds it and it works without JavaScript.
///
/// `href` leads to the same page with the filter switched the other way.
#[component]
pub fn Chip(
    #[prop(into)] href: Signal<String>,
    #[prop(into)] label: String,
    #[prop(optional, into)] chosen: Signal<bool>,
    #[prop(optional, into)] count: Signal<Option<u64>>,
) -> impl IntoView {
    view! {
        <a class="chip" href=href data-noscroll=true aria-current=move || chosen.get().then_some("true")>
            <span class="chip-tick"><Icon name="check"/></span>
            {label}
            {move || count.get().map(|count| view! { <span class="chip-count">{count}</span> })}
        </a>
    }
}
