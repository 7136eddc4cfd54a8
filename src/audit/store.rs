//! The SQL of the trail: reading it back, walking its chains, letting go of what was kept long enough.

use super::Kind;
use super::types::PersonFound;
use crate::access::Permit;
use crate::base::{AppError, MemberId, Moment, SessionId};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde_json::Value;
use sqlx::{FromRow, PgConnection, Postgres, QueryBuilder};
use uuid::Uuid;

/// Whether an entry of this kind, about this, was written in this sign-in session since a moment: what is opened again
/// and again is noted once.
pub async fn noted_since(
    conn: &mut PgConnection,
    kind: Kind,
    about: Uuid,
    session: SessionId,
    since: DateTime<Utc>,
) -> Result<bool, AppError> {
    let noted = sqlx::query_scalar!(
        r#"select exists (select from audit_event where practice_id = app_practice() and subject_id = $1 and at >= $2 and kind = $3
             and session_id = $4) as "noted!""#,
        about,
        since,
        kind.key(),
        session.0
    );
    Ok(noted.fetch_one(conn).await?)
}

/// An entry as it was written.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub actor_id: Option<Uuid>,
    pub actor: String,
    pub kind: String,
    pub subject_kind: String,
    pub subject_id: Option<Uuid>,
    pub subject: String,
    pub detail: Value,
    pub session_id: Option<Uuid>,
    pub ip: String,
    pub prev_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

/// A question with all it names looked up.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub practice: Uuid,
    pub person: Option<Person>,
    /// None: every kind there is.
    pub kinds: Vec<&'static str>,
    pub about: Option<Uuid>,
    pub from: Option<DateTime<Utc>>,
    /// Not included.
    pub until: Option<DateTime<Utc>>,
    /// Only what comes after this one in the order of reading, which is before it in time.
    pub after: Option<(DateTime<Utc>, i64)>,
}

/// A member, as who acted and as whom it concerned; an entry may concern their account instead.
#[derive(Clone, Debug)]
pub struct Person {
    pub member: Uuid,
    pub account: Option<Uuid>,
    pub did: bool,
    pub concerned: bool,
}

const COLUMNS: &str =
    "e.seq, e.at, e.actor_id, e.actor, e.kind, e.subject_kind, e.subject_id, e.subject, e.detail, e.session_id, e.ip, e.prev_hash, e.hash";

/// So many entries, the newest first.
pub async fn entries(conn: &mut PgConnection, filter: &Filter, most: i64) -> Result<Vec<Row>, AppError> {
    let mut sql = QueryBuilder::new("");
    statement(&mut sql, filter, most);
    Ok(sql.build_query_as().fetch_all(conn).await?)
}

/// Each branch walks one index from its end, month by month (the months are in the order of `at`, so there is nothing
/// to sort), and stops after a page. What has several values walks several branches and merges their pages.
fn statement(sql: &mut QueryBuilder<Postgres>, filter: &Filter, most: i64) {
    let several = filter.kinds.len() > 1 && filter.person.is_none() && filter.about.is_none();
    sql.push(format!("select {COLUMNS} from ("));
    match &filter.person {
        None if several => {
            sql.push("select e.* from unnest(").push_bind(filter.kinds.clone()).push("::text[]) k (kind) cross join lateral (");
            branch(sql, filter, most, |sql| {
                sql.push(" and e.kind = k.kind");
            });
            sql.push(") e");
        }
        None => branch(sql, filter, most, |_| {}),
        Some(person) => {
            let mut joined = "(";
            if person.did {
                sql.push(joined);
                joined = ") union all (";
                branch(sql, filter, most, |sql| {
                    sql.push(" and e.actor_id = ").push_bind(person.member);
                });
            }
            for whom in [Some(person.member), person.account].into_iter().flatten().filter(|_| person.concerned) {
                sql.push(joined);
                joined = ") union all (";
                branch(sql, filter, most, |sql| {
                    sql.push(" and e.subject_id = ").push_bind(whom);
                    if person.did {
                        sql.push(" and e.actor_id is distinct from ").push_bind(person.member);
                    }
                });
            }
            sql.push(")");
        }
    }
    sql.push(") e order by e.at desc, e.seq desc limit ").push_bind(most);
}

fn branch(sql: &mut QueryBuilder<Postgres>, filter: &Filter, most: i64, by: impl Fn(&mut QueryBuilder<Postgres>)) {
    sql.push("select e.* from audit_event e where e.practice_id = ").push_bind(filter.practice);
    by(sql);
    match filter.kinds.as_slice() {
        [] => {}
        [one] => {
            sql.push(" and e.kind = ").push_bind(*one);
        }
        several if filter.person.is_some() || filter.about.is_some() => {
            sql.push(" and e.kind = any (").push_bind(several.to_vec()).push(")");
        }
        _ => {}
    }
    if let Some(about) = filter.about {
        sql.push(" and e.subject_id = ").push_bind(about);
    }
    if let Some(from) = filter.from {
        sql.push(" and e.at >= ").push_bind(from);
    }
    if let Some(until) = filter.until {
        sql.push(" and e.at < ").push_bind(until);
    }
    if let Some((at, seq)) = filter.after {
        // The first says which months can be left out, the second where to begin.
        sql.push(" and e.at <= ").push_bind(at).push(" and (e.at, e.seq) < (").push_bind(at).push(", ").push_bind(seq).push(")");
    }
    sql.push(" order by e.at desc, e.seq desc limit ").push_bind(most);
}

/// How the database would go about it, as the application and under its policies.
#[cfg(test)]
pub async fn plan(db: &crate::base::Db, filter: &Filter) -> String {
    let mut tx = db.pool.begin().await.expect("a transaction");
    let here = filter.practice.to_string();
    sqlx::query("select set_config('app.practice', $1, true)").bind(here).execute(&mut *tx).await.expect("in the practice");
    let mut sql = QueryBuilder::new("explain ");
    statement(&mut sql, filter, 51);
    let lines: Vec<(String,)> = sql.build_query_as().fetch_all(&mut *tx).await.expect("a plan");
    lines.into_iter().map(|(line,)| line + "\n").collect()
}

pub async fn entry(conn: &mut PgConnection, seq: i64) -> Result<Row, AppError> {
    let sql = format!("select {COLUMNS} from audit_event e where e.practice_id = app_practice() and e.seq = $1");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(seq).fetch_one(conn).await?)
}

/// What was done to someone's access: to their membership, and to the account they sign in with.
pub async fn own_entries(conn: &mut PgConnection, of: &[Uuid], kinds: &[&'static str]) -> Result<Vec<Row>, AppError> {
    let sql = format!(
        "select {COLUMNS} from unnest($1::uuid[]) w (id) cross join lateral (
           select e.* from audit_event e where e.practice_id = app_practice() and e.subject_id = w.id and e.kind = any ($2)
           order by e.at desc, e.seq desc limit 20) e
         order by e.at desc, e.seq desc limit 20"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(of).bind(kinds).fetch_all(conn).await?)
}

/// Whether this sign-in session has read the trail through this filter a short while ago.
pub async fn read_lately(permit: &mut Permit, filters: &str) -> Result<bool, AppError> {
    let (session, since, now) = (permit.session.map(|s| s.0), permit.now - Duration::minutes(10), permit.now);
    Ok(sqlx::query_scalar!(
        r#"select exists (select from audit_event where practice_id = app_practice() and kind = 'audit.read' and at > $1 and at <= $2
             and session_id = $3 and detail->>'filters' = $4) as "there!""#,
        since,
        now,
        session,
        filters
    )
    .fetch_one(permit.conn())
    .await?)
}

/// Those a word of whose name or address begins so; whoever has left is among them.
pub async fn people(conn: &mut PgConnection, typed: &str) -> Result<Vec<PersonFound>, AppError> {
    let rows = sqlx::query!(
        r#"with q as materialized (select words_of($1) as w)
           select m.id, m.first_name || ' ' || m.last_name as "name!", m.email from (
             (select distinct w.sort_key, w.member_id as id from member_word w
                where w.practice_id = app_practice() and w.word >= (select q.w[1] from q) and w.word < (select q.w[1] || chr(1114111) from q)
                  and not exists (select from q, unnest(q.w) y where not exists (select from member_word x
                    where x.practice_id = app_practice() and x.member_id = w.member_id and x.word >= y and x.word < y || chr(1114111)))
                order by 1, 2 limit 9)
             union all
             (select g.sort_key, g.id from member g
                where g.practice_id = app_practice() and g.status in ('withdrawn', 'archived', 'removed') and (select cardinality(q.w) from q) > 0
                  and not exists (select from q, unnest(q.w) y where not exists (
                    select from unnest(words_of(g.first_name || ' ' || g.last_name || ' ' || g.email)) x where starts_with(x, y)))
                order by 1, 2 limit 9)) f
           join member m on m.practice_id = app_practice() and m.id = f.id
           order by m.sort_key, m.id limit 9"#,
        typed
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| PersonFound { id: MemberId(r.id), name: r.name, email: r.email }).collect())
}

/// A member by id, and the account they sign in with.
pub async fn person(conn: &mut PgConnection, id: MemberId) -> Result<Option<(PersonFound, Option<Uuid>)>, AppError> {
    let row = sqlx::query!(
        r#"select first_name || ' ' || last_name as "name!", email, account_id from member where practice_id = app_practice() and id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|r| (PersonFound { id, name: r.name, email: r.email }, r.account_id)))
}

/// When a day begins at a location, and when another ends; and the zone that says so.
pub async fn days(
    conn: &mut PgConnection,
    location: Uuid,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<(String, Option<DateTime<Utc>>, Option<DateTime<Utc>>), AppError> {
    let r = sqlx::query!(
        "select timezone, $2::date::timestamp at time zone timezone as since, ($3::date + 1)::timestamp at time zone timezone as until
         from location where practice_id = app_practice() and id = $1",
        location,
        from,
        to
    )
    .fetch_one(conn)
    .await?;
    Ok((r.timezone, r.since, r.until))
}

pub async fn years(conn: &mut PgConnection) -> Result<i32, AppError> {
    Ok(sqlx::query_scalar!("select audit_years from practice where id = app_practice()").fetch_one(conn).await?)
}

/// Says whether the years were those that were looked at.
pub async fn set_years(permit: &mut Permit, before: i32, years: i32) -> Result<bool, AppError> {
    let done = sqlx::query!("update practice set audit_years = $2 where id = app_practice() and audit_years = $1", before, years)
        .execute(permit.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// The moment of the oldest entry of the open practice.
pub async fn since(conn: &mut PgConnection) -> Result<Moment, AppError> {
    let at = sqlx::query_scalar!("select at from audit_event where practice_id = app_practice() order by at, seq limit 1")
        .fetch_one(conn)
        .await?;
    Ok(at.into())
}

// ── the chain ──

/// A place where a chain is broken.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    /// The practice; nil for what belongs to none.
    pub practice: Uuid,
    /// The row at which it shows.
    pub seq: i64,
    /// "was changed after it was written" and the like.
    pub fault: String,
}

/// A leg of a chain: its faults, where it ended, how many links and entries it had.
pub struct Leg {
    pub faults: Vec<(i64, String)>,
    pub last: i64,
    pub links: i64,
    pub entries: i64,
}

/// Links of one leg. A hash takes about ten microseconds: this stays far below what a statement may take.
pub const LEG: i32 = 50_000;

/// Walks a chain on from an entry, one leg.
pub async fn walk(conn: &mut PgConnection, practice: Uuid, after: i64) -> Result<Leg, AppError> {
    let rows = sqlx::query!(
        r#"select seq as "seq!", fault, coalesce(links, 0) as "links!", coalesce(entries, 0) as "entries!" from audit_walk($1, $2, $3)"#,
        practice,
        after,
        LEG
    )
    .fetch_all(conn)
    .await?;
    let mut leg = Leg { faults: Vec::new(), last: after, links: 0, entries: 0 };
    for row in rows {
        match row.fault {
            Some(fault) => leg.faults.push((row.seq, fault)),
            None => leg = Leg { last: row.seq, links: row.links, entries: row.entries, ..leg },
        }
    }
    Ok(leg)
}

/// Every practice there ever was, and nil; from now on the transaction may walk the chain of each.
pub async fn practices(conn: &mut PgConnection) -> Result<Vec<Uuid>, AppError> {
    sqlx::query!("select set_config('app.job', 'audit', true) as job").fetch_one(&mut *conn).await?;
    Ok(sqlx::query_scalar!(r#"select p as "practice!" from audit_practices() p"#).fetch_all(conn).await?)
}

// ── keeping ──

/// Only one program at a time keeps the trail; and it takes longer than a request may.
pub async fn keeps_alone(conn: &mut PgConnection) -> Result<bool, AppError> {
    Ok(sqlx::query_scalar!(
        r#"select pg_try_advisory_xact_lock(hashtext('caseload audit keeping')) and set_config('statement_timeout', '10min', true) <> '' as "alone!""#
    )
    .fetch_one(conn)
    .await?)
}

/// The months of the moments to come; how many were missing.
pub async fn make_months(conn: &mut PgConnection, ahead: String) -> Result<i32, AppError> {
    Ok(sqlx::query_scalar!(
        r#"select audit_months(now() + $1::text::interval, now() + $1::text::interval + interval '3 months') as "made!""#,
        ahead
    )
    .fetch_one(conn)
    .await?)
}

/// Drops the oldest month that was kept long enough; says whether there was one.
pub async fn cut_month(conn: &mut PgConnection) -> Result<bool, AppError> {
    Ok(sqlx::query_scalar!(r#"select audit_cut() as "cut!""#).fetch_one(conn).await? > 0)
}
