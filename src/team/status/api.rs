//! What is done with a membership's status, in the order of the menu. Each form sends along the status it was looked
//! at with.

use crate::base::{Answer, AppError, MemberId};
use leptos::prelude::*;

/// Works again.
#[server(output = Answer)]
pub async fn reactivate_member(member: MemberId, was: String, reason: String) -> Result<(), AppError> {
    take(super::Step::Reactivate, member, &was, &reason).await
}

/// Signs in and reads, and changes nothing.
#[server(output = Answer)]
pub async fn hold_member(member: MemberId, was: String, reason: String) -> Result<(), AppError> {
    take(super::Step::Hold, member, &was, &reason).await
}

/// Can't sign in for a while.
#[server(output = Answer)]
pub async fn deactivate_member(member: MemberId, was: String, reason: String) -> Result<(), AppError> {
    take(super::Step::Deactivate, member, &was, &reason).await
}

/// Can't sign in until something is cleared up; always for a reason, which they never see.
#[server(output = Answer)]
pub async fn suspend_member(member: MemberId, was: String, reason: String) -> Result<(), AppError> {
    take(super::Step::Suspend, member, &was, &reason).await
}

#[cfg(feature = "ssr")]
async fn take(step: super::Step, member: MemberId, was: &str, reason: &str) -> Result<(), AppError> {
    use crate::access::{Status, Target, enter};
    use crate::audit::{Change, Event};
    use crate::team::{lifecycle, store};
    let mut checks = crate::base::Checks::default();
    let reason = checks.text("reason", reason, 500);
    if step == super::Step::Suspend && reason.is_empty() {
        checks.fault("reason", say!("Say why. Only those who may edit the team see it."));
    }
    let reason = checks.give(Some(reason))?;
    let mut tx = enter().await?;
    let read = store::profile(tx.conn(), member).await?;
    let mut permit = tx.allow(step.action(), &Target::Member(read.facts(member))).await?;
    if was.parse::<Status>() != Ok(read.status) {
        return Err(AppError::Stale);
    }
    let sessions_ended = lifecycle::move_to(&mut permit, member, read.status, step.leads_to(), &reason).await?;
    let change = Change { field: "status", before: read.status.words().into(), after: step.leads_to().words().into() };
    let name = format!("{} {}", read.first_name, read.last_name);
    permit.commit(Event::StatusChanged { member, name, change, reason, sessions_ended }).await
}
