//! What the page asks.

use super::types::{FactorsPage, SecuritySeen, SignInsPage};
use crate::base::{Answer, AppError};
use leptos::prelude::*;

/// Sign-ins of one page.
#[cfg(feature = "ssr")]
const PAGE: usize = 50;

/// Timeouts, limits, and what failed in the last seven days.
#[server(output = Answer)]
pub async fn practice_security() -> Result<SecuritySeen, AppError> {
    use super::types::{FailureOf, Failures, FailuresFrom};
    use crate::access::{Action, Target, can, enter};
    use crate::{audit, auth::sessions};
    const WHAT: &str = say!("what failed in the last seven days, on the security page");
    let mut tx = enter().await?;
    tx.see(Action::ViewSecurity, &Target::Practice).await?;
    let (now, name) = (tx.now, tx.practice.name.clone());
    let rules = crate::settings::second_factor_rules(tx.conn()).await?;
    let (with_passkey, with_authenticator) = crate::auth::factors::with_factors(tx.conn()).await?;
    let mut seen = SecuritySeen {
        logoff_minutes: tx.practice.logoff_minutes,
        without: rules.without,
        passkeys_only: rules.passkeys_only,
        with_passkey,
        with_authenticator,
        factor_required: rules.required.then_some(rules.grace_days),
        limits: sessions::limits(tx.conn(), None, now).await?,
        why_not_lift: can(tx.actor(), Action::LiftLimit, &Target::Practice).why_not(),
        failures: None,
    };
    if !can(tx.actor(), Action::ViewAudit, &Target::Practice).allowed() {
        return Ok(seen);
    }
    let since = now - chrono::Duration::days(7);
    let of = audit::failed_of(tx.conn(), since).await?;
    let networks = audit::failed_from(tx.conn(), since).await?;
    seen.failures = Some(Failures {
        from: since.date_naive().to_string(),
        of: of
            .into_iter()
            .map(|f| FailureOf {
                what: f.kind.words().to_string(),
                kind: f.kind.key().to_string(),
                who: f.who,
                member: f.member,
                times: f.times,
                last: f.last,
            })
            .collect(),
        networks: networks.into_iter().map(|f| FailuresFrom { ip: f.ip, times: f.times, whos: f.whos, last: f.last }).collect(),
    });
    if tx.actor().viewed_by.is_none() {
        let permit = tx.allow(Action::ViewAudit, &Target::Practice).await?;
        audit::note_reading(permit, name, WHAT).await?;
    }
    Ok(seen)
}

/// Who has which second factors, by name: those who lack what is asked for, unless `having` says whom.
#[server(output = Answer)]
pub async fn factors_of_all(having: String, after: String) -> Result<FactorsPage, AppError> {
    use crate::access::{Action, Target, enter};
    use crate::auth::factors::{Having, factors_of_members};
    use crate::base::MemberId;
    const PAGE: usize = 20;
    let having = having.parse().unwrap_or(Having::Lacking);
    let after = after.rsplit_once('~').and_then(|(key, id)| Some((key.replace('\0', ""), MemberId(id.parse().ok()?))));
    let after = after.unwrap_or_else(|| (String::new(), MemberId(uuid::Uuid::nil())));
    let mut tx = enter().await?;
    tx.see(Action::ViewSecurity, &Target::Practice).await?;
    let (rows, next) = factors_of_members(tx.conn(), having, after, PAGE).await?;
    Ok(FactorsPage { having, rows, next: next.map(|(key, id)| format!("{key}~{id}")) })
}

/// Who is signed in where, the latest first; `whose` narrows it to members in whose name or address it occurs.
#[server(output = Answer)]
pub async fn sign_ins_of_all(whose: String, after: String) -> Result<SignInsPage, AppError> {
    use super::types::SignInOf;
    use crate::access::{Action, Target, can, enter};
    use crate::auth::sessions;
    use crate::base::SessionId;
    let after = after
        .split_once('~')
        .and_then(|(at, id)| Some((chrono::DateTime::from_timestamp_micros(at.parse().ok()?)?, SessionId(id.parse().ok()?))));
    let whose: String = whose.chars().filter(|c| !c.is_control()).take(100).collect();
    let mut tx = enter().await?;
    tx.see(Action::ViewSecurity, &Target::Practice).await?;
    let (now, own) = (tx.now, tx.session);
    let mut rows = sessions::of_practice(tx.conn(), whose.trim(), now, after, PAGE as i64 + 1).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|last| format!("{}~{}", last.last_seen.timestamp_micros(), last.seen.id));
    let rows = rows
        .into_iter()
        .map(|mut row| {
            row.seen.this = row.seen.id == own;
            SignInOf { member: row.member, name: row.name, seen: row.seen }
        })
        .collect();
    Ok(SignInsPage { rows, next, why_not_end: can(tx.actor(), Action::EndSessions, &Target::Practice).why_not() })
}
