use leptos::children::ViewFnOnce;
use leptos::prelude::*;

use super::Icon;
use super::page::{DocumentTitle, Heading};

/// The product's name with its mark.
#[component]
pub fn Wordmark() -> impl IntoView {
    view! { <span class="wordmark"><Icon name="caseload"/>"Caseload"</span> }
}

/// A page for someone who isn't signed in: one card, one purpose.
#[component]
pub fn Plate(
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] lead: Option<String>,
    /// Under the card: the way to the other page ("New here? Start a practice").
    #[prop(optional, into)]
    foot: Option<ViewFnOnce>,
    /// For more than one column of fields.
    #[prop(optional)]
    wide: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <DocumentTitle title/>
        <div class=if wide { "plate plate-wide" } else { "plate" }>
            <a class="skip-link" href="#main" rel="external">"Skip to content"</a>
            <header class="plate-head"><a href="/" aria-label="Caseload"><Wordmark/></a></header>
            <main id="main" class="plate-card" tabindex="-1">
                <Heading title/>
                {lead.map(|lead| view! { <p class="lead">{lead}</p> })}
                {children()}
            </main>
            {foot.map(|foot| view! { <footer class="plate-foot">{foot.run()}</footer> })}
        </div>
    }
}
