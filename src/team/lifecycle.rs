//! How a membership goes from one status to another. This is the one place where a status changes: the screens, an
//! acceptance, a revocation, leaving, and whatever comes later (a directory, a job) go through `move_to`.
//!
//! The database has the last word on two things: a practice keeps an administrator who can sign in, and its
//! originating administrator (0006, 0014).

use super::store;
use crate::access::{Permit, Status};
use crate::base::{AppError, MemberId, OnConstraint};

/// Moves a membership on, in the permit's transaction. `from` is the status it was looked at with. Where the new one
/// lets nobody in, every sign-in of theirs ends with it; returned is how many were open.
///
/// # Errors
/// `Stale` if the status has changed meanwhile, or whoever decides has lost the right to; `Denied` where there is no
/// way from the one to the other, or nobody would be left to administer the practice.
pub async fn move_to(permit: &mut Permit, member: MemberId, from: Status, to: Status, reason: &str) -> Result<i64, AppError> {
    if !is_possible(from, to) {
        let (from, to) = (from.words().to_lowercase(), to.words().to_lowercase());
        return Err(AppError::denied(say!("Someone who is {from} can't become {to}.")));
    }
    // The practice is held first, then the member: every change of a membership takes this order.
    let done = store::set_status(permit, member, from, to, reason).await;
    match done {
        Err(cause) if cause.as_database_error().and_then(|d| d.constraint()) == Some("originator_stays") => {
            return Err(originator_stays());
        }
        Err(cause) if cause.as_database_error().and_then(|d| d.constraint()) == Some("member_leaves_no_clients") => {
            return Err(AppError::denied(say!(
                "Clients would be left without a provider: they are assigned to this member. Reassign them first."
            )));
        }
        done => {
            if !done.on_constraint("practice_keeps_administrator", last_administrator)? {
                return Err(AppError::Stale);
            }
        }
    }
    still_decides(permit, member).await?;
    if ends(to) {
        store::release_account(permit, member).await?;
    }
    if from.enters() && to.enters() {
        return Ok(0);
    }
    // Whoever leaves by their own will stays signed in here, without the practice. Coming back, nothing of before
    // wakes up again.
    let own = permit.session.filter(|_| permit.by() == member);
    crate::auth::cut_off(permit, member, own, why(to)).await
}

/// Someone who was removed is on the team again, as they were: only for taking their leaving back. A seat must be free, and
/// their account of no other practice.
///
/// # Errors
/// `Denied`, with what is in the way; `Stale` if they are removed no more.
pub async fn come_back(permit: &mut Permit, member: MemberId, to: Status) -> Result<(), AppError> {
    // The practice is held from here on.
    crate::settings::seats_for_update(permit).await?.one_more()?;
    if !to.is_current() {
        return Err(AppError::denied(say!("There is no way back from here.")));
    }
    let done = store::set_back(permit, member, to).await;
    let done = done.map_err(|cause| match cause.as_database_error().and_then(|d| d.constraint()) {
        Some("member_email_key") => {
            AppError::denied(say!("Someone with their address is on the team or invited again. Nothing was taken back."))
        }
        Some("member_role_exists") => AppError::denied(say!("The role they had was deleted. Invite them again, with another.")),
        _ => cause.into(),
    })?;
    if !done {
        return Err(AppError::Stale);
    }
    match store::reclaim_account(permit, member).await?.as_str() {
        "joined" => {}
        "elsewhere" => return Err(AppError::denied(say!("They have joined another practice meanwhile. Nothing was taken back."))),
        _ => return Err(AppError::denied(say!("Their account is no longer there. Invite them again."))),
    }
    still_decides(permit, member).await
}

/// From each of the four statuses of a member to each other one, and out of them; before joining, in or away.
fn is_possible(from: Status, to: Status) -> bool {
    match (from, to) {
        (Status::Invited, Status::Active | Status::Withdrawn) => true,
        (from, to) => from.is_current() && from != to && (to.is_current() || matches!(to, Status::Archived | Status::Removed)),
    }
}

/// The membership is over, and the account free for another practice.
fn ends(status: Status) -> bool {
    matches!(status, Status::Removed | Status::Archived | Status::Withdrawn)
}

/// As it stands with the sessions that end by it.
fn why(to: Status) -> &'static str {
    match to {
        Status::Removed => say!("left the practice"),
        Status::Archived => "archived",
        Status::Suspended => "suspended",
        Status::Inactive => say!("made inactive"),
        _ => say!("came back"),
    }
}

/// Of two who decide over each other at the same moment, the second has waited for the first, and is no longer the
/// one whose right was read at the beginning.
async fn still_decides(permit: &mut Permit, member: MemberId) -> Result<(), AppError> {
    let Some(by) = permit.actor().map(|a| a.member).filter(|by| *by != member) else { return Ok(()) };
    if store::status_of(permit.conn(), by).await? == Some(Status::Active) { Ok(()) } else { Err(AppError::Stale) }
}

pub fn originator_stays() -> AppError {
    AppError::denied(say!("You created this team. Remove other members instead, or hand over the team first."))
}

pub fn last_administrator() -> AppError {
    AppError::denied(say!("This is the only administrator who can sign in. Make someone else an administrator first."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_statuses_lead_to_each_other_and_out_and_nowhere_back_in() {
        let here = [Status::Active, Status::OnHold, Status::Inactive, Status::Suspended];
        for from in Status::ALL {
            for to in Status::ALL {
                let expected = match from {
                    Status::Invited => matches!(to, Status::Active | Status::Withdrawn),
                    from if here.contains(&from) => from != to && !matches!(to, Status::Invited | Status::Withdrawn),
                    _ => false,
                };
                assert_eq!(is_possible(from, to), expected, "{from:?} to {to:?}");
            }
        }
    }
}
