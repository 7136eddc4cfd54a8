//! Taking a batch back as far as it still is what it made: for what concerns many clients, of whom some have gone on.

use crate::access::Permit;
use crate::base::{AppError, BatchId, MemberId};
use uuid::Uuid;

/// Like `undo`, but of clients whom nobody changed since; the others are left as they are. Returned are both.
///
/// # Errors
/// `Invalid` at the field `to` if someone who would get clients back has left the team; only those of the database otherwise.
pub async fn undo_unchanged(permit: &mut Permit, batch: BatchId, back: BatchId) -> Result<(Vec<Uuid>, Vec<Uuid>), AppError> {
    let (now, by) = (permit.now, permit.by());
    let all = sqlx::query_scalar!(
        r#"select distinct client_id as "id!" from assignment where practice_id = app_practice() and (batch = $1 or ended_batch = $1) order by 1"#,
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
    super::take_turns(permit, &members.into_iter().map(MemberId).collect::<Vec<_>>()).await?;
    sqlx::query!("select id from client where practice_id = app_practice() and id = any ($1) order by id for update", &all)
        .fetch_all(permit.conn())
        .await?;
    let changed = sqlx::query_scalar!(
        r#"select distinct a.client_id as "id!" from assignment a
           where a.practice_id = app_practice() and a.client_id = any ($2)
             and ((a.batch = $1 and a.until is not null and a.ended_batch is distinct from $1)
               or (a.batch is distinct from $1 and a.since > (select max(coalesce(x.until, x.since)) from assignment x
                 where x.practice_id = app_practice() and (x.batch = $1 or x.ended_batch = $1))))"#,
        batch.0,
        &all
    )
    .fetch_all(permit.conn())
    .await?;
    let unchanged: Vec<Uuid> = all.into_iter().filter(|id| !changed.contains(id)).collect();
    sqlx::query!(
        "update assignment set until = $2, ended_by = $3, ended_reason = 'taken back', ended_batch = $4
         where practice_id = app_practice() and batch = $1 and until is null and client_id = any ($5)",
        batch.0,
        now,
        by.0,
        back.0,
        &unchanged
    )
    .execute(permit.conn())
    .await?;
    sqlx::query!(
        r#"insert into assignment (practice_id, id, client_id, member_id, "primary", since, assigned_by, reason, hand_off, weekly, resting, batch)
           select practice_id, gen_random_uuid(), client_id, member_id, "primary", $2, $3, 'taken back', hand_off, weekly, resting, $4
           from assignment where practice_id = app_practice() and ended_batch = $1 and batch is distinct from $1 and client_id = any ($5)
           order by client_id"#,
        batch.0,
        now,
        by.0,
        back.0,
        &unchanged
    )
    .execute(permit.conn())
    .await
    .map_err(super::store::not_back)?;
    Ok((unchanged, changed))
}
