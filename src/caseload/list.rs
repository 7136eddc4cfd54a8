//! The list of clients, its count, its search and its picker. Each statement that reads clients says `visible`.

use super::types::{ClientChoice, ClientQuery, ClientRow, FilterChoices, Named};
use super::visible::{Columns, visible};
use crate::access::{Scope, Sight};
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

/// The clients of one page, and where the next one begins.
pub async fn page(conn: &mut PgConnection, asked: Asked<'_>) -> Result<(Vec<ClientRow>, Option<String>), AppError> {
    let mut read = rows(conn, asked, PAGE + 1).await?;
    let more = read.len() as i64 > PAGE;
    read.truncate(PAGE as usize);
    let next = read.last().filter(|_| more).map(|(row, key)| format!("{}~{key}", row.id));
    Ok((read.into_iter().map(|(row, _)| row).collect(), next))
}

/// Every client that fits, for the export; by and by, so that no statement takes long.
pub async fn all(conn: &mut PgConnection, asked: Asked<'_>) -> Result<Vec<ClientRow>, AppError> {
    const STEP: i64 = 20_000;
    let (mut all, mut query) = (Vec::new(), asked.query.clone());
    loop {
        let read = rows(conn, Asked { query: &query, ..asked }, STEP).await?;
        let whole = read.len() as i64 == STEP;
        if let Some((last, key)) = read.last() {
            query.after = format!("{}~{key}", last.id);
        }
        all.extend(read.into_iter().map(|(row, _)| row));
        if !whole {
            return Ok(all);
        }
    }
}

/// The first ten that fit what is typed.
pub async fn pick(
    conn: &mut PgConnection,
    practice: PracticeId,
    sight: Sight,
    q: &str,
    outside: Option<GroupId>,
) -> Result<Vec<ClientChoice>, AppError> {
    let query = ClientQuery { q: q.to_string(), ..Default::default() };
    let found = rows(conn, Asked { practice, sight, query: &query, outside }, 10).await?;
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
    let (found, next) = page(conn, Asked { practice, sight, query: &query, outside: None }).await?;
    Ok((found.into_iter().map(choice).collect(), next))
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

async fn rows(conn: &mut PgConnection, asked: Asked<'_>, limit: i64) -> Result<Vec<(ClientRow, String)>, AppError> {
    let mut sql = QueryBuilder::new("");
    list(&mut sql, asked, limit);
    let rows = sql.build().fetch_all(conn).await?;
    Ok(rows.iter().map(row).collect::<Result<_, _>>()?)
}

/// The ids of those that fit, in the order of the list.
pub async fn ids(conn: &mut PgConnection, asked: Asked<'_>, limit: i64) -> Result<Vec<Uuid>, AppError> {
    Ok(rows(conn, asked, limit).await?.into_iter().map(|(row, _)| row.id.0).collect())
}

/// How many fit, on all pages.
pub async fn count(conn: &mut PgConnection, asked: Asked<'_>) -> Result<i64, AppError> {
    let mut sql = QueryBuilder::new("");
    counted(&mut sql, asked);
    Ok(sql.build_query_scalar().fetch_one(conn).await?)
}

/// How many clients a member is assigned now, as far as the one who asks sees them.
pub async fn assigned_now(conn: &mut PgConnection, practice: PracticeId, sight: Sight, member: MemberId) -> Result<i64, AppError> {
    let query = ClientQuery { staff: Some(member), ..Default::default() };
    count(conn, Asked { practice, sight, query: &query, outside: None }).await
}

// ── the statement ──

/// A page is found by ids in an index first, and only its clients are looked at: $1 the practice, $2 what is typed.
fn list(sql: &mut QueryBuilder<Postgres>, asked: Asked<'_>, limit: i64) {
    typed(sql, asked);
    sql.push(
        r#" select c.id, c.first_name, c.last_name, l.name, (
               select m.first_name || ' ' || m.last_name from assignment a join member m on m.practice_id = $1 and m.id = a.member_id
               where a.practice_id = $1 and a.client_id = c.id and a.until is null and a."primary" limit 1), c.created_at, c.archived_at is not null, c.sort_key,
             array(select g.name from group_client gc join practice_group g on g.practice_id = $1 and g.id = gc.group_id
                   where gc.practice_id = $1 and gc.client_id = c.id and gc.until is null order by lower(g.name))
           from ("#,
    );
    match shape(asked) {
        Shape::Words => {
            sql.push("select distinct w.sort_key, w.client_id as id from client_word w where w.practice_id = $1").push(WORDS);
            narrowed(sql, asked, Columns::WORD);
            after(sql, asked.query, "(w.sort_key, w.client_id)");
            ends(sql, limit);
        }
        Shape::Names => {
            sql.push("select c.sort_key, c.id from client c where c.practice_id = $1");
            narrowed(sql, asked, Columns::CLIENT);
            after(sql, asked.query, "(c.sort_key, c.id)");
            ends(sql, limit);
        }
        Shape::Locations => by_location(sql, asked, limit),
    }
    sql.push(
        // One by one, whatever the planner believes of tables it has no figures of yet: after an import it took seconds.
        r#") f cross join lateral (select * from client c where c.practice_id = $1 and c.id = f.id offset 0) c
           join location l on l.practice_id = $1 and l.id = c.location_id
           where true"#,
    );
    visible(sql, asked.sight, Columns::CLIENT);
    sql.push(" order by c.sort_key, c.id");
}

/// Whoever sees some locations gets the first of each, from an index in the order of names, and of their own caseload.
fn by_location(sql: &mut QueryBuilder<Postgres>, asked: Asked<'_>, limit: i64) {
    sql.push(
        "select c.sort_key, c.id from unnest(app_locations()) at (id) cross join lateral (
           select c.sort_key, c.id from client c where c.practice_id = $1 and c.location_id = at.id and c.archived_at is null",
    );
    after(sql, asked.query, "(c.sort_key, c.id)");
    ends(sql, limit);
    sql.push(") c union select c.sort_key, c.id from client c where c.practice_id = $1 and c.archived_at is null and c.id in (");
    sql.push(super::visible::by_name_or_group("app_member")).push(")");
    after(sql, asked.query, "(c.sort_key, c.id)");
    ends(sql, limit);
}

fn counted(sql: &mut QueryBuilder<Postgres>, asked: Asked<'_>) {
    typed(sql, asked);
    match shape(asked) {
        Shape::Words => {
            sql.push(" select count(distinct w.client_id) from client_word w where w.practice_id = $1").push(WORDS);
            narrowed(sql, asked, Columns::WORD);
        }
        Shape::Names | Shape::Locations => {
            sql.push(" select count(*) from client c where c.practice_id = $1");
            narrowed(sql, asked, Columns::CLIENT);
        }
    }
}

/// Three ways to find a page, each good with one plan for all values.
enum Shape {
    Words,
    Names,
    Locations,
}

fn shape(asked: Asked<'_>) -> Shape {
    let q = asked.query;
    let narrow = q.location.is_some() || q.group.is_some() || q.staff.is_some() || q.archived() || asked.outside.is_some();
    match asked.sight {
        _ if q.q.chars().any(char::is_alphanumeric) => Shape::Words,
        sight if sight == Sight::own(Some(Scope::OwnLocations)) && !narrow => Shape::Locations,
        _ => Shape::Names,
    }
}

fn typed(sql: &mut QueryBuilder<Postgres>, asked: Asked<'_>) {
    let typed: String = asked.query.q.chars().filter(|c| !c.is_control()).take(100).collect();
    sql.push("with q as materialized (select ").push_bind(asked.practice.0).push("::uuid as practice, words_of(");
    sql.push_bind(typed).push(") as w)");
}

/// Every word that was typed, up to four, begins some word of the client's.
const WORDS: &str = " and w.word >= (select q.w[1] from q) and w.word < (select q.w[1] || chr(1114111) from q)
      and ((select q.w[2] from q) is null or exists (select from client_word x where x.practice_id = $1 and x.client_id = w.client_id
        and x.word >= (select q.w[2] from q) and x.word < (select q.w[2] || chr(1114111) from q)))
      and ((select q.w[3] from q) is null or exists (select from client_word x where x.practice_id = $1 and x.client_id = w.client_id
        and x.word >= (select q.w[3] from q) and x.word < (select q.w[3] || chr(1114111) from q)))
      and ((select q.w[4] from q) is null or exists (select from client_word x where x.practice_id = $1 and x.client_id = w.client_id
        and x.word >= (select q.w[4] from q) and x.word < (select q.w[4] || chr(1114111) from q)))";

/// What is visible, and the filters.
fn narrowed(sql: &mut QueryBuilder<Postgres>, asked: Asked<'_>, client: Columns) {
    let words = client.id == Columns::WORD.id;
    sql.push(match (words, asked.query.archived()) {
        (true, false) => " and not w.archived",
        (true, true) => " and w.archived",
        (false, false) => " and c.archived_at is null",
        (false, true) => " and c.archived_at is not null and c.deleted_at is null",
    });
    visible(sql, asked.sight, client);
    if let Some(location) = asked.query.location {
        sql.push(format!(" and {} = ", client.location)).push_bind(location.0);
    }
    let (open, close) = client.among();
    if let Some(group) = asked.query.group {
        sql.push(" and ")
            .push(&open)
            .push("select g.client_id from group_client g where g.practice_id = $1 and g.until is null and g.group_id = ");
        sql.push_bind(group.0).push(close);
    }
    if let Some(staff) = asked.query.staff {
        sql.push(" and ")
            .push(&open)
            .push("select s.client_id from assignment s where s.practice_id = $1 and s.until is null and s.member_id = ");
        sql.push_bind(staff.0).push(close);
    }
    if let Some(group) = asked.outside {
        sql.push(format!(" and not exists (select from group_client g where g.practice_id = $1 and g.client_id = {} and g.until is null and g.group_id = ", client.id));
        sql.push_bind(group.0).push(")");
    }
}

fn after(sql: &mut QueryBuilder<Postgres>, query: &ClientQuery, place: &'static str) {
    let Some((id, key)) = query.after.split_once('~').filter(|(_, key)| !key.contains(char::is_control)) else { return };
    if let Ok(id) = id.parse::<Uuid>() {
        sql.push(" and ").push(place).push(" > (").push_bind(key.to_string()).push(", ").push_bind(id).push(")");
    }
}

/// The limit stands in the text: of one that is bound the planner knows nothing, and prepares for a tenth of everyone.
fn ends(sql: &mut QueryBuilder<Postgres>, limit: i64) {
    sql.push(format!(" order by 1, 2 limit {limit}"));
}

fn row(row: &PgRow) -> Result<(ClientRow, String), sqlx::Error> {
    let client = ClientRow {
        id: ClientId(row.try_get(0)?),
        first_name: row.try_get(1)?,
        last_name: row.try_get(2)?,
        location: row.try_get(3)?,
        therapist: row.try_get(4)?,
        created_at: Moment::from(row.try_get::<DateTime<Utc>, _>(5)?),
        archived: row.try_get(6)?,
        groups: row.try_get(8)?,
    };
    Ok((client, row.try_get(7)?))
}

// ── what it can be filtered by ──

/// Locations and groups of the practice, and members who have clients that are seen.
pub async fn filter_choices(conn: &mut PgConnection, sight: Sight) -> Result<FilterChoices, AppError> {
    let locations =
        sqlx::query!("select id, name from location where practice_id = app_practice() and archived_at is null order by created_at, id")
            .fetch_all(&mut *conn)
            .await?;
    let groups =
        sqlx::query!("select id, name from practice_group where practice_id = app_practice() and deleted_at is null order by lower(name)")
            .fetch_all(&mut *conn)
            .await?;
    let mut sql = QueryBuilder::new(
        "select m.id, m.first_name || ' ' || m.last_name from member m where m.practice_id = app_practice()
           and m.status in ('active', 'on_hold', 'inactive', 'suspended') and exists (select from assignment s",
    );
    // Whoever sees all clients need not be asked about each.
    let sees_all = sight.reach == Some(Scope::WholePractice) && !sight.viewing();
    if !sees_all {
        sql.push(" join client c on c.practice_id = s.practice_id and c.id = s.client_id and c.archived_at is null");
    }
    sql.push(" where s.practice_id = m.practice_id and s.member_id = m.id and s.until is null");
    if !sees_all {
        visible(&mut sql, sight, Columns::CLIENT);
    }
    sql.push(") order by m.sort_key, m.id limit 500");
    let staff = sql.build().fetch_all(conn).await?;
    let staff = staff
        .iter()
        .map(|r| Ok(Named { id: r.try_get::<Uuid, _>(0)?.to_string(), name: r.try_get(1)? }))
        .collect::<Result<_, sqlx::Error>>()?;
    let named = |id: Uuid, name: String| Named { id: id.to_string(), name };
    Ok(FilterChoices {
        locations: locations.into_iter().map(|r| named(r.id, r.name)).collect(),
        groups: groups.into_iter().map(|r| named(r.id, r.name)).collect(),
        staff,
    })
}

/// How the database goes about a page, as the application and under its policies.
#[cfg(test)]
pub async fn plan(conn: &mut PgConnection, asked: Asked<'_>) -> String {
    let mut sql = QueryBuilder::new("explain ");
    list(&mut sql, asked, PAGE + 1);
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
