//! The steps that several of the second factor's functions share.

use super::types::WaysOn;
use super::{
    recovery,
    store::{self, FactorRead},
    totp,
};
use crate::access::{Anyone, Permit, anyone};
use crate::audit::Event;
use crate::auth::{
    cookies,
    passkeys::{steps as passkeys, store as passkey_store},
    session::By,
    steps,
    store::{self as accounts, Known},
    throttle::{self, Key},
};
use crate::base::sealed::{Place, Sealer};
use crate::base::{AccountId, AppError, FactorId, PracticeId, Token};
use crate::mail::{self, FactorNews, Letter};
use chrono::Duration;
use leptos::prelude::expect_context;
use sqlx::PgConnection;
use webauthn_rs::prelude::PublicKeyCredential;

/// How long someone may look for their phone after the password.
const PENDING_MINUTES: i64 = 10;
/// How long new recovery codes can be looked at again.
const SHEET_MINUTES: i64 = 30;
/// How long an authenticator may be begun and not confirmed.
pub const SETUP_MINUTES: i64 = 60;

pub fn secret_of(id: FactorId) -> Place {
    Place { table: "factor", column: "sealed", row: id.0 }
}

pub fn sheet_of(account: AccountId) -> Place {
    Place { table: "recovery_sheet", column: "sealed", row: account.0 }
}

/// What everyone but a client may do about their own second factor, also whoever may do nothing else yet.
pub async fn permit() -> Result<(Permit, AccountId), AppError> {
    let permit = match anyone().await? {
        Anyone::Enrolling(enrolling) => Some(enrolling.own_account()),
        Anyone::Client(_) => None,
        anyone => steps::permit_of(anyone).await?,
    };
    let permit = permit.ok_or(AppError::SignedOut)?;
    let account = permit.account.ok_or(AppError::SignedOut)?;
    Ok((permit, account))
}

/// The same, after a fresh sign-in only.
pub async fn fresh_permit() -> Result<(Permit, AccountId), AppError> {
    let (permit, account) = permit().await?;
    if permit.confirmed() { Ok((permit, account)) } else { Err(AppError::ConfirmPassword) }
}

/// Whether this is a code of one of the account's factors that was not taken before; it is taken with that.
pub async fn takes(permit: &mut Permit, account: AccountId, code: &str) -> Result<bool, AppError> {
    let sealer = expect_context::<Sealer>();
    let now = permit.now.timestamp();
    for factor in store::factors(permit.conn(), account).await? {
        let Some(sealed) = &factor.sealed else { continue };
        let codes = totp::codes_of(&sealer.open(secret_of(factor.id), sealed)?, "")?;
        if let Some(step) = totp::step_of(&codes, code, now)
            && store::take_step(permit, factor.id, step).await?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether this is a recovery code that was not used before; it is used up with that.
async fn uses_code(permit: &mut Permit, account: AccountId, code: &str) -> Result<bool, AppError> {
    match recovery::hash(code) {
        Some(hash) => store::use_code(permit, account, &hash).await,
        None => Ok(false),
    }
}

/// Tells the person, and the trail.
async fn code_used(permit: &mut Permit, account: AccountId) -> Result<(), AppError> {
    let left = store::codes_left(permit.conn(), account).await?;
    mail(permit, account, FactorNews::CodeUsed { left }).await?;
    permit.record(&Event::RecoveryCodeUsed { account, left }).await
}

/// The same before something grave, for whoever has no authenticator app.
pub async fn takes_recovery_code(permit: &mut Permit, account: AccountId, code: &str) -> Result<bool, AppError> {
    let right = uses_code(permit, account, code).await?;
    if right {
        code_used(permit, account).await?;
    }
    Ok(right)
}

/// Ten new recovery codes instead of all before.
pub async fn make_codes(permit: &mut Permit, account: AccountId) -> Result<(), AppError> {
    let codes = recovery::new_codes();
    let hashes: Vec<Vec<u8>> = codes.iter().filter_map(|code| recovery::hash(code)).map(Vec::from).collect();
    let sheet = expect_context::<Sealer>().seal(sheet_of(account), codes.join("\n").as_bytes())?;
    let until = permit.now + Duration::minutes(SHEET_MINUTES);
    store::set_codes(permit, account, &hashes, &sheet, until).await
}

/// The new codes, as long as they were not put away.
pub async fn shown_codes(permit: &mut Permit, account: AccountId) -> Result<Option<Vec<String>>, AppError> {
    let now = permit.now;
    let Some(sealed) = store::sheet(permit.conn(), account, now).await? else { return Ok(None) };
    let sheet = expect_context::<Sealer>().open(sheet_of(account), &sealed)?;
    Ok(Some(String::from_utf8_lossy(&sheet).lines().map(String::from).collect()))
}

pub async fn mail(permit: &mut Permit, account: AccountId, news: FactorNews) -> Result<(), AppError> {
    let (email, first_name, _) = accounts::own_account(permit.conn(), account).await?;
    let letter = Letter::SecondFactor { first_name: first_name.clone(), news, at: permit.now };
    mail::queue(permit, (&first_name, &email), &letter, None).await
}

/// Why one of these factors must stay, if so: the last one, or the last passkey where nothing else counts.
pub async fn why_not_remove(
    conn: &mut PgConnection,
    account: AccountId,
    password_short: bool,
    of: &[FactorRead],
    one: &FactorRead,
) -> Result<Option<String>, AppError> {
    let last_passkey = one.passkey() && of.iter().filter(|f| f.passkey()).count() == 1;
    if last_passkey && passkey_store::passkeys_only(&mut *conn).await? {
        return Ok(Some(say!("Your practice takes passkeys only. Add another before you remove this one.").into()));
    }
    if of.len() == 1 { why_not_none(conn, account, password_short).await } else { Ok(None) }
}

async fn why_not_none(conn: &mut PgConnection, account: AccountId, password_short: bool) -> Result<Option<String>, AppError> {
    Ok(if store::asked_for(conn, account).await? {
        Some(say!("Your practice asks for a second factor. Add another before you remove this one.").into())
    } else if password_short {
        Some(
            say!("Your password has fewer than 15 characters, which is enough only beside a second factor. Choose a longer one first.")
                .into(),
        )
    } else {
        None
    })
}

/// After the password: what was shown so far, for ten minutes.
pub async fn ask_for_code(mut permit: Permit, known: &Known, next: &str) -> Result<(), AppError> {
    let token = Token::new();
    let until = permit.now + Duration::minutes(PENDING_MINUTES);
    let next = if next.len() <= 2000 { next } else { "/" };
    store::insert_pending(&mut permit, known.id, &token, next, until).await?;
    permit.commit_unrecorded().await?;
    cookies::set_pending(&token, PENDING_MINUTES * 60);
    Ok(())
}

/// What is shown after the password.
pub enum Shown {
    Code(String),
    RecoveryCode(String),
    /// What an authenticator answered to the challenge it was given here.
    Passkey(Box<PublicKeyCredential>),
}

fn over() -> AppError {
    AppError::denied(say!("The time for entering a code is over. Sign in with your password again."))
}

/// Half a sign-in: the permit stands in for the account whose password was right.
pub struct HalfWay {
    pub permit: Permit,
    pub token: Token,
    pub known: Known,
    next: String,
}

pub async fn half_way() -> Result<HalfWay, AppError> {
    use crate::access::{OpenAction, open};
    let token = cookies::pending().ok_or_else(over)?;
    let mut permit = open(OpenAction::SignIn).await?;
    let pending = store::pending(&mut permit, &token).await?.ok_or_else(over)?;
    let known = accounts::account_of_address(permit.conn(), &pending.email).await?.filter(|k| k.id == pending.account).ok_or_else(over)?;
    permit.stand_in(known.practice().unwrap_or(PracticeId::NONE), Some(known.id)).await?;
    Ok(HalfWay { permit, token, known, next: pending.next })
}

/// The practice decides, once there is a passkey to use; until then a code leads to adding one.
async fn takes_passkeys_only(permit: &mut Permit, account: AccountId) -> Result<bool, AppError> {
    Ok(accounts::has_passkey(permit.conn(), account).await? && passkey_store::passkeys_only(permit.conn()).await?)
}

/// What whoever is half way in can go on with, besides a recovery code.
pub async fn ways() -> Result<WaysOn, AppError> {
    let HalfWay { mut permit, known, .. } = half_way().await?;
    ways_of(&mut permit, known.id).await
}

pub async fn ways_of(permit: &mut Permit, account: AccountId) -> Result<WaysOn, AppError> {
    let code = accounts::has_authenticator(permit.conn(), account).await? && !takes_passkeys_only(permit, account).await?;
    Ok(WaysOn { code, passkey: accounts::has_passkey(permit.conn(), account).await? })
}

/// The second half of a sign-in. The attempt is counted before it is made, and the count is taken back only by a right code.
pub async fn finish(shown: Shown) -> Result<String, AppError> {
    let HalfWay { mut permit, token, known, next } = half_way().await?;
    let key = Key::Code(known.id);
    throttle::attempt(&mut permit, &key).await?;
    let belongs = steps::as_whom(&known)?;
    let passkeys_only = takes_passkeys_only(&mut permit, known.id).await?;
    let (right, by) = match &shown {
        Shown::Code(_) if passkeys_only => {
            return Err(AppError::at("code", say!("Your practice takes passkeys only. Use your passkey, or a recovery code.")));
        }
        Shown::Code(code) => (takes(&mut permit, known.id, code).await?, By::Code),
        Shown::RecoveryCode(code) => (uses_code(&mut permit, known.id, code).await?, By::RecoveryCode),
        Shown::Passkey(answer) => {
            let bound = passkeys::bound(passkeys::Purpose::Step, &token.hash());
            let state = passkey_store::take_challenge(&mut permit, &bound).await?.ok_or_else(passkeys::over)?;
            if let Err(why) = passkeys::signed(&mut permit, known.id, state, answer).await? {
                permit.commit(Event::PasskeyRefused { account: known.id, email: known.email, why }).await?;
                return Err(passkeys::not_taken());
            }
            (true, By::PasswordPasskey)
        }
    };
    if !right {
        permit.commit(Event::CodeRefused { account: known.id, email: known.email }).await?;
        return Err(match shown {
            Shown::Code(_) => AppError::at(
                "code",
                say!("This code is not right, or was used already. Wait for the next one, and check your phone’s clock."),
            ),
            _ => AppError::at("recovery", say!("This recovery code is not right, or was used already. Each works once.")),
        });
    }
    if !store::end_pending(&mut permit, &token).await? {
        return Err(over());
    }
    throttle::clear(&mut permit, &key).await?;
    steps::speaks_for(&mut permit, &known, belongs);
    if by == By::RecoveryCode {
        code_used(&mut permit, known.id).await?;
    }
    let next = steps::arrive(permit, known, belongs, by, next).await?;
    cookies::forget_pending();
    Ok(next)
}
