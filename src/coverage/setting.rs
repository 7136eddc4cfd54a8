//! What a form for lending means, and whether it can be.

use super::store::{self, New, Side};
use super::times;
use crate::access::{Entered, Permit, Status};
use crate::base::{AppError, Checks, CoverageId, MemberId};
use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

/// A time typed as now is past by the time the form arrives.
const TYPING: Duration = Duration::hours(1);
const LONGEST: Duration = Duration::days(731);

/// As it was filled in.
pub struct Form<'a> {
    pub cover: &'a str,
    pub starts: &'a str,
    pub ends: &'a str,
    pub lent: &'a str,
    pub clients: Vec<Uuid>,
    pub reason: &'a str,
}

/// What it means, by the clock where the absent member works; every fault at its field.
pub async fn meant(tx: &mut Entered, of: &Side, form: Form<'_>) -> Result<New, AppError> {
    let mut checks = Checks::default();
    let by = checks.choice::<MemberId>("cover", form.cover, say!("Choose who covers."));
    let reason = checks.text("reason", form.reason, 500);
    let starts_at = start(&mut checks, form.starts, of.zone, tx.now);
    let ends_at = end(&mut checks, form.ends, of.zone, starts_at.unwrap_or(tx.now));
    let some = match form.lent {
        "whole" => Some(None),
        "some" => chosen(tx, of, form.clients, &mut checks).await?.map(Some),
        _ => {
            checks.fault("lent", say!("Choose the whole caseload or some clients."));
            None
        }
    };
    if by == Some(of.id) {
        checks.fault("cover", say!("Nobody covers for themselves. Choose someone else."));
    }
    let (id, absent) = (CoverageId::new(), of.id);
    checks.give(by.zip(starts_at).zip(ends_at).zip(some).map(|(((by, starts_at), ends_at), some)| New {
        id,
        absent,
        by,
        starts_at,
        ends_at,
        some,
        reason,
    }))
}

/// Left empty it begins at once.
fn start(checks: &mut Checks, text: &str, zone: Tz, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if text.trim().is_empty() {
        return Some(now);
    }
    match times::read(text, zone) {
        Ok(at) if at < now - TYPING => {
            checks.fault("starts", say!("That is in the past. Choose a later time, or leave it empty to begin at once."));
            None
        }
        Ok(at) => Some(at.max(now)),
        Err(words) => {
            checks.fault("starts", words);
            None
        }
    }
}

fn end(checks: &mut Checks, text: &str, zone: Tz, starts_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match times::read(text, zone).and_then(|at| lasts(starts_at, at).map(|()| at)) {
        Ok(at) => Some(at),
        Err(words) => {
            checks.fault("ends", words);
            None
        }
    }
}

/// Whether a cover can go on from one moment to another.
///
/// # Errors
/// In words, for the field of its end.
pub fn lasts(from: DateTime<Utc>, to: DateTime<Utc>) -> Result<(), String> {
    match to - from {
        length if length <= Duration::zero() => Err(say!("The end must come after the beginning.").into()),
        length if length > LONGEST => Err(say!("Cover lasts two years at most. Assign the clients instead.").into()),
        _ => Ok(()),
    }
}

async fn chosen(tx: &mut Entered, of: &Side, mut clients: Vec<Uuid>, checks: &mut Checks) -> Result<Option<Vec<Uuid>>, AppError> {
    clients.sort_unstable();
    clients.dedup();
    if clients.is_empty() || clients.len() > store::CLIENTS {
        checks.fault("clients", say!("Choose the clients, or lend the whole caseload."));
        return Ok(None);
    }
    let (practice, sight) = (tx.actor().practice, tx.sight());
    let known = store::clients(tx.conn(), practice, sight, of.id, Some(&clients)).await?;
    if known.len() < clients.len() {
        checks.fault("clients", say!("Some of these clients are not {}’s any more. Look again, then repeat your choice.", of.name));
        return Ok(None);
    }
    Ok(Some(clients))
}

/// Whether it can be, now that both are held: on the team, the one active, and not twice. Returned is who covers.
pub async fn fits(permit: &mut Permit, new: &New) -> Result<Side, AppError> {
    let of = store::side(permit.conn(), new.absent).await?;
    if !of.status.is_current() {
        return Err(AppError::denied(say!("{} is not on the team, so there is no caseload to lend.", of.name)));
    }
    let by = store::side(permit.conn(), new.by).await.map_err(|_| AppError::at("cover", say!("Choose someone from the list.")))?;
    if by.status != Status::Active {
        let words = say!("{} is {}, so they can’t cover. Choose someone active.", by.name, by.status.words().to_lowercase());
        return Err(AppError::at("cover", words));
    }
    once(permit, new, &of, &by, "starts").await?;
    Ok(by)
}

/// Nobody covers the same client twice at the same time.
pub async fn once(permit: &mut Permit, new: &New, of: &Side, by: &Side, field: &str) -> Result<(), AppError> {
    let Some((from, to)) = store::overlap(permit, new).await? else { return Ok(()) };
    let (from, to) = (times::words(from, of.zone), times::words(to, of.zone));
    let words =
        say!("{} covers for {} already from {from} to {to}, clients among these. Change the end of that cover instead.", by.name, of.name);
    Err(AppError::at(field, words))
}
