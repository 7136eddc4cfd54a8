//! The SQL of capacity; target and limit are read with the card (team::store::profile), and what is in use (team::status::store::standing).

use crate::access::{MemberFacts, Permit, Status};
use crate::base::{AppError, MemberId, Waiting};
use sqlx::PgConnection;

/// What a member's clients weigh together.
///
/// # Errors
/// Only those of the database.
pub async fn used(conn: &mut PgConnection, member: MemberId) -> Result<i64, AppError> {
    let sum = sqlx::query_scalar!(
        r#"select coalesce(sum(coalesce(weekly, 1)), 0) as "used!" from assignment
           where practice_id = app_practice() and member_id = $1 and until is null and not resting"#,
        member.0
    );
    Ok(sum.fetch_one(conn).await?)
}

/// Members whose clients weigh more than their limit.
///
/// # Errors
/// Only those of the database.
pub async fn over_limit(conn: &mut PgConnection) -> Result<Waiting, AppError> {
    let r = sqlx::query!(
        r#"with over as materialized (
             select l.id, n.used - l.capacity_limit as by
             from (select a.member_id, sum(coalesce(a.weekly, 1)) as used from assignment a
                   where a.practice_id = app_practice() and a.until is null and not a.resting group by a.member_id) n
             join member l on l.practice_id = app_practice() and l.id = n.member_id
             where l.capacity_limit is not null and l.status in ('active', 'on_hold') and n.used > l.capacity_limit)
           select (select count(*) from over) as "many!", coalesce(array_agg(m.id order by o.by desc, m.id), '{}') as "ids!",
             coalesce(array_agg(m.first_name || ' ' || m.last_name order by o.by desc, m.id), '{}') as "names!"
           from (select * from over order by by desc, id limit 5) o join member m on m.practice_id = app_practice() and m.id = o.id"#
    )
    .fetch_one(conn)
    .await?;
    Ok(Waiting::of(r.many, None).naming(r.ids, r.names))
}

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
