//! "Add a client": the form, and before anyone is added twice, who is likely the same.

use super::api::{AddClient, client_to_add, likely_twins};
use super::fields::PersonFields;
use super::page::Missing;
use super::types::{NewClientForm, PersonGiven, Twin, TwinsSeen};
use crate::base::{AppError, Asked, ask_first};
use crate::eyes::{ask_words, told, whom_to_ask};
use crate::ui::{
    Badge, Banner, Button, ButtonKind, Choice, LinkButton, Page, Refused, SelectField, Skeleton, SkeletonKind, Toggle, Tone, Typed,
    fault_at, refusal_of,
};
use caseload_words::view;
use leptos::prelude::*;

/// Who is likely the same, and whom to ask of those one doesn't see.
type Twins = Option<(TwinsSeen, Vec<String>)>;

#[component]
pub fn AddClientPage() -> impl IntoView {
    let add = ServerAction::<AddClient>::new();
    let refusal = refusal_of(add);
    let needed = ask_first(|| (), |()| async { told(client_to_add().await).await });
    // What was typed, when likely the same were found: without JavaScript it came back with the page.
    let typed = StoredValue::new(typed_before());
    let last = RwSignal::new(None::<PersonGiven>);
    Effect::new(move |_| {
        if let Some(form) = add.input().get() {
            last.set(Some(form.person));
        }
    });
    let asked = Memo::new(move |_| {
        let found = refusal.with(|r| r.as_ref().is_some_and(|r| r.fault("twins").is_some()));
        found.then(|| last.get().or_else(|| typed.get_value()).unwrap_or_default())
    });
    let twins = ask_first(
        move || asked.get(),
        |person| async move {
            let seen = likely_twins(person?).await.ok().filter(|seen| !seen.is_empty())?;
            let ask = if seen.unseen.is_empty() { Vec::new() } else { whom_to_ask().await.unwrap_or_default() };
            Some((seen, ask))
        },
    );
    view! {
        <Page title="Add a client" back=("/clients".to_string(), say!("Back to the list").to_string())>
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=8/> }>
                {move || needed.get().map(|needed| match needed {
                    Ok(needed) => view! { <AddForm needed add refusal twins/> }.into_any(),
                    Err(refusal) => view! { <Missing refusal/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

fn typed_before() -> Option<PersonGiven> {
    let at = |field: &str| Typed::at(&format!("person[{field}]")).unwrap_or_default();
    Typed::at("person[first_name]").map(|first_name| PersonGiven {
        first_name,
        last_name: at("last_name"),
        preferred_name: at("preferred_name"),
        pronouns: at("pronouns"),
        birth_date: at("birth_date"),
        email: at("email"),
        phone: at("phone"),
        location: at("location"),
        risk: at("risk"),
        restricted: at("restricted"),
    })
}

#[component]
fn AddForm(needed: NewClientForm, add: ServerAction<AddClient>, refusal: Signal<Option<AppError>>, twins: Asked<Twins>) -> impl IntoView {
    let NewClientForm { key, locations, therapists } = needed;
    // Sent again after a fault it is the same client still.
    let key = Typed::at("key").unwrap_or_else(|| key.to_string());
    let only = if locations.len() == 1 { locations[0].id.clone() } else { String::new() };
    let person = PersonGiven { location: only, ..Default::default() };
    let restricted = Typed::at("person[restricted]").is_some();
    let found = move || twins.get().flatten();
    let label = move || if found().is_some() { say!("Add anyway") } else { say!("Add") };
    view! {
        <ActionForm action=add attr:class="form">
            <Refused refusal/>
            <input type="hidden" name="key" value=key/>
            <PersonFields person locations refusal/>
            {match therapists {
                Some(all) => view! {
                    <SelectField label="Primary therapist" name="therapist" options=all.into_iter().map(|t| Choice::new(t.id, t.name)).collect()
                        blank="Nobody yet" optional=true fault=fault_at(refusal, "therapist")
                        hint=Some(say!("Assigned to nobody, the client is put on the Unassigned board, with you to see to it within 7 days.").to_string())/>
                }.into_any(),
                None => view! { <p class="quiet">"The client is assigned to you, as the primary therapist."</p> }.into_any(),
            }}
            <Toggle label="Restricted" name="person[restricted]" id="restricted" on=restricted
                hint="Only those who have to do with the client by name see it: you, whoever it is assigned to, and those you put on its list."/>
            <Transition>{move || found().map(|(seen, ask)| view! { <Likely seen ask/> })}</Transition>
            <div class="form-foot">
                <LinkButton href="/clients">"Cancel"</LinkButton>
                <Button kind=ButtonKind::Primary submit=true icon="plus" busy=add.pending()>{label}</Button>
            </div>
        </ActionForm>
    }
}

/// The button below it then means: I have seen these, and it is someone else.
#[component]
fn Likely(seen: TwinsSeen, ask: Vec<String>) -> impl IntoView {
    let ask = ask_words(&ask).unwrap_or_default();
    view! {
        <div role="alert" class="record-twins">
            <Banner tone=Tone::Warning title="Likely here already">
                <p>"Nothing was added yet. If it is someone else, add them anyway."</p>
                {seen.unseen.iter().map(|by| view! { <p>{say!("The practice already has a client with this {by}, whom you don’t see. {ask}")}</p> }).collect_view()}
            </Banner>
            {(!seen.seen.is_empty()).then(|| view! {
                <ul class="list card" aria-label="Likely the same">{seen.seen.clone().into_iter().map(|twin| view! { <One twin/> }).collect_view()}</ul>
            })}
            <input type="hidden" name="twins_shown" value=seen.mark/>
        </div>
    }
}

#[component]
fn One(twin: Twin) -> impl IntoView {
    let born = twin.birth_date.map_or_else(|| say!("no birth date").to_string(), |born| say!("born {}", born.words()));
    view! {
        <li class="record-person">
            <span class="row-text">
                <span class="row-title"><a href=format!("/clients/{}", twin.id)>{twin.name}</a></span>
                <span class="row-detail">{say!("{born}; the same {}", twin.by)}</span>
            </span>
            {twin.archived.then(|| view! { <Badge icon="archive" text="Archived"/> })}
        </li>
    }
}
