//! The steps that several of the server functions share.

use super::store::{Invitation, Invited, Record};
use super::types::PortalStanding;
use crate::access::{
    Permit,
    link::{NewLink, Purpose},
};
use crate::base::{AppError, ClientId, PracticeId};
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
