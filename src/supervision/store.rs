//! The SQL of supervision.

use super::types::{Frequency, Kind, Relation, SupervisionSeen, SupervisorChoice};
use crate::access::{Action, Actor, Permit, Status, Target, can};
use crate::base::{AppError, MemberId, SupervisionId};
use sqlx::PgConnection;

/// Shown or offered at most.
const MOST: i64 = 200;

/// The relations of a member as they are now, both ways, and whether one is missing.
pub async fn seen(conn: &mut PgConnection, who: &Actor, member: MemberId) -> Result<SupervisionSeen, AppError> {
    let rows = sqlx::query!(
        r#"select p.supervision_on, p.several_supervisors, r.requires_supervision and me.status in ('invited', 'active', 'on_hold', 'inactive', 'suspended') as "requires!",
             s.id as "id?", s.above as "above?", m.id as "member_id?", m.first_name || ' ' || m.last_name as "name",
             m.status as "status?", s.kind as "kind?", s.frequency as "frequency?", s.since as "since?"
           from member me
           join practice p on p.id = me.practice_id
           join role r on r.practice_id = me.practice_id and r.id = me.role_id
           left join (select x.id, true as above, x.supervisor_id as other, x.kind, x.frequency, x.since
                        from supervision x where x.practice_id = app_practice() and x.supervisee_id = $1 and x.until is null
                      union all
                      select x.id, false, x.supervisee_id, x.kind, x.frequency, x.since
                        from supervision x where x.practice_id = app_practice() and x.supervisor_id = $1 and x.until is null) s on true
           left join member m on m.practice_id = app_practice() and m.id = s.other
           where me.practice_id = app_practice() and me.id = $1
           order by m.sort_key, s.id limit $2"#,
        member.0,
        MOST
    )
    .fetch_all(conn)
    .await?;
    let mut seen = SupervisionSeen { why_not_set: can(who, Action::SetSupervision, &Target::Practice).why_not(), ..Default::default() };
    seen.off = rows.iter().any(|r| !r.supervision_on);
    seen.one_each = rows.iter().any(|r| !r.several_supervisors);
    seen.missing = rows.iter().any(|r| r.requires) && !seen.off;
    for r in rows {
        let (Some(id), Some(other), Some(since)) = (r.id, r.member_id, r.since) else { continue };
        let status = r.status.and_then(|s| s.parse().ok()).unwrap_or(Status::Inactive);
        let relation = Relation {
            id: SupervisionId(id),
            member: MemberId(other),
            name: r.name.unwrap_or_default(),
            standing: (status != Status::Active).then(|| status.words().to_string()),
            kind: r.kind.and_then(|k| k.parse().ok()).unwrap_or(Kind::Both),
            frequency: r.frequency.and_then(|f| f.parse().ok()).unwrap_or(Frequency::AsNeeded),
            since: since.into(),
        };
        if r.above.unwrap_or(false) {
            seen.missing &= !status.enters();
            seen.supervisors.push(relation);
        } else {
            seen.supervisees.push(relation);
        }
    }
    Ok(seen)
}

/// A member, as far as supervision asks.
pub struct Side {
    pub name: String,
    pub status: Status,
    pub role_name: String,
    pub can_supervise: bool,
}

pub async fn side(conn: &mut PgConnection, member: MemberId) -> Result<Side, AppError> {
    let r = sqlx::query!(
        r#"select m.first_name || ' ' || m.last_name as "name!", m.status, r.name as role_name, r.can_supervise
           from member m join role r on r.practice_id = m.practice_id and r.id = m.role_id
           where m.practice_id = app_practice() and m.id = $1 and m.status <> 'withdrawn'"#,
        member.0
    )
    .fetch_one(conn)
    .await?;
    let status = r.status.parse().unwrap_or(Status::Inactive);
    Ok(Side { name: r.name, status, role_name: r.role_name, can_supervise: r.can_supervise })
}

/// Everyone active whose role can supervise, but the member, and those who do so already.
pub async fn choices(conn: &mut PgConnection, member: MemberId) -> Result<Vec<SupervisorChoice>, AppError> {
    let rows = sqlx::query!(
        r#"select m.id, m.first_name || ' ' || m.last_name as "name!", r.name as role_name
           from role r join member m on m.practice_id = r.practice_id and m.role_id = r.id
           where r.practice_id = app_practice() and r.can_supervise and m.status = 'active' and m.id <> $1
             and not exists (select from supervision s where s.practice_id = app_practice() and s.supervisee_id = $1
               and s.supervisor_id = m.id and s.until is null)
           order by m.sort_key, m.id limit $2"#,
        member.0,
        MOST
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| SupervisorChoice { id: MemberId(r.id), name: r.name, role_name: r.role_name }).collect())
}

pub struct NewRelation {
    pub id: SupervisionId,
    pub supervisor: MemberId,
    pub supervisee: MemberId,
    pub kind: Kind,
    pub frequency: Frequency,
}

pub async fn begin(permit: &mut Permit, new: &NewRelation) -> Result<(), sqlx::Error> {
    let (now, by) = (permit.now, permit.by());
    sqlx::query!(
        "insert into supervision (practice_id, id, supervisor_id, supervisee_id, kind, frequency, since, set_by)
         values (app_practice(), $1, $2, $3, $4, $5, $6, $7)",
        new.id.0,
        new.supervisor.0,
        new.supervisee.0,
        new.kind.key(),
        new.frequency.key(),
        now,
        by.0
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// The two of a relation that has not ended: supervisee, their name, the supervisor's name.
pub async fn pair(conn: &mut PgConnection, id: SupervisionId) -> Result<(MemberId, String, String), AppError> {
    let r = sqlx::query!(
        r#"select s.supervisee_id, e.first_name || ' ' || e.last_name as "supervisee!", r.first_name || ' ' || r.last_name as "supervisor!"
           from supervision s
           join member e on e.practice_id = s.practice_id and e.id = s.supervisee_id
           join member r on r.practice_id = s.practice_id and r.id = s.supervisor_id
           where s.practice_id = app_practice() and s.id = $1"#,
        id.0
    )
    .fetch_one(conn)
    .await?;
    Ok((MemberId(r.supervisee_id), r.supervisee, r.supervisor))
}

/// `false` if it has ended already.
pub async fn end(permit: &mut Permit, id: SupervisionId) -> Result<bool, AppError> {
    let (now, by) = (permit.now, permit.by());
    let done = sqlx::query!(
        "update supervision set until = $2, ended_by = $3 where practice_id = app_practice() and id = $1 and until is null",
        id.0,
        now,
        by.0
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
