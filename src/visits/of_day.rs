//! A member's day: which one it is where they work, and its visits.

use super::store::{kind, state, visits_with};
use super::types::VisitOfDay;
use crate::access::Sight;
use crate::base::{AppError, ClientId, LocationId, MemberId, PracticeId, VisitId, dated};
use crate::caseload::{Columns, visible};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use sqlx::{PgConnection, Row};

/// Shown at most; nobody holds as many.
const MOST: i64 = 100;

/// The day it is at a location, from midnight to midnight of its clock.
pub struct DayAt {
    pub location: String,
    /// IANA
    pub zone: String,
    pub date: NaiveDate,
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// # Errors
/// `NotFound` where the practice has no such location.
pub async fn day_at(conn: &mut PgConnection, location: LocationId, now: DateTime<Utc>) -> Result<DayAt, AppError> {
    let day = sqlx::query_as!(
        DayAt,
        r#"select l.name as location, l.timezone as zone, d.date as "date!", (d.date::timestamp at time zone l.timezone) as "from!",
             ((d.date + 1)::timestamp at time zone l.timezone) as "until!"
           from location l cross join lateral (select ($2::timestamptz at time zone l.timezone)::date as date) d
           where l.practice_id = app_practice() and l.id = $1"#,
        location.0,
        now
    );
    Ok(day.fetch_one(conn).await?)
}

/// A member's visits of a day, the first comes first, with those of their clients whom the one who asks sees; whether one may be
/// changed is for the caller to say.
///
/// # Errors
/// Only those of the database.
pub async fn of_day(
    conn: &mut PgConnection,
    practice: PracticeId,
    sight: Sight,
    member: MemberId,
    day: &DayAt,
    now: DateTime<Utc>,
) -> Result<Vec<VisitOfDay>, AppError> {
    let mut sql = visits_with(
        practice,
        "select v.id, c.id, c.first_name || ' ' || c.last_name, v.starts_at, v.minutes, v.kind, v.state, v.state = 'held' and v.noted_at is null,
           (select l.name from location l where l.practice_id = v.practice_id and l.id = v.location_id)",
    );
    sql.push(" and v.member_id = ").push_bind(member.0);
    sql.push(" and v.starts_at >= ").push_bind(day.from).push(" and v.starts_at < ").push_bind(day.until);
    visible(&mut sql, sight, Columns::CLIENT);
    sql.push(" order by v.starts_at, v.id limit ").push_bind(MOST);
    let rows = sql.build().fetch_all(conn).await?;
    let zone: chrono_tz::Tz = day.zone.parse().unwrap_or(chrono_tz::UTC);
    let one = |row: &sqlx::postgres::PgRow| -> Result<VisitOfDay, sqlx::Error> {
        let (starts_at, minutes): (DateTime<Utc>, i32) = (row.try_get(3)?, row.try_get(4)?);
        let ends_at = starts_at + Duration::minutes(minutes.into());
        let told = |at: DateTime<Utc>, how: &'static str| at.with_timezone(&zone).format(how);
        Ok(VisitOfDay {
            id: VisitId(row.try_get(0)?),
            client: ClientId(row.try_get(1)?),
            client_name: row.try_get(2)?,
            clock: told(starts_at, "%H:%M").to_string(),
            starts: dated(told(starts_at, say!("%-I:%M %p"))),
            ends: dated(told(ends_at, say!("%-I:%M %p"))),
            minutes,
            kind: kind(row.try_get(5)?),
            state: state(row.try_get(6)?),
            location: row.try_get(8)?,
            note_pending: row.try_get(7)?,
            begun: starts_at <= now,
            over: ends_at <= now,
            may_change: false,
        })
    };
    Ok(rows.iter().map(one).collect::<Result<_, _>>()?)
}
