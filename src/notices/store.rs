//! The SQL of notices.

use super::types::What;
use crate::access::Permit;
use crate::base::{AppError, MemberId, NoticeId};

/// Notifies a member, in the transaction of what it is about. Nobody is notified of what they did themselves.
pub async fn tell(permit: &mut Permit, to: MemberId, what: What, many: i64, link: &str) -> Result<(), AppError> {
    if permit.by() == to || many == 0 {
        return Ok(());
    }
    let (at, by) = (permit.now, permit.actor().map(|a| a.name()).unwrap_or_default());
    sqlx::query!(
        "insert into notice (practice_id, id, member_id, kind, many, by_name, link, at) values (app_practice(), $1, $2, $3, $4, $5, $6, $7)",
        NoticeId::new().0,
        to.0,
        what.key(),
        i32::try_from(many).unwrap_or(i32::MAX),
        by,
        link,
        at
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}
