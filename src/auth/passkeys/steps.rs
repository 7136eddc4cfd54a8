//! Challenges made and answers checked: what the ways of using a passkey share.

use super::relying::{MINUTES, relying_party};
use super::store;
use crate::access::{OpenAction, Permit, open};
use crate::audit::Event;
use crate::auth::{
    cookies,
    session::By,
    steps, store as accounts,
    throttle::{self, Key},
};
use crate::base::{AccountId, AppError, FactorId, PracticeId, Token};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::Duration;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use webauthn_rs::prelude::{DiscoverableAuthentication, DiscoverableKey, PublicKeyCredential, WebauthnError};

/// What a challenge is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Add,
    Confirm,
    /// After the password.
    Step,
    /// In its place.
    SignIn,
}

/// What a challenge is bound to: its purpose, and the session, the half sign-in or the browser it was asked in.
pub fn bound(purpose: Purpose, to: &[u8]) -> [u8; 32] {
    let purpose = match purpose {
        Purpose::Add => "add",
        Purpose::Confirm => "confirm",
        Purpose::Step => "step",
        Purpose::SignIn => say!("sign in"),
    };
    Sha256::new().chain_update(purpose).chain_update([0]).chain_update(to).finalize().into()
}

/// The session of a permit, for binding to it.
pub fn own_session(permit: &Permit) -> Result<[u8; 16], AppError> {
    permit.session.map(|session| session.0.into_bytes()).ok_or(AppError::SignedOut)
}

fn as_json(what: &impl Serialize) -> Result<Value, AppError> {
    serde_json::to_value(what).map_err(|cause| AppError::internal("a challenge to keep", &cause))
}

async fn keep(permit: &mut Permit, bound: &[u8], state: &impl Serialize) -> Result<(), AppError> {
    let until = permit.now + Duration::minutes(MINUTES as i64);
    store::keep_challenge(permit, bound, &as_json(state)?, until).await
}

/// What the browser is asked for to make a new passkey (WebAuthn §5.4), as JSON: one that is found without a name being typed,
/// and that no authenticator has which holds one of the account already.
pub async fn ask_for_new(permit: &mut Permit, account: AccountId) -> Result<String, AppError> {
    let rp = relying_party()?;
    let who = store::holder(permit.conn(), account).await?;
    let there = store::credential_ids(permit.conn(), account).await?;
    let (options, state) = rp
        .start_passkey_registration(who.handle, &who.email, &who.name, Some(there))
        .map_err(|cause| AppError::internal("a challenge for a new passkey", &cause))?;
    let bound = bound(Purpose::Add, &own_session(permit)?);
    keep(permit, &bound, &state).await?;
    let mut options = as_json(&options)?["publicKey"].take();
    options["authenticatorSelection"]["residentKey"] = json!("required");
    options["authenticatorSelection"]["requireResidentKey"] = json!(true);
    Ok(options.to_string())
}

/// What the browser is asked for to use a passkey (WebAuthn §5.5), as JSON: any, or one of this account's.
pub async fn ask_for(permit: &mut Permit, bound: &[u8], account: Option<AccountId>) -> Result<String, AppError> {
    let rp = relying_party()?;
    let (options, state) =
        rp.start_discoverable_authentication().map_err(|cause| AppError::internal("a challenge for a passkey", &cause))?;
    keep(permit, bound, &state).await?;
    let mut options = as_json(&options)?["publicKey"].take();
    if let Some(account) = account {
        let own = store::credential_ids(permit.conn(), account).await?;
        if own.is_empty() {
            return Err(AppError::denied(say!("There is no passkey of yours. Use another way.")));
        }
        let own = own.iter().map(|id| json!({ "type": "public-key", "id": URL_SAFE_NO_PAD.encode(id) }));
        options["allowCredentials"] = own.collect();
    }
    Ok(options.to_string())
}

/// What a browser answers with.
///
/// # Errors
/// `Denied`, for what is no answer.
pub fn read(answer: &str) -> Result<PublicKeyCredential, AppError> {
    serde_json::from_str(answer).map_err(|_| not_taken())
}

/// The same words whatever was wrong, and whether there is an account or not.
pub fn not_taken() -> AppError {
    AppError::denied(say!("This passkey was not accepted. Try again, or use another way."))
}

pub fn over() -> AppError {
    AppError::denied(say!("The time for using a passkey is over. Try again."))
}

/// Whether a passkey of this account has signed this challenge, here and now, for whoever holds it. Why not, if not.
pub async fn signed(
    permit: &mut Permit,
    account: AccountId,
    state: Value,
    answer: &PublicKeyCredential,
) -> Result<Result<FactorId, &'static str>, AppError> {
    store::hold(permit, account).await?;
    let Some((id, mut passkey)) = store::passkey(permit.conn(), account, answer.get_credential_id()).await? else {
        return Ok(Err(say!("it is none of the account's passkeys")));
    };
    let handle = store::holder(permit.conn(), account).await?.handle;
    if answer.get_user_unique_id().is_some_and(|named| named != handle.as_bytes()) {
        return Ok(Err(say!("it names another account")));
    }
    let state: DiscoverableAuthentication =
        serde_json::from_value(state).map_err(|cause| AppError::internal("a challenge that was kept", &cause))?;
    let result = match relying_party()?.finish_discoverable_authentication_v2(answer, state, DiscoverableKey::from(&passkey)) {
        Ok(result) => result,
        Err(cause) => return Ok(Err(why_not(&cause))),
    };
    passkey.update_credential(&result);
    store::used(permit, id, &passkey).await?;
    Ok(Ok(id))
}

/// For the trail.
pub fn why_not(cause: &WebauthnError) -> &'static str {
    match cause {
        WebauthnError::CredentialPossibleCompromise => say!("its counter went back: there may be a copy of it"),
        WebauthnError::InvalidRPOrigin | WebauthnError::InvalidRPIDHash => say!("it was used on another site"),
        WebauthnError::UserNotVerified | WebauthnError::UserNotPresent => say!("it did not check who holds it"),
        WebauthnError::MismatchedChallenge => say!("it answered another challenge"),
        WebauthnError::AuthenticationFailure => say!("its signature is not right"),
        _ => say!("its answer could not be read"),
    }
}

/// Asks any passkey to sign in alone. Counted by network address, as every attempt is; a right one takes its own back.
pub async fn ask_to_sign_in() -> Result<String, AppError> {
    let mut permit = open(OpenAction::SignIn).await?;
    let ip = permit.asking().ip.clone();
    throttle::attempt(&mut permit, &Key::Network(ip)).await?;
    let token = Token::new();
    let options = ask_for(&mut permit, &bound(Purpose::SignIn, &token.hash()), None).await?;
    permit.commit_unrecorded().await?;
    cookies::set_passkey(&token, MINUTES as i64 * 60);
    Ok(options)
}

/// Signs in with a passkey and nothing else. What is wrong is on record where there is an account, and said to nobody.
pub async fn sign_in_alone(answer: &str, next: String) -> Result<String, AppError> {
    let answer = read(answer)?;
    let token = cookies::passkey().ok_or_else(over)?;
    let mut permit = open(OpenAction::SignIn).await?;
    let state = store::take_challenge(&mut permit, &bound(Purpose::SignIn, &token.hash())).await?.ok_or_else(over)?;
    let handle = answer.get_user_unique_id().and_then(|handle| uuid::Uuid::from_slice(handle).ok());
    let named = match handle {
        Some(handle) => store::whose(permit.conn(), handle, answer.get_credential_id()).await?,
        None => None,
    };
    let known = match named {
        Some((id, email)) => accounts::account_of_address(permit.conn(), &email).await?.filter(|known| known.id == id),
        None => None,
    };
    let Some(known) = known else {
        permit.commit_unrecorded().await?;
        return Err(not_taken());
    };
    permit.stand_in(known.practice().unwrap_or(PracticeId::NONE), Some(known.id)).await?;
    if let Err(why) = signed(&mut permit, known.id, state, &answer).await? {
        permit.commit(Event::PasskeyRefused { account: known.id, email: known.email, why }).await?;
        return Err(not_taken());
    }
    let belongs = match steps::as_whom(&known) {
        Ok(belongs) => belongs,
        Err(refusal) => {
            permit.commit(Event::SignInFailed { email: known.email, why: say!("the membership does not allow it") }).await?;
            return Err(refusal);
        }
    };
    let ip = permit.asking().ip.clone();
    throttle::clear(&mut permit, &Key::Network(ip)).await?;
    steps::speaks_for(&mut permit, &known, belongs);
    let next = steps::arrive(permit, known, belongs, By::Passkey, next).await?;
    cookies::forget_passkey();
    cookies::forget_pending();
    Ok(next)
}
