//! Entries as they are read: a sentence, when and from where, and what the sentence has no room for.

use super::types::{Changed, Entry, Question};
use crate::ui::{Empty, LinkButton, When};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn Entries(entries: Vec<Entry>, older: Option<String>, newest: Option<String>, asked: Question) -> impl IntoView {
    if entries.is_empty() {
        let narrow = asked.is_narrow();
        return view! {
            <Empty icon="history" text="Nothing in the trail fits these filters.">
                {narrow.then(|| view! { <a class="button" href="/audit">"Clear filters"</a> })}
            </Empty>
        }
        .into_any();
    }
    view! {
        <ol class="card trail" aria-label="Entries, the newest first">
            {entries.into_iter().map(|entry| view! { <li><EntryLine entry linked=true/></li> }).collect_view()}
        </ol>
        <nav class="trail-pages" aria-label="Pages of the trail">
            {newest.map(|href| view! { <LinkButton href>"Back to the newest"</LinkButton> })}
            {older.map(|href| view! { <LinkButton href>"Show older"</LinkButton> })}
        </nav>
    }
    .into_any()
}

/// One entry. Its time leads to its own page, where that is the reader's to open.
#[component]
pub fn EntryLine(entry: Entry, #[prop(optional)] linked: bool) -> impl IntoView {
    let Entry { seq, at, sentence, changes, notes, ip, .. } = entry;
    let href = format!("/audit/{seq}");
    view! {
        <article class="entry">
            <p class="entry-said">{sentence}</p>
            <Changes changes/>
            {notes.into_iter().map(|note| view! { <p class="entry-note">{note}</p> }).collect_view()}
            <p class="entry-when">
                {if linked {
                    view! { <a href=href><When at=at.0/><span class="visually-hidden">{say!(", entry {seq}")}</span></a> }.into_any()
                } else {
                    view! { <When at=at.0/> }.into_any()
                }}
                {(!ip.is_empty()).then(|| view! { <span>"from " {ip}</span> })}
            </p>
        </article>
    }
}

#[component]
fn Changes(changes: Vec<Changed>) -> impl IntoView {
    (!changes.is_empty()).then(|| {
        let lines = changes
            .into_iter()
            .map(|Changed { field, before, after }| {
                let shown = |text: String| if text.is_empty() { "nothing".to_string() } else { text };
                view! { <li><span class="entry-field">{field}</span> ": " <del>{shown(before)}</del> " → " <ins>{shown(after)}</ins></li> }
            })
            .collect_view();
        view! { <ul class="entry-changes" aria-label="Before and after">{lines}</ul> }
    })
}
