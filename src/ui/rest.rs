//! Whether someone is in the middle of something on this page.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlInputElement, HtmlTextAreaElement};

/// What is open over a page or folded open in it, ticked in a list, or where the keyboard stands. Not the field that a list is
/// searched by, nor the filters beside it: what they find may change.
const AT_WORK: [&str; 4] = [
    "dialog[open], :popover-open, main [aria-expanded=true]:not([role=combobox])",
    "main details[open]:not(.team-more)",
    "main tbody input:checked",
    "main :focus-visible:not(h1, [type=search])",
];

/// Nothing is open, nothing typed in, and nobody is about to: what the page shows may change.
pub fn is_at_rest() -> bool {
    // A browser that does not know one of them waits for the others.
    let at_work = |what: &&str| document().query_selector(what).ok().flatten().is_some();
    !AT_WORK.iter().any(at_work) && !is_typed_in()
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
