//! The SQL of caseloads.

use crate::base::{AppError, MemberId};
use sqlx::PgConnection;

/// How many clients a member is assigned now.
pub async fn assigned_now(conn: &mut PgConnection, member: MemberId) -> Result<i64, AppError> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "n!" from assignment where practice_id = app_practice() and member_id = $1 and until is null"#,
        member.0
    )
    .fetch_one(conn)
    .await?)
}
