//! Links to hand over: to copy, and as codes for the camera of whoever stands at the desk. They are made when a button asks
//! for them, each one more link to its invitation; only their hashes are kept.

use super::{HandedLink, seen};
use crate::access::{Action, Asking, Permit, Target, enter_at};
use crate::audit::Event;
use crate::base::{AppError, BatchId, Db, InvitationId, Qr};
use crate::team::invites::{steps, store};

/// Links made at once.
const PAGE: i64 = 20;

/// What was made just now, for the one page that shows it.
#[derive(Clone, Debug)]
pub struct HandedLinks {
    pub batch: BatchId,
    pub links: Vec<HandedLink>,
    pub closed: i64,
    pub next: Option<i64>,
}

/// Makes the links of a batch's next invitations, after a line.
///
/// # Errors
/// `NotFound` for a batch that isn't one's own; `Denied` where one of the roles may not be given any more.
pub async fn hand_over(db: &Db, asking: Asking, base_url: &str, batch: BatchId, after: i32) -> Result<HandedLinks, AppError> {
    let mut tx = enter_at(db, asking).await?;
    tx.see(Action::InviteMember, &Target::Practice).await?;
    seen::one(tx.conn(), batch).await?;
    let mut made = seen::made(tx.conn(), batch, after, PAGE + 1).await?;
    let next = made.get(PAGE as usize - 1).filter(|_| made.len() as i64 > PAGE).map(|(line, _)| i64::from(*line));
    made.truncate(PAGE as usize);
    let mut permit = tx.allow(Action::RenewInvitation, &Target::Practice).await?;
    let (mut links, mut events) = (Vec::new(), Vec::new());
    let all = made.len();
    for (_, id) in made {
        let Some((link, event)) = one(&mut permit, base_url, id).await? else { continue };
        links.push(link);
        events.push(event);
    }
    let closed = (all - links.len()) as i64;
    if let Some(last) = events.pop() {
        for event in events {
            permit.record(&event).await?;
        }
        permit.commit(last).await?;
    }
    Ok(HandedLinks { batch, links, closed, next })
}

/// Nothing for an invitation that is not open any more.
async fn one(permit: &mut Permit, base_url: &str, id: InvitationId) -> Result<Option<(HandedLink, Event)>, AppError> {
    let read = store::one(permit.conn(), id).await?;
    let role = crate::roles::role(permit.conn(), read.role).await?;
    permit.also(Action::RenewInvitation, &Target::Role(role.grants))?;
    let link = match steps::hand_over(permit, &read, base_url).await {
        Ok(link) => link,
        Err(AppError::Denied(_)) => return Ok(None),
        Err(other) => return Err(other),
    };
    let qr = Qr::of(&link)?;
    let name = format!("{} {}", read.first_name, read.last_name).trim_end().to_string();
    let event = Event::InvitationLinkCopied { id, email: read.email.clone(), serial: read.serial };
    Ok(Some((HandedLink { name, email: read.email, link, qr }, event)))
}
