//! What is done with visits, in the order of the screens.

use super::types::{HistorySeen, VisitGiven, VisitInForm, VisitsSeen};
use crate::base::{Answer, AppError, ClientId, MemberId, VisitId};
use leptos::prelude::*;

/// A client's visits, the latest first; `after` is where the page before ended.
#[server(output = Answer)]
pub async fn client_visits(id: ClientId, after: Option<String>) -> Result<VisitsSeen, AppError> {
    use super::store;
    use crate::access::{Action, Target, can, enter};
    let mut tx = enter().await?;
    let looked = look(&mut tx, id).await?;
    let target = Target::Client(looked.facts);
    tx.see(Action::ViewClient, &target).await?;
    let (visits, next) = store::of_client(tx.conn(), id, after.as_deref().unwrap_or_default()).await?;
    let why_not_record = can(tx.actor(), Action::RecordVisit, &target).why_not();
    Ok(VisitsSeen { visits, next, only_of: only_own(tx.actor()), why_not_record })
}

/// What the form for a new visit of a client begins with.
#[server(output = Answer)]
pub async fn new_visit(id: ClientId) -> Result<VisitInForm, AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    let looked = look(&mut tx, id).await?;
    tx.see(Action::RecordVisit, &Target::Client(looked.facts)).await?;
    let (own, only) = (tx.actor().member, only_own(tx.actor()));
    store::new_one(tx.conn(), &looked, own, only).await
}

/// Records a visit, planned or past. One that overlaps with another of the same member is recorded, and it is said.
#[server(output = Answer)]
pub async fn record_visit(visit: VisitGiven) -> Result<VisitId, AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::audit::Event;
    let mut tx = enter().await?;
    let client: ClientId = visit.client.parse().map_err(|_| AppError::NotFound)?;
    let looked = look(&mut tx, client).await?;
    let only = only_own(tx.actor());
    let mut permit = tx.allow(Action::RecordVisit, &Target::Client(looked.facts)).await?;
    let meant = visit.checked()?;
    let placed = store::placed(&mut permit, &meant, None, only).await?;
    let id = VisitId::new();
    let overlaps = store::overlaps(&mut permit, id, &meant, placed.starts_at).await?;
    store::insert(&mut permit, id, client, &meant, placed.starts_at).await?;
    let (with, starts, state) = (placed.with, meant.starts(), meant.state.key());
    permit.commit(Event::VisitRecorded { visit: id, client, name: looked.name, with, starts, state }).await?;
    back(client, if overlaps { "overlap" } else { "recorded" });
    Ok(id)
}

/// A visit, to be changed.
#[server(output = Answer)]
pub async fn visit_to_change(visit_id: VisitId) -> Result<VisitInForm, AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    let before = store::one(tx.conn(), visit_id).await?;
    let looked = look(&mut tx, before.client).await?;
    tx.see(Action::RecordVisit, &Target::Client(looked.facts)).await?;
    let only = only_own(tx.actor());
    theirs(only, &before)?;
    store::in_form(tx.conn(), &looked, before, only).await
}

/// Moves a visit, or says what became of it. One that is no longer held has no note.
#[server(output = Answer)]
pub async fn change_visit(visit_id: VisitId, version: i32, visit: VisitGiven) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::audit::Event;
    let mut tx = enter().await?;
    let before = store::one(tx.conn(), visit_id).await?;
    let looked = look(&mut tx, before.client).await?;
    let only = only_own(tx.actor());
    let mut permit = tx.allow(Action::RecordVisit, &Target::Client(looked.facts)).await?;
    theirs(only, &before)?;
    let meant = visit.checked()?;
    let placed = store::placed(&mut permit, &meant, Some(&before), only).await?;
    let changes = before.changes(&meant, &placed);
    if changes.is_empty() {
        back(before.client, "changed");
        return Ok(());
    }
    let overlaps = store::overlaps(&mut permit, visit_id, &meant, placed.starts_at).await?;
    store::hold(&mut permit, before.client).await?;
    if !store::update(&mut permit, visit_id, version, &meant, placed.starts_at).await? {
        return Err(AppError::Stale);
    }
    permit.commit(Event::VisitChanged { visit: visit_id, client: before.client, name: looked.name, changes }).await?;
    back(before.client, if overlaps { "overlap" } else { "changed" });
    Ok(())
}

/// The note of a held visit is written: it is pending no more.
#[server(output = Answer)]
pub async fn write_note(visit_id: VisitId, version: i32) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::audit::Event;
    let mut tx = enter().await?;
    let before = store::one(tx.conn(), visit_id).await?;
    let looked = look(&mut tx, before.client).await?;
    let only = only_own(tx.actor());
    let mut permit = tx.allow(Action::RecordVisit, &Target::Client(looked.facts)).await?;
    theirs(only, &before)?;
    if !store::note(&mut permit, visit_id, version).await? {
        return Err(AppError::Stale);
    }
    permit.commit(Event::NoteWritten { visit: visit_id, client: before.client, name: looked.name }).await?;
    back(before.client, "noted");
    Ok(())
}

/// What a member's visits and clients come to, for their card; nothing for whoever may not see clients.
#[server(output = Answer)]
pub async fn member_history(member: MemberId) -> Result<Option<HistorySeen>, AppError> {
    use super::store;
    use crate::access::{Action, Target, can, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    store::is_here(tx.conn(), member).await?;
    if !can(tx.actor(), Action::ViewClients, &Target::Practice).allowed() {
        return Ok(None);
    }
    let (practice, sight, now) = (tx.actor().practice, tx.sight(), tx.now);
    Ok(Some(store::history(tx.conn(), practice, sight, member, now).await?))
}

// ── what the steps above share ──

#[cfg(feature = "ssr")]
async fn look(tx: &mut crate::access::Entered, client: ClientId) -> Result<crate::caseload::Looked, AppError> {
    let (practice, sight) = (tx.actor().practice, tx.sight());
    crate::caseload::facts(tx.conn(), practice, sight, client).await
}

/// Whoever keeps the calendar for others records and changes anyone's visits; others their own.
#[cfg(feature = "ssr")]
fn only_own(who: &crate::access::Actor) -> Option<MemberId> {
    use crate::access::{Permission, Scope};
    let others = who.grants.reach(Permission::CalendarCreate) > Some(Scope::OwnCaseload);
    (!others).then_some(who.member)
}

#[cfg(feature = "ssr")]
fn theirs(only: Option<MemberId>, visit: &super::store::Before) -> Result<(), AppError> {
    match only {
        Some(own) if own != visit.member => {
            Err(AppError::denied(say!("This visit is {}’s. Ask them, or someone who keeps the calendar.", visit.with)))
        }
        _ => Ok(()),
    }
}

#[cfg(feature = "ssr")]
fn back(client: ClientId, done: &str) {
    leptos_axum::redirect(&format!("/clients/{client}?done={done}#activities"));
}
