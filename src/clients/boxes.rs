//! The figures above the list. Each says what it counts and over which time, follows the filters, and opens the list of
//! those it counts.

use super::page::ALL;
use crate::base::grouped;
use crate::caseload::{ClientQuery, Figures, Whom};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn Boxes(figures: Figures, asked: ClientQuery) -> impl IntoView {
    let noun = match asked.whom() {
        Whom::Clients => say!("Clients").to_string(),
        Whom::Staff => say!("Staff").into(),
        Whom::Admins => say!("Admins").into(),
        Whom::Everyone => say!("People").into(),
    };
    let to = |recent: &str| {
        let address = ClientQuery { recent: recent.into(), ..asked.from_start() }.address();
        if address == "/clients" { ALL.to_string() } else { address }
    };
    let current = |recent: &str| (asked.recent == recent && !recent.is_empty()).then_some("true");
    let share = figures.engagement().map_or_else(|| "–".to_string(), |share| format!("{share}%"));
    let engaged = say!("{} of {} clients seen in the last 30 days", grouped(figures.seen), grouped(figures.clients));
    view! {
        <ul class="clients-boxes">
            <li><a class="clients-box" href=to("")>
                <span class="clients-box-name">{say!("Total {noun} Shown")}</span>
                <strong>{grouped(figures.shown)}</strong>
                <span class="clients-box-what">{if asked.filters() { say!("that fit the filters, on all pages") } else { say!("on all pages") }}</span>
            </a></li>
            <li><a class="clients-box" href=to("new") aria-current=current("new")>
                <span class="clients-box-name">{say!("New {noun}")}</span>
                <strong>{grouped(figures.new)}</strong>
                <span class="clients-box-what">"added in the last 30 days"</span>
            </a></li>
            {asked.clients().then(|| view! {
                <li><a class="clients-box" href=to("seen") aria-current=current("seen")>
                    <span class="clients-box-name">"Engagement"</span>
                    <strong>{share}</strong>
                    <span class="clients-box-what">{engaged}</span>
                </a></li>
            })}
        </ul>
    }
}
