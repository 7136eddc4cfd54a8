//! What the practice does about a client's account, in the order of the screen.

use super::types::ClientPortal;
use crate::base::{Answer, AppError, ClientId};
use leptos::prelude::*;

/// How a client's account stands.
#[server(output = Answer)]
pub async fn portal_of_client(client: ClientId) -> Result<ClientPortal, AppError> {
    use super::{steps, store, types::PortalState};
    use crate::access::{Action, Target, can, enter};
    let mut tx = enter().await?;
    let (practice, sight, now) = (tx.actor().practice, tx.sight(), tx.now);
    let looked = crate::caseload::facts(tx.conn(), practice, sight, client).await?;
    let target = Target::Client(looked.facts);
    tx.see(Action::ViewClient, &target).await?;
    let why_not = can(tx.actor(), Action::InviteClient, &target).why_not();
    let record = store::record(tx.conn(), client).await?;
    let account = store::account(tx.conn(), client).await?;
    let invitation = store::invitation(tx.conn(), client).await?;
    let state = match (account, invitation) {
        (Some(account), _) if account.last_sign_in_at.is_none() => {
            PortalState::Provisioned { email: account.email, since: account.since.into() }
        }
        (Some(account), _) => PortalState::Activated { email: account.email, last_sign_in: account.last_sign_in_at.map(Into::into) },
        (None, Some(i)) if i.state == "open" => PortalState::Invited {
            ran_out: i.expires_at <= now,
            moved: !steps::holds(&i, &record, now) && i.expires_at > now,
            sent_at: i.renewed_at.into(),
            expires_at: i.expires_at.into(),
            sending: crate::mail::sendings(tx.conn(), practice, client.0).await?.pop(),
            email: i.email,
        },
        _ => PortalState::NotInvited,
    };
    Ok(ClientPortal { name: looked.name, email: record.email, state, why_not })
}

/// Invites a client to the portal, or sends the invitation again: good for the whole time anew, and only the newest
/// link works.
#[server(output = Answer)]
pub async fn invite_client(client: ClientId) -> Result<(), AppError> {
    use super::steps;
    let (mut permit, name) = inviting(client).await?;
    let event = steps::invite(&mut permit, client, name).await?;
    permit.commit(event).await
}

/// One more link to the newest sending, to hand over in person. The mailed one goes on working.
#[server(output = Answer)]
pub async fn copy_portal_link(client: ClientId) -> Result<String, AppError> {
    use super::{steps, store};
    use crate::access::link;
    use crate::{audit::Event, settings::BaseUrl};
    let (mut permit, name) = inviting(client).await?;
    let record = store::record_for_update(&mut permit, client).await?;
    let (practice, now) = (permit.practice, permit.now);
    let open = store::invitation(permit.conn(), client).await?.filter(|i| steps::holds(i, &record, now));
    let open = open.ok_or_else(|| AppError::denied(say!("This invitation is not open. Send it again first.")))?;
    let token = link::mint(permit.conn(), &steps::link_to(practice, client, open.serial, open.expires_at), now).await?;
    permit.commit(Event::PortalLinkCopied { client, name }).await?;
    Ok(format!("{}{}{}", expect_context::<BaseUrl>().0, link::Purpose::Portal.path(), token.text()))
}

/// Takes an invitation back. Its links say so.
#[server(output = Answer)]
pub async fn revoke_portal_invitation(client: ClientId) -> Result<(), AppError> {
    use super::store;
    use crate::{audit::Event, mail};
    let (mut permit, name) = inviting(client).await?;
    store::record_for_update(&mut permit, client).await?;
    if !store::revoke(&mut permit, client).await? {
        return Err(AppError::Stale);
    }
    mail::withdraw(&mut permit, client.0).await?;
    permit.commit(Event::PortalInvitationRevoked { client, name }).await
}

/// Ends a client's access: it is out on the next request, and its address is free.
#[server(output = Answer)]
pub async fn end_portal_access(client: ClientId) -> Result<(), AppError> {
    use super::end;
    let (mut permit, _) = inviting(client).await?;
    let ended = end::end(&mut permit, client).await?;
    let event = end::event(client, &ended).ok_or(AppError::Stale)?;
    permit.commit(event).await
}

/// The right to invite this client, and its name.
#[cfg(feature = "ssr")]
async fn inviting(client: ClientId) -> Result<(crate::access::Permit, String), AppError> {
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    let (practice, sight) = (tx.actor().practice, tx.sight());
    let looked = crate::caseload::facts(tx.conn(), practice, sight, client).await?;
    Ok((tx.allow(Action::InviteClient, &Target::Client(looked.facts)).await?, looked.name))
}
