//! "/today".

use super::api::today;
use super::lines::WaitingSection;
use super::types::{OwnDay, TodaySeen};
use super::visits::VisitsSection;
use crate::assignment::capacity::words as capacity_words;
use crate::base::{AppError, ask_first};
use crate::eyes::{Forbidden, told};
use crate::live::{self, Topic};
use crate::ui::{Badge, Button, Icon, LinkButton, Meter, Page, Section, Skeleton, Tone, When, WhenKind, differing};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn TodayPage() -> impl IntoView {
    let again = RwSignal::new(0);
    let read = ask_first(
        move || {
            let heard = [Topic::Team, Topic::Clients, Topic::Notices].map(live::heard_at_rest);
            (again.get(), heard)
        },
        |_| async { told(today().await).await },
    );
    let answered = differing(read, move || again.get());
    view! {
        <Page title="Today">
            <div class="today">
                <Transition fallback=|| view! { <Skeleton rows=6/> }>
                    {move || answered().map(|seen| match seen {
                        Ok(seen) => view! { <Seen seen/> }.into_any(),
                        Err(refusal) => {
                            let denied = matches!(refusal.error, AppError::Denied(_));
                            view! {
                                <Forbidden refusal/>
                                {(!denied).then(|| view! { <p><Button icon="refresh-cw" on:click=move |_| again.update(|n| *n += 1)>"Try again"</Button></p> })}
                            }.into_any()
                        }
                    })}
                </Transition>
            </div>
        </Page>
    }
}

/// Whoever practises begins with their visits; whoever decides, with what waits.
#[component]
fn Seen(seen: TodaySeen) -> impl IntoView {
    let clock = say!("By the clock of {} ({})", seen.location, seen.zone.replace('_', " "));
    let (date, own) = (seen.date.clone(), seen.own.clone());
    let visits = own.practises.then(|| view! { <VisitsSection own=own.clone()/> });
    let caseload = own.practises.then(|| view! { <CaseloadSection own=own.clone()/> });
    let newly = (!own.newly.is_empty()).then(|| view! { <NewSection own/> });
    view! {
        <p class="today-date"><strong>{date}</strong>" "<span class="quiet">{clock}</span></p>
        {visits}
        <WaitingSection seen/>
        {newly}
        {caseload}
    }
}

/// Clients of the last seven days.
#[component]
fn NewSection(own: OwnDay) -> impl IntoView {
    let more = own.newly_total - own.newly.len() as i64;
    let lead = say!("{} assigned to you in the last seven days.", counted!(own.newly_total, "client"));
    let all = own.member.filter(|_| more > 0).map(|me| format!("/clients?staff={me}&sort=-created"));
    let rows = own.newly.into_iter().map(|new| {
        let by = (!new.by.is_empty()).then(|| say!("By {}, ", new.by));
        view! {
            <li class="today-line">
                <Icon name="contact"/>
                <span class="row-text">
                    <a class="row-title" href=format!("/clients/{}", new.client)>{new.name}</a>
                    <span class="row-detail">{by}<When at=new.since.0 kind=WhenKind::Relative/></span>
                </span>
                {new.handed_over.then(|| view! { <Badge tone=Tone::Neutral icon="clipboard-list" text="Hand-off note"/> })}
            </li>
        }
    });
    view! {
        <Section id="new" title="New with you" lead>
            <ul class="list card" aria-label="New with you">{rows.collect_view()}</ul>
            {all.map(|href| view! { <div><LinkButton href icon="list">{say!("{more} more")}</LinkButton></div> })}
        </Section>
    }
}

/// How many one carries, against what one can.
#[component]
fn CaseloadSection(own: OwnDay) -> impl IntoView {
    let OwnDay { member, clients, capacity, .. } = own;
    let title = say!("Your clients");
    let all = member.map(|me| format!("/clients?staff={me}"));
    let shown = |n: i64| u32::try_from(n).unwrap_or(0);
    let meter = capacity.used.zip(capacity.limit).map(|(used, limit)| {
        view! { <Meter label="Capacity in use" used=shown(used) limit=shown(limit.into()) unit="clients" words=capacity_words(used, limit)/> }
    });
    let target = capacity.target.map(|target| view! { <p class="quiet">{say!("Target: {target}")}</p> });
    view! {
        <Section id="caseload" title>
            <p class="today-many">{all.map(|href| view! { <a href=href>{counted!(clients, "client")}</a> })}</p>
            {meter}
            {target}
        </Section>
    }
}
