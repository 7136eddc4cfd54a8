//! The keys there are, screen by screen: told here and nowhere else. Whoever adds one to a page adds it here.

use crate::ui::{Toggle, set_single_keys, single_keys};
use leptos::prelude::*;

/// What is pressed, in the order of pressing, and what it does.
type Key = (&'static [&'static str], &'static str);

const SCREENS: [(&str, &[Key]); 6] = [
    (
        "Everywhere",
        &[
            (&["Ctrl K", "⌘ K"], "Find a page, a person, an action"),
            (&["?"], "Show these keys"),
            (&["/"], "To the search of a list"),
            (&["Esc"], "Close what lies over the page"),
        ],
    ),
    (
        "Find anything",
        &[
            (&["Arrow down", "Arrow up"], "Next, previous"),
            (&["Home", "End"], "First, last"),
            (&["Enter"], "Open it"),
            (&["Backspace"], "In an empty field: back, while a client is chosen"),
        ],
    ),
    (
        "Your Team",
        &[
            (&["Arrow down", "J"], "Next in the list"),
            (&["Arrow up", "K"], "Previous in the list"),
            (&["Enter"], "Open the card; in the search, the first one found"),
            (&["Arrow down"], "In the search: to the list"),
            (&["Esc"], "In the search: empty it"),
        ],
    ),
    ("List of clients", &[(&["Space", "Arrow down"], "On a row’s actions: open them")]),
    (
        "Menus",
        &[
            (&["Arrow down", "Arrow up"], "Next, previous"),
            (&["Home", "End"], "First, last"),
            (&["A letter"], "To the next item that begins with it"),
            (&["Esc"], "Close the menu"),
        ],
    ),
    (
        "Forms and dialogs",
        &[
            (&["Tab", "Shift Tab"], "Next, previous field"),
            (&["Enter"], "In a field: send the form"),
            (&["Esc"], "Close the dialog; nothing changes"),
        ],
    ),
];

#[component]
pub fn Keys() -> impl IntoView {
    let heard = RwSignal::new(single_keys());
    Effect::new(move |before: Option<bool>| {
        let now = heard.get();
        if before.is_some_and(|before| before != now) {
            set_single_keys(now);
        }
        now
    });
    let screens = SCREENS.iter().enumerate().map(|(n, (name, keys))| {
        let heading = format!("keys-{n}");
        let lines =
            keys.iter().map(|(keys, does)| view! { <div class="keys-line"><dt>{pressed(keys)}</dt><dd>{*does}</dd></div> }).collect_view();
        view! {
            <section aria-labelledby=heading.clone()>
                <h3 id=heading.clone()>{*name}</h3>
                <dl>{lines}</dl>
            </section>
        }
    });
    view! {
        <div class="keys">
            <div class="keys-screens">{screens.collect_view()}</div>
            <Toggle label="Keys of a single letter or sign" name="single-keys" bound=heard
                hint="Such as ? and /, J and K. Off, they do nothing on this device: helpful for whoever speaks to the computer, or presses keys by chance. Everything they do can be reached otherwise."/>
        </div>
    }
}

/// "Arrow down or J"
fn pressed(keys: &'static [&'static str]) -> impl IntoView {
    let each = |(n, key): (usize, &&'static str)| view! { {(n > 0).then_some(" or ")}<kbd>{*key}</kbd> };
    keys.iter().enumerate().map(each).collect_view()
}
