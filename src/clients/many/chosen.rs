//! Those who were chosen: read, split into whom the policy allows it for and whom not, and seen to.

use super::store;
use super::types::{Outcome, Refused, Step, TOLD};
use crate::access::{Action, Actor, Entered, Permit, Target, can, enter};
use crate::audit::Event;
use crate::base::{AppError, BatchId, local_path};
use crate::caseload::{self, ClientQuery, Looked, Selection};
use axum::{
    extract::Query,
    response::{IntoResponse, Redirect, Response},
};
use std::collections::HashSet;
use uuid::Uuid;

/// As many get an entry each in the trail; beyond, one entry is about them all, for the trail is written in one row.
const EACH: usize = 500;
/// As many names as that one keeps.
const NAMED: usize = 100;

/// The clients of a selection whom the one who asks sees.
pub async fn looked(tx: &mut Entered, selection: &Selection) -> Result<Vec<Looked>, AppError> {
    let (practice, sight) = (tx.actor().practice, tx.sight());
    let looked = caseload::selected(tx.conn(), practice, sight, selection).await?;
    if looked.is_empty() { Err(AppError::NotFound) } else { Ok(looked) }
}

pub struct Split {
    pub may: Vec<Looked>,
    pub refused: Vec<(Looked, String)>,
}

impl Split {
    pub fn of(looked: Vec<Looked>, who: &Actor, step: Step) -> Split {
        let mut split = Split { may: Vec::new(), refused: Vec::new() };
        for client in looked {
            match why_not(&client, who, step) {
                Some(why) => split.refused.push((client, why)),
                None => split.may.push(client),
            }
        }
        split
    }

    /// The first of the refused, each with the reason.
    pub fn told(&self) -> Vec<Refused> {
        let told = self.refused.iter().take(TOLD);
        told.map(|(client, why)| Refused { id: client.id, name: client.name.clone(), why: why.clone() }).collect()
    }

    pub fn outcome(&self, done: i64) -> Outcome {
        let unchanged = self.may.len() as i64 - done;
        Outcome { done, unchanged, refused: self.told(), refused_count: self.refused.len() as i64 }
    }
}

fn why_not(client: &Looked, who: &Actor, step: Step) -> Option<String> {
    let target = Target::Client(client.facts);
    match step {
        Step::Archive | Step::Restore => can(who, Action::ArchiveClient, &target).why_not(),
        // A group is of those in care.
        Step::Group => client.facts.archived.then(|| say!("This client is archived. Restore it first.").into()),
    }
}

/// Archives or restores.
pub async fn archived(selection: Selection, step: Step, back: &str) -> Result<Outcome, AppError> {
    let mut tx = enter().await?;
    tx.see(Action::ViewClients, &Target::Practice).await?;
    let split = Split::of(looked(&mut tx, &selection).await?, tx.actor(), step);
    // Where nobody is allowed for, the refusal is on record.
    let first = split.may.first().or(split.refused.first().map(|(client, _)| client)).map(|c| c.facts).unwrap_or_default();
    let mut permit = tx.allow(Action::ArchiveClient, &Target::Client(first)).await?;
    let ids: Vec<Uuid> = split.may.iter().map(|c| c.id.0).collect();
    if step == Step::Archive {
        let clients: Vec<_> = split.may.iter().map(|c| c.id).collect();
        crate::portal::end_for_all(&mut permit, &clients).await?;
    }
    let done = if step == Step::Archive { store::archive(&mut permit, &ids).await? } else { store::restore(&mut permit, &ids).await? };
    let done: HashSet<Uuid> = done.into_iter().collect();
    let changed: Vec<&Looked> = split.may.iter().filter(|c| done.contains(&c.id.0)).collect();
    let outcome = split.outcome(changed.len() as i64);
    if !changed.is_empty() {
        keep(permit, &changed, step).await?;
    }
    lead_back(back, if step == Step::Archive { "archived" } else { "restored" }, &outcome);
    Ok(outcome)
}

/// On record, and kept.
async fn keep(mut permit: Permit, changed: &[&Looked], step: Step) -> Result<(), AppError> {
    let (practice, batch) = (permit.practice, BatchId::new());
    if changed.len() > EACH {
        let who = changed.iter().take(NAMED).map(|c| c.name.clone()).collect();
        let clients = changed.iter().map(|c| c.id).collect();
        return permit
            .commit(match step {
                Step::Restore => Event::ClientsRestored { practice, who, clients, batch },
                _ => Event::ClientsArchived { practice, who, clients, batch },
            })
            .await;
    }
    let event = |c: &Looked| match step {
        Step::Restore => Event::ClientRestored { client: c.id, name: c.name.clone(), batch },
        _ => Event::ClientArchived { client: c.id, name: c.name.clone(), batch },
    };
    let Some((last, others)) = changed.split_last() else { return permit.commit_unrecorded().await };
    for client in others {
        permit.record(&event(client)).await?;
    }
    permit.commit(event(last)).await
}

/// Back to the list, which says what was done.
pub fn lead_back(back: &str, note: &str, outcome: &Outcome) {
    if !back.is_empty() {
        let back = local_path(Some(back));
        let joint = if back.contains('?') { '&' } else { '?' };
        leptos_axum::redirect(&format!("{back}{joint}note={note}&done={}&refused={}", outcome.done, outcome.refused_count));
    }
}

/// Where the list's own form leads: it holds a box for each row, and a button for each step. The page of the step has the
/// ids in one field, or the question, where all were meant.
pub async fn chosen(Query(fields): Query<Vec<(String, String)>>) -> Response {
    let one = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let ids: Vec<String> = fields.iter().filter(|(key, _)| key == "ids").map(|(_, id)| id.clone()).collect();
    let selection = Selection { ids: ids.join(","), all: one("all").unwrap_or_default(), query: ClientQuery::read(one) };
    let path = match one("do").as_deref() {
        Some("assign") => "/assign",
        Some("group") => "/clients/group",
        Some("archive") => "/clients/archive",
        Some("restore") => "/clients/restore",
        _ => "/clients",
    };
    if selection.ids.is_empty() && !selection.is_all() {
        let list = selection.query.from_start().address();
        let joint = if list.contains('?') { '&' } else { '?' };
        return Redirect::to(&format!("{list}{joint}note=none-chosen")).into_response();
    }
    Redirect::to(&selection.address(path)).into_response()
}
