//! The reader's own day, from the rooms that know it.

use super::types::OwnDay;
use crate::access::{Action, Entered, MemberFacts, Permission, Scope, Target, can};
use crate::assignment::{self, capacity, capacity::CapacitySeen};
use crate::base::{AppError, Day};
use crate::credentials::Due;
use crate::visits::{self, DayAt, VisitOfDay};
use crate::{caseload, coverage, credentials, notices};
use chrono::Duration;

/// Cover that begins or ends within so many days is told of.
const NEAR: i64 = 7;
/// Clients count as new for so many days; so many of them are named.
const NEW: i64 = 7;
const NAMED: i64 = 8;

/// # Errors
/// Only those of the database.
pub async fn day(tx: &mut Entered, day: &DayAt) -> Result<OwnDay, AppError> {
    let (who, sight, now) = (tx.actor().clone(), tx.sight(), tx.now);
    if who.is_role() {
        return Ok(OwnDay::default());
    }
    let me = who.member;
    let mut own = OwnDay { member: Some(me), today: Some(Day::from(day.date)), ..OwnDay::default() };
    if can(&who, Action::ReadNotices, &Target::Practice).allowed() {
        own.unread = notices::unread(tx.conn(), me).await?;
    }
    own.covers = coverage::near(tx.conn(), &who, now, now + Duration::days(NEAR)).await?;
    let facts =
        MemberFacts { id: me, grants: who.grants.clone(), status: who.status, originating: who.originating, last_administrator: false };
    let held = credentials::seen(tx.conn(), &who, &facts, now).await?;
    own.licences = held.licences.iter().filter(|licence| licence.due(held.today) != Due::Later).cloned().collect();
    if !can(&who, Action::ViewClients, &Target::Practice).allowed() {
        return Ok(own);
    }
    own.visits = visits::of_day(tx.conn(), who.practice, sight, me, day, now).await?;
    may_change(tx, &mut own.visits).await?;
    own.clients = caseload::assigned_now(tx.conn(), who.practice, sight, me).await?;
    let since = now - Duration::days(NEW);
    (own.newly, own.newly_total) = assignment::newly(tx.conn(), who.practice, sight, me, since, NAMED).await?;
    let (used, whose) = (capacity::used(tx.conn(), me).await?, capacity::whose(tx.conn(), me).await?);
    own.capacity = CapacitySeen::of(&who, sight, &facts, whose.capacity, used);
    let reach = who.grants.reach(Permission::ClientsView);
    own.practises = reach == Some(Scope::OwnCaseload) || own.clients > 0 || !own.visits.is_empty();
    Ok(own)
}

/// Of which of these visits one may say what became of them.
async fn may_change(tx: &mut Entered, visits: &mut [VisitOfDay]) -> Result<(), AppError> {
    let ids: Vec<_> = visits.iter().map(|visit| visit.client.0).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let (practice, sight) = (tx.actor().practice, tx.sight());
    let looked = caseload::of_all(tx.conn(), practice, sight, &ids).await?;
    for visit in visits {
        let facts = looked.iter().find(|l| l.id == visit.client).map(|l| l.facts).unwrap_or_default();
        visit.may_change = can(tx.actor(), Action::RecordVisit, &Target::Client(facts)).allowed();
    }
    Ok(())
}
