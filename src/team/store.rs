//! The SQL of the roster and the card.

use super::past::store as past;
use super::typed::{BEGINNINGS, Typed};
use super::types::{MemberRow, RosterPage, RosterQuery, Standing};
use crate::access::{Grants, MemberFacts, Overrides, Permit, Status};
use crate::base::{AccountId, AppError, GroupId, LocationId, MemberId, Moment, PracticeId, RoleId};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, Postgres, QueryBuilder, Row, postgres::PgRow};
use uuid::Uuid;

/// Rows of one page: more than a screen of them.
pub const PAGE: usize = 30;

/// One page of the roster. Without words it walks an index in the order of names and stops after a page. With words it
/// walks the beginnings of the longest in member_prefix, in the same order (text comparison is leakproof, so an index
/// serves it under row-level security), takes the first of a page, and only then looks the members up. Every shape of
/// the statement is good with one plan for all values, so none is planned twice.
pub async fn roster(
    conn: &mut PgConnection,
    practice: PracticeId,
    query: &RosterQuery,
    now: DateTime<Utc>,
) -> Result<RosterPage, AppError> {
    page(conn, practice, query, now, None, PAGE).await
}

/// The first so many present members that fit what is typed.
pub async fn pick(
    conn: &mut PgConnection,
    practice: PracticeId,
    q: &str,
    now: DateTime<Utc>,
    most: usize,
) -> Result<Vec<MemberRow>, AppError> {
    let query = RosterQuery { q: q.to_string(), ..Default::default() };
    Ok(page(conn, practice, &query, now, None, most).await?.rows)
}

/// As many rows as `rows` from where the question says; of a past day where `then` is its end.
pub async fn page(
    conn: &mut PgConnection,
    practice: PracticeId,
    query: &RosterQuery,
    now: DateTime<Utc>,
    then: Option<DateTime<Utc>>,
    size: usize,
) -> Result<RosterPage, AppError> {
    let mut sql = QueryBuilder::new("");
    match then {
        None => statement(&mut sql, practice, query, now, size),
        Some(then) => past::statement(&mut sql, practice, query, then, size),
    }
    let mut rows = sql.build().fetch_all(conn).await?;
    let more = rows.len() > size;
    rows.truncate(size);
    let next = match rows.last() {
        Some(last) if more => Some(format!("{}~{}", last.try_get::<Uuid, _>(0)?, last.try_get::<String, _>(6)?)),
        _ => None,
    };
    Ok(RosterPage { rows: rows.iter().map(row).collect::<Result<_, _>>()?, next, as_of: None })
}

/// $1 what is typed, $2 the practice, $3 the time: whatever is asked.
fn statement(sql: &mut QueryBuilder<Postgres>, practice: PracticeId, query: &RosterQuery, now: DateTime<Utc>, size: usize) {
    let typed = question(sql, practice, query, now);
    sql.push(
        "select m.id, m.first_name, m.last_name, m.email, r.name, case when m.status <> 'invited' then m.status else (
           select case when i.state = 'declined' then 'rejected' when i.expires_at <= $3 then 'expired' else 'pending' end
           from invitation i where i.practice_id = $2 and i.member_id = m.id) end, m.sort_key, ",
    );
    sql.push(UNUSED).push(" from (");
    if typed.any() {
        sql.push(BEGINNINGS);
        typed.whole(sql);
        typed.others(sql);
        if (RosterQuery { location: None, ..query.clone() }).narrows() {
            sql.push(" and exists (select from member m where m.practice_id = $2 and m.id = w.member_id");
            narrowed(sql, query);
            sql.push(")");
        }
        if let Some(location) = query.location {
            sql.push(" and w.member_id in (select o.id from member o where o.practice_id = $2 and o.primary_location_id = ");
            sql.push_bind(location.0).push(" union all select l.member_id from member_location l where l.practice_id = $2");
            sql.push(" and l.until is null and l.location_id = ").push_bind(location.0).push(")");
        }
        after(sql, query, "(w.sort_key, w.member_id)");
        sql.push(" order by 1, 2 limit ").push_bind(size as i64 + 1);
        sql.push(") f join member m on m.practice_id = $2 and m.id = f.id join role r on r.practice_id = $2 and r.id = m.role_id");
        sql.push(" order by f.sort_key, f.id");
    } else {
        match query.location {
            None => {
                sql.push("select * from member m where m.practice_id = $2");
                first_of(sql, query, size);
            }
            // A page of each: those who have it as their primary one, and the others there.
            Some(location) => {
                sql.push("select * from ((select m.* from member m where m.practice_id = $2 and m.primary_location_id = ");
                sql.push_bind(location.0);
                first_of(sql, query, size);
                sql.push(") union all (select m.* from member_location l join member m on m.practice_id = $2 and m.id = l.member_id");
                sql.push(" where l.practice_id = $2 and l.until is null and l.location_id = ").push_bind(location.0);
                sql.push(" and m.primary_location_id <> ").push_bind(location.0);
                first_of(sql, query, size);
                sql.push(")) there order by sort_key, id limit ").push_bind(size as i64 + 1);
            }
        }
        sql.push(") m join role r on r.practice_id = $2 and r.id = m.role_id order by m.sort_key, m.id");
    }
}

/// Narrowed, in the order of names, and no more than a page.
fn first_of(sql: &mut QueryBuilder<Postgres>, query: &RosterQuery, size: usize) {
    if query.status.parse::<Standing>().is_err() {
        sql.push(" and m.status not in ('withdrawn', 'archived', 'removed')");
    }
    narrowed(sql, query);
    after(sql, query, "(m.sort_key, m.id)");
    sql.push(" order by m.sort_key, m.id limit ").push_bind(size as i64 + 1);
}

/// What every shape begins with; and what is searched for by words.
pub fn question(sql: &mut QueryBuilder<Postgres>, practice: PracticeId, query: &RosterQuery, now: DateTime<Utc>) -> Typed {
    let text: String = query.q.chars().filter(|c| !c.is_control()).take(100).collect();
    let mut typed = Typed::of(&text);
    match typed.told() {
        Some(words) => sql.push("with q as materialized (select ").push_bind(words).push("::text[] as w, "),
        None => sql.push("with q as materialized (select words_of(").push_bind(text).push(") as w, "),
    };
    sql.push_bind(practice.0).push("::uuid as practice, ").push_bind(now).push("::timestamptz as now) ");
    typed
}

/// R3.5: could sign in, and has not for 90 days.
const UNUSED: &str = "((m.status in ('active', 'on_hold') and coalesce(m.last_sign_in_at, m.joined_at) < $3 - interval '90 days') is true)";

/// The filters but the one by location, on `m`.
fn narrowed(sql: &mut QueryBuilder<Postgres>, query: &RosterQuery) {
    if let Some(role) = query.role {
        sql.push(" and m.role_id = ").push_bind(role.0);
    }
    if let Some(group) = query.group {
        sql.push(
            " and exists (select from group_member g where g.practice_id = $2 and g.member_id = m.id and g.until is null and g.group_id = ",
        );
        sql.push_bind(group.0).push(")");
    }
    if query.unused() {
        sql.push(" and ").push(UNUSED);
        return;
    }
    let Ok(standing) = query.status.parse() else { return };
    match standing {
        Standing::Member(status) => sql.push(" and m.status = ").push_bind(status.key()),
        Standing::Rejected => sql.push(" and m.status = 'invited' and exists (select from invitation f where f.practice_id = $2 and f.member_id = m.id and f.state = 'declined')"),
        Standing::Expired => sql.push(" and m.status = 'invited' and exists (select from invitation f where f.practice_id = $2 and f.member_id = m.id and f.state = 'open' and f.expires_at <= $3)"),
        Standing::Pending => sql.push(" and m.status = 'invited' and exists (select from invitation f where f.practice_id = $2 and f.member_id = m.id and f.state = 'open' and f.expires_at > $3)"),
    };
}

pub fn after(sql: &mut QueryBuilder<Postgres>, query: &RosterQuery, place: &'static str) {
    if let Some((key, id)) = cursor(&query.after) {
        sql.push(" and ").push(place).push(" > (").push_bind(key).push(", ").push_bind(id).push(")");
    }
}

/// The locations and groups someone can be looked for in: those in use, and the ones chosen.
pub async fn places(conn: &mut PgConnection, location: Option<LocationId>, group: Option<GroupId>) -> Result<Places, AppError> {
    let locations = sqlx::query!(
        "select id, name from location where practice_id = app_practice() and (archived_at is null or id = $1) order by archived_at is not null, created_at, id",
        location.map(|l| l.0)
    )
    .fetch_all(&mut *conn)
    .await?;
    let groups = sqlx::query!(
        "select id, name from practice_group where practice_id = app_practice() and (deleted_at is null or id = $1) order by lower(name), id",
        group.map(|g| g.0)
    )
    .fetch_all(conn)
    .await?;
    let locations = locations.into_iter().map(|r| (LocationId(r.id), r.name)).collect();
    Ok((locations, groups.into_iter().map(|r| (GroupId(r.id), r.name)).collect()))
}

pub type Places = (Vec<(LocationId, String)>, Vec<(GroupId, String)>);

/// How the database would go about it, as the application and under its policies.
#[cfg(test)]
pub async fn plan(db: &crate::base::Db, practice: PracticeId, query: &RosterQuery) -> String {
    let mut tx = db.pool.begin().await.expect("a transaction");
    sqlx::query("select set_config('app.practice', $1, true)").bind(practice.to_string()).execute(&mut *tx).await.expect("in the practice");
    let mut sql = QueryBuilder::new("explain ");
    match query.as_of.is_empty() {
        true => statement(&mut sql, practice, query, Utc::now(), PAGE),
        false => past::statement(&mut sql, practice, query, Utc::now(), PAGE),
    }
    let lines: Vec<(String,)> = sql.build_query_as().fetch_all(&mut *tx).await.expect("a plan");
    lines.into_iter().map(|(line,)| line + "\n").collect()
}

fn cursor(after: &str) -> Option<(String, Uuid)> {
    let (id, key) = after.split_once('~').filter(|(_, key)| !key.contains(char::is_control))?;
    Some((key.to_string(), id.parse().ok()?))
}

fn row(row: &PgRow) -> Result<MemberRow, sqlx::Error> {
    Ok(MemberRow {
        id: MemberId(row.try_get(0)?),
        first_name: row.try_get(1)?,
        last_name: row.try_get(2)?,
        email: row.try_get(3)?,
        role: row.try_get(4)?,
        // A status this build does not know is shown as one in which nobody works.
        standing: row.try_get::<&str, _>(5)?.parse().unwrap_or(Standing::Member(Status::Inactive)),
        unused: row.try_get(7)?,
    })
}

/// What the card shows of the membership; the invitation comes from its own store.
pub struct ProfileRead {
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub status: Status,
    pub role: RoleId,
    pub role_name: String,
    /// All told.
    pub grants: Grants,
    pub overrides: Overrides,
    /// What the role holds, whatever the overrides.
    pub role_grants: Grants,
    pub version: i32,
    pub location: String,
    pub invited_at: Option<Moment>,
    pub invited_by: Option<String>,
    pub joined_at: Option<Moment>,
    pub last_sign_in_at: Option<Moment>,
    pub left_at: Option<Moment>,
    pub activated: bool,
    pub originating: bool,
    pub last_administrator: bool,
    /// Target and limit.
    pub capacity: (Option<i32>, Option<i32>),
}

impl ProfileRead {
    pub fn facts(&self, id: MemberId) -> MemberFacts {
        MemberFacts {
            id,
            grants: self.grants.clone(),
            status: self.status,
            originating: self.originating,
            last_administrator: self.last_administrator,
        }
    }
}

pub async fn profile(conn: &mut PgConnection, id: MemberId) -> Result<ProfileRead, AppError> {
    let r = sqlx::query!(
        r#"select m.first_name, m.last_name, m.email, m.status, m.role_id, r.name as role_name, l.name as location, m.overrides, m.version,
             effective_grants(r.grants, r.off, m.overrides) as "grants!", effective_grants(r.grants, r.off, '{}') as "role_grants!",
             m.capacity_target, m.capacity_limit,
             m.invited_at, m.joined_at, m.last_sign_in_at, m.left_at, m.account_id is not null as "activated!",
             b.first_name || ' ' || b.last_name as invited_by,
             p.originating_member_id = m.id as "originating!",
             (administers(effective_grants(r.grants, r.off, m.overrides)) and m.status = 'active'
                and not has_administrator(m.practice_id, m.id, null)) as "last_administrator!"
           from member m
           join practice p on p.id = m.practice_id
           join role r on r.practice_id = m.practice_id and r.id = m.role_id
           join location l on l.practice_id = m.practice_id and l.id = m.primary_location_id
           left join member b on b.practice_id = m.practice_id and b.id = m.invited_by
           where m.practice_id = app_practice() and m.id = $1 and m.status <> 'withdrawn'"#,
        id.0
    )
    .fetch_one(conn)
    .await?;
    Ok(ProfileRead {
        first_name: r.first_name,
        last_name: r.last_name,
        email: r.email,
        status: r.status.parse().unwrap_or(Status::Inactive),
        role: RoleId(r.role_id),
        role_name: r.role_name,
        grants: r.grants.into(),
        overrides: r.overrides.into(),
        role_grants: r.role_grants.into(),
        version: r.version,
        location: r.location,
        invited_at: r.invited_at.map(Into::into),
        invited_by: r.invited_by,
        joined_at: r.joined_at.map(Into::into),
        last_sign_in_at: r.last_sign_in_at.map(Into::into),
        left_at: r.left_at.map(Into::into),
        activated: r.activated,
        originating: r.originating,
        last_administrator: r.last_administrator,
        capacity: (r.capacity_target, r.capacity_limit),
    })
}

/// Who created the practice.
pub struct Founder<'a> {
    pub id: MemberId,
    pub account: AccountId,
    pub first_name: &'a str,
    pub last_name: &'a str,
    pub email: &'a str,
    pub role: RoleId,
    pub location: LocationId,
}

pub async fn insert_founder(permit: &mut Permit, who: &Founder<'_>) -> Result<(), AppError> {
    let (practice, now) = (permit.practice.0, permit.now);
    sqlx::query!(
        "insert into member (practice_id, id, account_id, first_name, last_name, email, status, role_id, primary_location_id, joined_at, changed_at, changed_by)
         values ($1, $2, $3, $4, $5, $6, 'active', $7, $8, $9, $9, $2)",
        practice,
        who.id.0,
        who.account.0,
        who.first_name,
        who.last_name,
        who.email,
        who.role.0,
        who.location.0,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

pub async fn set_role(permit: &mut Permit, member: MemberId, before: RoleId, role: RoleId) -> Result<bool, sqlx::Error> {
    let (now, by) = (permit.now, permit.by());
    let done = sqlx::query!(
        "update member set role_id = $3, changed_at = $4, changed_by = $5, version = version + 1
         where practice_id = app_practice() and id = $1 and role_id = $2 and status in ('invited', 'active', 'on_hold', 'inactive', 'suspended')",
        member.0,
        before.0,
        role.0,
        now,
        by.0
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What a member has more or less than their role, over exactly what was looked at.
pub async fn set_overrides(permit: &mut Permit, member: MemberId, version: i32, overrides: &Overrides) -> Result<bool, sqlx::Error> {
    let (now, by) = (permit.now, permit.by());
    let overrides: Vec<String> = overrides.clone().into();
    let done = sqlx::query!(
        "update member set overrides = $3, changed_at = $4, changed_by = $5, version = version + 1
         where practice_id = app_practice() and id = $1 and version = $2 and status in ('invited', 'active', 'on_hold', 'inactive', 'suspended')",
        member.0,
        version,
        &overrides,
        now,
        by.0
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Asked for by team::lifecycle alone. `false` if the status is another one by now.
pub async fn set_status(permit: &mut Permit, member: MemberId, from: Status, to: Status, reason: &str) -> Result<bool, sqlx::Error> {
    // Whoever accepts an invitation is not signed in yet, and decides for themselves.
    let (now, by) = (permit.now, permit.actor().map_or(member, |a| a.member));
    let left = matches!(to, Status::Removed | Status::Archived | Status::Withdrawn);
    // The order of locks: the practice before its members.
    sqlx::query!("select id from practice where id = app_practice() for update").fetch_one(permit.conn()).await?;
    let done = sqlx::query!(
        "update member set status = $3, status_reason = $4, changed_at = $5, changed_by = $6, left_at = case when $7 then $5 else left_at end,
           version = version + 1
         where practice_id = app_practice() and id = $1 and status = $2",
        member.0,
        from.key(),
        to.key(),
        reason,
        now,
        by.0,
        left
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The way back from having been removed, asked for by team::lifecycle alone. `false` if they are removed no more.
pub async fn set_back(permit: &mut Permit, member: MemberId, to: Status) -> Result<bool, sqlx::Error> {
    let (now, by) = (permit.now, permit.by());
    let done = sqlx::query!(
        "update member set status = $2, status_reason = '', changed_at = $3, changed_by = $4, left_at = null, version = version + 1
         where practice_id = app_practice() and id = $1 and status = 'removed'",
        member.0,
        to.key(),
        now,
        by.0
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// 'joined', 'elsewhere' or 'gone'.
pub async fn reclaim_account(permit: &mut Permit, member: MemberId) -> Result<String, AppError> {
    Ok(sqlx::query_scalar!(r#"select reclaim_account($1) as "how!""#, member.0).fetch_one(permit.conn()).await?)
}

pub async fn status_of(conn: &mut PgConnection, member: MemberId) -> Result<Option<Status>, AppError> {
    let key = sqlx::query_scalar!("select status from member where practice_id = app_practice() and id = $1", member.0)
        .fetch_optional(conn)
        .await?;
    Ok(key.and_then(|key| key.parse().ok()))
}

/// Frees the account of a membership that is over for another practice.
pub async fn release_account(permit: &mut Permit, member: MemberId) -> Result<(), AppError> {
    sqlx::query!("select release_account($1)", member.0).fetch_one(permit.conn()).await?;
    Ok(())
}

/// Keeps this sign-in session going without a practice, for someone who has just left one.
pub async fn session_without_practice(permit: &mut Permit) -> Result<(), AppError> {
    let session = permit.session.map(|s| s.0);
    sqlx::query!("update sign_in_session set practice_id = null, member_id = null where id = $1", session).execute(permit.conn()).await?;
    Ok(())
}
