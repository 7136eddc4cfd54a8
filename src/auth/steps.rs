//! The steps that several of the server functions share.

use super::{
    Hasher,
    session::{self, By},
    store::{self, Belongs, Known},
    throttle::{self, Key},
    types::LinkState,
};
use crate::access::{Action, Anyone, OpenAction, Permit, Target, anyone, link, named_client, open, open_at};
use crate::audit::Event;
use crate::base::{AppError, Db, PracticeId};
use crate::mail::{self, Letter};
use chrono::{DateTime, Duration, Utc};
use leptos::prelude::expect_context;

/// What everyone may do to their own account, member of a practice or not.
pub async fn own_permit() -> Result<Option<Permit>, AppError> {
    permit_of(anyone().await?).await
}

/// What everyone but a client may do to their own account: a client's name and address are the record's, and the
/// practice's to change.
pub async fn own_permit_of_a_member() -> Result<Option<Permit>, AppError> {
    match anyone().await? {
        Anyone::Client(_) => Ok(None),
        anyone => permit_of(anyone).await,
    }
}

/// Nothing for whoever may only set up a second factor: what they may do asks for itself.
pub(super) async fn permit_of(anyone: Anyone) -> Result<Option<Permit>, AppError> {
    Ok(match anyone {
        Anyone::Nobody | Anyone::Enrolling(_) => None,
        Anyone::Client(visitor) => Some(visitor.own()),
        Anyone::Alone(alone) => Some(alone.own_account()),
        Anyone::Member(entered) => Some(entered.allow(Action::EditOwnAccount, &Target::Practice).await?),
    })
}

/// For entering the password again: also whoever must set up a second factor may be asked for it.
pub async fn confirming_permit() -> Result<Option<Permit>, AppError> {
    match anyone().await? {
        Anyone::Enrolling(enrolling) => Ok(Some(enrolling.own_account())),
        anyone => permit_of(anyone).await,
    }
}

/// For signing out, which everyone may do: also whoever looks through another's eyes, which ends with it.
pub async fn leaving_permit() -> Result<Option<Permit>, AppError> {
    match anyone().await? {
        Anyone::Member(entered) if entered.actor().viewed_by.is_some() => {
            Ok(Some(entered.allow(Action::StopViewing, &Target::Practice).await?))
        }
        Anyone::Member(entered) => Ok(Some(entered.allow(Action::EditOwnAccount, &Target::Practice).await?)),
        Anyone::Alone(alone) => Ok(Some(alone.own_account())),
        Anyone::Client(visitor) => Ok(Some(visitor.own())),
        Anyone::Enrolling(enrolling) => Ok(Some(enrolling.own_account())),
        Anyone::Nobody => Ok(None),
    }
}

/// Counts the attempt, looks the account up and checks the password: the same work for a known and an unknown
/// address, and no database connection held while hashing.
pub async fn check_attempt(email: &str, password: String) -> Result<(Option<Known>, bool), AppError> {
    let mut checks = crate::base::Checks::default();
    let parsed = checks.email("email", email);
    if password.is_empty() {
        checks.fault("password", say!("Enter your password."));
    }
    let parsed = checks.give(parsed)?;
    let mut permit = open(OpenAction::SignIn).await?;
    let ip = permit.asking().ip.clone();
    throttle::attempt(&mut permit, &Key::Address(parsed.to_string())).await?;
    throttle::attempt(&mut permit, &Key::Network(ip)).await?;
    let known = store::account_of_address(permit.conn(), parsed.as_str()).await?;
    permit.commit_unrecorded().await?;
    let fits = expect_context::<Hasher>().fits(password, known.as_ref().map(|k| k.password_hash.clone())).await?;
    Ok((known, fits))
}

/// A permit that stands in for the account, or the refusal, on record.
pub async fn after_attempt(email: &str, known: Option<&Known>, fits: bool) -> Result<Permit, AppError> {
    let mut permit = open(OpenAction::SignIn).await?;
    let practice = known.and_then(Known::practice).unwrap_or(PracticeId::NONE);
    permit.stand_in(practice, known.map(|k| k.id)).await?;
    let failed = |why| Event::SignInFailed { email: email.trim().to_string(), why };
    if !fits {
        permit.commit(failed("address and password do not match")).await?;
        return Err(AppError::at("password", say!("That email and password don't match. Check both, or reset the password.")));
    }
    if let Some(Err(refusal)) = known.map(as_whom) {
        permit.commit(failed("the membership does not allow it")).await?;
        return Err(refusal);
    }
    let ip = permit.asking().ip.clone();
    throttle::clear(&mut permit, &Key::Address(email.to_string())).await?;
    throttle::clear(&mut permit, &Key::Network(ip)).await?;
    Ok(permit)
}

/// As whom to sign in. Only said after the password was right. The reason of a suspension stays with the administrators.
pub fn as_whom(known: &Known) -> Result<Belongs, AppError> {
    if let Some(c) = &known.client {
        let enters = c.enters && !c.practice_closed;
        return if enters { Ok(Belongs::Client(c.practice, c.client)) } else { Err(no_longer(&c.practice_name)) };
    }
    let Some(m) = &known.member else { return Ok(Belongs::Nowhere) };
    if m.practice_closed {
        return Err(AppError::denied(say!("{} was closed.", m.practice_name)));
    }
    match m.status.as_str() {
        "active" | "on_hold" => Ok(Belongs::Member(m.practice, m.member)),
        _ => Err(AppError::denied(say!("Your access to {} is switched off. Ask an administrator of the practice.", m.practice_name))),
    }
}

/// The row in the trail names whoever signs in.
pub fn speaks_for(permit: &mut Permit, known: &Known, belongs: Belongs) {
    let name = format!("{} {}", known.first_name, known.last_name);
    match belongs {
        Belongs::Member(_, member) => permit.speaks_for(Some(member), name),
        Belongs::Client(..) => permit.speaks_for(None, named_client(&name)),
        Belongs::Nowhere => permit.speaks_for(None, name),
    }
}

/// Begins the session of someone who has shown all that is asked for, and says where they go.
pub async fn arrive(mut permit: Permit, known: Known, belongs: Belongs, by: By, next: String) -> Result<String, AppError> {
    let new_device = session::begin_by(&mut permit, known.id, belongs, by).await?;
    match belongs {
        Belongs::Client(_, client) => {
            let name = format!("{} {}", known.first_name, known.last_name);
            permit.commit(Event::ClientSignedIn { client, name, new_device }).await?;
            // There is nowhere else for a client to go.
            Ok("/portal".to_string())
        }
        Belongs::Member(..) | Belongs::Nowhere => {
            permit.commit(Event::SignedIn { account: known.id, email: known.email, new_device, by: by.key() }).await?;
            Ok(next)
        }
    }
}

fn no_longer(practice: &str) -> AppError {
    AppError::denied(say!("Your account with {practice} is switched off. Ask there."))
}

pub fn state_of(held: &link::Held, now: DateTime<Utc>) -> LinkState {
    if held.used {
        LinkState::Used
    } else if held.expires_at <= now {
        LinkState::Expired
    } else {
        LinkState::Good
    }
}

/// Minutes a reset link works.
const RESET_MINUTES: i32 = 60;

/// Answers the requests for a reset link that wait: a letter where there is an account, nothing where there is none.
/// Returns how many were answered.
///
/// # Errors
/// Only those of the database.
pub async fn answer_reset_requests(db: &Db) -> Result<usize, AppError> {
    let mut answered = 0;
    loop {
        let mut permit = open_at(db, Default::default(), OpenAction::AskReset).await?;
        let Some(email) = store::next_reset_request(&mut permit).await? else { return Ok(answered) };
        answered += 1;
        let Some(known) = store::account_of_address(permit.conn(), &email).await? else {
            permit.commit_unrecorded().await?;
            continue;
        };
        permit.stand_in(known.practice().unwrap_or(PracticeId::NONE), Some(known.id)).await?;
        let link = link::NewLink {
            purpose: link::Purpose::Reset,
            practice: None,
            subject: known.id.0,
            serial: 0,
            email: None,
            expires_at: permit.now + Duration::minutes(RESET_MINUTES.into()),
        };
        let letter = Letter::PasswordReset { first_name: known.first_name.clone(), minutes: RESET_MINUTES, link };
        mail::queue(&mut permit, (&known.first_name, &known.email), &letter, None).await?;
        permit.commit(Event::PasswordResetAsked { account: known.id, email: known.email }).await?;
    }
}
