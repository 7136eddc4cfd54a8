//! The steps that several of the server functions share.

use super::{
    store::{self, InvitationRead, Step},
    types::{InvitationSeen, InvitationState, StoryLine},
};
use crate::access::{
    Permit,
    link::{self, NewLink, Purpose},
};
use crate::base::{AppError, InvitationId, MemberId, Moment, PracticeId};
use crate::mail::{self, Letter, Sending, SendingState};
use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

/// The invitation of someone who has not joined, with its story.
pub async fn of_member(
    conn: &mut PgConnection,
    practice: PracticeId,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<Option<InvitationSeen>, AppError> {
    let Some(read) = store::of_member(conn, member).await? else { return Ok(None) };
    let sendings = mail::sendings(conn, practice, read.id.0).await?;
    let steps = store::steps(conn, read.id).await?;
    Ok(Some(InvitationSeen {
        id: read.id,
        member,
        story: story(&read, &steps, &sendings, now),
        newest_sending: sendings.last().cloned(),
        ran_out: read.expires_at <= now,
        email: read.email,
        state: read.state,
        invited_by: read.inviter_name,
        created_at: read.created_at.into(),
        renewed_at: read.renewed_at.into(),
        expires_at: read.expires_at.into(),
        note: read.note,
        reason: read.reason,
    }))
}

/// Queued, handed over or failed and why, opened, answered: everything that happened, in its order.
fn story(read: &InvitationRead, steps: &[store::StepRead], sendings: &[Sending], now: DateTime<Utc>) -> Vec<StoryLine> {
    let mut lines: Vec<StoryLine> = steps.iter().map(|s| StoryLine { at: s.at.into(), words: step_words(s, read) }).collect();
    for sending in sendings {
        lines.push(StoryLine { at: sending.created_at, words: say!("Mail queued").into() });
        if let Some(words) = sending_words(sending) {
            lines.push(StoryLine { at: sending.ended_at.unwrap_or(sending.created_at), words });
        }
    }
    if read.state == InvitationState::Open && read.expires_at <= now {
        lines.push(StoryLine { at: read.expires_at.into(), words: say!("Expired").into() });
    }
    lines.sort_by_key(|l| l.at);
    lines
}

fn step_words(step: &store::StepRead, read: &InvitationRead) -> String {
    let by = step.by.clone().unwrap_or_else(|| read.inviter_name.clone());
    match step.step.as_str() {
        "sent" if step.serial == 1 => say!("Invited by {by}"),
        "sent" => say!("Sent again by {by}; older links replaced"),
        "copied" => say!("Link copied by {by}"),
        "opened" => say!("Page opened").into(),
        "asked" => say!("{} asked for a fresh link", read.first_name),
        "accepted" => say!("Accepted by {}", read.first_name),
        "declined" if read.reason.is_empty() => say!("Declined by {}", read.first_name),
        "declined" => say!("Declined by {}: “{}”", read.first_name, read.reason),
        _ => say!("Revoked by {by}"),
    }
}

fn sending_words(sending: &Sending) -> Option<String> {
    match sending.state {
        SendingState::Sent => Some(say!("Handed to the mail server").into()),
        SendingState::Failed => Some(say!("Mail failed: {}", sending.error)),
        SendingState::Moot => Some(say!("Mail withdrawn before it was sent").into()),
        SendingState::Waiting if sending.attempts > 0 && !sending.error.is_empty() => {
            Some(say!("Mail not through yet, trying again: {}", sending.error))
        }
        SendingState::Waiting => None,
    }
}

/// When an invitation sent now runs out.
pub fn expiry(now: DateTime<Utc>, hours: i32) -> DateTime<Utc> {
    now + Duration::hours(hours.into())
}

/// What leads to the newest of an invitation.
pub fn link_to(read: &InvitationRead, practice: PracticeId) -> NewLink {
    link_of(practice, read.id, read.serial, read.expires_at)
}

fn link_of(practice: PracticeId, id: InvitationId, serial: i32, expires_at: DateTime<Utc>) -> NewLink {
    NewLink { purpose: Purpose::Invitation, practice: Some(practice.0), subject: id.0, serial, email: None, expires_at }
}

/// One more link to the newest sending, to hand over in person. The mailed one goes on working.
///
/// # Errors
/// `Denied` if it is not open.
pub async fn hand_over(permit: &mut Permit, read: &InvitationRead, base_url: &str) -> Result<String, AppError> {
    if read.state != InvitationState::Open || read.expires_at <= permit.now {
        return Err(AppError::denied(say!("This invitation is not open. Resend it first.")));
    }
    let (practice, now) = (permit.practice, permit.now);
    let token = link::mint(permit.conn(), &link_to(read, practice), now).await?;
    store::note(permit, read.id, read.serial, Step::Copied).await?;
    Ok(format!("{base_url}{}{}", Purpose::Invitation.path(), token.text()))
}

/// Where someone goes on whose address is known to be theirs: one more link to their open invitation, within the product.
///
/// # Errors
/// `Stale` if it is not open any more.
pub async fn link_of_open(permit: &mut Permit, id: InvitationId) -> Result<String, AppError> {
    let read = store::one(permit.conn(), id).await?;
    if read.state != InvitationState::Open || read.expires_at <= permit.now {
        return Err(AppError::Stale);
    }
    let (practice, now) = (permit.practice, permit.now);
    let token = link::mint(permit.conn(), &link_to(&read, practice), now).await?;
    Ok(format!("{}{}", Purpose::Invitation.path(), token.text()))
}

/// Mails an invitation that was made just now: nothing has to be read for it again, and no mail about it can wait.
pub async fn mail_first(permit: &mut Permit, new: &store::New<'_>, around: store::Around, in_bulk: bool) -> Result<(), AppError> {
    let invite = new.invite;
    let letter = Letter::Invitation {
        practice: around.practice,
        inviter: around.inviter,
        first_name: invite.first_name.clone(),
        role: around.role,
        note: invite.note.clone(),
        hours: around.hours,
        expires_at: new.expires_at,
        timezone: around.timezone,
        link: link_of(permit.practice, new.id, 1, new.expires_at),
    };
    let name = format!("{} {}", invite.first_name, invite.last_name);
    let (to, about) = ((name.trim_end(), invite.email.as_str()), Some((new.id.0, 1)));
    if in_bulk { mail::queue_in_bulk(permit, to, &letter, about).await } else { mail::queue(permit, to, &letter, about).await }
}

/// Mails an invitation as it stands now. What still waited about it goes no more.
pub async fn mail(permit: &mut Permit, id: InvitationId) -> Result<InvitationRead, AppError> {
    let (read, to, letter) = letter(permit, id).await?;
    mail::queue(permit, (&to, &read.email), &letter, Some((id.0, read.serial))).await?;
    Ok(read)
}

/// The same as one of many: after whatever someone waits for.
pub async fn mail_in_bulk(permit: &mut Permit, id: InvitationId) -> Result<InvitationRead, AppError> {
    let (read, to, letter) = letter(permit, id).await?;
    mail::queue_in_bulk(permit, (&to, &read.email), &letter, Some((id.0, read.serial))).await?;
    Ok(read)
}

/// What an invitation says as it stands now, and to whom.
async fn letter(permit: &mut Permit, id: InvitationId) -> Result<(InvitationRead, String, Letter), AppError> {
    let read = store::one(permit.conn(), id).await?;
    mail::withdraw(permit, id.0).await?;
    let letter = Letter::Invitation {
        practice: read.practice.clone(),
        inviter: read.inviter_name.clone(),
        first_name: read.first_name.clone(),
        role: read.role_name.clone(),
        note: read.note.clone(),
        hours: read.hours,
        expires_at: read.expires_at,
        timezone: read.timezone.clone(),
        link: link_to(&read, permit.practice),
    };
    let to = format!("{} {}", read.first_name, read.last_name).trim_end().to_string();
    Ok((read, to, letter))
}

/// Renews an invitation and mails it; it may need a seat again.
pub async fn renew_and_mail(permit: &mut Permit, read: &InvitationRead, step: Step) -> Result<i32, AppError> {
    let holds_seat = read.state == InvitationState::Open && read.expires_at > permit.now;
    let seats = crate::settings::seats_for_update(permit).await?;
    if !holds_seat {
        seats.one_more()?;
    }
    let expires_at = expiry(permit.now, seats.invitation_hours);
    let serial = store::renew(permit, read.id, expires_at).await?;
    store::note(permit, read.id, serial, step).await?;
    mail(permit, read.id).await?;
    Ok(serial)
}

/// Where this link stands against the invitation it leads to.
pub fn standing(read: &InvitationRead, serial: i32, now: DateTime<Utc>) -> super::types::LinkStanding {
    use super::types::LinkStanding as L;
    match read.state {
        InvitationState::Accepted => L::Accepted,
        InvitationState::Revoked => L::Revoked,
        _ if serial < read.serial => L::Replaced(Moment::from(read.renewed_at)),
        InvitationState::Declined => L::Declined,
        InvitationState::Open if read.expires_at <= now => L::RanOut,
        InvitationState::Open => L::Open,
    }
}
