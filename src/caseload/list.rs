//! The list of clients and its picker. Each statement that reads clients says `visible`.

use super::figures::counts;
use super::found::{Part, Shape, found, narrowed, opening};
use super::place::Place;
use super::query::{ClientQuery, Order, Portal};
use super::staff;
use super::types::{ClientChoice, ClientRow, Connected, Figures};
use super::visible::{Columns, visible};
use crate::access::Sight;
use crate::base::{AppError, ClientId, GroupId, MemberId, Moment, PracticeId};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, Postgres, QueryBuilder, Row, postgres::PgRow};
use std::collections::HashMap;
use uuid::Uuid;

/// Rows of one page.
pub const PAGE: i64 = 50;

/// What is asked of clients, and by whom.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub practice: PracticeId,
    pub sight: Sight,
    pub query: &'a ClientQuery,
    /// Those in this group are left out: it is for choosing whom to put there.
    pub outside: Option<GroupId>,
}

/// Everyone of one page, where the next one begins, and the figures of all pages.
pub async fn page(conn: &mut PgConnection, asked: Asked<'_>) -> Result<(Vec<Connected>, Option<String>, Figures), AppError> {
    let (all, next, known) = gathered(conn, asked, PAGE).await?;
    let figures = match known {
        Some(figures) => figures,
        None => super::figures::figures(conn, asked).await?,
    };
    Ok((all, next, figures))
}

/// The next so many, and where the rest begins. Clients and members stand in one order.
pub async fn piece(conn: &mut PgConnection, asked: Asked<'_>, most: i64) -> Result<(Vec<Connected>, Option<String>), AppError> {
    let (all, next, _) = gathered(conn, asked, most).await?;
    Ok((all, next))
}

/// With the figures, where finding them was counting them.
async fn gathered(
    conn: &mut PgConnection,
    asked: Asked<'_>,
    most: i64,
) -> Result<(Vec<Connected>, Option<String>, Option<Figures>), AppError> {
    let sorted = asked.query.sorted();
    let (mut all, mut figures) = (Vec::new(), None);
    if asked.query.clients() {
        let found = rows(conn, asked, most + 1).await?;
        figures = found.figures.filter(|_| !asked.query.members());
        all.extend(found.rows.into_iter().map(|(row, place)| (Connected::Client(row), place)));
    }
    if asked.query.members() {
        all.extend(staff::rows(conn, asked, most + 1).await?.into_iter().map(|(row, place)| (Connected::Member(row), place)));
        all.sort_by(|(_, a), (_, b)| a.before(b, sorted));
    }
    let more = all.len() as i64 > most;
    all.truncate(most as usize);
    let next = all.last().filter(|_| more).map(|(_, place)| place.text());
    Ok((all.into_iter().map(|(row, _)| row).collect(), next, figures))
}

/// The first so many that fit what is typed.
pub async fn pick(
    conn: &mut PgConnection,
    practice: PracticeId,
    sight: Sight,
    q: &str,
    outside: Option<GroupId>,
    most: i64,
) -> Result<Vec<ClientChoice>, AppError> {
    let query = ClientQuery { q: q.to_string(), ..Default::default() };
    let found = rows(conn, Asked { practice, sight, query: &query, outside }, most).await?.rows;
    Ok(found.into_iter().map(|(row, _)| choice(row)).collect())
}

/// One page of the clients in a group; `after` as the page before said.
pub async fn of_group(
    conn: &mut PgConnection,
    practice: PracticeId,
    sight: Sight,
    group: GroupId,
    after: String,
) -> Result<(Vec<ClientChoice>, Option<String>), AppError> {
    let query = ClientQuery { group: Some(group), after, ..Default::default() };
    let mut found = rows(conn, Asked { practice, sight, query: &query, outside: None }, PAGE + 1).await?.rows;
    let more = found.len() as i64 > PAGE;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| more).map(|(_, place)| place.text());
    Ok((found.into_iter().map(|(row, _)| choice(row)).collect(), next))
}

/// Those of these clients who are seen, with their names, in the order of names.
pub async fn known(conn: &mut PgConnection, practice: PracticeId, sight: Sight, ids: &[Uuid]) -> Result<Vec<(Uuid, String)>, AppError> {
    let mut sql = QueryBuilder::new("select c.id, c.first_name || ' ' || c.last_name from client c where c.practice_id = ");
    sql.push_bind(practice.0).push(" and c.archived_at is null and c.id = any (").push_bind(ids.to_vec()).push(")");
    visible(&mut sql, sight, Columns::CLIENT);
    sql.push(" order by c.sort_key, c.id");
    Ok(sql.build_query_as().fetch_all(conn).await?)
}

fn choice(row: ClientRow) -> ClientChoice {
    ClientChoice { id: row.id, name: row.name(), location: row.location }
}

/// The ids of the clients that fit, by name.
pub async fn ids(conn: &mut PgConnection, asked: Asked<'_>, limit: i64) -> Result<Vec<Uuid>, AppError> {
    if !asked.query.clients() {
        return Ok(Vec::new());
    }
    let query = ClientQuery { sort: String::new(), after: String::new(), ..asked.query.clone() };
    let asked = Asked { query: &query, ..asked };
    let mut sql = QueryBuilder::new("");
    opening(&mut sql, asked);
    sql.push(" select f.id from (");
    found(&mut sql, asked, None, Part::Whole, limit);
    sql.push(") f");
    Ok(sql.build_query_scalar().fetch_all(conn).await?)
}

/// How many clients a member is assigned now, as far as the one who asks sees them.
pub async fn assigned_now(conn: &mut PgConnection, practice: PracticeId, sight: Sight, member: MemberId) -> Result<i64, AppError> {
    let query = ClientQuery { staff: Some(member), ..Default::default() };
    let mut sql = QueryBuilder::new("select count(*) from client c where c.practice_id = ");
    sql.push_bind(practice.0);
    narrowed(&mut sql, Asked { practice, sight, query: &query, outside: None });
    Ok(sql.build_query_scalar().fetch_one(conn).await?)
}

// ── the statement ──

type Placed = (ClientRow, Place);

struct Found {
    rows: Vec<Placed>,
    /// Of a few, who are all read anyway; nothing where no row is left to say them.
    figures: Option<Figures>,
}

async fn rows(conn: &mut PgConnection, asked: Asked<'_>, limit: i64) -> Result<Found, AppError> {
    let order = asked.query.sorted().by;
    let place = Place::read(order, &asked.query.after);
    if order != Order::Staff || Shape::of(asked) == Shape::Few {
        return some(conn, asked, place.as_ref(), Part::Whole, limit).await;
    }
    let mut all = match &place {
        Some(place) if place.is_led_by_nobody() => Vec::new(),
        _ => some(conn, asked, place.as_ref(), Part::Led, limit).await?.rows,
    };
    let left = limit - all.len() as i64;
    if left > 0 {
        all.extend(some(conn, asked, place.as_ref(), Part::Unled, left).await?.rows);
    }
    Ok(Found { rows: all, figures: None })
}

async fn some(conn: &mut PgConnection, asked: Asked<'_>, place: Option<&Place>, part: Part, limit: i64) -> Result<Found, AppError> {
    let mut sql = QueryBuilder::new("");
    list(&mut sql, asked, place, part, limit);
    let rows = sql.build().fetch_all(conn).await?;
    let order = asked.query.sorted().by;
    let counts = KEYS_AT + key_count(order);
    let figures = match rows.first().filter(|_| Shape::of(asked).counts()) {
        Some(row) => Some(Figures::of_clients(row.try_get(counts)?, row.try_get(counts + 1)?, row.try_get(counts + 2)?)),
        None => None,
    };
    Ok(Found { rows: rows.iter().map(|row| read(order, row)).collect::<Result<_, _>>()?, figures })
}

/// A page is found by ids in an index first, and only its clients are looked at.
fn list(sql: &mut QueryBuilder<Postgres>, asked: Asked<'_>, place: Option<&Place>, part: Part, limit: i64) {
    let sorted = asked.query.sorted();
    opening(sql, asked);
    sql.push(LENT).push(ROW).push(keys(sorted.by));
    let few = Shape::of(asked).counts();
    sql.push(if few { ", n.n, n.new, n.seen from (" } else { " from (" });
    found(sql, asked, place, part, limit);
    // Those of a few were read whole; of others only the ids were, in an index.
    sql.push(if Shape::of(asked) == Shape::Few { ") f cross join lateral (select f.*) c" } else { CLIENTS });
    sql.push(STAFF);
    if few {
        sql.push(format!(" cross join (select {} from few c) n", counts()));
    }
    let way = if sorted.backwards { " desc" } else { "" };
    let order: Vec<String> = (1..=key_count(sorted.by)).map(|n| format!("f.k{n}{way}, ")).collect();
    sql.push(format!(" order by {}f.id{way}", order.concat()));
}

/// Whom one covers for now.
const LENT: &str = ", lent as materialized (
    select v.id, v.absent_id, v.whole from coverage v
    where v.practice_id = $1 and v.cover_id = (select app_member()) and v.starts_at <= (select app_now()) and v.ends_at > (select app_now()))";

/// Read by `read`, in this order; the keys follow.
const ROW: &str = r#" select c.id, c.first_name, c.last_name, c.preferred_name,
    (select l.name from location l where l.practice_id = $1 and l.id = c.location_id), c.portal,
    array(select g.name from group_client x join practice_group g on g.practice_id = $1 and g.id = x.group_id
          where x.practice_id = $1 and x.client_id = c.id and x.until is null order by lower(g.name)),
    coalesce(s.staff, '{}'), c.last_visit_at, c.created_at, c.archived_at is not null, c.restricted, coalesce(s.own, false),
    c.location_id = any ((select locations_of(app_practice(), app_member()))::uuid[]), "#;

/// Those that were found (`found` has seen to it that they are visible), one by one: whatever the planner believes of tables
/// it has no figures of yet, after an import it took seconds.
const CLIENTS: &str = ") f cross join lateral (select * from client c where c.practice_id = $1 and c.id = f.id offset 0) c";

/// Their staff is read once for names and for whether one is among them.
const STAFF: &str = r#" cross join lateral (
      select array_agg(case when a."primary" then '+' else '-' end || m.first_name || ' ' || m.last_name order by a."primary" desc, a.since, a.id) as staff,
        bool_or(a.member_id = (select app_member()) or exists (select from lent v where v.absent_id = a.member_id and (v.whole or exists (
          select from coverage_client y where y.practice_id = $1 and y.coverage_id = v.id and y.client_id = c.id)))) as own
      from assignment a join member m on m.practice_id = $1 and m.id = a.member_id
      where a.practice_id = $1 and a.client_id = c.id and a.until is null) s"#;
const KEYS_AT: usize = 14;

fn keys(order: Order) -> &'static str {
    match order {
        Order::Name | Order::Created => "f.k1",
        Order::Status => "f.k1, f.k2",
        Order::Staff => "f.k1, f.k2, f.k3",
        // Before the first visit there is no time that could be read.
        Order::LastVisit => "nullif(f.k1, '-infinity'::timestamptz)",
    }
}

fn key_count(order: Order) -> usize {
    match order {
        Order::Name | Order::Created | Order::LastVisit => 1,
        Order::Status => 2,
        Order::Staff => 3,
    }
}

fn read(order: Order, row: &PgRow) -> Result<Placed, sqlx::Error> {
    let id: Uuid = row.try_get(0)?;
    let mut staff: Vec<String> = row.try_get(7)?;
    let therapist = staff.first().and_then(|name| name.strip_prefix('+')).map(String::from);
    let others = staff.split_off(usize::from(therapist.is_some())).into_iter().map(|name| name[1..].to_string()).collect();
    let moment = |at: usize| Ok::<_, sqlx::Error>(row.try_get::<Option<DateTime<Utc>>, _>(at)?.map(Moment::from));
    let client = ClientRow {
        id: ClientId(id),
        first_name: row.try_get(1)?,
        last_name: row.try_get(2)?,
        preferred_name: row.try_get(3)?,
        location: row.try_get(4)?,
        portal: row.try_get::<&str, _>(5)?.parse().unwrap_or(Portal::None),
        groups: row.try_get(6)?,
        therapist,
        others,
        last_visit: moment(8)?,
        created_at: Moment::from(row.try_get::<DateTime<Utc>, _>(9)?),
        archived: row.try_get(10)?,
        restricted: row.try_get(11)?,
        own: row.try_get(12)?,
        here: row.try_get(13)?,
    };
    Ok((client, Place::of(order, row, id, KEYS_AT)?))
}

/// How the database goes about a page, as the application and under its policies.
#[cfg(test)]
pub async fn plan(conn: &mut PgConnection, asked: Asked<'_>) -> String {
    let mut sql = QueryBuilder::new("explain ");
    let place = Place::read(asked.query.sorted().by, &asked.query.after);
    list(&mut sql, asked, place.as_ref(), Part::Led, PAGE + 1);
    let lines: Vec<(String,)> = sql.build_query_as().fetch_all(conn).await.expect("a plan");
    lines.into_iter().map(|(line,)| line + "\n").collect()
}

/// How many clients each of these members was assigned when `at` came, as far as row-level security shows them now;
/// whoever has none is not among them.
pub async fn assigned_at(conn: &mut PgConnection, members: &[MemberId], at: DateTime<Utc>) -> Result<HashMap<MemberId, i64>, AppError> {
    let ids: Vec<_> = members.iter().map(|m| m.0).collect();
    let rows = sqlx::query!(
        r#"select a.member_id, count(*) as "n!" from assignment a
           join client c on c.practice_id = a.practice_id and c.id = a.client_id
           where a.practice_id = app_practice() and a.member_id = any ($1) and a.since < $2 and (a.until is null or a.until >= $2) group by 1"#,
        &ids,
        at
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (MemberId(r.member_id), r.n)).collect())
}
