use caseload_words::view;
use leptos::prelude::*;
use leptos::web_sys;

use super::Icon;

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing this screen or dialog is for.
    Primary,
    /// Everything else that acts.
    #[default]
    Quiet,
    /// What takes something away from someone.
    Danger,
    /// As plain as a link, for actions inside text and rows.
    Plain,
}

impl ButtonKind {
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Quiet => "button",
            Self::Danger => "button button-danger",
            Self::Plain => "button button-plain",
        }
    }
}

/// A button that can be busy, and that says why when it can't be pressed.
///
/// Attributes and listeners written on it (`on:click`, `attr:name`, `attr:popovertarget`) land on
/// the `<button>` itself. While it is busy or refused a press goes nowhere, but it keeps the focus
/// and stays reachable, so that its reason can be read.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    /// Submits the form around it.
    #[prop(optional)]
    submit: bool,
    #[prop(optional)] icon: Option<&'static str>,
    /// Work is under way: shows it, keeps the width, ignores further presses.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// The reason it can't be pressed now, in words for the person.
    #[prop(optional, into)]
    disabled_because: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    let refused = move || disabled_because.with(Option::is_some);
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=kind.class()
            aria-busy=move || busy.get().then_some("true")
            aria-disabled=move || refused().then_some("true")
            title=move || disabled_because.get()
            on:click=move |press| {
                if busy.get_untracked() || disabled_because.with_untracked(Option::is_some) {
                    ignore(&press);
                }
            }
        >
            <span class="button-face">
                {icon.map(|name| view! { <Icon name/> })}
                <span class="button-label">{children()}</span>
            </span>
            // The title already carries the reason to a screen reader.
            {move || {
                disabled_because
                    .get()
                    .map(|why| view! { <span class="button-why" aria-hidden="true">{why}</span> })
            }}
        </button>
    }
}

/// A square button with a drawing and no words; `label` names it to everyone else.
#[component]
pub fn IconButton(
    icon: &'static str,
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] submit: bool,
    #[prop(optional, into)] busy: Signal<bool>,
) -> impl IntoView {
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class="button button-icon"
            aria-label=label
            title=label
            aria-busy=move || busy.get().then_some("true")
            on:click=move |press| {
                if busy.get_untracked() {
                    ignore(&press);
                }
            }
        >
            <Icon name=icon/>
        </button>
    }
}

/// A link that looks like a button: it goes somewhere, and changes nothing.
#[component]
pub fn LinkButton(
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] icon: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    view! {
        <a href=href class=kind.class()>
            <span class="button-face">
                {icon.map(|name| view! { <Icon name/> })}
                <span class="button-label">{children()}</span>
            </span>
        </a>
    }
}

/// Keeps a press from submitting, and from the listeners registered after ours.
fn ignore(press: &web_sys::MouseEvent) {
    press.prevent_default();
    press.stop_immediate_propagation();
}
