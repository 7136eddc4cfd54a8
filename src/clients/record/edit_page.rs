//! Editing a client. What was typed stays, whatever came in between.

use super::api::{EditClient, client_to_edit};
use super::fields::PersonFields;
use super::page::{Missing, client_in_path};
use super::types::{RecordInForm, SAVE_ONCE_MORE};
use crate::base::{AppError, ask_first};
use crate::eyes::told;
use crate::ui::{Button, ButtonKind, LinkButton, Page, Refused, Skeleton, SkeletonKind, Typed, refusal_of};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn EditClientPage() -> impl IntoView {
    let id = client_in_path();
    let edit = ServerAction::<EditClient>::new();
    let read = ask_first(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => told(client_to_edit(id).await).await,
                None => told(Err(AppError::NotFound)).await,
            }
        },
    );
    view! {
        <Page title="Edit a client">
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=8/> }>
                {move || read.get().map(|record| match record {
                    Ok(record) => view! { <EditForm record edit/> }.into_any(),
                    Err(refusal) => view! { <Missing refusal/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn EditForm(record: RecordInForm, edit: ServerAction<EditClient>) -> impl IntoView {
    let RecordInForm { id, name, version, person, locations } = record;
    let refusal = refusal_of(edit);
    let back = format!("/clients/{id}");
    // The location of which it was just said that the client won't be seen there any more.
    let last = RwSignal::new(Typed::at("person[location]").unwrap_or_default());
    Effect::new(move |_| {
        if let Some(form) = edit.input().get() {
            last.set(form.person.location);
        }
    });
    let leaves = move || {
        let told = refusal.with(|r| r.as_ref().and_then(|r| r.fault("location")).is_some_and(|words| words.contains(SAVE_ONCE_MORE)));
        told.then(|| last.get())
    };
    // The page is read anew by its own address: what someone else changed then stands in the fields.
    let way_out = move || {
        (refusal.get() == Some(AppError::Stale)).then(|| view! { <a href="" target="_blank" rel="external">"See it as it is now"</a> })
    };
    view! {
        <p class="lead"><a href=back.clone()>{name}</a></p>
        <ActionForm action=edit attr:class="form">
            <Refused refusal way_out/>
            <input type="hidden" name="id" value=id.to_string()/>
            <input type="hidden" name="version" value=version.to_string()/>
            {move || leaves().map(|location| view! { <input type="hidden" name="leaves" value=location/> })}
            <PersonFields person locations refusal/>
            <div class="form-foot">
                <LinkButton href=back.clone()>"Cancel"</LinkButton>
                <Button kind=ButtonKind::Primary submit=true busy=edit.pending()>"Save"</Button>
            </div>
        </ActionForm>
    }
}
