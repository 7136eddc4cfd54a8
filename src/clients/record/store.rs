//! The SQL of one client's record. Whether it is seen at all, `caseload::facts` has said before, in the same transaction.

use super::types::{Carer, Ending, PersonGiven, PersonMeant, RecordInForm, RecordSeen, SeesTo, Twin, TwinsSeen, WhyNot};
use crate::access::{Permit, Sight, Status};
use crate::base::{AppError, ClientId, Day, LocationId, MemberId, PracticeId, UnassignedId, list_of};
use crate::caseload::{self, Columns, Looked, Named, visible};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use sqlx::{PgConnection, QueryBuilder, Row};
use uuid::Uuid;

/// Offered at most, where someone is chosen.
const MOST: i64 = 500;
/// For how long a client nobody has may wait on the board.
const DUE_DAYS: i64 = 7;

/// All that the page shows but for what the actor may not do.
pub async fn record(conn: &mut PgConnection, id: ClientId, now: DateTime<Utc>) -> Result<RecordSeen, AppError> {
    let r = sqlx::query!(
        r#"select c.first_name, c.last_name, c.preferred_name, c.pronouns, c.birth_date, c.email, c.phone, c.risk, c.restricted,
             c.archived_at, c.created_at, c.last_visit_at, c.version, l.name as location, (now.at at time zone l.timezone)::date as "today!",
             (select min(v.starts_at) from visit v where v.practice_id = c.practice_id and v.client_id = c.id and v.state = 'scheduled'
                and v.starts_at > now.at) as next_visit,
             (select count(*) from visit v where v.practice_id = c.practice_id and v.client_id = c.id and v.state = 'held' and v.noted_at is null)
               as "pending_notes!",
             u.owner_id as "owner?", u.due_at as "due_at?", o.first_name || ' ' || o.last_name as owner_name
           from client c join location l on l.practice_id = c.practice_id and l.id = c.location_id
           cross join (select $2::timestamptz) now (at)
           left join unassigned u on u.practice_id = c.practice_id and u.client_id = c.id and u.until is null
           left join member o on o.practice_id = u.practice_id and o.id = u.owner_id
           where c.practice_id = app_practice() and c.id = $1"#,
        id.0,
        now
    )
    .fetch_one(&mut *conn)
    .await?;
    let birth_date = r.birth_date.map(Day::from);
    let unassigned = r.owner.zip(r.due_at).map(|(owner, due_at)| SeesTo {
        owner: MemberId(owner),
        name: r.owner_name.unwrap_or_default(),
        due_at: due_at.into(),
    });
    Ok(RecordSeen {
        id,
        first_name: r.first_name,
        last_name: r.last_name,
        preferred_name: r.preferred_name,
        pronouns: r.pronouns,
        age: birth_date.map(|born| born.years_until(r.today.into())),
        birth_date,
        email: r.email,
        phone: r.phone,
        risk: r.risk.parse().ok(),
        restricted: r.restricted,
        archived_at: r.archived_at.map(Into::into),
        location: r.location,
        groups: groups(conn, id).await?,
        carers: carers(conn, id).await?,
        unassigned,
        created_at: r.created_at.into(),
        last_visit: r.last_visit_at.map(Into::into),
        next_visit: r.next_visit.map(Into::into),
        pending_notes: r.pending_notes,
        version: r.version,
        why_not: WhyNot::default(),
    })
}

async fn groups(conn: &mut PgConnection, id: ClientId) -> Result<Vec<Named>, AppError> {
    let rows = sqlx::query!(
        "select g.id, g.name from group_client x join practice_group g on g.practice_id = x.practice_id and g.id = x.group_id
         where x.practice_id = app_practice() and x.client_id = $1 and x.until is null order by lower(g.name), g.id",
        id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| Named { id: r.id.to_string(), name: r.name }).collect())
}

/// Who has the client now, the primary therapist first.
pub async fn carers(conn: &mut PgConnection, id: ClientId) -> Result<Vec<Carer>, AppError> {
    let rows = sqlx::query!(
        r#"select m.id, m.first_name || ' ' || m.last_name as "name!", m.status, a."primary", a.since
           from assignment a join member m on m.practice_id = a.practice_id and m.id = a.member_id
           where a.practice_id = app_practice() and a.client_id = $1 and a.until is null order by a."primary" desc, a.since, m.id"#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    let standing = |status: &str| status.parse::<Status>().ok().filter(|s| *s != Status::Active).map(|s| s.words().to_string());
    Ok(rows
        .into_iter()
        .map(|r| Carer { id: MemberId(r.id), name: r.name, primary: r.primary, since: r.since.into(), standing: standing(&r.status) })
        .collect())
}

/// "name and birth date", "email", or both.
fn in_common(by_name: bool, by_email: bool) -> String {
    let parts: Vec<&str> =
        [(by_name, say!("name and birth date")), (by_email, "email")].into_iter().filter(|(is, _)| *is).map(|(_, p)| p).collect();
    list_of(&parts)
}

// ── adding ──

/// Where whoever asks may add a client: everywhere for whoever sees the whole practice, otherwise where they work.
pub async fn own_locations(conn: &mut PgConnection, sight: Sight) -> Result<Vec<Named>, AppError> {
    let rows = sqlx::query!(
        "select id, name from location where practice_id = app_practice() and archived_at is null
           and ($1 or id = any (locations_of(app_practice(), app_member()))) order by created_at, id",
        sight.whole()
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| Named { id: r.id.to_string(), name: r.name }).collect())
}

/// Everyone active who sees clients.
pub async fn therapists(conn: &mut PgConnection) -> Result<Vec<Named>, AppError> {
    let rows = sqlx::query!(
        r#"select m.id, m.first_name || ' ' || m.last_name || ', ' || r.name as "name!"
           from member m join role r on r.practice_id = m.practice_id and r.id = m.role_id
           where m.practice_id = app_practice() and m.status = 'active'
             and (case when r.off = '{}' and m.overrides = '{}' then r.grants else effective_grants(r.grants, r.off, m.overrides) end)
               && array['clients.view', 'clients.view:locations', 'clients.view:own']
           order by m.sort_key, m.id limit $1"#,
        MOST
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| Named { id: r.id.to_string(), name: r.name }).collect())
}

/// The name of someone who may be given clients.
pub async fn therapist(conn: &mut PgConnection, id: MemberId) -> Result<String, AppError> {
    let name = sqlx::query_scalar!(
        r#"select m.first_name || ' ' || m.last_name as "name!" from member m join role r on r.practice_id = m.practice_id and r.id = m.role_id
           where m.practice_id = app_practice() and m.id = $1 and m.status = 'active'
             and (case when r.off = '{}' and m.overrides = '{}' then r.grants else effective_grants(r.grants, r.off, m.overrides) end)
               && array['clients.view', 'clients.view:locations', 'clients.view:own']"#,
        id.0
    );
    let name = name.fetch_optional(conn).await?;
    name.ok_or_else(|| AppError::at("therapist", say!("Choose someone who is active on the team and may see clients.")))
}

/// Of two who add a client at once, the second waits, and then sees the first one's among the likely same.
pub async fn one_by_one(permit: &mut Permit) -> Result<(), AppError> {
    let practice = permit.practice.0;
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('a client is added to ' || $1::uuid::text, 0))", practice)
        .fetch_one(permit.conn())
        .await?;
    Ok(())
}

/// Who is likely the same person; of those that aren't seen, only that they are there.
pub async fn twins(conn: &mut PgConnection, practice: PracticeId, sight: Sight, who: &PersonMeant) -> Result<TwinsSeen, AppError> {
    let found = sqlx::query!(
        r#"select client_id as "id!", by_name as "by_name!", by_email as "by_email!" from client_twins($1, $2, $3, $4)"#,
        who.first_name,
        who.last_name,
        who.birth_date.map(NaiveDate::from),
        who.email
    )
    .fetch_all(&mut *conn)
    .await?;
    if found.is_empty() {
        return Ok(TwinsSeen::default());
    }
    let ids: Vec<Uuid> = found.iter().map(|f| f.id).collect();
    let mut sql = QueryBuilder::new(
        "select c.id, c.first_name || ' ' || c.last_name, c.birth_date, c.archived_at is not null from client c where c.practice_id = ",
    );
    sql.push_bind(practice.0).push(" and c.deleted_at is null and c.id = any (").push_bind(ids).push(")");
    visible(&mut sql, sight, Columns::CLIENT);
    sql.push(" order by c.sort_key, c.id");
    let by = |id: Uuid| found.iter().find(|f| f.id == id).map(|f| in_common(f.by_name, f.by_email)).unwrap_or_default();
    let mut seen = Vec::new();
    for row in sql.build().fetch_all(conn).await? {
        let id: Uuid = row.try_get(0)?;
        let born = row.try_get::<Option<NaiveDate>, _>(2)?.map(Day::from);
        seen.push(Twin { id: ClientId(id), name: row.try_get(1)?, birth_date: born, archived: row.try_get(3)?, by: by(id) });
    }
    let unseen: Vec<_> = found.iter().filter(|f| seen.iter().all(|s| s.id.0 != f.id)).collect();
    let mark = seen.iter().map(|s| s.id.to_string()).chain(std::iter::once(unseen.len().to_string())).collect::<Vec<_>>().join(",");
    let mut unseen: Vec<String> = unseen.into_iter().map(|f| in_common(f.by_name, f.by_email)).collect();
    unseen.sort();
    unseen.dedup();
    Ok(TwinsSeen { seen, unseen, mark })
}

/// The new record, and nobody has it yet: until someone does, whoever added it sees to it, on the Unassigned board. So they
/// have to do with it by name from the first moment, restricted or not.
pub async fn insert(permit: &mut Permit, id: ClientId, who: &PersonMeant) -> Result<(), sqlx::Error> {
    let (now, by) = (permit.now, permit.by().0);
    sqlx::query!(
        "insert into client (practice_id, id, first_name, last_name, preferred_name, pronouns, birth_date, email, phone, risk, restricted,
           location_id, created_at, created_by, placed_at)
         values (app_practice(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $12)",
        id.0,
        who.first_name,
        who.last_name,
        who.preferred_name,
        who.pronouns,
        who.birth_date.map(NaiveDate::from),
        who.email,
        who.phone,
        who.risk,
        who.restricted,
        who.location.0,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    sqlx::query!(
        "insert into unassigned (practice_id, id, client_id, owner_id, since, due_at, reason, put_by)
         values (app_practice(), $1, $2, $3, $4, $5, 'added, and not assigned yet', $3)",
        UnassignedId::new().0,
        id.0,
        by,
        now,
        now + Duration::days(DUE_DAYS)
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Someone who comes by themselves, by a link to join by: a record with no more than they gave, and nobody has them yet.
pub struct Newcomer<'a> {
    pub id: ClientId,
    pub first_name: &'a str,
    pub last_name: &'a str,
    /// Proved to be theirs.
    pub email: &'a str,
    pub location: LocationId,
    /// Who sees to them until someone has them.
    pub owner: MemberId,
}

/// Keeps their record, and puts it on the Unassigned board.
///
/// # Errors
/// Only those of the database.
pub async fn insert_newcomer(permit: &mut Permit, new: &Newcomer<'_>) -> Result<(), AppError> {
    let now = permit.now;
    sqlx::query!(
        "insert into client (practice_id, id, first_name, last_name, email, location_id, created_at, created_by, placed_at)
         values (app_practice(), $1, $2, $3, $4, $5, $6, $7, $6)",
        new.id.0,
        new.first_name,
        new.last_name,
        new.email,
        new.location.0,
        now,
        new.owner.0
    )
    .execute(permit.conn())
    .await?;
    sqlx::query!(
        "insert into unassigned (practice_id, id, client_id, owner_id, since, due_at, reason, put_by)
         values (app_practice(), $1, $2, $3, $4, $5, 'joined by a link, and not assigned yet', $3)",
        UnassignedId::new().0,
        new.id.0,
        new.owner.0,
        now,
        now + Duration::days(DUE_DAYS)
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

// ── editing ──

pub async fn in_form(conn: &mut PgConnection, looked: &Looked) -> Result<RecordInForm, AppError> {
    let (person, (location, _)) = person(&mut *conn, looked.id).await?;
    let rows = sqlx::query!(
        "select id, name from location where practice_id = app_practice() and (archived_at is null or id = $1) order by created_at, id",
        location
    )
    .fetch_all(conn)
    .await?;
    let locations = rows.into_iter().map(|r| Named { id: r.id.to_string(), name: r.name }).collect();
    Ok(RecordInForm { id: looked.id, name: looked.name.clone(), version: looked.version, person, locations })
}

/// The record as a form would give it, and where the client is: id and name.
pub async fn person(conn: &mut PgConnection, id: ClientId) -> Result<(PersonGiven, (Uuid, String)), AppError> {
    let r = sqlx::query!(
        r#"select c.first_name, c.last_name, c.preferred_name, c.pronouns, c.birth_date, c.email, c.phone, c.risk, c.location_id, l.name as place
           from client c join location l on l.practice_id = c.practice_id and l.id = c.location_id
           where c.practice_id = app_practice() and c.id = $1"#,
        id.0
    )
    .fetch_one(conn)
    .await?;
    let person = PersonGiven {
        first_name: r.first_name,
        last_name: r.last_name,
        preferred_name: r.preferred_name,
        pronouns: r.pronouns,
        birth_date: r.birth_date.map(|d| Day::from(d).to_string()).unwrap_or_default(),
        email: r.email,
        phone: r.phone,
        location: r.location_id.to_string(),
        risk: r.risk,
        restricted: String::new(),
    };
    Ok((person, (r.location_id, r.place)))
}

/// A location a client can be moved to: its name.
pub async fn location_in_use(conn: &mut PgConnection, id: Uuid) -> Result<String, AppError> {
    let name = sqlx::query_scalar!("select name from location where practice_id = app_practice() and id = $1 and archived_at is null", id);
    name.fetch_optional(conn).await?.ok_or_else(|| AppError::at("location", say!("Choose a location that is in use.")))
}

/// Whether whoever acts would still see the client at a location: they work there, or have to do with it by name or group.
pub async fn stays_in_sight(conn: &mut PgConnection, sight: Sight, id: ClientId, location: Uuid) -> Result<bool, AppError> {
    if sight.whole() {
        return Ok(true);
    }
    let stays = sqlx::query_scalar!(
        r#"select ($3 and $2 = any (locations_of(app_practice(), app_member())))
             or $1 in (select n.client_id from clients_by_name(app_member()) n)
             or $1 in (select g.client_id from clients_by_group(app_member()) g) as "stays!""#,
        id.0,
        location,
        sight.reach == Some(crate::access::Scope::OwnLocations)
    );
    Ok(stays.fetch_one(conn).await?)
}

/// Over exactly what was looked at. Where whoever acts won't see the client afterwards, their sight reaches as far as that
/// location for this one statement, or row-level security would not let them move it there.
pub async fn update(permit: &mut Permit, id: ClientId, version: i32, who: &PersonMeant, leaves: bool) -> Result<bool, AppError> {
    let (now, by) = (permit.now, permit.by().0);
    if leaves {
        sqlx::query!("select set_config('app.locations', (app_locations() || $1::uuid)::text, true) as s", who.location.0)
            .fetch_one(permit.conn())
            .await?;
    }
    let done = sqlx::query!(
        "update client set first_name = $3, last_name = $4, preferred_name = $5, pronouns = $6, birth_date = $7, email = $8, phone = $9,
           risk = $10, location_id = $11, version = version + 1, changed_at = $12, changed_by = $13
         where practice_id = app_practice() and id = $1 and version = $2 and archived_at is null",
        id.0,
        version,
        who.first_name,
        who.last_name,
        who.preferred_name,
        who.pronouns,
        who.birth_date.map(NaiveDate::from),
        who.email,
        who.phone,
        who.risk,
        who.location.0,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

// ── the end ──

/// What would end with the record.
pub async fn ending(conn: &mut PgConnection, looked: &Looked) -> Result<Ending, AppError> {
    let r = sqlx::query!(
        r#"select (select count(*) from group_client g where g.practice_id = c.practice_id and g.client_id = c.id and g.until is null) as "groups!",
             (select count(*) from visit v where v.practice_id = c.practice_id and v.client_id = c.id and v.state = 'scheduled'
                and v.starts_at > app_now()) as "visits_ahead!",
             (select count(*) from visit v where v.practice_id = c.practice_id and v.client_id = c.id and v.state = 'held' and v.noted_at is null)
               as "pending_notes!",
             c.portal <> 'none' as "portal!"
           from client c where c.practice_id = app_practice() and c.id = $1"#,
        looked.id.0
    )
    .fetch_one(&mut *conn)
    .await?;
    Ok(Ending {
        id: looked.id,
        name: looked.name.clone(),
        version: looked.version,
        carers: carers(conn, looked.id).await?.into_iter().map(|c| c.name).collect(),
        groups: r.groups,
        visits_ahead: r.visits_ahead,
        pending_notes: r.pending_notes,
        portal: r.portal,
    })
}

/// Seals a record, over exactly what was looked at. Whoever acts sees it until their transaction ends, and nobody after.
pub async fn seal(permit: &mut Permit, id: ClientId, version: i32) -> Result<bool, AppError> {
    let (now, by) = (permit.now, permit.by().0);
    let done = sqlx::query!(
        "update client set deleted_at = $3, deleted_by = $4, archived_at = coalesce(archived_at, $3), archived_by = coalesce(archived_by, $4),
           portal = 'none', version = version + 1, changed_at = $3, changed_by = $4
         where practice_id = app_practice() and id = $1 and version = $2 and deleted_at is null",
        id.0,
        version,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What ties a client to groups, lists and the board ends.
pub async fn end_ties(permit: &mut Permit, id: ClientId) -> Result<(), AppError> {
    let (now, by) = (permit.now, permit.by().0);
    sqlx::query!(
        "with groups as (
           update group_client set until = $2, ended_by = $3 where practice_id = app_practice() and client_id = $1 and until is null),
         named as (
           update client_named set until = $2, ended_by = $3 where practice_id = app_practice() and client_id = $1 and until is null)
         update unassigned set until = $2, ended_by = $3 where practice_id = app_practice() and client_id = $1 and until is null",
        id.0,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Holds a client until the transaction ends; what is asked of it then no one else changes meanwhile.
pub async fn hold(permit: &mut Permit, id: ClientId) -> Result<(), AppError> {
    sqlx::query!("select id from client where practice_id = app_practice() and id = $1 for update", id.0).fetch_one(permit.conn()).await?;
    Ok(())
}

/// Reads again after holding: what was known before may have changed while waiting.
pub async fn known(permit: &mut Permit, sight: Sight, id: ClientId) -> Result<Looked, AppError> {
    let practice = permit.practice;
    caseload::facts(permit.conn(), practice, sight, id).await
}

/// The name of a client that is there, though whoever asks doesn't see it: for the trail alone.
pub async fn kept_from(conn: &mut PgConnection, id: ClientId) -> Result<Option<String>, AppError> {
    Ok(sqlx::query_scalar!("select client_kept_from($1)", id.0).fetch_one(conn).await?)
}

#[cfg(test)]
mod tests {
    use super::in_common;

    #[test]
    fn what_two_records_have_in_common_is_said() {
        assert_eq!(
            [in_common(true, false), in_common(false, true), in_common(true, true)],
            ["name and birth date", "email", "name and birth date and email"]
        );
    }
}
