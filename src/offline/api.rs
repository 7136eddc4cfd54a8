//! What the device asks.

use super::types::Kept;
use crate::base::{Answer, AppError};
use leptos::prelude::*;

/// The reader's own day, to be kept on this device. Nothing, where they have no clients of their own, and for whoever looks
/// through other eyes. That a device keeps it is on record, once an hour of a sign-in.
#[server(output = Answer)]
pub async fn caseload_to_keep() -> Result<Option<Kept>, AppError> {
    use super::types::{KeptClient, KeptVisit};
    use crate::access::{Action, Target, can, enter};
    use crate::audit::{self, Event, Kind};
    use crate::{caseload, visits};
    let mut tx = enter().await?;
    let (who, sight, now, location) = (tx.actor().clone(), tx.sight(), tx.now, tx.location);
    if who.viewed_by.is_some() || !can(&who, Action::ViewClients, &Target::Practice).allowed() {
        return Ok(None);
    }
    let day = visits::day_at(tx.conn(), location, now).await?;
    let visits = visits::of_day(tx.conn(), who.practice, sight, who.member, &day, now).await?;
    let (clients, more) = caseload::reached(tx.conn(), who.practice, sight, who.member).await?;
    if visits.is_empty() && clients.is_empty() {
        return Ok(None);
    }
    let visits = visits.into_iter().map(|visit| {
        let what = [visit.kind.words(), &visit.location].into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(", ");
        KeptVisit { starts: visit.starts, ends: visit.ends, client: visit.client_name, what }
    });
    let kept = Kept {
        whose: who.name(),
        practice: tx.practice.name.clone(),
        date: crate::base::dated(day.date.format(say!("%A, %B %-d"))),
        visits: visits.collect(),
        clients: clients.into_iter().map(|(name, phone)| KeptClient { name, phone }).collect(),
        more,
        read: now.timestamp_millis(),
    };
    let (session, hour) = (tx.session, chrono::Duration::hours(1));
    if !audit::noted_since(tx.conn(), Kind::CaseloadKept, who.member.0, session, now - hour).await? {
        let (clients, visits) = (kept.clients.len() as i64, kept.visits.len() as i64);
        tx.note(&Event::CaseloadKept { member: who.member, name: who.name(), clients, visits }).await?;
    }
    Ok(Some(kept))
}
