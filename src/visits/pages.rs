//! Recording a visit, and changing one: each a page, so that it works without JavaScript too.

use super::api::{ChangeVisit, RecordVisit, new_visit, visit_to_change};
use super::form::VisitFields;
use super::types::VisitInForm;
use crate::base::{AppError, ClientId, VisitId, ask_first};
use crate::eyes::{Forbidden, Refusal, told};
use crate::ui::{Button, ButtonKind, Empty, LinkButton, Page, Refused, Skeleton, SkeletonKind, Status, refusal_of};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// `/visits/new?client=…`
#[component]
pub fn RecordVisitPage() -> impl IntoView {
    let query = use_query_map();
    let client = Memo::new(move |_| query.with(|q| q.get("client").and_then(|id| id.parse::<ClientId>().ok())));
    let record = ServerAction::<RecordVisit>::new();
    let refusal = refusal_of(record);
    let read = ask_first(
        move || client.get(),
        |client| async move {
            match client {
                Some(client) => told(new_visit(client).await).await,
                None => told(Err(AppError::NotFound)).await,
            }
        },
    );
    view! {
        <Page title="Record a visit">
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=8/> }>
                {move || read.get().map(|visit| match visit {
                    Ok(visit) => {
                        let back = format!("/clients/{}#activities", visit.client);
                        view! {
                            <With visit=visit.clone()/>
                            <ActionForm action=record attr:class="form">
                                <Refused refusal/>
                                <VisitFields visit refusal/>
                                <div class="form-foot">
                                    <LinkButton href=back>"Cancel"</LinkButton>
                                    <Button kind=ButtonKind::Primary submit=true busy=record.pending()>"Record visit"</Button>
                                </div>
                            </ActionForm>
                        }.into_any()
                    }
                    Err(refusal) => view! { <Missing refusal/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

/// `/visits/:id`
#[component]
pub fn ChangeVisitPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<VisitId>().ok())));
    let change = ServerAction::<ChangeVisit>::new();
    let refusal = refusal_of(change);
    let read = ask_first(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => told(visit_to_change(id).await).await,
                None => told(Err(AppError::NotFound)).await,
            }
        },
    );
    view! {
        <Page title="Change a visit">
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=8/> }>
                {move || read.get().map(|visit| match visit {
                    Ok(visit) => view! { <Change visit change refusal/> }.into_any(),
                    Err(refusal) => view! { <Missing refusal/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Change(visit: VisitInForm, change: ServerAction<ChangeVisit>, refusal: Signal<Option<AppError>>) -> impl IntoView {
    let back = format!("/clients/{}#activities", visit.client);
    let (id, version) = (visit.id.map(|id| id.to_string()).unwrap_or_default(), visit.version.to_string());
    // The page is read anew by its own address: what someone else changed then stands in the fields.
    let way_out = move || (refusal.get() == Some(AppError::Stale)).then(|| view! { <a href="" rel="external">"Look again"</a> });
    view! {
        <With visit=visit.clone()/>
        <ActionForm action=change attr:class="form">
            <Refused refusal way_out/>
            <input type="hidden" name="visit_id" value=id/>
            <input type="hidden" name="version" value=version/>
            <VisitFields visit refusal/>
            <div class="form-foot">
                <LinkButton href=back>"Cancel"</LinkButton>
                <Button kind=ButtonKind::Primary submit=true busy=change.pending()>"Save visit"</Button>
            </div>
        </ActionForm>
    }
}

#[component]
fn With(visit: VisitInForm) -> impl IntoView {
    view! { <p class="lead">"A visit of "<a href=format!("/clients/{}", visit.client)>{visit.client_name}</a>"."</p> }
}

#[component]
fn Missing(refusal: Refusal) -> impl IntoView {
    match refusal.error {
        AppError::NotFound => view! {
            <Status code=404/>
            <Empty icon="calendar" text="There is nothing here, or it is not yours to see."><a class="button" href="/clients">"Back to the list"</a></Empty>
        }
        .into_any(),
        _ => view! { <Forbidden refusal/> }.into_any(),
    }
}
