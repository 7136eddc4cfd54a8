//! What of cover a day's page tells: of one member what begins or ends about now, of everyone how many gaps there are.

use super::types::{Cover, Gap};
use super::{api, gaps, store};
use crate::access::Actor;
use crate::base::{AppError, Moment, Waiting};
use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

/// Covers of and by whoever asks that began in the last day, or begin or end by a moment.
///
/// # Errors
/// Only those of the database.
pub async fn near(conn: &mut PgConnection, who: &Actor, now: DateTime<Utc>, by: DateTime<Utc>) -> Result<Vec<Cover>, AppError> {
    let begins = |c: &store::Read| (now - Duration::days(1)..=by).contains(&c.starts_at);
    let open = store::open(conn, now, Some(who.member), None).await?;
    Ok(open.iter().filter(|c| begins(c) || c.ends_at <= by).map(|c| api::told(who, c)).collect())
}

/// How many gaps there are in the cover of the whole practice; since when the first is open, of those whose beginning is known.
///
/// # Errors
/// Only those of the database.
pub async fn open_gaps(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Waiting, AppError> {
    let alone = store::uncovered(conn, now).await?.len();
    let gaps = gaps::of(&store::open(conn, now - gaps::ONE_ABSENCE, None, None).await?, now);
    let from = |gap: &Gap| match gap {
        Gap::Away { from, .. } | Gap::Between { from, .. } => Some(*from),
        Gap::Nobody { .. } => None,
    };
    let since = gaps.iter().filter_map(from).filter(|from| *from <= Moment::from(now)).min();
    Ok(Waiting { many: (alone + gaps.len()) as i64, since, who: Vec::new() })
}
