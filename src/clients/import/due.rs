//! The SQL of the worker: what is to be done, in every practice.

use crate::base::{AppError, ImportId, MemberId, PracticeId};
use sqlx::PgConnection;

/// Which, whose, and how often in a row a step of it failed.
#[derive(Debug)]
pub struct Due {
    pub practice: PracticeId,
    pub id: ImportId,
    pub owner: MemberId,
    pub failures: i32,
}

/// Imports at which there is something to do, the oldest first.
pub async fn due(conn: &mut PgConnection) -> Result<Vec<Due>, AppError> {
    let rows = sqlx::query!(
        "select practice_id, id, owner_id, failures from client_import where state in ('judging', 'running') order by created_at, id limit 100"
    )
    .fetch_all(conn)
    .await?;
    let due = rows.into_iter();
    Ok(due
        .map(|r| Due { practice: PracticeId(r.practice_id), id: ImportId(r.id), owner: MemberId(r.owner_id), failures: r.failures })
        .collect())
}

/// Whether there are rows of an import that weren't compared yet.
pub async fn is_judging(conn: &mut PgConnection, due: &Due) -> Result<bool, AppError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from client_import where practice_id = $1 and id = $2 and state = 'judging') as "judging!""#,
        due.practice.0,
        due.id.0
    )
    .fetch_one(conn)
    .await?)
}

pub async fn failed(conn: &mut PgConnection, due: &Due) -> Result<(), AppError> {
    sqlx::query!("update client_import set failures = failures + 1 where practice_id = $1 and id = $2", due.practice.0, due.id.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Throws away what was uploaded days ago, of one import at a time; whether there was one.
pub async fn throw_away(conn: &mut PgConnection, days: i32, ahead: String) -> Result<bool, AppError> {
    let old = sqlx::query!(
        "select practice_id, id from client_import
         where rows_gone_at is null and state <> 'running' and created_at < now() + $2::text::interval - make_interval(days => $1)
         order by created_at limit 1 for update skip locked",
        days,
        ahead
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(old) = old else { return Ok(false) };
    super::store::take_time(&mut *conn).await?;
    sqlx::query!("delete from client_import_row where practice_id = $1 and import_id = $2", old.practice_id, old.id)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "update client_import set rows_gone_at = now() + $3::text::interval, state = case when state in ('judging', 'ready') then 'thrown_away' else state end,
           ended_at = coalesce(ended_at, now() + $3::text::interval)
         where practice_id = $1 and id = $2",
        old.practice_id,
        old.id,
        ahead
    )
    .execute(conn)
    .await?;
    Ok(true)
}
