//! The SQL of a member's second factor. Accounts are nobody's to read: what the team may know of one, functions say.

use super::SecondFactorSeen;
use crate::access::{Action, Actor, Permission, Permit, Target, can};
use crate::base::{AppError, MemberId};
use crate::team::store::ProfileRead;

/// For the member themselves and those who may edit the team; of someone who can sign in.
pub fn seen(who: &Actor, id: MemberId, of: &ProfileRead, is_set_up: bool) -> Option<SecondFactorSeen> {
    let sees = who.member == id || who.holds(Permission::TeamEdit) || who.holds(Permission::TeamRemove);
    (sees && of.status.enters() && who.viewed_by.is_none()).then(|| SecondFactorSeen {
        is_set_up,
        why_not_reset: can(who, Action::ResetSecondFactor, &Target::Member(of.facts(id))).why_not(),
    })
}

/// Takes every factor and recovery code away; how many factors there were, or nothing for someone without an account here.
pub async fn reset(permit: &mut Permit, id: MemberId) -> Result<Option<i64>, AppError> {
    Ok(sqlx::query_scalar!("select reset_second_factor($1)", id.0).fetch_one(permit.conn()).await?)
}
