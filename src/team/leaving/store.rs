//! The SQL of leaving: what someone has, and how it goes.

use crate::access::Permit;
use crate::base::{AppError, BatchId, MemberId, OffboardingId};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

// ── their clients ──

/// An assignment of theirs that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theirs {
    pub client: Uuid,
    pub primary: bool,
    /// The client is archived.
    pub resting: bool,
    /// How many others have the client.
    pub others: i64,
    /// The next in line among them.
    pub stays_with: Option<String>,
}

pub async fn theirs(conn: &mut PgConnection, member: MemberId) -> Result<Vec<Theirs>, AppError> {
    let rows = sqlx::query!(
        r#"select a.client_id, a."primary", a.resting,
             (select count(*) from assignment o where o.practice_id = a.practice_id and o.client_id = a.client_id and o.until is null
                and o.member_id <> a.member_id) as "others!",
             (select m.first_name || ' ' || m.last_name from assignment o
                join member m on m.practice_id = o.practice_id and m.id = o.member_id
                where o.practice_id = a.practice_id and o.client_id = a.client_id and o.until is null and o.member_id <> a.member_id
                order by o."primary" desc, o.since, o.id limit 1) as stays_with
           from assignment a where a.practice_id = app_practice() and a.member_id = $1 and a.until is null order by a.client_id"#,
        member.0
    )
    .fetch_all(conn)
    .await?;
    let one = |r| Theirs { client: r, primary: false, resting: false, others: 0, stays_with: None };
    Ok(rows
        .into_iter()
        .map(|r| Theirs { primary: r.primary, resting: r.resting, others: r.others, stays_with: r.stays_with, ..one(r.client_id) })
        .collect())
}

/// Where clients are who are seen.
pub async fn places(conn: &mut PgConnection, clients: &[Uuid]) -> Result<HashMap<Uuid, String>, AppError> {
    let rows = sqlx::query!(
        "select c.id, l.name from client c join location l on l.practice_id = c.practice_id and l.id = c.location_id
         where c.practice_id = app_practice() and c.id = any ($1)",
        clients
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (r.id, r.name)).collect())
}

/// What a plan is made over: it is another as soon as they have one client, supervisee or entry more or less.
pub async fn looked_at(conn: &mut PgConnection, member: MemberId) -> Result<String, AppError> {
    Ok(sqlx::query_scalar!(
        r#"select md5(coalesce(string_agg(x.id::text, ',' order by x.id), '')) as "seen!" from (
             select id from assignment where practice_id = app_practice() and member_id = $1 and until is null
             union all
             select o.id from assignment a join assignment o on o.practice_id = a.practice_id and o.client_id = a.client_id and o.until is null
               where a.practice_id = app_practice() and a.member_id = $1 and a.until is null and o.member_id <> $1
             union all
             select id from supervision where practice_id = app_practice() and supervisor_id = $1 and until is null
             union all
             select id from unassigned where practice_id = app_practice() and owner_id = $1 and until is null) x"#,
        member.0
    )
    .fetch_one(conn)
    .await?)
}

/// Whoever has a client of theirs now, and they themselves.
pub async fn sharing(conn: &mut PgConnection, member: MemberId) -> Result<Vec<MemberId>, AppError> {
    let ids = sqlx::query_scalar!(
        r#"select distinct o.member_id as "id!" from assignment a
           join assignment o on o.practice_id = a.practice_id and o.client_id = a.client_id and o.until is null
           where a.practice_id = app_practice() and a.member_id = $1 and a.until is null union select $1"#,
        member.0
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(MemberId).collect())
}

/// Holds clients, in the order in which everyone takes them.
pub async fn hold(permit: &mut Permit, clients: &[Uuid]) -> Result<(), AppError> {
    sqlx::query!("select id from client where practice_id = app_practice() and id = any ($1) order by id for update", clients)
        .fetch_all(permit.conn())
        .await?;
    Ok(())
}

/// Clients of a batch whom nobody has, and nobody sees to: there must be none.
pub async fn between_two_chairs(permit: &mut Permit, clients: &[Uuid]) -> Result<i64, AppError> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "n!" from unnest($1::uuid[]) x
           where not exists (select from assignment a where a.practice_id = app_practice() and a.client_id = x and a.until is null)
             and not exists (select from unassigned u where u.practice_id = app_practice() and u.client_id = x and u.until is null)"#,
        clients
    )
    .fetch_one(permit.conn())
    .await?)
}

// ── whose eyes ──

/// What the transaction saw with, to give it back.
pub struct Eyes(String, String);

/// From here on the transaction sees what the member does, and what is restricted to nobody: for what must go with them
/// whoever decides it. Nothing that is read so leaves the server but numbers.
pub async fn with_eyes_of(conn: &mut PgConnection, member: MemberId) -> Result<Eyes, AppError> {
    let r = sqlx::query!(
        r#"select coalesce(current_setting('app.member', true), '') as "member!", coalesce(current_setting('app.clients', true), '') as "clients!""#
    )
    .fetch_one(&mut *conn)
    .await?;
    see_with(conn, &member.to_string(), "practice").await?;
    Ok(Eyes(r.member, r.clients))
}

pub async fn with_own_eyes(conn: &mut PgConnection, own: Eyes) -> Result<(), AppError> {
    see_with(conn, &own.0, &own.1).await
}

async fn see_with(conn: &mut PgConnection, member: &str, clients: &str) -> Result<(), AppError> {
    sqlx::query!("select set_config('app.member', $1, true) as m, set_config('app.clients', $2, true) as c", member, clients)
        .fetch_one(conn)
        .await?;
    Ok(())
}

/// From here on what fails can be taken back alone.
pub async fn savepoint(permit: &mut Permit, what: &'static str) -> Result<(), AppError> {
    sqlx::raw_sql(what).execute(permit.conn()).await?;
    Ok(())
}

/// Who is always there to see to things.
pub async fn originator(permit: &mut Permit) -> Result<MemberId, AppError> {
    let id = sqlx::query_scalar!("select originating_member_id from practice where id = app_practice()").fetch_one(permit.conn()).await?;
    Ok(MemberId(id))
}

// ── visits ──

pub async fn visits_ahead(conn: &mut PgConnection, member: MemberId, now: DateTime<Utc>) -> Result<i64, AppError> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "n!" from visit where practice_id = app_practice() and member_id = $1 and starts_at > $2 and state = 'scheduled'"#,
        member.0,
        now
    )
    .fetch_one(conn)
    .await?)
}

pub async fn notes_pending(conn: &mut PgConnection, member: MemberId) -> Result<i64, AppError> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "n!" from visit where practice_id = app_practice() and member_id = $1 and state = 'held' and noted_at is null"#,
        member.0
    )
    .fetch_one(conn)
    .await?)
}

/// The visits whose notes are pending, the oldest first, as far as whoever asks sees the clients: id, client, when.
pub async fn notes(conn: &mut PgConnection, member: MemberId, most: i64) -> Result<Vec<(Uuid, String, DateTime<Utc>)>, AppError> {
    let rows = sqlx::query!(
        r#"select v.id, c.first_name || ' ' || c.last_name as "name!", v.starts_at from visit v
           join client c on c.practice_id = v.practice_id and c.id = v.client_id
           where v.practice_id = app_practice() and v.member_id = $1 and v.state = 'held' and v.noted_at is null
           order by v.starts_at, v.id limit $2"#,
        member.0,
        most
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (r.id, r.name, r.starts_at)).collect())
}

/// Visits to come of these clients go to someone; which.
pub async fn move_visits(permit: &mut Permit, from: MemberId, to: MemberId, clients: &[Uuid]) -> Result<Vec<Uuid>, AppError> {
    let (now, by) = (permit.now, permit.by());
    Ok(sqlx::query_scalar!(
        "update visit set member_id = $2, changed_at = $4, changed_by = $5
         where practice_id = app_practice() and client_id = any ($3) and member_id = $1 and state = 'scheduled' and starts_at > $4 returning id",
        from.0,
        to.0,
        clients,
        now,
        by.0
    )
    .fetch_all(permit.conn())
    .await?)
}

/// The other visits to come go to whoever has the client first; which, and to whom.
pub async fn move_visits_to_primary(permit: &mut Permit, from: MemberId) -> Result<Vec<(Uuid, Uuid)>, AppError> {
    let (now, by) = (permit.now, permit.by());
    let rows = sqlx::query!(
        r#"update visit v set member_id = n.member_id, changed_at = $2, changed_by = $3
           from (select distinct on (a.client_id) a.client_id, a.member_id from visit w
                   join assignment a on a.practice_id = w.practice_id and a.client_id = w.client_id and a.until is null and a.member_id <> $1
                 where w.practice_id = app_practice() and w.member_id = $1 and w.starts_at > $2 and w.state = 'scheduled'
                 order by a.client_id, a."primary" desc, a.since, a.id) n
           where v.practice_id = app_practice() and v.client_id = n.client_id and v.member_id = $1 and v.state = 'scheduled' and v.starts_at > $2
           returning v.id, v.member_id"#,
        from.0,
        now,
        by.0
    )
    .fetch_all(permit.conn())
    .await?;
    Ok(rows.into_iter().map(|r| (r.id, r.member_id)).collect())
}

pub async fn cancel_visits(permit: &mut Permit, of: MemberId) -> Result<Vec<Uuid>, AppError> {
    let (now, by) = (permit.now, permit.by());
    Ok(sqlx::query_scalar!(
        "update visit set state = 'cancelled', changed_at = $2, changed_by = $3
         where practice_id = app_practice() and member_id = $1 and state = 'scheduled' and starts_at > $2 returning id",
        of.0,
        now,
        by.0
    )
    .fetch_all(permit.conn())
    .await?)
}

// ── the offboarding ──

pub struct New {
    pub id: OffboardingId,
    pub member: MemberId,
    pub was: &'static str,
    pub batch: BatchId,
    pub notes_to: Option<MemberId>,
}

pub async fn insert(permit: &mut Permit, new: &New) -> Result<(), AppError> {
    let (now, by) = (permit.now, permit.by());
    sqlx::query!(
        "insert into offboarding (practice_id, id, member_id, by_member, at, was, batch, notes_to) values (app_practice(), $1, $2, $3, $4, $5, $6, $7)",
        new.id.0,
        new.member.0,
        by.0,
        now,
        new.was,
        new.batch.0,
        new.notes_to.map(|m| m.0)
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Something that went with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Went {
    pub kind: Kind,
    pub what: Uuid,
    pub became: Option<Uuid>,
    pub until: Option<DateTime<Utc>>,
}

impl Went {
    pub fn of(kind: Kind, what: Uuid) -> Self {
        Went { kind, what, became: None, until: None }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    VisitMoved,
    VisitCancelled,
    Group,
    Location,
    /// A relation in which they supervised; what began in its place.
    Supervisee,
    /// A relation in which they were supervised.
    Supervisor,
    /// An entry of the Unassigned board; who sees to it.
    Board,
    Coverage,
    /// A restricted client they were named for.
    Named,
}

impl Kind {
    pub fn key(self) -> &'static str {
        match self {
            Kind::VisitMoved => "visit_moved",
            Kind::VisitCancelled => "visit_cancelled",
            Kind::Group => "group",
            Kind::Location => "location",
            Kind::Supervisee => "supervisee",
            Kind::Supervisor => "supervisor",
            Kind::Board => "board",
            Kind::Coverage => "coverage",
            Kind::Named => "named",
        }
    }
}

pub async fn insert_parts(permit: &mut Permit, id: OffboardingId, went: &[Went]) -> Result<(), AppError> {
    let kinds: Vec<String> = went.iter().map(|w| w.kind.key().to_string()).collect();
    let whats: Vec<Uuid> = went.iter().map(|w| w.what).collect();
    let became: Vec<Option<Uuid>> = went.iter().map(|w| w.became).collect();
    let until: Vec<Option<DateTime<Utc>>> = went.iter().map(|w| w.until).collect();
    sqlx::query!(
        "insert into offboarding_part (practice_id, offboarding_id, kind, what, became, until)
         select app_practice(), $1, * from unnest($2::text[], $3::uuid[], $4::uuid[], $5::timestamptz[])",
        id.0,
        &kinds,
        &whats,
        &became as &[Option<Uuid>],
        &until as &[Option<DateTime<Utc>>]
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}
