//! The SQL of imports as their owner sees them, and takes one in hand.

use super::{Column, ImportBrief, ImportRow, ImportState, Verdict};
use crate::access::Permit;
use crate::base::{AppError, ClientId, ImportId};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

struct ImportRead {
    id: Uuid,
    file: String,
    state: String,
    total: i32,
    adds: i32,
    there: i32,
    errors: i32,
    added: i32,
    wanted: i32,
    judged_to: i32,
    created_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
}

fn brief(r: ImportRead) -> ImportBrief {
    ImportBrief {
        id: ImportId(r.id),
        file: r.file,
        // What a newer build stored does not move here.
        state: r.state.parse().unwrap_or(ImportState::Stopped),
        total: r.total.into(),
        adds: r.adds.into(),
        there: r.there.into(),
        errors: r.errors.into(),
        added: r.added.into(),
        wanted: r.wanted.into(),
        judged: r.judged_to.into(),
        created_at: r.created_at.into(),
        ended_at: r.ended_at.map(Into::into),
    }
}

/// The latest, the newest first.
pub async fn latest(conn: &mut PgConnection) -> Result<Vec<ImportBrief>, AppError> {
    let rows = sqlx::query_as!(
        ImportRead,
        "select id, file, state, total, adds, there, errors, added, wanted, judged_to, created_at, ended_at from client_import
         where practice_id = app_practice() and owner_id = app_member() order by created_at desc, id limit 10"
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(brief).collect())
}

pub async fn one(conn: &mut PgConnection, id: ImportId) -> Result<ImportBrief, AppError> {
    let row = sqlx::query_as!(
        ImportRead,
        "select id, file, state, total, adds, there, errors, added, wanted, judged_to, created_at, ended_at from client_import
         where practice_id = app_practice() and id = $1 and owner_id = app_member()",
        id.0
    )
    .fetch_one(conn)
    .await?;
    Ok(brief(row))
}

/// Why it stopped, the columns that mean nothing, and whether its rows are gone.
pub async fn beside(conn: &mut PgConnection, id: ImportId) -> Result<(String, Vec<String>, bool), AppError> {
    let row = sqlx::query!(
        "select why, unknown, rows_gone_at from client_import where practice_id = app_practice() and id = $1 and owner_id = app_member()",
        id.0
    )
    .fetch_one(conn)
    .await?;
    Ok((row.why, row.unknown, row.rows_gone_at.is_some()))
}

/// Rows of one verdict, after a line.
pub async fn rows(conn: &mut PgConnection, id: ImportId, verdict: Verdict, after: i32, most: i64) -> Result<Vec<ImportRow>, AppError> {
    let rows = sqlx::query!(
        r#"select line, cells, field, reason, client_id from client_import_row
           where practice_id = app_practice() and import_id = $1 and verdict = $2 and line > $3 order by line limit $4"#,
        id.0,
        verdict.key(),
        after,
        most
    )
    .fetch_all(conn)
    .await?;
    let cell = |cells: &[String], column: Column| cells.get(column as usize).cloned().unwrap_or_default();
    Ok(rows
        .into_iter()
        .map(|r| ImportRow {
            line: r.line.into(),
            verdict,
            name: format!("{} {}", cell(&r.cells, Column::FirstName), cell(&r.cells, Column::LastName)).trim().to_string(),
            birth_date: cell(&r.cells, Column::BirthDate),
            email: cell(&r.cells, Column::Email),
            reason: r.reason,
            field: r.field,
            client: r.client_id.map(ClientId),
        })
        .collect())
}

/// A rejected row, as it was in the file.
pub struct Rejected {
    pub line: i32,
    pub cells: Vec<String>,
    pub reason: String,
}

pub async fn rejected(conn: &mut PgConnection, id: ImportId, after: i32, most: i64) -> Result<Vec<Rejected>, AppError> {
    Ok(sqlx::query_as!(
        Rejected,
        "select line, cells, reason from client_import_row
         where practice_id = app_practice() and import_id = $1 and verdict = 'error' and line > $2 order by line limit $3",
        id.0,
        after,
        most
    )
    .fetch_all(conn)
    .await?)
}

/// Takes an import in hand until the transaction ends, whoever else wants it.
pub async fn held(permit: &mut Permit, id: ImportId) -> Result<ImportBrief, AppError> {
    let row = sqlx::query_as!(
        ImportRead,
        "select id, file, state, total, adds, there, errors, added, wanted, judged_to, created_at, ended_at from client_import
         where practice_id = app_practice() and id = $1 and owner_id = app_member() for update",
        id.0
    )
    .fetch_one(permit.conn())
    .await?;
    Ok(brief(row))
}

/// The same, unless another has it.
pub async fn claimed(permit: &mut Permit, id: ImportId) -> Result<Option<ImportBrief>, AppError> {
    let row = sqlx::query_as!(
        ImportRead,
        "select id, file, state, total, adds, there, errors, added, wanted, judged_to, created_at, ended_at from client_import
         where practice_id = app_practice() and id = $1 and state in ('judging', 'running') for update skip locked",
        id.0
    )
    .fetch_optional(permit.conn())
    .await?;
    Ok(row.map(brief))
}
