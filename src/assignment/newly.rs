//! Who came to a member lately.

use super::types::NewlyGiven;
use crate::access::Sight;
use crate::base::{AppError, ClientId, MemberId, PracticeId};
use crate::caseload::{Columns, visible};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, QueryBuilder, Row};

/// Clients given to a member since a moment whom they still have, as far as the one who asks sees them: the newest `most`, and
/// how many there are.
///
/// # Errors
/// Only those of the database.
pub async fn newly(
    conn: &mut PgConnection,
    practice: PracticeId,
    sight: Sight,
    member: MemberId,
    since: DateTime<Utc>,
    most: i64,
) -> Result<(Vec<NewlyGiven>, i64), AppError> {
    let mut sql = QueryBuilder::new(
        "select c.id, c.first_name || ' ' || c.last_name, a.since, coalesce(b.first_name || ' ' || b.last_name, ''), a.hand_off <> '', count(*) over ()
         from assignment a cross join lateral (select * from client x where x.practice_id = a.practice_id and x.id = a.client_id offset 0) c
         left join member b on b.practice_id = a.practice_id and b.id = a.assigned_by
         where a.practice_id = ",
    );
    sql.push_bind(practice.0).push(" and a.member_id = ").push_bind(member.0);
    sql.push(" and a.until is null and c.archived_at is null and a.since >= ").push_bind(since);
    visible(&mut sql, sight, Columns::CLIENT);
    sql.push(" order by a.since desc, c.sort_key, c.id limit ").push_bind(most);
    let rows = sql.build().fetch_all(conn).await?;
    let total = rows.first().map_or(Ok(0), |row| row.try_get(5))?;
    let one = |row: &sqlx::postgres::PgRow| -> Result<NewlyGiven, sqlx::Error> {
        Ok(NewlyGiven {
            client: ClientId(row.try_get(0)?),
            name: row.try_get(1)?,
            since: row.try_get::<DateTime<Utc>, _>(2)?.into(),
            by: row.try_get(3)?,
            handed_over: row.try_get(4)?,
        })
    };
    Ok((rows.iter().map(one).collect::<Result<_, _>>()?, total))
}
