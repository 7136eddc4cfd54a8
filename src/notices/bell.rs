//! The bell beside one's name: a link at first, which says how many there are once the browser has asked.

use super::api::unread_notices;
use crate::live::{self, Topic};
use crate::ui::Icon;
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// It asks when the page is there, and again when one goes to another: what is shown first does not wait for it.
#[component]
pub fn Bell() -> impl IntoView {
    let unread = RwSignal::new(0_i64);
    let path = use_location().pathname;
    Effect::new(move |_| {
        path.track();
        live::heard(Topic::Notices);
        leptos::task::spawn_local(async move {
            if let Ok(many) = unread_notices().await {
                let _ = unread.try_set(many);
            }
        });
    });
    let label = move || match unread.get() {
        0 => say!("Notices").to_string(),
        n => say!("Notices, {} not read", shown(n)),
    };
    view! {
        <a class="notices-bell" href="/notices" aria-label=label title=label>
            <Icon name="bell"/>
            {move || (unread.get() > 0).then(|| view! { <span class="notices-count" aria-hidden="true">{shown(unread.get())}</span> })}
        </a>
    }
}

fn shown(many: i64) -> String {
    if many >= 100 { "99+".into() } else { many.to_string() }
}
