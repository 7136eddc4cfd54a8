//! The SQL of assignments. Clients are held in one order before anything changes, so that of two who assign the same
//! clients at once the second waits, and then builds on what the first did.
//!
//! What is open is found by its client with `coalesce(until, 'infinity')`: said as `until is null`, the planner would as well
//! take the index of what is open by member, and read everyone's, as long as it has no figures of the table.

use crate::access::Permit;
use crate::base::{AppError, AssignmentId, BatchId, ClientId, MemberId, OnConstraint, UnassignedId};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use uuid::Uuid;

/// How clients come to a member.
#[derive(Clone, Copy, Debug)]
pub struct Giving<'a> {
    pub to: MemberId,
    /// As the primary therapist, in the place of whoever it was; or beside those who have the client already. Whoever is
    /// a client's first is its primary therapist.
    pub primary: bool,
    pub reason: &'a str,
    /// A note for the one who takes over; health information, seen where the client is.
    pub hand_off: &'a str,
    pub batch: BatchId,
}

/// Gives clients to a member; those they have already that way stay as they are. Returned are the clients that came to
/// them, and from whom each was taken, if it was. A client on the Unassigned board leaves it.
///
/// # Errors
/// `Invalid` at the field `to` for someone who has left the team; only those of the database otherwise.
pub async fn give(permit: &mut Permit, clients: &[Uuid], how: Giving<'_>) -> Result<Vec<(Uuid, Option<MemberId>)>, AppError> {
    let (now, by) = (permit.now, permit.by());
    take_turns(permit, &[how.to]).await?;
    // Whoever gives their own clients away sees them no longer once theirs have ended: so what is asked of a client is asked before.
    let there = hold(permit, clients).await?;
    let taken = sqlx::query!(
        r#"update assignment a set until = $3, ended_by = $4, ended_reason = $5, ended_batch = $6
           from unnest($1::uuid[]) g (id)
           where a.practice_id = app_practice() and a.client_id = g.id and coalesce(a.until, 'infinity') = 'infinity' and $7
             and (a."primary" or a.member_id = $2)
             and not exists (select from assignment x where x.practice_id = app_practice() and x.client_id = a.client_id
               and x.until is null and x."primary" and x.member_id = $2)
           returning a.client_id, a.member_id, a.weekly"#,
        &there,
        how.to.0,
        now,
        by.0,
        how.reason,
        how.batch.0,
        how.primary
    )
    .fetch_all(permit.conn())
    .await?;
    // They go on meeting as often.
    let weekly: HashMap<Uuid, Option<i16>> = taken.iter().filter(|t| t.member_id != how.to.0).map(|t| (t.client_id, t.weekly)).collect();
    let own: HashMap<Uuid, Option<i16>> = taken.iter().filter(|t| t.member_id == how.to.0).map(|t| (t.client_id, t.weekly)).collect();
    let weekly: Vec<Option<i16>> = there.iter().map(|id| own.get(id).or(weekly.get(id)).copied().flatten()).collect();
    let came = sqlx::query!(
        r#"insert into assignment (practice_id, id, client_id, member_id, "primary", since, assigned_by, reason, hand_off, batch, weekly)
           select app_practice(), gen_random_uuid(), c.id, $2,
             $7 or not exists (select from assignment p where p.practice_id = app_practice() and p.client_id = c.id and coalesce(p.until, 'infinity') = 'infinity' and p."primary"),
             $3, $4, $5, $8, $6, c.weekly
           from unnest($1::uuid[], $9::smallint[]) c (id, weekly)
           where not exists (select from assignment x where x.practice_id = app_practice() and x.client_id = c.id and x.member_id = $2 and x.until is null)
           order by c.id
           returning client_id"#,
        &there,
        how.to.0,
        now,
        by.0,
        how.reason,
        how.batch.0,
        how.primary,
        how.hand_off,
        &weekly as _
    )
    .fetch_all(permit.conn())
    .await
    .on_constraint("assignment_to_the_team", has_left)?;
    let came: Vec<Uuid> = came.into_iter().map(|r| r.client_id).collect();
    sqlx::query!(
        "update unassigned set until = $2, ended_by = $3 where practice_id = app_practice() and client_id = any ($1) and until is null",
        &came,
        now,
        by.0
    )
    .execute(permit.conn())
    .await?;
    let from = |client: &Uuid| taken.iter().find(|t| t.client_id == *client && t.member_id != how.to.0).map(|t| MemberId(t.member_id));
    Ok(came.iter().map(|client| (*client, from(client))).collect())
}

/// Ends a member's assignments of these clients, returning which. Where the primary therapist goes and others stay, the one
/// who has had the client longest is primary from now on.
///
/// # Errors
/// Only those of the database.
pub async fn end(permit: &mut Permit, clients: &[Uuid], of: MemberId, reason: &str, batch: BatchId) -> Result<Vec<Uuid>, AppError> {
    let (now, by) = (permit.now, permit.by());
    take_turns_of(permit, clients).await?;
    hold(permit, clients).await?;
    let ended = sqlx::query!(
        r#"update assignment set until = $3, ended_by = $4, ended_reason = $5, ended_batch = $6
           where practice_id = app_practice() and member_id = $2 and client_id = any ($1) and until is null
           returning client_id, "primary""#,
        clients,
        of.0,
        now,
        by.0,
        reason,
        batch.0
    )
    .fetch_all(permit.conn())
    .await?;
    let headless: Vec<Uuid> = ended.iter().filter(|e| e.primary).map(|e| e.client_id).collect();
    promote(permit, &headless, batch).await?;
    Ok(ended.into_iter().map(|e| e.client_id).collect())
}

/// The next in line becomes primary: their assignment ends, and begins anew as the primary one.
async fn promote(permit: &mut Permit, clients: &[Uuid], batch: BatchId) -> Result<(), AppError> {
    let (now, by) = (permit.now, permit.by());
    let next = sqlx::query!(
        "update assignment set until = $2, ended_by = $3, ended_reason = 'became the primary therapist', ended_batch = $4
         where practice_id = app_practice() and id in (
           select distinct on (client_id) id from assignment
           where practice_id = app_practice() and client_id = any ($1) and coalesce(until, 'infinity') = 'infinity' order by client_id, since, id)
         returning client_id, member_id, hand_off, weekly, resting",
        clients,
        now,
        by.0,
        batch.0
    )
    .fetch_all(permit.conn())
    .await?;
    for one in next {
        sqlx::query!(
            r#"insert into assignment (practice_id, id, client_id, member_id, "primary", since, assigned_by, reason, hand_off, weekly, batch, resting)
               values (app_practice(), gen_random_uuid(), $1, $2, true, $3, $4, 'became the primary therapist', $5, $6, $7, $8)"#,
            one.client_id,
            one.member_id,
            now,
            by.0,
            one.hand_off,
            one.weekly,
            batch.0,
            one.resting
        )
        .execute(permit.conn())
        .await?;
    }
    Ok(())
}

/// Takes a batch back: what it gave ends, what it ended begins anew, unless either has changed since. Returns how many
/// clients are as they were.
///
/// # Errors
/// `Stale` if any of the batch has been changed by someone since; then nothing is taken back. `Invalid` at the field `to`
/// if someone who would get clients back has left the team.
pub async fn undo(permit: &mut Permit, batch: BatchId, back: BatchId) -> Result<i64, AppError> {
    let (now, by) = (permit.now, permit.by());
    let clients = sqlx::query_scalar!(
        r#"select distinct client_id as "id!" from assignment where practice_id = app_practice() and (batch = $1 or ended_batch = $1)"#,
        batch.0
    )
    .fetch_all(permit.conn())
    .await?;
    let members = sqlx::query_scalar!(
        r#"select distinct member_id as "id!" from assignment where practice_id = app_practice() and (batch = $1 or ended_batch = $1)"#,
        batch.0
    )
    .fetch_all(permit.conn())
    .await?;
    take_turns(permit, &members.into_iter().map(MemberId).collect::<Vec<_>>()).await?;
    hold(permit, &clients).await?;
    let changed_since = sqlx::query_scalar!(
        r#"select exists (select from assignment where practice_id = app_practice() and client_id = any ($2)
             and ((batch = $1 and until is not null and ended_batch is distinct from $1)
               or (batch is distinct from $1 and since > (select max(coalesce(x.until, x.since)) from assignment x
                 where x.practice_id = app_practice() and (x.batch = $1 or x.ended_batch = $1))))) as "changed!""#,
        batch.0,
        &clients
    )
    .fetch_one(permit.conn())
    .await?;
    if changed_since {
        return Err(AppError::Stale);
    }
    sqlx::query!(
        "update assignment set until = $2, ended_by = $3, ended_reason = 'taken back', ended_batch = $4
         where practice_id = app_practice() and batch = $1 and until is null",
        batch.0,
        now,
        by.0,
        back.0
    )
    .execute(permit.conn())
    .await?;
    sqlx::query!(
        r#"insert into assignment (practice_id, id, client_id, member_id, "primary", since, assigned_by, reason, hand_off, weekly, batch, resting)
           select practice_id, gen_random_uuid(), client_id, member_id, "primary", $2, $3, 'taken back', hand_off, weekly, $4, resting
           from assignment where practice_id = app_practice() and ended_batch = $1 and batch is distinct from $1 order by client_id"#,
        batch.0,
        now,
        by.0,
        back.0
    )
    .execute(permit.conn())
    .await
    .map_err(not_back)?;
    unassigned_again(permit, batch, &clients).await?;
    Ok(clients.len() as i64)
}

/// Clients whom the one who takes back doesn't see can't be held; what came between at this very moment shows in the indexes.
pub(super) fn not_back(cause: sqlx::Error) -> AppError {
    match cause.as_database_error().and_then(|d| d.constraint()) {
        Some("assignment_to_the_team") => has_left(),
        Some("assignment_once" | "assignment_one_primary") => AppError::Stale,
        _ => cause.into(),
    }
}

/// What the batch put on the Unassigned board leaves it; what it took from there is there again, as it was.
async fn unassigned_again(permit: &mut Permit, batch: BatchId, clients: &[Uuid]) -> Result<(), AppError> {
    let (now, by) = (permit.now, permit.by());
    sqlx::query!(
        "update unassigned set until = $2, ended_by = $3 where practice_id = app_practice() and batch = $1 and until is null",
        batch.0,
        now,
        by.0
    )
    .execute(permit.conn())
    .await?;
    sqlx::query!(
        "insert into unassigned (practice_id, id, client_id, owner_id, since, due_at, reason, left_by, put_by)
         select practice_id, gen_random_uuid(), client_id, owner_id, $3, due_at, reason, left_by, $4 from unassigned u
         where practice_id = app_practice() and client_id = any ($2)
           and until = (select min(a.since) from assignment a where a.practice_id = app_practice() and a.batch = $1)
           and not exists (select from assignment x where x.practice_id = app_practice() and x.client_id = u.client_id and x.until is null)
         on conflict do nothing",
        batch.0,
        clients,
        now,
        by.0
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// How often a member meets each of the clients that came with a batch.
///
/// # Errors
/// Only those of the database.
pub async fn meet(permit: &mut Permit, batch: BatchId, weekly: i16) -> Result<(), AppError> {
    sqlx::query!("update assignment set weekly = $2 where practice_id = app_practice() and batch = $1 and until is null", batch.0, weekly)
        .execute(permit.conn())
        .await?;
    Ok(())
}

/// Over exactly what was looked at. `false` if that has changed, or the assignment has ended.
pub async fn set_weekly(permit: &mut Permit, id: AssignmentId, before: Option<i16>, weekly: Option<i16>) -> Result<bool, AppError> {
    let done = sqlx::query!(
        "update assignment set weekly = $3 where practice_id = app_practice() and id = $1 and until is null and weekly is not distinct from $2",
        id.0,
        before,
        weekly
    );
    Ok(done.execute(permit.conn()).await?.rows_affected() == 1)
}

/// Who sees to a client that nobody has any more.
pub struct Leaving<'a> {
    pub owner: MemberId,
    pub due_at: DateTime<Utc>,
    pub reason: &'a str,
    pub left_by: MemberId,
    pub batch: BatchId,
}

/// Puts a client on the Unassigned board.
pub async fn leave(permit: &mut Permit, client: ClientId, how: &Leaving<'_>) -> Result<(), AppError> {
    let (now, by) = (permit.now, permit.by());
    sqlx::query!(
        "insert into unassigned (practice_id, id, client_id, owner_id, since, due_at, reason, left_by, put_by, batch)
         values (app_practice(), $1, $2, $3, $4, $5, $6, $7, $8, $9)",
        UnassignedId::new().0,
        client.0,
        how.owner.0,
        now,
        how.due_at,
        how.reason,
        how.left_by.0,
        by.0,
        how.batch.0
    )
    .execute(permit.conn())
    .await
    .on_constraint("unassigned_once", || AppError::Stale)?;
    Ok(())
}

fn has_left() -> AppError {
    AppError::at("to", say!("This person has left the team. Choose someone else."))
}

/// Of two who give to the same members at once the second waits, so that a limit is looked at when it counts. Before any
/// client is held, and in one order, whoever comes.
///
/// # Errors
/// Only those of the database.
pub async fn take_turns(permit: &mut Permit, members: &[MemberId]) -> Result<(), AppError> {
    let ids: Vec<Uuid> = members.iter().map(|m| m.0).collect();
    sqlx::query!("select id from member where practice_id = app_practice() and id = any ($1) order by id for no key update", &ids)
        .fetch_all(permit.conn())
        .await?;
    Ok(())
}

/// The same for everyone who has these clients: where one goes, another becomes primary.
///
/// # Errors
/// Only those of the database.
pub async fn take_turns_of(permit: &mut Permit, clients: &[Uuid]) -> Result<(), AppError> {
    let members = sqlx::query_scalar!(
        r#"select distinct member_id as "id!" from assignment where practice_id = app_practice() and client_id = any ($1) and coalesce(until, 'infinity') = 'infinity'"#,
        clients
    )
    .fetch_all(permit.conn())
    .await?;
    take_turns(permit, &members.into_iter().map(MemberId).collect::<Vec<_>>()).await
}

/// In one order, whoever comes. Those that aren't archived are returned.
pub async fn hold(permit: &mut Permit, clients: &[Uuid]) -> Result<Vec<Uuid>, AppError> {
    let held = sqlx::query!(
        r#"select id, archived_at is not null as "archived!" from client where practice_id = app_practice() and id = any ($1) order by id for update"#,
        clients
    );
    Ok(held.fetch_all(permit.conn()).await?.into_iter().filter(|c| !c.archived).map(|c| c.id).collect())
}
