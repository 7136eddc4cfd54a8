//! What the screens of assigning ask the database.

use super::plan::{Held, Now};
use super::types::{CareTeamSeen, OnTeam, WasOnTeam};
use crate::access::Status;
use crate::base::{AppError, AssignmentId, BatchId, ClientId, GroupId, LocationId, MemberId};
use crate::caseload::Named;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// Everyone who has each of these clients now.
pub async fn now(conn: &mut PgConnection, clients: &[Uuid]) -> Result<Now, AppError> {
    let rows = sqlx::query!(
        r#"select a.client_id, a.member_id, m.first_name || ' ' || m.last_name as "name!", a."primary", a.weekly
           from unnest($1::uuid[]) g (id)
           cross join lateral (select * from assignment x where x.practice_id = app_practice() and x.client_id = g.id and coalesce(x.until, 'infinity') = 'infinity' offset 0) a
           cross join lateral (select * from member x where x.practice_id = app_practice() and x.id = a.member_id offset 0) m"#,
        clients
    )
    .fetch_all(conn)
    .await?;
    let mut now = Now::new();
    for r in rows {
        now.entry(r.client_id).or_default().push(Held {
            member: MemberId(r.member_id),
            name: r.name,
            primary: r.primary,
            weekly: r.weekly,
        });
    }
    Ok(now)
}

/// Where most of these clients are, and the group most of them are in.
pub async fn common(conn: &mut PgConnection, clients: &[Uuid]) -> Result<(Option<LocationId>, Option<GroupId>), AppError> {
    let r = sqlx::query!(
        r#"select (select mode() within group (order by location_id) from client where practice_id = app_practice() and id = any ($1)) as location,
             (select mode() within group (order by g.group_id) from group_client g
              where g.practice_id = app_practice() and g.client_id = any ($1) and g.until is null) as "group""#,
        clients
    )
    .fetch_one(conn)
    .await?;
    Ok((r.location.map(LocationId), r.group.map(GroupId)))
}

/// Target, limit and what is used, of each of these members.
pub struct Laden {
    pub member: MemberId,
    pub target: Option<i32>,
    pub limit: Option<i32>,
    pub used: i64,
}

pub async fn laden(conn: &mut PgConnection, members: &[MemberId]) -> Result<Vec<Laden>, AppError> {
    let ids: Vec<Uuid> = members.iter().map(|m| m.0).collect();
    let rows = sqlx::query!(
        r#"select m.id, m.capacity_target, m.capacity_limit,
             (select coalesce(sum(coalesce(a.weekly, 1)), 0) from assignment a
              where a.practice_id = app_practice() and a.member_id = m.id and a.until is null and not a.resting) as "used!"
           from member m where m.practice_id = app_practice() and m.id = any ($1)"#,
        &ids
    )
    .fetch_all(conn)
    .await?;
    let laden =
        rows.into_iter().map(|r| Laden { member: MemberId(r.id), target: r.capacity_target, limit: r.capacity_limit, used: r.used });
    Ok(laden.collect())
}

/// Of the clients that would go from whoever asks to these members, how many they would no longer see: those they see by
/// that assignment alone.
pub async fn lost_sight(
    conn: &mut PgConnection,
    clients: &[Uuid],
    to: &[MemberId],
    practice_wide: bool,
    locations: bool,
) -> Result<i64, AppError> {
    let to: Vec<Uuid> = to.iter().map(|m| m.0).collect();
    let lost = sqlx::query_scalar!(
        r#"with mine as materialized (select n.client_id, count(*) as ways from clients_by_name(app_member()) n group by 1),
           circle as materialized (select g.client_id from clients_by_group(app_member()) g)
           select count(*) as "n!" from unnest($1::uuid[], $2::uuid[]) given (id, member)
           join client c on c.practice_id = app_practice() and c.id = given.id
           join mine on mine.client_id = c.id and mine.ways = 1
           where (c.restricted or not ($3 or ($4 and c.location_id = any (select unnest(locations_of(app_practice(), app_member()))))
               or c.id in (select circle.client_id from circle)))
             and exists (select from assignment a where a.practice_id = app_practice() and a.client_id = c.id and a.member_id = app_member()
               and a.until is null and a."primary")
             and not exists (select from supervision s where s.practice_id = app_practice() and s.supervisor_id = app_member()
               and s.supervisee_id = given.member and s.until is null and s.kind in ('clinical', 'both'))
             and not exists (select from coverage v where v.practice_id = app_practice() and v.cover_id = app_member()
               and v.absent_id = given.member and v.whole and v.starts_at <= app_now() and v.ends_at > app_now())"#,
        clients,
        &to,
        practice_wide,
        locations
    );
    Ok(lost.fetch_one(conn).await?)
}

/// What the board can be narrowed to.
pub async fn places(conn: &mut PgConnection) -> Result<(Vec<Named>, Vec<Named>), AppError> {
    let rows = sqlx::query!(
        r#"select true as "location!", id as "id!", name as "name!" from location where practice_id = app_practice() and archived_at is null
           union all
           select false, id, name from practice_group where practice_id = app_practice() and deleted_at is null
           order by 3"#
    )
    .fetch_all(conn)
    .await?;
    let (locations, groups): (Vec<_>, Vec<_>) = rows.into_iter().partition(|r| r.location);
    let named = |id: Uuid, name: String| Named { id: id.to_string(), name };
    Ok((locations.into_iter().map(|r| named(r.id, r.name)).collect(), groups.into_iter().map(|r| named(r.id, r.name)).collect()))
}

/// First name and address of whoever gets a letter.
pub async fn address(conn: &mut PgConnection, member: MemberId) -> Result<(String, String), AppError> {
    let r = sqlx::query!("select first_name, email from member where practice_id = app_practice() and id = $1", member.0);
    let r = r.fetch_one(conn).await?;
    Ok((r.first_name, r.email))
}

/// An assignment that has not ended.
pub struct Running {
    pub member: MemberId,
    pub name: String,
    /// Others have the client too.
    pub others: bool,
}

pub async fn running(conn: &mut PgConnection, id: AssignmentId) -> Result<Running, AppError> {
    let r = sqlx::query!(
        r#"select a.member_id, m.first_name || ' ' || m.last_name as "name!",
             exists (select from assignment x where x.practice_id = a.practice_id and x.client_id = a.client_id and coalesce(x.until, 'infinity') = 'infinity' and x.id <> a.id) as "others!"
           from assignment a join member m on m.practice_id = a.practice_id and m.id = a.member_id
           where a.practice_id = app_practice() and a.id = $1 and a.until is null"#,
        id.0
    )
    .fetch_one(conn)
    .await?;
    Ok(Running { member: MemberId(r.member_id), name: r.name, others: r.others })
}

/// Whose client it is or was, of an assignment that may have ended.
pub async fn client_of(conn: &mut PgConnection, id: AssignmentId) -> Result<ClientId, AppError> {
    let client = sqlx::query_scalar!("select client_id from assignment where practice_id = app_practice() and id = $1", id.0);
    Ok(ClientId(client.fetch_one(conn).await?))
}

/// What was done together: by whom, when, to which clients.
pub struct Batch {
    pub by: Option<MemberId>,
    pub at: DateTime<Utc>,
    pub clients: Vec<Uuid>,
    /// To whom clients came, and from whom they went; how many.
    pub gave: Vec<(MemberId, i64)>,
    pub took: Vec<(MemberId, i64)>,
}

pub async fn batch(conn: &mut PgConnection, id: BatchId) -> Result<Batch, AppError> {
    let rows = sqlx::query!(
        r#"select client_id as "client_id!", member_id as "member_id!", true as "gave!", since as "at!", assigned_by as by
           from assignment where practice_id = app_practice() and batch = $1
           union all
           select client_id, member_id, false, until, ended_by
           from assignment where practice_id = app_practice() and ended_batch = $1 and batch is distinct from $1
           order by 1"#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    let first = rows.first().ok_or(AppError::NotFound)?;
    let (by, at) = (first.by.map(MemberId), first.at);
    let mut clients: Vec<Uuid> = rows.iter().map(|r| r.client_id).collect();
    clients.dedup();
    let count = |gave: bool| {
        let mut all = std::collections::BTreeMap::new();
        for r in rows.iter().filter(|r| r.gave == gave) {
            *all.entry(MemberId(r.member_id)).or_insert(0) += 1;
        }
        all.into_iter().collect::<Vec<_>>()
    };
    let (gave, took) = (count(true), count(false));
    Ok(Batch { by, at, clients, gave, took })
}

/// Shown of a client's past at most.
const PAST: i64 = 100;

pub async fn care_team(conn: &mut PgConnection, client: ClientId) -> Result<CareTeamSeen, AppError> {
    let rows = sqlx::query!(
        r#"select a.id, a.member_id, m.first_name || ' ' || m.last_name as "name!", m.status, m.left_at, a."primary", a.since, a.until,
             a.weekly, b.first_name || ' ' || b.last_name as by, a.reason, a.hand_off,
             e.first_name || ' ' || e.last_name as ended_by, a.ended_reason
           from assignment a
           join member m on m.practice_id = a.practice_id and m.id = a.member_id
           left join member b on b.practice_id = a.practice_id and b.id = a.assigned_by
           left join member e on e.practice_id = a.practice_id and e.id = a.ended_by
           where a.practice_id = app_practice() and a.client_id = $1
           order by a.until is not null, a.until desc, a."primary" desc, a.since, a.id limit $2"#,
        client.0,
        PAST
    )
    .fetch_all(conn)
    .await?;
    let mut seen = CareTeamSeen::default();
    for r in rows {
        let status = r.status.parse().unwrap_or(Status::Inactive);
        let id = AssignmentId(r.id);
        match r.until {
            None => seen.now.push(OnTeam {
                id,
                member: MemberId(r.member_id),
                name: r.name,
                standing: (status != Status::Active).then(|| status.words().to_string()),
                primary: r.primary,
                since: r.since.into(),
                weekly: r.weekly,
                by: r.by,
                reason: r.reason,
                hand_off: r.hand_off,
            }),
            Some(until) => seen.past.push(WasOnTeam {
                id,
                name: r.name,
                left: r.left_at.filter(|_| matches!(status, Status::Archived | Status::Removed)).map(Into::into),
                primary: r.primary,
                since: r.since.into(),
                until: until.into(),
                by: r.by,
                reason: r.reason,
                ended_by: r.ended_by,
                ended_reason: r.ended_reason,
                hand_off: r.hand_off,
            }),
        }
    }
    Ok(seen)
}

/// Everyone active who can see to a client: their role may view clients.
pub async fn owners(conn: &mut PgConnection) -> Result<Vec<(MemberId, String)>, AppError> {
    let rows = sqlx::query!(
        r#"select m.id, m.first_name || ' ' || m.last_name as "name!" from member m
           join role r on r.practice_id = m.practice_id and r.id = m.role_id
           where m.practice_id = app_practice() and m.status = 'active'
             and clients_reach(effective_grants(r.grants, r.off, m.overrides)) <> 'none' order by m.sort_key, m.id"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (MemberId(r.id), r.name)).collect())
}

/// A day at the client's location, as a date field has it, and the moment it ends.
pub async fn day_there(conn: &mut PgConnection, client: ClientId, day: &str) -> Result<Option<DateTime<Utc>>, AppError> {
    let Ok(day) = day.trim().parse::<chrono::NaiveDate>() else { return Ok(None) };
    let Some(next) = day.succ_opt() else { return Ok(None) };
    let end = sqlx::query_scalar!(
        r#"select ($2::date::timestamp at time zone l.timezone) as "end!" from client c
           join location l on l.practice_id = c.practice_id and l.id = c.location_id
           where c.practice_id = app_practice() and c.id = $1"#,
        client.0,
        next
    );
    Ok(Some(end.fetch_one(conn).await?))
}
