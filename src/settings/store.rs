//! The SQL of a practice.

use super::types::{Plan, Seats, SecondFactorRules};
use crate::access::Permit;
use crate::base::{AppError, MemberId, PracticeId, Waiting};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

pub struct NewPractice<'a> {
    pub id: PracticeId,
    pub name: &'a str,
    pub founder: MemberId,
    pub demo: bool,
}

/// A new practice is on the Team plan with 10 seats (the table's defaults). The permit stands in for it.
pub async fn insert(permit: &mut Permit, new: &NewPractice<'_>) -> Result<(), AppError> {
    let now = permit.now;
    sqlx::query!(
        "insert into practice (id, name, originating_member_id, demo, created_at) values ($1, $2, $3, $4, $5)",
        new.id.0,
        new.name,
        new.founder.0,
        new.demo,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Seats as they are, with the practice's row held until the transaction ends.
pub async fn seats_for_update(permit: &mut Permit) -> Result<Seats, AppError> {
    sqlx::query!("select id from practice where id = app_practice() for update").fetch_one(permit.conn()).await?;
    seats_held(permit).await
}

/// The same where the practice's row is held already (`roles::in_turn`).
pub async fn seats_held(permit: &mut Permit) -> Result<Seats, AppError> {
    let now = permit.now;
    let (seats, open) = counted(permit.conn(), now).await?;
    if open { Ok(seats) } else { Err(AppError::denied(say!("This practice was closed."))) }
}

/// Members who are in, and invitations that can still be accepted.
pub async fn seats(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Seats, AppError> {
    Ok(counted(conn, now).await?.0)
}

/// And whether the practice is open.
async fn counted(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<(Seats, bool), AppError> {
    let r = sqlx::query!(
        r#"select p.closed_at is null as "open!", p.plan, p.seat_cap, p.invitation_hours,
             p.members::bigint as "members!",
             (select count(*) from invitation i where i.practice_id = p.id and i.state = 'open' and i.expires_at > $1) as "open_invitations!"
           from practice p where p.id = app_practice()"#,
        now
    )
    .fetch_one(conn)
    .await?;
    let seats = Seats {
        plan: r.plan.parse().unwrap_or(Plan::Solo),
        cap: r.seat_cap,
        members: r.members,
        open_invitations: r.open_invitations,
        invitation_hours: r.invitation_hours,
    };
    Ok((seats, r.open))
}

/// As it is called.
pub async fn practice_name(conn: &mut PgConnection) -> Result<String, AppError> {
    Ok(sqlx::query_scalar!("select name from practice where id = app_practice()").fetch_one(conn).await?)
}

pub struct PracticeRead {
    pub name: String,
    pub plan: String,
    pub seat_cap: i32,
    pub invitation_hours: i32,
    pub logoff_minutes: i32,
    pub calls_clients: String,
    pub version: i32,
    pub originating: String,
    pub supervision_on: bool,
    pub several_supervisors: bool,
    /// Required since then; optional where there is nothing.
    pub second_factor_since: Option<DateTime<Utc>>,
    /// And since then an authenticator app is not enough.
    pub passkeys_only_since: Option<DateTime<Utc>>,
    pub second_factor_grace: i32,
}

impl PracticeRead {
    /// For the trail.
    pub fn second_factor_words(&self) -> &'static str {
        second_factor_words(self.second_factor_since.is_some(), self.passkeys_only_since.is_some())
    }
}

pub fn second_factor_words(required: bool, passkeys_only: bool) -> &'static str {
    match (required, passkeys_only) {
        (_, true) => say!("passkeys only"),
        (true, false) => "required",
        (false, false) => "optional",
    }
}

pub async fn one(conn: &mut PgConnection) -> Result<PracticeRead, AppError> {
    let r = sqlx::query!(
        r#"select p.name, p.plan, p.seat_cap, p.invitation_hours, p.logoff_minutes, p.calls_clients, p.version,
             p.supervision_on, p.several_supervisors, p.second_factor_since, p.passkeys_only_since, p.second_factor_grace,
             m.first_name || ' ' || m.last_name as "originating!"
           from practice p join member m on m.practice_id = p.id and m.id = p.originating_member_id where p.id = app_practice()"#
    )
    .fetch_one(conn)
    .await?;
    Ok(PracticeRead {
        name: r.name,
        plan: r.plan,
        seat_cap: r.seat_cap,
        invitation_hours: r.invitation_hours,
        logoff_minutes: r.logoff_minutes,
        calls_clients: r.calls_clients,
        version: r.version,
        originating: r.originating,
        supervision_on: r.supervision_on,
        several_supervisors: r.several_supervisors,
        second_factor_since: r.second_factor_since,
        passkeys_only_since: r.passkeys_only_since,
        second_factor_grace: r.second_factor_grace,
    })
}

/// Over exactly the version that was looked at. Required already, it stays required since then; so with passkeys only.
pub async fn set_second_factor(
    permit: &mut Permit,
    version: i32,
    required: bool,
    passkeys_only: bool,
    grace_days: i32,
) -> Result<bool, AppError> {
    let now = permit.now;
    let done = sqlx::query!(
        "update practice set second_factor_since = case when $2 then coalesce(second_factor_since, $3) end,
           passkeys_only_since = case when $5 then coalesce(passkeys_only_since, $3) end,
           second_factor_grace = $4, version = version + 1
         where id = app_practice() and version = $1",
        version,
        required,
        now,
        grace_days,
        passkeys_only
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What the practice says of second factors, and how many have none.
pub async fn second_factor_rules(conn: &mut PgConnection) -> Result<SecondFactorRules, AppError> {
    let r = sqlx::query!("select second_factor_since, passkeys_only_since, second_factor_grace from practice where id = app_practice()")
        .fetch_one(&mut *conn)
        .await?;
    let without = without_second_factor(conn).await?;
    Ok(SecondFactorRules {
        required: r.second_factor_since.is_some(),
        passkeys_only: r.passkeys_only_since.is_some(),
        grace_days: r.second_factor_grace,
        without,
    })
}

/// Members who have not what the practice asks for, since it does; nobody where it asks for nothing.
pub async fn lacking_second_factor(conn: &mut PgConnection) -> Result<Waiting, AppError> {
    let r = sqlx::query!(
        r#"select case when second_factor_since is null then 0 else members_without_second_factor() end as "many!",
             greatest(second_factor_since, passkeys_only_since) as since
           from practice where id = app_practice()"#
    )
    .fetch_one(conn)
    .await?;
    Ok(Waiting::of(r.many, r.since))
}

/// Members who have not what the practice asks for; where it asks for nothing, those with a password alone.
pub async fn without_second_factor(conn: &mut PgConnection) -> Result<i64, AppError> {
    Ok(sqlx::query_scalar!(r#"select members_without_second_factor() as "n!""#).fetch_one(conn).await?)
}

/// Relations of supervision there are now, and members who have more than one supervisor.
pub async fn supervised(conn: &mut PgConnection) -> Result<(i64, i64), AppError> {
    let r = sqlx::query!(
        r#"select coalesce(sum(n), 0)::bigint as "relations!", count(*) filter (where n > 1) as "several!" from (
             select count(*) as n from supervision where practice_id = app_practice() and until is null group by supervisee_id) each"#
    )
    .fetch_one(conn)
    .await?;
    Ok((r.relations, r.several))
}

/// Over exactly the version that was looked at.
pub async fn set_supervision(permit: &mut Permit, version: i32, on: bool, several: bool) -> Result<bool, AppError> {
    let done = sqlx::query!(
        "update practice set supervision_on = $2, several_supervisors = $3, version = version + 1 where id = app_practice() and version = $1",
        version,
        on,
        several
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Saves over exactly the version that was looked at.
pub async fn update(
    permit: &mut Permit,
    version: i32,
    name: &str,
    calls_clients: &str,
    invitation_hours: i32,
    logoff_minutes: i32,
) -> Result<bool, AppError> {
    let done = sqlx::query!(
        "update practice set name = $2, calls_clients = $3, invitation_hours = $4, logoff_minutes = $5, version = version + 1
         where id = app_practice() and version = $1",
        version,
        name,
        calls_clients,
        invitation_hours,
        logoff_minutes
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn set_plan(permit: &mut Permit, plan: Plan, cap: i32) -> Result<(), AppError> {
    sqlx::query!("update practice set plan = $1, seat_cap = $2, version = version + 1 where id = app_practice()", plan.key(), cap)
        .execute(permit.conn())
        .await?;
    Ok(())
}

/// Closes the practice: nobody gets in any more, everything stays.
pub async fn close(permit: &mut Permit) -> Result<(), AppError> {
    let now = permit.now;
    sqlx::query!("update practice set closed_at = $1, version = version + 1 where id = app_practice() and closed_at is null", now)
        .execute(permit.conn())
        .await?;
    sqlx::query!(
        "update sign_in_session set ended_at = $1, ended_why = 'practice closed' where practice_id = app_practice() and ended_at is null",
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}
