//! The SQL of batches as their owner sees them, and takes one in hand.

use super::{BatchBrief, BatchRow, BatchState, Column, Verdict};
use crate::access::Permit;
use crate::base::{AppError, BatchId, InvitationId, MemberId, PracticeId};
use crate::mail::{self, Tally};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

struct BatchRead {
    id: Uuid,
    file: String,
    state: String,
    sends: bool,
    total: i32,
    invites: i32,
    members: i32,
    invited: i32,
    errors: i32,
    made: i32,
    wanted: i32,
    created_at: DateTime<Utc>,
}

fn brief(r: BatchRead) -> BatchBrief {
    BatchBrief {
        id: BatchId(r.id),
        file: r.file,
        // What a newer build stored does not move here.
        state: r.state.parse().unwrap_or(BatchState::Stopped),
        sends: r.sends,
        total: r.total.into(),
        invites: r.invites.into(),
        members: r.members.into(),
        invited: r.invited.into(),
        errors: r.errors.into(),
        made: r.made.into(),
        wanted: r.wanted.into(),
        created_at: r.created_at.into(),
    }
}

/// The latest, the newest first.
pub async fn latest(conn: &mut PgConnection) -> Result<Vec<BatchBrief>, AppError> {
    let rows = sqlx::query_as!(
        BatchRead,
        "select id, file, state, sends, total, invites, members, invited, errors, made, wanted, created_at from invitation_batch
         where practice_id = app_practice() and owner_id = app_member() order by created_at desc, id limit 10"
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(brief).collect())
}

pub async fn one(conn: &mut PgConnection, id: BatchId) -> Result<BatchBrief, AppError> {
    let row = sqlx::query_as!(
        BatchRead,
        "select id, file, state, sends, total, invites, members, invited, errors, made, wanted, created_at from invitation_batch
         where practice_id = app_practice() and id = $1 and owner_id = app_member()",
        id.0
    )
    .fetch_one(conn)
    .await?;
    Ok(brief(row))
}

/// Why it stopped, the columns that mean nothing, and whether its rows are gone.
pub async fn beside(conn: &mut PgConnection, id: BatchId) -> Result<(String, Vec<String>, bool), AppError> {
    let row = sqlx::query!(
        "select why, unknown, rows_gone_at from invitation_batch where practice_id = app_practice() and id = $1 and owner_id = app_member()",
        id.0
    )
    .fetch_one(conn)
    .await?;
    Ok((row.why, row.unknown, row.rows_gone_at.is_some()))
}

/// Rows of one verdict, after a line.
pub async fn rows(conn: &mut PgConnection, id: BatchId, verdict: Verdict, after: i32, most: i64) -> Result<Vec<BatchRow>, AppError> {
    let rows = sqlx::query!(
        r#"select b.line, b.cells, b.field, b.reason, b.email, b.first_name || ' ' || b.last_name as "name!", r.name as "role?", b.member_id
           from invitation_batch_row b left join role r on r.practice_id = b.practice_id and r.id = b.role_id
           where b.practice_id = app_practice() and b.batch_id = $1 and b.verdict = $2 and b.line > $3 order by b.line limit $4"#,
        id.0,
        verdict.key(),
        after,
        most
    )
    .fetch_all(conn)
    .await?;
    let cell = |cells: &[String], column: Column| cells.get(column as usize).cloned().unwrap_or_default();
    let or = |meant: String, cells: &[String], column: Column| if meant.trim().is_empty() { cell(cells, column) } else { meant };
    Ok(rows
        .into_iter()
        .map(|r| BatchRow {
            line: r.line.into(),
            verdict,
            name: match r.name.trim() {
                "" => format!("{} {}", cell(&r.cells, Column::FirstName), cell(&r.cells, Column::LastName)).trim().to_string(),
                name => name.to_string(),
            },
            email: or(r.email, &r.cells, Column::Email),
            role: or(r.role.unwrap_or_default(), &r.cells, Column::Role),
            reason: r.reason,
            field: r.field,
            member: r.member_id.map(MemberId),
        })
        .collect())
}

/// A rejected row, as it was in the file.
pub struct Rejected {
    pub line: i32,
    pub cells: Vec<String>,
    pub reason: String,
}

pub async fn rejected(conn: &mut PgConnection, id: BatchId) -> Result<Vec<Rejected>, AppError> {
    Ok(sqlx::query_as!(
        Rejected,
        "select line, cells, reason from invitation_batch_row
         where practice_id = app_practice() and batch_id = $1 and verdict = 'error' order by line",
        id.0
    )
    .fetch_all(conn)
    .await?)
}

/// Invitations that were made, after a line.
pub async fn made(conn: &mut PgConnection, id: BatchId, after: i32, most: i64) -> Result<Vec<(i32, InvitationId)>, AppError> {
    let rows = sqlx::query!(
        r#"select line, invitation_id as "invitation!" from invitation_batch_row
           where practice_id = app_practice() and batch_id = $1 and verdict = 'made' and line > $2 order by line limit $3"#,
        id.0,
        after,
        most
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (r.line, InvitationId(r.invitation))).collect())
}

/// How the mails of a batch fare.
pub async fn mail(conn: &mut PgConnection, practice: PracticeId, id: BatchId) -> Result<Tally, AppError> {
    let about = sqlx::query_scalar!(
        r#"select invitation_id as "invitation!" from invitation_batch_row
           where practice_id = app_practice() and batch_id = $1 and verdict = 'made' and invitation_id is not null"#,
        id.0
    )
    .fetch_all(&mut *conn)
    .await?;
    mail::tally(conn, practice, &about).await
}

/// Takes a batch in hand until the transaction ends, whoever else wants it.
pub async fn held(permit: &mut Permit, id: BatchId) -> Result<BatchBrief, AppError> {
    let row = sqlx::query_as!(
        BatchRead,
        "select id, file, state, sends, total, invites, members, invited, errors, made, wanted, created_at from invitation_batch
         where practice_id = app_practice() and id = $1 and owner_id = app_member() for update",
        id.0
    )
    .fetch_one(permit.conn())
    .await?;
    Ok(brief(row))
}

/// The same, unless another has it.
pub async fn claimed(permit: &mut Permit, id: BatchId) -> Result<Option<BatchBrief>, AppError> {
    let row = sqlx::query_as!(
        BatchRead,
        "select id, file, state, sends, total, invites, members, invited, errors, made, wanted, created_at from invitation_batch
         where practice_id = app_practice() and id = $1 and state = 'running' for update skip locked",
        id.0
    )
    .fetch_optional(permit.conn())
    .await?;
    Ok(row.map(brief))
}
