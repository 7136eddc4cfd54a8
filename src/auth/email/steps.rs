//! The steps that the ways to a new address share.

use super::store;
use super::types::{EmailLinkSeen, EmailStands, Mailbox};
use crate::access::{OpenAction, Permit, link, open};
use crate::audit::Change;
use crate::auth::store::{own_account, set_email};
use crate::base::{AccountId, AppError, MemberId, OnConstraint, PracticeId};
use crate::mail::{self, Letter};
use leptos::prelude::expect_context;

pub fn no_longer() -> AppError {
    AppError::denied(say!("This link no longer works. Ask for a new one under Account."))
}

/// A link that was followed: the permit stands in for its account, and the change is held.
pub struct Followed {
    pub permit: Permit,
    pub account: AccountId,
    pub seen: EmailLinkSeen,
    /// The other mailbox has agreed.
    pub other_agreed: bool,
}

/// Follows a link to either mailbox.
///
/// # Errors
/// `NotFound` for anything that is no such link.
pub async fn follow(token: &str) -> Result<Followed, AppError> {
    let mut permit = open(OpenAction::ConfirmEmail).await?;
    let held = link::follow(&mut permit, &expect_context(), token, link::Purpose::Email).await?;
    let account = AccountId(held.subject);
    let (_, _, practice) = own_account(permit.conn(), account).await?;
    permit.stand_in(practice.unwrap_or(PracticeId::NONE), Some(account)).await?;
    let (at, new_email) = (Mailbox::of(held.serial), held.email.unwrap_or_default());
    let change = store::held(&mut permit, account).await?.filter(|change| change.new_email == new_email);
    let (stands, other_agreed) = match &change {
        None => (EmailStands::Over, false),
        Some(change) => {
            let (agreed, other) = match at {
                Mailbox::New => (change.new_agreed, change.old_agreed),
                Mailbox::Old => (change.old_agreed, change.new_agreed),
            };
            match (agreed, held.used || held.expires_at <= permit.now) {
                (true, _) => (EmailStands::WaitsForOther, other),
                (false, true) => (EmailStands::Over, other),
                (false, false) => (EmailStands::Open, other),
            }
        }
    };
    Ok(Followed { permit, account, seen: EmailLinkSeen { stands, at, new_email }, other_agreed })
}

/// Both have agreed: from here on it is their address. The old mailbox is told.
///
/// # Errors
/// `Denied` where the address is someone else's by now; then nothing is kept.
pub async fn take_effect(permit: &mut Permit, account: AccountId, new: &str) -> Result<Change, AppError> {
    let taken = || AppError::denied(say!("This address can't be used. Sign in with your present one and choose another."));
    let (old, first_name, _) = own_account(permit.conn(), account).await?;
    match set_email(permit, account, new).await {
        Err(cause) if cause.as_database_error().and_then(|d| d.constraint()) == Some("member_email_key") => return Err(taken()),
        done => done.on_constraint("account_email_key", taken)?,
    }
    store::end(permit, account).await?;
    link::void(permit, link::Purpose::Email, account.0).await?;
    let letter = Letter::EmailChanged { first_name: first_name.clone(), new_email: new.to_string() };
    mail::queue(permit, (&first_name, &old), &letter, None).await?;
    Ok(Change { field: "email", before: old, after: new.to_string() })
}

/// An administrator agrees in the place of a lost mailbox, to exactly the address that was looked at. The permit stands in
/// for the member's account afterwards.
///
/// # Errors
/// `Stale` if that change is under way no more; `Denied` before the new mailbox has agreed.
pub async fn agree_for_the_old(permit: &mut Permit, member: MemberId, new_email: &str) -> Result<Change, AppError> {
    let account = store::account_of_member(permit, member).await?;
    let practice = permit.practice;
    permit.stand_in(practice, Some(account)).await?;
    let change = store::held(permit, account).await?.filter(|change| change.new_email == new_email).ok_or(AppError::Stale)?;
    if !change.new_agreed {
        return Err(AppError::denied(say!("The new mailbox has not agreed yet. It comes first.")));
    }
    take_effect(permit, account, new_email).await
}
