//! What a person does with passkeys. Each way is two calls: one asks for a challenge, which the browser hands to an
//! authenticator, the other brings its answer.

use crate::auth::SignedIn;
use crate::base::{Answer, AppError, FactorId};
use leptos::prelude::*;

/// Asks for a new passkey. The options for `navigator.credentials.create()` (WebAuthn §5.4), as JSON.
#[server(output = Answer)]
pub async fn ask_for_new_passkey() -> Result<String, AppError> {
    use super::steps;
    use crate::auth::factors::steps as factors;
    let (mut permit, account) = factors::fresh_permit().await?;
    let options = steps::ask_for_new(&mut permit, account).await?;
    // Nothing has changed yet: what is on record is that there is one more.
    permit.commit_unrecorded().await?;
    Ok(options)
}

/// Adds the passkey that was made: from now on it is taken at sign-in, alone or after the password. Every other sign-in of the
/// account ends, as with any new factor. Without a name it is called after the browser and the system.
#[server(output = Answer)]
pub async fn add_passkey(name: String, answer: String) -> Result<(), AppError> {
    use super::steps::{self, Purpose, bound};
    use super::{relying::relying_party, store};
    use crate::auth::factors::{steps as factors, store as factors_store};
    use crate::auth::session;
    use crate::{audit::Event, mail::FactorNews};
    use webauthn_rs::prelude::{PasskeyRegistration, RegisterPublicKeyCredential};
    let (mut permit, account) = factors::permit().await?;
    let name = if name.trim().is_empty() { session::device_words(permit.asking()) } else { name };
    let mut checks = crate::base::Checks::default();
    let name = checks.line("name", say!("a name, so that you know it again"), &name, 60);
    let name = checks.give(Some(name))?;
    let not_made = || AppError::denied(say!("The passkey could not be added. Try again."));
    let made: RegisterPublicKeyCredential = serde_json::from_str(&answer).map_err(|_| not_made())?;
    let bound = bound(Purpose::Add, &steps::own_session(&permit)?);
    let state = store::take_challenge(&mut permit, &bound).await?.ok_or_else(steps::over)?;
    let state: PasskeyRegistration =
        serde_json::from_value(state).map_err(|cause| AppError::internal("a challenge that was kept", &cause))?;
    let passkey = match relying_party()?.finish_passkey_registration(&made, &state) {
        Ok(passkey) => passkey,
        Err(cause) => {
            let (email, ..) = crate::auth::store::own_account(permit.conn(), account).await?;
            permit.commit(Event::PasskeyRefused { account, email, why: steps::why_not(&cause) }).await?;
            return Err(not_made());
        }
    };
    // The membership before the account: whoever removes a member holds them in this order too.
    factors_store::enrolled(&mut permit, account).await?;
    store::hold(&mut permit, account).await?;
    if !store::insert(&mut permit, account, FactorId::new(), &name, &passkey).await? {
        return Err(AppError::denied(say!("This passkey is set up already.")));
    }
    let first = factors_store::codes_left(permit.conn(), account).await? == 0;
    if first {
        factors::make_codes(&mut permit, account).await?;
    }
    let session = permit.session.ok_or(AppError::SignedOut)?;
    factors_store::session_with(&mut permit, session, session::By::PasswordPasskey).await?;
    let sessions_ended = session::end_all(&mut permit, account, Some(session), "second factor added").await?;
    factors::mail(&mut permit, account, FactorNews::Added { factor: name.clone() }).await?;
    permit.commit(Event::FactorAdded { account, factor: name, sessions_ended }).await?;
    leptos_axum::redirect(if first { "/second-factor" } else { "/account?done=passkey#second-factor" });
    Ok(())
}

/// Calls a factor something else; of any kind.
#[server(output = Answer)]
pub async fn rename_factor(id: FactorId, name: String) -> Result<(), AppError> {
    use super::store;
    use crate::audit::{Change, Event};
    use crate::auth::factors::steps as factors;
    let mut checks = crate::base::Checks::default();
    let name = checks.line("name", say!("a name, so that you know it again"), &name, 60);
    let name = checks.give(Some(name))?;
    let (mut permit, account) = factors::permit().await?;
    let before = store::rename(&mut permit, account, id, &name).await?.ok_or(AppError::NotFound)?;
    permit.commit(Event::FactorRenamed { account, change: Change { field: "name", before, after: name } }).await?;
    leptos_axum::redirect("/account?done=factor_renamed#second-factor");
    Ok(())
}

/// Asks for any passkey, to sign in with it alone. The options for `navigator.credentials.get()` (WebAuthn §5.5), as JSON.
#[server(output = Answer)]
pub async fn ask_passkey_to_sign_in() -> Result<String, AppError> {
    super::steps::ask_to_sign_in().await
}

/// Signs in with a passkey and nothing else. `next` is a path of ours to go to afterwards; with `stay` the page stays where it is.
#[server(output = Answer)]
pub async fn sign_in_with_passkey(answer: String, next: Option<String>, stay: Option<String>) -> Result<SignedIn, AppError> {
    let next = crate::base::local_path(next.as_deref());
    let next = super::steps::sign_in_alone(&answer, next).await?;
    if stay.is_none() {
        leptos_axum::redirect(&next);
    }
    Ok(SignedIn { next, first: None })
}

/// After the password: asks for one of the account's passkeys.
#[server(output = Answer)]
pub async fn ask_passkey_after_password() -> Result<String, AppError> {
    use super::steps::{self, Purpose, bound};
    use crate::auth::factors::steps as factors;
    let factors::HalfWay { mut permit, token, known, .. } = factors::half_way().await?;
    let options = steps::ask_for(&mut permit, &bound(Purpose::Step, &token.hash()), Some(known.id)).await?;
    permit.commit_unrecorded().await?;
    Ok(options)
}

/// The second step of signing in: a passkey in place of a code. With `stay` the page stays where it is.
#[server(output = Answer)]
pub async fn sign_in_with_passkey_after_password(answer: String, stay: Option<String>) -> Result<SignedIn, AppError> {
    use crate::auth::factors::steps::{Shown, finish};
    let next = finish(Shown::Passkey(Box::new(super::steps::read(&answer)?))).await?;
    if stay.is_none() {
        leptos_axum::redirect(&next);
    }
    Ok(SignedIn { next, first: None })
}

/// Before something grave: asks for one of the account's passkeys.
#[server(output = Answer)]
pub async fn ask_passkey_to_confirm() -> Result<String, AppError> {
    use super::steps::{self, Purpose, bound};
    let (mut permit, account) = crate::auth::factors::steps::permit().await?;
    let bound = bound(Purpose::Confirm, &steps::own_session(&permit)?);
    let options = steps::ask_for(&mut permit, &bound, Some(account)).await?;
    permit.commit_unrecorded().await?;
    Ok(options)
}

/// A passkey in place of the password, before something grave. Good for ten minutes.
#[server(output = Answer)]
pub async fn confirm_with_passkey(answer: String, next: Option<String>) -> Result<(), AppError> {
    use super::steps::{self, Purpose, bound};
    use super::store;
    use crate::audit::Event;
    use crate::auth::store as accounts;
    let (mut permit, account) = crate::auth::factors::steps::permit().await?;
    let session = permit.session.ok_or(AppError::SignedOut)?;
    let answer = steps::read(&answer)?;
    let bound = bound(Purpose::Confirm, &steps::own_session(&permit)?);
    let state = store::take_challenge(&mut permit, &bound).await?.ok_or_else(steps::over)?;
    if let Err(why) = steps::signed(&mut permit, account, state, &answer).await? {
        let (email, ..) = accounts::own_account(permit.conn(), account).await?;
        permit.commit(Event::PasskeyRefused { account, email, why }).await?;
        return Err(steps::not_taken());
    }
    accounts::confirm_session(&mut permit, session).await?;
    permit.commit(Event::PasskeyConfirmed { account }).await?;
    if let Some(next) = next {
        leptos_axum::redirect(&crate::base::local_path(Some(&next)));
    }
    Ok(())
}
