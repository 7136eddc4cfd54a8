//! Invitations that want someone's hand: what would be lost if nobody looked.

use crate::base::{AppError, PracticeId, Waiting};
use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

/// An invitation is open for no longer (settings): of letters before that none matters any more.
const LONGEST: i64 = 31;
/// Running out within so many days.
const SOON: i64 = 2;

pub struct Pending {
    /// Open, and their newest letter could not be delivered.
    pub unmailed: Waiting,
    /// Since when the first has run out.
    pub run_out: Waiting,
    /// Since when the first was sent.
    pub running_out: Waiting,
}

/// # Errors
/// Only those of the database.
pub async fn pending(conn: &mut PgConnection, practice: PracticeId, now: DateTime<Utc>) -> Result<Pending, AppError> {
    let failed = crate::mail::undelivered(conn, practice, now - Duration::days(LONGEST)).await?;
    let unmailed = if failed.is_empty() { Waiting::default() } else { unmailed(conn, failed, now).await? };
    let r = sqlx::query!(
        r#"select count(*) filter (where i.expires_at <= $1) as "run_out!", min(i.expires_at) filter (where i.expires_at <= $1) as run_out_since,
             count(*) filter (where i.expires_at > $1) as "running_out!", min(i.renewed_at) filter (where i.expires_at > $1) as running_out_since
           from invitation i join member m on m.practice_id = i.practice_id and m.id = i.member_id and m.status = 'invited'
           where i.practice_id = app_practice() and i.state = 'open' and i.expires_at <= $2"#,
        now,
        now + Duration::days(SOON)
    )
    .fetch_one(conn)
    .await?;
    Ok(Pending { unmailed, run_out: Waiting::of(r.run_out, r.run_out_since), running_out: Waiting::of(r.running_out, r.running_out_since) })
}

/// Those still open under the serial that the letter was of: sent again they have another.
async fn unmailed(conn: &mut PgConnection, failed: Vec<(uuid::Uuid, i32)>, now: DateTime<Utc>) -> Result<Waiting, AppError> {
    let (ids, serials): (Vec<_>, Vec<_>) = failed.into_iter().unzip();
    let r = sqlx::query!(
        r#"select count(*) as "many!", min(i.renewed_at) as since, coalesce((array_agg(m.id order by i.renewed_at, m.id))[1:5], '{}') as "ids!",
             coalesce((array_agg(m.first_name || ' ' || m.last_name order by i.renewed_at, m.id))[1:5], '{}') as "names!"
           from (select distinct f.id, f.serial from unnest($1::uuid[], $2::int[]) f (id, serial)) f
           join invitation i on i.practice_id = app_practice() and i.id = f.id and i.serial = f.serial and i.state = 'open' and i.expires_at > $3
           join member m on m.practice_id = app_practice() and m.id = i.member_id and m.status = 'invited'"#,
        &ids,
        &serials,
        now
    )
    .fetch_one(conn)
    .await?;
    Ok(Waiting::of(r.many, r.since).naming(r.ids, r.names))
}
