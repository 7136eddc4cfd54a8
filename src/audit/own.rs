//! "Changes to your access": what was done to one's own membership, for everyone to see of themselves.

use super::api::own_access_changes;
use super::entries::EntryLine;
use super::types::Entry;
use crate::base::{AppError, Asked, ask};
use crate::ui::{Banner, Section, Skeleton, Tone};
use caseload_words::view;
use leptos::prelude::*;

pub type OwnTrail = Asked<Result<Vec<Entry>, AppError>>;

/// Made at the top of the page that shows it.
pub fn own_trail() -> OwnTrail {
    ask(|| (), |()| own_access_changes())
}

#[component]
pub fn OwnTrailSection(trail: OwnTrail) -> impl IntoView {
    view! {
        <Section id="access" title="Changes to your access" lead="What was done to your role, your status, your locations and your sign-ins, the newest first.">
            <Transition fallback=|| view! { <Skeleton rows=3/> }>
                {move || trail.get().map(|found| match found {
                    Ok(entries) if entries.is_empty() => view! { <p class="quiet">"Nothing has been changed since you joined."</p> }.into_any(),
                    Ok(entries) => view! {
                        <ol class="trail trail-own">{entries.into_iter().map(|entry| view! { <li><EntryLine entry/></li> }).collect_view()}</ol>
                    }.into_any(),
                    Err(error) => view! { <Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner> }.into_any(),
                })}
            </Transition>
        </Section>
    }
}
