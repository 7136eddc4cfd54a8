use caseload_words::view;
use leptos::children::ViewFnOnce;
use leptos::prelude::*;

use super::page::{DocumentTitle, Heading};
use super::{Banner, Icon, LinkButton, Status, Tone};
use crate::base::AppError;

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

/// Behind a link that leads nowhere. `again` says how to come by one that does.
#[component]
pub fn NoSuchLink(error: AppError, again: &'static str) -> impl IntoView {
    let words = match &error {
        AppError::NotFound => say!("This link is not complete, or was never ours. {again}"),
        other => other.to_string(),
    };
    view! {
        <Status code=error.status()/>
        <Banner tone=Tone::Warning><p>{words}</p></Banner>
        <LinkButton href="/signin">"Sign in"</LinkButton>
    }
}
