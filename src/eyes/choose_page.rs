//! "View as": choosing a role or a member to see the practice as they do.

use super::api::{ViewAs, people_to_view};
use super::refused::{Forbidden, told};
use super::types::{EyesThere, Person, RoleNamed};
use crate::base::ask_first;
use crate::ui::{Avatar, Button, Empty, Icon, Page, Refused, SearchField, Section, Skeleton, SkeletonKind, load, refusal_of};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn ViewAsPage() -> impl IntoView {
    let query = use_query_map();
    let q = Memo::new(move |_| query.with(|q| q.get("q").unwrap_or_default()));
    let text = RwSignal::new(q.get_untracked());
    let read = ask_first(move || q.get(), |q| async move { told(people_to_view(q).await).await });
    let view_as = ServerAction::<ViewAs>::new();
    let refusal = refusal_of(view_as);
    Effect::new(move |_| {
        if matches!(view_as.value().get(), Some(Ok(()))) {
            load("/team");
        }
    });
    view! {
        <Page title="View as" lead="See the practice as a role or a member sees it. You never see more than your own role allows, nothing can be changed, and it is on record.">
            <Refused refusal/>
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=8/> }>
                {move || read.get().map(|seen| match seen {
                    Ok(seen) => view! { <Choices seen text q view_as/> }.into_any(),
                    Err(refusal) => view! { <Forbidden refusal/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Choices(seen: EyesThere, text: RwSignal<String>, q: Memo<String>, view_as: ServerAction<ViewAs>) -> impl IntoView {
    let nobody = seen.people.is_empty();
    let asked = q.get_untracked();
    view! {
        <div class="settings">
            <Section id="members" title="A member" lead="Find them by the beginning of a name.">
                <form class="eyes-search" method="get" action="/view-as">
                    <SearchField label="Search team" name="q" text/>
                    <Button submit=true>"Search"</Button>
                </form>
                {(nobody && !asked.trim().is_empty()).then(|| view! { <Empty icon="search" text=say!("No one matches “{}”.", asked.trim())/> })}
                {(!nobody).then(|| view! {
                    <ul class="list card" aria-label="People found">
                        {seen.people.into_iter().map(|person| view! { <OnePerson person view_as/> }).collect_view()}
                    </ul>
                })}
            </Section>
            <Section id="roles" title="A role" lead="As anyone with it who is assigned no clients.">
                <ul class="list card" aria-label="Roles">
                    {seen.roles.into_iter().map(|role| view! { <OneRole role view_as/> }).collect_view()}
                </ul>
            </Section>
        </div>
    }
}

#[component]
fn OnePerson(person: Person, view_as: ServerAction<ViewAs>) -> impl IntoView {
    let why_not = Signal::stored(person.why_not.clone());
    view! {
        <li class="eyes-row">
            <Avatar name=person.name.clone()/>
            <div class="row-text"><span class="row-title">{person.name.clone()}</span><span class="row-detail">{person.role_name.clone()}</span></div>
            <ActionForm action=view_as>
                <input type="hidden" name="member" value=person.id.to_string()/>
                <Button submit=true icon="eye" disabled_because=why_not>"View as"<span class="visually-hidden">{format!(" {}", person.name)}</span></Button>
            </ActionForm>
        </li>
    }
}

#[component]
fn OneRole(role: RoleNamed, view_as: ServerAction<ViewAs>) -> impl IntoView {
    view! {
        <li class="eyes-row">
            <Icon name="shield"/>
            <div class="row-text"><span class="row-title">{role.name.clone()}</span><span class="row-detail">{role.description.clone()}</span></div>
            <ActionForm action=view_as>
                <input type="hidden" name="role" value=role.id.to_string()/>
                <Button submit=true icon="eye">"View as"<span class="visually-hidden">{format!(" {}", role.name)}</span></Button>
            </ActionForm>
        </li>
    }
}
