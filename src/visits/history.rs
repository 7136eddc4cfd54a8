//! What a member's visits and clients come to, on their card; as far as whoever looks sees the clients.

use super::api::member_history;
use super::types::{HistorySeen, VisitOf};
use crate::base::{MemberId, ask_first};
use crate::ui::{Badge, Fact, Facts, Tone, When, WhenKind};
use caseload_words::view;
use leptos::prelude::*;

/// Where the card begins, not inside what waits for something: it asks for its own. Nothing for someone who sees no
/// clients, and for whoever may see none.
#[component]
pub fn HistoryOfMember(#[prop(into)] member: Signal<Option<MemberId>>) -> impl IntoView {
    let read = ask_first(
        move || member.get(),
        |member| async move {
            match member {
                Some(member) => member_history(member).await.ok().flatten(),
                None => None,
            }
        },
    );
    view! {
        <Transition>
            {move || {
                let seen = read.get().flatten().filter(|seen| !seen.is_empty())?;
                Some(view! { <History seen/> })
            }}
        </Transition>
    }
}

#[component]
fn History(seen: HistorySeen) -> impl IntoView {
    let risk = match (seen.high_risk, seen.moderate_risk) {
        (0, 0) => say!("None at moderate or high risk").to_string(),
        (high, moderate) => say!("{high} high, {moderate} moderate"),
    };
    view! {
        <section class="visits-history" aria-labelledby="history-title">
            <h3 id="history-title">"Visits and clients"</h3>
            {(!seen.sees_all).then(|| view! { <p class="quiet">"Only what concerns clients you may see is counted and shown."</p> })}
            <Facts>
                <Fact label="Active clients">{seen.active_clients}</Fact>
                <Fact label="Pending notes">{seen.pending_notes}</Fact>
                <Fact label="Risk">{risk}</Fact>
                <Fact label="Held in the last 90 days">{seen.held}</Fact>
                <Fact label="Missed, cancelled">{format!("{}, {}", seen.missed, seen.cancelled)}</Fact>
                <Fact label="Planned for the next 7 days">{seen.ahead}</Fact>
            </Facts>
            {(!seen.latest.is_empty()).then(|| view! {
                <h4 id="latest-visits">"Latest visits"</h4>
                <ul class="list" aria-labelledby="latest-visits">{seen.latest.into_iter().map(|visit| view! { <Latest visit/> }).collect_view()}</ul>
            })}
        </section>
    }
}

#[component]
fn Latest(visit: VisitOf) -> impl IntoView {
    view! {
        <li class="visits-row">
            <span class="row-text">
                <span class="row-title"><a href=format!("/clients/{}", visit.client)>{visit.client_name}</a></span>
                <span class="row-detail"><When at=visit.starts_at.0 kind=WhenKind::Date/>", "{visit.kind.words().to_lowercase()}</span>
            </span>
            <Badge tone=visit.state.tone() text=visit.state.words()/>
            {visit.note_pending.then(|| view! { <Badge tone=Tone::Warning icon="file-warning" text="Note pending"/> })}
        </li>
    }
}
