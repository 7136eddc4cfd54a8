//! What the holder of a link does with it. Opening it decides nothing.

use super::types::InvitedSeen;
use crate::base::{Answer, AppError};
use leptos::prelude::*;

/// What a link leads to; looking changes nothing.
#[server(output = Answer)]
pub async fn portal_invitation_link(token: String) -> Result<InvitedSeen, AppError> {
    use super::{steps, types::PortalStanding as S};
    use crate::access::OpenAction;
    let (permit, invited, held) = follow(&token, OpenAction::OpenPortalInvitation).await?;
    let standing = steps::standing(&invited, held.serial, permit.now);
    let shows = matches!(standing, S::Open | S::RanOut | S::Replaced(_));
    Ok(InvitedSeen {
        standing,
        practice: invited.practice,
        email: if shows { invited.email } else { String::new() },
        hours: invited.hours,
        expires_at: invited.expires_at.into(),
    })
}

/// Sets the account up with a password of one's own. It is not signed in yet.
#[server(output = Answer)]
pub async fn accept_portal_invitation(token: String, password: String) -> Result<(), AppError> {
    use super::{store, types::PortalStanding};
    use crate::access::{OpenAction, named_client};
    use crate::audit::Event;
    use crate::base::ClientId;
    let invited = look(&token).await?;
    let account = account_for(&invited, password).await?;
    let (mut permit, invited, held) = follow(&token, OpenAction::AcceptPortalInvitation).await?;
    if super::steps::standing(&invited, held.serial, permit.now) != PortalStanding::Open {
        return Err(AppError::Stale);
    }
    let id = account.settle(&mut permit, &invited).await?;
    if !store::accept(&mut permit, held.serial, id).await? {
        return Err(AppError::Stale);
    }
    let name = format!("{} {}", invited.first_name, invited.last_name);
    permit.speaks_for(None, named_client(&name));
    permit.commit(Event::PortalAccepted { client: ClientId(held.subject), name }).await?;
    leptos_axum::redirect("/signin?why=portal");
    Ok(())
}

/// Asks for a fresh link; it goes to the address that was invited and to no other. An open invitation is only mailed
/// again, one that ran out is renewed.
#[server(output = Answer)]
pub async fn ask_portal_invitation_again(token: String) -> Result<(), AppError> {
    use super::{steps, store};
    use crate::access::{OpenAction, named_client};
    use crate::{audit::Event, auth, base::ClientId};
    let (mut permit, invited, held) = follow(&token, OpenAction::AskPortalInvitationAgain).await?;
    if invited.state != "open" || !invited.current {
        return Err(AppError::denied(say!("This invitation is no longer there. Ask the practice for a new one.")));
    }
    auth::attempt(&mut permit, &auth::ThrottleKey::MailTo(invited.email.clone())).await?;
    let (client, name) = (ClientId(held.subject), format!("{} {}", invited.first_name, invited.last_name));
    let (serial, expires_at) = if invited.expires_at > permit.now {
        (invited.serial, invited.expires_at)
    } else {
        let expires_at = steps::expiry(permit.now, invited.hours);
        (store::renew(&mut permit, expires_at).await?, expires_at)
    };
    steps::send(&mut permit, &steps::Sent::asked_for(client, serial, expires_at, &invited)).await?;
    permit.speaks_for(None, named_client(&name));
    permit.commit(Event::PortalInvitationRenewed { client, name, asked: true }).await?;
    leptos_axum::redirect(&format!("/portal/invitation/{token}?sent=1"));
    Ok(())
}

#[cfg(feature = "ssr")]
use {
    super::store::Invited,
    crate::access::{OpenAction, Permit, link::Held},
    crate::base::AccountId,
};

/// Follows a link to where its client stands: before the portal, not in the practice.
#[cfg(feature = "ssr")]
async fn follow(token: &str, action: OpenAction) -> Result<(Permit, Invited, Held), AppError> {
    use crate::access::{link, open};
    let mut permit = open(action).await?;
    let held = link::follow(&mut permit, &expect_context(), token, link::Purpose::Portal).await?;
    let invited = super::store::invited(permit.conn()).await?;
    Ok((permit, invited, held))
}

/// An invitation that can be accepted, or why not; before any password is looked at.
#[cfg(feature = "ssr")]
async fn look(token: &str) -> Result<Invited, AppError> {
    use super::{steps, types::PortalStanding};
    let (permit, invited, held) = follow(token, OpenAction::AcceptPortalInvitation).await?;
    match steps::standing(&invited, held.serial, permit.now) {
        PortalStanding::Open => Ok(invited),
        PortalStanding::Accepted => Err(AppError::denied(say!("Your account is set up already. Sign in."))),
        _ => Err(AppError::denied(say!("This link no longer works. Open it again to ask for a fresh one."))),
    }
}

/// Whose account it becomes.
#[cfg(feature = "ssr")]
enum Becoming {
    /// One that belongs to nobody, by its own password.
    Existing(AccountId),
    New {
        id: AccountId,
        password_hash: String,
    },
}

#[cfg(feature = "ssr")]
impl Becoming {
    /// The account, made if need be, in the transaction of the acceptance.
    async fn settle(self, permit: &mut Permit, invited: &Invited) -> Result<AccountId, AppError> {
        use crate::{auth, base::Email, base::OnConstraint};
        match self {
            Becoming::Existing(id) => Ok(id),
            Becoming::New { id, password_hash } => {
                let practice = permit.practice;
                permit.stand_in(practice, Some(id)).await?;
                let email = Email::parse(&invited.email).map_err(|words| AppError::at("password", words))?;
                auth::make_account(permit, id, &email, &invited.first_name, &invited.last_name, &password_hash)
                    .await
                    .on_constraint("account_email_key", || AppError::Stale)?;
                Ok(id)
            }
        }
    }
}

/// A new account with this password; or the one there is, if it belongs to nobody and the password is its own. Whatever
/// else stands in the way (it is a member's, another client's, the password is wrong) is answered with the same words.
#[cfg(feature = "ssr")]
async fn account_for(invited: &Invited, password: String) -> Result<Becoming, AppError> {
    use crate::access::open;
    use crate::auth::{self, Hasher, ThrottleKey};
    let personal = [invited.email.as_str(), &invited.first_name, &invited.last_name, &invited.practice];
    auth::check_password(&password, &personal).map_err(|words| AppError::at("password", words))?;
    let mut permit = open(OpenAction::AcceptPortalInvitation).await?;
    let hasher = expect_context::<Hasher>();
    let Some(known) = auth::account_of_address(permit.conn(), &invited.email).await? else {
        drop(permit);
        return Ok(Becoming::New { id: AccountId::new(), password_hash: hasher.hash(password).await? });
    };
    let key = ThrottleKey::Address(invited.email.clone());
    auth::attempt(&mut permit, &key).await?;
    permit.commit_unrecorded().await?;
    let fits = hasher.fits(password, Some(known.password_hash.clone())).await?;
    if !fits || known.practice().is_some() {
        let words = say!(
            "This address and this password can’t be used here. If you have used Caseload with {} before, enter the password you \
             had. Otherwise ask {} to invite you at another address.",
            invited.email,
            invited.practice
        );
        return Err(AppError::at("password", words));
    }
    let mut permit = open(OpenAction::AcceptPortalInvitation).await?;
    auth::clear_attempts(&mut permit, &key).await?;
    permit.commit_unrecorded().await?;
    Ok(Becoming::Existing(known.id))
}
