//! The SQL of credentials and licences.

use super::types::{CredentialsSeen, Identity, Licence, LicenceGiven};
use crate::access::{Action, Actor, MemberFacts, Permit, Status, Target, can};
use crate::base::{AppError, Day, LicenceId, MemberId, Waiting};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{PgConnection, types::Json};

/// Kept for one member at most; there are 56 states and territories.
pub const MOST: i64 = 100;

/// What the card shows, and why it can't be changed by whoever looks. A day begins where the member works.
pub async fn seen(conn: &mut PgConnection, who: &Actor, on: &MemberFacts, now: DateTime<Utc>) -> Result<CredentialsSeen, AppError> {
    let r = sqlx::query!(
        r#"select coalesce(c.npi, '') as "npi!", coalesce(c.taxonomy, '') as "taxonomy!", coalesce(c.bio, '') as "bio!",
             coalesce(c.version, 0) as "version!", ($2::timestamptz at time zone l.timezone)::date as "today!",
             to_jsonb(array(select jsonb_build_object('id', x.id, 'state', x.state, 'number', x.number, 'title', x.title,
                'expires_on', x.expires_on, 'version', x.version)
              from licence x where x.practice_id = app_practice() and x.member_id = $1 and x.removed_at is null
              order by x.expires_on, x.state, x.id)) as "licences!: Json<Vec<Licence>>"
           from member m
           join location l on l.practice_id = m.practice_id and l.id = m.primary_location_id
           left join credentials c on c.practice_id = m.practice_id and c.member_id = m.id
           where m.practice_id = app_practice() and m.id = $1"#,
        on.id.0,
        now
    )
    .fetch_one(conn)
    .await?;
    let why_not_edit = match stays(on.status) {
        true => can(who, Action::EditCredentials, &Target::Member(on.clone())).why_not(),
        false => Some(say!("They have left the team.").into()),
    };
    let (today, licences) = (r.today.into(), r.licences.0);
    Ok(CredentialsSeen { npi: r.npi, taxonomy: r.taxonomy, bio: r.bio, version: r.version, licences, today, why_not_edit })
}

/// Licences of those who practise that have expired or will within so many days, and the first day one does. A day begins at
/// the practice's first location.
pub async fn expiring(conn: &mut PgConnection, within: i32, now: DateTime<Utc>) -> Result<(Waiting, Option<Day>), AppError> {
    let r = sqlx::query!(
        r#"select count(*) as "many!", min(x.expires_on) as first, coalesce((array_agg(x.member_id order by x.expires_on, x.id))[1:5], '{}') as "ids!",
             coalesce((array_agg(m.first_name || ' ' || m.last_name order by x.expires_on, x.id))[1:5], '{}') as "names!"
           from licence x join member m on m.practice_id = x.practice_id and m.id = x.member_id and m.status in ('active', 'on_hold')
           where x.practice_id = app_practice() and x.removed_at is null and x.expires_on <= (
             select ($2::timestamptz at time zone l.timezone)::date + $1::int from location l
             where l.practice_id = app_practice() order by l.created_at, l.id limit 1)"#,
        within,
        now
    )
    .fetch_one(conn)
    .await?;
    Ok((Waiting::of(r.many, None).naming(r.ids, r.names), r.first.map(Into::into)))
}

pub fn stays(status: Status) -> bool {
    status.is_current() || status == Status::Invited
}

/// A member, as far as credentials ask.
pub struct Whose {
    pub name: String,
    /// For the policy it counts who it is, not what they may do.
    pub facts: MemberFacts,
    pub identity: Identity,
    pub version: i32,
}

pub async fn whose(conn: &mut PgConnection, member: MemberId) -> Result<Whose, AppError> {
    let r = sqlx::query!(
        r#"select m.first_name || ' ' || m.last_name as "name!", m.status, coalesce(c.npi, '') as "npi!",
             coalesce(c.taxonomy, '') as "taxonomy!", coalesce(c.bio, '') as "bio!", coalesce(c.version, 0) as "version!"
           from member m left join credentials c on c.practice_id = m.practice_id and c.member_id = m.id
           where m.practice_id = app_practice() and m.id = $1 and m.status <> 'withdrawn'"#,
        member.0
    )
    .fetch_one(conn)
    .await?;
    let status = r.status.parse().unwrap_or(Status::Inactive);
    let facts = MemberFacts { id: member, grants: Default::default(), status, originating: false, last_administrator: false };
    Ok(Whose { name: r.name, facts, identity: Identity { npi: r.npi, taxonomy: r.taxonomy, bio: r.bio }, version: r.version })
}

/// Over exactly what was looked at, which may be nothing yet.
pub async fn save(permit: &mut Permit, member: MemberId, version: i32, new: &Identity) -> Result<bool, sqlx::Error> {
    let (practice, now, by) = (permit.practice.0, permit.now, permit.by().0);
    let done = sqlx::query!(
        "insert into credentials as c (practice_id, member_id, npi, taxonomy, bio, changed_at, changed_by) values ($1, $2, $4, $5, $6, $7, $8)
         on conflict (practice_id, member_id) do update
           set npi = $4, taxonomy = $5, bio = $6, version = c.version + 1, changed_at = $7, changed_by = $8 where c.version = $3",
        practice,
        member.0,
        version,
        new.npi,
        new.taxonomy,
        new.bio,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A licence that was not removed, and whose it is.
pub async fn licence(conn: &mut PgConnection, id: LicenceId) -> Result<(MemberId, LicenceGiven), AppError> {
    let r = sqlx::query!(
        "select member_id, state, number, title, expires_on from licence
         where practice_id = app_practice() and id = $1 and removed_at is null",
        id.0
    )
    .fetch_one(conn)
    .await?;
    let state = r.state.parse().map_err(|_| AppError::internal("credentials", &"a state that is none"))?;
    Ok((MemberId(r.member_id), LicenceGiven { state, number: r.number, title: r.title, expires_on: r.expires_on.into() }))
}

/// `false` if there are as many as are kept.
pub async fn insert(permit: &mut Permit, id: LicenceId, member: MemberId, new: &LicenceGiven) -> Result<bool, sqlx::Error> {
    let (practice, now, by) = (permit.practice.0, permit.now, permit.by().0);
    let done = sqlx::query!(
        "insert into licence (practice_id, id, member_id, state, number, title, expires_on, added_at, added_by, changed_at, changed_by)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, $8, $9
         where (select count(*) from licence x where x.practice_id = $1 and x.member_id = $3 and x.removed_at is null) < $10",
        practice,
        id.0,
        member.0,
        new.state.code(),
        new.number,
        new.title,
        NaiveDate::from(new.expires_on),
        now,
        by,
        MOST
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Over exactly what was looked at.
pub async fn update(permit: &mut Permit, id: LicenceId, version: i32, new: &LicenceGiven) -> Result<bool, sqlx::Error> {
    let (now, by) = (permit.now, permit.by().0);
    let done = sqlx::query!(
        "update licence set state = $3, number = $4, title = $5, expires_on = $6, changed_at = $7, changed_by = $8, version = version + 1
         where practice_id = app_practice() and id = $1 and version = $2 and removed_at is null",
        id.0,
        version,
        new.state.code(),
        new.number,
        new.title,
        NaiveDate::from(new.expires_on),
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// `false` if it was changed or removed meanwhile.
pub async fn remove(permit: &mut Permit, id: LicenceId, version: i32) -> Result<bool, AppError> {
    let (now, by) = (permit.now, permit.by().0);
    let done = sqlx::query!(
        "update licence set removed_at = $3, removed_by = $4 where practice_id = app_practice() and id = $1 and version = $2 and removed_at is null",
        id.0,
        version,
        now,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
