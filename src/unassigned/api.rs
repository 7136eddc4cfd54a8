//! What is asked of the Unassigned board and done with its entries, in the order of the screen.

use super::types::{Board, BoardQuery};
use crate::base::{Answer, AppError, MemberId, UnassignedId};
use leptos::prelude::*;

/// One page of the clients nobody has, as far as whoever asks sees them.
#[server(output = Answer)]
pub async fn unassigned_board(query: BoardQuery) -> Result<Board, AppError> {
    use super::store;
    use crate::access::{Action, Target, can, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewClients, &Target::Practice).await?;
    let (practice, sight, now) = (tx.actor().practice, tx.sight(), tx.now);
    let (mut rows, next) = store::page(tx.conn(), practice, sight, &query, now).await?;
    let ids: Vec<_> = rows.iter().map(|r| r.client.0).collect();
    let looked = crate::caseload::of_all(tx.conn(), practice, sight, &ids).await?;
    for row in &mut rows {
        let facts = looked.iter().find(|l| l.id == row.client).map(|l| l.facts).unwrap_or_default();
        row.why_not = can(tx.actor(), Action::AssignClient, &Target::Client(facts)).why_not();
    }
    let total = store::count(tx.conn(), practice, sight, &query, now).await?;
    let owners = store::owners(tx.conn()).await?;
    let locations = store::locations(tx.conn()).await?;
    Ok(Board { rows, total, next, now: now.into(), owners, locations })
}

/// How many clients nobody has, and how many of them are overdue; for whoever may assign clients at all.
#[server(output = Answer)]
pub async fn unassigned_waiting() -> Result<(i64, i64), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewClients, &Target::Practice).await?;
    let (practice, sight, now) = (tx.actor().practice, tx.sight(), tx.now);
    let all = store::count(tx.conn(), practice, sight, &BoardQuery::default(), now).await?;
    let late = BoardQuery { overdue: "yes".into(), ..Default::default() };
    let overdue = if all == 0 { 0 } else { store::count(tx.conn(), practice, sight, &late, now).await? };
    Ok((all, overdue))
}

/// Another owner for an entry, or another day; `looked_at` is what it was.
#[server(output = Answer)]
pub async fn change_unassigned(entry: UnassignedId, owner: MemberId, due: String, looked_at: String) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::audit::{Change, Event};
    use crate::notices::{What, tell};
    let mut tx = enter().await?;
    let (practice, sight, now) = (tx.actor().practice, tx.sight(), tx.now);
    let was = match store::one(tx.conn(), practice, sight, entry).await {
        Err(AppError::NotFound) if store::has_ended(tx.conn(), entry).await? => return Err(AppError::Stale),
        read => read?,
    };
    let client = crate::caseload::facts(tx.conn(), practice, sight, was.client).await?;
    let mut permit = tx.allow(Action::LeaveUnassigned, &Target::Client(client.facts)).await?;
    if was.looked_at() != looked_at {
        return Err(AppError::Stale);
    }
    let owners = store::owners(permit.conn()).await?;
    let name = |id: MemberId| owners.iter().find(|(o, _)| *o == id).map(|(_, name)| name.clone());
    let to =
        name(owner).ok_or_else(|| AppError::at("owner", say!("Choose someone from the list: an active member who may assign clients.")))?;
    // An overdue day may stay where only the owner changes.
    let due_at = if due.trim() == was.due_day {
        store::due_at(permit.conn(), entry).await?
    } else {
        store::due_of(permit.conn(), "due", &due, now).await?
    };
    let changes: Vec<Change> =
        [Change::between("owner", &was.owner_name, to), Change::between("due", &was.due_day, due.trim())].into_iter().flatten().collect();
    if !changes.is_empty() {
        if !store::change(&mut permit, &was, owner, due_at).await? {
            return Err(AppError::Stale);
        }
        if owner != was.owner {
            tell(&mut permit, owner, What::Unassigned, 1, "/unassigned").await?;
        }
        permit.commit(Event::UnassignedChanged { client: was.client, name: client.name, changes }).await?;
    }
    leptos_axum::redirect("/unassigned?saved=1");
    Ok(())
}
