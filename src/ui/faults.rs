use caseload_words::view;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;

use super::Icon;

/// What a form got back, above it: one link for each field at fault. It takes the focus on arrival.
#[component]
pub fn Faults(
    /// Pairs of a field's id (see [`field_id`](super::field_id)) and its message; an empty id is
    /// a fault of the whole form.
    #[prop(into)]
    faults: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let summary = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let (false, Some(summary)) = (faults.read().is_empty(), summary.get()) {
            let _ = summary.focus();
        }
    });
    move || {
        let faults = faults.get();
        (!faults.is_empty()).then(|| {
            view! {
                <div class="banner tone-bad faults" role="alert" tabindex="-1" node_ref=summary>
                    <Icon name="circle-alert"/>
                    <div class="banner-text">
                        <p class="banner-title">{heading(faults.len())}</p>
                        <ul>{faults.into_iter().map(line).collect_view()}</ul>
                    </div>
                </div>
            }
        })
    }
}

fn heading(count: usize) -> String {
    match count {
        1 => say!("One thing needs your attention").into(),
        many => say!("{many} things need your attention"),
    }
}

fn line((field, message): (String, String)) -> impl IntoView {
    if field.is_empty() {
        return view! { <li>{message}</li> }.into_any();
    }
    let href = format!("#{field}");
    let go = move |press: web_sys::MouseEvent| {
        press.prevent_default();
        focus(&field);
    };
    view! { <li><a href=href on:click=go>{message}</a></li> }.into_any()
}

fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}
