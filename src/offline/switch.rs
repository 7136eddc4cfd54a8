//! Whether this device keeps the day's caseload. It does where Caseload was installed as an app, and where someone said so.

use super::kept::tell;
use crate::ui::{Section, Toggle};
use caseload_words::view;
use leptos::prelude::*;

const KEY: &str = "keeps-caseload";

/// As it was said here, or else as this device is.
pub(super) fn is_on() -> bool {
    let said = window().local_storage().ok().flatten().and_then(|storage| storage.get_item(KEY).ok().flatten());
    match said.as_deref() {
        Some("yes") => true,
        Some(_) => false,
        None => window().match_media("(display-mode: standalone)").ok().flatten().is_some_and(|app| app.matches()),
    }
}

/// For the account: a matter of this device, so without JavaScript there is none.
#[component]
pub fn KeepSwitch() -> impl IntoView {
    let on = RwSignal::new(false);
    let there = RwSignal::new(false);
    Effect::new(move |_| {
        on.set(is_on());
        there.set(true);
    });
    Effect::new(move |before: Option<bool>| {
        let on = on.get();
        if before.is_some() && there.get_untracked() && on != is_on() {
            if let Ok(Some(storage)) = window().local_storage() {
                let _ = storage.set_item(KEY, if on { "yes" } else { "no" });
            }
            if !on {
                tell("forget".into());
            }
        }
        on
    });
    let hint = say!(
        "Your visits of the day and your clients’ names and phone numbers, sealed, for when there is no connection. They can be read until you would be signed out for inactivity. Not for a device that others use."
    );
    view! {
        <Section id="device" title="On this device">
            {move || there.get().then(|| view! { <Toggle label="Keep today’s caseload on this device" name="keeps" bound=on hint/> })}
        </Section>
    }
}
