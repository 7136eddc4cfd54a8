//! The SQL of visits. What they make of a client is kept by triggers (migration 0076).

use super::types::{HistorySeen, VisitInForm, VisitKind, VisitMeant, VisitOf, VisitSeen, VisitState};
use crate::access::{Permit, Sight};
use crate::audit::Change;
use crate::base::{AppError, ClientId, LocationId, MemberId, Moment, PracticeId, VisitId};
use crate::caseload::{self, Columns, Looked, Named, visible};
use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use sqlx::{PgConnection, Postgres, QueryBuilder, Row};
use uuid::Uuid;

/// Visits of one page.
const PAGE: usize = 20;
/// Offered at most, where someone is chosen.
const MOST: i64 = 500;

pub(super) fn kind(key: &str) -> VisitKind {
    key.parse().unwrap_or(VisitKind::Individual)
}

/// A state this build does not know is none that counts.
pub(super) fn state(key: &str) -> VisitState {
    key.parse().unwrap_or(VisitState::Cancelled)
}

/// One page of a client's visits, the latest first, and where the next begins.
pub async fn of_client(conn: &mut PgConnection, client: ClientId, after: &str) -> Result<(Vec<VisitSeen>, Option<String>), AppError> {
    let place =
        after.split_once('~').and_then(|(at, id)| Some((DateTime::from_timestamp_micros(at.parse().ok()?)?, id.parse::<Uuid>().ok()?)));
    let mut rows = sqlx::query!(
        r#"select v.id, v.starts_at, v.minutes, v.kind, v.state, v.member_id, v.version, l.name as location,
             m.first_name || ' ' || m.last_name as "with!", v.state = 'held' and v.noted_at is null as "note_pending!"
           from visit v join member m on m.practice_id = v.practice_id and m.id = v.member_id
           join location l on l.practice_id = v.practice_id and l.id = v.location_id
           where v.practice_id = app_practice() and v.client_id = $1
             and ($2::timestamptz is null or v.starts_at < $2 or (v.starts_at = $2 and v.id > $3::uuid))
           order by v.starts_at desc, v.id limit $4"#,
        client.0,
        place.map(|p| p.0),
        place.map(|p| p.1),
        PAGE as i64 + 1
    )
    .fetch_all(conn)
    .await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|r| format!("{}~{}", r.starts_at.timestamp_micros(), r.id));
    let visits = rows
        .into_iter()
        .map(|r| VisitSeen {
            id: VisitId(r.id),
            starts_at: r.starts_at.into(),
            minutes: r.minutes,
            kind: kind(&r.kind),
            state: state(&r.state),
            member: MemberId(r.member_id),
            with: r.with,
            location: r.location,
            note_pending: r.note_pending,
            version: r.version,
        })
        .collect();
    Ok((visits, next))
}

// ── the form ──

/// A visit as it is, by the clock of its location.
pub struct Before {
    pub id: VisitId,
    pub client: ClientId,
    pub member: MemberId,
    pub with: String,
    location: LocationId,
    place: String,
    starts_at: DateTime<Utc>,
    local: NaiveDateTime,
    minutes: i32,
    kind: VisitKind,
    state: VisitState,
    version: i32,
}

/// # Errors
/// `NotFound`, also where the client isn't seen.
pub async fn one(conn: &mut PgConnection, id: VisitId) -> Result<Before, AppError> {
    let r = sqlx::query!(
        r#"select v.client_id, v.member_id, m.first_name || ' ' || m.last_name as "with!", v.location_id, l.name as place, v.starts_at,
             v.starts_at at time zone l.timezone as "local!", v.minutes, v.kind, v.state, v.version
           from visit v join member m on m.practice_id = v.practice_id and m.id = v.member_id
           join location l on l.practice_id = v.practice_id and l.id = v.location_id
           where v.practice_id = app_practice() and v.id = $1"#,
        id.0
    )
    .fetch_one(conn)
    .await?;
    Ok(Before {
        id,
        client: ClientId(r.client_id),
        member: MemberId(r.member_id),
        with: r.with,
        location: LocationId(r.location_id),
        place: r.place,
        starts_at: r.starts_at,
        local: r.local,
        minutes: r.minutes,
        kind: kind(&r.kind),
        state: state(&r.state),
        version: r.version,
    })
}

impl Before {
    /// What a form would change.
    pub fn changes(&self, meant: &VisitMeant, placed: &Placed) -> Vec<Change> {
        let was = format!("{}, {}", crate::base::Day::from(self.local.date()).words(), self.local.format("%H:%M"));
        let moved = self.starts_at != placed.starts_at;
        [
            Change::between("time", if moved { was } else { meant.starts() }, meant.starts()),
            Change::between("minutes", self.minutes, meant.minutes),
            Change::between("kind", self.kind.words(), meant.kind.words()),
            Change::between("state", self.state.words(), meant.state.words()),
            (self.member != meant.member).then(|| Change { field: "member", before: self.with.clone(), after: placed.with.clone() }),
            (self.location != meant.location).then(|| Change {
                field: "location",
                before: self.place.clone(),
                after: placed.place.clone(),
            }),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// The next full hour where the client is, with whoever asks.
pub async fn new_one(conn: &mut PgConnection, client: &Looked, own: MemberId, only: Option<MemberId>) -> Result<VisitInForm, AppError> {
    let r = sqlx::query!(
        r#"select l.id, date_trunc('hour', app_now() at time zone l.timezone) + interval '1 hour' as "local!"
           from client c join location l on l.practice_id = c.practice_id and l.id = c.location_id
           where c.practice_id = app_practice() and c.id = $1"#,
        client.id.0
    )
    .fetch_one(&mut *conn)
    .await?;
    let members = members(conn, client.id, own, only).await?;
    Ok(VisitInForm {
        id: None,
        version: 0,
        client: client.id,
        client_name: client.name.clone(),
        member: own,
        location: LocationId(r.id),
        date: r.local.format("%Y-%m-%d").to_string(),
        time: r.local.format("%H:%M").to_string(),
        minutes: 50,
        kind: VisitKind::Individual,
        state: VisitState::Scheduled,
        members,
        locations: locations(conn, LocationId(r.id)).await?,
    })
}

pub async fn in_form(conn: &mut PgConnection, client: &Looked, visit: Before, only: Option<MemberId>) -> Result<VisitInForm, AppError> {
    Ok(VisitInForm {
        id: Some(visit.id),
        version: visit.version,
        client: client.id,
        client_name: client.name.clone(),
        member: visit.member,
        location: visit.location,
        date: visit.local.format("%Y-%m-%d").to_string(),
        time: visit.local.format("%H:%M").to_string(),
        minutes: visit.minutes,
        kind: visit.kind,
        state: visit.state,
        members: members(conn, client.id, visit.member, only).await?,
        locations: locations(conn, visit.location).await?,
    })
}

/// Everyone active who sees clients, those who have this one first; or the one who may be alone. Whoever it is with already
/// stays among them.
async fn members(conn: &mut PgConnection, client: ClientId, now_with: MemberId, only: Option<MemberId>) -> Result<Vec<Named>, AppError> {
    let rows = sqlx::query!(
        r#"select m.id, m.first_name || ' ' || m.last_name as "name!",
             exists (select from assignment a where a.practice_id = m.practice_id and a.client_id = $1 and a.member_id = m.id and a.until is null) as "has!"
           from member m join role r on r.practice_id = m.practice_id and r.id = m.role_id
           where m.practice_id = app_practice() and (m.id = $2 or ($3::uuid is null and m.status = 'active'
             and (case when r.off = '{}' and m.overrides = '{}' then r.grants else effective_grants(r.grants, r.off, m.overrides) end)
               && array['clients.view', 'clients.view:locations', 'clients.view:own']))
           order by m.id <> $2, 3 desc, m.sort_key, m.id limit $4"#,
        client.0,
        now_with.0,
        only.map(|m| m.0),
        MOST
    )
    .fetch_all(conn)
    .await?;
    let note = |has: bool| if has { say!(", has this client") } else { "" };
    Ok(rows.into_iter().map(|r| Named { id: r.id.to_string(), name: format!("{}{}", r.name, note(r.has)) }).collect())
}

async fn locations(conn: &mut PgConnection, now_at: LocationId) -> Result<Vec<Named>, AppError> {
    let rows = sqlx::query!(
        "select id, name from location where practice_id = app_practice() and (archived_at is null or id = $1) order by created_at, id",
        now_at.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| Named { id: r.id.to_string(), name: r.name }).collect())
}

/// When and where it is, and with whom, as the database knows them.
pub struct Placed {
    pub starts_at: DateTime<Utc>,
    pub place: String,
    pub with: String,
}

/// # Errors
/// `Invalid` at the field: a location that was archived, a member who is not active or not the one who may be, a held visit
/// that is yet to come. What stays as it was is not asked again.
pub async fn placed(permit: &mut Permit, meant: &VisitMeant, before: Option<&Before>, only: Option<MemberId>) -> Result<Placed, AppError> {
    let now = permit.now;
    let local = local(meant)?;
    let at = sqlx::query!(
        r#"select name, archived_at is not null as "archived!", $2::timestamp at time zone timezone as "starts_at!"
           from location where practice_id = app_practice() and id = $1"#,
        meant.location.0,
        local
    )
    .fetch_optional(permit.conn())
    .await?
    .filter(|l| !l.archived || before.is_some_and(|b| b.location == meant.location))
    .ok_or_else(|| AppError::at("location", say!("Choose a location that is in use.")))?;
    let who = sqlx::query!(
        r#"select first_name || ' ' || last_name as "name!", status from member where practice_id = app_practice() and id = $1"#,
        meant.member.0
    )
    .fetch_optional(permit.conn())
    .await?
    .filter(|m| m.status == "active" || before.is_some_and(|b| b.member == meant.member))
    .ok_or_else(|| AppError::at("member", say!("Choose someone who is active on the team.")))?;
    if only.is_some_and(|own| own != meant.member) {
        return Err(AppError::at("member", say!("You record your own visits. Someone who keeps the calendar can record those of others.")));
    }
    // Nobody moved it: the hour that a clock shows twice in autumn stays the one it was.
    let starts_at = match before {
        Some(b) if b.local == local && b.location == meant.location => b.starts_at,
        _ => at.starts_at,
    };
    if matches!(meant.state, VisitState::Held | VisitState::Missed) && starts_at > now {
        let words = say!("This visit is yet to come, so it can’t be {} already.", meant.state.words().to_lowercase());
        return Err(AppError::at("state", words));
    }
    Ok(Placed { starts_at, place: at.name, with: who.name })
}

fn local(meant: &VisitMeant) -> Result<NaiveDateTime, AppError> {
    let time = NaiveTime::from_num_seconds_from_midnight_opt(meant.time * 60, 0);
    let time = time.ok_or_else(|| AppError::at("time", say!("Enter the time, as in 14:30.")))?;
    Ok(NaiveDate::from(meant.date).and_time(time))
}

/// Whether the member has another visit in the same minutes.
pub async fn overlaps(permit: &mut Permit, id: VisitId, meant: &VisitMeant, starts_at: DateTime<Utc>) -> Result<bool, AppError> {
    if !meant.state.takes_place() {
        return Ok(false);
    }
    let found = sqlx::query_scalar!(
        r#"select exists (select from visit v where v.practice_id = app_practice() and v.member_id = $1 and v.id <> $2
             and v.state in ('scheduled', 'held') and v.starts_at < $4 and v.starts_at > $3::timestamptz - interval '12 hours'
             and v.starts_at + make_interval(mins => v.minutes) > $3) as "overlaps!""#,
        meant.member.0,
        id.0,
        starts_at,
        starts_at + Duration::minutes(meant.minutes.into())
    );
    Ok(found.fetch_one(permit.conn()).await?)
}

/// Holds the client of a visit, before the visit: of two who change visits of one client, or seal its record meanwhile, the
/// second waits, and nobody in a circle.
pub async fn hold(permit: &mut Permit, client: ClientId) -> Result<(), AppError> {
    sqlx::query!("select id from client where practice_id = app_practice() and id = $1 for no key update", client.0)
        .fetch_one(permit.conn())
        .await?;
    Ok(())
}

pub async fn insert(
    permit: &mut Permit,
    id: VisitId,
    client: ClientId,
    visit: &VisitMeant,
    starts_at: DateTime<Utc>,
) -> Result<(), AppError> {
    let (now, by) = (permit.now, permit.by().0);
    sqlx::query!(
        "insert into visit (practice_id, id, client_id, member_id, location_id, starts_at, minutes, kind, state, created_at, created_by, changed_at, changed_by)
         values (app_practice(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9, $10)",
        id.0,
        client.0,
        visit.member.0,
        visit.location.0,
        starts_at,
        visit.minutes,
        visit.kind.key(),
        visit.state.key(),
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Over exactly what was looked at.
pub async fn update(
    permit: &mut Permit,
    id: VisitId,
    version: i32,
    visit: &VisitMeant,
    starts_at: DateTime<Utc>,
) -> Result<bool, AppError> {
    let (now, by) = (permit.now, permit.by().0);
    let done = sqlx::query!(
        "update visit set member_id = $3, location_id = $4, starts_at = $5, minutes = $6, kind = $7, state = $8,
           noted_at = case when $8 = 'held' then noted_at end, version = version + 1, changed_at = $9, changed_by = $10
         where practice_id = app_practice() and id = $1 and version = $2",
        id.0,
        version,
        visit.member.0,
        visit.location.0,
        starts_at,
        visit.minutes,
        visit.kind.key(),
        visit.state.key(),
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// `false` if there is no pending note, or the visit was changed meanwhile.
pub async fn note(permit: &mut Permit, id: VisitId, version: i32) -> Result<bool, AppError> {
    let (now, by) = (permit.now, permit.by().0);
    let done = sqlx::query!(
        "update visit set noted_at = $3, version = version + 1, changed_at = $3, changed_by = $4
         where practice_id = app_practice() and id = $1 and version = $2 and state = 'held' and noted_at is null",
        id.0,
        version,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whatever is planned with a client will not be. Returns how many visits that were.
pub async fn cancel_ahead(permit: &mut Permit, client: ClientId) -> Result<i64, AppError> {
    let (now, by) = (permit.now, permit.by().0);
    let done = sqlx::query!(
        "update visit set state = 'cancelled', version = version + 1, changed_at = $2, changed_by = $3
         where practice_id = app_practice() and client_id = $1 and state = 'scheduled' and starts_at > $2",
        client.0,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() as i64)
}

// ── on a member's card ──

/// # Errors
/// `NotFound` for whoever is not of this practice.
pub async fn is_here(conn: &mut PgConnection, member: MemberId) -> Result<(), AppError> {
    sqlx::query!("select id from member where practice_id = app_practice() and id = $1", member.0).fetch_one(conn).await?;
    Ok(())
}

pub async fn history(
    conn: &mut PgConnection,
    practice: PracticeId,
    sight: Sight,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<HistorySeen, AppError> {
    let mut sql = visits_with(
        practice,
        "select count(*) filter (where v.state = 'held' and v.starts_at <= app_now()), count(*) filter (where v.state = 'missed'),
           count(*) filter (where v.state = 'cancelled' and v.starts_at <= app_now()), count(*) filter (where v.state = 'scheduled' and v.starts_at > app_now())",
    );
    sql.push(" and v.member_id = ").push_bind(member.0);
    sql.push(" and v.starts_at > ").push_bind(now - Duration::days(90));
    sql.push(" and v.starts_at < ").push_bind(now + Duration::days(7));
    visible(&mut sql, sight, Columns::CLIENT);
    let figures = sql.build().fetch_one(&mut *conn).await?;
    let (high_risk, moderate_risk) = risks(conn, practice, sight, member).await?;
    Ok(HistorySeen {
        active_clients: caseload::assigned_now(conn, practice, sight, member).await?,
        pending_notes: pending(conn, practice, sight, member).await?,
        high_risk,
        moderate_risk,
        held: figures.try_get(0)?,
        missed: figures.try_get(1)?,
        cancelled: figures.try_get(2)?,
        ahead: figures.try_get(3)?,
        latest: latest(conn, practice, sight, member, now).await?,
        sees_all: sight.whole(),
    })
}

/// Visits with their clients, each looked up by itself: the planner has no figures that hold for every practice.
pub(super) fn visits_with(practice: PracticeId, wanted: &str) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(wanted);
    sql.push(
        " from visit v cross join lateral (select * from client x where x.practice_id = v.practice_id and x.id = v.client_id offset 0) c
         where v.practice_id = ",
    );
    sql.push_bind(practice.0);
    sql
}

async fn pending(conn: &mut PgConnection, practice: PracticeId, sight: Sight, member: MemberId) -> Result<i64, AppError> {
    let mut sql = visits_with(practice, "select count(*)");
    sql.push(" and v.member_id = ").push_bind(member.0).push(" and v.state = 'held' and v.noted_at is null");
    visible(&mut sql, sight, Columns::CLIENT);
    Ok(sql.build_query_scalar().fetch_one(conn).await?)
}

/// How many of a member's clients are at high and at moderate risk.
async fn risks(conn: &mut PgConnection, practice: PracticeId, sight: Sight, member: MemberId) -> Result<(i64, i64), AppError> {
    let mut sql = QueryBuilder::new(
        "select count(*) filter (where c.risk = 'high'), count(*) filter (where c.risk = 'moderate')
         from assignment a cross join lateral (select * from client x where x.practice_id = a.practice_id and x.id = a.client_id offset 0) c
         where a.practice_id = ",
    );
    sql.push_bind(practice.0).push(" and a.member_id = ").push_bind(member.0).push(" and a.until is null and c.archived_at is null");
    visible(&mut sql, sight, Columns::CLIENT);
    let row = sql.build().fetch_one(conn).await?;
    Ok((row.try_get(0)?, row.try_get(1)?))
}

async fn latest(
    conn: &mut PgConnection,
    practice: PracticeId,
    sight: Sight,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<Vec<VisitOf>, AppError> {
    let mut sql = visits_with(
        practice,
        "select c.id, c.first_name || ' ' || c.last_name, v.starts_at, v.kind, v.state, v.state = 'held' and v.noted_at is null",
    );
    sql.push(" and v.member_id = ").push_bind(member.0).push(" and v.starts_at <= ").push_bind(now);
    visible(&mut sql, sight, Columns::CLIENT);
    sql.push(" order by v.starts_at desc, v.id limit 8");
    let rows = sql.build().fetch_all(conn).await?;
    let visit = |r: &sqlx::postgres::PgRow| -> Result<VisitOf, sqlx::Error> {
        Ok(VisitOf {
            client: ClientId(r.try_get(0)?),
            client_name: r.try_get(1)?,
            starts_at: Moment::from(r.try_get::<DateTime<Utc>, _>(2)?),
            kind: kind(r.try_get(3)?),
            state: state(r.try_get(4)?),
            note_pending: r.try_get(5)?,
        })
    };
    Ok(rows.iter().map(visit).collect::<Result<_, _>>()?)
}
