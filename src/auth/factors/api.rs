//! What a person does about their second factor, in the order in which it is met.

use super::types::{Enrolment, FactorsSeen, WaysOn};
use crate::auth::SignedIn;
use crate::base::{Answer, AppError, FactorId};
use leptos::prelude::*;

/// How far setting one up has come.
#[server(output = Answer)]
pub async fn enrolment_so_far() -> Result<Enrolment, AppError> {
    use super::types::Setup;
    use super::{steps, store, totp};
    use crate::access::{Anyone, anyone};
    use crate::auth::{passkeys::store as passkeys, store as accounts};
    use crate::base::sealed::Sealer;
    let (must, required_by) = match anyone().await? {
        Anyone::Enrolling(enrolling) => (true, Some(enrolling.practice_name.clone())),
        Anyone::Member(entered) => (false, entered.account.enrol_by.map(|_| entered.practice.name.clone())),
        _ => (false, None),
    };
    let (mut permit, account) = steps::permit().await?;
    let (email, ..) = accounts::own_account(permit.conn(), account).await?;
    if let Some(codes) = steps::shown_codes(&mut permit, account).await? {
        return Ok(Enrolment::Codes { email, codes });
    }
    let since = permit.now - chrono::Duration::minutes(steps::SETUP_MINUTES);
    if let Some(begun) = store::begun(permit.conn(), account, since).await? {
        let secret = expect_context::<Sealer>().open(steps::secret_of(begun.id), &begun.sealed.unwrap_or_default())?;
        let url = totp::codes_of(&secret, &email)?.to_url().map_err(|cause| AppError::internal("otpauth address", &cause))?;
        let (secret, qr) = (totp::in_groups(&secret), crate::base::Qr::of(&url)?);
        return Ok(Enrolment::Setup(Box::new(Setup { id: begun.id, name: begun.name, secret, url, qr })));
    }
    let by_passkey = accounts::has_passkey(permit.conn(), account).await?;
    let by_app = accounts::has_authenticator(permit.conn(), account).await?;
    let passkeys_only = passkeys::passkeys_only(permit.conn()).await?;
    let device = crate::auth::session::device_words(permit.asking());
    Ok(Enrolment::Begin { required_by, must, by_app, by_passkey, passkeys_only, device })
}

/// Begins an authenticator app. It counts once a code of it was entered.
#[server(output = Answer)]
pub async fn begin_authenticator(name: String) -> Result<(), AppError> {
    use super::{steps, store, totp};
    use crate::base::sealed::Sealer;
    let mut checks = crate::base::Checks::default();
    let name = checks.line("name", say!("a name, so that you know it again"), &name, 60);
    let name = checks.give(Some(name))?;
    let (mut permit, account) = steps::fresh_permit().await?;
    if crate::auth::passkeys::store::passkeys_only(permit.conn()).await? {
        return Err(AppError::denied(say!("Your practice takes passkeys only. Add a passkey.")));
    }
    let id = FactorId::new();
    let sealed = expect_context::<Sealer>().seal(steps::secret_of(id), &totp::new_secret())?;
    store::begin(&mut permit, account, id, &name, &sealed).await?;
    // Nothing has changed yet: what is on record is that it counts.
    permit.commit_unrecorded().await?;
    leptos_axum::redirect("/second-factor");
    Ok(())
}

/// The first code of an authenticator: from now on it is asked for at every sign-in. Every other sign-in of the account
/// ends, for it was made without.
#[server(output = Answer)]
pub async fn confirm_authenticator(id: FactorId, code: String) -> Result<(), AppError> {
    use super::{steps, store, totp};
    use crate::auth::session::{self, By};
    use crate::base::sealed::Sealer;
    use crate::{audit::Event, mail::FactorNews};
    let (mut permit, account) = steps::permit().await?;
    let now = permit.now;
    let since = now - chrono::Duration::minutes(steps::SETUP_MINUTES);
    let begun = store::begun(permit.conn(), account, since).await?.filter(|f| f.id == id).ok_or(AppError::Stale)?;
    let secret = expect_context::<Sealer>().open(steps::secret_of(id), begun.sealed.as_deref().unwrap_or_default())?;
    let step = totp::step_of(&totp::codes_of(&secret, "")?, &code, now.timestamp())
        .ok_or_else(|| AppError::at("code", say!("This code is not right. Wait for the next one, and check your phone’s clock.")))?;
    // The membership before the account: whoever removes a member holds them in this order too.
    store::enrolled(&mut permit, account).await?;
    store::hold(&mut permit, account).await?;
    if !store::confirm(&mut permit, id, step).await? {
        return Err(AppError::Stale);
    }
    let first = store::codes_left(permit.conn(), account).await? == 0;
    if first {
        steps::make_codes(&mut permit, account).await?;
    }
    let session = permit.session.ok_or(AppError::SignedOut)?;
    store::session_with(&mut permit, session, By::Code).await?;
    let sessions_ended = session::end_all(&mut permit, account, Some(session), "second factor added").await?;
    steps::mail(&mut permit, account, FactorNews::Added { factor: begun.name.clone() }).await?;
    permit.commit(Event::FactorAdded { account, factor: begun.name, sessions_ended }).await?;
    leptos_axum::redirect(if first { "/second-factor" } else { "/account?done=factor#second-factor" });
    Ok(())
}

/// The recovery codes were put away: they are not shown again.
#[server(output = Answer)]
pub async fn codes_put_away() -> Result<(), AppError> {
    use super::{steps, store};
    let (mut permit, account) = steps::permit().await?;
    store::forget_sheet(&mut permit, account).await?;
    permit.commit_unrecorded().await?;
    leptos_axum::redirect("/account?done=factor#second-factor");
    Ok(())
}

/// One's own factors, for the account page.
#[server(output = Answer)]
pub async fn own_factors() -> Result<FactorsSeen, AppError> {
    use super::types::FactorSeen;
    use super::{steps, store};
    let (mut permit, account) = steps::permit().await?;
    let factors = store::factors(permit.conn(), account).await?;
    let codes_left = store::codes_left(permit.conn(), account).await?;
    let short = store::password_short(permit.conn(), account).await?;
    let mut seen = Vec::with_capacity(factors.len());
    for f in &factors {
        seen.push(FactorSeen {
            id: f.id,
            name: f.name.clone(),
            passkey: f.passkey(),
            added_at: f.created_at.into(),
            last_used_at: f.last_used_at.map(Into::into),
            why_not_remove: steps::why_not_remove(permit.conn(), account, short, &factors, f).await?,
        });
    }
    Ok(FactorsSeen { factors: seen, codes_left })
}

/// Removes one. With the last the recovery codes go too.
#[server(output = Answer)]
pub async fn remove_factor(id: FactorId) -> Result<(), AppError> {
    use super::{steps, store};
    use crate::{audit::Event, mail::FactorNews};
    let (mut permit, account) = steps::fresh_permit().await?;
    let short = store::hold(&mut permit, account).await?;
    let factors = store::factors(permit.conn(), account).await?;
    let read = factors.iter().find(|f| f.id == id).ok_or(AppError::NotFound)?;
    if let Some(words) = steps::why_not_remove(permit.conn(), account, short, &factors, read).await? {
        return Err(AppError::denied(words));
    }
    let factor = read.name.clone();
    let left = i64::try_from(factors.len()).unwrap_or(1) - 1;
    if left == 0 {
        store::forget_codes(&mut permit, account).await?;
    }
    store::remove(&mut permit, id).await?;
    steps::mail(&mut permit, account, FactorNews::Removed { factor: factor.clone() }).await?;
    permit.commit(Event::FactorRemoved { account, factor, left }).await?;
    leptos_axum::redirect("/account?done=factor_removed#second-factor");
    Ok(())
}

/// Ten new recovery codes; the ones before no longer work.
#[server(output = Answer)]
pub async fn make_recovery_codes() -> Result<(), AppError> {
    use super::{steps, store};
    use crate::{audit::Event, mail::FactorNews};
    let (mut permit, account) = steps::fresh_permit().await?;
    store::hold(&mut permit, account).await?;
    if store::factors(permit.conn(), account).await?.is_empty() {
        return Err(AppError::denied(say!("Recovery codes go with a second factor. Set one up first.")));
    }
    steps::make_codes(&mut permit, account).await?;
    steps::mail(&mut permit, account, FactorNews::CodesMade).await?;
    permit.commit(Event::RecoveryCodesMade { account }).await?;
    leptos_axum::redirect("/second-factor");
    Ok(())
}

/// What can be shown after the password.
///
/// # Errors
/// `Denied` for whoever is not half way in.
#[server(output = Answer)]
pub async fn ways_after_password() -> Result<WaysOn, AppError> {
    super::steps::ways().await
}

/// The second step of signing in: a one-time code. With `stay` the page stays where it is.
#[server(output = Answer)]
pub async fn sign_in_with_code(code: String, stay: Option<String>) -> Result<SignedIn, AppError> {
    use super::steps::{Shown, finish};
    let next = finish(Shown::Code(code)).await?;
    if stay.is_none() {
        leptos_axum::redirect(&next);
    }
    Ok(SignedIn { next, first: None })
}

/// The same with one of the recovery codes, which is used up with that.
#[server(output = Answer)]
pub async fn sign_in_with_recovery_code(recovery: String) -> Result<SignedIn, AppError> {
    use super::steps::{Shown, finish};
    let next = finish(Shown::RecoveryCode(recovery)).await?;
    leptos_axum::redirect(&next);
    Ok(SignedIn { next, first: None })
}
