//! What someone does who came by a link. They are not signed in, or as anyone.

use super::types::{ConfirmSeen, JoinSeen};
use crate::base::{Answer, AppError};
use leptos::prelude::*;

/// Hours in which an address can be confirmed.
#[cfg(feature = "ssr")]
const CONFIRM_HOURS: i32 = 24;

/// What a link leads to. Looking changes nothing.
#[server(output = Answer)]
pub async fn look_at_join_link(token: String) -> Result<JoinSeen, AppError> {
    use super::{standing, types::JoinStanding};
    use crate::access::OpenAction;
    let (permit, link, serial) = follow(&token, OpenAction::OpenJoinLink).await?;
    let standing = standing::standing(&link, serial, permit.now);
    let open = standing == JoinStanding::Open;
    Ok(JoinSeen {
        standing,
        practice: link.practice,
        role: if open { link.role_name } else { String::new() },
        for_clients: link.for_clients,
        approval: link.approval,
        domains: if open { link.domains } else { Vec::new() },
        expires_at: link.expires_at.into(),
    })
}

/// Asks to join: a mail goes to the address, whatever there is at it, and decides the rest.
#[server(output = Answer)]
pub async fn ask_to_join(token: String, first_name: String, last_name: String, email: String) -> Result<(), AppError> {
    use super::{came, standing, types::JoinStanding, types::is_at};
    use crate::access::OpenAction;
    use crate::auth::{self, ThrottleKey};
    use crate::mail::{self, Letter};
    let mut checks = crate::base::Checks::default();
    let first = checks.line("first_name", say!("your first name"), &first_name, 60);
    let last = checks.line("last_name", say!("your last name"), &last_name, 60);
    let email = checks.email("email", &email);
    let (mut permit, link, serial) = follow(&token, OpenAction::AskToJoin).await?;
    let standing = standing::standing(&link, serial, permit.now);
    if standing != JoinStanding::Open {
        return Err(AppError::denied(standing.words()));
    }
    if let Some(email) = email.as_ref().filter(|email| !is_at(email.as_str(), &link.domains)) {
        let domain = email.as_str().rsplit_once('@').map_or("", |(_, domain)| domain);
        checks.fault("email", say!("This link is for addresses at {}, and not at {domain}.", crate::base::list_of(&named(&link.domains))));
    }
    let email = checks.give(email)?;
    let ip = permit.asking().ip.clone();
    auth::attempt(&mut permit, &ThrottleKey::MailTo(email.to_string())).await?;
    auth::attempt(&mut permit, &ThrottleKey::Network(ip)).await?;
    auth::attempt(&mut permit, &ThrottleKey::JoinLink(link.id)).await?;
    let expires_at = permit.now + chrono::Duration::hours(CONFIRM_HOURS.into());
    let wish = came::Wish { first_name: &first, last_name: &last, email: email.as_str(), expires_at };
    let id = came::insert_wish(&mut permit, &link, &wish).await?;
    let letter = Letter::ConfirmJoin {
        practice: link.practice.clone(),
        hours: CONFIRM_HOURS,
        link: standing::confirm_link(permit.practice, id, expires_at),
    };
    mail::queue(&mut permit, ("", email.as_str()), &letter, None).await?;
    // Not in the trail: anyone can write any address here, and until its owner confirms it nothing has happened.
    permit.commit_unrecorded().await?;
    leptos_axum::redirect(&format!("/join/{token}?sent=1"));
    Ok(())
}

/// What the link of the mail is good for. Looking changes nothing.
#[server(output = Answer)]
pub async fn join_confirmation(token: String) -> Result<ConfirmSeen, AppError> {
    use super::standing;
    use crate::access::OpenAction;
    let (permit, link, request) = follow_mail(&token, OpenAction::OpenJoinLink).await?;
    let standing = standing::confirm_standing(&request, &link, permit.now);
    Ok(ConfirmSeen { standing, practice: link.practice, role: link.role_name, email: request.email, approval: link.approval })
}

/// Confirms that the address is theirs. They are let in, and go on where every invited person does; or they wait. Returns where
/// they go on.
#[server(output = Answer)]
pub async fn confirm_join(token: String) -> Result<String, AppError> {
    use super::{came, let_in, standing, types::ConfirmStanding as S};
    use crate::access::OpenAction;
    use crate::auth::{self, ThrottleKey};
    use crate::{audit::Event, settings};
    let (mut permit, ..) = follow_mail(&token, OpenAction::ConfirmJoin).await?;
    // One at a time in a practice: the last seat and the last use are taken once, and who turns the link off or takes a right
    // away is before or after.
    settings::seats_for_update(&mut permit).await?;
    let (link, request) = again(&mut permit, &token).await?;
    permit.speaks_for(None, request.name());
    let here = format!("/join/confirm/{token}");
    match standing::confirm_standing(&request, &link, permit.now) {
        S::Open => {}
        S::Closed(standing) => return Err(AppError::denied(standing.words())),
        S::RanOut => return Err(AppError::denied(say!("This confirmation has expired. Open the practice’s link and ask again."))),
        S::Waiting | S::Declined => return Ok(go_on(here)),
        S::LetIn => {
            let on = on_from(&mut permit, &request).await?;
            permit.commit_unrecorded().await?;
            return Ok(go_on(on));
        }
    }
    if let Some(on) = known_already(&mut permit, &link, &request).await? {
        permit.commit_unrecorded().await?;
        return Ok(go_on(on));
    }
    // It was a person: others are not to wait for it.
    auth::clear_attempts(&mut permit, &ThrottleKey::JoinLink(link.id)).await?;
    let (id, email, role) = (request.id, request.email.clone(), link.role_name.clone());
    let unsure = link.for_clients && came::known(permit.conn(), &request.email).await? != "none";
    if link.approval || unsure {
        if came::waits(permit.conn(), &request.email).await? {
            return Err(AppError::denied(say!("You have asked already. {} decides, and you get a mail.", link.practice)));
        }
        let_in::has_wait(&mut permit, &link, id).await?;
        permit.commit(Event::JoinWaits { id, email, role }).await?;
        return Ok(go_on(here));
    }
    let on = let_in::at_once(&mut permit, &link, &request).await?;
    permit.commit(Event::JoinLetIn { id, email, role, approved: false }).await?;
    Ok(go_on(on))
}

#[cfg(feature = "ssr")]
use {
    super::{came::RequestRead, store::LinkRead},
    crate::access::{OpenAction, Permit},
};

#[cfg(feature = "ssr")]
fn go_on(to: String) -> String {
    leptos_axum::redirect(&to);
    to
}

#[cfg(feature = "ssr")]
fn named(domains: &[String]) -> Vec<&str> {
    domains.iter().map(String::as_str).collect()
}

/// Follows a link, in a transaction that sees its practice only.
#[cfg(feature = "ssr")]
async fn follow(token: &str, action: OpenAction) -> Result<(Permit, LinkRead, i32), AppError> {
    use crate::access::{link, open};
    let mut permit = open(action).await?;
    let held = link::follow(&mut permit, &expect_context(), token, link::Purpose::Join).await?;
    let (practice, now) = (permit.practice, permit.now);
    let read = super::store::link(permit.conn(), practice, crate::base::JoinLinkId(held.subject), now).await?;
    Ok((permit, read, held.serial))
}

/// Follows the link of a mail to who asked, and by which link.
#[cfg(feature = "ssr")]
async fn follow_mail(token: &str, action: OpenAction) -> Result<(Permit, LinkRead, RequestRead), AppError> {
    let mut permit = crate::access::open(action).await?;
    let (link, request) = again(&mut permit, token).await?;
    Ok((permit, link, request))
}

/// The same within a transaction: as it is by now.
#[cfg(feature = "ssr")]
async fn again(permit: &mut Permit, token: &str) -> Result<(LinkRead, RequestRead), AppError> {
    use super::{came, store};
    use crate::access::link;
    let held = link::follow(permit, &expect_context(), token, link::Purpose::JoinConfirm).await?;
    let request = came::request(permit.conn(), crate::base::JoinRequestId(held.subject)).await?;
    let (practice, now) = (permit.practice, permit.now);
    Ok((store::link(permit.conn(), practice, request.link, now).await?, request))
}

/// Where someone goes on who was let in before: to their invitation while it is open, otherwise to sign in.
#[cfg(feature = "ssr")]
async fn on_from(permit: &mut Permit, request: &RequestRead) -> Result<String, AppError> {
    use crate::team::invites::{InvitationState, invitation_of, link_of_open};
    // A mail that lies about is no way in for ever.
    if request.expires_at <= permit.now {
        return Ok("/signin".into());
    }
    if let Some(client) = request.client {
        let expires_at = permit.now + chrono::Duration::hours(CONFIRM_HOURS.into());
        return crate::portal::newcomers_link(permit, client, expires_at).await;
    }
    let Some(member) = request.member else { return Ok("/signin".into()) };
    match invitation_of(permit.conn(), member).await? {
        Some(read) if read.state == InvitationState::Open && read.expires_at > permit.now => link_of_open(permit, read.id).await,
        _ => Ok("/signin".into()),
    }
}

/// Told only now, to whoever has the mail: where someone goes on who has no need of the link, or can't use it.
///
/// # Errors
/// `Denied`, in words for them.
#[cfg(feature = "ssr")]
async fn known_already(permit: &mut Permit, link: &LinkRead, request: &RequestRead) -> Result<Option<String>, AppError> {
    use super::came;
    use crate::team::invites::{InvitationState, invitation_of, link_of_open, of_address};
    let practice = &link.practice;
    if let Some((member, _, status)) = of_address(permit.conn(), &request.email).await? {
        if status != "invited" {
            return Err(AppError::denied(say!("You are a member of {practice} already, with this address. Sign in.")));
        }
        if let Some(read) = invitation_of(permit.conn(), member).await?
            && read.state == InvitationState::Open
            && read.expires_at > permit.now
        {
            return Ok(Some(link_of_open(permit, read.id).await?));
        }
        if link.for_clients {
            return Err(AppError::denied(say!("{practice} has invited this address to its team. Ask there, or use another address.")));
        }
    }
    if link.for_clients && came::known(permit.conn(), &request.email).await? == "account" {
        return Err(AppError::denied(say!("You have an account with {practice} already, with this address. Sign in.")));
    }
    Ok(None)
}
