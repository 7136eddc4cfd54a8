//! Letting someone in: they are invited, by the steps every invitation takes.

use super::{
    came::{self, Fate, RequestRead},
    store::{self, LinkRead},
};
use crate::access::{Permit, link};
use crate::audit::Event;
use crate::base::{AppError, ClientId, Email, JoinRequestId, MemberId};
use crate::clients::{Newcomer, insert_newcomer};
use crate::notices::{self, What};
use crate::portal;
use crate::team::invites::{CheckedInvite, Made, Sending, WhichLocation, invite_them, link_of_open};

/// Under a role of the team. A seat must be free; the practice is held from here on.
///
/// # Errors
/// `Denied` where no seat is left; `Invalid` at `email` if someone of the practice has the address.
pub async fn as_member(
    permit: &mut Permit,
    link: &LinkRead,
    request: &RequestRead,
    by: MemberId,
    sending: Sending,
) -> Result<Made, AppError> {
    let invite = CheckedInvite {
        first_name: request.first_name.clone(),
        last_name: request.last_name.clone(),
        email: address(request)?,
        role: link.role,
        location: WhichLocation::There(link.location),
        note: String::new(),
        second_factor: false,
    };
    let mut seats = crate::settings::seats_for_update(permit).await?;
    invite_them(permit, &mut seats, &invite, sending, by).await
}

/// With a record of their own, and invited to the portal: by mail, or by the address that is returned. Nobody has them yet, and
/// `by` sees to them.
///
/// # Errors
/// Only those of the database.
pub async fn as_new_client(
    permit: &mut Permit,
    link: &LinkRead,
    request: &RequestRead,
    by: MemberId,
    mailed: bool,
) -> Result<(ClientId, String), AppError> {
    let client = ClientId::new();
    let RequestRead { first_name, last_name, email, .. } = request;
    insert_newcomer(permit, &Newcomer { id: client, first_name, last_name, email, location: link.location, owner: by }).await?;
    let new = portal::Newcomer { client, first_name, email, by, practice: &link.practice, hours: link.hours, timezone: &link.timezone };
    let address = portal::invite_newcomer(permit, &new, mailed).await?;
    notices::tell(permit, by, What::Unassigned, 1, "/unassigned").await?;
    let (name, location) = (request.name(), link.location_name.clone());
    permit.record(&Event::ClientAdded { client, name: name.clone(), location, therapist: String::new(), twins: 0 }).await?;
    permit.record(&Event::ClientInvited { client, name }).await?;
    Ok((client, address))
}

/// Someone who is here, and whose link needs no approval. Where they go on.
///
/// # Errors
/// `Denied`, in words for a stranger, where there is no place for them; `Stale`.
pub async fn at_once(permit: &mut Permit, link: &LinkRead, request: &RequestRead) -> Result<String, AppError> {
    let by = link.maker.member;
    let (fate, address) = if link.for_clients {
        let (client, address) = as_new_client(permit, link, request, by, false).await?;
        (Fate::Client(client), address)
    } else {
        let made = as_member(permit, link, request, by, Sending::ByHand).await.map_err(|refused| for_a_stranger(refused, link))?;
        let address = link_of_open(permit, made.id).await?;
        (Fate::Member(made.member), address)
    };
    if !came::decide(permit, request.id, "asked", &fate).await? {
        return Err(AppError::Stale);
    }
    Ok(address)
}

/// How many seats a practice has is its own to know.
fn for_a_stranger(refused: AppError, link: &LinkRead) -> AppError {
    match refused {
        AppError::Denied(_) => AppError::denied(say!(
            "{} has no room for more people just now. Ask there, then come back to this page: it works until its link runs out.",
            link.practice
        )),
        other => other,
    }
}

/// Someone waits: whoever may let them in is notified.
///
/// # Errors
/// `Stale` if it is not as it was.
pub async fn has_wait(permit: &mut Permit, link: &LinkRead, id: JoinRequestId) -> Result<(), AppError> {
    if !came::wait(permit, id).await? {
        return Err(AppError::Stale);
    }
    let practice = permit.practice;
    for who in store::inviters(permit.conn(), practice).await? {
        if super::standing::may_let_in(&who, &link.role_grants, link.for_clients).allowed() {
            notices::tell(permit, who.member, What::JoinAsked, 1, "/team#requests").await?;
        }
    }
    Ok(())
}

/// Makes a link's token: its hash among the links, and the text for whoever shows it.
///
/// # Errors
/// Only those of the database.
pub async fn mint(permit: &mut Permit, new: &link::NewLink) -> Result<String, AppError> {
    let now = permit.now;
    Ok(link::mint(permit.conn(), new, now).await?.text())
}

pub fn address(request: &RequestRead) -> Result<Email, AppError> {
    Email::parse(&request.email).map_err(|cause| AppError::internal("an address that was taken before", &cause))
}
