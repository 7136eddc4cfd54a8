//! The SQL of a status: since when, by whom, why.

use super::types::{StatusSeen, Step};
use crate::access::{Actor, Permission, Target, can};
use crate::base::{AppError, MemberId};
use crate::team::store::ProfileRead;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

/// How it stands with a member, beside what `store::profile` says: what several rooms show of it on the card, in one statement.
pub struct StandingRead {
    /// Since when and by whom the status is what it is, where it was another before.
    since: Option<DateTime<Utc>>,
    by: String,
    reason: String,
    unused: bool,
    open_sign_ins: i64,
    /// Their account has a second factor.
    pub second_factor: bool,
    /// What their clients weigh together.
    pub load: i64,
}

pub async fn standing(conn: &mut PgConnection, id: MemberId, now: DateTime<Utc>) -> Result<StandingRead, AppError> {
    Ok(sqlx::query_as!(
        StandingRead,
        r#"select p.until as "since?", coalesce(b.first_name || ' ' || b.last_name, '') as "by!", m.status_reason as reason,
             ((m.status in ('active', 'on_hold') and coalesce(m.last_sign_in_at, m.joined_at) < $2::timestamptz - interval '90 days') is true) as "unused!",
             open_sign_ins(m.id, $2) as "open_sign_ins!", member_has_second_factor(m.id) as "second_factor!",
             (select coalesce(sum(coalesce(a.weekly, 1)), 0) from assignment a
              where a.practice_id = app_practice() and a.member_id = $1 and a.until is null and not a.resting) as "load!"
           from member m
           left join lateral (
             select p.until, p.changed_by from member_past p
             where p.practice_id = m.practice_id and p.member_id = m.id and p.status <> m.status order by p.until desc limit 1) p on true
           left join member b on b.practice_id = m.practice_id and b.id = p.changed_by
           where m.practice_id = app_practice() and m.id = $1"#,
        id.0,
        now
    )
    .fetch_one(conn)
    .await?)
}

/// As much of it as this actor may see; nothing before the membership has begun and after it has ended.
pub fn seen(who: &Actor, id: MemberId, of: &ProfileRead, r: &StandingRead) -> Option<StatusSeen> {
    let edits = sees_reasons(who, id);
    let on = Target::Member(of.facts(id));
    let steps = Step::ALL.into_iter().filter(|s| s.leads_to() != of.status).map(|s| (s, can(who, s.action(), &on).why_not())).collect();
    of.status.is_current().then(|| StatusSeen {
        status: of.status,
        since: r.since.map(Into::into).or(of.joined_at),
        by: Some(r.by.clone()).filter(|by| edits && !by.is_empty()),
        reason: Some(r.reason.clone()).filter(|reason| edits && !reason.is_empty()),
        open_sign_ins: if edits { r.open_sign_ins } else { 0 },
        unused: r.unused,
        steps,
    })
}

/// Why someone was suspended is for those who may edit the team; whoever it is about is never among them, nor anyone
/// who looks through another's eyes, for it may be they.
pub fn sees_reasons(who: &Actor, member: MemberId) -> bool {
    who.holds(Permission::TeamEdit) && who.member != member && who.viewed_by.is_none()
}
