//! The steps that several of the second factor's functions share.

use super::{recovery, store, totp};
use crate::access::{Anyone, Permit, anyone};
use crate::audit::Event;
use crate::auth::{
    cookies,
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
        let codes = totp::codes_of(&sealer.open(secret_of(factor.id), &factor.sealed)?, "")?;
        if let Some(step) = totp::step_of(&codes, code, now)
            && store::take_step(permit, factor.id, step).await?
        {
            return Ok(true);
        }
    }
    Ok(false)
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

/// Why the last factor must stay, if so.
pub async fn why_not_none(conn: &mut PgConnection, account: AccountId, password_short: bool) -> Result<Option<String>, AppError> {
    Ok(if store::asked_for(conn, account).await? {
        Some("Your practice asks for a second factor. Add another before you remove this one.".into())
    } else if password_short {
        Some("Your password has fewer than 15 characters, which is enough only beside a second factor. Choose a longer one first.".into())
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
}

/// The second half of a sign-in. The attempt is counted before it is made, and the count is taken back only by a right code.
pub async fn finish(shown: Shown) -> Result<String, AppError> {
    use crate::access::{OpenAction, open};
    let over = || AppError::denied("The time for entering a code is over. Sign in with your password again.");
    let token = cookies::pending().ok_or_else(over)?;
    let mut permit = open(OpenAction::SignIn).await?;
    let pending = store::pending(&mut permit, &token).await?.ok_or_else(over)?;
    let known = accounts::account_of_address(permit.conn(), &pending.email).await?.filter(|k| k.id == pending.account).ok_or_else(over)?;
    permit.stand_in(known.practice().unwrap_or(PracticeId::NONE), Some(known.id)).await?;
    let key = Key::Code(known.id);
    throttle::attempt(&mut permit, &key).await?;
    let belongs = steps::as_whom(&known)?;
    let (right, by) = match &shown {
        Shown::Code(code) => (takes(&mut permit, known.id, code).await?, By::Code),
        Shown::RecoveryCode(code) => {
            let right = match recovery::hash(code) {
                Some(hash) => store::use_code(&mut permit, known.id, &hash).await?,
                None => false,
            };
            (right, By::RecoveryCode)
        }
    };
    if !right {
        permit.commit(Event::CodeRefused { account: known.id, email: known.email }).await?;
        return Err(match shown {
            Shown::Code(_) => {
                AppError::at("code", "This code is not right, or was used already. Wait for the next one, and check your phone’s clock.")
            }
            Shown::RecoveryCode(_) => AppError::at("recovery", "This recovery code is not right, or was used already. Each works once."),
        });
    }
    if !store::end_pending(&mut permit, &token).await? {
        return Err(over());
    }
    throttle::clear(&mut permit, &key).await?;
    steps::speaks_for(&mut permit, &known, belongs);
    if by == By::RecoveryCode {
        let left = store::codes_left(permit.conn(), known.id).await?;
        mail(&mut permit, known.id, FactorNews::CodeUsed { left }).await?;
        permit.record(&Event::RecoveryCodeUsed { account: known.id, left }).await?;
    }
    let next = steps::arrive(permit, known, belongs, by, pending.next).await?;
    cookies::forget_pending();
    Ok(next)
}
