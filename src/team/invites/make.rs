//! One invitation made: the same steps for the form, and for each of many.

use super::{
    steps,
    store::{self, New, Step},
    types::{CheckedInvite, InvitationState, WhichLocation},
};
use crate::access::{Action, Permit, Status, Target};
use crate::audit::Event;
use crate::base::{AppError, InvitationId, LocationId, MemberId, OnConstraint};
use crate::locations;
use crate::settings::Seats;

/// How the person invited hears of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// By a mail of its own.
    Mailed,
    /// By one of many mails: after whatever someone waits for.
    InBulk,
    /// Not at all: a link is handed over.
    ByHand,
}

pub struct Made {
    pub id: InvitationId,
    pub member: MemberId,
    /// The name of their primary location.
    pub location: String,
}

/// Invites, in the name of `by` (whoever acts, or in whose right a link to join by works), in the transaction of the permit, whose role was looked at; the practice's row is held since `seats` was read. What
/// is refused was refused before anything was written.
///
/// # Errors
/// `Invalid` at `email` if someone has the address, at `location`; `Denied` where no seat is left.
pub async fn make(
    permit: &mut Permit,
    seats: &mut Seats,
    invite: &CheckedInvite,
    sending: Sending,
    by: MemberId,
) -> Result<Made, AppError> {
    let earlier = vacant(permit, invite).await?;
    seats.one_more()?;
    let (location, location_name) = chosen_location(permit, invite).await?;
    let expires_at = steps::expiry(permit.now, seats.invitation_hours);
    // Invited once more, what was asked before is asked no longer.
    let ask = invite.second_factor || earlier.is_some();
    let (id, member) = match earlier {
        Some((id, member)) => {
            store::invite_again(permit, member, invite, location, by).await?;
            let serial = store::renew(permit, id, expires_at).await?;
            store::note(permit, id, serial, Step::Sent).await?;
            match sending {
                Sending::Mailed => drop(steps::mail(permit, id).await?),
                Sending::InBulk => drop(steps::mail_in_bulk(permit, id).await?),
                Sending::ByHand => crate::mail::withdraw(permit, id.0).await?,
            }
            (id, member)
        }
        None => {
            let (id, member) = (InvitationId::new(), MemberId::new());
            let new = New { id, member, invite, location, expires_at, by };
            let around = store::insert(permit, &new).await.on_constraint("member_email_key", exists)?;
            if sending != Sending::ByHand {
                steps::mail_first(permit, &new, around, sending == Sending::InBulk).await?;
            }
            (id, member)
        }
    };
    if ask {
        store::ask_second_factor(permit, member, invite.second_factor).await?;
    }
    if invite.second_factor {
        let name = format!("{} {}", invite.first_name, invite.last_name);
        permit.record(&Event::SecondFactorAsked { member, name }).await?;
    }
    seats.open_invitations += 1;
    Ok(Made { id, member, location: location_name })
}

fn exists() -> AppError {
    AppError::at("email", say!("Invite exists. Ask them to check their spam folder"))
}

/// Whether the address may be invited: nobody has it, or an invitation that was declined or ran out.
async fn vacant(permit: &mut Permit, invite: &CheckedInvite) -> Result<Option<(InvitationId, MemberId)>, AppError> {
    let Some((member, name, status)) = store::of_address(permit.conn(), invite.email.as_str()).await? else { return Ok(None) };
    if status != "invited" {
        return Err(AppError::at("email", is_a_member(&name, &status)));
    }
    match store::of_member(permit.conn(), member).await? {
        Some(read) if read.state == InvitationState::Declined || read.expires_at <= permit.now => Ok(Some((read.id, member))),
        _ => Err(exists()),
    }
}

/// "Sam Okafor is already a member of this practice (on hold)."
pub fn is_a_member(name: &str, status: &str) -> String {
    let status = status.parse().map_or(say!("a member"), Status::words).to_lowercase();
    say!("{name} is already a member of this practice ({status}).")
}

/// The location chosen, or made on the way for those who may.
async fn chosen_location(permit: &mut Permit, invite: &CheckedInvite) -> Result<(LocationId, String), AppError> {
    match &invite.location {
        WhichLocation::There(id) => {
            let there = locations::location(permit.conn(), *id).await.ok().filter(|l| !l.archived);
            there.map(|l| (*id, l.name)).ok_or_else(|| AppError::at("location", say!("Choose a primary location from the list.")))
        }
        WhichLocation::New { name, timezone } => {
            permit.also(Action::AddLocation, &Target::Practice)?;
            let zone =
                locations::checked_zone(timezone).ok_or_else(|| AppError::at("new_timezone", say!("Choose a time zone from the list.")))?;
            let id = LocationId::new();
            locations::insert_location(permit, id, name, false, "", &zone)
                .await
                .on_constraint("location_name_key", || AppError::at("new_location", say!("There is a location of this name already.")))?;
            permit.record(&Event::LocationAdded { id, name: name.clone(), timezone: zone }).await?;
            Ok((id, name.clone()))
        }
    }
}
