//! What the person invited does with their link. They are not signed in, or as someone with an account of their own.

use super::types::LinkSeen;
use crate::base::{Answer, AppError};
use leptos::prelude::*;

/// What a link leads to. Notes that the page was opened, and decides nothing.
#[server(output = Answer)]
pub async fn invitation_link(token: String) -> Result<LinkSeen, AppError> {
    use super::{
        steps,
        store::{self, Step},
        types::LinkStanding,
    };
    use crate::access::OpenAction;
    let signed_in = signed_in_as().await?;
    let (mut permit, read, serial) = follow(&token, OpenAction::OpenInvitation).await?;
    let standing = steps::standing(&read, serial, permit.now);
    let known = crate::auth::account_of_address(permit.conn(), &read.email).await?;
    let is_invited = signed_in.as_deref().is_some_and(|s| s.eq_ignore_ascii_case(&read.email));
    if standing == LinkStanding::Open {
        store::note(&mut permit, read.id, serial, Step::Opened).await?;
    }
    permit.commit_unrecorded().await?;
    let shows = matches!(standing, LinkStanding::Open | LinkStanding::RanOut | LinkStanding::Replaced(_) | LinkStanding::Declined);
    let shown = |text: String| if shows { text } else { String::new() };
    Ok(LinkSeen {
        standing,
        practice: read.practice,
        inviter: shown(read.inviter_name),
        role: shown(read.role_name),
        first_name: shown(read.first_name),
        last_name: shown(read.last_name),
        email: shown(read.email),
        note: shown(read.note),
        hours: read.hours,
        expires_at: read.expires_at.into(),
        has_account: known.is_some(),
        member_elsewhere: known.and_then(|k| k.member).filter(|_| is_invited).map(|m| m.practice_name),
        signed_in_as: signed_in,
        is_invited,
    })
}

/// Joins the practice. Whoever has no account makes one with a password; whoever has one signs in with it.
#[server(output = Answer)]
pub async fn accept_invitation(
    token: String,
    first_name: Option<String>,
    last_name: Option<String>,
    password: Option<String>,
) -> Result<(), AppError> {
    use super::{
        store::{self, Step},
        types::InvitationState,
    };
    use crate::access::{OpenAction, Status};
    use crate::team::lifecycle;
    use crate::{audit::Event, auth};
    let invited = look(&token).await?;
    let (first, last) = names(&invited, first_name, last_name)?;
    let account = own_account(&invited, password.unwrap_or_default(), (&first, &last)).await?;
    let (mut permit, read, serial) = follow(&token, OpenAction::AnswerInvitation).await?;
    crate::settings::seats_for_update(&mut permit).await?;
    let practice = permit.practice;
    let id = account.settle(&mut permit, &read.email, (&first, &last)).await?;
    permit.stand_in(practice, Some(id)).await?;
    if !store::decide(&mut permit, read.id, serial, InvitationState::Accepted, "").await? {
        return Err(AppError::Stale);
    }
    lifecycle::move_to(&mut permit, read.member, Status::Invited, Status::Active, "").await?;
    store::join(&mut permit, read.member, &first, &last).await?;
    if !auth::join_practice(&mut permit, id, practice, read.member).await? {
        return Err(AppError::denied(say!("You are a member of another practice. Exit it first; this invitation stays open.")));
    }
    permit.speaks_for(Some(read.member), format!("{first} {last}"));
    store::note(&mut permit, read.id, serial, Step::Accepted).await?;
    tell_inviter(&mut permit, &read, &format!("{first} {last}"), true, "").await?;
    permit.record(&Event::InvitationAccepted { id: read.id, member: read.member, email: read.email.clone(), role: read.role_name }).await?;
    let new_device = auth::begin_session(&mut permit, id, auth::Belongs::Member(practice, read.member)).await?;
    permit.commit(Event::SignedIn { account: id, email: read.email, new_device, by: "password" }).await?;
    leptos_axum::redirect("/team?welcome=1");
    Ok(())
}

/// Declines, with a reason if they like. The practice sees both.
#[server(output = Answer)]
pub async fn decline_invitation(token: String, reason: String) -> Result<(), AppError> {
    use super::{
        store::{self, Step},
        types::InvitationState,
    };
    use crate::access::OpenAction;
    use crate::{audit::Event, mail};
    let mut checks = crate::base::Checks::default();
    let reason = checks.text("reason", &reason, 500);
    let reason = checks.give(Some(reason))?;
    let (mut permit, read, serial) = follow(&token, OpenAction::AnswerInvitation).await?;
    if !store::decide(&mut permit, read.id, serial, InvitationState::Declined, &reason).await? {
        return Err(AppError::Stale);
    }
    let name = format!("{} {}", read.first_name, read.last_name);
    permit.speaks_for(None, name.clone());
    store::note(&mut permit, read.id, serial, Step::Declined).await?;
    mail::withdraw(&mut permit, read.id.0).await?;
    tell_inviter(&mut permit, &read, &name, false, &reason).await?;
    permit.commit(Event::InvitationDeclined { id: read.id, email: read.email, reason }).await?;
    leptos_axum::redirect(&format!("/invitations/{token}"));
    Ok(())
}

/// Asks for a fresh link; it goes to the invited address and to no other. An open invitation is only mailed again,
/// one that ran out is renewed.
#[server(output = Answer)]
pub async fn ask_invitation_again(token: String) -> Result<(), AppError> {
    use super::{
        steps,
        store::{self, Step},
        types::InvitationState,
    };
    use crate::access::OpenAction;
    use crate::{audit::Event, auth};
    let (mut permit, read, _) = follow(&token, OpenAction::AskInvitationAgain).await?;
    if matches!(read.state, InvitationState::Accepted | InvitationState::Revoked) {
        return Err(AppError::denied(say!("This invitation is no longer there. Ask the practice for a new one.")));
    }
    auth::attempt(&mut permit, &auth::ThrottleKey::MailTo(read.email.clone())).await?;
    permit.speaks_for(None, format!("{} {}", read.first_name, read.last_name));
    let serial = if read.state == InvitationState::Open && read.expires_at > permit.now {
        store::note(&mut permit, read.id, read.serial, Step::Asked).await?;
        steps::mail(&mut permit, read.id).await?.serial
    } else {
        steps::renew_and_mail(&mut permit, &read, Step::Asked).await?
    };
    permit.commit(Event::InvitationAskedAgain { id: read.id, email: read.email, serial }).await?;
    leptos_axum::redirect(&format!("/invitations/{token}?sent=1"));
    Ok(())
}

#[cfg(feature = "ssr")]
use {
    super::store::InvitationRead,
    crate::access::{OpenAction, Permit},
    crate::base::{AccountId, Email},
};

/// Follows a link to its invitation, in a transaction that sees this practice only.
#[cfg(feature = "ssr")]
async fn follow(token: &str, action: OpenAction) -> Result<(Permit, InvitationRead, i32), AppError> {
    use crate::access::{link, open};
    let mut permit = open(action).await?;
    let held = link::follow(&mut permit, &expect_context(), token, link::Purpose::Invitation).await?;
    let read = super::store::one(permit.conn(), crate::base::InvitationId(held.subject)).await?;
    Ok((permit, read, held.serial))
}

#[cfg(feature = "ssr")]
async fn signed_in_as() -> Result<Option<String>, AppError> {
    use crate::access::{Anyone, anyone};
    Ok(match anyone().await? {
        Anyone::Nobody => None,
        Anyone::Alone(alone) => Some(alone.account.email.clone()),
        Anyone::Client(visitor) => Some(visitor.account.email.clone()),
        Anyone::Member(entered) => Some(entered.account.email.clone()),
        Anyone::Enrolling(enrolling) => Some(enrolling.account.email.clone()),
    })
}

/// An invitation that can be accepted, or why not; before any password is looked at.
#[cfg(feature = "ssr")]
async fn look(token: &str) -> Result<InvitationRead, AppError> {
    use super::{steps, types::LinkStanding};
    let (permit, read, serial) = follow(token, OpenAction::AnswerInvitation).await?;
    match steps::standing(&read, serial, permit.now) {
        LinkStanding::Open => Ok(read),
        LinkStanding::Accepted => Err(AppError::denied(say!("This invitation was accepted already. Sign in."))),
        _ => Err(AppError::denied(say!("This link no longer works. Open it again to ask for a fresh one."))),
    }
}

/// The name as it should stand on notes and signatures: theirs to mend.
#[cfg(feature = "ssr")]
fn names(read: &InvitationRead, first: Option<String>, last: Option<String>) -> Result<(String, String), AppError> {
    let mut checks = crate::base::Checks::default();
    let first = checks.line("first_name", say!("your first name"), &first.unwrap_or_else(|| read.first_name.clone()), 60);
    let last = checks.line("last_name", say!("your last name"), &last.unwrap_or_else(|| read.last_name.clone()), 60);
    checks.give(Some((first, last)))
}

/// Whose account joins.
#[cfg(feature = "ssr")]
enum Joining {
    Existing(AccountId),
    New { id: AccountId, password_hash: String },
}

#[cfg(feature = "ssr")]
impl Joining {
    /// The account, made if need be, in the transaction of the acceptance.
    async fn settle(self, permit: &mut Permit, email: &str, (first, last): (&str, &str)) -> Result<AccountId, AppError> {
        use crate::{auth, base::OnConstraint};
        match self {
            Joining::Existing(id) => Ok(id),
            Joining::New { id, password_hash } => {
                let practice = permit.practice;
                permit.stand_in(practice, Some(id)).await?;
                let email = Email::parse(email).map_err(|words| AppError::at("email", words))?;
                auth::make_account(permit, id, &email, first, last, &password_hash)
                    .await
                    .on_constraint("account_email_key", || AppError::Stale)?;
                Ok(id)
            }
        }
    }
}

/// Signed in as the invited account, signing in to it, or choosing a password for a new one. Hashing happens here,
/// while no transaction is open.
#[cfg(feature = "ssr")]
async fn own_account(read: &InvitationRead, password: String, (first, last): (&str, &str)) -> Result<Joining, AppError> {
    use crate::access::open;
    use crate::auth::{self, Hasher, ThrottleKey};
    let mut permit = open(OpenAction::AnswerInvitation).await?;
    let known = auth::account_of_address(permit.conn(), &read.email).await?;
    match (signed_in_as().await?, known) {
        (Some(email), _) if !email.eq_ignore_ascii_case(&read.email) => {
            Err(AppError::denied(say!("You are signed in as {email}. This invitation is for {}. Sign out first.", read.email)))
        }
        (Some(_), Some(known)) => joining(&known),
        (_, Some(known)) => {
            let key = ThrottleKey::Address(read.email.clone());
            auth::attempt(&mut permit, &key).await?;
            permit.commit_unrecorded().await?;
            if !expect_context::<Hasher>().fits(password, Some(known.password_hash.clone())).await? {
                return Err(AppError::at(
                    "password",
                    say!("That is not the password of your account. You can reset it; the invitation stays open."),
                ));
            }
            let mut permit = open(OpenAction::AnswerInvitation).await?;
            permit.stand_in(crate::base::PracticeId::NONE, Some(known.id)).await?;
            if auth::has_second_factor(permit.conn(), known.id).await? {
                return Err(AppError::denied(say!("Your account asks for a code too. Sign in first, then open this invitation again.")));
            }
            auth::clear_attempts(&mut permit, &key).await?;
            permit.commit_unrecorded().await?;
            joining(&known)
        }
        (_, None) => {
            drop(permit);
            auth::check_password(&password, &[&read.email, first, last, &read.practice])
                .map_err(|words| AppError::at("password", words))?;
            Ok(Joining::New { id: AccountId::new(), password_hash: expect_context::<Hasher>().hash(password).await? })
        }
    }
}

/// Told only to whoever has signed in to the account: whether it is a client's is nobody else's to know.
#[cfg(feature = "ssr")]
fn joining(known: &crate::auth::Known) -> Result<Joining, AppError> {
    if known.client.is_some() {
        return Err(AppError::denied(say!("With this account you are a client of a practice. Ask to be invited at another address.")));
    }
    Ok(Joining::Existing(known.id))
}

#[cfg(feature = "ssr")]
async fn tell_inviter(permit: &mut Permit, read: &InvitationRead, who: &str, accepted: bool, reason: &str) -> Result<(), AppError> {
    use crate::mail::{self, Letter};
    let letter = Letter::InvitationAnswered {
        first_name: read.inviter_first.clone(),
        who: who.to_string(),
        practice: read.practice.clone(),
        accepted,
        reason: reason.to_string(),
    };
    mail::queue(permit, (&read.inviter_name, &read.inviter_email), &letter, None).await
}
