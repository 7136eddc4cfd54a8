use caseload_words::view;
use leptos::html;
use leptos::prelude::*;

use super::field::{Frame, described_by, field_id};

/// Room for a few sentences; it grows with them where the browser can.
#[component]
pub fn TextArea(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] name: String,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] value: String,
    /// Follows what is typed.
    #[prop(optional)]
    bound: Option<RwSignal<String>>,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] fault: Signal<Option<String>>,
    #[prop(default = 3)] rows: u32,
    #[prop(optional)] required: bool,
    #[prop(optional)] optional: bool,
    #[prop(optional)] maxlength: Option<u32>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| field_id(&name));
    let first = bound.map_or(value, |bound| bound.get_untracked());
    let first = super::Typed::at(&name).unwrap_or(first);
    let area = NodeRef::<html::Textarea>::new();
    let source = escaped(&first);
    unescape(area, source.clone(), first, bound);
    view! {
        <Frame id=id.clone() label hint fault optional>
            <textarea
                node_ref=area
                id=id.clone()
                class="input textarea"
                name=name
                rows=rows.to_string()
                required=required
                maxlength=maxlength.map(|n| n.to_string())
                aria-invalid=move || fault.with(Option::is_some).then_some("true")
                aria-describedby=described_by(&id, hint, fault)
                on:input:target=move |typed| {
                    if let Some(bound) = bound {
                        bound.set(typed.target().value());
                    }
                }
            >
                {source}
            </textarea>
        </Frame>
    }
}

/// Leptos writes the text of a `<textarea>` into the page as it is: without this, a note that
/// contains `</textarea><script>` would be a script.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Where the browser builds the element itself, no parser undoes the escaping; and what was typed
/// before hydration is told to the signal. Afterwards the area follows the signal.
fn unescape(area: NodeRef<html::Textarea>, source: String, first: String, bound: Option<RwSignal<String>>) {
    Effect::new(move |before: Option<()>| {
        let wanted = bound.map_or_else(|| first.clone(), |bound| bound.get());
        let Some(area) = area.get() else { return };
        let typed = area.value();
        match (before, bound) {
            (None, _) if typed == source => area.set_value(&first),
            (None, Some(bound)) if typed != wanted => bound.set(typed),
            (Some(()), Some(_)) if typed != wanted => area.set_value(&wanted),
            _ => {}
        }
    });
}
