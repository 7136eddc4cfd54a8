//! The SQL of locations.

use super::types::{LocationChoice, LocationSeen};
use crate::access::Permit;
use crate::base::{AppError, LocationId};
use sqlx::PgConnection;

pub struct LocationRead {
    pub name: String,
    pub timezone: String,
    pub archived: bool,
    pub address: String,
}

pub async fn one(conn: &mut PgConnection, id: LocationId) -> Result<LocationRead, AppError> {
    let r = sqlx::query!("select name, timezone, address, archived_at from location where practice_id = app_practice() and id = $1", id.0)
        .fetch_one(conn)
        .await?;
    Ok(LocationRead { name: r.name, timezone: r.timezone, archived: r.archived_at.is_some(), address: r.address })
}

/// Those that can be chosen, the oldest first.
pub async fn choices(conn: &mut PgConnection) -> Result<Vec<LocationChoice>, AppError> {
    let rows =
        sqlx::query!("select id, name from location where practice_id = app_practice() and archived_at is null order by created_at, id")
            .fetch_all(conn)
            .await?;
    Ok(rows.into_iter().map(|r| LocationChoice { id: LocationId(r.id), name: r.name }).collect())
}

pub async fn all(conn: &mut PgConnection) -> Result<Vec<LocationSeen>, AppError> {
    let rows = sqlx::query!(
        r#"select l.id, l.name, l.virtual, l.address, l.timezone, l.archived_at,
             (select count(*) from member m where m.practice_id = l.practice_id and m.primary_location_id = l.id
                and m.status in ('invited', 'active', 'on_hold', 'inactive', 'suspended')) as "members!",
             (select count(*) from member_location x join member m on m.practice_id = x.practice_id and m.id = x.member_id
                and m.status in ('invited', 'active', 'on_hold', 'inactive', 'suspended') and m.primary_location_id <> x.location_id
              where x.practice_id = l.practice_id and x.location_id = l.id and x.until is null) as "others!"
           from location l where l.practice_id = app_practice() order by l.archived_at is not null, l.created_at, l.id"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| LocationSeen {
            id: LocationId(r.id),
            name: r.name,
            is_virtual: r.r#virtual,
            address: r.address,
            timezone: r.timezone,
            archived_at: r.archived_at.map(Into::into),
            members: r.members,
            with_access: r.members + r.others,
        })
        .collect())
}

pub async fn insert(
    permit: &mut Permit,
    id: LocationId,
    name: &str,
    is_virtual: bool,
    address: &str,
    timezone: &str,
) -> Result<(), sqlx::Error> {
    let (practice, now) = (permit.practice.0, permit.now);
    sqlx::query!(
        "insert into location (practice_id, id, name, virtual, address, timezone, created_at) values ($1, $2, $3, $4, $5, $6, $7)",
        practice,
        id.0,
        name,
        is_virtual,
        address,
        timezone,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

pub async fn update(permit: &mut Permit, id: LocationId, name: &str, address: &str, timezone: &str) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update location set name = $2, address = $3, timezone = $4 where practice_id = app_practice() and id = $1",
        id.0,
        name,
        address,
        timezone
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Archives a location unless it is the last one in use or someone's primary one; says whether it did.
pub async fn archive(permit: &mut Permit, id: LocationId) -> Result<bool, AppError> {
    let now = permit.now;
    sqlx::query!("select id from practice where id = app_practice() for update").fetch_one(permit.conn()).await?;
    let done = sqlx::query!(
        "update location l set archived_at = $2 where practice_id = app_practice() and id = $1 and archived_at is null
           and exists (select from location o where o.practice_id = l.practice_id and o.id <> l.id and o.archived_at is null)
           and not exists (select from member m where m.practice_id = l.practice_id and m.primary_location_id = l.id
             and m.status in ('invited', 'active', 'on_hold', 'inactive', 'suspended'))",
        id.0,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
