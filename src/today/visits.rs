//! The day's visits, in order of time.

use super::types::OwnDay;
use crate::ui::{Badge, Empty, LinkButton, Section, Tone};
use crate::visits::{VisitOfDay, VisitState};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn VisitsSection(own: OwnDay) -> impl IntoView {
    let next = own.next().map(|visit| visit.id);
    let lead = match own.visits.iter().filter(|visit| visit.state.takes_place()).count() {
        0 => String::new(),
        1 => say!("One today.").to_string(),
        many => say!("{many} today."),
    };
    let rows = own.visits.iter().cloned().map(|visit| {
        let is_next = next == Some(visit.id);
        view! { <Row visit is_next/> }
    });
    let rows = rows.collect_view();
    let list = own.member.map(|me| format!("/clients?staff={me}"));
    view! {
        <Section id="visits" title="Your visits" lead>
            {if own.visits.is_empty() {
                view! {
                    <div class="card">
                        <Empty icon="calendar" text="No visits today.">
                            {list.map(|href| view! { <LinkButton href icon="contact">"Your clients"</LinkButton> })}
                        </Empty>
                    </div>
                }.into_any()
            } else {
                view! { <ol class="list card" aria-label="Your visits">{rows}</ol> }.into_any()
            }}
        </Section>
    }
}

#[component]
fn Row(visit: VisitOfDay, is_next: bool) -> impl IntoView {
    let detail = say!("{}, {} minutes, {}", visit.kind.words(), visit.minutes, visit.location);
    let standing = match (is_next, visit.begun) {
        (true, true) => Some(view! { <Badge tone=Tone::Good icon="clock" text="Now"/> }.into_any()),
        (true, false) => Some(view! { <Badge tone=Tone::Waiting icon="clock" text="Next"/> }.into_any()),
        // It was to be, and nobody has said what became of it.
        _ if visit.over && visit.state == VisitState::Scheduled => Some(view! { <Badge tone=Tone::Warning text="To record"/> }.into_any()),
        _ => None,
    };
    let state = (standing.is_none()).then(|| view! { <Badge tone=visit.state.tone() text=visit.state.words()/> });
    let which = say!(" the visit of {} at {}", visit.client_name, visit.starts);
    let does = if visit.begun && visit.state == VisitState::Scheduled { say!("Record") } else { say!("Change") };
    view! {
        <li class="today-visit" class:today-next=is_next>
            <span class="today-time"><time datetime=visit.clock>{visit.starts}</time><span class="row-detail">{say!("to {}", visit.ends)}</span></span>
            <span class="row-text">
                <a class="row-title" href=format!("/clients/{}", visit.client)>{visit.client_name}</a>
                <span class="row-detail">{detail}</span>
            </span>
            <span class="today-standing">
                {standing}
                {state}
                {visit.note_pending.then(|| view! { <Badge tone=Tone::Warning icon="file-warning" text="Note pending"/> })}
            </span>
            {visit.may_change.then(|| view! { <a class="button today-does" href=format!("/visits/{}", visit.id)>{does}<span class="visually-hidden">{which}</span></a> })}
        </li>
    }
}
