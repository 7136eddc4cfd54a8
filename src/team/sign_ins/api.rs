//! What is asked about and done with a member's sign-ins.

use super::types::MemberSignIns;
use crate::base::{Answer, AppError, MemberId, SessionId};
use leptos::prelude::*;

/// Where a member is signed in, and what holds them up.
#[server(output = Answer)]
pub async fn sign_ins_of_member(member: MemberId) -> Result<MemberSignIns, AppError> {
    use crate::access::{Action, Target, can, enter};
    use crate::auth::{email, sessions};
    use crate::team::store;
    let mut tx = enter().await?;
    let read = store::profile(tx.conn(), member).await?;
    let on = Target::Member(read.facts(member));
    tx.see(Action::ViewSignIns, &on).await?;
    let now = tx.now;
    let open = sessions::of_member(tx.conn(), member, now).await?;
    let limits = sessions::limits(tx.conn(), Some(member), now).await?;
    let new_email = email::waiting_of_member(tx.conn(), member, now).await?;
    let why_not = |action| can(tx.actor(), action, &on).why_not();
    Ok(MemberSignIns {
        first_name: read.first_name,
        open,
        limits,
        new_email,
        why_not_end: why_not(Action::EndSessions),
        why_not_lift: why_not(Action::LiftLimit),
        why_not_agree: why_not(Action::AgreeNewEmail),
    })
}

/// Ends every sign-in of a member; how many were open. They can sign in again.
#[server(output = Answer)]
pub async fn end_sign_ins(member: MemberId) -> Result<i64, AppError> {
    use crate::access::{Action, Target, enter};
    use crate::{audit::Event, auth::sessions, team::store};
    let mut tx = enter().await?;
    let read = store::profile(tx.conn(), member).await?;
    let mut permit = tx.allow(Action::EndSessions, &Target::Member(read.facts(member))).await?;
    let sessions_ended = sessions::end_all_of_member(&mut permit, member).await?;
    let name = format!("{} {}", read.first_name, read.last_name);
    permit.commit(Event::MemberSessionsEnded { member, name, sessions_ended }).await?;
    Ok(sessions_ended)
}

/// Ends one sign-in of a member.
#[server(output = Answer)]
pub async fn end_sign_in(member: MemberId, session: SessionId) -> Result<(), AppError> {
    use crate::access::{Action, Target, enter};
    use crate::{audit::Event, auth::sessions, team::store};
    let mut tx = enter().await?;
    let read = store::profile(tx.conn(), member).await?;
    let mut permit = tx.allow(Action::EndSessions, &Target::Member(read.facts(member))).await?;
    let device = sessions::end_one_of_member(&mut permit, member, session).await?.ok_or(AppError::NotFound)?;
    let name = format!("{} {}", read.first_name, read.last_name);
    permit.commit(Event::MemberSessionEnded { member, name, device }).await
}

/// Lifts what slows a member's attempts down: they are counted anew.
#[server(output = Answer)]
pub async fn lift_limits(member: MemberId) -> Result<(), AppError> {
    use crate::access::{Action, Target, enter};
    use crate::{audit::Event, auth::sessions, team::store};
    let mut tx = enter().await?;
    let read = store::profile(tx.conn(), member).await?;
    let mut permit = tx.allow(Action::LiftLimit, &Target::Member(read.facts(member))).await?;
    // Whoever has not joined, or has left, has no account here whose attempts could be anybody's business.
    if !read.activated || !read.status.is_current() {
        return Err(AppError::NotFound);
    }
    if !sessions::lift_limit(&mut permit, &read.email).await? {
        return Err(AppError::Stale);
    }
    let name = format!("{} {}", read.first_name, read.last_name);
    permit.commit(Event::LimitLifted { member, name }).await
}

/// Agrees to a member's new address in the place of their old mailbox, after the new one did; `email` is what was looked at.
#[server(output = Answer)]
pub async fn agree_new_email(member: MemberId, email: String) -> Result<(), AppError> {
    use crate::access::{Action, Target, enter};
    use crate::{audit::Event, auth::email::agree_for_the_old, team::store};
    let mut tx = enter().await?;
    let read = store::profile(tx.conn(), member).await?;
    let mut permit = tx.allow(Action::AgreeNewEmail, &Target::Member(read.facts(member))).await?;
    let change = agree_for_the_old(&mut permit, member, &email).await?;
    let name = format!("{} {}", read.first_name, read.last_name);
    permit.commit(Event::MemberEmailChanged { member, name, change }).await
}
