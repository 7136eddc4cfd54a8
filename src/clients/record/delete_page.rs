//! Deleting a client: first what ends with the record, then the name typed, then the password.

use super::api::{DeleteClient, client_ending};
use super::page::{Missing, client_in_path};
use super::types::Ending;
use crate::auth::ConfirmFirst;
use crate::base::{AppError, ask_first, list_of};
use crate::eyes::told;
use crate::ui::{Banner, Button, ButtonKind, Field, LinkButton, Page, Refused, Skeleton, SkeletonKind, Tone, again, fault_at, refusal_of};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn DeleteClientPage() -> impl IntoView {
    let id = client_in_path();
    let delete = ServerAction::<DeleteClient>::new();
    let refusal = refusal_of(delete);
    let overtaken = RwSignal::new(0u32);
    Effect::new(move |_| {
        if refusal.get() == Some(AppError::Stale) {
            overtaken.update(|n| *n += 1);
        }
    });
    let read = ask_first(
        move || (id.get(), overtaken.get()),
        |(id, _)| async move {
            match id {
                Some(id) => told(client_ending(id).await).await,
                None => told(Err(AppError::NotFound)).await,
            }
        },
    );
    view! {
        <Page title="Delete a client">
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=6/> }>
                {move || read.get().map(|ending| match ending {
                    Ok(ending) => view! { <Deleting ending delete refusal/> }.into_any(),
                    Err(refusal) => view! { <Missing refusal/> }.into_any(),
                })}
            </Transition>
            <ConfirmFirst id="confirm-client-delete" refusal again=again(delete)/>
        </Page>
    }
}

#[component]
fn Deleting(ending: Ending, delete: ServerAction<DeleteClient>, refusal: Signal<Option<AppError>>) -> impl IntoView {
    let (id, name) = (ending.id, ending.name.clone());
    let back = format!("/clients/{id}");
    let label = say!("Type {name} to delete this record");
    let version = ending.version.to_string();
    view! {
        <p class="lead"><a href=back.clone()>{name}</a></p>
        <Banner tone=Tone::Bad title="This can’t be taken back">
            <p>"The record is sealed: it is kept as long as the law asks, and nobody finds it any more, by any way. What was done stays in the audit trail."</p>
        </Banner>
        <ul class="record-ends" aria-label="What ends">{ends(&ending).into_iter().map(|words| view! { <li>{words}</li> }).collect_view()}</ul>
        <ActionForm action=delete attr:class="form">
            <Refused refusal/>
            <input type="hidden" name="id" value=id.to_string()/>
            <input type="hidden" name="version" value=version/>
            <Field label name="typed_name" required=true autocomplete="off" fault=fault_at(refusal, "typed_name")/>
            <div class="form-foot">
                <LinkButton href=back>"Keep it"</LinkButton>
                <Button kind=ButtonKind::Danger submit=true icon="trash-2" busy=delete.pending()>"Delete this record"</Button>
            </div>
        </ActionForm>
    }
}

/// In words, one line each.
fn ends(ending: &Ending) -> Vec<String> {
    let carers = match ending.carers.as_slice() {
        [] => say!("Nobody has this client now.").to_string(),
        names => say!(
            "{} no longer have this client, nor does whoever covers for them.",
            list_of(&names.iter().map(String::as_str).collect::<Vec<_>>())
        ),
    };
    let groups = (ending.groups > 0).then(|| say!("It leaves {}.", counted!(ending.groups, "group")));
    let visits = (ending.visits_ahead > 0).then(|| say!("{} cancelled.", planned(ending.visits_ahead)));
    let notes = (ending.pending_notes > 0).then(|| say!("{} never be written here.", pending(ending.pending_notes)));
    let portal = ending.portal.then(|| say!("The client can’t sign in to the portal any more.").to_string());
    std::iter::once(carers).chain([groups, visits, notes, portal].into_iter().flatten()).collect()
}

fn planned(n: i64) -> String {
    counted!(n, "planned visit is", "planned visits are")
}

fn pending(n: i64) -> String {
    counted!(n, "pending note will", "pending notes will")
}

/// What the list says after a record was deleted, or moved out of sight.
#[component]
pub fn Gone() -> impl IntoView {
    let query = use_query_map();
    move || {
        let words = query.with(|q| match (q.get("deleted"), q.get("moved")) {
            (Some(_), _) => Some(say!("The record is deleted. It is sealed, and found by nobody.")),
            (_, Some(_)) => Some(say!("Saved. The client is at a location of others now, so you don’t see it any more.")),
            _ => None,
        })?;
        Some(view! { <div role="status"><Banner tone=Tone::Good><p>{words}</p></Banner></div> })
    }
}
