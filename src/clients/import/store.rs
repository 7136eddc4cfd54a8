//! The SQL of an import's steps. Row-level security shows nobody an import but its owner.

use super::{
    Column, ImportState, Verdict,
    judge::{Colleague, Known, Meant, Wrong},
    read::Table,
};
use crate::access::{Permit, Sight, Status};
use crate::base::{AppError, ImportId, MemberId, PracticeId};
use crate::caseload::{Columns, visible};
use chrono::NaiveDate;
use sqlx::{PgConnection, QueryBuilder};
use std::collections::HashSet;
use uuid::Uuid;

/// Between the cells of a row where they are kept as one; nobody types it, and no cell has it.
const BETWEEN: &str = "\u{1f}";

/// Where a member works, the first their own place.
pub async fn places(conn: &mut PgConnection, member: MemberId) -> Result<(Uuid, Vec<Uuid>), AppError> {
    let row = sqlx::query!(
        r#"select primary_location_id as "home", locations_of(app_practice(), id) as "all!" from member where practice_id = app_practice() and id = $1"#,
        member.0
    )
    .fetch_one(conn)
    .await?;
    Ok((row.home, row.all))
}

/// What can be named: open locations, groups.
pub async fn names(conn: &mut PgConnection) -> Result<(Vec<String>, Vec<String>), AppError> {
    let locations =
        sqlx::query_scalar!("select name from location where practice_id = app_practice() and archived_at is null order by created_at, id")
            .fetch_all(&mut *conn)
            .await?;
    let groups = sqlx::query_scalar!(
        "select name from practice_group where practice_id = app_practice() and deleted_at is null order by lower(name)"
    )
    .fetch_all(conn)
    .await?;
    Ok((locations, groups))
}

/// What a file names, as far as it is there.
pub async fn known(conn: &mut PgConnection, table: &Table) -> Result<Known, AppError> {
    let emails: HashSet<String> = table.rows.iter().map(|row| row.of(Column::Therapist).to_lowercase()).filter(|e| !e.is_empty()).collect();
    let emails: Vec<String> = emails.into_iter().collect();
    let locations = sqlx::query!("select lower(name) as name, id from location where practice_id = app_practice() and archived_at is null")
        .fetch_all(&mut *conn)
        .await?;
    let groups =
        sqlx::query!("select lower(name) as name, id from practice_group where practice_id = app_practice() and deleted_at is null")
            .fetch_all(&mut *conn)
            .await?;
    let members = sqlx::query!(
        r#"select email_key as email, id, first_name || ' ' || last_name as "name!", status from member
           where practice_id = app_practice() and status in ('invited', 'active', 'on_hold', 'inactive', 'suspended') and email_key = any ($1)"#,
        &emails
    )
    .fetch_all(conn)
    .await?;
    let colleague = |id, name: String, status: &str| {
        let words = status.parse::<Status>().map_or("away", Status::words).to_lowercase();
        Colleague { id, why_not: (status != "active").then(|| say!("{name} is {words} and takes no new clients.")) }
    };
    Ok(Known {
        locations: locations.into_iter().filter_map(|l| Some((l.name?, l.id))).collect(),
        groups: groups.into_iter().filter_map(|g| Some((g.name?, g.id))).collect(),
        members: members.into_iter().map(|m| (m.email, colleague(m.id, m.name, &m.status))).collect(),
    })
}

/// Keeps a file: how many rows there are, and how many are in error.
pub async fn insert_import(
    permit: &mut Permit,
    id: ImportId,
    file: &str,
    unknown: &[String],
    (total, errors): (i32, i32),
) -> Result<(), AppError> {
    let (now, by) = (permit.now, permit.by());
    sqlx::query!(
        "insert into client_import (practice_id, id, owner_id, file, unknown, total, adds, there, errors, created_at)
         values (app_practice(), $1, $2, $3, $4, $5::int, $5::int - $6::int, 0, $6, $7)",
        id.0,
        by.0,
        file,
        unknown,
        total,
        errors,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// A row that was kept, with what tells it from others: the name, the birth date, the address.
pub struct Kept {
    pub line: i32,
    pub sort_key: String,
    pub birth_date: Option<NaiveDate>,
    pub email_key: String,
}

/// Keeps rows of a file, some thousand at a time; back come those that mean a client.
pub async fn insert_rows(
    permit: &mut Permit,
    id: ImportId,
    rows: &[(&super::read::Cells, &Result<Meant, Wrong>)],
) -> Result<Vec<Kept>, AppError> {
    let by = permit.by();
    let empty = Meant::default();
    let meant = |at: usize| rows[at].1.as_ref().unwrap_or(&empty);
    let all = 0..rows.len();
    let text = |of: fn(&Meant) -> &str| -> Vec<String> { all.clone().map(|at| of(meant(at)).to_string()).collect() };
    let ids = |of: fn(&Meant) -> Option<Uuid>| -> Vec<Option<Uuid>> { all.clone().map(|at| of(meant(at))).collect() };
    let fault = |at: usize| rows[at].1.as_ref().err();
    let births: Vec<Option<NaiveDate>> = all.clone().map(|at| meant(at).birth_date).collect();
    let kept = sqlx::query_as!(
        Kept,
        r#"with kept as (
             insert into client_import_row (practice_id, import_id, owner_id, line, cells, verdict, field, reason, first_name, last_name, preferred_name,
               pronouns, birth_date, email, phone, location_id, therapist_id, group_id, risk)
             select app_practice(), $1, $2, line, string_to_array(cells, chr(31)), case when reason = '' then 'add' else 'error' end, field, reason,
               first_name, last_name, preferred_name, pronouns, birth_date, email, phone, location, therapist, in_group, risk
             from unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::date[], $12::text[],
               $13::text[], $14::uuid[], $15::uuid[], $16::uuid[], $17::text[])
               as t (line, cells, field, reason, first_name, last_name, preferred_name, pronouns, birth_date, email, phone, location, therapist, in_group, risk)
             returning line, sort_key, birth_date, email_key, verdict)
           select line, sort_key, birth_date, email_key from kept where verdict = 'add' order by line"#,
        id.0,
        by.0,
        &rows.iter().map(|r| r.0.line).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.0.cells.join(BETWEEN)).collect::<Vec<_>>(),
        &all.clone().map(|at| fault(at).and_then(|f| f.0).map_or("", Column::words).to_string()).collect::<Vec<_>>(),
        &all.clone().map(|at| fault(at).map_or(String::new(), |f| f.1.clone())).collect::<Vec<_>>(),
        &text(|m| &m.first_name),
        &text(|m| &m.last_name),
        &text(|m| &m.preferred_name),
        &text(|m| &m.pronouns),
        &births as &[Option<NaiveDate>],
        &text(|m| &m.email),
        &text(|m| &m.phone),
        &ids(|m| Some(m.location).filter(|id| !id.is_nil())) as &[Option<Uuid>],
        &ids(|m| m.therapist) as &[Option<Uuid>],
        &ids(|m| m.group) as &[Option<Uuid>],
        &text(|m| m.risk)
    )
    .fetch_all(permit.conn())
    .await?;
    Ok(kept)
}

/// What a row turned out to be after it was taken for one to add.
pub struct Turned {
    pub line: i32,
    pub field: &'static str,
    pub reason: String,
    pub client: Option<Uuid>,
}

/// Rows that were to be added are there already, or in error; the import's account of itself follows.
pub async fn turn(permit: &mut Permit, id: ImportId, into: Verdict, rows: &[Turned]) -> Result<(), AppError> {
    if rows.is_empty() {
        return Ok(());
    }
    let clients: Vec<Option<Uuid>> = rows.iter().map(|r| r.client).collect();
    let (from, to) = span(rows.iter().map(|r| r.line));
    sqlx::query!(
        "with turned as (
           update client_import_row r set verdict = $2, field = t.field, reason = t.reason, client_id = t.client
           from unnest($3::int[], $4::text[], $5::text[], $6::uuid[]) as t (line, field, reason, client)
           where r.practice_id = app_practice() and r.import_id = $1 and r.line = t.line and r.verdict = 'add' and r.line >= $7 and r.line <= $8
           returning r.line)
         update client_import i set adds = i.adds - n.n, there = i.there + case when $2 = 'there' then n.n else 0 end,
           errors = i.errors + case when $2 = 'error' then n.n else 0 end
         from (select count(*)::int as n from turned) n where i.practice_id = app_practice() and i.id = $1",
        id.0,
        into.key(),
        &rows.iter().map(|r| r.line).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.field.to_string()).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.reason.clone()).collect::<Vec<_>>(),
        &clients as &[Option<Uuid>],
        from,
        to
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// The first and the last line: rows are looked up between them, whatever the planner makes of a list.
pub fn span(lines: impl Iterator<Item = i32> + Clone) -> (i32, i32) {
    (lines.clone().min().unwrap_or(0), lines.max().unwrap_or(0))
}

/// Of the rows to add from one line to another, those whose client is there already, as far as the owner sees: the same name and birth date, or the same
/// address unless the birth dates tell them apart.
pub async fn there(
    conn: &mut PgConnection,
    practice: PracticeId,
    sight: Sight,
    id: ImportId,
    (from, to): (i32, i32),
) -> Result<Vec<(i32, Uuid, bool)>, AppError> {
    let mut sql =
        QueryBuilder::new("select p.line, f.id, f.archived from client_import_row p cross join lateral (select x.id, x.archived from (");
    // Between a value and itself, in an index's order: of a plain `=` the planner believes, while a table is small, that any
    // index will do, and keeps that plan when it has grown.
    let named = [("c.archived_at is null", "false"), ("c.archived_at is not null and c.deleted_at is null", "true")];
    for (which, archived) in named {
        sql.push(format!("(select c.id, {archived} as archived from client c where c.practice_id = ")).push_bind(practice.0);
        sql.push(format!(
            " and {which} and c.sort_key >= p.sort_key and c.sort_key <= p.sort_key and c.birth_date is not distinct from p.birth_date"
        ));
        visible(&mut sql, sight, Columns::CLIENT);
        sql.push(" order by c.sort_key, c.id limit 1) union all ");
    }
    sql.push("(select c.id, c.archived_at is not null from client c where c.practice_id = ").push_bind(practice.0);
    sql.push(
        " and c.email_key >= p.email_key and c.email_key <= p.email_key and c.email_key <> '' and c.deleted_at is null
          and (c.birth_date is null or p.birth_date is null or c.birth_date = p.birth_date)",
    );
    visible(&mut sql, sight, Columns::CLIENT);
    sql.push(" order by c.email_key, c.id limit 1)) x limit 1) f where p.practice_id = ").push_bind(practice.0);
    sql.push(" and p.import_id = ").push_bind(id.0).push(" and p.verdict = 'add' and p.line >= ").push_bind(from);
    sql.push(" and p.line <= ").push_bind(to);
    Ok(sql.build_query_as().fetch_all(conn).await?)
}

/// Lines that are to be added and were not compared yet.
pub async fn unjudged(conn: &mut PgConnection, id: ImportId, most: i64) -> Result<Vec<i32>, AppError> {
    Ok(sqlx::query_scalar!(
        "select r.line from client_import_row r where r.practice_id = app_practice() and r.import_id = $1 and r.verdict = 'add'
           and r.line > (select i.judged_to from client_import i where i.practice_id = app_practice() and i.id = $1)
         order by r.line limit $2",
        id.0,
        most
    )
    .fetch_all(conn)
    .await?)
}

pub async fn judged_to(permit: &mut Permit, id: ImportId, line: i32, ready: bool) -> Result<(), AppError> {
    sqlx::query!(
        "update client_import set judged_to = greatest(judged_to, $2), failures = 0, state = case when $3 then 'ready' else state end
         where practice_id = app_practice() and id = $1",
        id.0,
        line,
        ready
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

// ── its steps ──

pub async fn begin(permit: &mut Permit, id: ImportId) -> Result<(), AppError> {
    let now = permit.now;
    sqlx::query!(
        "update client_import set state = 'running', begun_at = $2, wanted = adds, failures = 0 where practice_id = app_practice() and id = $1",
        id.0,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Ending a large one takes longer than a request may.
pub async fn take_time(conn: &mut PgConnection) -> Result<(), AppError> {
    sqlx::query!("select set_config('statement_timeout', '60s', true) as time").fetch_one(conn).await?;
    Ok(())
}

/// Ends it. Of what was uploaded only the rows in error stay, for the file of them.
pub async fn end(permit: &mut Permit, id: ImportId, how: ImportState, why: &str) -> Result<(), AppError> {
    let now = permit.now;
    sqlx::query!("delete from client_import_row where practice_id = app_practice() and import_id = $1 and verdict <> 'error'", id.0)
        .execute(permit.conn())
        .await?;
    sqlx::query!(
        "update client_import set state = $2, why = $3, ended_at = $4,
           rows_gone_at = case when errors = 0 then $4::timestamptz end
         where practice_id = app_practice() and id = $1",
        id.0,
        how.key(),
        why,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// A row about to be a client: what may have changed since it was judged.
pub struct Next {
    pub line: i32,
    pub location: Uuid,
    pub open: bool,
    pub therapist: Option<Uuid>,
    pub group: Option<Uuid>,
}

pub async fn next(permit: &mut Permit, id: ImportId, most: i64) -> Result<Vec<Next>, AppError> {
    Ok(sqlx::query_as!(
        Next,
        r#"select r.line, r.location_id as "location!", l.archived_at is null as "open!", r.therapist_id as therapist, r.group_id as "group"
           from client_import_row r join location l on l.practice_id = r.practice_id and l.id = r.location_id
           where r.practice_id = app_practice() and r.import_id = $1 and r.verdict = 'add' order by r.line limit $2"#,
        id.0,
        most
    )
    .fetch_all(permit.conn())
    .await?)
}

/// The rows become clients, each with the id given.
pub async fn add(permit: &mut Permit, id: ImportId, lines: &[i32], ids: &[Uuid]) -> Result<(), AppError> {
    let (now, by, (from, to)) = (permit.now, permit.by(), span(lines.iter().copied()));
    sqlx::query!(
        "insert into client (practice_id, id, first_name, last_name, preferred_name, pronouns, birth_date, email, phone, location_id, risk, created_at, created_by)
         select app_practice(), t.client, r.first_name, r.last_name, r.preferred_name, r.pronouns, r.birth_date, r.email, r.phone, r.location_id, r.risk, $4, $5
         from unnest($2::int[], $3::uuid[]) as t (line, client)
         join client_import_row r on r.practice_id = app_practice() and r.import_id = $1 and r.line = t.line and r.line >= $6 and r.line <= $7",
        id.0,
        lines,
        ids,
        now,
        by.0,
        from,
        to
    )
    .execute(permit.conn())
    .await?;
    sqlx::query!(
        "update client_import_row r set verdict = 'added', client_id = t.client from unnest($2::int[], $3::uuid[]) as t (line, client)
         where r.practice_id = app_practice() and r.import_id = $1 and r.line = t.line and r.line >= $4 and r.line <= $5",
        id.0,
        lines,
        ids,
        from,
        to
    )
    .execute(permit.conn())
    .await?;
    sqlx::query!(
        "update client_import set adds = adds - $2, added = added + $2, failures = 0 where practice_id = app_practice() and id = $1",
        id.0,
        lines.len() as i32
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Batches of one practice come one after the other: what one adds, the next finds there.
pub async fn alone(permit: &mut Permit) -> Result<(), AppError> {
    sqlx::query!(r#"select pg_advisory_xact_lock(hashtextextended('client import ' || app_practice()::text, 0))::text as "lock""#)
        .fetch_one(permit.conn())
        .await?;
    Ok(())
}

/// How many of an import's clients each therapist got.
pub async fn given(permit: &mut Permit, id: ImportId) -> Result<Vec<(MemberId, i64)>, AppError> {
    let rows = sqlx::query!(
        r#"select a.member_id, count(*) as "many!" from client_import_row r
           join assignment a on a.practice_id = app_practice() and a.client_id = r.client_id and a.member_id = r.therapist_id and a.until is null
           where r.practice_id = app_practice() and r.import_id = $1 and r.verdict = 'added' and r.therapist_id is not null group by a.member_id order by a.member_id"#,
        id.0
    )
    .fetch_all(permit.conn())
    .await?;
    Ok(rows.into_iter().map(|r| (MemberId(r.member_id), r.many)).collect())
}
