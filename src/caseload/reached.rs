//! Whom a member may have to reach without a connection: the clients of their caseload, by name and phone.

use super::{Columns, visible};
use crate::access::Sight;
use crate::base::{AppError, MemberId, PracticeId};
use sqlx::{PgConnection, QueryBuilder, Row};

/// A device keeps no more of them.
const MOST: i64 = 200;

/// `(name, phone)` in the order of names, and how many more there are: those assigned to the member whom the one who asks sees.
///
/// # Errors
/// Only those of the database.
pub async fn reached(
    conn: &mut PgConnection,
    practice: PracticeId,
    sight: Sight,
    member: MemberId,
) -> Result<(Vec<(String, String)>, i64), AppError> {
    let mut sql = QueryBuilder::new(
        "select c.first_name || ' ' || c.last_name, c.phone, count(*) over () from client c where c.archived_at is null and c.deleted_at is null and c.practice_id = ",
    );
    sql.push_bind(practice.0).push(" and c.id = any (array(select a.client_id from assignment a where a.practice_id = ");
    sql.push_bind(practice.0).push(" and a.member_id = ").push_bind(member.0);
    sql.push(" and coalesce(a.until, 'infinity') = 'infinity'))");
    visible(&mut sql, sight, Columns::CLIENT);
    sql.push(" order by c.sort_key, c.id limit ").push_bind(MOST);
    let rows = sql.build().fetch_all(conn).await?;
    let all: i64 = rows.first().map_or(Ok(0), |row| row.try_get(2))?;
    let clients = rows.iter().map(|row| Ok::<_, sqlx::Error>((row.try_get(0)?, row.try_get(1)?))).collect::<Result<Vec<_>, _>>()?;
    let more = all - clients.len() as i64;
    Ok((clients, more))
}
