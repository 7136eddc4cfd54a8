//! What is asked of who sees a client.

use super::types::WhoSeen;
use crate::base::{Answer, AppError, ClientId};
use leptos::prelude::*;

/// Everyone who sees a client, now or at the end of a day (`2026-03-03`), and about whoever is asked for by name, why or why
/// not. That it was asked is on record.
#[server(output = Answer)]
pub async fn who_sees(id: ClientId, on: Option<String>, about: Option<String>) -> Result<WhoSeen, AppError> {
    use super::{day, store, told};
    use crate::access::{Action, Target, enter};
    use crate::audit::Event;
    /// Shown at most.
    const MOST: usize = 1000;
    let mut tx = enter().await?;
    let (practice, sight, now) = (tx.actor().practice, tx.sight(), tx.now);
    let client = crate::caseload::facts(tx.conn(), practice, sight, id).await?;
    tx.see(Action::AskWhoSees, &Target::Client(client.facts)).await?;
    let (created_at, zone) = store::since(tx.conn(), id).await?;
    let (on, then) = day::meant(on.as_deref().unwrap_or_default(), zone, created_at, now)?.unzip();
    let at = store::At { then, now };
    let place = store::placed(tx.conn(), id, at).await?;
    let links = told::Links::of(store::links(tx.conn(), id, at).await?);
    let people = store::people(tx.conn(), place.location, at).await?;
    let about = about.unwrap_or_default();
    let called = if about.trim().is_empty() { Vec::new() } else { store::called(tx.conn(), &about).await? };
    let all: Vec<_> = people.iter().map(|person| told::seer(person, &place, &links, then.is_some())).collect();
    let asked: Vec<_> = called.iter().filter_map(|id| all.iter().find(|s| s.id == *id)).cloned().collect();
    let mut seers: Vec<_> = all.into_iter().filter(|seer| !seer.why.is_empty()).collect();
    seers.sort_by_key(|seer| seer.why.iter().map(|w| w.rank()).min());
    let total = seers.len() as i64;
    seers.truncate(MOST);
    let event = Event::WhoSeesAsked {
        client: id,
        name: client.name.clone(),
        on: on.as_ref().map(|on| on.words.clone()).unwrap_or_default(),
        about: asked.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(", "),
    };
    tx.allow(Action::AskWhoSees, &Target::Client(client.facts)).await?.commit(event).await?;
    let (restricted, archived, location) = (place.restricted, place.archived, place.location_name);
    Ok(WhoSeen { id, name: client.name, restricted, archived, location, on, seers, total, asked })
}
