//! One step of an import: some rows compared with the clients there are, or some made into clients; each in a transaction
//! of its own, short enough that nobody waits for it.

use super::{
    Column, ImportBrief, ImportState, Verdict,
    judge::Reach,
    store::{self, Next, Turned},
};
use crate::access::{Permission, Permit, Sight};
use crate::assignment::first::{self, First};
use crate::audit::Event;
use crate::base::{AppError, BatchId, ClientId, ImportId};
use crate::notices::{self, What};
use std::collections::HashSet;
use uuid::Uuid;

/// Rows compared in one step.
const PIECE: i64 = 2000;
/// Clients made in one step.
pub const BATCH: i64 = 500;

const SOMEONE_IS_THERE: &str = say!("Is there already.");
const SOMEONE_IS_ARCHIVED: &str = say!("Is there already, archived.");
const WAITS: &str = say!("came with an import, after the therapist named in it had left");

fn sight(permit: &Permit) -> Sight {
    Sight::own(permit.actor().and_then(|who| who.grants.reach(Permission::ClientsView)))
}

async fn compare(permit: &mut Permit, id: ImportId, lines: &[i32]) -> Result<HashSet<i32>, AppError> {
    let (practice, sight) = (permit.practice, sight(permit));
    let there = store::there(permit.conn(), practice, sight, id, store::span(lines.iter().copied())).await?;
    let words = |archived: bool| if archived { SOMEONE_IS_ARCHIVED } else { SOMEONE_IS_THERE }.to_string();
    let turned: Vec<Turned> = there
        .iter()
        .map(|(line, client, archived)| Turned { line: *line, field: "", reason: words(*archived), client: Some(*client) })
        .collect();
    store::turn(permit, id, Verdict::There, &turned).await?;
    Ok(there.into_iter().map(|(line, ..)| line).collect())
}

/// Compares the next rows.
pub async fn judge(mut permit: Box<Permit>, id: ImportId) -> Result<(), AppError> {
    let lines = store::unjudged(permit.conn(), id, PIECE).await?;
    compare(&mut permit, id, &lines).await?;
    store::judged_to(&mut permit, id, lines.last().copied().unwrap_or(0), (lines.len() as i64) < PIECE).await?;
    permit.commit_unrecorded().await
}

/// Makes the next rows clients; where there are none, the import is finished.
pub async fn add(mut permit: Box<Permit>, import: &ImportBrief) -> Result<(), AppError> {
    store::alone(&mut permit).await?;
    let rows = store::next(&mut permit, import.id, BATCH).await?;
    if rows.is_empty() {
        return finish(permit, import).await;
    }
    let lines: Vec<i32> = rows.iter().map(|r| r.line).collect();
    let there = compare(&mut permit, import.id, &lines).await?;
    let rows: Vec<Next> = rows.into_iter().filter(|r| !there.contains(&r.line)).collect();
    let reach = reach(&mut permit).await?;
    let (rows, refused) = allowed(rows, &reach);
    store::turn(&mut permit, import.id, Verdict::Error, &refused).await?;
    let ids: Vec<Uuid> = rows.iter().map(|_| Uuid::now_v7()).collect();
    let lines: Vec<i32> = rows.iter().map(|r| r.line).collect();
    store::add(&mut permit, import.id, &lines, &ids).await?;
    settle(&mut permit, &rows, &ids, &reach).await?;
    let clients = ids.into_iter().map(ClientId).collect();
    permit.commit(Event::ClientsImported { id: import.id, file: import.file.clone(), clients }).await
}

/// What the owner may do by now.
async fn reach(permit: &mut Permit) -> Result<Reach, AppError> {
    let by = permit.by();
    let (home, locations) = store::places(permit.conn(), by).await?;
    let actor = permit.actor().ok_or(AppError::SignedOut)?;
    Ok(Reach::of(actor, home, locations))
}

/// Those that may still be added, and why the others may not.
fn allowed(rows: Vec<Next>, reach: &Reach) -> (Vec<Next>, Vec<Turned>) {
    let (mut may, mut refused) = (Vec::new(), Vec::new());
    for row in rows {
        let against = if !row.open {
            Some((Column::Location, say!("This location was archived in the meantime.").to_string()))
        } else if !reach.reaches(row.location) {
            Some((Column::Location, say!("You don’t work at this location any more.").to_string()))
        } else if let Some(why_not) = reach.why_not_therapist.as_ref().filter(|_| row.therapist.is_some()) {
            Some((Column::Therapist, why_not.clone()))
        } else {
            reach.why_not_group.as_ref().filter(|_| row.group.is_some()).map(|why_not| (Column::Group, why_not.clone()))
        };
        match against {
            Some((column, reason)) => refused.push(Turned { line: row.line, field: column.words(), reason, client: None }),
            None => may.push(row),
        }
    }
    (may, refused)
}

/// Whose the new clients are: their therapist's, the owner's who doesn't see everyone, or the Unassigned board's, where the
/// therapist has left; and in which group.
async fn settle(permit: &mut Permit, rows: &[Next], ids: &[Uuid], reach: &Reach) -> Result<(), AppError> {
    let (by, batch) = (permit.by(), BatchId::new());
    let own = (!reach.whole).then_some(by);
    let mut named: Vec<Uuid> = rows.iter().filter_map(|r| r.therapist).collect();
    named.sort_unstable();
    named.dedup();
    let taking = first::taking(permit, &named).await?;
    let (mut given, mut waiting, mut left_by) = (Vec::new(), Vec::new(), Vec::new());
    for (row, client) in rows.iter().zip(ids) {
        match row.therapist {
            Some(gone) if !taking.contains(&gone) => {
                waiting.push(*client);
                left_by.push(gone);
            }
            Some(to) => given.push(First { client: *client, to }),
            None => given.extend(own.map(|own| First { client: *client, to: own.0 })),
        }
    }
    first::begin(permit, &given, own, "imported", batch).await?;
    first::await_someone(permit, &waiting, &left_by, by, WAITS, batch).await?;
    let (clients, groups): (Vec<Uuid>, Vec<Uuid>) = rows.iter().zip(ids).filter_map(|(row, client)| Some((*client, row.group?))).unzip();
    crate::groups::put_new_clients(permit, &clients, &groups).await
}

/// Everyone who was given clients is told once, and not by every batch.
async fn finish(mut permit: Box<Permit>, import: &ImportBrief) -> Result<(), AppError> {
    tell(&mut permit, import.id).await?;
    store::end(&mut permit, import.id, ImportState::Finished, "").await?;
    permit.commit(ended(import, ImportState::Finished, String::new())).await
}

/// Ends it before its end. What was added stays.
pub async fn cut_off(mut permit: Box<Permit>, import: &ImportBrief, how: ImportState, why: String) -> Result<(), AppError> {
    tell(&mut permit, import.id).await?;
    store::end(&mut permit, import.id, how, &why).await?;
    permit.commit(ended(import, how, why)).await
}

async fn tell(permit: &mut Permit, id: ImportId) -> Result<(), AppError> {
    store::take_time(permit.conn()).await?;
    for (member, many) in store::given(permit, id).await? {
        notices::tell(permit, member, What::Assigned, many, &format!("/clients?staff={member}")).await?;
    }
    Ok(())
}

fn ended(import: &ImportBrief, how: ImportState, why: String) -> Event {
    let ImportBrief { id, file, added, there, errors, .. } = import.clone();
    Event::ImportEnded { id, file, how: how.key(), added, there, errors, why }
}
