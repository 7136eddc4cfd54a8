use caseload_words::view;
use leptos::prelude::*;

/// A part of a settings page: what it is about on the left, what can be set on the right.
#[component]
pub fn Section(
    /// Also the address of the part: `/settings#members`.
    id: &'static str,
    #[prop(into)] title: String,
    #[prop(optional, into)] lead: Option<String>,
    /// What can't easily be taken back stands apart.
    #[prop(optional)]
    danger: bool,
    children: Children,
) -> impl IntoView {
    let heading = format!("{id}-title");
    view! {
        <section
            id=id
            class=if danger { "section section-danger" } else { "section" }
            aria-labelledby=heading.clone()
        >
            <div class="section-head">
                <h2 id=heading.clone()>{title}</h2>
                {lead.map(|lead| view! { <p class="lead">{lead}</p> })}
            </div>
            <div class="section-body">{children()}</div>
        </section>
    }
}
