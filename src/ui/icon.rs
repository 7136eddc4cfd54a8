use caseload_words::view;
use leptos::prelude::*;

/// One drawing of the sprite `public/icons.svg`, as large as the text beside it.
///
/// Hidden from screen readers: the words next to it, or the label of its button, carry the meaning.
#[component]
pub fn Icon(
    /// The symbol's id in the sprite: "users", "mail", "check" …
    name: &'static str,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" inner_html=format!("<use href=\"/icons.svg#{name}\"></use>")></svg>
    }
}
