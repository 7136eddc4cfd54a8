//! What a person does about their own sign-in.

use super::types::{LinkState, Me, SignedIn};
use crate::base::{Answer, AppError};
use leptos::prelude::*;

/// Who asks; nothing for someone not signed in.
#[server(output = Answer)]
pub async fn whoami() -> Result<Option<Me>, AppError> {
    use super::types::{PortalSeen, PracticeSeen};
    use crate::access::{Anyone, anyone};
    Ok(match anyone().await? {
        Anyone::Nobody => None,
        Anyone::Alone(alone) => Some(Me {
            email: alone.account.email.clone(),
            first_name: alone.account.first_name.clone(),
            last_name: alone.account.last_name.clone(),
            member: None,
            client: None,
            session_ends: alone.session_ends.into(),
            second_factor: alone.account.second_factor,
            passkey: alone.account.passkey,
            authenticator: alone.account.authenticator,
            days_to_enrol: None,
            must_enrol: false,
        }),
        Anyone::Enrolling(enrolling) => Some(Me {
            email: enrolling.account.email.clone(),
            first_name: enrolling.account.first_name.clone(),
            last_name: enrolling.account.last_name.clone(),
            member: None,
            client: None,
            session_ends: enrolling.session_ends.into(),
            second_factor: enrolling.account.second_factor,
            passkey: enrolling.account.passkey,
            authenticator: enrolling.account.authenticator,
            days_to_enrol: None,
            must_enrol: true,
        }),
        Anyone::Client(visitor) => Some(Me {
            email: visitor.account.email.clone(),
            first_name: visitor.account.first_name.clone(),
            last_name: visitor.account.last_name.clone(),
            member: None,
            client: Some(PortalSeen { practice: visitor.practice_name.clone(), logoff_minutes: visitor.logoff_minutes }),
            session_ends: visitor.session_ends.into(),
            second_factor: visitor.account.second_factor,
            passkey: visitor.account.passkey,
            authenticator: visitor.account.authenticator,
            days_to_enrol: None,
            must_enrol: false,
        }),
        Anyone::Member(entered) => Some(Me {
            email: entered.account.email.clone(),
            first_name: entered.account.first_name.clone(),
            last_name: entered.account.last_name.clone(),
            session_ends: entered.session_ends.into(),
            client: None,
            second_factor: entered.account.second_factor,
            passkey: entered.account.passkey,
            authenticator: entered.account.authenticator,
            days_to_enrol: entered.account.enrol_by.map(|by| ((by - entered.now).num_minutes() + 24 * 60 - 1).div_euclid(24 * 60).max(1)),
            must_enrol: false,
            member: Some((
                entered.actor().clone(),
                PracticeSeen {
                    name: entered.practice.name.clone(),
                    plan: entered.practice.plan.clone(),
                    calls_clients: entered.practice.calls_clients.clone(),
                    logoff_minutes: entered.practice.logoff_minutes,
                },
            )),
        }),
    })
}

/// Signs in with address and password; whoever has a second factor is asked for it next. `next` is a path of ours to go to
/// afterwards; with `stay` the page stays where it is.
#[server(output = Answer)]
pub async fn sign_in(email: String, password: String, next: Option<String>, stay: Option<String>) -> Result<SignedIn, AppError> {
    use super::{factors, session::By, steps, store};
    let next = crate::base::local_path(next.as_deref());
    let (known, fits) = steps::check_attempt(&email, password).await?;
    let mut permit = steps::after_attempt(&email, known.as_ref(), fits).await?;
    let known = known.ok_or(AppError::SignedOut)?;
    let belongs = steps::as_whom(&known)?;
    let mut first = None;
    let next = if store::has_second_factor(permit.conn(), known.id).await? {
        first = Some(factors::steps::ways_of(&mut permit, known.id).await?);
        factors::steps::ask_for_code(permit, &known, &next).await?;
        "/signin/code".to_string()
    } else {
        steps::speaks_for(&mut permit, &known, belongs);
        steps::arrive(permit, known, belongs, By::Password, next).await?
    };
    if stay.is_none() {
        leptos_axum::redirect(&next);
    }
    Ok(SignedIn { next, first })
}

/// Ends this sign-in session.
#[server(output = Answer)]
pub async fn sign_out() -> Result<(), AppError> {
    use super::{cookies, steps, store};
    if let Some(mut permit) = steps::leaving_permit().await? {
        let (session, account) = (permit.session, permit.account);
        if let (Some(session), Some(account)) = (session, account) {
            store::end_session(&mut permit, session, "signed out").await?;
            if let Some(name) = permit.actor().filter(|who| who.viewed_by.is_some()).map(crate::access::Actor::name) {
                permit.record(&crate::audit::Event::ViewingEnded { name }).await?;
            }
            permit.commit(crate::audit::Event::SignedOut { account }).await?;
        }
    }
    cookies::forget_session();
    leptos_axum::redirect("/signin");
    Ok(())
}

/// Keeps the session from ending by inactivity; being called is enough.
#[server(output = Answer)]
pub async fn stay_signed_in() -> Result<(), AppError> {
    use crate::access::{Anyone, anyone};
    match anyone().await? {
        Anyone::Nobody | Anyone::Enrolling(_) => Err(AppError::SignedOut),
        Anyone::Alone(_) | Anyone::Member(_) | Anyone::Client(_) => Ok(()),
    }
}

/// Enters the password again, and a code where there is a second factor, before something grave. Good for ten minutes.
#[server(output = Answer)]
pub async fn confirm_password(password: String, code: Option<String>, next: Option<String>) -> Result<(), AppError> {
    use super::{Hasher, factors, steps, store, throttle};
    use crate::audit::Event;
    let mut permit = steps::confirming_permit().await?.ok_or(AppError::SignedOut)?;
    let (account, session) = (permit.account.ok_or(AppError::SignedOut)?, permit.session.ok_or(AppError::SignedOut)?);
    let second_factor = store::has_second_factor(permit.conn(), account).await?;
    let code = code.filter(|code| !code.trim().is_empty());
    // Whoever has passkeys only uses one (`auth::passkeys`), or a recovery code where that can't be.
    let by_app = store::has_authenticator(permit.conn(), account).await?;
    if second_factor && code.is_none() {
        let words =
            if by_app { say!("Enter the code from your authenticator app.") } else { say!("Use your passkey, or enter a recovery code.") };
        return Err(AppError::at("code", words));
    }
    let (email, ..) = store::own_account(permit.conn(), account).await?;
    let key = throttle::Key::Address(email);
    throttle::attempt(&mut permit, &key).await?;
    let hash = store::password_hash_of(permit.conn(), account).await?;
    let password_right = expect_context::<Hasher>().fits(password, Some(hash)).await?;
    // A code is taken only together with the right password.
    let code = code.unwrap_or_default();
    let right = password_right
        && match (second_factor, by_app) {
            (false, _) => true,
            (true, true) => factors::steps::takes(&mut permit, account, &code).await?,
            (true, false) => factors::steps::takes_recovery_code(&mut permit, account, &code).await?,
        };
    if right {
        store::confirm_session(&mut permit, session).await?;
        throttle::clear(&mut permit, &key).await?;
    }
    permit.commit(Event::PasswordConfirmed { account, right }).await?;
    if !password_right {
        return Err(AppError::at("password", say!("That is not your password.")));
    }
    if !right {
        let words = match by_app {
            true => say!("This code is not right, or was used already. Wait for the next one."),
            false => say!("This recovery code is not right, or was used already. Each works once."),
        };
        return Err(AppError::at("code", words));
    }
    if let Some(next) = next {
        leptos_axum::redirect(&crate::base::local_path(Some(&next)));
    }
    Ok(())
}

/// Asks for a link to choose a new password. Says the same, in the same time, whether the address has an account:
/// the request is only put down here, and a worker answers it.
#[server(output = Answer)]
pub async fn ask_reset(email: String) -> Result<(), AppError> {
    use super::{store, throttle};
    use crate::access::{OpenAction, open};
    let mut checks = crate::base::Checks::default();
    let email = checks.email("email", &email);
    let email = checks.give(email)?;
    let mut permit = open(OpenAction::AskReset).await?;
    let ip = permit.asking().ip.clone();
    throttle::attempt(&mut permit, &throttle::Key::MailTo(email.to_string())).await?;
    throttle::attempt(&mut permit, &throttle::Key::Network(ip)).await?;
    store::insert_reset_request(&mut permit, email.as_str()).await?;
    permit.commit_unrecorded().await?;
    if let Some(wake) = use_context::<super::WakeWorker>() {
        wake.0.notify_one();
    }
    leptos_axum::redirect("/reset?sent=1");
    Ok(())
}

/// What a link from a reset mail is good for; looking changes nothing.
#[server(output = Answer)]
pub async fn reset_link(token: String) -> Result<LinkState, AppError> {
    use crate::access::{OpenAction, link, open};
    let mut permit = open(OpenAction::ResetPassword).await?;
    let held = link::follow(&mut permit, &expect_context(), &token, link::Purpose::Reset).await?;
    Ok(super::steps::state_of(&held, permit.now))
}

/// Chooses a new password by a mailed link; every sign-in session of the account ends.
#[server(output = Answer)]
pub async fn reset_password(token: String, password: String) -> Result<(), AppError> {
    use super::{Hasher, check_password_beside, session, steps, store, throttle, types::PASSWORD_MIN};
    use crate::access::{OpenAction, link, open};
    use crate::{audit::Event, base::AccountId, mail, mail::Letter};
    let mut permit = open(OpenAction::ResetPassword).await?;
    let held = link::follow(&mut permit, &expect_context(), &token, link::Purpose::Reset).await?;
    if steps::state_of(&held, permit.now) != LinkState::Good {
        return Err(AppError::denied(say!("This link no longer works. Ask for a new one.")));
    }
    let account = AccountId(held.subject);
    let (email, first_name, practice) = store::own_account(permit.conn(), account).await?;
    let beside = store::has_second_factor(permit.conn(), account).await?;
    check_password_beside(beside, &password, &[&email, &first_name]).map_err(|words| AppError::at("password", words))?;
    let short = password.chars().count() < PASSWORD_MIN as usize;
    let hash = expect_context::<Hasher>().hash(password).await?;
    permit.stand_in(practice.unwrap_or(crate::base::PracticeId::NONE), Some(account)).await?;
    if !link::use_up(&mut permit, &token).await? {
        return Err(AppError::denied(say!("This link no longer works. Ask for a new one.")));
    }
    store::set_password(&mut permit, account, &hash, short).await?;
    link::void(&mut permit, link::Purpose::Reset, account.0).await?;
    throttle::clear(&mut permit, &throttle::Key::Address(email.clone())).await?;
    let sessions_ended = session::end_all(&mut permit, account, None, "password reset").await?;
    let letter = Letter::PasswordChanged { first_name: first_name.clone(), at: permit.now };
    mail::queue(&mut permit, (&first_name, &email), &letter, None).await?;
    permit.commit(Event::PasswordReset { account, sessions_ended }).await?;
    leptos_axum::redirect("/signin?why=reset");
    Ok(())
}

/// Changes one's own password; every other sign-in session of the account ends.
#[server(output = Answer)]
pub async fn change_password(current: String, password: String) -> Result<(), AppError> {
    use super::{Hasher, check_password_beside, session, steps, store, throttle, types::PASSWORD_MIN};
    use crate::{audit::Event, mail, mail::Letter};
    let mut permit = steps::own_permit().await?.ok_or(AppError::SignedOut)?;
    let account = permit.account.ok_or(AppError::SignedOut)?;
    let (email, first_name, _) = store::own_account(permit.conn(), account).await?;
    let beside = store::has_second_factor(permit.conn(), account).await?;
    check_password_beside(beside, &password, &[&email, &first_name]).map_err(|words| AppError::at("password", words))?;
    let short = password.chars().count() < PASSWORD_MIN as usize;
    let key = throttle::Key::Address(email.clone());
    throttle::attempt(&mut permit, &key).await?;
    let hasher = expect_context::<Hasher>();
    if !hasher.fits(current, Some(store::password_hash_of(permit.conn(), account).await?)).await? {
        permit.commit(Event::PasswordConfirmed { account, right: false }).await?;
        return Err(AppError::at("current", say!("That is not your password.")));
    }
    throttle::clear(&mut permit, &key).await?;
    let hash = hasher.hash(password).await?;
    store::set_password(&mut permit, account, &hash, short).await?;
    let but = permit.session;
    let sessions_ended = session::end_all(&mut permit, account, but, "password changed").await?;
    let letter = Letter::PasswordChanged { first_name: first_name.clone(), at: permit.now };
    mail::queue(&mut permit, (&first_name, &email), &letter, None).await?;
    let back = if permit.client().is_some() { "/portal?done=password" } else { "/account?done=password" };
    permit.commit(Event::PasswordChanged { account, sessions_ended }).await?;
    leptos_axum::redirect(back);
    Ok(())
}

/// Changes one's own name, as it stands on notes and signatures.
#[server(output = Answer)]
pub async fn change_name(first_name: String, last_name: String) -> Result<(), AppError> {
    use super::{steps, store};
    use crate::audit::{Change, Event};
    let mut checks = crate::base::Checks::default();
    let first = checks.line("first_name", say!("your first name"), &first_name, 60);
    let last = checks.line("last_name", say!("your last name"), &last_name, 60);
    let (first, last) = checks.give(Some((first, last)))?;
    let mut permit = steps::own_permit_of_a_member().await?.ok_or(AppError::SignedOut)?;
    let account = permit.account.ok_or(AppError::SignedOut)?;
    let before = permit.actor().map(crate::access::Actor::name).unwrap_or_default();
    store::set_name(&mut permit, account, &first, &last).await?;
    let change = Change { field: "name", before, after: format!("{first} {last}") };
    permit.commit(Event::NameChanged { account, change }).await?;
    leptos_axum::redirect("/account?done=name");
    Ok(())
}
