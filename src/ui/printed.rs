use caseload_words::view;
use leptos::prelude::*;

use super::WhenKind;
use super::when::browser_text;

/// Above a printed page, and nowhere else: of which practice it is, who printed it, and when. On the screen all that stands in
/// the frame already, so here it is no text, which would be there twice, but what the style sheet for paper writes.
///
/// The time is the browser's at the moment of printing. Without JavaScript there is none; browsers print one in the margin.
#[component]
pub(super) fn Printed(practice: String, person: String) -> impl IntoView {
    let now = RwSignal::new(String::new());
    let tell = move || now.set(format!(", {}", browser_text(js_sys::Date::now() as i64, WhenKind::DateTime)));
    Effect::new(move |_| {
        tell();
        let listener = window_event_listener_untyped("beforeprint", move |_| tell());
        on_cleanup(move || listener.remove());
    });
    let by = move || say!("Printed by {person}{}", now.get());
    view! { <p class="printed" data-practice=practice data-by=by></p> }
}
