use caseload_words::view;
use leptos::prelude::*;
use leptos_router::components::A;

/// One page of several that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    pub href: String,
    pub label: String,
}

impl Tab {
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into() }
    }
}

/// Links between the pages of a room. Each has its own address.
#[component]
pub fn Tabs(
    #[prop(into)] label: String,
    tabs: Vec<Tab>,
    /// The first tab is also the beginning of the others' addresses, so only an exact match opens it.
    #[prop(optional)]
    exact: bool,
) -> impl IntoView {
    let tabs = tabs.into_iter().map(|tab| view! { <A href=tab.href exact=exact attr:class="tab">{tab.label}</A> }).collect_view();
    view! { <nav class="tabs" aria-label=label>{tabs}</nav> }
}
