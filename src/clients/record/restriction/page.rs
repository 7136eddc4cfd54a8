//! The page of a restriction: the switch, the list, and who sees the client anyhow. All of it works without JavaScript.

use super::api::{LiftRestriction, NameForClient, RestrictClient, UnnameForClient, client_restriction, nameable_for_client};
use super::types::{ByName, Nameable, OnList, RestrictionSeen};
use crate::base::{AppError, Asked, ClientId, ask_first};
use crate::clients::record::page::{Missing, client_in_path};
use crate::eyes::told;
use crate::ui::{
    Badge, Banner, Button, ButtonKind, Empty, Field, Page, Refused, Section, Skeleton, SkeletonKind, Tone, fault_at, refusal_of,
};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::time::Duration;

/// Typing rests this long before the server is asked.
const REST: Duration = Duration::from_millis(60);

/// What the page can do; made once, whatever is read anew.
#[derive(Clone, Copy)]
struct Steps {
    restrict: ServerAction<RestrictClient>,
    lift: ServerAction<LiftRestriction>,
    name: ServerAction<NameForClient>,
    unname: ServerAction<UnnameForClient>,
    text: RwSignal<String>,
    found: Asked<Result<Vec<Nameable>, AppError>>,
}

#[component]
pub fn RestrictionPage() -> impl IntoView {
    let id = client_in_path();
    let (restrict, lift) = (ServerAction::<RestrictClient>::new(), ServerAction::<LiftRestriction>::new());
    let (name, unname) = (ServerAction::<NameForClient>::new(), ServerAction::<UnnameForClient>::new());
    let done = move || (restrict.version().get(), lift.version().get(), name.version().get(), unname.version().get());
    let typed = use_query_map().with_untracked(|q| q.get("find").unwrap_or_default());
    let (text, asked) = (RwSignal::new(typed.clone()), RwSignal::new(typed));
    rest(text, asked);
    let read = ask_first(
        move || (id.get(), done()),
        |(id, _)| async move {
            match id {
                Some(id) => told(client_restriction(id).await).await,
                None => told(Err(AppError::NotFound)).await,
            }
        },
    );
    let found = ask_first(
        move || (id.get(), asked.get(), done()),
        |(id, q, _)| async move {
            match id {
                Some(id) => nameable_for_client(id, q).await,
                None => Ok(Vec::new()),
            }
        },
    );
    let steps = Steps { restrict, lift, name, unname, text, found };
    view! {
        <Page title="Who alone sees this client">
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=8/> }>
                {move || read.get().map(|seen| match seen {
                    Ok(seen) => view! { <Restriction seen steps/> }.into_any(),
                    Err(refusal) => view! { <Missing refusal/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

fn rest(text: RwSignal<String>, asked: RwSignal<String>) {
    let resting = StoredValue::new(None::<leptos::leptos_dom::helpers::TimeoutHandle>);
    Effect::new(move |before: Option<()>| {
        let wanted = text.get().trim().to_string();
        if before.is_some() && wanted != asked.get_untracked() {
            resting.update_value(|r| {
                if let Some(waiting) = r.take() {
                    waiting.clear();
                }
            });
            resting.set_value(set_timeout_with_handle(move || asked.set(wanted), REST).ok());
        }
    });
}

#[component]
fn Restriction(seen: RestrictionSeen, steps: Steps) -> impl IntoView {
    let RestrictionSeen { id, name, version, restricted, list, by_name, joins_list } = seen;
    view! {
        <p class="lead"><a href=format!("/clients/{id}")>{name}</a></p>
        <Switch id version restricted joins_list steps/>
        {restricted.then(|| view! { <List id list steps/> })}
        <Anyhow by_name restricted/>
    }
}

#[component]
fn Switch(id: ClientId, version: i32, restricted: bool, joins_list: bool, steps: Steps) -> impl IntoView {
    let (not_restricted, not_lifted) = (refusal_of(steps.restrict), refusal_of(steps.lift));
    if restricted {
        return view! {
            <Section id="restriction" title="Restricted" lead="Only those below see this client. No role, location or group changes that.">
                <Refused refusal=not_lifted/>
                <ActionForm action=steps.lift attr:class="form">
                    <input type="hidden" name="id" value=id.to_string()/>
                    <input type="hidden" name="version" value=version.to_string()/>
                    <p class="quiet">"Lifted, everyone sees the client again whose role, location or group reaches it. The list ends; whoever sees it only by the list sees it no longer."</p>
                    <div><Button submit=true icon="eye" busy=steps.lift.pending()>"Lift the restriction"</Button></div>
                </ActionForm>
            </Section>
        }
        .into_any();
    }
    let own = if joins_list { say!(" You are put on the list.") } else { "" };
    view! {
        <Section id="restriction" title="Not restricted" lead="Everyone sees this client whose role, location or group reaches it.">
            <Refused refusal=not_restricted/>
            <ActionForm action=steps.restrict attr:class="form">
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="version" value=version.to_string()/>
                <p>{say!("Restricted, only those who see it by name, and those you put on the list, find it anywhere.{own}")}</p>
                <div><Button kind=ButtonKind::Primary submit=true icon="lock" busy=steps.restrict.pending()>"Restrict this client"</Button></div>
            </ActionForm>
        </Section>
    }
    .into_any()
}

#[component]
fn List(id: ClientId, list: Vec<OnList>, steps: Steps) -> impl IntoView {
    let (not_off, not_on) = (refusal_of(steps.unname), refusal_of(steps.name));
    view! {
        <Section id="list" title="The list" lead="They see this client as long as they are on it.">
            <Refused refusal=not_off/>
            {if list.is_empty() {
                view! { <Empty icon="users" text="Nobody is on the list yet."/> }.into_any()
            } else {
                view! {
                    <ul class="list card" aria-label="On the list">
                        {list.into_iter().map(|one| view! {
                            <li class="record-person">
                                <span class="row-text"><span class="row-title"><a href=format!("/team/{}", one.id)>{one.name.clone()}</a></span></span>
                                <ActionForm action=steps.unname>
                                    <input type="hidden" name="id" value=id.to_string()/>
                                    <input type="hidden" name="whom" value=one.id.to_string()/>
                                    <Button submit=true icon="minus">"Take off"<span class="visually-hidden">{format!(" {}", one.name)}</span></Button>
                                </ActionForm>
                            </li>
                        }).collect_view()}
                    </ul>
                }.into_any()
            }}
            <form class="record-find" method="get" on:submit=move |ev| ev.prevent_default()>
                <Field label="Find someone to put on the list" name="find" bound=steps.text autocomplete="off"/>
                <noscript><button class="button" type="submit">"Search"</button></noscript>
            </form>
            <Refused refusal=not_on/>
            {move || fault_at(not_on, "whom").get().map(|words| view! { <p class="field-fault" role="alert">{words}</p> })}
            <Found id steps/>
        </Section>
    }
}

#[component]
fn Found(id: ClientId, steps: Steps) -> impl IntoView {
    let rows = move || steps.found.get().and_then(Result::ok).unwrap_or_default();
    let nobody = move || steps.found.get().is_some() && rows().is_empty();
    view! {
        <ul class="list record-found" aria-label="Found">
            <For each=rows key=|p| p.id let:person>
                <li class="record-person">
                    <span class="row-text"><span class="row-title">{person.name.clone()}</span><span class="row-detail">{person.role.clone()}</span></span>
                    <ActionForm action=steps.name>
                        <input type="hidden" name="id" value=id.to_string()/>
                        <input type="hidden" name="whom" value=person.id.to_string()/>
                        <Button submit=true icon="plus">"Put on the list"<span class="visually-hidden">{format!(" {}", person.name)}</span></Button>
                    </ActionForm>
                </li>
            </For>
        </ul>
        {move || nobody().then(|| view! { <p class="quiet">"No one else who is active and may see clients matches."</p> })}
    }
}

#[component]
fn Anyhow(by_name: Vec<ByName>, restricted: bool) -> impl IntoView {
    let lead = if restricted { say!("They see it too, for these reasons.") } else { say!("They would still see it, for these reasons.") };
    view! {
        <Section id="by-name" title="By name" lead>
            {if by_name.is_empty() {
                view! { <Banner tone=Tone::Neutral><p>"Nobody is assigned to this client, covers or supervises someone who is, or sees to it on the Unassigned board."</p></Banner> }.into_any()
            } else {
                view! {
                    <ul class="list card" aria-label="By name">
                        {by_name.into_iter().map(|one| view! {
                            <li class="record-person">
                                <span class="row-text"><span class="row-title"><a href=format!("/team/{}", one.id)>{one.name}</a></span></span>
                                {one.why.into_iter().map(|why| view! { <Badge icon="user-check" text=why.words()/> }).collect_view()}
                            </li>
                        }).collect_view()}
                    </ul>
                }.into_any()
            }}
        </Section>
    }
}
