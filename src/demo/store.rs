//! The SQL of the demo: many rows at a time, each statement taking columns as arrays. Row-level security holds for
//! it as for every screen.

use super::{cast::Place, people::Person};
use crate::access::Permit;
use crate::base::{AccountId, AppError, LocationId, MemberId, OnConstraint, PracticeId, RoleId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Rows of one statement.
pub const CHUNK: usize = 1000;

/// For the practice that is open: was it the demo's, and as what was it made?
pub struct There {
    pub name: String,
    pub demo: bool,
    pub made_as: Option<String>,
}

/// Every practice there ever was; each has its chain.
pub async fn practices(permit: &mut Permit) -> Result<Vec<PracticeId>, AppError> {
    let rows = sqlx::query_scalar!(r#"select p as "p!" from audit_practices() p"#).fetch_all(permit.conn()).await?;
    Ok(rows.into_iter().map(PracticeId).filter(|p| *p != PracticeId::NONE).collect())
}

/// The trail remembers the name it was made under, whatever it is called now.
pub async fn there(permit: &mut Permit) -> Result<Option<There>, AppError> {
    Ok(sqlx::query_as!(
        There,
        r#"select name, demo, (select subject from audit_event e where e.practice_id = app_practice() and e.kind = 'demo.made'
             order by e.seq limit 1) as made_as
           from practice where id = app_practice()"#
    )
    .fetch_optional(permit.conn())
    .await?)
}

/// A large practice takes longer than a request may. And triggers run once for every row: a plan for each run, as
/// suits a search, would take half of the time.
pub async fn take_time(permit: &mut Permit) -> Result<(), AppError> {
    sqlx::query!("select set_config('statement_timeout', '5min', true) as t, set_config('plan_cache_mode', 'auto', true) as p")
        .fetch_one(permit.conn())
        .await?;
    Ok(())
}

/// Moves the founding back to when the founder joined, and puts the practice on its plan.
pub async fn backdate(
    permit: &mut Permit,
    founded: DateTime<Utc>,
    seen: Option<DateTime<Utc>>,
    plan: &str,
    seats: i32,
) -> Result<(), AppError> {
    sqlx::query!("update practice set created_at = $1, plan = $2, seat_cap = $3 where id = app_practice()", founded, plan, seats)
        .execute(permit.conn())
        .await?;
    sqlx::query!("update role set created_at = $1 where practice_id = app_practice()", founded).execute(permit.conn()).await?;
    sqlx::query!(
        "update member set joined_at = $1, changed_at = $1, last_sign_in_at = $2
         where practice_id = app_practice() and id = (select originating_member_id from practice where id = app_practice())",
        founded,
        seen
    )
    .execute(permit.conn())
    .await?;
    sqlx::query!("update account set created_at = $1, last_sign_in_at = $2 where id = app_account()", founded, seen)
        .execute(permit.conn())
        .await?;
    Ok(())
}

pub async fn describe_place(permit: &mut Permit, id: LocationId, place: &Place, since: DateTime<Utc>) -> Result<(), AppError> {
    sqlx::query!(
        "update location set name = $2, address = $3, timezone = $4, created_at = $5 where practice_id = app_practice() and id = $1",
        id.0,
        place.name,
        place.address,
        place.timezone,
        since
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

pub async fn insert_place(
    permit: &mut Permit,
    id: LocationId,
    place: &Place,
    since: DateTime<Utc>,
    archived: Option<DateTime<Utc>>,
) -> Result<(), AppError> {
    let practice = permit.practice.0;
    sqlx::query!(
        "insert into location (practice_id, id, name, virtual, address, timezone, created_at, archived_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        practice,
        id.0,
        place.name,
        place.is_virtual,
        place.address,
        place.timezone,
        since,
        archived
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Someone about to be on the team, with everything looked up.
pub struct Joiner<'a> {
    pub person: &'a Person,
    pub member: MemberId,
    pub account: AccountId,
    pub password_hash: String,
    pub joined_as: RoleId,
    pub role: RoleId,
    pub place: LocationId,
    pub invited: DateTime<Utc>,
    pub joined: DateTime<Utc>,
    pub seen: Option<DateTime<Utc>>,
    pub turned: Option<DateTime<Utc>>,
}

/// One array for each column.
pub(super) fn column<R, T>(rows: &[R], of: impl FnMut(&R) -> T) -> Vec<T> {
    rows.iter().map(of).collect()
}

/// Nobody writes an account but whose it is (own_account): for each row the transaction first stands in for that
/// very account, in the expression that gives its id. Afterwards it stands in for the last one.
pub async fn insert_accounts(permit: &mut Permit, rows: &[Joiner<'_>]) -> Result<(), AppError> {
    let practice = permit.practice.0;
    let seen = column(rows, |r| r.seen);
    sqlx::query!(
        r#"insert into account (id, email, first_name, last_name, password_hash, practice_id, member_id, created_at, last_sign_in_at)
           select set_config('app.account', id::text, true)::uuid, email, first_name, last_name, hash, $1, member, joined, seen
           from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::timestamptz[], $9::timestamptz[])
             as t (id, email, first_name, last_name, hash, member, joined, seen)"#,
        practice,
        &column(rows, |r| r.account.0),
        &column(rows, |r| r.person.email.clone()),
        &column(rows, |r| r.person.first_name.clone()),
        &column(rows, |r| r.person.last_name.clone()),
        &column(rows, |r| r.password_hash.clone()),
        &column(rows, |r| r.member.0),
        &column(rows, |r| r.joined),
        &seen as &[Option<DateTime<Utc>>]
    )
    .execute(permit.conn())
    .await
    .on_constraint("account_email_key", taken)?;
    Ok(())
}

/// What is said when the demo's addresses are in use.
pub fn taken() -> AppError {
    AppError::denied("There is an account with an address of the demo already, outside of it.")
}

/// As they joined; what became of them follows in `turn`.
pub async fn insert_members(permit: &mut Permit, rows: &[Joiner<'_>], inviter: MemberId) -> Result<(), AppError> {
    let practice = permit.practice.0;
    let seen = column(rows, |r| r.seen);
    sqlx::query!(
        r#"insert into member (practice_id, id, account_id, first_name, last_name, email, status, role_id, primary_location_id,
             invited_by, invited_at, joined_at, last_sign_in_at, changed_at, changed_by)
           select $1, id, account, first_name, last_name, email, 'active', role, place, $2, invited, joined, seen, joined, id
           from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::uuid[], $10::timestamptz[], $11::timestamptz[],
               $12::timestamptz[]) as t (id, account, first_name, last_name, email, role, place, invited, joined, seen)"#,
        practice,
        inviter.0,
        &column(rows, |r| r.member.0),
        &column(rows, |r| r.account.0),
        &column(rows, |r| r.person.first_name.clone()),
        &column(rows, |r| r.person.last_name.clone()),
        &column(rows, |r| r.person.email.clone()),
        &column(rows, |r| r.joined_as.0),
        &column(rows, |r| r.place.0),
        &column(rows, |r| r.invited),
        &column(rows, |r| r.joined),
        &seen as &[Option<DateTime<Utc>>]
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// A new role or status on a day in the past; the table remembers what was before (member_past).
pub async fn turn(permit: &mut Permit, rows: &[&Joiner<'_>], by: MemberId) -> Result<(), AppError> {
    let at: Vec<DateTime<Utc>> = rows.iter().filter_map(|r| r.turned).collect();
    sqlx::query!(
        r#"update member m set status = t.status, role_id = t.role, changed_at = t.at, changed_by = $1, version = version + 1
           from unnest($2::uuid[], $3::text[], $4::uuid[], $5::timestamptz[]) as t (id, status, role, at)
           where m.practice_id = app_practice() and m.id = t.id"#,
        by.0,
        &column(rows, |r| r.member.0),
        &column(rows, |r| r.person.status.key().to_string()),
        &column(rows, |r| r.role.0),
        &at
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// For everyone who joined, the invitation they accepted and its two steps.
pub async fn insert_accepted_invitations(permit: &mut Permit, good_for: i64) -> Result<(), AppError> {
    sqlx::query!(
        "insert into invitation (practice_id, id, member_id, state, invited_by, created_at, renewed_at, expires_at, decided_at)
         select practice_id, gen_random_uuid(), id, 'accepted', invited_by, invited_at, invited_at, invited_at + make_interval(hours => $1::int), joined_at
         from member where practice_id = app_practice() and joined_at is not null and invited_by is not null",
        good_for as i32
    )
    .execute(permit.conn())
    .await?;
    sqlx::query!(
        "insert into invitation_step (practice_id, invitation_id, id, at, step, serial, by_member)
         select i.practice_id, i.id, gen_random_uuid(), s.at, s.step, 1, s.by_member
         from invitation i, lateral (values (i.created_at, 'sent', i.invited_by), (i.decided_at, 'accepted', null)) as s (at, step, by_member)
         where i.practice_id = app_practice() and i.state = 'accepted'"
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

pub struct NewGuest {
    pub member: MemberId,
    pub first_name: &'static str,
    pub last_name: &'static str,
    pub email: String,
    pub role: RoleId,
    pub place: LocationId,
    pub note: &'static str,
    pub sent: DateTime<Utc>,
    pub opened: Option<DateTime<Utc>>,
    pub declined: Option<DateTime<Utc>>,
    pub reason: &'static str,
    pub expires: DateTime<Utc>,
}

/// Invited and not joined. No letter goes out: nobody lives at these addresses.
pub async fn insert_guest(permit: &mut Permit, guest: &NewGuest, inviter: MemberId) -> Result<(), AppError> {
    let (practice, id) = (permit.practice.0, Uuid::now_v7());
    sqlx::query!(
        "insert into member (practice_id, id, first_name, last_name, email, status, role_id, primary_location_id, invited_by, invited_at, changed_at, changed_by)
         values ($1, $2, $3, $4, $5, 'invited', $6, $7, $8, $9, $9, $8)",
        practice,
        guest.member.0,
        guest.first_name,
        guest.last_name,
        guest.email,
        guest.role.0,
        guest.place.0,
        inviter.0,
        guest.sent
    )
    .execute(permit.conn())
    .await?;
    sqlx::query!(
        "insert into invitation (practice_id, id, member_id, state, invited_by, note, created_at, renewed_at, expires_at, decided_at, reason)
         values ($1, $2, $3, case when $8::timestamptz is null then 'open' else 'declined' end, $4, $5, $6, $6, $7, $8, $9)",
        practice,
        id,
        guest.member.0,
        inviter.0,
        guest.note,
        guest.sent,
        guest.expires,
        guest.declined,
        guest.reason
    )
    .execute(permit.conn())
    .await?;
    sqlx::query!(
        "insert into invitation_step (practice_id, invitation_id, id, at, step, serial, by_member)
         select $1, $2, gen_random_uuid(), at, step, 1, by_member
         from (values ($3::timestamptz, 'sent', $6::uuid), ($4, 'opened', null), ($5, 'declined', null)) as s (at, step, by_member) where at is not null",
        practice,
        id,
        guest.sent,
        guest.opened,
        guest.declined,
        inviter.0
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}
