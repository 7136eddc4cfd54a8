//! The way to the board, with how many wait there: for the head of the clients' page.

use super::api::unassigned_waiting;
use crate::access::{Action, Permission, Target, can};
use crate::auth::Me;
use crate::base::ask_first;
use crate::live::{self, Topic};
use crate::ui::LinkButton;
use caseload_words::view;
use leptos::prelude::*;

/// Not there for whoever can't assign clients. Where a page begins, not inside what waits for something: it asks for itself.
#[component]
pub fn UnassignedLink() -> impl IntoView {
    let may = use_context::<Me>()
        .and_then(|me| me.actor().cloned())
        .is_some_and(|who| can(&who, Action::ViewClients, &Target::Practice).allowed() && who.holds(Permission::ClientsAssign));
    let waiting = ask_first(
        move || (may, live::heard(Topic::Clients)),
        |(may, _)| async move { if may { unassigned_waiting().await.ok() } else { None } },
    );
    view! {
        <Transition>
            {move || waiting.get().flatten().map(|(all, overdue)| {
                let words = match (all, overdue) {
                    (0, _) => say!("Unassigned").to_string(),
                    (all, 0) => say!("Unassigned ({all})"),
                    (all, late) => say!("Unassigned ({all}, {late} overdue)"),
                };
                view! { <LinkButton href="/unassigned" icon="inbox">{words}</LinkButton> }
            })}
        </Transition>
    }
}
