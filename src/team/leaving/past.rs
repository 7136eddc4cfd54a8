//! The SQL of departures that were: to take one back, or to give whoever came back what they had.

use super::store::Kind;
use super::types::LeftSeen;
use crate::access::{Action, Actor, Permit, Target, can};
use crate::base::{AppError, BatchId, MemberId, OffboardingId, SupervisionId};
use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// So long a leaving can be taken back.
pub fn taken_back_within() -> Duration {
    Duration::hours(24)
}

/// A departure that stands.
#[derive(Clone, Debug)]
pub struct Past {
    pub id: OffboardingId,
    pub member: MemberId,
    pub name: String,
    /// Whoever removed them, or they themselves.
    pub by: MemberId,
    pub by_name: String,
    pub at: DateTime<Utc>,
    pub was: String,
    pub batch: BatchId,
    pub notes_to: Option<String>,
}

impl Past {
    /// `why_not`: why whoever looks can't take it back.
    pub fn seen(self, now: DateTime<Utc>, why_not: Option<String>) -> LeftSeen {
        let own = self.by == self.member;
        let until = self.at + taken_back_within();
        LeftSeen {
            id: self.member,
            name: self.name,
            at: self.at.into(),
            by: (!own).then_some(self.by_name),
            until: (!own && until > now).then(|| until.into()),
            why_not,
            notes_to: self.notes_to,
        }
    }
}

macro_rules! departures {
    ($where:literal, $($arg:expr),*) => {
        sqlx::query!(
            r#"select o.id, o.member_id, m.first_name || ' ' || m.last_name as "name!", o.by_member, b.first_name || ' ' || b.last_name as "by_name!",
                 o.at, o.was, o.batch, n.first_name || ' ' || n.last_name as notes_to
               from offboarding o
               join member m on m.practice_id = o.practice_id and m.id = o.member_id
               join member b on b.practice_id = o.practice_id and b.id = o.by_member
               left join member n on n.practice_id = o.practice_id and n.id = o.notes_to
               where o.practice_id = app_practice() and o.undone_at is null and "# + $where,
            $($arg),*
        )
    };
}

macro_rules! past {
    ($row:expr) => {{
        let r = $row;
        Past {
            id: OffboardingId(r.id),
            member: MemberId(r.member_id),
            name: r.name,
            by: MemberId(r.by_member),
            by_name: r.by_name,
            at: r.at,
            was: r.was,
            batch: BatchId(r.batch),
            notes_to: r.notes_to,
        }
    }};
}

/// The last departure of someone who is gone.
pub async fn last_of(conn: &mut PgConnection, member: MemberId) -> Result<Option<Past>, AppError> {
    let row = departures!("m.status = 'removed' and o.member_id = $1 order by o.at desc limit 1", member.0);
    Ok(row.fetch_optional(conn).await?.map(|r| past!(r)))
}

/// Who was removed lately, the last first.
pub async fn recent(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Vec<Past>, AppError> {
    let since = now - taken_back_within();
    let rows = departures!("m.status = 'removed' and o.at > $1 and o.by_member <> o.member_id order by o.at desc, o.id limit 5", since);
    Ok(rows.fetch_all(conn).await?.into_iter().map(|r| past!(r)).collect())
}

/// A former membership of whoever is on the team again under the same address, where its links were not answered for yet.
pub async fn before(conn: &mut PgConnection, member: MemberId) -> Result<Option<Past>, AppError> {
    let row = departures!(
        "o.returned_as is null and m.status in ('archived', 'removed') and o.member_id <> $1
           and exists (select from member w where w.practice_id = o.practice_id and w.id = $1 and w.email_key = m.email_key
             and w.status in ('active', 'on_hold', 'inactive', 'suspended')) order by o.at desc limit 1",
        member.0
    );
    Ok(row.fetch_optional(conn).await?.map(|r| past!(r)))
}

/// `false` if someone else has taken it back already.
pub async fn mark_undone(permit: &mut Permit, id: OffboardingId) -> Result<bool, AppError> {
    let (now, by) = (permit.now, permit.by());
    let done = sqlx::query!(
        "update offboarding set undone_at = $2, undone_by = $3 where practice_id = app_practice() and id = $1 and undone_at is null",
        id.0,
        now,
        by.0
    );
    Ok(done.execute(permit.conn()).await?.rows_affected() == 1)
}

/// `false` if someone else has answered already.
pub async fn mark_answered(permit: &mut Permit, id: OffboardingId, as_member: MemberId) -> Result<bool, AppError> {
    let (now, by) = (permit.now, permit.by());
    let done = sqlx::query!(
        "update offboarding set returned_as = $2, answered_at = $3, answered_by = $4
         where practice_id = app_practice() and id = $1 and undone_at is null and returned_as is null",
        id.0,
        as_member.0,
        now,
        by.0
    );
    Ok(done.execute(permit.conn()).await?.rows_affected() == 1)
}

/// The members of a batch, to hold them.
pub async fn members_of(conn: &mut PgConnection, batch: BatchId) -> Result<Vec<MemberId>, AppError> {
    let ids = sqlx::query_scalar!(
        r#"select distinct member_id as "id!" from assignment where practice_id = app_practice() and (batch = $1 or ended_batch = $1)"#,
        batch.0
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(MemberId).collect())
}

/// The clients of a batch, to hold them.
pub async fn clients_of(conn: &mut PgConnection, batch: BatchId) -> Result<Vec<Uuid>, AppError> {
    Ok(sqlx::query_scalar!(
        r#"select distinct client_id as "id!" from assignment where practice_id = app_practice() and (batch = $1 or ended_batch = $1) order by 1"#,
        batch.0
    )
    .fetch_all(conn)
    .await?)
}

// ── back as it was, as far as it still is what it became ──

/// Visits still to come go back; of clients who have gone on since, none. How many.
pub async fn visits_back(permit: &mut Permit, of: &Past, but: &[Uuid]) -> Result<i64, AppError> {
    let (now, by) = (permit.now, permit.by());
    let back = sqlx::query!(
        "update visit v set member_id = $2, state = 'scheduled', changed_at = $3, changed_by = $4 from offboarding_part p
         where p.practice_id = app_practice() and p.offboarding_id = $1 and v.practice_id = app_practice() and v.id = p.what
           and v.starts_at > $3 and v.client_id <> all ($5)
           and ((p.kind = 'visit_moved' and v.state = 'scheduled' and v.member_id = p.became)
             or (p.kind = 'visit_cancelled' and v.state = 'cancelled' and v.changed_at = $6 and v.member_id = $2))",
        of.id.0,
        of.member.0,
        now,
        by.0,
        but,
        of.at
    );
    Ok(back.execute(permit.conn()).await?.rows_affected() as i64)
}

/// Entries of the Unassigned board they saw to, and who sees to them since.
pub async fn entries(permit: &mut Permit, of: &Past) -> Result<Vec<(Uuid, MemberId)>, AppError> {
    let rows = sqlx::query!(
        r#"select what, became as "became!" from offboarding_part
           where practice_id = app_practice() and offboarding_id = $1 and kind = 'board' and became is not null"#,
        of.id.0
    )
    .fetch_all(permit.conn())
    .await?;
    Ok(rows.into_iter().map(|r| (r.what, MemberId(r.became))).collect())
}

/// Cover that would still be going on, between two who are on the team.
pub async fn coverage_back(permit: &mut Permit, of: &Past) -> Result<(), AppError> {
    let now = permit.now;
    sqlx::query!(
        "update coverage v set ends_at = p.until, ended_by = null, version = v.version + 1 from offboarding_part p
         where p.practice_id = app_practice() and p.offboarding_id = $1 and p.kind = 'coverage' and v.practice_id = app_practice() and v.id = p.what
           and p.until > $2 and v.ended_by is not null and v.ends_at = greatest(v.starts_at, $3)
           and (select count(*) from member m where m.practice_id = app_practice() and m.id in (v.absent_id, v.cover_id)
             and m.status in ('active', 'on_hold', 'inactive', 'suspended')) = 2",
        of.id.0,
        now,
        of.at
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

pub async fn named_back(permit: &mut Permit, of: &Past) -> Result<(), AppError> {
    let (now, by) = (permit.now, permit.by());
    sqlx::query!(
        "insert into client_named (practice_id, client_id, member_id, since, named_by)
         select app_practice(), p.what, $2, $3, $4 from offboarding_part p
         where p.practice_id = app_practice() and p.offboarding_id = $1 and p.kind = 'named' on conflict do nothing",
        of.id.0,
        of.member.0,
        now,
        by.0
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// In groups that are still there, all or some of them; which.
pub async fn groups_back(permit: &mut Permit, id: OffboardingId, to: MemberId, only: Option<&[Uuid]>) -> Result<Vec<Uuid>, AppError> {
    let (now, by) = (permit.now, permit.by());
    Ok(sqlx::query_scalar!(
        "insert into group_member (practice_id, group_id, member_id, since, put_by)
         select app_practice(), p.what, $2, $3, $4 from offboarding_part p
         join practice_group g on g.practice_id = app_practice() and g.id = p.what and g.deleted_at is null
         where p.practice_id = app_practice() and p.offboarding_id = $1 and p.kind = 'group' and ($5::uuid[] is null or p.what = any ($5))
         on conflict do nothing returning group_id",
        id.0,
        to.0,
        now,
        by.0,
        only
    )
    .fetch_all(permit.conn())
    .await?)
}

/// At locations that are in use, all or some of them; which.
pub async fn locations_back(permit: &mut Permit, id: OffboardingId, to: MemberId, only: Option<&[Uuid]>) -> Result<Vec<Uuid>, AppError> {
    let (now, by) = (permit.now, permit.by());
    Ok(sqlx::query_scalar!(
        "insert into member_location (practice_id, member_id, location_id, since, given_by)
         select app_practice(), $2, p.what, $3, $4 from offboarding_part p
         join location l on l.practice_id = app_practice() and l.id = p.what and l.archived_at is null
         join member m on m.practice_id = app_practice() and m.id = $2 and m.primary_location_id <> p.what
         where p.practice_id = app_practice() and p.offboarding_id = $1 and p.kind = 'location' and ($5::uuid[] is null or p.what = any ($5))
         on conflict do nothing returning location_id",
        id.0,
        to.0,
        now,
        by.0,
        only
    )
    .fetch_all(permit.conn())
    .await?)
}

/// A relation of supervision that ended with them.
pub struct Relation {
    pub id: Uuid,
    pub supervisor: MemberId,
    pub supervisee: MemberId,
    /// What began in its place, and whether that goes on.
    pub became: Option<Uuid>,
    pub goes_on: bool,
    pub supervisee_name: String,
    /// Whoever supervises them now in that place.
    pub now: Option<String>,
}

/// Those whose two are on the team, but for the one who left.
pub async fn relations(conn: &mut PgConnection, id: OffboardingId, left: MemberId, kind: Kind) -> Result<Vec<Relation>, AppError> {
    let rows = sqlx::query!(
        r#"select s.id, s.supervisor_id, s.supervisee_id, p.became, coalesce(n.until is null and n.id is not null, false) as "goes_on!",
             e.first_name || ' ' || e.last_name as "supervisee!", x.first_name || ' ' || x.last_name as now
           from offboarding_part p
           join supervision s on s.practice_id = app_practice() and s.id = p.what
           join member e on e.practice_id = app_practice() and e.id = s.supervisee_id
           join member r on r.practice_id = app_practice() and r.id = s.supervisor_id
           left join supervision n on n.practice_id = app_practice() and n.id = p.became
           left join member x on x.practice_id = app_practice() and x.id = n.supervisor_id and n.until is null
           where p.practice_id = app_practice() and p.offboarding_id = $1 and p.kind = $3
             and (e.id = $2 or e.status in ('active', 'on_hold', 'inactive', 'suspended'))
             and (r.id = $2 or r.status in ('active', 'on_hold', 'inactive', 'suspended'))
           order by e.sort_key, s.id"#,
        id.0,
        left.0,
        kind.key()
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| Relation {
            id: r.id,
            supervisor: MemberId(r.supervisor_id),
            supervisee: MemberId(r.supervisee_id),
            became: r.became,
            goes_on: r.goes_on,
            supervisee_name: r.supervisee,
            now: r.now,
        })
        .collect())
}

/// A like relation begins, and what came in its place ends.
pub async fn relation_back(permit: &mut Permit, of: &Relation, supervisor: MemberId, supervisee: MemberId) -> Result<(), sqlx::Error> {
    let (now, by) = (permit.now, permit.by());
    sqlx::query!(
        "update supervision set until = $2, ended_by = $3 where practice_id = app_practice() and id = $1 and until is null",
        of.became,
        now,
        by.0
    )
    .execute(permit.conn())
    .await?;
    sqlx::query!(
        "insert into supervision (practice_id, id, supervisor_id, supervisee_id, kind, frequency, since, set_by)
         select app_practice(), $2, $3, $4, kind, frequency, $5, $6 from supervision where practice_id = app_practice() and id = $1",
        of.id,
        SupervisionId::new().0,
        supervisor.0,
        supervisee.0,
        now,
        by.0
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// A former client, as far as whoever looks may know: who has it now.
pub struct FormerClient {
    pub id: Uuid,
    pub now: Option<String>,
    pub on_board: bool,
}

/// Clients they had until they left, but those whoever came back has again, and the archived.
pub async fn former_clients(conn: &mut PgConnection, of: &Past, came_back: MemberId) -> Result<Vec<FormerClient>, AppError> {
    let rows = sqlx::query!(
        r#"select a.client_id,
             (select m.first_name || ' ' || m.last_name from assignment o join member m on m.practice_id = o.practice_id and m.id = o.member_id
                where o.practice_id = app_practice() and o.client_id = a.client_id and o.until is null order by o."primary" desc, o.since, o.id limit 1) as now,
             exists (select from unassigned u where u.practice_id = app_practice() and u.client_id = a.client_id and u.until is null) as "on_board!"
           from assignment a
           where a.practice_id = app_practice() and a.ended_batch = $1 and a.member_id = $2 and not a.resting
             and not exists (select from assignment o where o.practice_id = app_practice() and o.client_id = a.client_id and o.member_id = $3 and o.until is null)
           order by a.client_id limit 500"#,
        of.batch.0,
        of.member.0,
        came_back.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| FormerClient { id: r.client_id, now: r.now, on_board: r.on_board }).collect())
}

/// Groups and locations they left, that are still there: id and name.
pub async fn former_places(
    conn: &mut PgConnection,
    id: OffboardingId,
    kind: Kind,
    came_back: MemberId,
) -> Result<Vec<(Uuid, String)>, AppError> {
    let rows = sqlx::query!(
        r#"select p.what, coalesce(g.name, l.name) as "name!" from offboarding_part p
           left join practice_group g on $2 = 'group' and g.practice_id = app_practice() and g.id = p.what and g.deleted_at is null
             and not exists (select from group_member x where x.practice_id = app_practice() and x.group_id = g.id and x.member_id = $3 and x.until is null)
           left join location l on $2 = 'location' and l.practice_id = app_practice() and l.id = p.what and l.archived_at is null
             and not exists (select from member_location x where x.practice_id = app_practice() and x.location_id = l.id and x.member_id = $3 and x.until is null)
             and not exists (select from member x where x.practice_id = app_practice() and x.id = $3 and x.primary_location_id = l.id)
           where p.practice_id = app_practice() and p.offboarding_id = $1 and p.kind = $2 and coalesce(g.name, l.name) is not null order by 2"#,
        id.0,
        kind.key(),
        came_back.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (r.what, r.name)).collect())
}

/// Who was removed in the last 24 hours and could be taken back by whoever looks.
pub async fn to_take_back(conn: &mut PgConnection, who: &Actor, now: DateTime<Utc>) -> Result<Vec<LeftSeen>, AppError> {
    let mut seen = Vec::new();
    for of in recent(conn, now).await? {
        let facts = crate::team::store::profile(conn, of.member).await?.facts(of.member);
        if can(who, Action::UndoLeaving, &Target::Member(facts)).allowed() {
            seen.push(of.seen(now, None));
        }
    }
    Ok(seen)
}
