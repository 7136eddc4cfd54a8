//! The SQL of what else someone has, besides clients and visits: each read for the page, and ended as they leave.

use super::store::{Kind, Went};
use crate::access::Permit;
use crate::base::{AppError, MemberId, SupervisionId};
use sqlx::PgConnection;
use uuid::Uuid;

/// A relation in which they supervise.
pub struct Supervisee {
    pub id: Uuid,
    pub member: MemberId,
    pub name: String,
    pub kind: String,
    pub frequency: String,
    /// Their role requires supervision, and nobody else gives it.
    pub left_without: bool,
}

pub async fn supervisees(conn: &mut PgConnection, member: MemberId) -> Result<Vec<Supervisee>, AppError> {
    let rows = sqlx::query!(
        r#"select s.id, s.supervisee_id, m.first_name || ' ' || m.last_name as "name!", s.kind, s.frequency,
             r.requires_supervision and not exists (select from supervision o
               join member b on b.practice_id = o.practice_id and b.id = o.supervisor_id and b.status in ('active', 'on_hold')
               where o.practice_id = s.practice_id and o.supervisee_id = s.supervisee_id and o.until is null and o.supervisor_id <> $1) as "left_without!"
           from supervision s
           join member m on m.practice_id = s.practice_id and m.id = s.supervisee_id
           join role r on r.practice_id = m.practice_id and r.id = m.role_id
           where s.practice_id = app_practice() and s.supervisor_id = $1 and s.until is null order by m.sort_key, s.id"#,
        member.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| Supervisee {
            id: r.id,
            member: MemberId(r.supervisee_id),
            name: r.name,
            kind: r.kind,
            frequency: r.frequency,
            left_without: r.left_without,
        })
        .collect())
}

/// Active members whose role can supervise.
pub async fn supervisors(conn: &mut PgConnection, but: MemberId) -> Result<Vec<(MemberId, String)>, AppError> {
    let rows = sqlx::query!(
        r#"select m.id, m.first_name || ' ' || m.last_name as "name!" from role r
           join member m on m.practice_id = r.practice_id and m.role_id = r.id
           where r.practice_id = app_practice() and r.can_supervise and m.status = 'active' and m.id <> $1 order by m.sort_key, m.id limit 200"#,
        but.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (MemberId(r.id), r.name)).collect())
}

/// Who supervises them, and what else ends by itself: groups, other locations, cover for them or by them, restricted
/// clients they are named for; each by its words, or how many.
pub struct Ending {
    pub supervisors: Vec<String>,
    pub groups: Vec<String>,
    pub locations: Vec<String>,
    pub coverage: i64,
    pub named: i64,
    pub offer: bool,
}

pub async fn ending(conn: &mut PgConnection, member: MemberId) -> Result<Ending, AppError> {
    let r = sqlx::query!(
        r#"select
             array(select m.first_name || ' ' || m.last_name from supervision s join member m on m.practice_id = s.practice_id and m.id = s.supervisor_id
               where s.practice_id = app_practice() and s.supervisee_id = $1 and s.until is null order by m.sort_key) as "supervisors!",
             array(select g.name from group_member x join practice_group g on g.practice_id = x.practice_id and g.id = x.group_id
               where x.practice_id = app_practice() and x.member_id = $1 and x.until is null order by lower(g.name)) as "groups!",
             array(select l.name from member_location x join location l on l.practice_id = x.practice_id and l.id = x.location_id
               where x.practice_id = app_practice() and x.member_id = $1 and x.until is null order by l.created_at) as "locations!",
             (select count(*) from coverage v where v.practice_id = app_practice() and v.absent_id = $1 and v.ends_at > app_now())
               + (select count(*) from coverage v where v.practice_id = app_practice() and v.cover_id = $1 and v.ends_at > app_now()) as "coverage!",
             (select count(*) from client_named n where n.practice_id = app_practice() and n.member_id = $1 and n.until is null) as "named!",
             exists (select from handover h where h.practice_id = app_practice() and h.to_member = $1 and h.state = 'open') as "offer!""#,
        member.0
    )
    .fetch_one(conn)
    .await?;
    Ok(Ending {
        supervisors: r.supervisors,
        groups: r.groups,
        locations: r.locations,
        coverage: r.coverage,
        named: r.named,
        offer: r.offer,
    })
}

// ── as they leave ──

pub async fn leave_groups(permit: &mut Permit, member: MemberId) -> Result<Vec<Went>, AppError> {
    let (now, by) = (permit.now, permit.by());
    let ended = sqlx::query_scalar!(
        "update group_member set until = $2, ended_by = $3 where practice_id = app_practice() and member_id = $1 and until is null returning group_id",
        member.0,
        now,
        by.0
    );
    Ok(went(Kind::Group, ended.fetch_all(permit.conn()).await?))
}

pub async fn leave_locations(permit: &mut Permit, member: MemberId) -> Result<Vec<Went>, AppError> {
    let (now, by) = (permit.now, permit.by());
    let ended = sqlx::query_scalar!(
        "update member_location set until = $2, ended_by = $3 where practice_id = app_practice() and member_id = $1 and until is null returning location_id",
        member.0,
        now,
        by.0
    );
    Ok(went(Kind::Location, ended.fetch_all(permit.conn()).await?))
}

pub async fn end_named(permit: &mut Permit, member: MemberId) -> Result<Vec<Went>, AppError> {
    let (now, by) = (permit.now, permit.by());
    let ended = sqlx::query_scalar!(
        "update client_named set until = $2, ended_by = $3 where practice_id = app_practice() and member_id = $1 and until is null returning client_id",
        member.0,
        now,
        by.0
    );
    Ok(went(Kind::Named, ended.fetch_all(permit.conn()).await?))
}

/// Cover of and by them that runs or is to come, with when it would have ended; it ends by the room whose it is.
pub async fn covers(permit: &mut Permit, member: MemberId) -> Result<Vec<Went>, AppError> {
    let now = permit.now;
    let open = sqlx::query!(
        r#"select v.id as "id!", v.ends_at as "ends_at!" from coverage v
             where v.practice_id = app_practice() and v.absent_id = $1 and v.ends_at > $2 and v.starts_at < v.ends_at
           union all
           select v.id, v.ends_at from coverage v
             where v.practice_id = app_practice() and v.cover_id = $1 and v.ends_at > $2 and v.starts_at < v.ends_at"#,
        member.0,
        now
    )
    .fetch_all(permit.conn())
    .await?;
    Ok(open.into_iter().map(|r| Went { until: Some(r.ends_at), ..Went::of(Kind::Coverage, r.id) }).collect())
}

/// Those who supervised them do so no more.
pub async fn end_supervisors(permit: &mut Permit, member: MemberId) -> Result<Vec<Went>, AppError> {
    let (now, by) = (permit.now, permit.by());
    let ended = sqlx::query_scalar!(
        "update supervision set until = $2, ended_by = $3 where practice_id = app_practice() and supervisee_id = $1 and until is null returning id",
        member.0,
        now,
        by.0
    );
    Ok(went(Kind::Supervisor, ended.fetch_all(permit.conn()).await?))
}

/// A relation in which they supervised ends; where someone takes over, a like one begins.
pub async fn pass_supervisee(permit: &mut Permit, of: &Supervisee, to: Option<MemberId>) -> Result<Went, sqlx::Error> {
    let (now, by) = (permit.now, permit.by());
    sqlx::query!(
        "update supervision set until = $2, ended_by = $3 where practice_id = app_practice() and id = $1 and until is null",
        of.id,
        now,
        by.0
    )
    .execute(permit.conn())
    .await?;
    let Some(to) = to else { return Ok(Went::of(Kind::Supervisee, of.id)) };
    let new = SupervisionId::new().0;
    sqlx::query!(
        "insert into supervision (practice_id, id, supervisor_id, supervisee_id, kind, frequency, since, set_by)
         values (app_practice(), $1, $2, $3, $4, $5, $6, $7)",
        new,
        to.0,
        of.member.0,
        of.kind,
        of.frequency,
        now,
        by.0
    )
    .execute(permit.conn())
    .await?;
    Ok(Went { became: Some(new), ..Went::of(Kind::Supervisee, of.id) })
}

/// An offer of the team to them is taken back.
pub async fn withdraw_offer(permit: &mut Permit, member: MemberId) -> Result<Vec<Uuid>, AppError> {
    let now = permit.now;
    Ok(sqlx::query_scalar!(
        "update handover set state = 'withdrawn', answered_at = $2 where practice_id = app_practice() and to_member = $1 and state = 'open' returning id",
        member.0,
        now
    )
    .fetch_all(permit.conn())
    .await?)
}

fn went(kind: Kind, ids: Vec<Uuid>) -> Vec<Went> {
    ids.into_iter().map(|id| Went::of(kind, id)).collect()
}
