//! The keys there are, screen by screen: told here and nowhere else. Whoever adds one to a page adds it here.

use crate::ui::{Toggle, set_single_keys, single_keys};
use caseload_words::view;
use leptos::prelude::*;

/// What is pressed, in the order of pressing, and what it does.
type Key = (Vec<&'static str>, &'static str);

fn screens() -> Vec<(&'static str, Vec<Key>)> {
    vec![
        (
            say!("Everywhere"),
            vec![
                (vec![say!("Ctrl K"), "⌘ K"], say!("Find a page, a person, an action")),
                (vec!["?"], say!("Show these keys")),
                (vec!["/"], say!("To the search of a list")),
                (vec![say!("Esc")], say!("Close what lies over the page")),
            ],
        ),
        (
            say!("Find anything"),
            vec![
                (vec![say!("Arrow down"), say!("Arrow up")], say!("Next, previous")),
                (vec![say!("Home"), say!("End")], say!("First, last")),
                (vec![say!("Enter")], say!("Open it")),
                (vec!["Backspace"], say!("In an empty field: back, while a client is chosen")),
            ],
        ),
        (
            say!("Your Team"),
            vec![
                (vec![say!("Arrow down"), "J"], say!("Next in the list")),
                (vec![say!("Arrow up"), "K"], say!("Previous in the list")),
                (vec![say!("Enter")], say!("Open the card; in the search, the first one found")),
                (vec![say!("Arrow down")], say!("In the search: to the list")),
                (vec![say!("Esc")], say!("In the search: empty it")),
            ],
        ),
        (say!("List of clients"), vec![(vec![say!("Space"), say!("Arrow down")], say!("On a row’s actions: open them"))]),
        (
            say!("Menus"),
            vec![
                (vec![say!("Arrow down"), say!("Arrow up")], say!("Next, previous")),
                (vec![say!("Home"), say!("End")], say!("First, last")),
                (vec![say!("A letter")], say!("To the next item that begins with it")),
                (vec![say!("Esc")], say!("Close the menu")),
            ],
        ),
        (
            say!("Forms and dialogs"),
            vec![
                (vec!["Tab", say!("Shift Tab")], say!("Next, previous field")),
                (vec![say!("Enter")], say!("In a field: send the form")),
                (vec![say!("Esc")], say!("Close the dialog; nothing changes")),
            ],
        ),
    ]
}

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
    let screens = screens().into_iter().enumerate().map(|(n, (name, keys))| {
        let heading = format!("keys-{n}");
        let lines = keys
            .into_iter()
            .map(|(keys, does)| view! { <div class="keys-line"><dt>{pressed(keys)}</dt><dd>{does}</dd></div> })
            .collect_view();
        view! {
            <section aria-labelledby=heading.clone()>
                <h3 id=heading.clone()>{name}</h3>
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
fn pressed(keys: Vec<&'static str>) -> impl IntoView {
    let each = |(n, key): (usize, &'static str)| view! { {(n > 0).then_some(say!(" or "))}<kbd>{key}</kbd> };
    keys.into_iter().enumerate().map(each).collect_view()
}
