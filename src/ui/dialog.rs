use caseload_words::view;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;

use super::IconButton;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogSize {
    /// A question.
    Small,
    /// A form.
    #[default]
    Medium,
    /// A preview, a table.
    Wide,
}

impl DialogSize {
    fn class(self) -> &'static str {
        match self {
            Self::Small => "dialog dialog-small",
            Self::Medium => "dialog",
            Self::Wide => "dialog dialog-wide",
        }
    }
}

/// A modal dialog on the browser's own `<dialog>`: it traps the focus, Escape and a press outside
/// close it, and the focus returns to where it was. On a phone it rises from the bottom.
///
/// What it closes on: set `open` to false. Put [`DialogFoot`] last among its children, inside the
/// form if there is one.
#[component]
pub fn Dialog(
    /// Names it in the page; deterministic, because both halves write it.
    id: &'static str,
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] lead: Option<String>,
    #[prop(optional)] size: DialogSize,
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let pressed_outside = StoredValue::new(false);
    Effect::new(move |_| match (open.get(), dialog.get()) {
        (true, Some(dialog)) if !dialog.open() => show(&dialog),
        (false, Some(dialog)) if dialog.open() => dialog.close(),
        _ => {}
    });
    let title_id = format!("{id}-title");
    let lead_id = lead.is_some().then(|| format!("{id}-lead"));
    view! {
        <dialog
            id=id
            node_ref=dialog
            class=size.class()
            aria-labelledby=title_id.clone()
            aria-describedby=lead_id.clone()
            on:close=move |closing| {
                if is_itself(&closing) {
                    open.set(false);
                }
            }
            // A press that starts inside and ends outside (selecting text) must not close it.
            on:mousedown=move |press| pressed_outside.set_value(is_itself(&press))
            on:click=move |press| {
                if pressed_outside.get_value() && is_itself(&press) {
                    open.set(false);
                }
            }
        >
            <div class="dialog-sheet">
                <header class="dialog-head">
                    <div>
                        <h2 id=title_id.clone()>{title}</h2>
                        {lead.map(|lead| view! { <p class="lead" id=format!("{id}-lead")>{lead}</p> })}
                    </div>
                </header>
                <div class="dialog-body">{children()}</div>
                // Last, so that the focus starts in the form and not on the way out.
                <IconButton icon="x" label="Close" on:click=move |_| open.set(false)/>
            </div>
        </dialog>
    }
}

/// Opens it with the focus on the first thing to fill in, or else on the first button of the foot,
/// which is the one that changes nothing.
fn show(dialog: &web_sys::HtmlDialogElement) {
    let _ = dialog.show_modal();
    for first in ["[autofocus]", ".input, input:not([type=hidden])", ".dialog-foot .button"] {
        let found = dialog.query_selector(first).ok().flatten();
        if let Some(found) = found.and_then(|f| f.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = found.focus();
            return;
        }
    }
}

/// The buttons of a dialog, in sight however long it is.
#[component]
pub fn DialogFoot(children: Children) -> impl IntoView {
    view! { <div class="dialog-foot">{children()}</div> }
}

/// Whether the event happened on the element that listens: for a dialog whose sheet fills it, the
/// backdrop; for `close`, not a dialog inside it.
fn is_itself(event: &web_sys::Event) -> bool {
    let target = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    let own = event.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    target.is_some() && target == own
}
