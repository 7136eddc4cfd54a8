//! What administrators do with invitations, in the order of the screen.

use super::types::{InvitationSeen, NewInvite};
use crate::base::{AppError, InvitationId, MemberId};
use crate::locations::LocationChoice;
use leptos::prelude::*;

/// Where someone invited can work.
#[server]
pub async fn location_choices() -> Result<Vec<LocationChoice>, AppError> {
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    crate::locations::location_choices(tx.conn()).await
}

/// Invites a person by e-mail. They join when they accept. Returns the member they will be.
#[server]
pub async fn invite_member(invite: NewInvite) -> Result<MemberId, AppError> {
    use super::{
        steps,
        store::{self, New, Step},
    };
    use crate::access::{Action, Target, enter};
    use crate::{audit::Event, base::OnConstraint, roles, settings};
    let checked = invite.checked()?;
    let mut tx = enter().await?;
    let role = roles::role(tx.conn(), checked.role).await.map_err(|_| AppError::at("role", "Choose a role from the list."))?;
    let mut permit = tx.allow(Action::InviteMember, &Target::Role(role.grants)).await?;
    roles::in_turn(&mut permit).await?;
    roles::role(permit.conn(), checked.role).await.map_err(|_| AppError::at("role", "This role was deleted just now. Choose another."))?;
    let seats = settings::seats_for_update(&mut permit).await?;
    let earlier = vacant(&mut permit, &checked).await?;
    seats.one_more()?;
    let (location, location_name) = chosen_location(&mut permit, &checked).await?;
    let expires_at = steps::expiry(permit.now, seats.invitation_hours);
    let is_known = earlier.is_some();
    let (id, member) = match earlier {
        Some((id, member)) => {
            store::invite_again(&mut permit, member, &checked, location).await?;
            let serial = store::renew(&mut permit, id, expires_at).await?;
            store::note(&mut permit, id, serial, Step::Sent).await?;
            (id, member)
        }
        None => {
            let (id, member) = (InvitationId::new(), MemberId::new());
            let new = New { id, member, invite: &checked, location, expires_at };
            store::insert(&mut permit, &new).await.on_constraint("member_email_key", exists)?;
            store::note(&mut permit, id, 1, Step::Sent).await?;
            (id, member)
        }
    };
    // Invited once more, what was asked before is asked no longer.
    if checked.second_factor || is_known {
        store::ask_second_factor(&mut permit, member, checked.second_factor).await?;
    }
    if checked.second_factor {
        let name = format!("{} {}", checked.first_name, checked.last_name);
        permit.record(&Event::SecondFactorAsked { member, name }).await?;
    }
    steps::mail(&mut permit, id).await?;
    let email = checked.email.to_string();
    permit.commit(Event::MemberInvited { id, member, email, role: role.name, location: location_name }).await?;
    leptos_axum::redirect(&format!("/team/{member}?invited=1"));
    Ok(member)
}

/// The invitation an address has, to show beside "Invite exists".
#[server]
pub async fn existing_invitation(email: String) -> Result<Option<InvitationSeen>, AppError> {
    use super::{steps, store};
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    let (practice, now) = (tx.actor().practice, tx.now);
    let Ok(email) = crate::base::Email::parse(&email) else { return Ok(None) };
    match store::of_address(tx.conn(), email.as_str()).await? {
        Some((member, _, status)) if status == "invited" => steps::of_member(tx.conn(), practice, member, now).await,
        _ => Ok(None),
    }
}

/// Sends an invitation again: it is good for the whole time anew, and only the newest link works.
#[server]
pub async fn resend_invitation(id: InvitationId) -> Result<(), AppError> {
    use super::{steps, store::Step};
    use crate::audit::Event;
    let (mut permit, read) = renewable(id).await?;
    let serial = steps::renew_and_mail(&mut permit, &read, Step::Sent).await?;
    permit.commit(Event::InvitationRenewed { id, email: read.email, serial, sent: true }).await?;
    Ok(())
}

/// One more link to the newest sending, to hand over in person. The mailed one goes on working.
#[server]
pub async fn copy_invitation_link(id: InvitationId) -> Result<String, AppError> {
    use super::{
        steps,
        store::{self, Step},
        types::InvitationState,
    };
    use crate::access::link;
    use crate::{audit::Event, settings::BaseUrl};
    let (mut permit, read) = renewable(id).await?;
    if read.state != InvitationState::Open || read.expires_at <= permit.now {
        return Err(AppError::denied("This invitation is not open. Resend it first."));
    }
    let (practice, now) = (permit.practice, permit.now);
    let token = link::mint(permit.conn(), &steps::link_to(&read, practice), now).await?;
    store::note(&mut permit, id, read.serial, Step::Copied).await?;
    permit.commit(Event::InvitationLinkCopied { id, email: read.email, serial: read.serial }).await?;
    Ok(format!("{}{}{}", expect_context::<BaseUrl>().0, link::Purpose::Invitation.path(), token.text()))
}

/// Takes an invitation back. Its links say so, and its seat is free.
#[server]
pub async fn revoke_invitation(id: InvitationId) -> Result<(), AppError> {
    use super::store::{self, Step};
    use crate::access::{Action, Status, Target, enter};
    use crate::{audit::Event, mail};
    let mut tx = enter().await?;
    let read = store::one(tx.conn(), id).await?;
    let mut permit = tx.allow(Action::RevokeInvitation, &Target::Practice).await?;
    if !store::revoke(&mut permit, id).await? {
        return Err(AppError::Stale);
    }
    store::note(&mut permit, id, read.serial, Step::Revoked).await?;
    crate::team::lifecycle::move_to(&mut permit, read.member, Status::Invited, Status::Withdrawn, "").await?;
    mail::withdraw(&mut permit, id.0).await?;
    permit.commit(Event::InvitationRevoked { id, email: read.email }).await?;
    leptos_axum::redirect("/team?revoked=1");
    Ok(())
}

#[cfg(feature = "ssr")]
fn exists() -> AppError {
    AppError::at("email", "Invite exists. Ask them to check their spam folder")
}

/// Whether the address may be invited: nobody has it, or an invitation that was declined or ran out.
#[cfg(feature = "ssr")]
async fn vacant(
    permit: &mut crate::access::Permit,
    invite: &super::types::CheckedInvite,
) -> Result<Option<(InvitationId, MemberId)>, AppError> {
    use super::{store, types::InvitationState};
    use crate::access::Status;
    let Some((member, name, status)) = store::of_address(permit.conn(), invite.email.as_str()).await? else { return Ok(None) };
    if status != "invited" {
        let status = status.parse().map_or("a member", Status::words).to_lowercase();
        return Err(AppError::at("email", format!("{name} is already a member of this practice ({status}).")));
    }
    match store::of_member(permit.conn(), member).await? {
        Some(read) if read.state == InvitationState::Declined || read.expires_at <= permit.now => Ok(Some((read.id, member))),
        _ => Err(exists()),
    }
}

/// The location chosen, or made on the way for those who may.
#[cfg(feature = "ssr")]
async fn chosen_location(
    permit: &mut crate::access::Permit,
    invite: &super::types::CheckedInvite,
) -> Result<(crate::base::LocationId, String), AppError> {
    use super::types::WhichLocation;
    use crate::access::{Action, Target};
    use crate::base::{LocationId, OnConstraint};
    use crate::{audit::Event, locations};
    match &invite.location {
        WhichLocation::There(id) => {
            let there = locations::location(permit.conn(), *id).await.ok().filter(|l| !l.archived);
            there.map(|l| (*id, l.name)).ok_or_else(|| AppError::at("location", "Choose a primary location from the list."))
        }
        WhichLocation::New { name, timezone } => {
            permit.also(Action::AddLocation, &Target::Practice)?;
            let zone =
                locations::checked_zone(timezone).ok_or_else(|| AppError::at("new_timezone", "Choose a time zone from the list."))?;
            let id = LocationId::new();
            locations::insert_location(permit, id, name, false, "", &zone)
                .await
                .on_constraint("location_name_key", || AppError::at("new_location", "There is a location of this name already."))?;
            permit.record(&Event::LocationAdded { id, name: name.clone(), timezone: zone }).await?;
            Ok((id, name.clone()))
        }
    }
}

/// An invitation that has not been accepted, and the right to send it again.
#[cfg(feature = "ssr")]
async fn renewable(id: InvitationId) -> Result<(crate::access::Permit, super::store::InvitationRead), AppError> {
    use super::{store, types::InvitationState};
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    let read = store::one(tx.conn(), id).await?;
    let role = crate::roles::role(tx.conn(), read.role).await?;
    let permit = tx.allow(Action::RenewInvitation, &Target::Role(role.grants)).await?;
    match read.state {
        InvitationState::Accepted => Err(AppError::denied(format!("{} has already accepted.", read.first_name))),
        InvitationState::Revoked => Err(AppError::denied("This invitation was revoked. Invite them anew.")),
        _ => Ok((permit, read)),
    }
}
