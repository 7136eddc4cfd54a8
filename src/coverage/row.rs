//! One cover in a list, with what can be changed about it.

use super::api::{EndCover, MoveCoverEnd};
use super::types::Cover;
use crate::ui::{Badge, Button, ButtonKind, Field, FieldKind, Tone, When};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn CoverRow(cover: Cover, moving: ServerAction<MoveCoverEnd>, ending: ServerAction<EndCover>) -> impl IntoView {
    let open = cover.why_not.is_none() && !cover.called_off();
    view! {
        <li class="coverage-row">
            <Told cover=cover.clone()/>
            {open.then(|| view! { <Change cover moving ending/> })}
        </li>
    }
}

/// "Cas Berg covers for Ben Okafor", what, and from when to when.
#[component]
pub fn Told(cover: Cover) -> impl IntoView {
    let share = cover.share();
    let badge = match (cover.called_off(), cover.ended_early) {
        (true, _) => Some(say!("Called off")),
        (false, true) => Some(say!("Ended early")),
        _ => None,
    };
    view! {
        <div class="row-text">
            <p class="coverage-who">
                <a href=format!("/team/{}", cover.by.id)>{cover.by.name}</a>" for "<a href=format!("/team/{}", cover.absent.id)>{cover.absent.name}</a>
            </p>
            <p class="row-detail coverage-when">{share}", "<When at=cover.starts_at.0/>" to "<When at=cover.ends_at.0/></p>
            {(!cover.reason.is_empty()).then(|| view! { <p class="row-detail coverage-when">{cover.reason}</p> })}
            {badge.map(|text| view! { <Badge tone=Tone::Neutral text/> })}
        </div>
    }
}

/// Opens in place, so that it works without JavaScript too. What is past has nothing to change.
#[component]
fn Change(cover: Cover, moving: ServerAction<MoveCoverEnd>, ending: ServerAction<EndCover>) -> impl IntoView {
    if cover.ends_local.is_empty() {
        return ().into_any();
    }
    let (id, version) = (cover.id, cover.version);
    let whose = say!(" of {} for {}", cover.by.name, cover.absent.name);
    let (the_cover, this_one) = (say!(" the cover{whose}"), say!(" the cover{whose}"));
    let label = say!("Ends, by the clock of {}", cover.zone.replace('_', " "));
    view! {
        <details class="coverage-change">
            <summary class="button">"Change"<span class="visually-hidden">{the_cover}</span></summary>
            <ActionForm action=moving attr:class="form groups-line">
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="version" value=version.to_string()/>
                <Field label name="ends" id=format!("ends-{id}") kind=FieldKind::DateTime value=cover.ends_local required=true/>
                <div><Button submit=true busy=moving.pending()>"Change the end"<span class="visually-hidden">{whose}</span></Button></div>
            </ActionForm>
            <ActionForm action=ending attr:class="form">
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="version" value=version.to_string()/>
                <div><Button kind=ButtonKind::Danger submit=true busy=ending.pending()>"End now"<span class="visually-hidden">{this_one}</span></Button></div>
            </ActionForm>
        </details>
    }
    .into_any()
}
