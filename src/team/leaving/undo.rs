//! "Take back": for a day, whoever was removed can be on the team again as they were, as far as nobody went on since.

use super::past::{self, Past, Relation};
use super::store::{self, Kind};
use crate::access::{Permit, Status};
use crate::assignment;
use crate::base::{AppError, BatchId, MemberId};
use crate::team::lifecycle;
use crate::unassigned;

/// Takes a departure back, and says in words what came back and what did not.
///
/// # Errors
/// `Denied` where it was too long ago, or they can't come back; `Stale` if someone else has taken it back.
pub async fn take_back(permit: &mut Permit, of: &Past) -> Result<Vec<String>, AppError> {
    if permit.now - of.at > past::taken_back_within() {
        return Err(AppError::denied(say!(
            "A leaving can be taken back for 24 hours. Invite them again: their links are offered to you then."
        )));
    }
    // The practice first, then members, then clients: as everyone takes them.
    crate::settings::seats_for_update(permit).await?;
    let mut members = past::members_of(permit.conn(), of.batch).await?;
    members.push(of.member);
    assignment::take_turns(permit, &members).await?;
    let clients = past::clients_of(permit.conn(), of.batch).await?;
    store::hold(permit, &clients).await?;
    if !past::mark_undone(permit, of.id).await? {
        return Err(AppError::Stale);
    }
    let was = of.was.parse::<Status>().map_err(|()| AppError::Stale)?;
    lifecycle::come_back(permit, of.member, was).await?;
    let (back, gone_on) = assignment::undo_unchanged(permit, of.batch, BatchId::new()).await?;
    unassigned::take_back(permit, of.batch).await?;
    // Some of their clients only they see, now that they have them again.
    let own = store::with_eyes_of(permit.conn(), of.member).await?;
    let visits = past::visits_back(permit, of, &gone_on).await?;
    store::with_own_eyes(permit.conn(), own).await?;
    let groups = past::groups_back(permit, of.id, of.member, None).await?.len() as i64;
    past::locations_back(permit, of.id, of.member, None).await?;
    for (entry, since) in past::entries(permit, of).await? {
        unassigned::hand_on(permit, &[entry], since, of.member, None).await?;
    }
    past::coverage_back(permit, of).await?;
    past::named_back(permit, of).await?;
    let relations = supervision(permit, of).await?;
    let mut words = vec![say!("{} as before", counted!(back.len() as i64, "client"))];
    let with_them = [
        (visits, counted!(visits, "visit to come", "visits to come")),
        (groups, counted!(groups, "group")),
        (relations, counted!(relations, "relation of supervision", "relations of supervision")),
    ];
    words.extend(with_them.into_iter().filter(|(n, _)| *n > 0).map(|(_, said)| said));
    if !gone_on.is_empty() {
        words.push(say!("{} stayed with whom they have gone to since", counted!(gone_on.len() as i64, "client")));
    }
    Ok(words)
}

async fn supervision(permit: &mut Permit, of: &Past) -> Result<i64, AppError> {
    let mut back = 0;
    for kind in [Kind::Supervisee, Kind::Supervisor] {
        for one in past::relations(permit.conn(), of.id, of.member, kind).await? {
            // Someone else has decided since.
            if one.became.is_some() && !one.goes_on {
                continue;
            }
            back += i64::from(begins_anew(permit, &one, one.supervisor, one.supervisee).await?);
        }
    }
    Ok(back)
}

/// `false` where it would be twice the same, or a circle by now: then everything about it stays as it is.
pub async fn begins_anew(permit: &mut Permit, one: &Relation, supervisor: MemberId, supervisee: MemberId) -> Result<bool, AppError> {
    store::savepoint(permit, "savepoint relation").await?;
    match past::relation_back(permit, one, supervisor, supervisee).await {
        Ok(()) => Ok(true),
        Err(cause) => {
            let broken = cause.as_database_error().and_then(|d| d.constraint());
            const KNOWN: [&str; 5] =
                ["supervision_once", "supervision_one_each", "supervision_switched_on", "supervision_no_cycle", "supervision_of_another"];
            if !broken.is_some_and(|b| KNOWN.contains(&b)) {
                return Err(cause.into());
            }
            store::savepoint(permit, "rollback to savepoint relation").await?;
            Ok(false)
        }
    }
}
