//! What is asked about and done with one's own sign-ins.

use super::types::{SignedInAt, Standing};
use crate::base::{Answer, AppError, SessionId};
use leptos::prelude::*;

/// Where one is signed in, and which browsers are known.
#[server(output = Answer)]
pub async fn own_sign_ins() -> Result<SignedInAt, AppError> {
    use super::store;
    use crate::auth::steps;
    let mut permit = steps::own_permit_of_a_member().await?.ok_or(AppError::SignedOut)?;
    let account = permit.account.ok_or(AppError::SignedOut)?;
    let seen = store::own(&mut permit, account).await?;
    // The visit itself is kept.
    permit.commit_unrecorded().await?;
    Ok(seen)
}

/// Ends the sign-in of another browser of one's own; its next request is refused.
#[server(output = Answer)]
pub async fn end_own_session(session: SessionId) -> Result<(), AppError> {
    use super::store;
    use crate::{audit::Event, auth::steps};
    let mut permit = steps::own_permit_of_a_member().await?.ok_or(AppError::SignedOut)?;
    let account = permit.account.ok_or(AppError::SignedOut)?;
    if permit.session == Some(session) {
        return Err(AppError::denied(say!("This is the browser you are using. Sign out instead.")));
    }
    let device = store::end_own(&mut permit, account, session).await?.ok_or(AppError::NotFound)?;
    permit.commit(Event::SessionEnded { account, device }).await
}

/// Ends every sign-in of one's own but this one.
#[server(output = Answer)]
pub async fn end_other_sessions() -> Result<i64, AppError> {
    use crate::{
        audit::Event,
        auth::{session, steps},
    };
    let mut permit = steps::own_permit_of_a_member().await?.ok_or(AppError::SignedOut)?;
    let account = permit.account.ok_or(AppError::SignedOut)?;
    let but = permit.session;
    let sessions_ended = session::end_all(&mut permit, account, but, "ended elsewhere").await?;
    permit.commit(Event::OtherSessionsEnded { account, sessions_ended }).await?;
    Ok(sessions_ended)
}

/// Whether the sign-in of this browser stands, for a page left open. Asking is no activity.
#[server(output = Answer)]
pub async fn still_signed_in() -> Result<Option<Standing>, AppError> {
    let stands = crate::access::standing().await?;
    Ok(stands.map(|s| Standing { session: s.session, email: s.email, ends_in: s.ends_in }))
}

/// Ends this sign-in because nothing happened on any of its pages; they stay, covered. Nothing to do where another stands,
/// or none.
#[server(output = Answer)]
pub async fn log_off(session: SessionId) -> Result<(), AppError> {
    use crate::{
        audit::Event,
        auth::{steps, store},
    };
    let Some(mut permit) = steps::leaving_permit().await? else { return Ok(()) };
    if let (true, Some(account)) = (permit.session == Some(session), permit.account) {
        store::end_session(&mut permit, session, "idle").await?;
        permit.commit(Event::LoggedOff { account }).await?;
    }
    Ok(())
}
