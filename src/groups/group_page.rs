//! One group: its people, its name, its end.

use super::api::{DeleteGroup, RenameGroup, group};
use super::people::{InGroup, Picker, PutPeople};
use super::types::{GroupRow, GroupSeen, People, PeopleKind};
use crate::access::{Action, Target, can};
use crate::auth::Me;
use crate::base::{AppError, GroupId, ask_first, in_query};
use crate::live::{self, Topic};
use crate::ui::{
    Banner, Button, ButtonKind, Empty, Field, Heading, Page, Refused, Section, Skeleton, SkeletonKind, Status, Tone, differing, fault_at,
    refusal_of, toast,
};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

#[component]
pub fn GroupPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<GroupId>().ok())));
    let after = move |name: &'static str| query.with(|q| q.get(name));
    let (rename, delete) = (ServerAction::<RenameGroup>::new(), ServerAction::<DeleteGroup>::new());
    let may = expect_context::<Me>().actor().map(|who| {
        let may = |action| can(who, action, &Target::Practice).allowed();
        (may(Action::EditGroup), may(Action::EditGroup) && may(Action::ViewClients))
    });
    let (edits, edits_clients) = may.unwrap_or_default();
    let members = Picker::new(PeopleKind::Members, "find_members", id, edits);
    let clients = Picker::new(PeopleKind::Clients, "find_clients", id, edits_clients);
    let read = ask_first(
        move || {
            let versions = (rename.version().get(), members.version(), clients.version());
            (id.get(), after("members"), after("clients"), (versions, live::heard_at_rest(Topic::Groups)))
        },
        |(id, members, clients, _)| async move {
            match id {
                Some(id) => group(id, members, clients).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    let answered = differing(read, move || {
        (id.get(), after("members"), after("clients"), (rename.version().get(), members.version(), clients.version()))
    });
    let whole = Whole { rename, named: Named::default(), delete, members, clients };
    Effect::new(move |_| {
        if let Some(Ok(())) = rename.value().get() {
            toast(Tone::Good, say!("The group has its new name."));
        }
    });
    view! {
        <Page title="Group" named=true back=("/groups".to_string(), say!("Manage Groups").to_string())>
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=8/> }>
                {move || answered().map(|seen| match seen {
                    Ok(seen) => view! { <Group seen whole/> }.into_any(),
                    Err(error) => view! { <Heading title="Group"/><Missing error/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

/// What the page can do; made once, whatever is read anew.
#[derive(Clone, Copy)]
struct Whole {
    rename: ServerAction<RenameGroup>,
    named: Named,
    delete: ServerAction<DeleteGroup>,
    members: Picker,
    clients: Picker,
}

/// The new name as far as it is typed; it outlives every answer about its group.
#[derive(Clone, Copy)]
struct Named {
    typed: RwSignal<String>,
    /// What it began with.
    was: StoredValue<Option<(GroupId, String)>>,
}

impl Default for Named {
    fn default() -> Self {
        Named { typed: RwSignal::default(), was: StoredValue::new(None) }
    }
}

impl Named {
    /// What is in the field of this group: what was typed there, or its name.
    fn of(self, group: &GroupRow) -> RwSignal<String> {
        let begun =
            self.was.with_value(|was| was.as_ref().is_some_and(|(id, name)| *id == group.id && *name != self.typed.get_untracked()));
        if !begun {
            self.typed.set(group.name.clone());
        }
        self.was.set_value(Some((group.id, group.name.clone())));
        self.typed
    }
}

#[component]
fn Group(seen: GroupSeen, whole: Whole) -> impl IntoView {
    let GroupSeen { group, members, clients, sees_clients, sees_all, why_not_edit } = seen;
    let id = group.id;
    let counts = group.counts(sees_clients, " · ");
    let may = why_not_edit.is_none();
    let part = move |kind: PeopleKind, people: People| {
        let next = people.next.clone().map(|after| format!("/groups/{id}?{}={}", kind.key(), in_query(&after)));
        let (picker, find) = match kind {
            PeopleKind::Members => (whole.members, "find_members"),
            PeopleKind::Clients => (whole.clients, "find_clients"),
        };
        let why_not = why_not_edit.clone();
        view! {
            <InGroup picker id people next why_not/>
            {may.then(|| view! { <PutPeople picker id find/> })}
        }
    };
    let members = part(PeopleKind::Members, members);
    let clients = sees_clients.then(|| {
        let lead = if sees_all { "" } else { say!("Only the clients you may see are shown and counted.") };
        (lead, part(PeopleKind::Clients, clients))
    });
    view! {
        <div class="groups-head"><Heading title=group.name.clone()/><p class="lead">{counts}</p></div>
        <Section id="members" title="Members" lead="Members of a group see the clients in it, if their role can view clients. Restricted clients stay with those named for them.">{members}</Section>
        {clients.map(|(lead, clients)| view! { <Section id="clients" title="Clients" lead>{clients}</Section> })}
        {may.then(|| view! { <Rename group=group.clone() rename=whole.rename named=whole.named/> <Ending group sees_clients sees_all delete=whole.delete/> })}
    }
}

#[component]
fn Rename(group: GroupRow, rename: ServerAction<RenameGroup>, named: Named) -> impl IntoView {
    let refusal = refusal_of(rename);
    let bound = named.of(&group);
    view! {
        <Section id="name" title="Name">
            <ActionForm action=rename attr:class="form groups-line">
                <input type="hidden" name="id" value=group.id.to_string()/>
                <input type="hidden" name="before" value=group.name/>
                <Refused refusal/>
                <Field label="Name of the group" name="name" bound required=true maxlength=60 autocomplete="off" fault=fault_at(refusal, "name")/>
                <div><Button submit=true icon="pencil" busy=rename.pending()>"Rename"</Button></div>
            </ActionForm>
        </Section>
    }
}

/// Says what happens before it can happen; the button that does it comes after.
#[component]
fn Ending(group: GroupRow, sees_clients: bool, sees_all: bool, delete: ServerAction<DeleteGroup>) -> impl IntoView {
    let refusal = refusal_of(delete);
    let unseen = if sees_all { "" } else { say!(", with any you don’t see,") };
    let leave = match group.members + group.clients {
        0 if sees_all => say!("Nobody is in it").to_string(),
        1 if sees_all => say!("{} leaves it", group.counts(sees_clients, " and ")),
        _ => say!("{}{unseen} leave it", group.counts(sees_clients, " and ")),
    };
    let words = say!("{leave}; nobody loses access. Who was in it, and when, stays on record.");
    view! {
        <Section id="delete" title="Delete the group" danger=true lead=words>
            <details class="groups-delete">
                <summary class="button button-danger">"Delete group"</summary>
                <ActionForm action=delete attr:class="form">
                    <input type="hidden" name="id" value=group.id.to_string()/>
                    <Refused refusal/>
                    <div><Button kind=ButtonKind::Danger submit=true busy=delete.pending()>{say!("Yes, delete {}", group.name)}</Button></div>
                </ActionForm>
            </details>
        </Section>
    }
}

#[component]
fn Missing(error: AppError) -> impl IntoView {
    let text = match &error {
        AppError::NotFound => say!("There is no such group, or it was deleted.").to_string(),
        other => other.to_string(),
    };
    view! {
        <Status code=error.status()/>
        <Empty icon="tags" text=text><a class="button" href="/groups">"Back to the groups"</a></Empty>
    }
}

/// What the list says after a group was deleted.
#[component]
pub fn Deleted() -> impl IntoView {
    let query = use_query_map();
    move || {
        query.with(|q| q.get("deleted").is_some()).then(|| {
            view! { <div role="status"><Banner tone=Tone::Good><p>"The group is deleted. Nobody lost access."</p></Banner></div> }
        })
    }
}
