//! The rows of a batch, by what becomes of them, a page at a time.

use super::types::{BatchBrief, BatchRow, Verdict};
use crate::ui::LinkButton;
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub(super) fn Rows(counts: BatchBrief, shown: Verdict, rows: Vec<BatchRow>, next: Option<i64>) -> impl IntoView {
    let id = counts.id;
    let tab = move |verdict: Verdict, words: &'static str, many: i64| {
        (many > 0 || verdict == shown).then(|| {
            view! {
                <a class="tab" href=format!("/team/invite/many/{id}?show={}", verdict.key()) aria-current=(verdict == shown).then_some("page")>
                    {format!("{words} ({many})")}
                </a>
            }
        })
    };
    let invites = if counts.state.open() { say!("Will be invited") } else { say!("Not invited") };
    let head = if shown == Verdict::Error { say!("What is wrong") } else { say!("Note") };
    let more = next.map(|line| format!("/team/invite/many/{id}?show={}&after={line}", shown.key()));
    view! {
        <nav class="tabs" aria-label="Rows by verdict">
            {tab(Verdict::Invite, invites, counts.invites)}
            {tab(Verdict::Made, say!("Invited now"), counts.made)}
            {tab(Verdict::Member, say!("Are members"), counts.members)}
            {tab(Verdict::Invited, say!("Invited already, or twice"), counts.invited)}
            {tab(Verdict::Error, say!("In error"), counts.errors)}
        </nav>
        <div class="table-scroll">
            <table class="table table-cards">
                <caption class="visually-hidden">"Rows of the list"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Line"</th>
                        <th scope="col">"Email"</th>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Role"</th>
                        <th scope="col">{head}</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
            </table>
        </div>
        <nav class="many-pages" aria-label="Pages">
            {more.map(|href| view! { <LinkButton href icon="arrow-right">"Next rows"</LinkButton> })}
        </nav>
    }
}

#[component]
fn Row(row: BatchRow) -> impl IntoView {
    let some = |text: String| if text.trim().is_empty() { "–".to_string() } else { text };
    let reason = match (row.field.as_str(), row.member) {
        ("", Some(member)) if row.reason.is_empty() => view! { <a href=format!("/team/{member}")>"Open the card"</a> }.into_any(),
        ("", Some(member)) => view! { <a href=format!("/team/{member}")>{row.reason}</a> }.into_any(),
        ("", None) => some(row.reason).into_any(),
        (field, _) => view! { <span><strong>{format!("{field}: ")}</strong>{row.reason}</span> }.into_any(),
    };
    view! {
        <tr>
            <td data-label="Line">{row.line}</td>
            <th scope="row">{some(row.email)}</th>
            <td data-label="Name">{some(row.name)}</td>
            <td data-label="Role">{some(row.role)}</td>
            <td data-label="Note">{reason}</td>
        </tr>
    }
}
