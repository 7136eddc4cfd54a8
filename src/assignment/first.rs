//! The first assignments of clients who are new: they had nobody, so there is nothing to take from anyone. Many at once, as
//! an import brings them.

use crate::access::Permit;
use crate::base::{AppError, BatchId, MemberId};
use chrono::Duration;
use std::collections::HashSet;
use uuid::Uuid;

/// How long a new client may be on the Unassigned board.
const CLOCK: Duration = Duration::days(7);

/// A new client, and for whom.
#[derive(Clone, Copy, Debug)]
pub struct First {
    pub client: Uuid,
    /// The primary therapist.
    pub to: Uuid,
}

/// Of these members, those who take clients now; held, in one order, until the transaction ends.
///
/// # Errors
/// Only those of the database.
pub async fn taking(permit: &mut Permit, members: &[Uuid]) -> Result<HashSet<Uuid>, AppError> {
    let there = sqlx::query_scalar!(
        "select id from member where practice_id = app_practice() and id = any ($1) and status = 'active' order by id for share",
        members
    )
    .fetch_all(permit.conn())
    .await?;
    Ok(there.into_iter().collect())
}

/// Gives new clients to their first, primary therapists; and to a second member, where whoever added them is to see them
/// too.
///
/// # Errors
/// Only those of the database.
pub async fn begin(permit: &mut Permit, given: &[First], also: Option<MemberId>, reason: &str, batch: BatchId) -> Result<(), AppError> {
    let (now, by) = (permit.now, permit.by());
    let (clients, to): (Vec<Uuid>, Vec<Uuid>) = given.iter().map(|g| (g.client, g.to)).unzip();
    sqlx::query!(
        r#"insert into assignment (practice_id, id, client_id, member_id, "primary", since, assigned_by, reason, batch)
           select app_practice(), gen_random_uuid(), client, member, member = main, $4, $5, $6, $7
           from unnest($1::uuid[], $2::uuid[]) as t (client, main)
             cross join lateral (select main as member union select $3::uuid where $3::uuid is not null) m"#,
        &clients,
        &to,
        also.map(|m| m.0),
        now,
        by.0,
        reason,
        batch.0
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Puts new clients on the Unassigned board, whose owner sees to it that someone has them soon.
///
/// # Errors
/// Only those of the database.
pub async fn await_someone(
    permit: &mut Permit,
    clients: &[Uuid],
    left_by: &[Uuid],
    owner: MemberId,
    reason: &str,
    batch: BatchId,
) -> Result<(), AppError> {
    let (now, by) = (permit.now, permit.by());
    sqlx::query!(
        "insert into unassigned (practice_id, id, client_id, owner_id, since, due_at, reason, left_by, put_by, batch)
         select app_practice(), gen_random_uuid(), client, $3, $4, $5, $6, left_by, $7, $8
         from unnest($1::uuid[], $2::uuid[]) as t (client, left_by)",
        clients,
        left_by,
        owner.0,
        now,
        now + CLOCK,
        reason,
        by.0,
        batch.0
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}
