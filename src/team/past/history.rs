//! "History" on the card: what a membership has been, from when to when, and by whom.

use super::types::HistoryLine;
use crate::base::AppError;
use crate::ui::{Skeleton, When, WhenKind};
use leptos::prelude::*;

pub type Story = Resource<Result<Vec<HistoryLine>, AppError>>;

/// Not there for those it is not for, whose answer is empty.
#[component]
pub fn History(story: Story) -> impl IntoView {
    let lines = move || story.get().and_then(Result::ok).unwrap_or_default();
    let there = move || !lines().is_empty();
    view! {
        <Transition fallback=|| view! { <Skeleton rows=1/> }>
            {move || there().then(|| view! {
                <details class="team-history">
                    <summary>"History"</summary>
                    <ul class="team-lines">{lines().into_iter().map(|line| view! { <Line line/> }).collect_view()}</ul>
                </details>
            })}
        </Transition>
    }
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
                {line.by.map(|by| format!(" · by {by}"))}
            </p>
            {line.reason.map(|reason| view! { <p class="team-reason">{reason}</p> })}
        </li>
    }
}
