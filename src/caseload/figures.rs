//! The figures above the list: of exactly those the list is of. Whoever sees whole locations, and asks for no more than
//! locations and states, has them from the tally (migration 0070) and from a count of the few who are not in it; for
//! anything narrower they are counted.

use super::found::{LAST_VISIT, SINCE, Shape, narrowed, of_words, typed};
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

/// Whether only the new or only the seen are shown: each statement counts them all, and those that are both.
async fn of_clients(conn: &mut PgConnection, asked: Asked<'_>) -> Result<Figures, AppError> {
    let all = ClientQuery { recent: String::new(), ..asked.query.clone() };
    let mut sql = QueryBuilder::new("");
    counted(&mut sql, Asked { query: &all, ..asked });
    let row = sql.build().fetch_one(conn).await?;
    let (clients, new, seen, both) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
    Ok(match asked.query.recent.as_str() {
        "new" => Figures { shown: new, clients: new, new, seen: both },
        "seen" => Figures { shown: seen, clients: seen, new: both, seen },
        _ => Figures::of_clients(clients, new, seen),
    })
}

/// The statement: four numbers, the last of those who are both new and seen.
pub fn counted(sql: &mut QueryBuilder<Postgres>, asked: Asked<'_>) {
    typed(sql, asked);
    if tallied(asked) {
        let sum = |what: &str| format!("(t.{what} + x.{what})::bigint");
        sql.push(format!(" select {}, {}, {}, {} from (", sum("n"), sum("new"), sum("seen"), sum("both")));
        tally(sql, asked);
        sql.push(") t, (");
        count_of(sql);
        beside(sql, asked);
        sql.push(") x");
    } else if Shape::of(Asked { query: &ClientQuery { sort: String::new(), ..asked.query.clone() }, ..asked }) == Shape::Words {
        sql.push(format!(" select {} from (select distinct w.client_id, w.created_at, w.last_visit_at", counts()));
        of_words(sql, asked);
        sql.push(") c");
    } else {
        count_of(sql);
        narrowed(sql, asked);
    }
}

/// Four numbers of `c`: all, the new, the seen, and those that are both.
pub fn counts() -> String {
    let (new, seen) = (format!("c.created_at >= {SINCE}"), format!("{LAST_VISIT} >= {SINCE}"));
    format!(
        "count(*) as n, count(*) filter (where {new}) as new, count(*) filter (where {seen}) as seen, count(*) filter (where {new} and {seen}) as both"
    )
}

fn count_of(sql: &mut QueryBuilder<Postgres>) {
    sql.push(format!(" select {} from client c where c.practice_id = $1", counts()));
}

/// Nothing narrows it that the tally does not know.
fn tallied(asked: Asked<'_>) -> bool {
    let (q, whole) = (asked.query, [Scope::WholePractice, Scope::OwnLocations].map(|reach| Sight::own(Some(reach))));
    whole.contains(&asked.sight) && !asked.types() && asked.outside.is_none() && (q.group, q.staff) == (None, None)
}

fn tally(sql: &mut QueryBuilder<Postgres>, asked: Asked<'_>) {
    let sum = |what: &str| format!("coalesce(sum(y.n) filter (where y.what = '{what}'), 0)");
    sql.push(format!(
        "select {} as n, {} as new, {} as seen, {} as both from client_tally y
         where y.practice_id = $1 and y.archived = {} and y.day >= (select (app_now() at time zone 'utc')::date - 29)",
        sum("in"),
        sum("new"),
        sum("seen"),
        sum("both"),
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
