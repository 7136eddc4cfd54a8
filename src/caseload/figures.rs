//! The figures above the list: of exactly those the list is of. Whoever sees whole locations, and asks for no more than
//! locations and states, has them from the tally (migration 0070) and from a count of the few who are not in it; for
//! anything narrower they are counted.

use super::found::{LAST_VISIT, SINCE, narrowed, typed};
use super::list::Asked;
use super::query::ClientQuery;
use super::staff;
use super::types::Figures;
use super::visible::by_name_or_group;
use crate::access::{Scope, Sight};
use crate::base::{AppError, Db};
use sqlx::{PgConnection, Postgres, QueryBuilder, Row};
use std::time::Duration;
use tokio::sync::watch;

/// The figures, of everyone who fits, on all pages.
pub async fn figures(conn: &mut PgConnection, asked: Asked<'_>) -> Result<Figures, AppError> {
    let mut figures = if asked.query.clients() { of_clients(conn, asked).await? } else { Figures::default() };
    if asked.query.members() {
        let (shown, new) = staff::count(conn, asked).await?;
        figures.shown += shown;
        figures.new += new;
    }
    Ok(figures)
}

/// How many clients fit.
pub async fn count(conn: &mut PgConnection, asked: Asked<'_>) -> Result<i64, AppError> {
    Ok(of_clients(conn, asked).await?.clients)
}

async fn of_clients(conn: &mut PgConnection, asked: Asked<'_>) -> Result<Figures, AppError> {
    let recent = asked.query.recent.as_str();
    if !["new", "seen"].contains(&recent) || !tallied(asked) {
        return counted_at_once(conn, asked).await;
    }
    let plain = ClientQuery { recent: String::new(), ..asked.query.clone() };
    let all = counted_at_once(conn, Asked { query: &plain, ..asked }).await?;
    let both = new_and_seen(conn, Asked { query: &plain, ..asked }).await?;
    Ok(match recent {
        "new" => Figures { shown: all.new, clients: all.new, new: all.new, seen: both },
        _ => Figures { shown: all.seen, clients: all.seen, new: both, seen: all.seen },
    })
}

/// The few who are new, and of them those who were seen: of these the tally doesn't know.
async fn new_and_seen(conn: &mut PgConnection, asked: Asked<'_>) -> Result<i64, AppError> {
    let mut sql = QueryBuilder::new("");
    typed(&mut sql, asked);
    sql.push(format!(
        " select count(*) from (select {LAST_VISIT} as seen from client c where c.practice_id = $1 and c.created_at >= {SINCE}"
    ));
    narrowed(&mut sql, asked);
    sql.push(format!(" offset 0) n where n.seen >= {SINCE}"));
    Ok(sql.build_query_scalar().fetch_one(conn).await?)
}

async fn counted_at_once(conn: &mut PgConnection, asked: Asked<'_>) -> Result<Figures, AppError> {
    let mut sql = QueryBuilder::new("");
    counted(&mut sql, asked);
    let row = sql.build().fetch_one(conn).await?;
    let clients = row.try_get(0)?;
    Ok(Figures { shown: clients, clients, new: row.try_get(1)?, seen: row.try_get(2)? })
}

/// The statement: three numbers.
pub fn counted(sql: &mut QueryBuilder<Postgres>, asked: Asked<'_>) {
    typed(sql, asked);
    if !tallied(asked) || !asked.query.recent.is_empty() {
        count_of(sql);
        return narrowed(sql, asked);
    }
    sql.push(" select (t.n + x.n)::bigint, (t.new + x.new)::bigint, (t.seen + x.seen)::bigint from (");
    tally(sql, asked);
    sql.push(") t, (");
    count_of(sql);
    beside(sql, asked);
    sql.push(") x");
}

fn count_of(sql: &mut QueryBuilder<Postgres>) {
    sql.push(format!(
        " select count(*) as n, count(*) filter (where c.created_at >= {SINCE}) as new, count(*) filter (where {LAST_VISIT} >= {SINCE}) as seen
          from client c where c.practice_id = $1"
    ));
}

/// Nothing narrows it that the tally does not know.
fn tallied(asked: Asked<'_>) -> bool {
    let (q, whole) = (asked.query, [Scope::WholePractice, Scope::OwnLocations].map(|reach| Sight::own(Some(reach))));
    whole.contains(&asked.sight) && !asked.types() && asked.outside.is_none() && (q.group, q.staff) == (None, None)
}

fn tally(sql: &mut QueryBuilder<Postgres>, asked: Asked<'_>) {
    let sum = |what: &str| format!("coalesce(sum(y.n) filter (where y.what = '{what}'), 0)");
    sql.push(format!(
        "select {} as n, {} as new, {} as seen from client_tally y
         where y.practice_id = $1 and y.archived = {} and y.day >= (select (app_now() at time zone 'utc')::date - 29)",
        sum("in"),
        sum("new"),
        sum("seen"),
        asked.query.archived()
    ));
    if asked.sight.reach == Some(Scope::OwnLocations) {
        sql.push(" and y.location_id = any ((select app_locations())::uuid[])");
    }
    if let Some(location) = asked.query.location {
        sql.push(" and y.location_id = ").push_bind(location.0);
    }
    if let Some(portal) = asked.query.portal() {
        sql.push(format!(" and y.portal = '{}'", portal.key()));
    }
}

/// Those one sees whom the tally has not counted: the restricted for whom one is named, and the others one has to do
/// with at locations one does not reach.
fn beside(sql: &mut QueryBuilder<Postgres>, asked: Asked<'_>) {
    let named = "(select n.client_id from clients_by_name(app_member()) n)";
    if asked.sight.reach == Some(Scope::OwnLocations) {
        sql.push(format!(
            " and c.id = any (array({})) and case when c.restricted then c.id in {named} else c.location_id <> all ((select app_locations())::uuid[]) end",
            by_name_or_group("app_member")
        ));
    } else {
        sql.push(format!(" and c.restricted and c.id = any (array{named})"));
    }
    super::found::filtered(sql, asked, super::Columns::CLIENT);
}

// ── keeping the tally short ──

/// As many new lines are left alone.
const LINES: i32 = 50;
const REST: Duration = Duration::from_secs(15);

/// Sums the tally up now and then, until stopped.
pub async fn keep_tally(db: Db, mut stop: watch::Receiver<bool>) {
    loop {
        if let Err(error) = sum_up(&db, LINES).await {
            tracing::warn!(%error, "the tally of clients grows");
        }
        tokio::select! {
            () = tokio::time::sleep(REST) => {}
            _ = stop.changed() => return,
        }
    }
}

/// Sums up the tally of every practice with so many new lines; how many practices.
///
/// # Errors
/// Only those of the database.
pub async fn sum_up(db: &Db, lines: i32) -> Result<i32, AppError> {
    Ok(sqlx::query_scalar!(r#"select client_tally_sum($1) as "practices!""#, lines).fetch_one(&db.pool).await?)
}
