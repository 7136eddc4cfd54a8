//! "History" on the card: what a membership has been, from when to when, and by whom.

use super::types::HistoryLine;
use crate::ui::{When, WhenKind};
use caseload_words::view;
use leptos::prelude::*;

/// Not there for those it is not for, who get no lines.
#[component]
pub fn History(lines: Vec<HistoryLine>) -> impl IntoView {
    (!lines.is_empty()).then(|| {
        view! {
            <details class="team-history">
                <summary>"History"</summary>
                <ul class="team-lines">{lines.into_iter().map(|line| view! { <Line line/> }).collect_view()}</ul>
            </details>
        }
    })
}

#[component]
fn Line(line: HistoryLine) -> impl IntoView {
    view! {
        <li>
            <p><span class="quiet">{line.what}": "</span><strong>{line.was}</strong></p>
            <p class="quiet">
                <When at=line.since.0 kind=WhenKind::Date/>
                " – "
                {match line.until {
                    Some(until) => view! { <When at=until.0 kind=WhenKind::Date/> }.into_any(),
                    None => "now".into_any(),
                }}
                {line.by.map(|by| say!(" · by {by}"))}
            </p>
            {line.reason.map(|reason| view! { <p class="team-reason">{reason}</p> })}
        </li>
    }
}
