//! One step of a batch: some of its rows become invitations, in a transaction of its own, short enough that nobody waits for
//! the practice's seats.

use super::{
    BatchBrief, BatchState, Verdict,
    store::{self, Become, Common, Next},
};
use crate::access::{Action, Permit, Target};
use crate::audit::Event;
use crate::base::{AppError, BatchId, Email, LocationId, RoleId};
use crate::roles::{self, RoleRead};
use crate::settings::{self, Seats};
use crate::team::invites::{
    make::{self, Sending},
    types::{CheckedInvite, WhichLocation},
};
use std::collections::{HashMap, hash_map::Entry};
use uuid::Uuid;

/// Invitations made in one step.
pub const BATCH: i64 = 50;

/// A role that rows are invited with, or why they are not.
type Given = Result<RoleRead, String>;

/// Makes the next rows invitations; where there are none, the batch is finished.
pub async fn invite(mut permit: Box<Permit>, batch: &BatchBrief) -> Result<(), AppError> {
    roles::in_turn(&mut permit).await?;
    let mut seats = settings::seats_held(&mut permit).await?;
    let (rows, common) = store::next(&mut permit, batch.id, BATCH).await?;
    if rows.is_empty() {
        return cut_off(permit, batch, BatchState::Finished, String::new()).await;
    }
    let sending = if batch.sends { Sending::InBulk } else { Sending::ByHand };
    let mut given = HashMap::new();
    let (mut become_of, mut events, mut grouped) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        let role = role(&mut permit, &mut given, row.role).await?;
        let (row, event) = one(&mut permit, &mut seats, (row, &common, role), (batch.id, sending)).await?;
        grouped.extend(row.group.zip(row.become_of.member.filter(|_| row.become_of.verdict == Verdict::Made)));
        become_of.push(row.become_of);
        events.extend(event);
    }
    store::become_of(&mut permit, batch.id, &become_of).await?;
    let (groups, members): (Vec<Uuid>, Vec<Uuid>) = grouped.into_iter().unzip();
    crate::groups::put_new_members(&mut permit, &members, &groups).await?;
    let Some(last) = events.pop() else { return permit.commit_unrecorded().await };
    for event in events {
        permit.record(&event).await?;
    }
    permit.commit(last).await
}

/// The role as it is now, and whether the owner may still give it.
async fn role<'a>(permit: &mut Permit, given: &'a mut HashMap<Uuid, Given>, id: Uuid) -> Result<&'a Given, AppError> {
    let place = match given.entry(id) {
        Entry::Occupied(known) => return Ok(known.into_mut()),
        Entry::Vacant(place) => place,
    };
    let now = match roles::role(permit.conn(), RoleId(id)).await {
        Ok(role) => match permit.also(Action::InviteMember, &Target::Role(role.grants.clone())) {
            Ok(()) => Ok(role),
            Err(AppError::Denied(reasons)) => Err(reasons.join(" ")),
            Err(other) => return Err(other),
        },
        Err(AppError::NotFound) => Err(say!("This role was deleted in the meantime.").into()),
        Err(other) => return Err(other),
    };
    Ok(place.insert(now))
}

struct Done {
    become_of: Become,
    group: Option<Uuid>,
}

/// One row, by the steps of a single invitation.
async fn one(
    permit: &mut Permit,
    seats: &mut Seats,
    (row, common, role): (Next, &Common, &Given),
    (batch, sending): (BatchId, Sending),
) -> Result<(Done, Option<Event>), AppError> {
    let (line, group) = (row.line, row.group);
    let turned = |verdict, field, reason| Become { line, verdict, field, reason, member: None, invitation: None };
    let role = match role {
        Ok(role) => role,
        Err(why) => return Ok((Done { become_of: turned(Verdict::Error, say!("Role"), why.clone()), group }, None)),
    };
    let email = Email::parse(&row.email).map_err(|cause| AppError::internal("an address that was judged", &cause))?;
    let location = WhichLocation::There(LocationId(row.location));
    let invite = CheckedInvite {
        first_name: row.first_name,
        last_name: row.last_name,
        email,
        role: role.id,
        location,
        note: common.note.clone(),
        second_factor: common.second_factor,
    };
    let by = permit.by();
    let become_of = match make::make(permit, seats, &invite, sending, by).await {
        Ok(made) => {
            let become_of = Become { member: Some(made.member.0), invitation: Some(made.id.0), ..turned(Verdict::Made, "", String::new()) };
            let event = Event::MemberInvited {
                id: made.id,
                member: made.member,
                email: invite.email.to_string(),
                role: role.name.clone(),
                location: made.location,
                batch: Some(batch),
            };
            return Ok((Done { become_of, group }, Some(event)));
        }
        Err(refused) => match (refused.fault("email"), refused.fault("location"), refused) {
            (Some(words), ..) if words.starts_with("Invite exists") => turned(Verdict::Invited, "", say!("Is invited already.").into()),
            (Some(words), ..) => turned(Verdict::Member, "", words),
            (_, Some(_), _) => turned(Verdict::Error, say!("Location"), say!("This location was archived in the meantime.").into()),
            (_, _, AppError::Denied(reasons)) => turned(Verdict::Error, "", reasons.join(" ")),
            (.., other) => return Err(other),
        },
    };
    Ok((Done { become_of, group }, None))
}

/// Ends it, at its end or before. Who was invited stays so.
pub async fn cut_off(mut permit: Box<Permit>, batch: &BatchBrief, how: BatchState, why: String) -> Result<(), AppError> {
    store::end(&mut permit, batch.id, how, &why).await?;
    permit.commit(ended(batch, how, why)).await
}

fn ended(batch: &BatchBrief, how: BatchState, why: String) -> Event {
    let BatchBrief { id, file, made, members, invited, errors, .. } = batch.clone();
    Event::InvitationsEnded { id, file, how: how.key(), invited: made, there: members + invited, errors, why }
}
