//! The SQL of access rules.

use super::types::LocationRule;
use crate::access::Permit;
use crate::base::{AppError, LocationId, MemberId};
use sqlx::PgConnection;
use uuid::Uuid;

pub struct RulesRead {
    pub primary: LocationId,
    /// In the order of their ids.
    pub others: Vec<LocationId>,
    pub locations: Vec<LocationRule>,
    /// The membership has ended.
    pub ended: bool,
}

impl RulesRead {
    /// Of a location that can be chosen; an archived one only where it is kept.
    pub fn name_of(&self, id: LocationId, kept: bool) -> Option<&str> {
        self.locations.iter().find(|l| l.id == id && (kept || !l.archived)).map(|l| l.name.as_str())
    }

    /// "Riverside, Telehealth", or "none".
    pub fn names(&self, ids: &[LocationId]) -> String {
        let names: Vec<&str> = self.locations.iter().filter(|l| ids.contains(&l.id)).map(|l| l.name.as_str()).collect();
        if names.is_empty() { "none".into() } else { names.join(", ") }
    }
}

pub async fn rules(conn: &mut PgConnection, member: MemberId) -> Result<RulesRead, AppError> {
    let m = sqlx::query!(
        r#"select primary_location_id, status in ('withdrawn', 'archived', 'removed') as "ended!" from member
           where practice_id = app_practice() and id = $1"#,
        member.0
    )
    .fetch_one(&mut *conn)
    .await?;
    let rows = sqlx::query!(
        r#"select l.id, l.name, l.archived_at is not null as "archived!", x.member_id is not null as "other!"
           from location l left join member_location x
             on x.practice_id = l.practice_id and x.location_id = l.id and x.member_id = $1 and x.until is null
           where l.practice_id = app_practice() and (l.archived_at is null or x.member_id is not null or l.id = $2)
           order by l.archived_at is not null, l.created_at, l.id"#,
        member.0,
        m.primary_location_id
    )
    .fetch_all(conn)
    .await?;
    let primary = LocationId(m.primary_location_id);
    let mut others: Vec<LocationId> = rows.iter().filter(|r| r.other && r.id != primary.0).map(|r| LocationId(r.id)).collect();
    others.sort();
    let rule = |id: Uuid, name, archived, other| LocationRule { id: LocationId(id), name, archived, on: other || id == primary.0 };
    let locations = rows.into_iter().map(|r| rule(r.id, r.name, r.archived, r.other)).collect();
    Ok(RulesRead { primary, others, locations, ended: m.ended })
}

/// The member stays as they are until the transaction ends, and so do the locations: none is archived meanwhile.
pub async fn hold(permit: &mut Permit, member: MemberId) -> Result<(), AppError> {
    // `archive_location` holds the same row: a location can't become primary and be archived at once.
    sqlx::query!("select id from practice where id = app_practice() for update").fetch_one(permit.conn()).await?;
    sqlx::query!("select id from member where practice_id = app_practice() and id = $1 for update", member.0)
        .fetch_one(permit.conn())
        .await?;
    Ok(())
}

/// The past of the membership remembers the one before (migration 0006).
pub async fn set_primary(permit: &mut Permit, member: MemberId, primary: LocationId) -> Result<(), AppError> {
    let (now, by) = (permit.now, permit.by().0);
    sqlx::query!(
        "update member set primary_location_id = $2, changed_at = $3, changed_by = $4, version = version + 1
         where practice_id = app_practice() and id = $1 and primary_location_id <> $2",
        member.0,
        primary.0,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Ends what is not among these, begins what was not.
pub async fn set_others(permit: &mut Permit, member: MemberId, others: &[LocationId]) -> Result<(), AppError> {
    let (practice, now, by) = (permit.practice.0, permit.now, permit.by().0);
    let others: Vec<Uuid> = others.iter().map(|l| l.0).collect();
    sqlx::query!(
        "update member_location set until = $3, ended_by = $4
         where practice_id = app_practice() and member_id = $1 and until is null and location_id <> all ($2)",
        member.0,
        &others,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    sqlx::query!(
        "insert into member_location (practice_id, member_id, location_id, since, given_by)
         select $1, $2, l, $4, $5 from unnest($3::uuid[]) l
         where not exists (select from member_location x where x.practice_id = $1 and x.member_id = $2 and x.location_id = l and x.until is null)",
        practice,
        member.0,
        &others,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}
