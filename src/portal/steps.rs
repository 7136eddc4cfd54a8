//! The steps that several of the server functions share.

use super::store::{self, Invitation, Invited, Record};
use super::types::PortalStanding;
use crate::access::{
    Permit,
    link::{self, NewLink, Purpose},
};
use crate::audit::Event;
use crate::base::{AppError, ClientId, Email, MemberId, PracticeId};
use crate::mail::{self, Letter};
use chrono::{DateTime, Duration, Utc};

/// When an invitation sent now runs out.
pub fn expiry(now: DateTime<Utc>, hours: i32) -> DateTime<Utc> {
    now + Duration::hours(hours.into())
}

pub fn link_to(practice: PracticeId, client: ClientId, serial: i32, expires_at: DateTime<Utc>) -> NewLink {
    NewLink { purpose: Purpose::Portal, practice: Some(practice.0), subject: client.0, serial, email: None, expires_at }
}

/// What goes out, and to where.
pub struct Sent<'a> {
    pub client: ClientId,
    pub serial: i32,
    pub email: &'a str,
    pub expires_at: DateTime<Utc>,
    pub first_name: &'a str,
    pub practice: &'a str,
    pub hours: i32,
    pub timezone: &'a str,
}

impl<'a> Sent<'a> {
    /// By the practice, to the record's address.
    pub fn by_the_practice(client: ClientId, serial: i32, expires_at: DateTime<Utc>, record: &'a Record) -> Self {
        let Record { first_name, email, practice, hours, timezone } = record;
        Sent { client, serial, email, expires_at, first_name, practice, hours: *hours, timezone }
    }

    /// Asked for by its holder, to the address it was sent to.
    pub fn asked_for(client: ClientId, serial: i32, expires_at: DateTime<Utc>, invited: &'a Invited) -> Self {
        let Invited { first_name, email, practice, hours, timezone, .. } = invited;
        Sent { client, serial, email, expires_at, first_name, practice, hours: *hours, timezone }
    }
}

/// Mails an invitation; what still waited about it goes no more. No name stands beside the address.
pub async fn send(permit: &mut Permit, sent: &Sent<'_>) -> Result<(), AppError> {
    permit.step_inside().await?;
    mail::withdraw(permit, sent.client.0).await?;
    let letter = Letter::PortalInvitation {
        practice: sent.practice.to_string(),
        first_name: sent.first_name.to_string(),
        hours: sent.hours,
        expires_at: sent.expires_at,
        timezone: sent.timezone.to_string(),
        link: link_to(permit.practice, sent.client, sent.serial, sent.expires_at),
    };
    mail::queue(permit, ("", sent.email), &letter, Some((sent.client.0, sent.serial))).await
}

/// Invites a client at the record's address, or sends the invitation again; `permit` may do so. What is to be recorded.
///
/// # Errors
/// `Invalid` at `email`; `Stale` where there is an account already.
pub async fn invite(permit: &mut Permit, client: ClientId, name: String) -> Result<Event, AppError> {
    let record = store::record_for_update(permit, client).await?;
    let email = address_of(permit, &record).await?;
    let open = store::invitation(permit.conn(), client).await?.is_some_and(|i| i.state == "open");
    let expires_at = expiry(permit.now, record.hours);
    let serial = store::invite(permit, client, &email, expires_at).await?.ok_or(AppError::Stale)?;
    send(permit, &Sent::by_the_practice(client, serial, expires_at, &record)).await?;
    Ok(if open { Event::PortalInvitationRenewed { client, name, asked: false } } else { Event::ClientInvited { client, name } })
}

/// The record's address, if a client can be invited at it.
async fn address_of(permit: &mut Permit, record: &Record) -> Result<Email, AppError> {
    if record.email.is_empty() {
        return Err(AppError::at("email", say!("There is no email in this record yet. Add one first: the invitation goes there.")));
    }
    let email = Email::parse(&record.email).map_err(|words| AppError::at("email", words))?;
    if store::is_a_members(permit.conn(), &email).await? {
        let words = say!("Someone of your team has this email. A client needs one of their own to sign in with.");
        return Err(AppError::at("email", words));
    }
    Ok(email)
}

/// Someone who comes by a link to join by, and whose record was made in this very transaction.
pub struct Newcomer<'a> {
    pub client: ClientId,
    pub first_name: &'a str,
    /// Proved to be theirs.
    pub email: &'a str,
    /// In whose name they are invited.
    pub by: MemberId,
    pub practice: &'a str,
    /// How long the invitation is good for.
    pub hours: i32,
    pub timezone: &'a str,
}

/// Invites a newcomer to the portal: by mail, or, for someone who is here, by the address that is returned.
///
/// # Errors
/// Only those of the database.
pub async fn invite_newcomer(permit: &mut Permit, new: &Newcomer<'_>, mailed: bool) -> Result<String, AppError> {
    let expires_at = expiry(permit.now, new.hours);
    store::invite_newcomer(permit, new.client, new.email, new.by, expires_at).await?;
    if mailed {
        let Newcomer { client, first_name, email, practice, hours, timezone, .. } = *new;
        send(permit, &Sent { client, serial: 1, email, expires_at, first_name, practice, hours, timezone }).await?;
        return Ok(String::new());
    }
    newcomers_link(permit, new.client, expires_at).await
}

/// One more link to a newcomer's first invitation; the page says so where it was answered or sent again since.
///
/// # Errors
/// Only those of the database.
pub async fn newcomers_link(permit: &mut Permit, client: ClientId, expires_at: DateTime<Utc>) -> Result<String, AppError> {
    let (practice, now) = (permit.practice, permit.now);
    let token = link::mint(permit.conn(), &link_to(practice, client, 1, expires_at), now).await?;
    Ok(format!("{}{}", Purpose::Portal.path(), token.text()))
}

/// An invitation that still waits for its answer, at the address the record has.
pub fn holds(invitation: &Invitation, record: &Record, now: DateTime<Utc>) -> bool {
    invitation.state == "open" && invitation.expires_at > now && invitation.email.eq_ignore_ascii_case(&record.email)
}

/// Where this link stands against the invitation it leads to.
pub fn standing(invited: &Invited, serial: i32, now: DateTime<Utc>) -> PortalStanding {
    match invited.state.as_str() {
        "accepted" if serial == invited.serial => PortalStanding::Accepted,
        "open" if !invited.current => PortalStanding::Gone,
        "open" if serial < invited.serial => PortalStanding::Replaced(invited.renewed_at.into()),
        "open" if invited.expires_at <= now => PortalStanding::RanOut,
        "open" => PortalStanding::Open,
        _ => PortalStanding::Gone,
    }
}
