//! "Activities": a client's visits, the latest first, on the client's page.

use super::api::{WriteNote, client_visits};
use super::types::{VisitSeen, VisitsSeen};
use crate::base::{ClientId, MemberId, ask_first, in_query};
use crate::ui::{Badge, Button, Empty, LinkButton, Refused, Section, Tone, When, refusal_of};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where the page begins, not inside what waits for something: it asks for its own.
#[component]
pub fn VisitsOfClient(#[prop(into)] client: Signal<Option<ClientId>>) -> impl IntoView {
    let query = use_query_map();
    let after = Memo::new(move |_| query.with(|q| q.get("visits")));
    let note = ServerAction::<WriteNote>::new();
    let read = ask_first(
        move || (client.get(), after.get(), note.version().get()),
        |(client, after, _)| async move {
            match client {
                Some(client) => client_visits(client, after).await.ok(),
                None => None,
            }
        },
    );
    view! {
        <Transition>
            {move || {
                let (seen, client) = (read.get().flatten()?, client.get()?);
                Some(view! { <Activities seen client later=after.get().is_some() note/> })
            }}
        </Transition>
    }
}

#[component]
fn Activities(
    seen: VisitsSeen,
    client: ClientId,
    /// Not the first page.
    later: bool,
    note: ServerAction<WriteNote>,
) -> impl IntoView {
    let VisitsSeen { visits, next, only_of, why_not_record } = seen;
    let refusal = refusal_of(note);
    let may = why_not_record.is_none();
    let record = match why_not_record {
        None => {
            view! { <LinkButton href=format!("/visits/new?client={client}") icon="calendar-plus">"Record a visit"</LinkButton> }.into_any()
        }
        Some(why) => view! { <Button icon="calendar-plus" disabled_because=Signal::stored(Some(why))>"Record a visit"</Button> }.into_any(),
    };
    let first = later.then(|| format!("/clients/{client}#activities"));
    let next = next.map(|after| format!("/clients/{client}?visits={}#activities", in_query(&after)));
    view! {
        <Section id="activities" title="Activities" lead="Visits, the latest first.">
            <Refused refusal/>
            <div>{record}</div>
            {if visits.is_empty() {
                view! { <Empty icon="calendar" text="No visit has been recorded yet."/> }.into_any()
            } else {
                view! {
                    <ul class="list card" aria-label="Visits">
                        {visits.into_iter().map(|visit| view! { <Row visit may only_of note/> }).collect_view()}
                    </ul>
                }.into_any()
            }}
            {(first.is_some() || next.is_some()).then(|| view! {
                <nav class="visits-pages" aria-label="Pages of visits">
                    {first.map(|href| view! { <LinkButton href icon="arrow-left">"Latest visits"</LinkButton> })}
                    {next.map(|href| view! { <LinkButton href icon="arrow-right">"Earlier visits"</LinkButton> })}
                </nav>
            })}
        </Section>
    }
}

#[component]
fn Row(visit: VisitSeen, may: bool, only_of: Option<MemberId>, note: ServerAction<WriteNote>) -> impl IntoView {
    let may = may && only_of.is_none_or(|own| own == visit.member);
    let detail = say!("{}, {} minutes, with {}, {}", visit.kind.words(), visit.minutes, visit.with, visit.location);
    view! {
        <li class="visits-row">
            <span class="row-text">
                <span class="row-title"><When at=visit.starts_at.0/></span>
                <span class="row-detail">{detail}</span>
            </span>
            <Badge tone=visit.state.tone() text=visit.state.words()/>
            {visit.note_pending.then(|| view! { <Badge tone=Tone::Warning icon="file-warning" text="Note pending"/> })}
            {(may && visit.note_pending).then(|| view! {
                <ActionForm action=note>
                    <input type="hidden" name="visit_id" value=visit.id.to_string()/>
                    <input type="hidden" name="version" value=visit.version.to_string()/>
                    <Button submit=true icon="check">"Note written"</Button>
                </ActionForm>
            })}
            {may.then(|| view! { <a class="visits-change" href=format!("/visits/{}", visit.id)>"Change"<span class="visually-hidden">" this visit"</span></a> })}
        </li>
    }
}
