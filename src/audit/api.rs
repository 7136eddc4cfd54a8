//! What is asked of and done with the trail, in the order of the screen.
//!
//! Reading it is an entry too, but not every click: one for each sign-in session and filter in ten minutes, so that
//! paging and reloading don't bury what was read. Another filter is another question, and is written down again.

use super::types::{Entry, EntryAlone, Question, TrailPage, Walked};
use crate::base::{Answer, AppError};
use leptos::prelude::*;

/// Entries of one page.
pub const PAGE: usize = 50;

/// A page of the trail, the newest first.
#[server(output = Answer)]
pub async fn audit_trail(query: Question) -> Result<TrailPage, AppError> {
    use super::{Event, read, store};
    use crate::access::{Action, Target, can, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewAudit, &Target::Practice).await?;
    let meant = read::meant(&mut tx, &query).await?;
    let years = store::years(tx.conn()).await?;
    let why_not = |action| can(tx.actor(), action, &Target::Practice).why_not();
    let mut page = TrailPage {
        entries: Vec::new(),
        next: None,
        zone: meant.zone.clone(),
        years,
        why_not_verify: why_not(Action::VerifyAudit),
        why_not_export: why_not(Action::ExportAudit),
        why_not_retain: why_not(Action::SetRetention),
        person: meant.person.clone(),
        people: meant.people.clone(),
    };
    if !meant.is_clear(&query) {
        return Ok(page);
    }
    let mut rows = store::entries(tx.conn(), &meant.filter, PAGE as i64 + 1).await?;
    if rows.len() > PAGE {
        rows.truncate(PAGE);
        page.next = rows.last().map(read::place_of);
    }
    page.entries = rows.iter().map(read::told).collect();
    let name = tx.practice.name.clone();
    let mut permit = tx.allow(Action::ViewAudit, &Target::Practice).await?;
    if !store::read_lately(&mut permit, &meant.words).await? {
        let practice = permit.practice;
        permit.commit(Event::TrailRead { practice, name, filters: meant.words }).await?;
    }
    Ok(page)
}

/// One entry by its number.
#[server(output = Answer)]
pub async fn audit_entry(seq: i64) -> Result<EntryAlone, AppError> {
    use super::{Event, Kind, read, store};
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewAudit, &Target::Practice).await?;
    let row = store::entry(tx.conn(), seq).await?;
    let kind_words = Kind::of(&row.kind).map_or_else(|| row.kind.clone(), |kind| kind.words().to_string());
    let (name, filters) = (tx.practice.name.clone(), say!("entry {seq}"));
    let mut permit = tx.allow(Action::ViewAudit, &Target::Practice).await?;
    if !store::read_lately(&mut permit, &filters).await? {
        let practice = permit.practice;
        permit.commit(Event::TrailRead { practice, name, filters }).await?;
    }
    Ok(EntryAlone { entry: read::told(&row), kind_words, hash: row.hash.iter().map(|byte| format!("{byte:02x}")).collect() })
}

/// Walks the practice's chain, for as long as a request may take; a long one goes on from where the last leg ended,
/// with what those before it counted. Each leg is on record.
#[server(output = Answer)]
pub async fn verify_audit(after: Option<i64>, walked: Option<i64>) -> Result<Walked, AppError> {
    use super::{Event, store};
    use crate::access::{Action, Target, enter};
    use std::time::{Duration, Instant};
    let tx = enter().await?;
    let name = tx.practice.name.clone();
    let mut permit = tx.allow(Action::VerifyAudit, &Target::Practice).await?;
    let practice = permit.practice;
    let began = Instant::now();
    let since = store::since(permit.conn()).await?;
    let before = walked.unwrap_or(0).max(0);
    let mut whole = Walked { entries: 0, last: after.unwrap_or(0).max(0), done: false, faults: Vec::new(), since };
    while !whole.done && began.elapsed() < Duration::from_secs(12) {
        let leg = store::walk(permit.conn(), practice.0, whole.last).await?;
        whole.entries += leg.entries;
        whole.faults.extend(leg.faults);
        whole.last = leg.last;
        whole.done = leg.links < store::LEG.into();
    }
    let (rows, faults) = (whole.entries, whole.faults.len() as i64);
    permit.commit(Event::TrailVerified { practice, name, rows, faults }).await?;
    // Without JavaScript the entry just written is the answer.
    let plain = use_context::<axum::http::request::Parts>()
        .is_some_and(|parts| parts.headers.get("accept").is_some_and(|a| a.to_str().is_ok_and(|a| a.contains("text/html"))));
    if plain {
        leptos_axum::redirect("/audit?kind=audit.verified");
    }
    whole.faults.truncate(100);
    Ok(Walked { entries: whole.entries + before, ..whole })
}

/// Says how many years the trail is kept.
#[server(output = Answer)]
pub async fn set_retention(years: i32, before: i32) -> Result<(), AppError> {
    use super::{Change, Event, YEARS, store};
    use crate::access::{Action, Target, enter};
    if !YEARS.contains(&years) {
        return Err(AppError::at("years", say!("Choose between {} and {} years.", YEARS.start(), YEARS.end())));
    }
    let tx = enter().await?;
    let name = tx.practice.name.clone();
    let mut permit = tx.allow(Action::SetRetention, &Target::Practice).await?;
    if !store::set_years(&mut permit, before, years).await? {
        return Err(AppError::Stale);
    }
    if let Some(change) = Change::between("audit_years", say!("{before} years"), say!("{years} years")) {
        let practice = permit.practice;
        permit.commit(Event::RetentionSet { practice, name, change }).await?;
    }
    leptos_axum::redirect("/audit?saved=retention#retention");
    Ok(())
}

/// What was done to one's own access, the newest first: without the reasons, which are the administrators'.
#[server(output = Answer)]
pub async fn own_access_changes() -> Result<Vec<Entry>, AppError> {
    use super::{Kind, read, sentences::Reader, store};
    use crate::access::{Action, Target, enter};
    const KINDS: [&str; 20] = [
        Kind::InvitationAccepted.key(),
        Kind::RoleChanged.key(),
        Kind::StatusChanged.key(),
        Kind::OverridesSet.key(),
        Kind::AccessRulesSet.key(),
        Kind::HandOverOffered.key(),
        Kind::HandOverAnswered.key(),
        Kind::HandOverWithdrawn.key(),
        Kind::SupervisionBegun.key(),
        Kind::SupervisionEnded.key(),
        Kind::PasswordReset.key(),
        Kind::PasswordChanged.key(),
        Kind::EmailChanged.key(),
        Kind::SessionEnded.key(),
        Kind::OtherSessionsEnded.key(),
        Kind::EmailChangeRefused.key(),
        Kind::MemberSessionsEnded.key(),
        Kind::MemberSessionEnded.key(),
        Kind::LimitLifted.key(),
        Kind::MemberEmailChanged.key(),
    ];
    let mut tx = enter().await?;
    tx.see(Action::ViewOwnTrail, &Target::Practice).await?;
    // Through another's eyes one sees what they see: their membership, and not the viewer's own account.
    let account = Some(tx.account.id.0).filter(|_| tx.actor().viewed_by.is_none());
    let whose: Vec<uuid::Uuid> = [Some(tx.actor().member.0), account].into_iter().flatten().collect();
    let rows = store::own_entries(tx.conn(), &whose, &KINDS).await?;
    Ok(rows.iter().map(|row| read::told_to(row, Reader::Concerned)).collect())
}
