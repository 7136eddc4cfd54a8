//! The SQL of the Unassigned board. Days are days of the practice's first location.

use super::types::{BoardQuery, Entry};
use crate::access::{Permit, Sight};
use crate::base::{AppError, BatchId, ClientId, LocationId, MemberId, PracticeId, UnassignedId, Waiting};
use crate::caseload::{Columns, visible};
use chrono::{DateTime, Days, NaiveDate, Utc};
use sqlx::{PgConnection, Postgres, QueryBuilder, Row, postgres::PgRow};
use uuid::Uuid;

/// Rows of one page.
const PAGE: i64 = 50;
/// Within so many days someone should have a client, unless another day is said.
const DAYS: u64 = 7;
/// Offered at most.
const OWNERS: i64 = 200;

/// One page of the board, what is due first; and where the next begins.
pub async fn page(
    conn: &mut PgConnection,
    practice: PracticeId,
    sight: Sight,
    query: &BoardQuery,
    now: DateTime<Utc>,
) -> Result<(Vec<Entry>, Option<String>), AppError> {
    let mut sql = QueryBuilder::new("");
    rows(&mut sql, practice, sight);
    narrowed(&mut sql, query, now);
    let place = query.after.split_once('~').and_then(|(id, at)| Some((id.parse::<Uuid>().ok()?, at.parse::<i64>().ok()?)));
    if let Some((id, at)) = place {
        let at = DateTime::from_timestamp_micros(at).unwrap_or_default();
        sql.push(" and (u.due_at, u.id) > (").push_bind(at).push(", ").push_bind(id).push(")");
    }
    sql.push(format!(" order by u.due_at, u.id limit {}", PAGE + 1));
    let mut read = sql.build().fetch_all(conn).await?;
    let more = read.len() as i64 > PAGE;
    read.truncate(PAGE as usize);
    let next = match read.last().filter(|_| more) {
        Some(last) => {
            let due: DateTime<Utc> = last.try_get(7)?;
            Some(format!("{}~{}", last.try_get::<Uuid, _>(0)?, due.timestamp_micros()))
        }
        None => None,
    };
    Ok((read.iter().map(entry).collect::<Result<_, _>>()?, next))
}

/// How many entries fit.
pub async fn count(
    conn: &mut PgConnection,
    practice: PracticeId,
    sight: Sight,
    query: &BoardQuery,
    now: DateTime<Utc>,
) -> Result<i64, AppError> {
    let mut sql = QueryBuilder::new(
        "select count(*) from unassigned u join client c on c.practice_id = u.practice_id and c.id = u.client_id
         where u.until is null and c.archived_at is null and u.practice_id = ",
    );
    sql.push_bind(practice.0);
    visible(&mut sql, sight, Columns::CLIENT);
    narrowed(&mut sql, query, now);
    Ok(sql.build_query_scalar().fetch_one(conn).await?)
}

/// How many clients nobody has, since when the first; and how many of them are overdue.
pub async fn waiting(conn: &mut PgConnection, practice: PracticeId, sight: Sight, now: DateTime<Utc>) -> Result<(Waiting, i64), AppError> {
    let mut sql = QueryBuilder::new("select count(*), min(coalesce(u.nobody_since, u.since)), count(*) filter (where u.due_at <= ");
    sql.push_bind(now).push(
        ") from unassigned u join client c on c.practice_id = u.practice_id and c.id = u.client_id
         where u.until is null and c.archived_at is null and u.practice_id = ",
    );
    sql.push_bind(practice.0);
    visible(&mut sql, sight, Columns::CLIENT);
    let row = sql.build().fetch_one(conn).await?;
    Ok((Waiting::of(row.try_get(0)?, row.try_get(1)?), row.try_get(2)?))
}

/// One entry that is open, of a client whoever asks sees.
pub async fn one(conn: &mut PgConnection, practice: PracticeId, sight: Sight, id: UnassignedId) -> Result<Entry, AppError> {
    let mut sql = QueryBuilder::new("");
    rows(&mut sql, practice, sight);
    sql.push(" and u.id = ").push_bind(id.0);
    let row = sql.build().fetch_optional(conn).await?.ok_or(AppError::NotFound)?;
    Ok(entry(&row)?)
}

fn rows(sql: &mut QueryBuilder<Postgres>, practice: PracticeId, sight: Sight) {
    sql.push(
        "select u.id, u.client_id, c.first_name || ' ' || c.last_name, l.name, u.owner_id, o.first_name || ' ' || o.last_name, coalesce(u.nobody_since, u.since), u.due_at,
           to_char((u.due_at - interval '1 second') at time zone (
             select z.timezone from location z where z.practice_id = u.practice_id order by z.created_at, z.id limit 1), 'YYYY-MM-DD'),
           b.first_name || ' ' || b.last_name, u.reason
         from unassigned u
         join client c on c.practice_id = u.practice_id and c.id = u.client_id
         join location l on l.practice_id = u.practice_id and l.id = c.location_id
         join member o on o.practice_id = u.practice_id and o.id = u.owner_id
         left join member b on b.practice_id = u.practice_id and b.id = u.left_by
         where u.until is null and c.archived_at is null and u.practice_id = ",
    );
    sql.push_bind(practice.0);
    visible(sql, sight, Columns::CLIENT);
}

fn narrowed(sql: &mut QueryBuilder<Postgres>, query: &BoardQuery, now: DateTime<Utc>) {
    if let Some(owner) = query.owner {
        sql.push(" and u.owner_id = ").push_bind(owner.0);
    }
    if let Some(location) = query.location {
        sql.push(" and c.location_id = ").push_bind(location.0);
    }
    if query.is_overdue() {
        sql.push(" and u.due_at <= ").push_bind(now);
    }
}

fn entry(row: &PgRow) -> Result<Entry, sqlx::Error> {
    Ok(Entry {
        id: UnassignedId(row.try_get(0)?),
        client: ClientId(row.try_get(1)?),
        name: row.try_get(2)?,
        location: row.try_get(3)?,
        owner: MemberId(row.try_get(4)?),
        owner_name: row.try_get(5)?,
        since: row.try_get::<DateTime<Utc>, _>(6)?.into(),
        due_at: row.try_get::<DateTime<Utc>, _>(7)?.into(),
        due_day: row.try_get(8)?,
        left_by: row.try_get(9)?,
        reason: row.try_get(10)?,
        why_not: None,
    })
}

/// Active members who may assign clients, and so can see to those nobody has.
pub async fn owners(conn: &mut PgConnection) -> Result<Vec<(MemberId, String)>, AppError> {
    let rows = sqlx::query!(
        r#"select m.id, m.first_name || ' ' || m.last_name as "name!"
           from member m join role r on r.practice_id = m.practice_id and r.id = m.role_id
           where m.practice_id = app_practice() and m.status = 'active'
             and exists (select from unnest(effective_grants(r.grants, r.off, m.overrides)) g where split_part(g, ':', 1) = 'clients.assign')
             and exists (select from unnest(effective_grants(r.grants, r.off, m.overrides)) g where split_part(g, ':', 1) = 'clients.view')
           order by m.sort_key, m.id limit $1"#,
        OWNERS
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (MemberId(r.id), r.name)).collect())
}

/// Locations in use.
pub async fn locations(conn: &mut PgConnection) -> Result<Vec<(LocationId, String)>, AppError> {
    let rows =
        sqlx::query!("select id, name from location where practice_id = app_practice() and archived_at is null order by created_at, id")
            .fetch_all(conn)
            .await?;
    Ok(rows.into_iter().map(|r| (LocationId(r.id), r.name)).collect())
}

/// The day that is offered first: "2026-03-10".
pub async fn usual_due(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<String, AppError> {
    let today = today(conn, now).await?;
    Ok(today.checked_add_days(Days::new(DAYS)).unwrap_or(today).to_string())
}

async fn today(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<NaiveDate, AppError> {
    Ok(sqlx::query_scalar!(
        r#"select ($1::timestamptz at time zone l.timezone)::date as "day!" from location l
           where l.practice_id = app_practice() order by l.created_at, l.id limit 1"#,
        now
    )
    .fetch_one(conn)
    .await?)
}

/// The first moment after a day as a form gives it.
///
/// # Errors
/// `Invalid` at the field, where it is no day, or one that has passed or is more than a year away.
pub async fn due_of(conn: &mut PgConnection, field: &str, day: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, AppError> {
    let day = day.trim().parse::<NaiveDate>().map_err(|_| AppError::at(field, say!("Enter a day, as in 2027-03-01.")))?;
    let today = today(conn, now).await?;
    if day < today {
        return Err(AppError::at(field, say!("This day has passed. Choose today or a later one.")));
    }
    if day > today.checked_add_days(Days::new(366)).unwrap_or(today) {
        return Err(AppError::at(field, say!("Choose a day within a year.")));
    }
    Ok(sqlx::query_scalar!(
        r#"select (($1::date + 1)::timestamp at time zone l.timezone) as "due!" from location l
           where l.practice_id = app_practice() order by l.created_at, l.id limit 1"#,
        day
    )
    .fetch_one(conn)
    .await?)
}

/// How clients come to the board.
#[derive(Clone, Copy, Debug)]
pub struct Putting<'a> {
    pub owner: MemberId,
    pub due_at: DateTime<Utc>,
    pub reason: &'a str,
    /// Who had them.
    pub left_by: MemberId,
    pub batch: BatchId,
}

/// Puts clients on the board; those that are on it stay as they are. How many came. That nobody has them any more is for
/// whoever asks to see to, in the same transaction.
///
/// # Errors
/// Only those of the database.
pub async fn put(permit: &mut Permit, clients: &[Uuid], how: Putting<'_>) -> Result<i64, AppError> {
    let (now, by) = (permit.now, permit.by());
    let done = sqlx::query!(
        "insert into unassigned (practice_id, id, client_id, owner_id, since, due_at, reason, left_by, put_by, batch)
         select app_practice(), gen_random_uuid(), x, $2, $3, $4, $5, $6, $7, $8 from unnest($1::uuid[]) x
         on conflict (practice_id, client_id) where until is null do nothing",
        clients,
        how.owner.0,
        now,
        how.due_at,
        how.reason,
        how.left_by.0,
        by.0,
        how.batch.0
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() as i64)
}

/// Ends what came to the board with a batch and is still there: the clients have someone again.
///
/// # Errors
/// Only those of the database.
pub async fn take_back(permit: &mut Permit, batch: BatchId) -> Result<(), AppError> {
    let (now, by) = (permit.now, permit.by());
    sqlx::query!(
        "update unassigned u set until = $2, ended_by = $3 where practice_id = app_practice() and batch = $1 and until is null
           and exists (select from assignment a where a.practice_id = u.practice_id and a.client_id = u.client_id and a.until is null)",
        batch.0,
        now,
        by.0
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// How many entries a member sees to.
///
/// # Errors
/// Only those of the database.
pub async fn owned_by(conn: &mut PgConnection, owner: MemberId) -> Result<i64, AppError> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "n!" from unassigned where practice_id = app_practice() and owner_id = $1 and until is null"#,
        owner.0
    )
    .fetch_one(conn)
    .await?)
}

/// Everything one member sees to, another sees to from now on; the entries that began.
///
/// # Errors
/// Only those of the database.
pub async fn pass_on(permit: &mut Permit, from: MemberId, to: MemberId) -> Result<Vec<Uuid>, AppError> {
    let ids = sqlx::query_scalar!(
        "select id from unassigned where practice_id = app_practice() and owner_id = $1 and until is null order by client_id",
        from.0
    )
    .fetch_all(permit.conn())
    .await?;
    hand_on(permit, &ids, from, to, None).await
}

/// Entries of one owner end, and like ones of another begin, perhaps with another day; so it stays known who saw to a client
/// when. Returned are those that began; what has another owner by now stays.
///
/// # Errors
/// Only those of the database.
pub async fn hand_on(
    permit: &mut Permit,
    ids: &[Uuid],
    from: MemberId,
    to: MemberId,
    due_at: Option<DateTime<Utc>>,
) -> Result<Vec<Uuid>, AppError> {
    let (now, by) = (permit.now, permit.by());
    let ended = sqlx::query_scalar!(
        "update unassigned set until = $3, ended_by = $4
         where practice_id = app_practice() and id = any ($1) and owner_id = $2 and until is null returning id",
        ids,
        from.0,
        now,
        by.0
    )
    .fetch_all(permit.conn())
    .await?;
    Ok(sqlx::query_scalar!(
        "insert into unassigned (practice_id, id, client_id, owner_id, since, nobody_since, due_at, reason, left_by, put_by, batch)
         select practice_id, gen_random_uuid(), client_id, $2, $3, coalesce(nobody_since, since), coalesce($5, due_at), reason, left_by, $4, batch
         from unassigned where practice_id = app_practice() and id = any ($1) returning id",
        &ended,
        to.0,
        now,
        by.0,
        due_at
    )
    .fetch_all(permit.conn())
    .await?)
}

/// Another owner, another day, over exactly what was looked at. A day that is moved is told of anew.
pub async fn change(permit: &mut Permit, was: &Entry, owner: MemberId, due_at: DateTime<Utc>) -> Result<bool, AppError> {
    if owner != was.owner {
        return Ok(!hand_on(permit, &[was.id.0], was.owner, owner, Some(due_at)).await?.is_empty());
    }
    let done = sqlx::query!(
        "update unassigned set due_at = $3, told_at = case when due_at = $3 then told_at end
         where practice_id = app_practice() and id = $1 and owner_id = $2 and until is null",
        was.id.0,
        was.owner.0,
        due_at
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether an entry was there, and has ended.
pub async fn has_ended(conn: &mut PgConnection, id: UnassignedId) -> Result<bool, AppError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from unassigned where practice_id = app_practice() and id = $1 and until is not null) as "ended!""#,
        id.0
    )
    .fetch_one(conn)
    .await?)
}

pub async fn due_at(conn: &mut PgConnection, id: UnassignedId) -> Result<DateTime<Utc>, AppError> {
    Ok(sqlx::query_scalar!("select due_at from unassigned where practice_id = app_practice() and id = $1", id.0).fetch_one(conn).await?)
}

// ── the job ──

/// Practices with something overdue that nobody was told of.
pub async fn with_overdue(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Vec<Uuid>, AppError> {
    sqlx::query!("select set_config('app.job', 'unassigned', true) as job").fetch_one(&mut *conn).await?;
    Ok(sqlx::query_scalar!(
        "select distinct practice_id from unassigned where until is null and told_at is null and due_at <= $1 limit 1000",
        now
    )
    .fetch_all(conn)
    .await?)
}

/// In one practice: each owner gets one notice, however many entries it is about. How many notices.
pub async fn tell(conn: &mut PgConnection, practice: Uuid, now: DateTime<Utc>) -> Result<i64, AppError> {
    sqlx::query!("select set_config('app.job', '', true) as job, set_config('app.practice', $1, true) as practice", practice.to_string())
        .fetch_one(&mut *conn)
        .await?;
    let done = sqlx::query!(
        "with told as (
           update unassigned set told_at = $1 where practice_id = app_practice() and until is null and told_at is null and due_at <= $1
           returning owner_id)
         insert into notice (practice_id, id, member_id, kind, many, by_name, link, at)
         select app_practice(), gen_random_uuid(), owner_id, $2, count(*)::int, '', $3, $1 from told group by owner_id",
        now,
        crate::notices::What::Overdue.key(),
        "/unassigned?overdue=yes"
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() as i64)
}
