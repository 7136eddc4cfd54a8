//! What is done about one's own address, in the order it happens.

use super::types::EmailLinkSeen;
use crate::base::{Answer, AppError};
use leptos::prelude::*;

/// Days the two links work.
#[cfg(feature = "ssr")]
const DAYS: i64 = 7;

/// Asks for another address: a link goes to either mailbox, and nothing changes before both have agreed. Says the same
/// whether the new address has an account.
#[server(output = Answer)]
pub async fn ask_email_change(email: String) -> Result<(), AppError> {
    use super::{store, types::Mailbox};
    use crate::access::link::{NewLink, Purpose, void};
    use crate::auth::{steps, store::own_account, throttle};
    use crate::{audit::Event, mail, mail::Letter};
    let mut checks = crate::base::Checks::default();
    let email = checks.email("email", &email);
    let email = checks.give(email)?;
    let mut permit = steps::own_permit_of_a_member().await?.ok_or(AppError::SignedOut)?;
    let account = permit.account.ok_or(AppError::SignedOut)?;
    if !permit.confirmed() {
        return Err(AppError::ConfirmPassword);
    }
    let (old, first_name, _) = own_account(permit.conn(), account).await?;
    if old.eq_ignore_ascii_case(email.as_str()) {
        return Err(AppError::at("email", say!("This is your address already.")));
    }
    throttle::attempt(&mut permit, &throttle::Key::MailTo(email.to_string())).await?;
    let expires_at = permit.now + chrono::Duration::days(DAYS);
    void(&mut permit, Purpose::Email, account.0).await?;
    store::begin(&mut permit, account, email.as_str(), expires_at).await?;
    let link = |to: Mailbox| NewLink {
        purpose: Purpose::Email,
        practice: None,
        subject: account.0,
        serial: to.serial(),
        email: Some(email.to_string()),
        expires_at,
    };
    let (name, new_email) = (first_name.clone(), email.to_string());
    let to_new = Letter::ConfirmEmail { first_name: name.clone(), new_email: new_email.clone(), link: link(Mailbox::New) };
    mail::queue(&mut permit, (&first_name, email.as_str()), &to_new, None).await?;
    let to_old = Letter::AgreeEmail { first_name: name, new_email: new_email.clone(), link: link(Mailbox::Old) };
    mail::queue(&mut permit, (&first_name, &old), &to_old, None).await?;
    permit.commit(Event::EmailChangeAsked { account, new_email }).await?;
    leptos_axum::redirect("/account?done=email");
    Ok(())
}

/// What a link to either mailbox is good for; looking changes nothing.
#[server(output = Answer)]
pub async fn email_link(token: String) -> Result<EmailLinkSeen, AppError> {
    Ok(super::steps::follow(&token).await?.seen)
}

/// Agrees for the mailbox the link was sent to. True if it was the second, and the address is changed.
#[server(output = Answer)]
pub async fn confirm_email(token: String) -> Result<bool, AppError> {
    use super::types::{EmailStands, Mailbox};
    use super::{steps, store};
    use crate::{access::link, audit::Event};
    let steps::Followed { mut permit, account, seen, other_agreed } = steps::follow(&token).await?;
    if seen.stands != EmailStands::Open || !link::use_up(&mut permit, &token).await? {
        return Err(steps::no_longer());
    }
    if other_agreed {
        let change = steps::take_effect(&mut permit, account, &seen.new_email).await?;
        permit.commit(Event::EmailChanged { account, change }).await?;
        leptos_axum::redirect("/signin?why=email");
        return Ok(true);
    }
    store::agree(&mut permit, account, seen.at).await?;
    let at_the_old = seen.at == Mailbox::Old;
    permit.commit(Event::EmailChangeAgreed { account, new_email: seen.new_email, at_the_old }).await?;
    leptos_axum::redirect(&format!("/account/email/{token}"));
    Ok(false)
}

/// Refuses, at the old mailbox: the address stays, and neither link works any more.
#[server(output = Answer)]
pub async fn refuse_email(token: String) -> Result<(), AppError> {
    use super::types::{EmailStands, Mailbox};
    use super::{steps, store};
    use crate::{access::link, audit::Event};
    let steps::Followed { mut permit, account, seen, .. } = steps::follow(&token).await?;
    if seen.at != Mailbox::Old || seen.stands == EmailStands::Over {
        return Err(steps::no_longer());
    }
    store::end(&mut permit, account).await?;
    link::void(&mut permit, link::Purpose::Email, account.0).await?;
    permit.commit(Event::EmailChangeRefused { account, new_email: seen.new_email }).await?;
    leptos_axum::redirect(&format!("/account/email/{token}?refused=1"));
    Ok(())
}
