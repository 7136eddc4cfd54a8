//! What can be done with one client, from its row: one menu for all rows, which says what it is about.

use super::many::{ArchiveClients, Outcome, RestoreClients, restore_clients};
use crate::access::{Action, Actor, Target, can};
use crate::auth::Me;
use crate::base::AppError;
use crate::caseload::{ClientRow, Selection};
use crate::ui::{MenuItem, MenuLink, MenuPanel, MenuRule, Tone, offer, toast};
use caseload_words::view;
use leptos::prelude::*;

pub const MENU: &str = "client-menu";

/// Whom the menu is about, and what it can do by itself.
#[derive(Clone, Copy)]
pub struct Acting {
    pub row: RwSignal<Option<ClientRow>>,
    pub archive: ServerAction<ArchiveClients>,
    pub restore: ServerAction<RestoreClients>,
}

impl Acting {
    fn archives(self, selection: Selection) {
        self.archive.dispatch(ArchiveClients { selection, back: String::new() });
    }
    fn restores(self, selection: Selection) {
        self.restore.dispatch(RestoreClients { selection, back: String::new() });
    }
}

#[component]
pub fn RowMenu(acting: Acting) -> impl IntoView {
    let actor = expect_context::<Me>().actor().cloned();
    say_what_was_done(acting);
    let label =
        Signal::derive(move || acting.row.with(|row| row.as_ref().map_or_else(String::new, |row| say!("Actions for {}", row.name()))));
    view! {
        <MenuPanel id=MENU label>
            {move || acting.row.get().zip(actor.clone()).map(|(row, who)| view! { <Items row who acting/> })}
        </MenuPanel>
    }
}

#[component]
fn Items(row: ClientRow, who: Actor, acting: Acting) -> impl IntoView {
    let (id, archived, on) = (row.id, row.archived, Target::Client(row.facts()));
    let why_not = |action| can(&who, action, &on).why_not();
    let group = can(&who, Action::EditGroup, &Target::Practice).why_not();
    let group = group.or_else(|| archived.then(|| say!("This client is archived. Restore it first.").into()));
    let one = Selection::one(id);
    let press = move |_| if archived { acting.restores(one.clone()) } else { acting.archives(one.clone()) };
    view! {
        <MenuLink href=format!("/clients/{id}#activities") icon="activity">"View Activities"</MenuLink>
        {entry(format!("/clients/{id}/edit"), "pencil", say!("Edit"), why_not(Action::EditClient))}
        {entry(format!("/assign?ids={id}"), "user-plus", say!("Assign staff"), why_not(Action::AssignClient))}
        {entry(format!("/clients/group?ids={id}"), "layers", say!("Assign group"), group)}
        <MenuRule/>
        <MenuItem icon=if archived { "archive-restore" } else { "archive" } disabled_because=Signal::stored(why_not(Action::ArchiveClient)) on:click=press>
            {if archived { say!("Restore") } else { say!("Archive") }}
        </MenuItem>
    }
}

/// A way to a page, or the reason it isn't open.
fn entry(href: String, icon: &'static str, words: &'static str, why_not: Option<String>) -> AnyView {
    match why_not {
        None => view! { <MenuLink href icon>{words}</MenuLink> }.into_any(),
        Some(why) => view! { <MenuItem icon disabled_because=Signal::stored(Some(why))>{words}</MenuItem> }.into_any(),
    }
}

/// Archiving can be taken back at once.
fn say_what_was_done(acting: Acting) {
    let whom = StoredValue::new((Selection::default(), String::new()));
    Effect::new(move |_| {
        let selection = acting.archive.input().get().map(|i| i.selection).or_else(|| acting.restore.input().get().map(|i| i.selection));
        // What is taken back is about the same client still, whichever row's menu was opened since.
        if let Some(selection) = selection.filter(|selection| whom.with_value(|(last, _)| last != selection)) {
            let name = acting.row.get_untracked().map_or_else(|| say!("The client").to_string(), |row| row.name());
            whom.set_value((selection, name));
        }
    });
    let restored = acting.restore.version();
    Effect::new(move |_| match (acting.archive.value().get(), whom.get_value()) {
        (Some(Ok(Outcome { done: 1.., .. })), (selection, name)) => {
            offer(say!("{name} is archived."), say!("Undo"), move || take_back(selection.clone(), name.clone(), restored));
        }
        (Some(done), (_, name)) => say_restored(done, &name),
        (None, _) => {}
    });
    Effect::new(move |_| {
        if let Some(done) = acting.restore.value().get() {
            say_restored(done, &whom.get_value().1);
        }
    });
}

/// Asked by itself, not by the list's action: the toast may be pressed on another page, when that is gone with its list.
fn take_back(selection: Selection, name: String, restored: RwSignal<usize>) {
    leptos::task::spawn_local(async move {
        say_restored(restore_clients(selection, String::new()).await, &name);
        let _ = restored.try_update(|version| *version += 1);
    });
}

fn say_restored(done: Result<Outcome, AppError>, name: &str) {
    match done {
        Ok(Outcome { done: 1.., .. }) => toast(Tone::Good, say!("{name} is restored.")),
        Ok(_) => toast(Tone::Neutral, say!("Nothing changed: someone else was quicker.")),
        Err(error) => toast(Tone::Bad, error.to_string()),
    }
}
