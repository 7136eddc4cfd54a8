//! What those who may invite do with links, and with those who wait, in the order of the screen.

use super::types::{JoinLinksSeen, NewJoinLink};
use crate::base::{Answer, AppError, JoinLinkId, JoinRequestId};
use leptos::prelude::*;

/// The links there are, and what a new one can be.
#[server(output = Answer)]
pub async fn join_links() -> Result<JoinLinksSeen, AppError> {
    use super::{came, standing, store};
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::InviteMember, &Target::Practice).await?;
    let (who, now) = (tx.actor().clone(), tx.now);
    let roles = store::roles(tx.conn()).await?;
    let gives = |(role, grants): (super::RoleToJoin, _)| standing::may_let_in(&who, &grants, role.for_clients).allowed().then_some(role);
    let roles = roles.into_iter().filter_map(gives).collect();
    let locations = crate::locations::location_choices(tx.conn()).await?;
    let mut links = Vec::new();
    for read in store::links(tx.conn(), who.practice, now).await? {
        let joined = came::joined(tx.conn(), read.id).await?;
        links.push(shown(&who, read, joined, now)?);
    }
    Ok(JoinLinksSeen { links, roles, locations })
}

/// Makes a link.
#[server(output = Answer)]
pub async fn make_join_link(join: NewJoinLink) -> Result<JoinLinkId, AppError> {
    use super::{let_in, standing, store};
    use crate::access::{Action, Target, enter};
    use crate::{audit::Event, base::sealed::Sealer, locations, roles};
    let meant = join.checked()?;
    let mut tx = enter().await?;
    let no_role = || AppError::at("role", say!("Choose a role from the list."));
    let role = roles::role(tx.conn(), meant.role).await.map_err(|_| no_role())?;
    let mut permit = tx.allow(Action::InviteMember, &Target::Role(role.grants)).await?;
    roles::in_turn(&mut permit).await?;
    let (role, grants) = store::roles(permit.conn()).await?.into_iter().find(|(r, _)| r.id == meant.role).ok_or_else(no_role)?;
    permit.also(Action::InviteMember, &Target::Role(grants))?;
    if role.for_clients {
        permit.also(Action::AddClient, &Target::Practice)?;
    }
    let there = locations::location(permit.conn(), meant.location).await.is_ok_and(|location| !location.archived);
    if !there {
        return Err(AppError::at("location", say!("Choose a location from the list.")));
    }
    let (id, practice) = (JoinLinkId::new(), permit.practice);
    let expires_at = permit.now + chrono::Duration::days(meant.days.into());
    let token = let_in::mint(&mut permit, &standing::link_to(practice, id, 1, expires_at)).await?;
    let sealed = standing::seal(&expect_context::<Sealer>(), id, &token)?;
    let approval = meant.approval.unwrap_or(!role.for_clients);
    store::insert_link(&mut permit, &store::NewLink { id, sealed: &sealed, approval, expires_at }, &meant).await?;
    permit.commit(Event::JoinLinkMade { id, role: role.name, approval }).await?;
    leptos_axum::redirect(&format!("/team/join#link-{id}"));
    Ok(id)
}

/// Turns a link off: from now on nobody joins by it.
#[server(output = Answer)]
pub async fn turn_off_join_link(link: JoinLinkId) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::{audit::Event, roles};
    let mut tx = enter().await?;
    let (practice, now) = (tx.actor().practice, tx.now);
    let read = store::link(tx.conn(), practice, link, now).await?;
    let mut permit = tx.allow(Action::RevokeInvitation, &Target::Practice).await?;
    roles::in_turn(&mut permit).await?;
    if !store::turn_off(&mut permit, link).await? {
        return Err(AppError::Stale);
    }
    permit.commit(Event::JoinLinkOff { id: link, role: read.role_name }).await?;
    leptos_axum::redirect("/team/join");
    Ok(())
}

/// Gives a link a new address, good for as long anew, in the right of whoever does it; the one before no longer works.
#[server(output = Answer)]
pub async fn renew_join_link(link: JoinLinkId) -> Result<(), AppError> {
    use super::{let_in, standing, store};
    use crate::access::{Action, Target, enter};
    use crate::{audit::Event, base::sealed::Sealer, roles};
    let mut tx = enter().await?;
    let (practice, now) = (tx.actor().practice, tx.now);
    let read = store::link(tx.conn(), practice, link, now).await?;
    let mut permit = tx.allow(Action::InviteMember, &Target::Role(read.role_grants)).await?;
    roles::in_turn(&mut permit).await?;
    let read = store::link(permit.conn(), practice, link, now).await?;
    permit.also(Action::InviteMember, &Target::Role(read.role_grants.clone()))?;
    if read.for_clients {
        permit.also(Action::AddClient, &Target::Practice)?;
    }
    if read.role_deleted || read.location_archived {
        return Err(AppError::denied(standing::why_stopped(&read).unwrap_or_default()));
    }
    let expires_at = now + (read.expires_at - read.renewed_at);
    let token = let_in::mint(&mut permit, &standing::link_to(practice, link, read.serial + 1, expires_at)).await?;
    let sealed = standing::seal(&expect_context::<Sealer>(), link, &token)?;
    store::renew(&mut permit, link, &sealed).await?;
    permit.commit(Event::JoinLinkRenewed { id: link, role: read.role_name }).await?;
    leptos_axum::redirect(&format!("/team/join#link-{link}"));
    Ok(())
}

/// Lets someone in who waits: they are invited by mail, in the name of whoever approves. Of a client, `record` says which record
/// is theirs: an id, or `new`.
#[server(output = Answer)]
pub async fn approve_join(request: JoinRequestId, #[server(default)] record: String) -> Result<(), AppError> {
    use super::{
        came::{self, Fate},
        let_in, store,
    };
    use crate::access::{Action, Target, enter};
    use crate::team::invites::Sending;
    use crate::{audit::Event, base::ClientId, caseload, portal, roles};
    let mut tx = enter().await?;
    let (practice, sight, now) = (tx.actor().practice, tx.sight(), tx.now);
    let read = came::request(tx.conn(), request).await?;
    let link = store::link(tx.conn(), practice, read.link, now).await?;
    let mut permit = tx.allow(Action::InviteMember, &Target::Role(link.role_grants)).await?;
    roles::in_turn(&mut permit).await?;
    let link = store::link(permit.conn(), practice, read.link, now).await?;
    permit.also(Action::InviteMember, &Target::Role(link.role_grants.clone()))?;
    if link.role_deleted || link.location_archived {
        return Err(AppError::denied(say!("The role or the location of this link is gone. Decline, and invite them anew.")));
    }
    let read = came::request(permit.conn(), request).await?;
    if read.state != "waiting" {
        return Err(AppError::Stale);
    }
    let by = permit.by();
    let fate = match (link.for_clients, record.as_str()) {
        (false, _) => Fate::Member(let_in::as_member(&mut permit, &link, &read, by, Sending::Mailed).await.map_err(in_words)?.member),
        (true, "new") => {
            permit.also(Action::AddClient, &Target::Practice)?;
            Fate::Client(let_in::as_new_client(&mut permit, &link, &read, by, true).await?.0)
        }
        (true, id) => {
            let chosen = || AppError::at("record", say!("Choose a record from the list, or a new one."));
            let client: ClientId = id.parse().map_err(|_| chosen())?;
            if !came::records(permit.conn(), &read.email).await?.iter().any(|(id, _)| *id == client) {
                return Err(chosen());
            }
            let looked = caseload::facts(permit.conn(), practice, sight, client).await?;
            permit.also(Action::InviteClient, &Target::Client(looked.facts))?;
            let event = portal::invite(&mut permit, client, looked.name).await.map_err(in_words)?;
            permit.record(&event).await?;
            Fate::Client(client)
        }
    };
    if !came::decide(&mut permit, request, "waiting", &fate).await? {
        return Err(AppError::Stale);
    }
    permit.commit(Event::JoinLetIn { id: request, email: read.email, role: link.role_name, approved: true }).await?;
    leptos_axum::redirect("/team?approved=1");
    Ok(())
}

/// Declines someone who waits, with a reason if there is one to give; they are told by mail.
#[server(output = Answer)]
pub async fn decline_join(request: JoinRequestId, reason: String) -> Result<(), AppError> {
    use super::came::{self, Fate};
    use crate::access::{Action, Target, enter};
    use crate::mail::{self, Letter};
    use crate::{audit::Event, roles, settings};
    let mut checks = crate::base::Checks::default();
    let reason = checks.text("reason", &reason, 500);
    let reason = checks.give(Some(reason))?;
    let mut tx = enter().await?;
    came::request(tx.conn(), request).await?;
    let mut permit = tx.allow(Action::RevokeInvitation, &Target::Practice).await?;
    roles::in_turn(&mut permit).await?;
    let read = came::request(permit.conn(), request).await?;
    if !came::decide(&mut permit, request, "waiting", &Fate::Declined(&reason)).await? {
        return Err(AppError::Stale);
    }
    let practice = settings::practice_name(permit.conn()).await?;
    let letter = Letter::JoinDeclined { practice, first_name: read.first_name.clone(), reason: reason.clone() };
    mail::queue(&mut permit, ("", &read.email), &letter, None).await?;
    permit.commit(Event::JoinDeclined { id: request, email: read.email, reason }).await?;
    leptos_axum::redirect("/team?declined=1");
    Ok(())
}

/// What would stand at a field that this form doesn't have.
#[cfg(feature = "ssr")]
fn in_words(refused: AppError) -> AppError {
    match refused {
        AppError::Invalid(faults) => AppError::Denied(faults.into_iter().map(|fault| fault.message).collect()),
        other => other,
    }
}

/// A link as those see it who may invite: its address only to whoever may give its role.
#[cfg(feature = "ssr")]
fn shown(
    who: &crate::access::Actor,
    read: super::store::LinkRead,
    joined: Vec<super::Joined>,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<super::LinkShown, AppError> {
    use super::{JoinStanding, standing};
    use crate::base::{Qr, sealed::Sealer};
    use crate::settings::BaseUrl;
    let standing = standing::standing(&read, read.serial, now);
    let why_not_renew = standing::may_let_in(who, &read.role_grants, read.for_clients).why_not();
    let works = standing == JoinStanding::Open && why_not_renew.is_none();
    let address = match works.then(|| standing::address(&expect_context::<Sealer>(), &read, &expect_context::<BaseUrl>().0)).flatten() {
        Some(address) => Some((address.clone(), Qr::of(&address)?)),
        None => None,
    };
    let why = standing::why_stopped(&read).unwrap_or_default();
    Ok(super::LinkShown {
        id: read.id,
        standing,
        why,
        maker: read.maker.name(),
        role: read.role_name,
        location: read.location_name,
        created_at: read.created_at.into(),
        renewed_at: read.renewed_at.into(),
        expires_at: read.expires_at.into(),
        uses: read.uses,
        most: read.most,
        domains: read.domains,
        approval: read.approval,
        address,
        joined,
        why_not_renew,
    })
}
