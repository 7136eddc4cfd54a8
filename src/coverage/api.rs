//! What is done with cover, in the order of the screens.

use super::types::{CoversSeen, Lending, MemberCovers};
use crate::base::{Answer, AppError, CoverageId, MemberId};
use leptos::prelude::*;
use uuid::Uuid;

/// Every cover there is now, to come, and past, and the gaps between.
#[server(output = Answer)]
pub async fn covers(before: Option<String>) -> Result<CoversSeen, AppError> {
    use super::{gaps, store};
    use crate::access::{Action, Target, can, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    let now = tx.now;
    let open = store::open(tx.conn(), now - gaps::ONE_ABSENCE, None, None).await?;
    let uncovered = store::uncovered(tx.conn(), now).await?;
    let (past, next) = store::past(tx.conn(), now, before.as_deref()).await?;
    let who = tx.actor();
    let gaps = uncovered.into_iter().map(|alone| told_alone(who, alone)).chain(gaps::of(&open, now)).collect();
    let (now, coming): (Vec<_>, Vec<_>) = open.iter().filter(|c| c.ends_at > now).partition(|c| c.starts_at <= now);
    let told = |covers: Vec<&store::Read>| covers.into_iter().map(|c| told(who, c)).collect::<Vec<_>>();
    let why_not_lend = can(who, Action::SetCoverage, &store::target(who.member, who.status)).why_not();
    let (now, coming, mut past) = (told(now), told(coming), told(past.iter().collect()));
    past.iter_mut().for_each(|over| over.ends_local.clear());
    Ok(CoversSeen { gaps, now, coming, past, next, why_not_lend })
}

/// Cover of and by one member, now and to come, for their card.
#[server(output = Answer)]
pub async fn covers_of_member(member: MemberId) -> Result<MemberCovers, AppError> {
    use super::store;
    use crate::access::{Action, Target, can, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    let now = tx.now;
    let side = store::side(tx.conn(), member).await?;
    let open = store::open(tx.conn(), now, Some(member), None).await?;
    let who = tx.actor();
    let why_not_lend = match side.status.is_current() {
        true => can(who, Action::SetCoverage, &side.target()).why_not(),
        false => Some(say!("{} is not on the team.", side.name)),
    };
    Ok(MemberCovers { covers: open.iter().map(|c| told(who, c)).collect(), why_not_lend })
}

/// What can be lent: of whoever is named; of oneself; or, for whoever may edit the team, first of whom.
#[server(output = Answer)]
pub async fn to_lend(whose: Option<MemberId>) -> Result<Lending, AppError> {
    use super::store;
    use super::types::{Lendable, Person};
    use crate::access::{Action, Permission, enter};
    let mut tx = enter().await?;
    let (own, practice, sight) = (tx.actor().member, tx.actor().practice, tx.sight());
    let (standing, edits) = (tx.actor().status, tx.actor().holds(Permission::TeamEdit));
    let of = match whose {
        None if edits => {
            tx.see(Action::SetCoverage, &store::target(own, standing)).await?;
            return Ok(Lending::Whose(store::members(tx.conn(), false).await?));
        }
        whose => store::side(tx.conn(), whose.unwrap_or(own)).await?,
    };
    tx.see(Action::SetCoverage, &of.target()).await?;
    let mut covers = store::members(tx.conn(), true).await?;
    covers.retain(|m| m.id != of.id);
    let mut clients = store::clients(tx.conn(), practice, sight, of.id, None).await?;
    let more = clients.len() > store::CLIENTS;
    clients.truncate(store::CLIENTS);
    let absent = Person { id: of.id, name: of.name };
    Ok(Lending::Of(Box::new(Lendable {
        own: of.id == own,
        absent,
        covers,
        clients,
        more,
        location: of.location,
        zone: of.zone.name().into(),
    })))
}

/// Lends a caseload, or some of it, from a time to a time.
#[server(output = Answer)]
pub async fn set_cover(
    absent: MemberId,
    cover: String,
    starts: String,
    ends: String,
    lent: String,
    #[server(default)] clients: Vec<Uuid>,
    reason: String,
) -> Result<(), AppError> {
    use super::{setting, store, times};
    use crate::access::{Action, enter};
    use crate::notices::{What, tell};
    use crate::{audit::Event, base::OnConstraint};
    let mut tx = enter().await?;
    let of = store::side(tx.conn(), absent).await?;
    tx.see(Action::SetCoverage, &of.target()).await?;
    let form = setting::Form { cover: &cover, starts: &starts, ends: &ends, lent: &lent, clients, reason: &reason };
    let new = setting::meant(&mut tx, &of, form).await?;
    let mut permit = tx.allow(Action::SetCoverage, &of.target()).await?;
    store::hold(&mut permit, &[absent, new.by]).await?;
    let by = setting::fits(&mut permit, &new).await?;
    let left = || AppError::at("cover", say!("One of the two has left the team. Choose someone else."));
    store::insert(&mut permit, &new).await.on_constraint("coverage_of_the_team", left)?;
    let many = match &new.some {
        Some(some) => some.len() as i64,
        None => store::size(permit.conn(), absent).await?,
    };
    // A caseload that is empty now may fill while it is lent.
    tell(&mut permit, new.by, What::Covers, many.max(1), "/coverage").await?;
    tell(&mut permit, absent, What::IsCovered, many.max(1), "/coverage").await?;
    let event = Event::CoverageSet {
        member: absent,
        name: of.name,
        by: by.name,
        from: times::words(new.starts_at, of.zone),
        until: times::words(new.ends_at, of.zone),
        clients: new.some.is_some().then_some(many),
        reason: new.reason,
    };
    permit.commit(event).await?;
    leptos_axum::redirect("/coverage?said=set");
    Ok(())
}

/// Has a cover end earlier or later than it would.
#[server(output = Answer)]
pub async fn move_cover_end(id: CoverageId, version: i32, ends: String) -> Result<(), AppError> {
    use super::{setting, store, times};
    use crate::access::{Action, Status, enter};
    use crate::audit::{Change, Event};
    use crate::notices::{What, tell};
    let mut tx = enter().await?;
    let cover = one(&mut tx, id).await?;
    let on = store::target(cover.absent, cover.absent_status);
    tx.see(Action::SetCoverage, &on).await?;
    let now = tx.now;
    let to = times::read(&ends, cover.zone).map_err(|words| AppError::at("ends", words))?;
    setting::lasts(cover.starts_at, to).map_err(|words| AppError::at("ends", words))?;
    if to <= now {
        return Err(AppError::at("ends", say!("That is in the past. To end it at once, press “End now”.")));
    }
    let mut permit = tx.allow(Action::SetCoverage, &on).await?;
    store::hold(&mut permit, &[cover.absent, cover.by]).await?;
    if to > cover.ends_at {
        let (of, by) = (store::side(permit.conn(), cover.absent).await?, store::side(permit.conn(), cover.by).await?);
        if by.status != Status::Active {
            let words = say!("{} is {}, so they can’t cover for longer.", by.name, by.status.words().to_lowercase());
            return Err(AppError::at("ends", words));
        }
        setting::once(&mut permit, &cover.until(to), &of, &by, "ends").await?;
    }
    if !store::move_end(&mut permit, id, version, to).await? {
        return Err(AppError::Stale);
    }
    if let Some(change) = Change::between("end", times::words(cover.ends_at, cover.zone), times::words(to, cover.zone)) {
        tell(&mut permit, cover.by, What::Covers, cover.clients.max(1), "/coverage").await?;
        tell(&mut permit, cover.absent, What::IsCovered, cover.clients.max(1), "/coverage").await?;
        permit.commit(Event::CoverageChanged { member: cover.absent, name: cover.absent_name, by: cover.by_name, change }).await?;
    }
    leptos_axum::redirect("/coverage?said=moved");
    Ok(())
}

/// Ends a cover at once; one that has not begun is called off.
#[server(output = Answer)]
pub async fn end_cover(id: CoverageId, version: i32) -> Result<(), AppError> {
    use super::{store, times};
    use crate::access::{Action, enter};
    use crate::audit::Event;
    use crate::notices::{What, tell};
    let mut tx = enter().await?;
    let cover = one(&mut tx, id).await?;
    let on = store::target(cover.absent, cover.absent_status);
    let mut permit = tx.allow(Action::SetCoverage, &on).await?;
    if !store::end(&mut permit, id, version).await? {
        return Err(AppError::Stale);
    }
    tell(&mut permit, cover.by, What::Covers, cover.clients.max(1), "/coverage").await?;
    tell(&mut permit, cover.absent, What::IsCovered, cover.clients.max(1), "/coverage").await?;
    let until = times::words(permit.now.max(cover.starts_at), cover.zone);
    permit.commit(Event::CoverageEnded { member: cover.absent, name: cover.absent_name, by: cover.by_name, until }).await?;
    leptos_axum::redirect("/coverage?said=ended");
    Ok(())
}

// ── what the steps above share ──

/// A cover of this practice that is not over. One that is, has been changed since it was looked at.
#[cfg(feature = "ssr")]
async fn one(tx: &mut crate::access::Entered, id: CoverageId) -> Result<super::store::Read, AppError> {
    let now = tx.now;
    match super::store::open(tx.conn(), now, None, Some(id)).await?.pop() {
        Some(cover) => Ok(cover),
        None if super::store::was(tx.conn(), id).await? => Err(AppError::Stale),
        None => Err(AppError::NotFound),
    }
}

#[cfg(feature = "ssr")]
pub(super) fn told(who: &crate::access::Actor, read: &super::store::Read) -> super::types::Cover {
    use super::{store, times, types::Cover, types::Person};
    use crate::access::{Action, can};
    let why_not = can(who, Action::SetCoverage, &store::target(read.absent, read.absent_status)).why_not();
    Cover {
        id: read.id,
        absent: Person { id: read.absent, name: read.absent_name.clone() },
        by: Person { id: read.by, name: read.by_name.clone() },
        starts_at: read.starts_at.into(),
        ends_at: read.ends_at.into(),
        whole: read.whole,
        clients: read.clients,
        // Why someone is away is theirs, and of those who arrange for it.
        reason: if why_not.is_none() { read.reason.clone() } else { String::new() },
        version: read.version,
        ended_early: read.ended_early,
        zone: read.zone.name().to_string(),
        ends_local: times::typed(read.ends_at, read.zone),
        why_not,
    }
}

#[cfg(feature = "ssr")]
fn told_alone(
    who: &crate::access::Actor,
    (id, name, status, clients): (MemberId, String, crate::access::Status, i64),
) -> super::types::Gap {
    use super::{store, types::Gap, types::Person};
    use crate::access::{Action, can};
    let may = can(who, Action::SetCoverage, &store::target(id, status)).allowed();
    Gap::Nobody { absent: Person { id, name }, standing: status.words().to_lowercase(), clients, may }
}
