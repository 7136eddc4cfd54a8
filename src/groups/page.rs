//! "Manage Groups": every group, with how many are in it, and adding one.

use super::api::{AddGroup, groups};
use super::group_page::Deleted;
use super::types::{GroupRow, GroupsSeen};
use crate::base::ask_first;
use crate::live::{self, Topic};
use crate::ui::{Banner, Button, ButtonKind, Empty, Field, Icon, Page, Refused, Skeleton, Status, Tone, differing, fault_at, refusal_of};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn GroupsPage() -> impl IntoView {
    let add = ServerAction::<AddGroup>::new();
    let read = ask_first(move || (add.version().get(), live::heard_at_rest(Topic::Groups)), |_| groups());
    let answered = differing(read, move || add.version().get());
    view! {
        <Page title="Manage Groups" lead="Put members and clients together, so that many are found and chosen at once.">
            <Deleted/>
            <Transition fallback=|| view! { <Skeleton rows=5/> }>
                {move || answered().map(|seen| match seen {
                    Ok(seen) => view! { <Groups seen add/> }.into_any(),
                    Err(error) => view! {
                        <Status code=error.status()/>
                        <div role="alert"><Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner></div>
                    }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Groups(seen: GroupsSeen, add: ServerAction<AddGroup>) -> impl IntoView {
    let GroupsSeen { groups, sees_clients, why_not_add } = seen;
    let hint = if why_not_add.is_none() { say!("Name the first one below.") } else { say!("An administrator can add one.") };
    view! {
        {if groups.is_empty() {
            view! { <Empty icon="tags" text="There are no groups yet." hint/> }.into_any()
        } else {
            view! { <ul class="list card" aria-label="Groups">{groups.into_iter().map(|group| view! { <Row group sees_clients/> }).collect_view()}</ul> }.into_any()
        }}
        {why_not_add.is_none().then(|| view! { <Add add/> })}
    }
}

#[component]
fn Row(group: GroupRow, sees_clients: bool) -> impl IntoView {
    let counts = group.counts(sees_clients, " · ");
    view! {
        <li>
            <a class="row-link" href=format!("/groups/{}", group.id)>
                <span class="row-text"><span class="row-title">{group.name}</span><span class="row-detail">{counts}</span></span>
                <Icon name="chevron-right"/>
            </a>
        </li>
    }
}

#[component]
fn Add(add: ServerAction<AddGroup>) -> impl IntoView {
    let refusal = refusal_of(add);
    view! {
        <ActionForm action=add attr:class="form groups-line">
            <Refused refusal/>
            <Field label="Name of the new group" name="name" required=true maxlength=60 autocomplete="off" fault=fault_at(refusal, "name")/>
            <div><Button kind=ButtonKind::Primary submit=true icon="plus" busy=add.pending()>"Add group"</Button></div>
        </ActionForm>
    }
}
