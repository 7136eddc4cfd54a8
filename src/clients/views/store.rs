//! The SQL of views, each of the member who asks.

use super::types::SavedView;
use crate::access::Permit;
use crate::base::{AppError, MemberId, ViewId};
use sqlx::PgConnection;

pub async fn all(conn: &mut PgConnection, of: MemberId) -> Result<Vec<SavedView>, AppError> {
    let rows = sqlx::query!(
        "select id, name, question, opens from client_view where practice_id = app_practice() and member_id = $1 order by lower(name)",
        of.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| SavedView { id: ViewId(r.id), name: r.name, address: r.question, opens: r.opens }).collect())
}

/// The address of the view that stands in the place of a bare list.
pub async fn opens_with(conn: &mut PgConnection, of: MemberId) -> Result<Option<String>, AppError> {
    let address = sqlx::query_scalar!(
        "select question from client_view where practice_id = app_practice() and member_id = $1 and opens and question <> '/clients'",
        of.0
    );
    Ok(address.fetch_optional(conn).await?)
}

/// One change of a member's views after the other.
pub async fn hold(permit: &mut Permit) -> Result<(), AppError> {
    let by = permit.by().0;
    sqlx::query!("select id from member where practice_id = app_practice() and id = $1 for update", by).fetch_one(permit.conn()).await?;
    Ok(())
}

/// Another question under a name there is; whether there is.
pub async fn keep(permit: &mut Permit, name: &str, question: &str) -> Result<bool, AppError> {
    let by = permit.by().0;
    let kept = sqlx::query!(
        "update client_view set name = $2, question = $3 where practice_id = app_practice() and member_id = $1 and lower(name) = lower($2)",
        by,
        name,
        question
    )
    .execute(permit.conn())
    .await?;
    Ok(kept.rows_affected() > 0)
}

/// Adds one, unless there are as many as may be; how many were added.
pub async fn insert(permit: &mut Permit, name: &str, question: &str, most: i64) -> Result<u64, AppError> {
    let (by, now, id) = (permit.by().0, permit.now, ViewId::new().0);
    let added = sqlx::query!(
        "insert into client_view (practice_id, id, member_id, name, question, created_at)
         select app_practice(), $1, $2, $3, $4, $5
         where (select count(*) from client_view where practice_id = app_practice() and member_id = $2) < $6",
        id,
        by,
        name,
        question,
        now,
        most
    )
    .execute(permit.conn())
    .await?;
    Ok(added.rows_affected())
}

pub async fn named(permit: &mut Permit, name: &str) -> Result<ViewId, AppError> {
    let by = permit.by().0;
    let id = sqlx::query_scalar!(
        "select id from client_view where practice_id = app_practice() and member_id = $1 and lower(name) = lower($2)",
        by,
        name
    );
    Ok(ViewId(id.fetch_one(permit.conn()).await?))
}

/// The name of a view that is there, and one's own.
pub async fn named_by(permit: &mut Permit, id: ViewId) -> Result<String, AppError> {
    let by = permit.by().0;
    let name =
        sqlx::query_scalar!("select name from client_view where practice_id = app_practice() and member_id = $1 and id = $2", by, id.0);
    Ok(name.fetch_one(permit.conn()).await?)
}

pub async fn rename(permit: &mut Permit, id: ViewId, name: &str) -> Result<u64, sqlx::Error> {
    let by = permit.by().0;
    let renamed =
        sqlx::query!("update client_view set name = $3 where practice_id = app_practice() and member_id = $1 and id = $2", by, id.0, name);
    Ok(renamed.execute(permit.conn()).await?.rows_affected())
}

/// One, or none, opens in the place of a bare list.
pub async fn open_with(permit: &mut Permit, id: Option<ViewId>) -> Result<(), AppError> {
    let by = permit.by().0;
    // First the old one: of two that open the index would complain.
    sqlx::query!("update client_view set opens = false where practice_id = app_practice() and member_id = $1 and opens", by)
        .execute(permit.conn())
        .await?;
    sqlx::query!(
        "update client_view set opens = true where practice_id = app_practice() and member_id = $1 and id = $2",
        by,
        id.map(|id| id.0)
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

pub async fn delete(permit: &mut Permit, id: ViewId) -> Result<u64, AppError> {
    let by = permit.by().0;
    let gone = sqlx::query!("delete from client_view where practice_id = app_practice() and member_id = $1 and id = $2", by, id.0);
    Ok(gone.execute(permit.conn()).await?.rows_affected())
}
