//! The SQL of assignments. Clients are held in one order before anything changes, so that of two who assign the same
//! clients at once the second waits, and then builds on what the first did.

use crate::access::Permit;
use crate::base::{AppError, BatchId, MemberId, OnConstraint};
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
    hold(permit, clients).await?;
    let taken = sqlx::query!(
        r#"update assignment a set until = $3, ended_by = $4, ended_reason = $5, ended_batch = $6
           where a.practice_id = app_practice() and a.client_id = any ($1) and a.until is null and $7
             and (a."primary" or a.member_id = $2)
             and not exists (select from assignment x where x.practice_id = app_practice() and x.client_id = a.client_id
               and x.until is null and x."primary" and x.member_id = $2)
           returning a.client_id, a.member_id"#,
        clients,
        how.to.0,
        now,
        by.0,
        how.reason,
        how.batch.0,
        how.primary
    )
    .fetch_all(permit.conn())
    .await?;
    let came = sqlx::query!(
        r#"insert into assignment (practice_id, id, client_id, member_id, "primary", since, assigned_by, reason, hand_off, batch)
           select app_practice(), gen_random_uuid(), c.id, $2,
             $7 or not exists (select from assignment p where p.practice_id = app_practice() and p.client_id = c.id and p.until is null and p."primary"),
             $3, $4, $5, $8, $6
           from client c where c.practice_id = app_practice() and c.id = any ($1) and c.archived_at is null
             and not exists (select from assignment x where x.practice_id = app_practice() and x.client_id = c.id and x.member_id = $2 and x.until is null)
           order by c.id
           returning client_id"#,
        clients,
        how.to.0,
        now,
        by.0,
        how.reason,
        how.batch.0,
        how.primary,
        how.hand_off
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
           where practice_id = app_practice() and client_id = any ($1) and until is null order by client_id, since, id)
         returning client_id, member_id, hand_off, weekly",
        clients,
        now,
        by.0,
        batch.0
    )
    .fetch_all(permit.conn())
    .await?;
    for one in next {
        sqlx::query!(
            r#"insert into assignment (practice_id, id, client_id, member_id, "primary", since, assigned_by, reason, hand_off, weekly, batch)
               values (app_practice(), gen_random_uuid(), $1, $2, true, $3, $4, 'became the primary therapist', $5, $6, $7)"#,
            one.client_id,
            one.member_id,
            now,
            by.0,
            one.hand_off,
            one.weekly,
            batch.0
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
        r#"insert into assignment (practice_id, id, client_id, member_id, "primary", since, assigned_by, reason, hand_off, weekly, batch)
           select practice_id, gen_random_uuid(), client_id, member_id, "primary", $2, $3, 'taken back', hand_off, weekly, $4
           from assignment where practice_id = app_practice() and ended_batch = $1 and batch is distinct from $1 order by client_id"#,
        batch.0,
        now,
        by.0,
        back.0
    )
    .execute(permit.conn())
    .await
    .on_constraint("assignment_to_the_team", has_left)?;
    Ok(clients.len() as i64)
}

fn has_left() -> AppError {
    AppError::at("to", "This person has left the team. Choose someone else.")
}

/// In one order, whoever comes.
async fn hold(permit: &mut Permit, clients: &[Uuid]) -> Result<(), AppError> {
    sqlx::query!("select id from client where practice_id = app_practice() and id = any ($1) order by id for update", clients)
        .fetch_all(permit.conn())
        .await?;
    Ok(())
}
