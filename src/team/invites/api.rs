//! What administrators do with invitations, in the order of the screen.

use super::types::{InvitationSeen, NewInvite};
use crate::base::{Answer, AppError, InvitationId, MemberId};
use crate::locations::LocationChoice;
use leptos::prelude::*;

/// Where someone invited can work.
#[server(output = Answer)]
pub async fn location_choices() -> Result<Vec<LocationChoice>, AppError> {
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    crate::locations::location_choices(tx.conn()).await
}

/// Invites a person by e-mail. They join when they accept. Returns the member they will be.
#[server(output = Answer)]
pub async fn invite_member(invite: NewInvite) -> Result<MemberId, AppError> {
    use super::make::{Sending, make};
    use crate::access::{Action, Target, enter};
    use crate::{audit::Event, roles, settings};
    let checked = invite.checked()?;
    let mut tx = enter().await?;
    let role = roles::role(tx.conn(), checked.role).await.map_err(|_| AppError::at("role", say!("Choose a role from the list.")))?;
    let mut permit = tx.allow(Action::InviteMember, &Target::Role(role.grants)).await?;
    roles::in_turn(&mut permit).await?;
    let role = roles::role(permit.conn(), checked.role)
        .await
        .map_err(|_| AppError::at("role", say!("This role was deleted just now. Choose another.")))?;
    let mut seats = settings::seats_held(&mut permit).await?;
    let by = permit.by();
    let made = make(&mut permit, &mut seats, &checked, Sending::Mailed, by).await?;
    let member = made.member;
    permit
        .commit(Event::MemberInvited {
            id: made.id,
            member,
            email: checked.email.to_string(),
            role: role.name,
            location: made.location,
            batch: None,
        })
        .await?;
    leptos_axum::redirect(&format!("/team/{member}?invited=1"));
    Ok(member)
}

/// The invitation an address has, to show beside "Invite exists".
#[server(output = Answer)]
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
#[server(output = Answer)]
pub async fn resend_invitation(id: InvitationId) -> Result<(), AppError> {
    use super::{steps, store::Step};
    use crate::audit::Event;
    let (mut permit, read) = renewable(id).await?;
    let serial = steps::renew_and_mail(&mut permit, &read, Step::Sent).await?;
    permit.commit(Event::InvitationRenewed { id, email: read.email, serial, sent: true }).await?;
    Ok(())
}

/// One more link to the newest sending, to hand over in person. The mailed one goes on working.
#[server(output = Answer)]
pub async fn copy_invitation_link(id: InvitationId) -> Result<String, AppError> {
    use super::steps;
    use crate::{audit::Event, settings::BaseUrl};
    let (mut permit, read) = renewable(id).await?;
    let link = steps::hand_over(&mut permit, &read, &expect_context::<BaseUrl>().0).await?;
    permit.commit(Event::InvitationLinkCopied { id, email: read.email, serial: read.serial }).await?;
    Ok(link)
}

/// Takes an invitation back. Its links say so, and its seat is free.
#[server(output = Answer)]
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
        InvitationState::Accepted => Err(AppError::denied(say!("{} has already accepted.", read.first_name))),
        InvitationState::Revoked => Err(AppError::denied(say!("This invitation was revoked. Invite them anew."))),
        _ => Ok((permit, read)),
    }
}
