//! The SQL of caseloads.

use crate::base::{AppError, MemberId};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use std::collections::HashMap;

/// How many clients a member is assigned now.
pub async fn assigned_now(conn: &mut PgConnection, member: MemberId) -> Result<i64, AppError> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "n!" from assignment where practice_id = app_practice() and member_id = $1 and until is null"#,
        member.0
    )
    .fetch_one(conn)
    .await?)
}

/// How many clients each of these members was assigned when `at` came; whoever has none is not among them.
pub async fn assigned_at(conn: &mut PgConnection, members: &[MemberId], at: DateTime<Utc>) -> Result<HashMap<MemberId, i64>, AppError> {
    let ids: Vec<_> = members.iter().map(|m| m.0).collect();
    let rows = sqlx::query!(
        r#"select member_id, count(*) as "n!" from assignment
           where practice_id = app_practice() and member_id = any ($1) and since < $2 and (until is null or until >= $2) group by 1"#,
        &ids,
        at
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (MemberId(r.member_id), r.n)).collect())
}
