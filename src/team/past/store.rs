//! The SQL of the past. What a membership was at a moment is the row of member_past that ended first after it, or else
//! the present; so a roster of a past day walks the names as the present one does, and looks each up.

use super::types::{AsOf, Day, PastProfile, Then};
use crate::base::{AppError, MemberId, PracticeId};
use crate::team::store::{after, question};
use crate::team::typed::EVERYONE;
use crate::team::types::{RosterQuery, Standing};
use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use sqlx::{PgConnection, Postgres, QueryBuilder};
use std::collections::HashMap;
use uuid::Uuid;

/// The end of a day, and how it is told.
pub struct End {
    /// The first moment after it.
    pub at: DateTime<Utc>,
    pub zone: Tz,
    pub as_of: AsOf,
}

/// The zone by which the practice's days end: of its first location.
pub async fn zone(conn: &mut PgConnection) -> Result<Tz, AppError> {
    let name = sqlx::query_scalar!("select timezone from location where practice_id = app_practice() order by created_at, id limit 1")
        .fetch_optional(conn)
        .await?;
    Ok(name.and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC))
}

/// When the day asked for ended; refused where it has not come yet, or lies before the practice.
pub async fn end_of(conn: &mut PgConnection, as_of: &str, now: DateTime<Utc>) -> Result<End, AppError> {
    let zone = zone(conn).await?;
    let p = sqlx::query!("select name, created_at from practice where id = app_practice()").fetch_one(conn).await?;
    let asked = as_of.parse::<Day>().ok().and_then(|d| Some((d, NaiveDate::from_ymd_opt(d.year, d.month, d.day)?)));
    let (day, date) = asked.ok_or_else(|| AppError::at("as_of", say!("Choose a day from the calendar.")))?;
    let began = p.created_at.with_timezone(&zone).date_naive();
    if date > now.with_timezone(&zone).date_naive() {
        return Err(AppError::at("as_of", say!("{} has not come yet. Choose today or an earlier day.", day.words())));
    }
    if date < began {
        let first = began.to_string().parse::<Day>().map_or_else(|()| began.to_string(), Day::words);
        return Err(AppError::at("as_of", say!("{} began on {first}. Choose that day or a later one.", p.name)));
    }
    let midnight = date.succ_opt().and_then(|next| next.and_hms_opt(0, 0, 0)).ok_or(AppError::NotFound)?;
    // Where clocks are put forward at midnight, the next day begins an hour later.
    let at = zone
        .from_local_datetime(&midnight)
        .earliest()
        .or_else(|| zone.from_local_datetime(&(midnight + chrono::Duration::hours(1))).earliest());
    let at = at.map_or_else(|| midnight.and_utc(), |at| at.with_timezone(&Utc));
    Ok(End { at, zone, as_of: AsOf { words: day.words(), zone: zone.name().to_string() } })
}

/// What a member was when $3 came: looked up one by one, where a page of those who come first is soon full.
const EACH: &str = " left join lateral (
      select p.status, p.role_id, p.primary_location_id from member_past p
      where p.practice_id = $2 and p.member_id = m.id and p.until >= $3 order by p.until limit 1) p on true";

/// The same for all at once, where a filter may leave few of them.
const ALL: &str = " left join (
      select distinct on (p.member_id) p.member_id, p.status, p.role_id, p.primary_location_id from member_past p
      where p.practice_id = $2 and p.until >= $3 order by p.member_id, p.until) p on p.member_id = m.id";

const STATE: &str = " cross join lateral (
    select coalesce(p.status, m.status) as status, coalesce(p.role_id, m.role_id) as role_id,
      coalesce(p.primary_location_id, m.primary_location_id) as location_id) s ";

/// How an invitation stood when $3 came, as far as it is kept: what was sent again later was open then.
const INVITED: &str = "(select case when i.state = 'declined' and i.decided_at < $3 then 'rejected'
    when i.renewed_at < $3 and i.expires_at < $3 then 'expired' else 'pending' end
    from invitation i where i.practice_id = $2 and i.member_id = m.id)";

/// As `team::store::statement`, of the day that ended when `then` came ($3). Whom it is about can only be told from
/// the past, so every filter is asked of what they were.
pub fn statement(sql: &mut QueryBuilder<Postgres>, practice: PracticeId, query: &RosterQuery, then: DateTime<Utc>, size: usize) {
    let typed = question(sql, practice, query, then);
    let by_words = typed.any();
    sql.push(
        "select f.id, f.first_name, f.last_name, f.email, coalesce(
           (select o.name from role_past o where o.practice_id = $2 and o.role_id = f.role_id and o.until >= $3 order by o.until limit 1),
           (select r.name from role r where r.practice_id = $2 and r.id = f.role_id), 'A role since deleted'),
         f.standing, f.sort_key, false from (
           select m.id, m.first_name, m.last_name, m.email, m.sort_key, s.role_id, case when s.status = 'invited' then ",
    );
    sql.push(INVITED).push(" else s.status end as standing from ");
    if by_words {
        sql.push("(").push(EVERYONE);
        typed.others(sql);
        after(sql, query, "(w.sort_key, w.member_id)");
        sql.push(" order by 1, 2) w join member m on m.practice_id = $2 and m.id = w.id");
    } else {
        sql.push("member m");
    }
    sql.push(if query.narrows() && !by_words { ALL } else { EACH });
    sql.push(STATE).push("where m.practice_id = $2 and m.began_at < $3");
    narrowed(sql, query);
    if !by_words {
        after(sql, query, "(m.sort_key, m.id)");
    }
    // The words come in this order already, so the first of a page end the search.
    sql.push(if by_words { " order by w.sort_key, w.id limit " } else { " order by m.sort_key, m.id limit " });
    sql.push_bind(size as i64 + 1).push(") f order by f.sort_key, f.id");
}

/// The filters, on `m` and what it was.
fn narrowed(sql: &mut QueryBuilder<Postgres>, query: &RosterQuery) {
    if let Some(role) = query.role {
        sql.push(" and s.role_id = ").push_bind(role.0);
    }
    if let Some(location) = query.location {
        sql.push(" and (s.location_id = ").push_bind(location.0);
        sql.push(
            " or exists (select from member_location l where l.practice_id = $2 and l.member_id = m.id and l.since < $3
                     and (l.until is null or l.until >= $3) and l.location_id = ",
        )
        .push_bind(location.0)
        .push("))");
    }
    if let Some(group) = query.group {
        sql.push(
            " and exists (select from group_member g where g.practice_id = $2 and g.member_id = m.id and g.since < $3
                     and (g.until is null or g.until >= $3) and g.group_id = ",
        )
        .push_bind(group.0)
        .push(")");
    }
    match query.status.parse() {
        Ok(Standing::Member(status)) => sql.push(" and s.status = ").push_bind(status.key()),
        Ok(invited) => sql.push(" and s.status = 'invited' and ").push(INVITED).push(" = ").push_bind(invited.key()),
        Err(()) => sql.push(" and s.status not in ('withdrawn', 'archived', 'removed')"),
    };
}

pub async fn profile(conn: &mut PgConnection, id: MemberId, end: End) -> Result<PastProfile, AppError> {
    let r = sqlx::query!(
        r#"select m.first_name, m.last_name, m.email, s.status as "status!", m.began_at < $2 as "begun!",
             case when m.joined_at < $2 then m.joined_at end as joined_at, l.name as location,
             (select case when i.state = 'declined' and i.decided_at < $2 then 'rejected'
                when i.renewed_at < $2 and i.expires_at < $2 then 'expired' else 'pending' end
                from invitation i where i.practice_id = m.practice_id and i.member_id = m.id) as invited,
             coalesce(
               (select o.name from role_past o where o.practice_id = m.practice_id and o.role_id = s.role_id and o.until >= $2 order by o.until limit 1),
               (select r.name from role r where r.practice_id = m.practice_id and r.id = s.role_id), 'A role since deleted') as "role!",
             array(select o.name from member_location x join location o on o.practice_id = x.practice_id and o.id = x.location_id
                where x.practice_id = m.practice_id and x.member_id = m.id and x.since < $2 and (x.until is null or x.until >= $2) order by 1) as "others!",
             array(select g.name from group_member x join practice_group g on g.practice_id = x.practice_id and g.id = x.group_id
                where x.practice_id = m.practice_id and x.member_id = m.id and x.since < $2 and (x.until is null or x.until >= $2) order by 1) as "groups!",
             array(select o.first_name || ' ' || o.last_name from supervision x join member o on o.practice_id = x.practice_id and o.id = x.supervisor_id
                where x.practice_id = m.practice_id and x.supervisee_id = m.id and x.since < $2 and (x.until is null or x.until >= $2) order by 1) as "supervisors!"
           from member m
           cross join lateral (
             select coalesce(p.status, m.status) as status, coalesce(p.role_id, m.role_id) as role_id,
               coalesce(p.primary_location_id, m.primary_location_id) as location_id
             from (select) one left join lateral (
               select p.status, p.role_id, p.primary_location_id from member_past p
               where p.practice_id = m.practice_id and p.member_id = m.id and p.until >= $2 order by p.until limit 1) p on true) s
           join location l on l.practice_id = m.practice_id and l.id = s.location_id
           where m.practice_id = app_practice() and m.id = $1 and m.status <> 'withdrawn'"#,
        id.0,
        end.at
    )
    .fetch_one(conn)
    .await?;
    let key = if r.status == "invited" { r.invited.unwrap_or_default() } else { r.status };
    // Whoever had left by then, or had not been invited, was not on the team; there is no filter for either.
    let standing = key.parse::<Standing>().ok().filter(|_| r.begun);
    Ok(PastProfile {
        id,
        as_of: end.as_of,
        first_name: r.first_name,
        last_name: r.last_name,
        email: r.email,
        then: standing.map(|standing| Then {
            standing,
            role: r.role,
            location: r.location,
            other_locations: r.others,
            groups: r.groups,
            supervisors: r.supervisors,
            joined_at: r.joined_at.map(Into::into),
        }),
    })
}

/// What the exported file has beyond the roster's rows.
pub struct Columns {
    pub id: Uuid,
    pub location: String,
    pub invited_at: Option<DateTime<Utc>>,
    pub joined_at: Option<DateTime<Utc>>,
    pub last_sign_in_at: Option<DateTime<Utc>>,
}

/// Of the day that ended when `then` came, or of the present.
pub async fn columns(
    conn: &mut PgConnection,
    ids: &[MemberId],
    then: Option<DateTime<Utc>>,
) -> Result<HashMap<MemberId, Columns>, AppError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query_as!(
        Columns,
        r#"select m.id, l.name as location, m.invited_at, m.last_sign_in_at,
             case when $2::timestamptz is null or m.joined_at < $2 then m.joined_at end as joined_at
           from member m
           left join lateral (
             select p.primary_location_id from member_past p
             where p.practice_id = m.practice_id and p.member_id = m.id and p.until >= $2 order by p.until limit 1) p on true
           join location l on l.practice_id = m.practice_id and l.id = coalesce(p.primary_location_id, m.primary_location_id)
           where m.practice_id = app_practice() and m.id = any ($1)"#,
        &ids,
        then
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|c| (MemberId(c.id), c)).collect())
}

/// A while in which nothing about a membership changed.
#[derive(Clone, Debug)]
pub struct Spell {
    pub since: DateTime<Utc>,
    /// Nothing for the present.
    pub until: Option<DateTime<Utc>>,
    pub status: String,
    pub role: String,
    pub location: String,
    pub overrides: Vec<String>,
    pub reason: String,
    /// Who began it.
    pub by: Option<String>,
}

/// A membership's spells, the oldest first.
pub async fn spells(conn: &mut PgConnection, id: MemberId) -> Result<Vec<Spell>, AppError> {
    let rows = sqlx::query!(
        r#"select s.since as "since!", s.until, s.status as "status!", s.overrides as "overrides!", s.status_reason as "reason!",
             (select l.name from location l where l.practice_id = app_practice() and l.id = s.primary_location_id) as "location!",
             coalesce((select o.name from role_past o where o.practice_id = app_practice() and o.role_id = s.role_id and o.until > s.since order by o.until limit 1),
               (select r.name from role r where r.practice_id = app_practice() and r.id = s.role_id), 'A role since deleted') as "role!",
             (select b.first_name || ' ' || b.last_name from member b where b.practice_id = app_practice() and b.id = s.begun_by) as by
           from (
             select since, until, status, role_id, primary_location_id, overrides, status_reason,
               coalesce(lag(changed_by) over (order by until), (select invited_by from member where practice_id = app_practice() and id = $1)) as begun_by
             from member_past where practice_id = app_practice() and member_id = $1
             union all
             select changed_at, null, status, role_id, primary_location_id, overrides, status_reason, changed_by
             from member where practice_id = app_practice() and id = $1) s
           order by s.until nulls last"#,
        id.0
    )
    .fetch_all(&mut *conn)
    .await?;
    if rows.is_empty() {
        return Err(AppError::NotFound);
    }
    let spells = rows.into_iter().map(|r| Spell {
        since: r.since,
        until: r.until,
        status: r.status,
        role: r.role,
        location: r.location,
        overrides: r.overrides,
        reason: r.reason,
        by: r.by,
    });
    Ok(spells.collect())
}

/// Something a membership had beside itself for a while: another location, a group, a supervisor.
pub struct Beside {
    pub what: String,
    pub was: String,
    pub since: DateTime<Utc>,
    pub until: Option<DateTime<Utc>>,
    pub by: Option<String>,
}

pub async fn beside(conn: &mut PgConnection, id: MemberId) -> Result<Vec<Beside>, AppError> {
    let rows = sqlx::query!(
        r#"select x.what as "what!", x.was as "was!", x.since as "since!", x.until, b.first_name || ' ' || b.last_name as by from (
             select 'Also at' as what, l.name as was, a.since, a.until, a.given_by as by
               from member_location a join location l on l.practice_id = a.practice_id and l.id = a.location_id
               where a.practice_id = app_practice() and a.member_id = $1
             union all
             select 'Group', g.name, a.since, a.until, a.put_by
               from group_member a join practice_group g on g.practice_id = a.practice_id and g.id = a.group_id
               where a.practice_id = app_practice() and a.member_id = $1
             union all
             select 'Supervised by', o.first_name || ' ' || o.last_name, a.since, a.until, a.set_by
               from supervision a join member o on o.practice_id = a.practice_id and o.id = a.supervisor_id
               where a.practice_id = app_practice() and a.supervisee_id = $1
             union all
             select 'Supervises', o.first_name || ' ' || o.last_name, a.since, a.until, a.set_by
               from supervision a join member o on o.practice_id = a.practice_id and o.id = a.supervisee_id
               where a.practice_id = app_practice() and a.supervisor_id = $1) x
           left join member b on b.practice_id = app_practice() and b.id = x.by
           order by x.since"#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| Beside { what: r.what, was: r.was, since: r.since, until: r.until, by: r.by }).collect())
}
