//! The SQL of roles.

use super::types::{RoleChoice, RoleMakeup};
use super::{TEMPLATES, Template};
use crate::access::{Grants, Permit, Status};
use crate::base::{AppError, Moment, RoleId};
use sqlx::PgConnection;

pub struct RoleRead {
    pub id: RoleId,
    pub name: String,
    /// What it can do: without the modules that are switched off for it.
    pub grants: Grants,
}

/// Gives a new practice its copies of the templates, in their order.
pub async fn install(permit: &mut Permit) -> Result<Vec<(&'static Template, RoleId)>, AppError> {
    let mut made = Vec::new();
    for template in TEMPLATES {
        let id = RoleId::new();
        insert(permit, id, &template.makeup(), Some(template.key)).await?;
        made.push((template, id));
    }
    Ok(made)
}

pub async fn insert(permit: &mut Permit, id: RoleId, new: &RoleMakeup, built_in: Option<&str>) -> Result<(), sqlx::Error> {
    let (practice, now, by) = (permit.practice.0, permit.now, Some(permit.by().0).filter(|by| !by.is_nil()));
    let grants: Vec<String> = new.grants.clone().into();
    sqlx::query!(
        "insert into role (practice_id, id, name, description, built_in, grants, off, requires_supervision, can_supervise, billing_modifier,
           limit_hours, created_at, changed_at, changed_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13)",
        practice,
        id.0,
        new.name,
        new.description,
        built_in,
        &grants,
        &new.off,
        new.requires_supervision,
        new.can_supervise,
        new.billing_modifier,
        new.limit_hours,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// A role that can be given: not one that was deleted.
pub async fn one(conn: &mut PgConnection, id: RoleId) -> Result<RoleRead, AppError> {
    let row = sqlx::query!(
        r#"select id, name, effective_grants(grants, off, '{}') as "grants!" from role
           where practice_id = app_practice() and id = $1 and deleted_at is null"#,
        id.0
    )
    .fetch_one(conn)
    .await?;
    Ok(RoleRead { id: RoleId(row.id), name: row.name, grants: row.grants.into() })
}

/// The practice's roles a member can have: Member first, then the least powerful: the safe choice comes first in a list.
pub async fn all(conn: &mut PgConnection) -> Result<Vec<RoleChoice>, AppError> {
    let rows = sqlx::query!(
        r#"select id, name, description, built_in, effective_grants(grants, off, '{}') as "grants!" from role
           where practice_id = app_practice() and built_in is distinct from 'client' and deleted_at is null
           order by (built_in = 'member') desc nulls last, cardinality(grants), lower(name)"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| RoleChoice { id: RoleId(r.id), name: r.name, description: r.description, grants: r.grants.into() })
        .collect())
}

/// A role with everything it is, and how many hold it.
pub struct WholeRole {
    pub id: RoleId,
    pub makeup: RoleMakeup,
    pub built_in: Option<String>,
    pub version: i32,
    pub members: i64,
    pub invited: i64,
    pub changed_at: Moment,
    pub changed_by: Option<String>,
}

/// One role, or every role: those that can do most come first.
async fn whole(conn: &mut PgConnection, id: Option<RoleId>) -> Result<Vec<WholeRole>, AppError> {
    let rows = sqlx::query!(
        r#"select r.id, r.name, r.description, r.built_in, r.grants, r.off, r.requires_supervision, r.can_supervise, r.billing_modifier,
             r.limit_hours, r.version, r.changed_at, b.first_name || ' ' || b.last_name as changed_by,
             coalesce(h.members, 0) as "members!", coalesce(h.invited, 0) as "invited!"
           from role r
           left join member b on b.practice_id = r.practice_id and b.id = r.changed_by
           left join (
             select m.role_id, count(*) filter (where m.status <> 'invited') as members, count(*) filter (where m.status = 'invited') as invited
             from member m where m.practice_id = app_practice() and m.status in ('invited', 'active', 'on_hold', 'inactive', 'suspended')
               and ($1::uuid is null or m.role_id = $1)
             group by 1) h on h.role_id = r.id
           where r.practice_id = app_practice() and r.deleted_at is null and ($1::uuid is null or r.id = $1)
           order by cardinality(r.grants) desc, lower(r.name)"#,
        id.map(|id| id.0)
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| WholeRole {
            id: RoleId(r.id),
            makeup: RoleMakeup {
                name: r.name,
                description: r.description,
                grants: r.grants.into(),
                off: r.off,
                requires_supervision: r.requires_supervision,
                can_supervise: r.can_supervise,
                billing_modifier: r.billing_modifier,
                limit_hours: r.limit_hours,
            },
            built_in: r.built_in,
            version: r.version,
            members: r.members,
            invited: r.invited,
            changed_at: r.changed_at.into(),
            changed_by: r.changed_by,
        })
        .collect())
}

pub async fn every(conn: &mut PgConnection) -> Result<Vec<WholeRole>, AppError> {
    whole(conn, None).await
}

pub async fn entire(conn: &mut PgConnection, id: RoleId) -> Result<WholeRole, AppError> {
    whole(conn, Some(id)).await?.pop().ok_or(AppError::NotFound)
}

/// Whether someone who doesn't have it from this role can administer the practice.
pub async fn administered_beside(conn: &mut PgConnection, id: RoleId) -> Result<bool, AppError> {
    Ok(sqlx::query_scalar!(r#"select has_administrator(app_practice(), null, $1) as "yes!""#, id.0).fetch_one(conn).await?)
}

/// Whoever changes who may do what waits here for their turn, and then still holds what they held when they asked.
/// The order of locks is practice, role, member.
///
/// # Errors
/// `Denied`, if another administrator has just changed what the actor may do.
pub async fn in_turn(permit: &mut Permit) -> Result<(), AppError> {
    sqlx::query!("select id from practice where id = app_practice() for update").fetch_one(permit.conn()).await?;
    let Some((who, held)) = permit.actor().map(|a| (a.member, a.grants.clone())) else { return Ok(()) };
    let now = sqlx::query!(
        r#"select m.status, effective_grants(r.grants, r.off, m.overrides) as "grants!"
           from member m join role r on r.practice_id = m.practice_id and r.id = m.role_id
           where m.practice_id = app_practice() and m.id = $1"#,
        who.0
    )
    .fetch_one(permit.conn())
    .await?;
    let holds: Grants = now.grants.into();
    if now.status.parse::<Status>().is_ok_and(Status::enters) && holds.lacking(&held).next().is_none() {
        return Ok(());
    }
    Err(AppError::denied(say!("What you may do was changed this very moment. Nothing was saved. Look again.")))
}

/// Saves over exactly the version that was looked at.
pub async fn update(permit: &mut Permit, id: RoleId, version: i32, new: &RoleMakeup) -> Result<bool, sqlx::Error> {
    let (now, by) = (permit.now, permit.by().0);
    let grants: Vec<String> = new.grants.clone().into();
    let done = sqlx::query!(
        "update role set name = $3, description = $4, grants = $5, off = $6, requires_supervision = $7, can_supervise = $8, billing_modifier = $9,
           changed_at = $10, changed_by = $11, version = version + 1
         where practice_id = app_practice() and id = $1 and version = $2 and deleted_at is null",
        id.0,
        version,
        new.name,
        new.description,
        &grants,
        &new.off,
        new.requires_supervision,
        new.can_supervise,
        new.billing_modifier,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Nobody gets this role from here on until the transaction ends; says whether it is still as it was looked at.
pub async fn hold(permit: &mut Permit, id: RoleId, version: i32) -> Result<bool, AppError> {
    let row =
        sqlx::query!("select version from role where practice_id = app_practice() and id = $1 and deleted_at is null for update", id.0)
            .fetch_optional(permit.conn())
            .await?;
    Ok(row.is_some_and(|r| r.version == version))
}

/// Whether the role that others are to get is still as it was looked at.
pub async fn is_still(permit: &mut Permit, id: RoleId, version: i32) -> Result<bool, AppError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from role where practice_id = app_practice() and id = $1 and version = $2 and deleted_at is null) as "yes!""#,
        id.0,
        version
    )
    .fetch_one(permit.conn())
    .await?)
}

pub async fn is_held(conn: &mut PgConnection, id: RoleId) -> Result<bool, AppError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from member where practice_id = app_practice() and role_id = $1
             and status in ('invited', 'active', 'on_hold', 'inactive', 'suspended')) as "yes!""#,
        id.0
    )
    .fetch_one(conn)
    .await?)
}

pub async fn is_name_taken(conn: &mut PgConnection, name: &str, but: Option<RoleId>) -> Result<bool, AppError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from role where practice_id = app_practice() and lower(name) = lower($1) and deleted_at is null
             and id is distinct from $2) as "yes!""#,
        name,
        but.map(|id| id.0)
    )
    .fetch_one(conn)
    .await?)
}

/// Everyone who holds the one role holds the other, open invitations too; says how many.
pub async fn move_holders(permit: &mut Permit, from: RoleId, to: RoleId) -> Result<i64, sqlx::Error> {
    let (now, by) = (permit.now, permit.by().0);
    let done = sqlx::query!(
        "update member set role_id = $2, changed_at = $3, changed_by = $4, version = version + 1
         where practice_id = app_practice() and role_id = $1 and status in ('invited', 'active', 'on_hold', 'inactive', 'suspended')",
        from.0,
        to.0,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected().cast_signed())
}

pub async fn delete(permit: &mut Permit, id: RoleId) -> Result<(), AppError> {
    let (now, by) = (permit.now, permit.by().0);
    sqlx::query!(
        "update role set deleted_at = $2, deleted_by = $3, version = version + 1 where practice_id = app_practice() and id = $1",
        id.0,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Holders of a role who have the same beside it: how many, and the first of them by name.
pub struct Kind {
    pub overrides: Vec<String>,
    pub people: i64,
    pub names: Vec<String>,
}

pub async fn kinds(conn: &mut PgConnection, id: RoleId) -> Result<Vec<Kind>, AppError> {
    let rows = sqlx::query!(
        r#"select k.overrides as "overrides!", k.people as "people!", array(
             select m.first_name || ' ' || m.last_name from member m
             where m.practice_id = app_practice() and m.role_id = $1 and m.overrides = k.overrides
               and m.status in ('active', 'on_hold', 'inactive', 'suspended') order by m.sort_key, m.id limit 3) as "names!"
           from (select m.overrides, count(*) as people from member m
             where m.practice_id = app_practice() and m.role_id = $1 and m.status in ('active', 'on_hold', 'inactive', 'suspended')
             group by 1) k
           order by k.people desc, k.overrides"#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| Kind { overrides: r.overrides, people: r.people, names: r.names }).collect())
}

/// Clients that come into sight (or go out of it) for one of `people` holders.
pub struct Sight {
    pub more: bool,
    pub people: i64,
    pub fewest: i64,
    pub most: i64,
    pub name: String,
    pub clients: i64,
}

pub async fn clients_in_sight(
    conn: &mut PgConnection,
    id: RoleId,
    before: &RoleMakeup,
    after: &RoleMakeup,
) -> Result<Vec<Sight>, AppError> {
    let (grants, new_grants): (Vec<String>, Vec<String>) = (before.grants.clone().into(), after.grants.clone().into());
    let rows = sqlx::query!(
        r#"select more as "more!", people as "people!", fewest as "fewest!", most as "most!", name as "name!", clients as "clients!"
           from clients_in_sight($1, $2, $3, $4, $5)"#,
        id.0,
        &grants,
        &before.off,
        &new_grants,
        &after.off
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| Sight { more: r.more, people: r.people, fewest: r.fewest, most: r.most, name: r.name, clients: r.clients })
        .collect())
}

/// Holders whom nobody supervises: how many, and the first of them by name.
pub async fn unsupervised(conn: &mut PgConnection, id: RoleId) -> Result<(i64, Vec<String>), AppError> {
    let r = sqlx::query!(
        r#"with lone as (
             select m.sort_key, m.id, m.first_name || ' ' || m.last_name as name from member m
             where m.practice_id = app_practice() and m.role_id = $1 and m.status in ('active', 'on_hold')
               and not exists (select from supervision s where s.practice_id = m.practice_id and s.supervisee_id = m.id and s.until is null))
           select (select count(*) from lone) as "people!", array(select name from lone order by sort_key, id limit 3) as "names!""#,
        id.0
    )
    .fetch_one(conn)
    .await?;
    Ok((r.people, r.names))
}

/// Holders who supervise someone: how many, and the first of them by name.
pub async fn supervising(conn: &mut PgConnection, id: RoleId) -> Result<(i64, Vec<String>), AppError> {
    let r = sqlx::query!(
        r#"with busy as (
             select m.sort_key, m.id, m.first_name || ' ' || m.last_name as name from member m
             where m.practice_id = app_practice() and m.role_id = $1 and m.status in ('active', 'on_hold')
               and exists (select from supervision s where s.practice_id = m.practice_id and s.supervisor_id = m.id and s.until is null))
           select (select count(*) from busy) as "people!", array(select name from busy order by sort_key, id limit 3) as "names!""#,
        id.0
    )
    .fetch_one(conn)
    .await?;
    Ok((r.people, r.names))
}
