//! The SQL of the roster and the card.

use super::types::{MemberRow, RosterPage, RosterQuery, Standing};
use crate::access::{Grants, MemberFacts, Permit, Status};
use crate::base::{AccountId, AppError, LocationId, MemberId, Moment, PracticeId, RoleId};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, Postgres, QueryBuilder, Row, postgres::PgRow};
use uuid::Uuid;

/// Rows of one page.
const PAGE: usize = 50;

/// One page of the roster. Without words it walks the index of names and stops after a page; with words it begins with
/// the range of each in member_word: text comparison is leakproof, so an index serves it under row-level security.
/// Planned anew each time (not kept as a prepared statement), for a plan for any words is a bad one for most.
pub async fn roster(
    conn: &mut PgConnection,
    practice: PracticeId,
    query: &RosterQuery,
    now: DateTime<Utc>,
) -> Result<RosterPage, AppError> {
    let words = if query.q.chars().any(char::is_alphanumeric) { words_of(conn, &query.q).await? } else { Vec::new() };
    let mut sql = QueryBuilder::new("");
    statement(&mut sql, practice, query, &words, now);
    let mut rows = sql.build().persistent(false).fetch_all(conn).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = match rows.last() {
        Some(last) if more => Some(format!("{}~{}", last.try_get::<Uuid, _>("id")?, last.try_get::<String, _>("sort_key")?)),
        _ => None,
    };
    Ok(RosterPage { rows: rows.iter().map(row).collect::<Result<_, _>>()?, next })
}

/// What is typed, as the database compares it; the longest word first, and no more than four.
async fn words_of(conn: &mut PgConnection, q: &str) -> Result<Vec<String>, AppError> {
    let q: String = q.chars().filter(|c| !c.is_control()).take(100).collect();
    let mut words = sqlx::query_scalar!(r#"select words_of($1) as "words!""#, q).fetch_one(conn).await?;
    words.truncate(4);
    Ok(words)
}

/// The page is cut before roles and invitations are looked up.
fn statement(sql: &mut QueryBuilder<Postgres>, practice: PracticeId, query: &RosterQuery, words: &[String], now: DateTime<Utc>) {
    sql.push("select m.id, m.first_name, m.last_name, m.email, m.status, m.sort_key, r.name as role, i.state, i.expires_at <= ");
    sql.push_bind(now).push(
        " as ran_out from (select m.practice_id, m.id, m.first_name, m.last_name, m.email, m.status, m.sort_key, m.role_id from member m
          where m.status not in ('withdrawn', 'archived', 'removed') and m.practice_id = ",
    );
    sql.push_bind(practice.0);
    for word in words {
        sql.push(" and m.id in (select w.member_id from member_word w where w.practice_id = ").push_bind(practice.0);
        sql.push(" and w.word >= ").push_bind(word.clone());
        sql.push(" and w.word < ").push_bind(format!("{word}\u{10ffff}")).push(")");
    }
    if let Some(role) = query.role {
        sql.push(" and m.role_id = ").push_bind(role.0);
    }
    if let Ok(standing) = query.status.parse() {
        by_standing(sql, standing, now);
    }
    if let Some((key, id)) = cursor(&query.after) {
        sql.push(" and (m.sort_key, m.id) > (").push_bind(key).push(", ").push_bind(id).push(")");
    }
    sql.push(" order by m.sort_key, m.id limit ").push_bind(PAGE as i64 + 1);
    sql.push(
        ") m join role r on r.practice_id = m.practice_id and r.id = m.role_id
          left join invitation i on i.practice_id = m.practice_id and i.member_id = m.id and m.status = 'invited'
          order by m.sort_key, m.id",
    );
}

/// How the database would go about it, as the application and under its policies.
#[cfg(test)]
pub async fn plan(db: &crate::base::Db, practice: PracticeId, query: &RosterQuery) -> String {
    let mut tx = db.pool.begin().await.expect("a transaction");
    sqlx::query("select set_config('app.practice', $1, true)").bind(practice.to_string()).execute(&mut *tx).await.expect("in the practice");
    let words = words_of(&mut tx, &query.q).await.expect("words");
    let mut sql = QueryBuilder::new("explain ");
    statement(&mut sql, practice, query, &words, Utc::now());
    let lines: Vec<(String,)> = sql.build_query_as().fetch_all(&mut *tx).await.expect("a plan");
    lines.into_iter().map(|(line,)| line + "\n").collect()
}

fn by_standing(sql: &mut QueryBuilder<Postgres>, standing: Standing, now: DateTime<Utc>) {
    if let Standing::Member(status) = standing {
        sql.push(" and m.status = ").push_bind(status.key());
        return;
    }
    sql.push(" and m.status = 'invited' and exists (select from invitation f where f.practice_id = m.practice_id and f.member_id = m.id");
    match standing {
        Standing::Rejected => sql.push(" and f.state = 'declined')"),
        Standing::Expired => sql.push(" and f.state = 'open' and f.expires_at <= ").push_bind(now).push(")"),
        _ => sql.push(" and f.state = 'open' and f.expires_at > ").push_bind(now).push(")"),
    };
}

fn cursor(after: &str) -> Option<(String, Uuid)> {
    let (id, key) = after.split_once('~').filter(|(_, key)| !key.contains(char::is_control))?;
    Some((key.to_string(), id.parse().ok()?))
}

fn row(row: &PgRow) -> Result<MemberRow, sqlx::Error> {
    let status = row.try_get::<String, _>("status")?.parse().unwrap_or(Status::Inactive);
    let state: Option<String> = row.try_get("state")?;
    let ran_out: Option<bool> = row.try_get("ran_out")?;
    Ok(MemberRow {
        id: MemberId(row.try_get("id")?),
        first_name: row.try_get("first_name")?,
        last_name: row.try_get("last_name")?,
        email: row.try_get("email")?,
        role: row.try_get("role")?,
        standing: Standing::of(status, state.as_deref(), ran_out.unwrap_or(false)),
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
    pub grants: Grants,
    pub location: String,
    pub invited_at: Option<Moment>,
    pub invited_by: Option<String>,
    pub joined_at: Option<Moment>,
    pub last_sign_in_at: Option<Moment>,
    pub left_at: Option<Moment>,
    pub activated: bool,
    pub originating: bool,
    pub last_administrator: bool,
}

impl ProfileRead {
    pub fn facts(&self, id: MemberId) -> MemberFacts {
        MemberFacts { id, grants: self.grants.clone(), originating: self.originating, last_administrator: self.last_administrator }
    }
}

pub async fn profile(conn: &mut PgConnection, id: MemberId) -> Result<ProfileRead, AppError> {
    let r = sqlx::query!(
        r#"select m.first_name, m.last_name, m.email, m.status, m.role_id, r.name as role_name, r.grants, l.name as location,
             m.invited_at, m.joined_at, m.last_sign_in_at, m.left_at, m.account_id is not null as "activated!",
             b.first_name || ' ' || b.last_name as invited_by,
             p.originating_member_id = m.id as "originating!",
             (administers(r.grants) and m.status = 'active' and not exists (
                select from member o join role q on q.practice_id = o.practice_id and q.id = o.role_id
                where o.practice_id = m.practice_id and o.id <> m.id and o.status = 'active' and o.account_id is not null
                  and administers(q.grants))) as "last_administrator!"
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
        location: r.location,
        invited_at: r.invited_at.map(Into::into),
        invited_by: r.invited_by,
        joined_at: r.joined_at.map(Into::into),
        last_sign_in_at: r.last_sign_in_at.map(Into::into),
        left_at: r.left_at.map(Into::into),
        activated: r.activated,
        originating: r.originating,
        last_administrator: r.last_administrator,
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

/// The one function that changes a membership's status. Ending one frees the account for another practice.
pub async fn set_status(permit: &mut Permit, member: MemberId, status: Status) -> Result<(), sqlx::Error> {
    let (now, by) = (permit.now, permit.by());
    let ends = matches!(status, Status::Removed | Status::Archived | Status::Withdrawn);
    sqlx::query!(
        "update member set status = $2, changed_at = $3, changed_by = $4, left_at = case when $5 then $3 else left_at end, version = version + 1
         where practice_id = app_practice() and id = $1",
        member.0,
        status.key(),
        now,
        by.0,
        ends
    )
    .execute(permit.conn())
    .await?;
    if ends {
        sqlx::query!("select release_account($1)", member.0).fetch_one(permit.conn()).await?;
    }
    Ok(())
}

/// Keeps this sign-in session going without a practice, for someone who has just left one.
pub async fn session_without_practice(permit: &mut Permit) -> Result<(), AppError> {
    let session = permit.session.map(|s| s.0);
    sqlx::query!("update sign_in_session set practice_id = null, member_id = null where id = $1", session).execute(permit.conn()).await?;
    Ok(())
}
