//! The SQL of cover. Clients are counted as far as row-level security shows them to whoever asks.

use super::types::{Choosing, LendableClient};
use crate::access::{MemberFacts, Permit, Sight, Status, Target};
use crate::base::{AppError, ClientId, CoverageId, MemberId, PracticeId};
use crate::caseload::{Columns, visible};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sqlx::{PgConnection, QueryBuilder, Row};
use uuid::Uuid;

/// Shown or offered at most.
const MOST: i64 = 1000;
/// Past covers of one page.
pub const PAGE: usize = 30;
/// Clients of one caseload that can be chosen from.
pub const CLIENTS: usize = 500;

/// A cover, as it is worked with.
#[derive(Clone, Debug)]
pub struct Read {
    pub id: CoverageId,
    pub absent: MemberId,
    pub absent_name: String,
    pub absent_status: Status,
    pub by: MemberId,
    pub by_name: String,
    pub by_status: Status,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub whole: bool,
    pub chosen: Vec<Uuid>,
    pub clients: i64,
    pub reason: String,
    pub version: i32,
    pub ended_early: bool,
    pub zone: Tz,
}

impl Read {
    /// Whether there may be a client both are about.
    pub fn shares(&self, other: &Read) -> bool {
        self.whole || other.whole || self.chosen.iter().any(|c| other.chosen.contains(c))
    }

    /// The same cover, until another time.
    pub fn until(&self, ends_at: DateTime<Utc>) -> New {
        let some = (!self.whole).then(|| self.chosen.clone());
        New { id: self.id, absent: self.absent, by: self.by, starts_at: self.starts_at, ends_at, some, reason: String::new() }
    }
}

struct Raw {
    id: Uuid,
    absent_id: Uuid,
    absent_name: String,
    absent_status: String,
    cover_id: Uuid,
    cover_name: String,
    cover_status: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    whole: bool,
    chosen: Vec<Uuid>,
    clients: i64,
    reason: String,
    version: i32,
    ended_early: bool,
    zone: String,
}

impl From<Raw> for Read {
    fn from(r: Raw) -> Read {
        let status = |s: String| s.parse().unwrap_or(Status::Inactive);
        Read {
            id: CoverageId(r.id),
            absent: MemberId(r.absent_id),
            absent_name: r.absent_name,
            absent_status: status(r.absent_status),
            by: MemberId(r.cover_id),
            by_name: r.cover_name,
            by_status: status(r.cover_status),
            starts_at: r.starts_at,
            ends_at: r.ends_at,
            whole: r.whole,
            chosen: r.chosen,
            clients: r.clients,
            reason: r.reason,
            version: r.version,
            ended_early: r.ended_early,
            zone: r.zone.parse().unwrap_or(Tz::UTC),
        }
    }
}

// ── reading ──

/// Covers that end after a moment, the first to begin first; of and by one member, where one is given; or this one.
pub async fn open(
    conn: &mut PgConnection,
    after: DateTime<Utc>,
    member: Option<MemberId>,
    id: Option<CoverageId>,
) -> Result<Vec<Read>, AppError> {
    let rows = sqlx::query_as!(
        Raw,
        r#"select v.id, v.absent_id, a.first_name || ' ' || a.last_name as "absent_name!", a.status as absent_status,
             v.cover_id, c.first_name || ' ' || c.last_name as "cover_name!", c.status as cover_status,
             v.starts_at, v.ends_at, v.whole, v.reason, v.version, v.ended_by is not null as "ended_early!", l.timezone as zone,
             array(select x.client_id from coverage_client x where x.practice_id = app_practice() and x.coverage_id = v.id) as "chosen!",
             (select count(*) from assignment s join client k on k.practice_id = app_practice() and k.id = s.client_id and k.archived_at is null
              where s.practice_id = app_practice() and s.member_id = v.absent_id and s.until is null and (v.whole or exists (
                select from coverage_client x where x.practice_id = app_practice() and x.coverage_id = v.id and x.client_id = s.client_id))) as "clients!"
           from coverage v
           join member a on a.practice_id = app_practice() and a.id = v.absent_id
           join member c on c.practice_id = app_practice() and c.id = v.cover_id
           join location l on l.practice_id = app_practice() and l.id = a.primary_location_id
           where v.practice_id = app_practice() and v.ends_at > $1 and v.starts_at < v.ends_at
             and ($2::uuid is null or v.absent_id = $2 or v.cover_id = $2) and ($3::uuid is null or v.id = $3)
           order by v.starts_at, v.id limit $4"#,
        after,
        member.map(|m| m.0),
        id.map(|i| i.0),
        MOST
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Read::from).collect())
}

/// Those that are over, the last first; `before` as the page before said.
pub async fn past(conn: &mut PgConnection, now: DateTime<Utc>, before: Option<&str>) -> Result<(Vec<Read>, Option<String>), AppError> {
    let place = before.and_then(|b| b.split_once('~')).and_then(|(at, id)| Some((at.parse::<i64>().ok()?, id.parse::<Uuid>().ok()?)));
    let place = place.and_then(|(at, id)| Some((DateTime::from_timestamp_micros(at)?, id)));
    let rows = sqlx::query_as!(
        Raw,
        r#"select v.id, v.absent_id, a.first_name || ' ' || a.last_name as "absent_name!", a.status as absent_status,
             v.cover_id, c.first_name || ' ' || c.last_name as "cover_name!", c.status as cover_status,
             v.starts_at, v.ends_at, v.whole, v.reason, v.version, v.ended_by is not null as "ended_early!", l.timezone as zone,
             '{}'::uuid[] as "chosen!",
             (select count(*) from coverage_client x where x.practice_id = app_practice() and x.coverage_id = v.id) as "clients!"
           from coverage v
           join member a on a.practice_id = app_practice() and a.id = v.absent_id
           join member c on c.practice_id = app_practice() and c.id = v.cover_id
           join location l on l.practice_id = app_practice() and l.id = a.primary_location_id
           where v.practice_id = app_practice() and (v.ends_at <= $1 or v.starts_at = v.ends_at)
             and ($2::timestamptz is null or (v.ends_at, v.id) < ($2, $3::uuid))
           order by v.ends_at desc, v.id desc limit $4"#,
        now,
        place.map(|p| p.0),
        place.map(|p| p.1),
        PAGE as i64 + 1
    )
    .fetch_all(conn)
    .await?;
    let mut read: Vec<Read> = rows.into_iter().map(Read::from).collect();
    let more = read.len() > PAGE;
    read.truncate(PAGE);
    let next = read.last().filter(|_| more).map(|r| format!("{}~{}", r.ends_at.timestamp_micros(), r.id));
    Ok((read, next))
}

/// Those who are not active, have clients, and have nobody to cover for some of them now: who, status, how many clients.
pub async fn uncovered(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Vec<(MemberId, String, Status, i64)>, AppError> {
    let rows = sqlx::query!(
        r#"select m.id, m.first_name || ' ' || m.last_name as "name!", m.status, count(*) as "clients!"
           from member m
           join assignment a on a.practice_id = app_practice() and a.member_id = m.id and a.until is null
           cross join lateral (select x.archived_at from client x where x.practice_id = app_practice() and x.id = a.client_id offset 0) k
           where m.practice_id = app_practice() and m.status in ('on_hold', 'inactive', 'suspended') and k.archived_at is null and not exists (
             select from coverage v
             join member c on c.practice_id = app_practice() and c.id = v.cover_id and c.status = 'active'
             where v.practice_id = app_practice() and v.absent_id = m.id and v.starts_at <= $1 and v.ends_at > $1
               and (v.whole or exists (
                 select from coverage_client x where x.practice_id = app_practice() and x.coverage_id = v.id and x.client_id = a.client_id)))
           group by m.id, m.first_name, m.last_name, m.status, m.sort_key order by m.sort_key, m.id limit $2"#,
        now,
        MOST
    )
    .fetch_all(conn)
    .await?;
    let status = |s: String| s.parse().unwrap_or(Status::Inactive);
    Ok(rows.into_iter().map(|r| (MemberId(r.id), r.name, status(r.status), r.clients)).collect())
}

/// A member, as far as cover asks.
pub struct Side {
    pub id: MemberId,
    pub name: String,
    pub status: Status,
    /// Where they work first: its clock counts.
    pub location: String,
    pub zone: Tz,
}

impl Side {
    pub fn target(&self) -> Target {
        target(self.id, self.status)
    }
}

/// For the policy it counts who it is, not what they may do.
pub fn target(id: MemberId, status: Status) -> Target {
    Target::Member(MemberFacts { id, grants: Default::default(), status, originating: false, last_administrator: false })
}

pub async fn side(conn: &mut PgConnection, member: MemberId) -> Result<Side, AppError> {
    let r = sqlx::query!(
        r#"select m.first_name || ' ' || m.last_name as "name!", m.status, l.name as location, l.timezone
           from member m join location l on l.practice_id = m.practice_id and l.id = m.primary_location_id
           where m.practice_id = app_practice() and m.id = $1 and m.status <> 'withdrawn'"#,
        member.0
    )
    .fetch_one(conn)
    .await?;
    let status = r.status.parse().unwrap_or(Status::Inactive);
    Ok(Side { id: member, name: r.name, status, location: r.location, zone: r.timezone.parse().unwrap_or(Tz::UTC) })
}

/// Members with how many clients each has, in the order of names: those who can cover, or everyone on the team.
pub async fn members(conn: &mut PgConnection, only_active: bool) -> Result<Vec<Choosing>, AppError> {
    let rows = sqlx::query!(
        r#"select m.id, m.first_name || ' ' || m.last_name as "name!", coalesce(n.clients, 0) as "clients!"
           from member m
           left join (select a.member_id, count(*) as clients from assignment a where a.practice_id = app_practice() and a.until is null group by 1) n
             on n.member_id = m.id
           where m.practice_id = app_practice() and (m.status = 'active' or (not $1 and m.status in ('on_hold', 'inactive', 'suspended')))
           order by m.sort_key, m.id limit $2"#,
        only_active,
        MOST
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| Choosing { id: MemberId(r.id), name: r.name, clients: r.clients }).collect())
}

/// Those of these clients, or of all, that are assigned to the member and seen by whoever asks.
pub async fn clients(
    conn: &mut PgConnection,
    practice: PracticeId,
    sight: Sight,
    of: MemberId,
    only: Option<&[Uuid]>,
) -> Result<Vec<LendableClient>, AppError> {
    let mut sql = QueryBuilder::new("select c.id, c.first_name || ' ' || c.last_name, c.restricted from client c where c.practice_id = ");
    sql.push_bind(practice.0)
        .push(" and c.archived_at is null and c.id = any (array(select a.client_id from assignment a where a.practice_id = ");
    sql.push_bind(practice.0).push(" and a.until is null and a.member_id = ").push_bind(of.0).push("))");
    if let Some(only) = only {
        sql.push(" and c.id = any (").push_bind(only.to_vec()).push(")");
    }
    visible(&mut sql, sight, Columns::CLIENT);
    sql.push(format!(" order by c.sort_key, c.id limit {}", CLIENTS + 1));
    let rows = sql.build().fetch_all(conn).await?;
    let one =
        |r: &sqlx::postgres::PgRow| Ok(LendableClient { id: ClientId(r.try_get(0)?), name: r.try_get(1)?, restricted: r.try_get(2)? });
    Ok(rows.iter().map(one).collect::<Result<_, sqlx::Error>>()?)
}

/// Whether there has ever been this cover.
pub async fn was(conn: &mut PgConnection, id: CoverageId) -> Result<bool, AppError> {
    let was = sqlx::query_scalar!(r#"select exists (select from coverage where practice_id = app_practice() and id = $1) as "was!""#, id.0);
    Ok(was.fetch_one(conn).await?)
}

// ── writing ──

/// Both members stay as they are until the transaction ends; always in one order. Of two who set cover for the same people
/// at once the second waits, and then sees what the first did.
pub async fn hold(permit: &mut Permit, members: &[MemberId]) -> Result<(), AppError> {
    let ids: Vec<Uuid> = members.iter().map(|m| m.0).collect();
    sqlx::query!("select id from member where practice_id = app_practice() and id = any ($1) order by id for no key update", &ids)
        .fetch_all(permit.conn())
        .await?;
    Ok(())
}

/// How many clients a member has, seen or not.
pub async fn size(conn: &mut PgConnection, of: MemberId) -> Result<i64, AppError> {
    let n = sqlx::query_scalar!(
        r#"select count(*) as "n!" from assignment where practice_id = app_practice() and member_id = $1 and until is null"#,
        of.0
    );
    Ok(n.fetch_one(conn).await?)
}

/// What is to be lent, checked.
pub struct New {
    pub id: CoverageId,
    pub absent: MemberId,
    pub by: MemberId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// Nothing for the whole caseload.
    pub some: Option<Vec<Uuid>>,
    pub reason: String,
}

/// When the same person covers some of the same clients already, in part of the same time.
pub async fn overlap(permit: &mut Permit, new: &New) -> Result<Option<(DateTime<Utc>, DateTime<Utc>)>, AppError> {
    let some = new.some.clone().unwrap_or_default();
    let r = sqlx::query!(
        "select v.starts_at, v.ends_at from coverage v
         where v.practice_id = app_practice() and v.absent_id = $1 and v.cover_id = $2 and v.ends_at > $3 and v.starts_at < $4
           and v.starts_at < v.ends_at and v.id <> $5
           and (v.whole or $6 or exists (
             select from coverage_client x where x.practice_id = app_practice() and x.coverage_id = v.id and x.client_id = any ($7)))
         order by v.starts_at limit 1",
        new.absent.0,
        new.by.0,
        new.starts_at,
        new.ends_at,
        new.id.0,
        new.some.is_none(),
        &some
    )
    .fetch_optional(permit.conn())
    .await?;
    Ok(r.map(|r| (r.starts_at, r.ends_at)))
}

pub async fn insert(permit: &mut Permit, new: &New) -> Result<(), sqlx::Error> {
    let (now, by) = (permit.now, permit.by().0);
    sqlx::query!(
        "insert into coverage (practice_id, id, absent_id, cover_id, starts_at, ends_at, whole, reason, set_at, set_by)
         values (app_practice(), $1, $2, $3, $4, $5, $6, $7, $8, $9)",
        new.id.0,
        new.absent.0,
        new.by.0,
        new.starts_at,
        new.ends_at,
        new.some.is_none(),
        new.reason,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    sqlx::query!(
        "insert into coverage_client (practice_id, coverage_id, client_id) select app_practice(), $1, x from unnest($2::uuid[]) x",
        new.id.0,
        new.some.as_deref().unwrap_or_default()
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Over exactly what was looked at; a cover that is over stays as it was.
pub async fn move_end(permit: &mut Permit, id: CoverageId, version: i32, to: DateTime<Utc>) -> Result<bool, AppError> {
    let now = permit.now;
    let done = sqlx::query!(
        "update coverage set ends_at = $3, version = version + 1
         where practice_id = app_practice() and id = $1 and version = $2 and ends_at > $4 and starts_at < ends_at",
        id.0,
        version,
        to,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Now; before it has begun it is as if it never did.
pub async fn end(permit: &mut Permit, id: CoverageId, version: i32) -> Result<bool, AppError> {
    let (now, by) = (permit.now, permit.by().0);
    let done = sqlx::query!(
        "update coverage set ends_at = greatest(starts_at, $3), ended_by = $4, version = version + 1
         where practice_id = app_practice() and id = $1 and version = $2 and ends_at > $3 and starts_at < ends_at",
        id.0,
        version,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
