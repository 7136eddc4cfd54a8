//! Members of the team in the list of everyone connected to the practice, for whoever may see the team: in the same
//! orders and under the same filters as clients. They are hundreds where clients are a hundred thousand.

use super::found::{SINCE, typed};
use super::list::Asked;
use super::place::{Place, after, nobody, ordered};
use super::query::{Order, Portal, Sorted, Whom};
use super::types::StaffRow;
use crate::base::{AppError, MemberId, Moment};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, Postgres, QueryBuilder, Row, postgres::PgRow};
use uuid::Uuid;

const STATUS: &str = "case when m.last_sign_in_at is null then 'provisioned' else 'activated' end";
const CREATED: &str = "coalesce(m.invited_at, m.joined_at, m.changed_at)";

/// The next so many members, with their places.
pub async fn rows(conn: &mut PgConnection, asked: Asked<'_>, limit: i64) -> Result<Vec<(StaffRow, Place)>, AppError> {
    let sorted = asked.query.sorted();
    let columns = columns(sorted);
    let place = Place::read(sorted.by, &asked.query.after);
    let mut sql = QueryBuilder::new("");
    typed(&mut sql, asked);
    sql.push(format!(" select {}, m.first_name, m.last_name, l.name, r.name, administers(r.grants), m.last_sign_in_at is not null,
        array(select g.name from group_member x join practice_group g on g.practice_id = $1 and g.id = x.group_id
              where x.practice_id = $1 and x.member_id = m.id and x.until is null order by lower(g.name)),
        {CREATED}, m.status in ('archived', 'removed')
      from member m join role r on r.practice_id = $1 and r.id = m.role_id join location l on l.practice_id = $1 and l.id = m.primary_location_id
      where m.practice_id = $1", columns.join(", ")));
    narrowed(&mut sql, asked);
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    after(&mut sql, place.as_ref(), sorted, &columns);
    sql.push(ordered(columns.len(), sorted)).push(format!(" limit {limit}"));
    let rows = sql.build().fetch_all(conn).await?;
    Ok(rows.iter().map(|r| read(sorted.by, columns.len(), r)).collect::<Result<_, _>>()?)
}

/// How many fit, and how many of them were added in the last thirty days.
pub async fn count(conn: &mut PgConnection, asked: Asked<'_>) -> Result<(i64, i64), AppError> {
    let mut sql = QueryBuilder::new("");
    typed(&mut sql, asked);
    sql.push(format!(
        " select count(*), count(*) filter (where {CREATED} >= {SINCE}) from member m join role r on r.practice_id = $1 and r.id = m.role_id
          where m.practice_id = $1"
    ));
    narrowed(&mut sql, asked);
    Ok(sql.build_query_as().fetch_one(conn).await?)
}

/// The keys of an order, as clients have them, with the id last.
fn columns(sorted: Sorted) -> Vec<String> {
    let name = || "m.sort_key".to_string();
    let mut keys = match sorted.by {
        Order::Name => vec![name()],
        Order::Status => vec![STATUS.into(), name()],
        Order::Staff => {
            vec![format!("'{}'::text collate \"C\"", nobody(sorted)), "'00000000-0000-0000-0000-000000000000'::uuid".into(), name()]
        }
        Order::LastVisit => vec!["'-infinity'::timestamptz".into()],
        Order::Created => vec![CREATED.into()],
    };
    keys.push("m.id".into());
    keys
}

fn narrowed(sql: &mut QueryBuilder<Postgres>, asked: Asked<'_>) {
    let q = asked.query;
    sql.push(if q.archived() {
        " and m.status in ('archived', 'removed')"
    } else {
        " and m.status in ('invited', 'active', 'on_hold', 'inactive', 'suspended')"
    });
    match q.whom() {
        Whom::Admins => drop(sql.push(" and administers(r.grants)")),
        Whom::Staff => drop(sql.push(" and not administers(r.grants)")),
        Whom::Clients | Whom::Everyone => {}
    }
    match q.portal() {
        Some(Portal::Activated) => drop(sql.push(" and m.last_sign_in_at is not null")),
        Some(Portal::Provisioned) => drop(sql.push(" and m.last_sign_in_at is null")),
        // Everyone on the team has an account, or an invitation to one.
        Some(Portal::None) => drop(sql.push(" and false")),
        None => {}
    }
    // Nobody is assigned to a member, and no visit is theirs as a client.
    if q.staff.is_some() || q.recent == "seen" {
        sql.push(" and false");
    }
    if q.recent == "new" {
        sql.push(format!(" and {CREATED} >= {SINCE}"));
    }
    if let Some(location) = q.location {
        sql.push(" and (m.primary_location_id = ").push_bind(location.0);
        sql.push(
            " or exists (select from member_location x where x.practice_id = $1 and x.member_id = m.id and x.until is null and x.location_id = ",
        );
        sql.push_bind(location.0).push("))");
    }
    if let Some(group) = q.group {
        sql.push(
            " and exists (select from group_member x where x.practice_id = $1 and x.member_id = m.id and x.until is null and x.group_id = ",
        );
        sql.push_bind(group.0).push(")");
    }
    if asked.types() {
        for n in 1..=4 {
            sql.push(format!(
                " and ((select q.w[{n}] from q) is null or exists (select from member_word x where x.practice_id = $1 and x.member_id = m.id
                   and x.word >= (select q.w[{n}] from q) and x.word < (select q.w[{n}] || chr(1114111) from q)))"
            ));
        }
    }
}

fn read(order: Order, columns: usize, row: &PgRow) -> Result<(StaffRow, Place), sqlx::Error> {
    let id: Uuid = row.try_get(columns - 1)?;
    let at = |n: usize| columns + n;
    let member = StaffRow {
        id: MemberId(id),
        first_name: row.try_get(at(0))?,
        last_name: row.try_get(at(1))?,
        location: row.try_get(at(2))?,
        role: row.try_get(at(3))?,
        admin: row.try_get(at(4))?,
        activated: row.try_get(at(5))?,
        groups: row.try_get(at(6))?,
        created_at: Moment::from(row.try_get::<DateTime<Utc>, _>(at(7))?),
        gone: row.try_get(at(8))?,
    };
    // Never seen: no time that could be read.
    let place = match order {
        Order::LastVisit => Place { keys: vec![super::place::Key::Time(None)], id },
        _ => Place::of(order, row, id, 0)?,
    };
    Ok((member, place))
}
