//! What is asked and done with assignments, in the order of the screens.

use super::types::{AssignQuery, AssignSeen, CareTeamSeen, CaseloadSeen, Done, How, LoadQuery, LoadsSeen};
use crate::base::{Answer, AppError, AssignmentId, BatchId, ClientId, MemberId};
use crate::caseload::Selection;
use leptos::prelude::*;

/// Who is to be assigned, to whom they could be, and what that would do. Nothing changes by asking.
#[server(output = Answer)]
pub async fn assigning(#[server(default)] query: AssignQuery) -> Result<AssignSeen, AppError> {
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::AssignClient, &Target::Practice).await?;
    super::steps::page(&mut tx, &query).await
}

/// Assigns clients to one member, or spreads them over several, as it was shown.
#[server(output = Answer)]
pub async fn assign_clients(
    selection: Selection,
    #[server(default)] recipients: Vec<MemberId>,
    how: How,
    reason: String,
    hand_off: String,
    weekly: String,
    looked: String,
    back: String,
) -> Result<Done, AppError> {
    use super::{Giving, give, plan, reads, steps, store};
    use crate::access::{Action, Target, enter};
    use std::collections::BTreeMap;
    let mut tx = enter().await?;
    tx.see(Action::AssignClient, &Target::Practice).await?;
    let (reason, hand_off, weekly) = said(&reason, &hand_off, &weekly)?;
    let chosen = steps::chosen(&mut tx, &selection).await?;
    let (sight, ids) = (tx.sight(), chosen.ids());
    let mut permit = tx.allow(Action::AssignClient, &chosen.first()?).await?;
    store::take_turns(&mut permit, &recipients).await?;
    store::hold(&mut permit, &ids).await?;
    let practice = permit.practice;
    let to = steps::recipients(permit.conn(), practice, sight, &recipients).await?;
    if let Some(why) = steps::why_not(&recipients, &to) {
        return Err(AppError::at("to", why));
    }
    let now = reads::now(permit.conn(), &ids).await?;
    let shares = plan::divided(&ids, &now, &to, how);
    if plan::looked_at(&ids, &now, &shares) != looked {
        return Err(AppError::Stale);
    }
    steps::within_limits(&to, &shares, &now, how, weekly, &reason)?;
    let lost = steps::lost_sight(permit.conn(), sight, &shares, how).await?;
    let batch = BatchId::new();
    let (mut given, mut taken, mut events) = (Vec::new(), BTreeMap::new(), Vec::new());
    for (share, who) in shares.iter().zip(&to).filter(|(share, _)| !share.clients.is_empty()) {
        let giving = Giving { to: share.to, primary: how == How::Primary, reason: &reason, hand_off: &hand_off, batch };
        let came = give(&mut permit, &share.clients, giving).await?;
        for (_, from) in &came {
            from.map(|from| *taken.entry(from).or_insert(0) += 1);
        }
        given.push((share.to, came.len() as i64));
        events.push(assigned(who, how, batch, came.into_iter().map(|(id, _)| id).collect(), &chosen.may));
    }
    if let Some(weekly) = weekly {
        store::meet(&mut permit, batch, weekly).await?;
    }
    steps::tell_all(&mut permit, &given, &taken).await?;
    let many = given.iter().map(|(_, n)| n).sum();
    let last = events.pop().ok_or_else(|| AppError::at("to", say!("They have all of these already.")))?;
    for event in &events {
        permit.record(event).await?;
    }
    permit.commit(last).await?;
    let back = if lost > 0 && back.starts_with("/clients/") { "" } else { back.as_str() };
    leptos_axum::redirect(&steps::onward(back, "/clients", "assigned", &format!("{batch}~{many}")));
    Ok(Done { batch, many })
}

#[cfg(feature = "ssr")]
fn assigned(
    who: &super::Candidate,
    how: How,
    batch: BatchId,
    clients: Vec<uuid::Uuid>,
    known: &[crate::caseload::Looked],
) -> crate::audit::Event {
    let (count, names) = (clients.len() as i64, super::steps::names(known, &clients));
    crate::audit::Event::ClientsAssigned { member: who.member, name: who.name.clone(), how: how.key(), batch, clients, who: names, count }
}

/// Reason, hand-off note and sessions per week, as a form gives them.
#[cfg(feature = "ssr")]
fn said(reason: &str, hand_off: &str, weekly: &str) -> Result<(String, String, Option<i16>), AppError> {
    let mut checks = crate::base::Checks::default();
    let reason = checks.text("reason", reason, 500);
    let hand_off = checks.text("hand_off", hand_off, 4000);
    let weekly = weekly_of(&mut checks, weekly);
    checks.give(Some((reason, hand_off, weekly)))
}

/// Sessions per week; nothing where nothing is said.
#[cfg(feature = "ssr")]
fn weekly_of(checks: &mut crate::base::Checks, text: &str) -> Option<i16> {
    let text = text.trim();
    let weekly = text.parse::<i16>().ok().filter(|n| (1..=14).contains(n));
    if !text.is_empty() && weekly.is_none() {
        checks.fault("weekly", say!("Enter a whole number from 1 to 14, or nothing."));
    }
    weekly
}

/// Takes back what was assigned in one go: whoever did it, for a day; and whoever may assign these clients.
#[server(output = Answer)]
pub async fn undo_assignment(batch: BatchId, back: String) -> Result<i64, AppError> {
    use super::{reads, steps, undo};
    use crate::access::{Action, ClientFacts, Target, enter};
    use crate::{audit::Event, caseload};
    let mut tx = enter().await?;
    tx.see(Action::AssignClient, &Target::Practice).await?;
    let done = reads::batch(tx.conn(), batch).await?;
    let own = done.by == Some(tx.actor().member) && tx.now - done.at < chrono::Duration::hours(24);
    // They had these clients when they did it, whether or not they see them now.
    let mut on = Target::Client(ClientFacts { seen: true, own: true, here: true, archived: false });
    if !own {
        let (practice, sight) = (tx.actor().practice, tx.sight());
        let looked = caseload::of_all(tx.conn(), practice, sight, &done.clients).await?;
        if looked.len() < done.clients.len() {
            return Err(AppError::NotFound);
        }
        for one in looked {
            on = Target::Client(one.facts);
            tx.see(Action::AssignClient, &on).await?;
        }
    }
    let mut permit = tx.allow(Action::AssignClient, &on).await?;
    let many = undo(&mut permit, batch, BatchId::new()).await?;
    steps::tell_all(&mut permit, &done.took, &done.gave.into_iter().collect()).await?;
    let practice = permit.practice;
    permit.commit(Event::AssignmentsUndone { practice, batch, count: many }).await?;
    leptos_axum::redirect(&steps::onward(&back, "/clients", "taken_back", &many.to_string()));
    Ok(many)
}

/// Who has a client, who had, and the notes with which it was handed on.
#[server(output = Answer)]
pub async fn who_has(client: ClientId) -> Result<CareTeamSeen, AppError> {
    use super::reads;
    use crate::access::{Action, Target, can, enter};
    let mut tx = enter().await?;
    let (practice, sight) = (tx.actor().practice, tx.sight());
    let looked = crate::caseload::facts(tx.conn(), practice, sight, client).await?;
    let on = Target::Client(looked.facts);
    tx.see(Action::ViewClient, &on).await?;
    let mut seen = reads::care_team(tx.conn(), client).await?;
    seen.why_not = can(tx.actor(), Action::AssignClient, &on).why_not();
    if seen.why_not.is_none() && seen.now.len() == 1 {
        seen.owners = reads::owners(tx.conn()).await?;
        seen.due = (tx.now + chrono::Duration::days(7)).format("%Y-%m-%d").to_string();
    }
    Ok(seen)
}

/// Ends one member's assignment. Where nobody else has the client, someone must see to it that someone will, until a day.
#[server(output = Answer)]
pub async fn end_assignment(id: AssignmentId, reason: String, owner: String, due: String) -> Result<(), AppError> {
    use super::{end, reads, store};
    use crate::access::{Action, Target, enter};
    use crate::{audit::Event, notices};
    let mut tx = enter().await?;
    let client = reads::client_of(tx.conn(), id).await?;
    let (practice, sight) = (tx.actor().practice, tx.sight());
    let looked = crate::caseload::facts(tx.conn(), practice, sight, client).await?;
    let mut checks = crate::base::Checks::default();
    let reason = checks.text("reason", &reason, 500);
    let reason = checks.give(Some(reason))?;
    let on = Target::Client(looked.facts);
    let mut permit = tx.allow(Action::AssignClient, &on).await?;
    store::take_turns_of(&mut permit, &[client.0]).await?;
    store::hold(&mut permit, &[client.0]).await?;
    let was = reads::running(permit.conn(), id).await.map_err(|_| AppError::Stale)?;
    let batch = BatchId::new();
    let left = if was.others { None } else { Some(seen_to(&mut permit, &on, client, &owner, &due).await?) };
    end(&mut permit, &[client.0], was.member, &reason, batch).await?;
    notices::tell(&mut permit, was.member, notices::What::TakenOver, 1, "/clients").await?;
    let mut seen_to_by = String::new();
    if let Some((owner, name, due_at)) = left {
        let how = store::Leaving { owner, due_at, reason: &reason, left_by: was.member, batch };
        store::leave(&mut permit, client, &how).await?;
        notices::tell(&mut permit, owner, notices::What::Unassigned, 1, &format!("/clients/{client}")).await?;
        seen_to_by = name;
    }
    let lost = permit.by() == was.member && !sight.whole();
    permit.commit(Event::AssignmentEnded { client, name: looked.name, member: was.name, batch, seen_to_by }).await?;
    leptos_axum::redirect(&if lost { "/clients".to_string() } else { format!("/clients/{client}") });
    Ok(())
}

/// Who sees to a client that nobody has any more, their name, and until when.
#[cfg(feature = "ssr")]
async fn seen_to(
    permit: &mut crate::access::Permit,
    on: &crate::access::Target,
    client: ClientId,
    owner: &str,
    due: &str,
) -> Result<(MemberId, String, chrono::DateTime<chrono::Utc>), AppError> {
    use super::reads;
    permit.also(crate::access::Action::LeaveUnassigned, on)?;
    let owners = reads::owners(permit.conn()).await?;
    let due_at = reads::day_there(permit.conn(), client, due).await?;
    let mut checks = crate::base::Checks::default();
    let owner = owner.parse().ok().and_then(|id: MemberId| owners.into_iter().find(|(one, _)| *one == id));
    if owner.is_none() {
        checks.fault("owner", say!("Nobody else has this client. Say who sees to it that someone will."));
    }
    let latest = permit.now + chrono::Duration::days(366);
    let due_at = due_at.filter(|at| *at > permit.now && *at < latest);
    if due_at.is_none() {
        checks.fault("due", say!("Enter a day from today on, within a year."));
    }
    checks.give(owner.zip(due_at).map(|((id, name), at)| (id, name, at)))
}

/// Says how often two meet in a week; empty is nothing said. `before` is what was looked at.
#[server(output = Answer)]
pub async fn set_weekly(id: AssignmentId, weekly: String, weekly_before: String) -> Result<(), AppError> {
    use super::{reads, store};
    use crate::access::{Action, Target, enter};
    use crate::audit::{Change, Event};
    let mut tx = enter().await?;
    let client = reads::client_of(tx.conn(), id).await?;
    let (practice, sight) = (tx.actor().practice, tx.sight());
    let looked = crate::caseload::facts(tx.conn(), practice, sight, client).await?;
    let mut permit = tx.allow(Action::AssignClient, &Target::Client(looked.facts)).await?;
    let mut checks = crate::base::Checks::default();
    let weekly = weekly_of(&mut checks, &weekly);
    checks.give(Some(()))?;
    let was = reads::running(permit.conn(), id).await.map_err(|_| AppError::Stale)?;
    let before: Option<i16> = weekly_before.trim().parse().ok();
    let words = |n: Option<i16>| n.map_or_else(|| say!("not said").to_string(), |n| n.to_string());
    if let Some(change) = Change::between(say!("sessions per week"), words(before), words(weekly)) {
        if !store::set_weekly(&mut permit, id, before, weekly).await? {
            return Err(AppError::Stale);
        }
        permit.commit(Event::WeeklySet { client, name: looked.name, member: was.name, change }).await?;
    }
    leptos_axum::redirect(&format!("/clients/{client}"));
    Ok(())
}

/// The first of a member's clients, as far as the one who asks sees them.
#[server(output = Answer)]
pub async fn clients_of_member(member: MemberId) -> Result<CaseloadSeen, AppError> {
    use super::capacity;
    use crate::access::{Action, Target, can, enter};
    use crate::caseload::{self, Asked, ClientQuery};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    capacity::whose(tx.conn(), member).await?;
    if !can(tx.actor(), Action::ViewClients, &Target::Practice).allowed() {
        return Ok(CaseloadSeen::default());
    }
    let query = ClientQuery { staff: Some(member), ..Default::default() };
    let asked = Asked { practice: tx.actor().practice, sight: tx.sight(), query: &query, outside: None };
    let (rows, _, figures) = caseload::page(tx.conn(), asked).await?;
    let clients = rows.iter().filter_map(|row| row.client()).take(20).map(|row| (row.id, row.name(), row.location.clone())).collect();
    let why_not_reassign = can(tx.actor(), Action::AssignClient, &Target::Practice).why_not();
    Ok(CaseloadSeen { sees: true, clients, total: figures.clients, why_not_reassign })
}

/// Everyone who has clients or may have some, with what is used and free.
#[server(output = Answer)]
pub async fn loads(#[server(default)] query: LoadQuery) -> Result<LoadsSeen, AppError> {
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    if !tx.sight().whole() {
        tx.see(Action::AssignClient, &Target::Practice).await?;
    }
    let practice = tx.actor().practice;
    let (rows, total) = super::candidates::loads(tx.conn(), practice, &query).await?;
    let (locations, groups) = super::reads::places(tx.conn()).await?;
    Ok(LoadsSeen { rows, total, locations, groups })
}
