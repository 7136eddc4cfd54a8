use caseload_words::view;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;

use super::{ButtonKind, Icon};

/// The menu around an item, so that choosing closes it.
#[derive(Clone)]
struct MenuId(String);

/// A button and the actions behind it, on the browser's own popover: it opens without JavaScript,
/// Escape or a press elsewhere closes it, and the focus returns to the button.
///
/// Arrows, Home, End and first letters move through it (ARIA APG, menu button).
#[component]
pub fn Menu(
    /// Names the panel; unique on the page, the same on both halves.
    #[prop(into)]
    id: String,
    /// Names the button, and stands on it unless `trigger` does.
    #[prop(into)]
    label: String,
    #[prop(optional)] icon: Option<&'static str>,
    #[prop(optional)] kind: ButtonKind,
    /// Only the icon is shown.
    #[prop(optional)]
    compact: bool,
    /// Other content of the button, which must contain its name.
    #[prop(optional, into)]
    trigger: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let button = NodeRef::<html::Button>::new();
    let panel = NodeRef::<html::Div>::new();
    let class = match (compact, trigger.is_some()) {
        (true, _) => "button button-icon",
        (_, true) => "menu-trigger",
        _ => kind.class(),
    };
    let face = match trigger {
        Some(trigger) => trigger.run(),
        None => face(icon, (!compact).then(|| label.clone())).into_any(),
    };
    provide_context(MenuId(id.clone()));
    view! {
        <div class="menu">
            <button
                node_ref=button
                type="button"
                class=class
                popovertarget=id.clone()
                aria-haspopup="menu"
                aria-label=compact.then(|| label.clone())
                title=compact.then(|| label.clone())
            >
                {face}
            </button>
            <div
                node_ref=panel
                id=id
                class="menu-panel"
                role="menu"
                aria-label=label.clone()
                popover="auto"
                on:toggle=move |_| opened(panel, button)
                on:keydown=move |press| step(panel, &press)
            >
                {children()}
            </div>
        </div>
    }
}

/// A panel of actions that many things on the page open, one at a time: the rows of a table. [`open_menu`] opens it.
#[component]
pub fn MenuPanel(
    /// Names the panel; unique on the page, the same on both halves.
    #[prop(into)]
    id: String,
    #[prop(into)] label: Signal<String>,
    children: Children,
) -> impl IntoView {
    let panel = NodeRef::<html::Div>::new();
    provide_context(MenuId(id.clone()));
    view! {
        <div
            node_ref=panel
            id=id
            class="menu-panel menu-beside"
            role="menu"
            aria-label=label
            popover="auto"
            on:toggle=move |_| {
                if let Some(panel) = panel.get_untracked() {
                    focus_first(&panel);
                }
            }
            on:keydown=move |press| step(panel, &press)
        >
            {children()}
        </div>
    }
}

/// Opens a [`MenuPanel`] beside what was pressed, once what it says about that is on the page.
pub fn open_menu(id: &'static str, beside: web_sys::Element) {
    request_animation_frame(move || {
        let panel = document().get_element_by_id(id).and_then(|p| p.dyn_into::<web_sys::HtmlElement>().ok());
        let Some(panel) = panel else { return };
        let _ = panel.show_popover();
        place(&panel, &beside);
    });
}

/// Below it, or above where there is no room below.
fn place(panel: &web_sys::HtmlElement, beside: &web_sys::Element) {
    let at = beside.get_bounding_client_rect();
    let (room, high) = (window().inner_height().ok().and_then(|h| h.as_f64()).unwrap_or_default(), f64::from(panel.offset_height()));
    let top = if at.bottom() + high > room && at.top() > high { at.top() - high } else { at.bottom() };
    let style = web_sys::HtmlElement::style(panel);
    let _ = style.set_property("--menu-right", &format!("{}px", at.right()));
    let _ = style.set_property("--menu-bottom", &format!("{top}px"));
}

fn focus_first(panel: &web_sys::HtmlElement) {
    if panel.matches(":popover-open").unwrap_or(false)
        && let Some(first) = items(panel).first()
    {
        let _ = first.focus();
    }
}

fn face(icon: Option<&'static str>, label: Option<String>) -> impl IntoView {
    view! {
        <span class="button-face">
            {icon.map(|name| view! { <Icon name/> })}
            {label.map(|label| view! { <span class="button-label">{label}</span> })}
        </span>
    }
}

/// An action of a menu; listens through `on:click`.
#[component]
pub fn MenuItem(
    #[prop(optional)] icon: Option<&'static str>,
    #[prop(optional)] danger: bool,
    /// Submits the form around it instead of only closing the menu.
    #[prop(optional)]
    submit: bool,
    /// The reason it can't be chosen now.
    #[prop(optional, into)]
    disabled_because: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    let menu = use_context::<MenuId>().map(|MenuId(id)| id).filter(|_| !submit);
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            role="menuitem"
            class=if danger { "menu-item menu-item-danger" } else { "menu-item" }
            popovertarget=menu.clone()
            popovertargetaction=menu.map(|_| "hide")
            aria-disabled=move || disabled_because.with(Option::is_some).then_some("true")
            title=move || disabled_because.get()
            on:click=move |press| {
                if disabled_because.with_untracked(Option::is_some) {
                    press.prevent_default();
                    press.stop_immediate_propagation();
                }
            }
        >
            {icon.map(|name| view! { <Icon name/> })}
            <span class="menu-item-text">
                {children()}
                {move || {
                    disabled_because
                        .get()
                        .map(|why| view! { <span class="menu-item-why" aria-hidden="true">{why}</span> })
                }}
            </span>
        </button>
    }
}

/// A way to another page, in a menu.
#[component]
pub fn MenuLink(#[prop(into)] href: String, #[prop(optional)] icon: Option<&'static str>, children: Children) -> impl IntoView {
    let menu = use_context::<MenuId>();
    let hide = move |_| {
        if let Some(MenuId(id)) = &menu {
            hide_panel(id);
        }
    };
    view! {
        <a href=href role="menuitem" class="menu-item" on:click=hide>
            {icon.map(|name| view! { <Icon name/> })}
            <span class="menu-item-text">{children()}</span>
        </a>
    }
}

/// A line between two groups of items.
#[component]
pub fn MenuRule() -> impl IntoView {
    view! { <hr class="menu-rule"/> }
}

fn hide_panel(id: &str) {
    let panel = document().get_element_by_id(id);
    if let Some(panel) = panel.and_then(|p| p.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = panel.hide_popover();
    }
}

/// Places the panel under its button, where the stylesheet can't, and moves the focus in.
fn opened(panel: NodeRef<html::Div>, button: NodeRef<html::Button>) {
    let (Some(panel), Some(button)) = (panel.get_untracked(), button.get_untracked()) else {
        return;
    };
    if !panel.matches(":popover-open").unwrap_or(false) {
        return;
    }
    // Anchored by CSS where the browser knows how; these two are the fallback it reads.
    let at = button.get_bounding_client_rect();
    let style = web_sys::HtmlElement::style(&panel);
    let _ = style.set_property("--menu-right", &format!("{}px", at.right()));
    let _ = style.set_property("--menu-bottom", &format!("{}px", at.bottom()));
    if let Some(first) = items(&panel).first() {
        let _ = first.focus();
    }
}

/// Moves the focus among the items.
fn step(panel: NodeRef<html::Div>, press: &web_sys::KeyboardEvent) {
    let Some(panel) = panel.get_untracked() else {
        return;
    };
    let items = items(&panel);
    let now =
        document().active_element().and_then(|active| items.iter().position(|item| *item.unchecked_ref::<web_sys::Element>() == active));
    let Some(next) = next_item(&press.key(), now, &items) else {
        return;
    };
    press.prevent_default();
    if let Some(item) = items.get(next) {
        let _ = item.focus();
    }
}

fn next_item(key: &str, now: Option<usize>, items: &[web_sys::HtmlElement]) -> Option<usize> {
    let count = items.len();
    if count == 0 {
        return None;
    }
    match (key, now) {
        ("ArrowDown", Some(now)) => Some((now + 1) % count),
        ("ArrowUp", Some(now)) => Some((now + count - 1) % count),
        ("ArrowDown" | "Home", _) => Some(0),
        ("ArrowUp" | "End", _) => Some(count - 1),
        (letter, now) if letter.chars().count() == 1 && letter != " " => {
            let wanted = letter.to_lowercase();
            let after = now.map_or(0, |now| now + 1);
            (0..count)
                .map(|i| (after + i) % count)
                .find(|&i| items[i].text_content().is_some_and(|t| t.trim().to_lowercase().starts_with(&wanted)))
        }
        _ => None,
    }
}

fn items(panel: &web_sys::HtmlElement) -> Vec<web_sys::HtmlElement> {
    let Ok(found) = panel.query_selector_all("[role=menuitem]") else {
        return Vec::new();
    };
    (0..found.length()).filter_map(|i| found.get(i)?.dyn_into::<web_sys::HtmlElement>().ok()).collect()
}
