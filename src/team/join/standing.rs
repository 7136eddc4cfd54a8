//! Whether a link can be joined by now, and what else several of the server functions share.

use super::types::{ConfirmStanding, JoinStanding};
use super::{came::RequestRead, store::LinkRead};
use crate::access::{Action, Actor, Decision, Grants, Target, can, link::NewLink, link::Purpose};
use crate::base::sealed::{Place, Sealer};
use crate::base::{AppError, JoinLinkId, JoinRequestId, PracticeId};
use chrono::{DateTime, Utc};

/// Whether someone may let people in under a role: what inviting them takes, and for clients what adding them takes.
pub fn may_let_in(who: &Actor, role: &Grants, for_clients: bool) -> Decision {
    let invites = can(who, Action::InviteMember, &Target::Role(role.clone()));
    if for_clients { invites & can(who, Action::AddClient, &Target::Practice) } else { invites }
}

/// Against the clock, its own limits and its maker's rights at this moment; `serial` is that of the address it was come by.
pub fn standing(link: &LinkRead, serial: i32, now: DateTime<Utc>) -> JoinStanding {
    if link.off {
        JoinStanding::Off
    } else if serial < link.serial {
        JoinStanding::Renewed
    } else if why_stopped(link).is_some() {
        JoinStanding::Stopped
    } else if link.expires_at <= now {
        JoinStanding::RanOut
    } else if link.most.is_some_and(|most| link.uses >= most.into()) {
        JoinStanding::UsedUp
    } else {
        JoinStanding::Open
    }
}

/// For the practice: why nobody joins by it, though it is on.
pub fn why_stopped(link: &LinkRead) -> Option<String> {
    let maker = link.maker.name();
    if link.practice_closed {
        Some(say!("The practice was closed.").into())
    } else if link.role_deleted {
        Some(say!("The role {} was deleted. Make another link.", link.role_name))
    } else if link.location_archived {
        Some(say!("{} was archived. Make another link.", link.location_name))
    } else if link.maker_ran_out || !may_let_in(&link.maker, &link.role_grants, link.for_clients).allowed() {
        Some(say!(
            "It works in the right of {maker}, who may no longer invite anyone as {}. Someone who may can renew it, and it works in their right.",
            link.role_name
        ))
    } else {
        None
    }
}

pub fn confirm_standing(request: &RequestRead, link: &LinkRead, now: DateTime<Utc>) -> ConfirmStanding {
    match request.state.as_str() {
        "waiting" => ConfirmStanding::Waiting,
        "let_in" => ConfirmStanding::LetIn,
        "declined" => ConfirmStanding::Declined,
        _ if request.expires_at <= now => ConfirmStanding::RanOut,
        _ => match standing(link, request.serial, now) {
            JoinStanding::Open => ConfirmStanding::Open,
            closed => ConfirmStanding::Closed(closed),
        },
    }
}

/// Where its token is sealed.
fn place(id: JoinLinkId) -> Place {
    Place { table: "join_link", column: "sealed", row: id.0 }
}

pub fn seal(sealer: &Sealer, id: JoinLinkId, token: &str) -> Result<String, AppError> {
    sealer.seal(place(id), token.as_bytes())
}

/// The whole address; nothing where the key it was sealed under is gone.
pub fn address(sealer: &Sealer, link: &LinkRead, base_url: &str) -> Option<String> {
    let token = String::from_utf8(sealer.open(place(link.id), &link.sealed).ok()?).ok()?;
    Some(format!("{base_url}{}{token}", Purpose::Join.path()))
}

/// What leads to a link's page.
pub fn link_to(practice: PracticeId, id: JoinLinkId, serial: i32, expires_at: DateTime<Utc>) -> NewLink {
    NewLink { purpose: Purpose::Join, practice: Some(practice.0), subject: id.0, serial, email: None, expires_at }
}

/// What leads to the page where an address is confirmed.
pub fn confirm_link(practice: PracticeId, id: JoinRequestId, expires_at: DateTime<Utc>) -> NewLink {
    NewLink { purpose: Purpose::JoinConfirm, practice: Some(practice.0), subject: id.0, serial: 0, email: None, expires_at }
}
