//! The SQL of invitations.

use super::types::{CheckedInvite, InvitationState};
use crate::access::Permit;
use crate::base::{AppError, InvitationId, LocationId, MemberId, RoleId};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

pub struct InvitationRead {
    pub id: InvitationId,
    pub member: MemberId,
    pub state: InvitationState,
    pub serial: i32,
    pub note: String,
    pub created_at: DateTime<Utc>,
    pub renewed_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub reason: String,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub role: RoleId,
    pub role_name: String,
    pub timezone: String,
    pub practice: String,
    pub hours: i32,
    pub inviter_name: String,
    pub inviter_first: String,
    pub inviter_email: String,
}

macro_rules! invitation_where {
    ($condition:literal, $conn:expr, $($bind:expr),*) => {
        sqlx::query!(
            r#"select i.id, i.member_id, i.state, i.serial, i.note, i.created_at, i.renewed_at, i.expires_at, i.reason,
                 m.email, m.first_name, m.last_name, m.role_id, r.name as role_name, l.timezone,
                 p.name as practice, p.invitation_hours as hours,
                 b.first_name || ' ' || b.last_name as "inviter_name!", b.first_name as inviter_first, b.email as inviter_email
               from invitation i
               join member m on m.practice_id = i.practice_id and m.id = i.member_id
               join role r on r.practice_id = m.practice_id and r.id = m.role_id
               join location l on l.practice_id = m.practice_id and l.id = m.primary_location_id
               join practice p on p.id = i.practice_id
               join member b on b.practice_id = i.practice_id and b.id = i.invited_by
               where i.practice_id = app_practice() and "# + $condition,
            $($bind),*
        )
        .fetch_optional($conn)
        .await?
        .map(|r| InvitationRead {
            id: InvitationId(r.id),
            member: MemberId(r.member_id),
            state: InvitationState::of(&r.state),
            serial: r.serial,
            note: r.note,
            created_at: r.created_at,
            renewed_at: r.renewed_at,
            expires_at: r.expires_at,
            reason: r.reason,
            email: r.email,
            first_name: r.first_name,
            last_name: r.last_name,
            role: RoleId(r.role_id),
            role_name: r.role_name,
            timezone: r.timezone,
            practice: r.practice,
            hours: r.hours,
            inviter_name: r.inviter_name,
            inviter_first: r.inviter_first,
            inviter_email: r.inviter_email,
        })
    };
}

pub async fn one(conn: &mut PgConnection, id: InvitationId) -> Result<InvitationRead, AppError> {
    invitation_where!("i.id = $1", conn, id.0).ok_or(AppError::NotFound)
}

pub async fn of_member(conn: &mut PgConnection, member: MemberId) -> Result<Option<InvitationRead>, AppError> {
    Ok(invitation_where!("i.member_id = $1", conn, member.0))
}

/// Whoever has this address in the practice now, invited or member; whatever the case of its letters.
pub async fn of_address(conn: &mut PgConnection, email: &str) -> Result<Option<(MemberId, String, String)>, AppError> {
    let row = sqlx::query!(
        r#"select id, first_name || ' ' || last_name as "name!", status from member
           where practice_id = app_practice() and email_key = lower($1) and status not in ('withdrawn', 'archived', 'removed')"#,
        email
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|r| (MemberId(r.id), r.name, r.status)))
}

pub struct New<'a> {
    pub id: InvitationId,
    pub member: MemberId,
    pub invite: &'a CheckedInvite,
    pub location: LocationId,
    pub expires_at: DateTime<Utc>,
    /// Who invites.
    pub by: MemberId,
}

/// What the letter says that the form does not.
pub struct Around {
    pub practice: String,
    pub hours: i32,
    pub role: String,
    /// The location's zone, by its IANA name.
    pub timezone: String,
    /// First and last name.
    pub inviter: String,
}

/// The person, their invitation and the first line of its story, in one statement.
pub async fn insert(permit: &mut Permit, new: &New<'_>) -> Result<Around, sqlx::Error> {
    let (practice, now, writer) = (permit.practice.0, permit.now, permit.actor().map(|a| a.member.0));
    sqlx::query_as!(
        Around,
        r#"with person as (
             insert into member (practice_id, id, first_name, last_name, email, status, role_id, primary_location_id, invited_by, invited_at, changed_at, changed_by)
             values ($1, $2, $3, $4, $5, 'invited', $6, $7, $8, $9, $9, $8)),
           asked as (
             insert into invitation (practice_id, id, member_id, invited_by, note, created_at, renewed_at, expires_at)
             values ($1, $10, $2, $8, $11, $9, $9, $12)),
           told as (
             insert into invitation_step (practice_id, invitation_id, id, at, step, serial, by_member) values ($1, $10, $13, $9, $14, 1, $15))
           select p.name as practice, p.invitation_hours as hours, r.name as role, l.timezone, b.first_name || ' ' || b.last_name as "inviter!"
           from practice p, role r, location l, member b
           where p.id = $1 and r.practice_id = $1 and r.id = $6 and l.practice_id = $1 and l.id = $7 and b.practice_id = $1 and b.id = $8"#,
        practice,
        new.member.0,
        new.invite.first_name,
        new.invite.last_name,
        new.invite.email.as_str(),
        new.invite.role.0,
        new.location.0,
        new.by.0,
        now,
        new.id.0,
        new.invite.note,
        new.expires_at,
        Uuid::now_v7(),
        Step::Sent.key(),
        writer
    )
    .fetch_one(permit.conn())
    .await
}

/// Whether they set up a second factor before anything else.
pub async fn ask_second_factor(permit: &mut Permit, member: MemberId, asked: bool) -> Result<(), AppError> {
    let why = asked.then_some("invited");
    sqlx::query!("update member set must_enrol = $2 where practice_id = app_practice() and id = $1", member.0, why)
        .execute(permit.conn())
        .await?;
    Ok(())
}

/// Invites once more someone who declined or let it run out, with what the form says now.
pub async fn invite_again(
    permit: &mut Permit,
    member: MemberId,
    invite: &CheckedInvite,
    location: LocationId,
    by: MemberId,
) -> Result<(), AppError> {
    let (now, by) = (permit.now, by.0);
    sqlx::query!(
        "update member set first_name = $2, last_name = $3, email = $4, role_id = $5, primary_location_id = $6, invited_by = $7, invited_at = $8,
           changed_at = $8, changed_by = $7, version = version + 1 where practice_id = app_practice() and id = $1",
        member.0,
        invite.first_name,
        invite.last_name,
        invite.email.as_str(),
        invite.role.0,
        location.0,
        by,
        now
    )
    .execute(permit.conn())
    .await?;
    sqlx::query!(
        "update invitation set invited_by = $2, note = $3 where practice_id = app_practice() and member_id = $1",
        member.0,
        by,
        invite.note
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Opens it again with a new serial: every older link is out of date from here on.
pub async fn renew(permit: &mut Permit, id: InvitationId, expires_at: DateTime<Utc>) -> Result<i32, AppError> {
    let now = permit.now;
    let serial = sqlx::query_scalar!(
        "update invitation set state = 'open', serial = serial + 1, renewed_at = $2, expires_at = $3, decided_at = null, reason = ''
         where practice_id = app_practice() and id = $1 and state in ('open', 'declined') returning serial",
        id.0,
        now,
        expires_at
    )
    .fetch_optional(permit.conn())
    .await?;
    serial.ok_or(AppError::Stale)
}

/// Decides an open invitation, once; `false` if it was decided, renewed or ran out in the meantime.
pub async fn decide(permit: &mut Permit, id: InvitationId, serial: i32, state: InvitationState, reason: &str) -> Result<bool, AppError> {
    let now = permit.now;
    let done = sqlx::query!(
        "update invitation set state = $3, decided_at = $4, reason = $5
         where practice_id = app_practice() and id = $1 and serial = $2 and state = 'open' and expires_at > $4",
        id.0,
        serial,
        state.as_str(),
        now,
        reason
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes an invitation back, whether open, declined or run out.
pub async fn revoke(permit: &mut Permit, id: InvitationId) -> Result<bool, AppError> {
    let now = permit.now;
    let done = sqlx::query!(
        "update invitation set state = 'revoked', decided_at = $2 where practice_id = app_practice() and id = $1 and state in ('open', 'declined')",
        id.0,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whose membership it is that begins, and by which name.
pub async fn join(permit: &mut Permit, member: MemberId, first_name: &str, last_name: &str) -> Result<(), AppError> {
    let (now, account) = (permit.now, permit.account.map(|a| a.0));
    sqlx::query!(
        "update member set account_id = $2, first_name = $3, last_name = $4, joined_at = $5 where practice_id = app_practice() and id = $1",
        member.0,
        account,
        first_name,
        last_name,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

#[derive(Clone, Copy)]
pub enum Step {
    Sent,
    Copied,
    Opened,
    Asked,
    Accepted,
    Declined,
    Revoked,
}

impl Step {
    fn key(self) -> &'static str {
        match self {
            Step::Sent => "sent",
            Step::Copied => "copied",
            Step::Opened => "opened",
            Step::Asked => "asked",
            Step::Accepted => "accepted",
            Step::Declined => "declined",
            Step::Revoked => "revoked",
        }
    }
}

/// A line of the story; "opened" only once for each serial.
pub async fn note(permit: &mut Permit, id: InvitationId, serial: i32, step: Step) -> Result<(), AppError> {
    let (practice, now, by) = (permit.practice.0, permit.now, permit.actor().map(|a| a.member.0));
    sqlx::query!(
        "insert into invitation_step (practice_id, invitation_id, id, at, step, serial, by_member) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        practice,
        id.0,
        Uuid::now_v7(),
        now,
        step.key(),
        serial,
        by
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

pub struct StepRead {
    pub at: DateTime<Utc>,
    pub step: String,
    pub serial: i32,
    pub by: Option<String>,
}

pub async fn steps(conn: &mut PgConnection, id: InvitationId) -> Result<Vec<StepRead>, AppError> {
    let rows = sqlx::query!(
        r#"select s.at, s.step, s.serial, b.first_name || ' ' || b.last_name as by
           from invitation_step s left join member b on b.practice_id = s.practice_id and b.id = s.by_member
           where s.practice_id = app_practice() and s.invitation_id = $1 order by s.at, s.id"#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| StepRead { at: r.at, step: r.step, serial: r.serial, by: r.by }).collect())
}
