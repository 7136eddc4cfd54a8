//! The SQL of a status: since when, by whom, why.

use super::types::{StatusSeen, Step};
use crate::access::{Actor, Permission, Target, can};
use crate::base::{AppError, MemberId};
use crate::team::store::ProfileRead;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

/// As much of it as this actor may see; nothing before the membership has begun and after it has ended.
pub async fn seen(
    conn: &mut PgConnection,
    who: &Actor,
    id: MemberId,
    of: &ProfileRead,
    now: DateTime<Utc>,
) -> Result<Option<StatusSeen>, AppError> {
    if !of.status.is_current() {
        return Ok(None);
    }
    let edits = sees_reasons(who, id);
    let r = sqlx::query!(
        r#"select p.until as since, coalesce(b.first_name || ' ' || b.last_name, '') as "by!", m.status_reason,
             ((m.status in ('active', 'on_hold') and coalesce(m.last_sign_in_at, m.joined_at) < $2::timestamptz - interval '90 days') is true) as "unused!",
             case when $3 then open_sign_ins(m.id, $2) else 0 end as "open_sign_ins!"
           from member m
           left join lateral (
             select p.until, p.changed_by from member_past p
             where p.practice_id = m.practice_id and p.member_id = m.id and p.status <> m.status order by p.until desc limit 1) p on true
           left join member b on b.practice_id = m.practice_id and b.id = p.changed_by
           where m.practice_id = app_practice() and m.id = $1"#,
        id.0,
        now,
        edits
    )
    .fetch_one(conn)
    .await?;
    let on = Target::Member(of.facts(id));
    let steps = Step::ALL.into_iter().filter(|s| s.leads_to() != of.status).map(|s| (s, can(who, s.action(), &on).why_not())).collect();
    Ok(Some(StatusSeen {
        status: of.status,
        since: r.since.map(Into::into).or(of.joined_at),
        by: Some(r.by).filter(|by| edits && !by.is_empty()),
        reason: Some(r.status_reason).filter(|reason| edits && !reason.is_empty()),
        open_sign_ins: r.open_sign_ins,
        unused: r.unused,
        steps,
    }))
}

/// Why someone was suspended is for those who may edit the team; whoever it is about is never among them, nor anyone
/// who looks through another's eyes, for it may be they.
pub fn sees_reasons(who: &Actor, member: MemberId) -> bool {
    who.holds(Permission::TeamEdit) && who.member != member && who.viewed_by.is_none()
}
