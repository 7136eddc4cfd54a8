//! The SQL of accounts and sign-in sessions.

use crate::access::Permit;
use crate::base::{AccountId, AppError, ClientId, Email, MemberId, PracticeId, SessionId};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

/// What an address leads to. Never shown to whoever asks.
pub struct Known {
    pub id: AccountId,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub password_hash: String,
    /// The one current membership.
    pub member: Option<Membership>,
    /// Or the client whose it is.
    pub client: Option<Clientship>,
}

impl Known {
    /// Where the account belongs, if anywhere.
    pub fn practice(&self) -> Option<PracticeId> {
        self.member.as_ref().map(|m| m.practice).or(self.client.as_ref().map(|c| c.practice))
    }
}

pub struct Membership {
    pub practice: PracticeId,
    pub practice_name: String,
    pub practice_closed: bool,
    pub member: MemberId,
    pub status: String,
}

pub struct Clientship {
    pub practice: PracticeId,
    pub practice_name: String,
    pub practice_closed: bool,
    pub client: ClientId,
    /// Not archived.
    pub enters: bool,
}

/// As whom a sign-in session is begun.
#[derive(Clone, Copy, Debug)]
pub enum Belongs {
    Nowhere,
    Member(PracticeId, MemberId),
    Client(PracticeId, ClientId),
}

pub async fn account_of_address(conn: &mut PgConnection, email: &str) -> Result<Option<Known>, AppError> {
    let row = sqlx::query!(
        r#"select id as "id!", email as "email!", first_name as "first_name!", last_name as "last_name!", password_hash as "password_hash!",
             practice_id, member_id, client_id, practice_name, status, practice_closed
           from account_of_address($1)"#,
        email
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|r| Known {
        id: AccountId(r.id),
        email: r.email,
        first_name: r.first_name,
        last_name: r.last_name,
        password_hash: r.password_hash,
        member: r.practice_id.zip(r.member_id).map(|(practice, member)| Membership {
            practice: PracticeId(practice),
            practice_name: r.practice_name.clone().unwrap_or_default(),
            practice_closed: r.practice_closed.unwrap_or(false),
            member: MemberId(member),
            status: r.status.clone().unwrap_or_default(),
        }),
        client: r.practice_id.zip(r.client_id).map(|(practice, client)| Clientship {
            practice: PracticeId(practice),
            practice_name: r.practice_name.unwrap_or_default(),
            practice_closed: r.practice_closed.unwrap_or(false),
            client: ClientId(client),
            enters: r.status.as_deref() == Some("client"),
        }),
    }))
}

/// A new account, belonging to no practice yet. The permit must stand in for it (`stand_in`).
pub async fn make_account(
    permit: &mut Permit,
    id: AccountId,
    email: &Email,
    first_name: &str,
    last_name: &str,
    password_hash: &str,
) -> Result<(), sqlx::Error> {
    let now = permit.now;
    sqlx::query!(
        "insert into account (id, email, first_name, last_name, password_hash, created_at) values ($1, $2, $3, $4, $5, $6)",
        id.0,
        email.as_str(),
        first_name,
        last_name,
        password_hash,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Ties an account to its one membership; `false` if it has another.
pub async fn join(permit: &mut Permit, account: AccountId, practice: PracticeId, member: MemberId) -> Result<bool, AppError> {
    let done = sqlx::query!(
        "update account set practice_id = $2, member_id = $3 where id = $1 and (practice_id is null or (practice_id, member_id) = ($2, $3))",
        account.0,
        practice.0,
        member.0
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn password_hash_of(conn: &mut PgConnection, account: AccountId) -> Result<String, AppError> {
    Ok(sqlx::query_scalar!("select password_hash from account where id = $1", account.0).fetch_one(conn).await?)
}

/// `short` says that it is enough only beside a second factor. Whoever was half signed in with the one before begins anew.
pub async fn set_password(permit: &mut Permit, account: AccountId, hash: &str, short: bool) -> Result<(), AppError> {
    let done = sqlx::query!(
        "update account set password_hash = $2, password_short = $3 where id = $1 and (second_factor or not $3)",
        account.0,
        hash,
        short
    )
    .execute(permit.conn())
    .await?;
    // The factor beside which it was enough went away meanwhile.
    if done.rows_affected() == 0 {
        return Err(AppError::Stale);
    }
    sqlx::query!("delete from pending_sign_in where account_id = $1", account.0).execute(permit.conn()).await?;
    Ok(())
}

/// Of the account this transaction stands in for.
pub async fn has_second_factor(conn: &mut PgConnection, account: AccountId) -> Result<bool, AppError> {
    Ok(sqlx::query_scalar!("select second_factor from account where id = $1", account.0).fetch_one(conn).await?)
}

pub async fn has_passkey(conn: &mut PgConnection, account: AccountId) -> Result<bool, AppError> {
    Ok(sqlx::query_scalar!("select passkey from account where id = $1", account.0).fetch_one(conn).await?)
}

pub async fn has_authenticator(conn: &mut PgConnection, account: AccountId) -> Result<bool, AppError> {
    Ok(sqlx::query_scalar!("select authenticator from account where id = $1", account.0).fetch_one(conn).await?)
}

pub async fn set_name(permit: &mut Permit, account: AccountId, first_name: &str, last_name: &str) -> Result<(), AppError> {
    sqlx::query!("update account set first_name = $2, last_name = $3 where id = $1", account.0, first_name, last_name)
        .execute(permit.conn())
        .await?;
    sqlx::query!(
        "update member set first_name = $2, last_name = $3, version = version + 1 where account_id = $1 and practice_id = app_practice()",
        account.0,
        first_name,
        last_name
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// The address of the account and, since the roster shows it, of its membership.
pub async fn set_email(permit: &mut Permit, account: AccountId, email: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("update account set email = $2 where id = $1", account.0, email).execute(permit.conn()).await?;
    sqlx::query!(
        "update member set email = $2, version = version + 1 where account_id = $1 and practice_id = app_practice()",
        account.0,
        email
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

pub async fn own_account(conn: &mut PgConnection, account: AccountId) -> Result<(String, String, Option<PracticeId>), AppError> {
    let row = sqlx::query!("select email, first_name, practice_id from account where id = $1 and deleted_at is null", account.0)
        .fetch_one(conn)
        .await?;
    Ok((row.email, row.first_name, row.practice_id.map(PracticeId)))
}

pub struct NewSession<'a> {
    pub id: SessionId,
    pub token_hash: &'a [u8],
    pub account: AccountId,
    pub belongs: Belongs,
    pub expires_at: DateTime<Utc>,
    /// What it was made with.
    pub by: &'static str,
}

pub async fn insert_session(permit: &mut Permit, new: &NewSession<'_>) -> Result<(), AppError> {
    let (now, agent, ip) = (permit.now, permit.asking().agent.clone(), permit.asking().ip.clone());
    let (practice, member, client) = match new.belongs {
        Belongs::Nowhere => (None, None, None),
        Belongs::Member(practice, member) => (Some(practice.0), Some(member.0), None),
        Belongs::Client(practice, client) => (Some(practice.0), None, Some(client.0)),
    };
    sqlx::query!(
        "insert into sign_in_session (token_hash, id, account_id, practice_id, member_id, client_id, created_at, last_seen_at, confirmed_at, expires_at, user_agent, ip, made_by)
         values ($1, $2, $3, $4, $5, $6, $7, $7, $7, $8, $9, $10, $11)",
        new.token_hash,
        new.id.0,
        new.account.0,
        practice,
        member,
        client,
        now,
        new.expires_at,
        agent,
        ip,
        new.by
    )
    .execute(permit.conn())
    .await?;
    let second_factor =
        sqlx::query_scalar!("update account set last_sign_in_at = $2 where id = $1 returning second_factor", new.account.0, now)
            .fetch_one(permit.conn())
            .await?;
    // Set up while the password was looked at: this session would be one without it.
    if second_factor && new.by == "password" {
        return Err(AppError::Stale);
    }
    match new.belongs {
        Belongs::Nowhere => {}
        Belongs::Member(practice, member) => {
            sqlx::query!("update member set last_sign_in_at = $3 where practice_id = $1 and id = $2", practice.0, member.0, now)
                .execute(permit.conn())
                .await?;
        }
        Belongs::Client(..) => {
            sqlx::query!("select portal_signed_in()").fetch_one(permit.conn()).await?;
        }
    }
    Ok(())
}

pub async fn end_session(permit: &mut Permit, session: SessionId, why: &str) -> Result<(), AppError> {
    let now = permit.now;
    sqlx::query!("update sign_in_session set ended_at = $2, ended_why = $3 where id = $1 and ended_at is null", session.0, now, why)
        .execute(permit.conn())
        .await?;
    Ok(())
}

pub async fn end_sessions(permit: &mut Permit, account: AccountId, but: Option<SessionId>, why: &str) -> Result<i64, AppError> {
    let now = permit.now;
    Ok(sqlx::query_scalar!(r#"select end_sessions($1, $2, $3, $4) as "ended!""#, account.0, but.map(|s| s.0), now, why)
        .fetch_one(permit.conn())
        .await?)
}

/// Ends the sign-ins of whoever this membership belongs to, but one; how many were open.
pub async fn cut_off(permit: &mut Permit, member: MemberId, but: Option<SessionId>, why: &str) -> Result<i64, AppError> {
    let now = permit.now;
    Ok(sqlx::query_scalar!(r#"select cut_off($1, $2, $3, $4) as "open!""#, member.0, but.map(|s| s.0), now, why)
        .fetch_one(permit.conn())
        .await?)
}

/// How many browsers someone of the open practice is signed in with.
pub async fn open_sign_ins(conn: &mut PgConnection, member: MemberId, now: DateTime<Utc>) -> Result<i64, AppError> {
    Ok(sqlx::query_scalar!(r#"select open_sign_ins($1, $2) as "n!""#, member.0, now).fetch_one(conn).await?)
}

pub async fn confirm_session(permit: &mut Permit, session: SessionId) -> Result<(), AppError> {
    let now = permit.now;
    sqlx::query!("update sign_in_session set confirmed_at = $2 where id = $1", session.0, now).execute(permit.conn()).await?;
    Ok(())
}

/// Notes a browser; says whether the account has used others, but never this one.
pub async fn note_device(permit: &mut Permit, account: AccountId, device: &[u8]) -> Result<bool, AppError> {
    let (now, agent, ip) = (permit.now, permit.asking().agent.clone(), permit.asking().ip.clone());
    let row = sqlx::query!(
        r#"with others as (select count(*) as n from device where account_id = $1),
                noted as (insert into device (account_id, device_hash, first_seen_at, last_seen_at, user_agent, ip) values ($1, $2, $3, $3, $4, $5)
                          on conflict (account_id, device_hash) do update set last_seen_at = $3, user_agent = $4, ip = $5
                          returning first_seen_at = $3 as new)
           select (noted.new and others.n > 0) as "unknown!" from noted, others"#,
        account.0,
        device,
        now,
        agent,
        ip
    )
    .fetch_one(permit.conn())
    .await?;
    Ok(row.unknown)
}

pub async fn insert_reset_request(permit: &mut Permit, email: &str) -> Result<(), AppError> {
    let now = permit.now;
    sqlx::query!("insert into reset_request (id, email, asked_at) values ($1, $2, $3)", uuid::Uuid::now_v7(), email, now)
        .execute(permit.conn())
        .await?;
    Ok(())
}

/// The oldest request nobody works on; it stays locked until the transaction ends.
pub async fn next_reset_request(permit: &mut Permit) -> Result<Option<String>, AppError> {
    let email = sqlx::query_scalar!("delete from reset_request where id = (select id from reset_request where done_at is null order by asked_at limit 1 for update skip locked) returning email")
        .fetch_optional(permit.conn())
        .await?;
    Ok(email)
}
