//! The SQL of who sees a client: three statements, however many members there are. $2 is a past moment, or nothing for now;
//! then only what has not ended counts, as in `clients_by_name` and `clients_by_group`.

use super::types::Why;
use crate::access::{Scope, Status};
use crate::base::{AppError, ClientId, MemberId};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sqlx::PgConnection;
use uuid::Uuid;

/// Asked about at once.
const ASKED: i64 = 10;

/// When it is asked about.
#[derive(Clone, Copy)]
pub struct At {
    pub then: Option<DateTime<Utc>>,
    pub now: DateTime<Utc>,
}

impl At {
    /// By which cover begins and ends.
    pub fn moment(self) -> DateTime<Utc> {
        self.then.unwrap_or(self.now)
    }
}

/// The client, as far as it decides: where it was, and whether it was restricted.
pub struct Placed {
    pub location: Uuid,
    pub location_name: String,
    pub restricted: bool,
    pub archived: bool,
}

/// Since when there is the client, and the zone by which the practice's days end: of its first location.
pub async fn since(conn: &mut PgConnection, client: ClientId) -> Result<(DateTime<Utc>, Tz), AppError> {
    let r = sqlx::query!(
        r#"select c.created_at, (select l.timezone from location l where l.practice_id = app_practice() order by l.created_at, l.id limit 1) as zone
           from client c where c.practice_id = app_practice() and c.id = $1"#,
        client.0
    )
    .fetch_one(conn)
    .await?;
    Ok((r.created_at, r.zone.and_then(|zone| zone.parse().ok()).unwrap_or(Tz::UTC)))
}

pub async fn placed(conn: &mut PgConnection, client: ClientId, at: At) -> Result<Placed, AppError> {
    let r = sqlx::query!(
        r#"select s.location_id as "location_id!", l.name, s.restricted as "restricted!", s.archived as "archived!"
           from client c
           left join lateral (
             select p.location_id, p.restricted, p.archived from client_past p
             where $2::timestamptz is not null and p.practice_id = app_practice() and p.client_id = c.id and p.until > $2 order by p.until limit 1) p on true
           cross join lateral (
             select coalesce(p.location_id, c.location_id) as location_id, coalesce(p.restricted, c.restricted) as restricted,
               coalesce(p.archived, c.archived_at is not null) as archived) s
           join location l on l.practice_id = app_practice() and l.id = s.location_id
           where c.practice_id = app_practice() and c.id = $1"#,
        client.0,
        at.then
    )
    .fetch_one(conn)
    .await?;
    Ok(Placed { location: r.location_id, location_name: r.name, restricted: r.restricted, archived: r.archived })
}

/// What links a member to the client: a reason, or what is nearly one, in words.
pub enum Link {
    Why(Why),
    Nearly(String),
}

/// Everything that links anyone to the client.
pub async fn links(conn: &mut PgConnection, client: ClientId, at: At) -> Result<Vec<(MemberId, Link)>, AppError> {
    let rows = sqlx::query!(
        r#"with switched as materialized (
             select case when $2::timestamptz is null then p.supervision_on else not exists (
               select from supervision_off o where o.practice_id = app_practice() and o.since <= $2 and (o.until is null or o.until > $2)) end as on
             from practice p where p.id = app_practice()),
           had as materialized (
             select a.member_id, a.since, a."primary" from assignment a where a.practice_id = app_practice() and a.client_id = $1
               and case when $2::timestamptz is null then a.until is null else a.since <= $2 and (a.until is null or a.until > $2) end),
           saw as materialized (
             select w.member_id from client_seen_past w where w.practice_id = app_practice() and w.client_id = $1
               and case when $2::timestamptz is null then w.until is null else w.since <= $2 and (w.until is null or w.until > $2) end)
           select x.member_id as "member_id!", x.what as "what!", x.since as "since!", x.until, x.flag as "flag!",
             coalesce(v.first_name || ' ' || v.last_name, g.name, '') as "via!"
           from (
             select h.member_id, 'assigned' as what, null::uuid as via, h.since, null::timestamptz as until, h."primary" as flag from had h
             union all
             select v.cover_id, 'covers', v.absent_id, v.starts_at, v.ends_at, v.starts_at <= $3
               from had h join coverage v on v.practice_id = app_practice() and v.absent_id = h.member_id and v.ends_at > $3
                 and v.starts_at < v.ends_at and (v.starts_at <= $3 or $2::timestamptz is null)
               where v.whole or exists (select from coverage_client y where y.practice_id = app_practice() and y.coverage_id = v.id and y.client_id = $1)
             union all
             select s.supervisor_id, 'supervises', s.supervisee_id, s.since, null, s.kind in ('clinical', 'both')
               from had h join supervision s on s.practice_id = app_practice() and s.supervisee_id = h.member_id
                 and case when $2::timestamptz is null then s.until is null else s.since <= $2 and (s.until is null or s.until > $2) end
             union all
             select s.supervisor_id, 'supervises_seen', s.supervisee_id, s.since, null, s.kind in ('clinical', 'both')
               from saw w join supervision s on s.practice_id = app_practice() and s.supervisee_id = w.member_id
                 and case when $2::timestamptz is null then s.until is null else s.since <= $2 and (s.until is null or s.until > $2) end
             union all
             select n.member_id, 'named', null, n.since, null, true from client_named n where n.practice_id = app_practice() and n.client_id = $1
               and case when $2::timestamptz is null then n.until is null else n.since <= $2 and (n.until is null or n.until > $2) end
             union all
             select u.owner_id, 'board', null, u.since, null, true from unassigned u where u.practice_id = app_practice() and u.client_id = $1
               and case when $2::timestamptz is null then u.until is null else u.since <= $2 and (u.until is null or u.until > $2) end
             union all
             select m.member_id, 'group', m.group_id, m.since, null, true
               from group_client c join group_member m on m.practice_id = app_practice() and m.group_id = c.group_id
                 and case when $2::timestamptz is null then m.until is null else m.since <= $2 and (m.until is null or m.until > $2) end
               where c.practice_id = app_practice() and c.client_id = $1
                 and case when $2::timestamptz is null then c.until is null else c.since <= $2 and (c.until is null or c.until > $2) end
             union all
             select '00000000-0000-0000-0000-000000000000'::uuid, 'switched_off', null, now(), null, true from switched w where not w.on) x
           left join member v on v.practice_id = app_practice() and v.id = x.via
           left join practice_group g on g.practice_id = app_practice() and g.id = x.via
           order by x.since"#,
        client.0,
        at.then,
        at.moment()
    )
    .fetch_all(conn)
    .await?;
    let off = rows.iter().any(|r| r.what == "switched_off");
    let link = |what: &str, flag: bool, of: String, since: DateTime<Utc>, until: Option<DateTime<Utc>>| match (what, flag) {
        ("assigned", primary) => Link::Why(Why::Assigned { since: since.into(), primary }),
        ("covers", true) => Link::Why(Why::Covers { of, until: until.unwrap_or(since).into() }),
        ("covers", false) => Link::Nearly(say!("They are to cover for {of}, but not yet.")),
        ("supervises" | "supervises_seen", _) if off => {
            Link::Nearly(say!("They supervise {of}, but supervision is switched off for the practice."))
        }
        ("supervises" | "supervises_seen", false) => {
            Link::Nearly(say!("They supervise {of}, but only administratively, which shows no clients."))
        }
        ("supervises", true) => Link::Why(Why::Supervises { of }),
        ("supervises_seen", true) => Link::Why(Why::SupervisesSeen { of }),
        ("named", _) => Link::Why(Why::Named { since: since.into() }),
        ("board", _) => Link::Why(Why::Board { since: since.into() }),
        _ => Link::Why(Why::Group { name: of }),
    };
    let told = rows.into_iter().filter(|r| r.what != "switched_off");
    Ok(told.map(|r| (MemberId(r.member_id), link(&r.what, r.flag, r.via, r.since, r.until))).collect())
}

/// A member as they are or were, as far as it decides.
pub struct Person {
    pub id: MemberId,
    pub name: String,
    pub left_at: Option<DateTime<Utc>>,
    pub status: Status,
    pub role: String,
    /// The role was held for a limited time, which is over.
    pub expired: bool,
    /// How far the role sees clients.
    pub reach: Option<Scope>,
    /// They work where the client is.
    pub there: bool,
}

/// Everyone who has been on the team by then, in the order of names.
pub async fn people(conn: &mut PgConnection, location: Uuid, at: At) -> Result<Vec<Person>, AppError> {
    let rows = sqlx::query!(
        r#"select m.id, m.first_name || ' ' || m.last_name as "name!",
             case when m.status in ('archived', 'removed') then coalesce(m.left_at, m.changed_at) end as left_at,
             s.status as "status!", coalesce(o.name, r.name, 'A role since deleted') as "role!",
             clients_reach(e.grants) as "reach!",
             s.location_id = $1 or m.id in (
               select l.member_id from member_location l where l.practice_id = app_practice() and l.location_id = $1
                 and case when $2::timestamptz is null then l.until is null else l.since <= $2 and (l.until is null or l.until > $2) end) as "there!",
             coalesce(r.limit_hours is not null and make_interval(hours => r.limit_hours) + case
               when $2::timestamptz is null then m.role_since
               else coalesce((select max(x.until) from member_past x where x.practice_id = app_practice() and x.member_id = m.id and x.until <= $2
                 and (x.role_id <> s.role_id or x.status = 'invited')), m.joined_at, m.began_at) end <= $3, false) as "expired!"
           from member m
           left join lateral (
             select p.status, p.role_id, p.primary_location_id, p.overrides from member_past p
             where $2::timestamptz is not null and p.practice_id = app_practice() and p.member_id = m.id and p.until > $2 order by p.until limit 1) p on true
           cross join lateral (
             select coalesce(p.status, m.status) as status, coalesce(p.role_id, m.role_id) as role_id,
               coalesce(p.primary_location_id, m.primary_location_id) as location_id, coalesce(p.overrides, m.overrides) as overrides) s
           left join role r on r.practice_id = app_practice() and r.id = s.role_id
           left join lateral (
             select o.name, o.grants, o.off from role_past o
             where $2::timestamptz is not null and o.practice_id = app_practice() and o.role_id = s.role_id and o.until > $2 order by o.until limit 1) o on true
           -- mostly there is nothing to work out
           cross join lateral (
             select case when coalesce(o.off, r.off) = '{}' and s.overrides = '{}' then coalesce(o.grants, r.grants)
               else effective_grants(coalesce(o.grants, r.grants, '{}'), coalesce(o.off, r.off, '{}'), s.overrides) end as grants offset 0) e
           where m.practice_id = app_practice() and m.status <> 'withdrawn' and ($2::timestamptz is null or m.began_at <= $2)
           order by m.sort_key, m.id"#,
        location,
        at.then,
        at.moment()
    )
    .fetch_all(conn)
    .await?;
    let reach = |key: &str| match key {
        "practice" => Some(Scope::WholePractice),
        "locations" => Some(Scope::OwnLocations),
        "own" => Some(Scope::OwnCaseload),
        _ => None,
    };
    let person = rows.into_iter().map(|r| Person {
        id: MemberId(r.id),
        name: r.name,
        left_at: r.left_at,
        // A status this build does not know lets nobody in.
        status: r.status.parse().unwrap_or(Status::Suspended),
        role: r.role,
        expired: r.expired,
        reach: reach(&r.reach),
        there: r.there,
    });
    Ok(person.collect())
}

/// Whose names or addresses have words that begin as was typed; those who have left too.
pub async fn called(conn: &mut PgConnection, typed: &str) -> Result<Vec<MemberId>, AppError> {
    let typed: String = typed.chars().filter(|c| !c.is_control()).take(100).collect();
    let rows = sqlx::query!(
        r#"with q as materialized (select words_of($1) as w)
           select distinct m.sort_key, m.id from q
           join member_word w on w.practice_id = app_practice() and w.word >= q.w[1] and w.word < q.w[1] || chr(1114111)
           join member m on m.practice_id = app_practice() and m.id = w.member_id and m.status <> 'withdrawn'
           where q.w[2] is null or exists (select from member_word x where x.practice_id = app_practice() and x.member_id = m.id
             and x.word >= q.w[2] and x.word < q.w[2] || chr(1114111))
           order by m.sort_key, m.id limit $2"#,
        typed,
        ASKED
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| MemberId(r.id)).collect())
}
