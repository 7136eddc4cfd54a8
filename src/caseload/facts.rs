//! What the policy asks of a client, read in the transaction in which it is decided.

use crate::access::{ClientFacts, Sight};
use crate::base::{AppError, ClientId, PracticeId};
use sqlx::{PgConnection, QueryBuilder, Row};
use uuid::Uuid;

/// A client the one who asks sees, with what decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    pub id: ClientId,
    pub name: String,
    pub version: i32,
    pub facts: ClientFacts,
}

/// One client. Whoever doesn't see it is told the same as of one that does not exist.
///
/// # Errors
/// `NotFound`.
pub async fn facts(conn: &mut PgConnection, practice: PracticeId, sight: Sight, id: ClientId) -> Result<Looked, AppError> {
    of_all(conn, practice, sight, &[id.0]).await?.pop().ok_or(AppError::NotFound)
}

/// Those of these clients who are seen, archived ones too, in the order of names.
pub async fn of_all(conn: &mut PgConnection, practice: PracticeId, sight: Sight, ids: &[Uuid]) -> Result<Vec<Looked>, AppError> {
    let mut sql = QueryBuilder::new(
        "select c.id, c.first_name || ' ' || c.last_name, c.version, c.archived_at is not null,
           c.location_id = any (locations_of(app_practice(), app_member())),
           exists (select from assignment a where a.practice_id = c.practice_id and a.client_id = c.id and coalesce(a.until, 'infinity') = 'infinity'
             and (a.member_id = app_member() or exists (
               select from coverage v where v.practice_id = a.practice_id and v.absent_id = a.member_id and v.cover_id = app_member()
                 and v.starts_at <= app_now() and v.ends_at > app_now()
                 and (v.whole or exists (select from coverage_client x where x.practice_id = v.practice_id and x.coverage_id = v.id and x.client_id = c.id)))))
         from client c where c.practice_id = ",
    );
    sql.push_bind(practice.0).push(" and c.deleted_at is null and c.id = any (").push_bind(ids.to_vec()).push(")");
    super::visible(&mut sql, sight, super::Columns::CLIENT);
    sql.push(" order by c.sort_key, c.id");
    let rows = sql.build().fetch_all(conn).await?;
    let looked = |row: &sqlx::postgres::PgRow| -> Result<Looked, sqlx::Error> {
        let facts = ClientFacts { seen: true, archived: row.try_get(3)?, here: row.try_get(4)?, own: row.try_get(5)? };
        Ok(Looked { id: ClientId(row.try_get(0)?), name: row.try_get(1)?, version: row.try_get(2)?, facts })
    };
    Ok(rows.iter().map(looked).collect::<Result<_, _>>()?)
}
