//! What the list of clients can be filtered by.

use super::types::{FilterChoices, Named};
use super::visible::{Columns, by_name_or_group, visible};
use crate::access::{Scope, Sight};
use crate::base::AppError;
use sqlx::{PgConnection, QueryBuilder, Row};
use uuid::Uuid;

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
    let staff = staff(conn, sight).await?;
    let named = |id: Uuid, name: String| Named { id: id.to_string(), name };
    Ok(FilterChoices {
        locations: locations.into_iter().map(|r| named(r.id, r.name)).collect(),
        groups: groups.into_iter().map(|r| named(r.id, r.name)).collect(),
        staff,
        team: false,
    })
}

/// Whoever sees whole locations is offered those who work there without being asked about each of their clients; whoever
/// sees a caseload, those who have a part in it.
async fn staff(conn: &mut PgConnection, sight: Sight) -> Result<Vec<Named>, AppError> {
    let mut sql = QueryBuilder::new(
        "select m.id, m.first_name || ' ' || m.last_name from member m where m.practice_id = app_practice()
           and m.status in ('active', 'on_hold', 'inactive', 'suspended')
           and exists (select from assignment s where s.practice_id = m.practice_id and s.member_id = m.id and s.until is null)",
    );
    let theirs = format!(
        "m.id in (select s.member_id from assignment s where s.practice_id = app_practice() and s.until is null and s.client_id = any (array({})))",
        by_name_or_group("app_member")
    );
    match sight {
        Sight { reach: Some(Scope::WholePractice), .. } if !sight.viewing() => {}
        Sight { reach: Some(Scope::OwnLocations), .. } if !sight.viewing() => {
            sql.push(
                " and (m.primary_location_id = any ((select app_locations())::uuid[])
                or m.id in (select x.member_id from member_location x where x.practice_id = app_practice() and x.until is null
                  and x.location_id = any ((select app_locations())::uuid[])) or ",
            );
            sql.push(theirs).push(")");
        }
        Sight { reach: Some(Scope::OwnCaseload), .. } if !sight.viewing() => drop(sql.push(" and ").push(theirs)),
        _ => {
            sql.push(
                " and m.id in (select s.member_id from client c join assignment s on s.practice_id = c.practice_id and s.client_id = c.id
                and s.until is null where c.practice_id = app_practice() and c.archived_at is null",
            );
            visible(&mut sql, sight, Columns::CLIENT);
            sql.push(")");
        }
    }
    sql.push(" order by m.sort_key, m.id limit 500");
    let staff = sql.build().fetch_all(conn).await?;
    Ok(staff
        .iter()
        .map(|r| Ok(Named { id: r.try_get::<Uuid, _>(0)?.to_string(), name: r.try_get(1)? }))
        .collect::<Result<_, sqlx::Error>>()?)
}
