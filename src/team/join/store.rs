//! The SQL of links to join by.

use super::types::{CheckedLink, RoleToJoin};
use crate::access::{Actor, Grants, Permit, Status};
use crate::base::{AppError, JoinLinkId, LocationId, MemberId, PracticeId, RoleId};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

/// Seen together, the newest first.
const SHOWN: i64 = 50;

pub struct LinkRead {
    pub id: JoinLinkId,
    pub practice: String,
    pub practice_closed: bool,
    pub hours: i32,
    pub role: RoleId,
    pub role_name: String,
    pub role_grants: Grants,
    pub role_deleted: bool,
    pub for_clients: bool,
    pub location: LocationId,
    pub location_name: String,
    pub timezone: String,
    pub location_archived: bool,
    /// In whose right it works, as the door would let them in.
    pub maker: Actor,
    pub maker_ran_out: bool,
    pub serial: i32,
    pub sealed: String,
    pub expires_at: DateTime<Utc>,
    pub most: Option<i32>,
    pub domains: Vec<String>,
    pub approval: bool,
    pub created_at: DateTime<Utc>,
    pub renewed_at: DateTime<Utc>,
    pub off: bool,
    /// Those who were let in by its newest address, or wait.
    pub uses: i64,
}

/// One link, or all of them: those that work first.
async fn read(
    conn: &mut PgConnection,
    practice: PracticeId,
    id: Option<JoinLinkId>,
    now: DateTime<Utc>,
) -> Result<Vec<LinkRead>, AppError> {
    let rows = sqlx::query!(
        r#"select k.id, p.name as practice, p.closed_at is not null as "closed!", p.invitation_hours as hours,
             k.role_id, r.name as role_name, effective_grants(r.grants, r.off, '{}') as "role_grants!", r.deleted_at is not null as "role_deleted!",
             r.built_in is not distinct from 'client' as "for_clients!",
             k.location_id, l.name as location_name, l.timezone, l.archived_at is not null as "archived!",
             k.by_member, m.first_name, m.last_name, m.status, m.role_id as by_role, b.name as by_role_name, b.off, m.overrides,
             effective_grants(b.grants, b.off, m.overrides) as "by_grants!",
             p.originating_member_id = m.id as "originating!",
             b.limit_hours is not null and m.role_since + make_interval(hours => b.limit_hours) <= $2 as "ran_out!",
             k.serial, k.sealed, k.expires_at, k.most, k.domains, k.approval, k.created_at, k.renewed_at, k.off_at is not null as "turned_off!",
             (select count(*) from join_request q where q.practice_id = k.practice_id and q.link_id = k.id and q.serial = k.serial
               and q.state in ('waiting', 'let_in')) as "uses!"
           from join_link k
           join practice p on p.id = k.practice_id
           join role r on r.practice_id = k.practice_id and r.id = k.role_id
           join location l on l.practice_id = k.practice_id and l.id = k.location_id
           join member m on m.practice_id = k.practice_id and m.id = k.by_member
           join role b on b.practice_id = m.practice_id and b.id = m.role_id
           where k.practice_id = app_practice() and ($1::uuid is null or k.id = $1)
           order by k.off_at is not null, k.created_at desc, k.id limit $3"#,
        id.map(|id| id.0),
        now,
        SHOWN
    )
    .fetch_all(conn)
    .await?;
    let links = rows.into_iter().map(|r| LinkRead {
        id: JoinLinkId(r.id),
        practice: r.practice,
        practice_closed: r.closed,
        hours: r.hours,
        role: RoleId(r.role_id),
        role_name: r.role_name,
        role_grants: r.role_grants.into(),
        role_deleted: r.role_deleted,
        for_clients: r.for_clients,
        location: LocationId(r.location_id),
        location_name: r.location_name,
        timezone: r.timezone,
        location_archived: r.archived,
        maker: Actor {
            practice,
            member: MemberId(r.by_member),
            first_name: r.first_name,
            last_name: r.last_name,
            role: RoleId(r.by_role),
            role_name: r.by_role_name,
            grants: r.by_grants.into(),
            overrides: r.overrides.into(),
            off: r.off,
            status: r.status.parse().unwrap_or(Status::Suspended),
            originating: r.originating,
            confirmed: false,
            viewed_by: None,
        },
        maker_ran_out: r.ran_out,
        serial: r.serial,
        sealed: r.sealed,
        expires_at: r.expires_at,
        most: r.most,
        domains: r.domains,
        approval: r.approval,
        created_at: r.created_at,
        renewed_at: r.renewed_at,
        off: r.turned_off,
        uses: r.uses,
    });
    Ok(links.collect())
}

pub async fn link(conn: &mut PgConnection, practice: PracticeId, id: JoinLinkId, now: DateTime<Utc>) -> Result<LinkRead, AppError> {
    read(conn, practice, Some(id), now).await?.pop().ok_or(AppError::NotFound)
}

pub async fn links(conn: &mut PgConnection, practice: PracticeId, now: DateTime<Utc>) -> Result<Vec<LinkRead>, AppError> {
    read(conn, practice, None, now).await
}

/// Every role people could join under, Client first, then as where someone is invited.
pub async fn roles(conn: &mut PgConnection) -> Result<Vec<(RoleToJoin, Grants)>, AppError> {
    let rows = sqlx::query!(
        r#"select id, name, description, built_in is not distinct from 'client' as "for_clients!", effective_grants(grants, off, '{}') as "grants!"
           from role where practice_id = app_practice() and deleted_at is null
           order by (built_in = 'client') desc nulls last, (built_in = 'member') desc nulls last, cardinality(grants), lower(name)"#
    )
    .fetch_all(conn)
    .await?;
    let roles = rows.into_iter().map(|r| {
        (RoleToJoin { id: RoleId(r.id), name: r.name, description: r.description, for_clients: r.for_clients }, Grants::from(r.grants))
    });
    Ok(roles.collect())
}

/// What a link is besides what the form says.
pub struct NewLink<'a> {
    pub id: JoinLinkId,
    pub sealed: &'a str,
    pub approval: bool,
    pub expires_at: DateTime<Utc>,
}

pub async fn insert_link(permit: &mut Permit, new: &NewLink<'_>, meant: &CheckedLink) -> Result<(), AppError> {
    let (now, by) = (permit.now, permit.by().0);
    sqlx::query!(
        "insert into join_link (practice_id, id, role_id, location_id, by_member, sealed, expires_at, most, domains, approval, created_at, renewed_at)
         values (app_practice(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)",
        new.id.0,
        meant.role.0,
        meant.location.0,
        by,
        new.sealed,
        new.expires_at,
        meant.most,
        &meant.domains,
        new.approval,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// A new address, good for as long as the one before was; from here on it works in the right of whoever renews it.
pub async fn renew(permit: &mut Permit, id: JoinLinkId, sealed: &str) -> Result<(i32, DateTime<Utc>), AppError> {
    let (now, by) = (permit.now, permit.by().0);
    let row = sqlx::query!(
        "update join_link set serial = serial + 1, sealed = $2, expires_at = $3::timestamptz + (expires_at - renewed_at), renewed_at = $3, by_member = $4, off_at = null
         where practice_id = app_practice() and id = $1 returning serial, expires_at",
        id.0,
        sealed,
        now,
        by
    )
    .fetch_one(permit.conn())
    .await?;
    Ok((row.serial, row.expires_at))
}

/// `false` if it is off already.
pub async fn turn_off(permit: &mut Permit, id: JoinLinkId) -> Result<bool, AppError> {
    let now = permit.now;
    let done =
        sqlx::query!("update join_link set off_at = $2 where practice_id = app_practice() and id = $1 and off_at is null", id.0, now)
            .execute(permit.conn())
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Active members who may invite someone, as the door would let them in.
pub async fn inviters(conn: &mut PgConnection, practice: PracticeId) -> Result<Vec<Actor>, AppError> {
    let rows = sqlx::query!(
        r#"select m.id, m.first_name, m.last_name, m.role_id, r.name as role_name, r.off, m.overrides,
             effective_grants(r.grants, r.off, m.overrides) as "grants!", p.originating_member_id = m.id as "originating!"
           from member m
           join role r on r.practice_id = m.practice_id and r.id = m.role_id
           join practice p on p.id = m.practice_id
           where m.practice_id = app_practice() and m.status = 'active' and 'team.invite' = any (effective_grants(r.grants, r.off, m.overrides))
           order by m.id limit 100"#
    )
    .fetch_all(conn)
    .await?;
    let actors = rows.into_iter().map(|r| Actor {
        practice,
        member: MemberId(r.id),
        first_name: r.first_name,
        last_name: r.last_name,
        role: RoleId(r.role_id),
        role_name: r.role_name,
        grants: r.grants.into(),
        overrides: r.overrides.into(),
        off: r.off,
        status: Status::Active,
        originating: r.originating,
        confirmed: false,
        viewed_by: None,
    });
    Ok(actors.collect())
}
