//! Whether someone is in the middle of something on this page.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlInputElement, HtmlTextAreaElement};

/// What is open over a page, or has the cursor in it; not the field that a list is searched by.
const AT_WORK: &str = "dialog[open], :popover-open, main :is(input:not([type=search]), textarea, select):focus, main [aria-expanded=true]:not([role=combobox])";

/// Nothing is open, nothing typed in, and nobody is about to: what the page shows may change.
pub fn is_at_rest() -> bool {
    // A browser that does not know one of them knows no answer, and waits for nobody.
    let at_work = document().query_selector(AT_WORK).ok().flatten().is_some();
    !at_work && !is_typed_in()
}

/// Whether a form that changes something differs from how it came.
pub fn is_typed_in() -> bool {
    let Ok(fields) = document().query_selector_all("form[method=post] :is(input, textarea)") else { return false };
    (0..fields.length()).filter_map(|n| fields.get(n)).any(|field| match field.dyn_into::<HtmlInputElement>() {
        Ok(input) => match input.type_().as_str() {
            "hidden" => false,
            "checkbox" | "radio" => input.checked() != input.default_checked(),
            _ => input.value() != input.default_value(),
        },
        Err(field) => field.dyn_into::<HtmlTextAreaElement>().is_ok_and(|area| Ok(area.value()) != area.default_value()),
    })
}
