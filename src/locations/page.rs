//! Locations in the settings: the list, each with its form, and adding one.

use super::api::{AddLocation, ArchiveLocation, EditLocation, locations};
use super::types::{COMMON_ZONES, LocationSeen};
use crate::base::{AppError, ask_first};
use crate::live::{self, Topic};
use crate::ui::{Badge, Button, ButtonKind, Choice, Field, Refused, Section, SelectField, Toggle, Tone, differing, fault_at, refusal_of};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn LocationsSection<W>(
    /// Once it is known: why they can't be changed, if they can't.
    why_not: W,
) -> impl IntoView
where
    W: Fn() -> Option<Option<String>> + Send + 'static,
{
    let (add, edit, archive) =
        (ServerAction::<AddLocation>::new(), ServerAction::<EditLocation>::new(), ServerAction::<ArchiveLocation>::new());
    let read = ask_first(
        move || (add.version().get(), edit.version().get(), archive.version().get(), live::heard_at_rest(Topic::Settings)),
        |_| locations(),
    );
    let (edited, archived) = (refusal_of(edit), refusal_of(archive));
    let answered = differing(read, move || add.version().get() + edit.version().get() + archive.version().get());
    view! {
        <Transition>
            {move || {
                let why_not = Signal::stored(why_not()?);
                let there = answered()?.ok()?;
                Some(view! {
                    <Section id="locations" title="Locations" lead="Where the practice works. Someone who needs a schedule needs a location.">
                        <Refused refusal=archived/>
                        <ul class="list card">
                            {there.into_iter().map(|location| view! { <Location location edit archive edited why_not/> }).collect_view()}
                        </ul>
                        <details class="location-new">
                            <summary class="button">"Add a location"</summary>
                            <AddOne add why_not/>
                        </details>
                    </Section>
                })
            }}
        </Transition>
    }
}

fn zones(own: &str) -> Vec<Choice> {
    let own = (!own.is_empty() && !COMMON_ZONES.contains(&own)).then_some(own);
    own.into_iter().chain(COMMON_ZONES).map(|z| Choice::new(z, z.replace('_', " "))).collect()
}

#[component]
fn Location(
    location: LocationSeen,
    edit: ServerAction<EditLocation>,
    archive: ServerAction<ArchiveLocation>,
    edited: Signal<Option<AppError>>,
    why_not: Signal<Option<String>>,
) -> impl IntoView {
    let id = location.id.to_string();
    let archived_id = id.clone();
    let is_archived = location.archived_at.is_some();
    let kind = if location.is_virtual { say!("Virtual") } else { say!("Facility") };
    let people = match location.with_access {
        all if all == location.members => counted!(all, "member"),
        all => say!("primary of {}, {} with access", counted!(location.members, "member"), all),
    };
    let detail = format!("{kind} · {} · {people}", location.timezone.replace('_', " "));
    view! {
        <li class="settings-row card-pad">
            <div class="row-text"><span class="row-title">{location.name.clone()}</span><span class="row-detail">{detail}</span></div>
            {if is_archived {
                view! { <Badge tone=Tone::Neutral icon="archive" text="Archived"/> }.into_any()
            } else {
                view! {
                    <details class="location-edit">
                        <summary class="button button-plain">"Edit"<span class="visually-hidden">{format!(" {}", location.name)}</span></summary>
                        <ActionForm action=edit attr:class="form">
                            <input type="hidden" name="id" value=id.clone()/>
                            <Refused refusal=edited/>
                            <Field label="Name" name="name" id=format!("name-{id}") value=location.name.clone() required=true fault=fault_at(edited, "name")/>
                            <Field label="Address" name="address" id=format!("address-{id}") value=location.address.clone() optional=true fault=fault_at(edited, "address")/>
                            <SelectField label="Time zone" name="timezone" id=format!("zone-{id}") options=zones(&location.timezone) value=location.timezone.clone() fault=fault_at(edited, "timezone")/>
                            <div><Button submit=true busy=edit.pending() disabled_because=why_not>"Save location"</Button></div>
                        </ActionForm>
                        <ActionForm action=archive>
                            <input type="hidden" name="id" value=archived_id/>
                            <Button submit=true kind=ButtonKind::Danger icon="archive" busy=archive.pending() disabled_because=why_not>"Archive"</Button>
                        </ActionForm>
                    </details>
                }.into_any()
            }}
        </li>
    }
}

#[component]
fn AddOne(add: ServerAction<AddLocation>, why_not: Signal<Option<String>>) -> impl IntoView {
    let refusal = refusal_of(add);
    view! {
        <ActionForm action=add attr:class="form">
            <Refused refusal/>
            <Field label="Name of the location" name="name" id="new-location-name" required=true maxlength=80 fault=fault_at(refusal, "name")/>
            <Field label="Address" name="address" id="new-location-address" optional=true fault=fault_at(refusal, "address")/>
            <SelectField label="Time zone" name="timezone" id="new-location-zone" options=zones("") fault=fault_at(refusal, "timezone")/>
            <Toggle label="Virtual, without a place" name="is_virtual" id="new-location-virtual"/>
            <div><Button kind=ButtonKind::Primary submit=true busy=add.pending() disabled_because=why_not>"Add location"</Button></div>
        </ActionForm>
    }
}
