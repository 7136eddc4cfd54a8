use caseload_words::view;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;

use super::Icon;

/// Light, dark, or whatever the device says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// As the cookie and `data-theme` on `<html>` spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }

    fn label_and_icon(self) -> (&'static str, &'static str) {
        match self {
            Self::System => (say!("System"), "monitor"),
            Self::Light => (say!("Light"), "sun"),
            Self::Dark => (say!("Dark"), "moon"),
        }
    }
}

/// The theme someone chose, from a `Cookie` header: `theme=dark`. The shell writes it on `<html>`
/// as `data-theme`, so that the first paint is already right.
pub fn theme_in(cookies: &str) -> Option<Theme> {
    cookies
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == "theme")
        .and_then(|(_, value)| Theme::parse(value))
}

/// Chooses the theme. Kept in a cookie for a year, on this device only.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let chosen = RwSignal::new(None::<Theme>);
    Effect::new(move |_| chosen.set(Some(shown())));
    let choices = Theme::ALL
        .into_iter()
        .map(|theme| {
            let (label, icon) = theme.label_and_icon();
            view! {
                <label class="segment">
                    <input
                        type="radio"
                        name="theme"
                        value=theme.name()
                        prop:checked=move || chosen.get() == Some(theme)
                        on:change=move |_| {
                            chosen.set(Some(theme));
                            apply(theme);
                        }
                    />
                    <Icon name=icon/>
                    <span>{label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="segments">
            <legend class="visually-hidden">"Theme"</legend>
            {choices}
        </fieldset>
    }
}

fn shown() -> Theme {
    document().document_element().and_then(|html| html.get_attribute("data-theme")).and_then(|name| Theme::parse(&name)).unwrap_or_default()
}

fn apply(theme: Theme) {
    if let Some(html) = document().document_element() {
        let _ = html.set_attribute("data-theme", theme.name());
    }
    if let Ok(document) = document().dyn_into::<web_sys::HtmlDocument>() {
        let cookie = format!("theme={}; path=/; max-age=31536000; samesite=lax", theme.name());
        let _ = document.set_cookie(&cookie);
    }
}
