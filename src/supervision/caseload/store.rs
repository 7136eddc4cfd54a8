//! The SQL of a caseload in three kinds. It begins with the few clients a member has to do with, whatever the practice's size.

use super::types::{Ours, Place, Share};
use crate::access::Sight;
use crate::base::{AppError, ClientId, MemberId, PracticeId};
use crate::caseload::{Columns, visible};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, Postgres, QueryBuilder, Row, postgres::PgRow};
use uuid::Uuid;

/// Clients of one page.
const PAGE: usize = 50;

/// One kind, from where the page before ended ("id~key").
pub async fn place(
    conn: &mut PgConnection,
    practice: PracticeId,
    sight: Sight,
    of: (MemberId, Share),
    after: &str,
) -> Result<Place, AppError> {
    let mut sql = QueryBuilder::new("select count(*) ");
    of_kind(&mut sql, practice, sight, of);
    let total: i64 = sql.build_query_scalar().fetch_one(&mut *conn).await?;
    let mut sql = QueryBuilder::new(
        r#"select c.id, c.first_name || ' ' || c.last_name, l.name, c.restricted, c.last_visit_at, c.sort_key,
             (select m.first_name || ' ' || m.last_name from assignment p join member m on m.practice_id = p.practice_id and m.id = p.member_id
              where p.practice_id = c.practice_id and p.client_id = c.id and p.until is null and p."primary" and p.member_id <> "#,
    );
    sql.push_bind(of.0.0).push("), exists (select from assignment s where s.practice_id = c.practice_id and s.client_id = c.id and s.until is null and s.member_id = ");
    sql.push_bind(of.0.0).push(") ");
    of_kind(&mut sql, practice, sight, of);
    let from = after.split_once('~').filter(|(_, key)| !key.contains(char::is_control));
    if let Some((id, key)) = from.and_then(|(id, key)| Some((id.parse::<Uuid>().ok()?, key))) {
        sql.push(" and (c.sort_key, c.id) > (").push_bind(key.to_string()).push(", ").push_bind(id).push(")");
    }
    sql.push(format!(" order by c.sort_key, c.id limit {}", PAGE + 1));
    let rows = sql.build().fetch_all(conn).await?;
    let mut rows = rows.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|(row, key)| format!("{}~{key}", row.id));
    Ok(Place { rows: rows.into_iter().map(|(row, _)| row).collect(), total, next })
}

/// The clients of a kind: `c`, with its location `l`.
fn of_kind(sql: &mut QueryBuilder<Postgres>, practice: PracticeId, sight: Sight, (member, share): (MemberId, Share)) {
    const OTHERS: &str = "exists (select from assignment o where o.practice_id = a.practice_id and o.client_id = a.client_id and o.until is null and o.member_id <> a.member_id)";
    sql.push("from client c join location l on l.practice_id = c.practice_id and l.id = c.location_id where c.practice_id = ");
    sql.push_bind(practice.0).push(" and c.archived_at is null and c.id = any (array(");
    let assigned = |sql: &mut QueryBuilder<Postgres>, which: &str| {
        sql.push("select a.client_id from assignment a where a.practice_id = ").push_bind(practice.0);
        sql.push(" and a.until is null and a.member_id = ").push_bind(member.0).push(" and ").push(which);
    };
    match share {
        Share::Direct => assigned(sql, &format!("not {OTHERS}")),
        Share::Primary => assigned(sql, &format!("a.\"primary\" and {OTHERS}")),
        Share::WalkIn => {
            assigned(sql, &format!("not a.\"primary\" and {OTHERS}"));
            sql.push(" union select w.client_id from client_seen w where w.practice_id = ").push_bind(practice.0);
            sql.push(" and w.member_id = ").push_bind(member.0);
            sql.push(
                " and not exists (select from assignment o where o.practice_id = w.practice_id and o.client_id = w.client_id
                    and o.until is null and o.member_id = w.member_id)",
            );
        }
    }
    sql.push("))");
    visible(sql, sight, Columns::CLIENT);
}

fn row(r: &PgRow) -> Result<(Ours, String), sqlx::Error> {
    let primary: Option<String> = r.try_get(6)?;
    let assigned: bool = r.try_get(7)?;
    let ours = Ours {
        id: ClientId(r.try_get(0)?),
        name: r.try_get(1)?,
        location: r.try_get(2)?,
        restricted: r.try_get(3)?,
        last_visit_at: r.try_get::<Option<DateTime<Utc>>, _>(4)?.map(Into::into),
        second: assigned && primary.is_some(),
        primary,
    };
    Ok((ours, r.try_get(5)?))
}
