//! Cover that ends with a membership.

use super::{store, times};
use crate::access::Permit;
use crate::audit::Event;
use crate::base::{AppError, MemberId};
use crate::notices::{What, tell};

/// Ends all cover of and by a member, now and to come, each with its own entry in the trail: for whoever leaves the team.
/// The member is held, so no new cover comes in between. Returns how many covers ended.
///
/// # Errors
/// Only those of the database.
pub async fn end_for(permit: &mut Permit, member: MemberId) -> Result<i64, AppError> {
    store::hold(permit, &[member]).await?;
    let now = permit.now;
    let covers = store::open(permit.conn(), now, Some(member), None).await?;
    for cover in &covers {
        store::end(permit, cover.id, cover.version).await?;
        let event = Event::CoverageEnded {
            member: cover.absent,
            name: cover.absent_name.clone(),
            by: cover.by_name.clone(),
            until: times::words(now.max(cover.starts_at), cover.zone),
        };
        permit.record(&event).await?;
        // The other one of the two is told: their clients are back with them alone, or out of their sight.
        let (other, what) = if cover.absent == member { (cover.by, What::Covers) } else { (cover.absent, What::IsCovered) };
        tell(permit, other, what, cover.clients.max(1), "/coverage").await?;
    }
    Ok(covers.len() as i64)
}
