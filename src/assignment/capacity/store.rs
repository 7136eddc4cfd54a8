//! The SQL of capacity; target and limit are read with the card (team::store::profile), and what is in use (team::status::store::standing).

use crate::access::{MemberFacts, Permit, Status};
use crate::base::{AppError, MemberId};
use sqlx::PgConnection;

/// A member, as far as capacity asks.
pub struct Whose {
    pub name: String,
    /// For the policy it counts who it is, not what they may do.
    pub facts: MemberFacts,
    pub version: i32,
    /// Target and limit.
    pub capacity: (Option<i32>, Option<i32>),
}

pub async fn whose(conn: &mut PgConnection, member: MemberId) -> Result<Whose, AppError> {
    let r = sqlx::query!(
        r#"select first_name || ' ' || last_name as "name!", status, version, capacity_target, capacity_limit
           from member where practice_id = app_practice() and id = $1 and status <> 'withdrawn'"#,
        member.0
    )
    .fetch_one(conn)
    .await?;
    let status = r.status.parse().unwrap_or(Status::Inactive);
    let facts = MemberFacts { id: member, grants: Default::default(), status, originating: false, last_administrator: false };
    Ok(Whose { name: r.name, facts, version: r.version, capacity: (r.capacity_target, r.capacity_limit) })
}

/// Over exactly what was looked at.
pub async fn set(permit: &mut Permit, member: MemberId, version: i32, target: Option<i32>, limit: Option<i32>) -> Result<bool, AppError> {
    // `changed_at` stays: it says since when the rights are what they are, and these are none (member_past).
    let done = sqlx::query!(
        "update member set capacity_target = $3, capacity_limit = $4, version = version + 1
         where practice_id = app_practice() and id = $1 and version = $2 and status in ('invited', 'active', 'on_hold', 'inactive', 'suspended')",
        member.0,
        version,
        target,
        limit
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
