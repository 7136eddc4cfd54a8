//! The SQL of capacity; it is read with the card (team::store::profile).

use crate::access::Permit;
use crate::base::{AppError, MemberId};

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
