use caseload_words::view;
use leptos::prelude::*;

use super::Icon;

/// What stands open at a desk, and on a narrow screen is folded away behind a button: filters, the lesser actions of a page.
///
/// On the browser's own popover, so that it opens without JavaScript, and a form around it keeps its fields; where there is room
/// the style sheet shows it in its place, and the button is gone.
#[component]
pub fn Fold(
    /// Names what is folded; unique on the page, the same on both halves.
    id: &'static str,
    #[prop(into)] label: String,
    icon: &'static str,
    /// How many of what is folded apply, where that is worth knowing before it is opened.
    #[prop(optional, into)]
    apply: Signal<usize>,
    children: Children,
) -> impl IntoView {
    let many = move || match apply.get() {
        0 => None,
        n => Some(
            view! { <span class="visually-hidden">", "</span><span class="fold-count">{n}</span><span class="visually-hidden">" apply"</span> },
        ),
    };
    let title = label.clone();
    view! {
        <button type="button" class="button fold-button" popovertarget=id>
            <span class="button-face"><Icon name=icon/><span class="button-label">{label}</span>{many}</span>
        </button>
        <div id=id class="fold" popover="auto">
            <div class="fold-head">
                <strong>{title}</strong>
                <button type="button" class="button" popovertarget=id popovertargetaction="hide">"Done"</button>
            </div>
            {children()}
        </div>
    }
}
