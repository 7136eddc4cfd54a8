//! The SQL of roles.

use super::{TEMPLATES, Template, types::RoleChoice};
use crate::access::{Grants, Permit};
use crate::base::{AppError, RoleId};
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
        let (id, practice, now) = (RoleId::new(), permit.practice.0, permit.now);
        let grants: Vec<String> = template.grants().into();
        sqlx::query!(
            "insert into role (practice_id, id, name, description, built_in, grants, created_at, changed_at, requires_supervision, can_supervise, limit_hours)
             values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10)",
            practice,
            id.0,
            template.name,
            template.description,
            template.key,
            &grants,
            now,
            template.requires_supervision,
            template.can_supervise,
            template.limit_hours
        )
        .execute(permit.conn())
        .await?;
        made.push((template, id));
    }
    Ok(made)
}

pub async fn one(conn: &mut PgConnection, id: RoleId) -> Result<RoleRead, AppError> {
    let row = sqlx::query!(
        r#"select id, name, effective_grants(grants, off, '{}') as "grants!" from role where practice_id = app_practice() and id = $1"#,
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
           where practice_id = app_practice() and built_in is distinct from 'client'
           order by (built_in = 'member') desc nulls last, cardinality(grants), lower(name)"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| RoleChoice { id: RoleId(r.id), name: r.name, description: r.description, grants: r.grants.into() })
        .collect())
}
