//! The SQL of the second factor. All of it is about the account the transaction stands in for.

use super::types::{FactorsOf, Having};
use crate::access::Permit;
use crate::auth::session::By;
use crate::base::{AccountId, AppError, FactorId, MemberId, SessionId, Token};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

pub struct FactorRead {
    pub id: FactorId,
    pub name: String,
    /// The secret of an authenticator app; a passkey has none that we know.
    pub sealed: Option<String>,
    pub created_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
}

impl FactorRead {
    pub fn passkey(&self) -> bool {
        self.sealed.is_none()
    }
}

macro_rules! factor_where {
    ($condition:literal, $conn:expr, $($bind:expr),*) => {
        sqlx::query!(
            "select id, name, sealed, created_at, last_used_at from factor where account_id = $1 and " + $condition + " order by created_at, id",
            $($bind),*
        )
        .fetch_all($conn)
        .await?
        .into_iter()
        .map(|r| FactorRead { id: FactorId(r.id), name: r.name, sealed: r.sealed, created_at: r.created_at, last_used_at: r.last_used_at })
    };
}

/// Those that count.
pub async fn factors(conn: &mut PgConnection, account: AccountId) -> Result<Vec<FactorRead>, AppError> {
    Ok(factor_where!("confirmed_at is not null", conn, account.0).collect())
}

/// The one being set up; begun before `since` it is forgotten.
pub async fn begun(conn: &mut PgConnection, account: AccountId, since: DateTime<Utc>) -> Result<Option<FactorRead>, AppError> {
    Ok(factor_where!("confirmed_at is null and created_at > $2", conn, account.0, since).next_back())
}

/// Begins one, in place of any other that was only begun.
pub async fn begin(permit: &mut Permit, account: AccountId, id: FactorId, name: &str, sealed: &str) -> Result<(), AppError> {
    let now = permit.now;
    sqlx::query!("delete from factor where account_id = $1 and confirmed_at is null", account.0).execute(permit.conn()).await?;
    sqlx::query!(
        "insert into factor (id, account_id, kind, name, sealed, created_at) values ($1, $2, 'totp', $3, $4, $5)",
        id.0,
        account.0,
        name,
        sealed,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// It counts from now on, and the code that showed it is taken; `false` if it counted already.
pub async fn confirm(permit: &mut Permit, id: FactorId, step: i64) -> Result<bool, AppError> {
    let now = permit.now;
    let done = sqlx::query!(
        "update factor set confirmed_at = $2, last_used_at = $2, last_step = $3 where id = $1 and confirmed_at is null",
        id.0,
        now,
        step
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a code (RFC 6238 §5.2): `false` if it, or a later one, was taken before. Of two at once one waits here for the other.
pub async fn take_step(permit: &mut Permit, id: FactorId, step: i64) -> Result<bool, AppError> {
    let now = permit.now;
    let done = sqlx::query!(
        "update factor set last_step = $2, last_used_at = $3 where id = $1 and confirmed_at is not null and last_step < $2",
        id.0,
        step,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Holds the account, so that of two who remove the last two one sees what the other has left. Whether the password is
/// too short to stand alone.
pub async fn hold(permit: &mut Permit, account: AccountId) -> Result<bool, AppError> {
    Ok(sqlx::query_scalar!("select password_short from account where id = $1 for update", account.0).fetch_one(permit.conn()).await?)
}

pub async fn password_short(conn: &mut PgConnection, account: AccountId) -> Result<bool, AppError> {
    Ok(sqlx::query_scalar!("select password_short from account where id = $1", account.0).fetch_one(conn).await?)
}

pub async fn remove(permit: &mut Permit, id: FactorId) -> Result<(), AppError> {
    sqlx::query!("delete from factor where id = $1", id.0).execute(permit.conn()).await?;
    Ok(())
}

/// Whether the practice asks this account for a second factor, whatever it has. An account outside any is asked by nobody.
pub async fn asked_for(conn: &mut PgConnection, account: AccountId) -> Result<bool, AppError> {
    let asked = sqlx::query_scalar!(
        r#"select p.second_factor_since is not null or m.must_enrol is not null as "asked!"
           from member m join practice p on p.id = m.practice_id
           where m.practice_id = app_practice() and m.account_id = $1 and m.status in ('active', 'on_hold')"#,
        account.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(asked.unwrap_or(false))
}

/// What a reset asked for is done; what an invitation asked for stays.
pub async fn enrolled(permit: &mut Permit, account: AccountId) -> Result<(), AppError> {
    sqlx::query!(
        "update member set must_enrol = null where practice_id = app_practice() and account_id = $1 and must_enrol = 'reset'",
        account.0
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// This session has shown the second factor too.
pub async fn session_with(permit: &mut Permit, session: SessionId, by: By) -> Result<(), AppError> {
    let now = permit.now;
    sqlx::query!(
        "update sign_in_session set made_by = case when made_by = 'password' then $3 else made_by end, confirmed_at = $2 where id = $1",
        session.0,
        now,
        by.key()
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// New recovery codes instead of all before; and, until then, what shows them in full.
pub async fn set_codes(
    permit: &mut Permit,
    account: AccountId,
    hashes: &[Vec<u8>],
    sheet: &str,
    until: DateTime<Utc>,
) -> Result<(), AppError> {
    let now = permit.now;
    forget_codes(permit, account).await?;
    sqlx::query!(
        "insert into recovery_code (account_id, code_hash, created_at) select $1, hash, $3 from unnest($2::bytea[]) as hash",
        account.0,
        hashes,
        now
    )
    .execute(permit.conn())
    .await?;
    sqlx::query!("insert into recovery_sheet (account_id, sealed, expires_at) values ($1, $2, $3)", account.0, sheet, until)
        .execute(permit.conn())
        .await?;
    Ok(())
}

pub async fn forget_codes(permit: &mut Permit, account: AccountId) -> Result<(), AppError> {
    sqlx::query!("delete from recovery_code where account_id = $1", account.0).execute(permit.conn()).await?;
    forget_sheet(permit, account).await
}

pub async fn forget_sheet(permit: &mut Permit, account: AccountId) -> Result<(), AppError> {
    sqlx::query!("delete from recovery_sheet where account_id = $1", account.0).execute(permit.conn()).await?;
    Ok(())
}

/// The new codes in full, sealed.
pub async fn sheet(conn: &mut PgConnection, account: AccountId, now: DateTime<Utc>) -> Result<Option<String>, AppError> {
    Ok(sqlx::query_scalar!("select sealed from recovery_sheet where account_id = $1 and expires_at > $2", account.0, now)
        .fetch_optional(conn)
        .await?)
}

pub async fn codes_left(conn: &mut PgConnection, account: AccountId) -> Result<i64, AppError> {
    Ok(sqlx::query_scalar!(r#"select count(*) as "n!" from recovery_code where account_id = $1 and used_at is null"#, account.0)
        .fetch_one(conn)
        .await?)
}

/// Uses a recovery code up; `false` if there is no such one, or it was used. Of two at once one waits for the other.
pub async fn use_code(permit: &mut Permit, account: AccountId, hash: &[u8]) -> Result<bool, AppError> {
    let now = permit.now;
    let done = sqlx::query!(
        "update recovery_code set used_at = $3 where account_id = $1 and code_hash = $2 and used_at is null",
        account.0,
        hash,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Half a sign-in, and where it was to lead.
pub struct Pending {
    pub account: AccountId,
    pub email: String,
    pub next: String,
}

/// Remembers that the password was right; what is out of date goes.
pub async fn insert_pending(
    permit: &mut Permit,
    account: AccountId,
    token: &Token,
    next: &str,
    until: DateTime<Utc>,
) -> Result<(), AppError> {
    let now = permit.now;
    sqlx::query!("delete from pending_sign_in where account_id = $1 and expires_at <= $2", account.0, now).execute(permit.conn()).await?;
    sqlx::query!("delete from recovery_sheet where account_id = $1 and expires_at <= $2", account.0, now).execute(permit.conn()).await?;
    sqlx::query!(
        "insert into pending_sign_in (token_hash, account_id, next, created_at, expires_at) values ($1, $2, $3, $4, $5)",
        &token.hash(),
        account.0,
        next,
        now,
        until
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

pub async fn pending(permit: &mut Permit, token: &Token) -> Result<Option<Pending>, AppError> {
    let now = permit.now;
    let row = sqlx::query!(
        r#"select account_id as "account_id!", email as "email!", next as "next!" from access_pending($1, $2)"#,
        &token.hash(),
        now
    )
    .fetch_optional(permit.conn())
    .await?;
    Ok(row.map(|r| Pending { account: AccountId(r.account_id), email: r.email, next: r.next }))
}

/// Half a sign-in becomes a whole one once; `false` if it did already.
pub async fn end_pending(permit: &mut Permit, token: &Token) -> Result<bool, AppError> {
    let done = sqlx::query!("delete from pending_sign_in where token_hash = $1", &token.hash()).execute(permit.conn()).await?;
    Ok(done.rows_affected() == 1)
}

/// How many members of the open practice have a passkey, and how many an authenticator app.
pub async fn with_factors(conn: &mut PgConnection) -> Result<(i64, i64), AppError> {
    let r = sqlx::query!(r#"select passkey as "passkey!", authenticator as "authenticator!" from members_with_factors()"#)
        .fetch_one(conn)
        .await?;
    Ok((r.passkey, r.authenticator))
}

/// Members of the open practice with what they have, by name; and where the next page begins.
pub async fn factors_of_members(
    conn: &mut PgConnection,
    having: Having,
    after: (String, MemberId),
    page: usize,
) -> Result<(Vec<FactorsOf>, Option<(String, MemberId)>), AppError> {
    let mut rows = sqlx::query!(
        r#"select member_id as "member_id!", name as "name!", sort_key as "sort_key!", passkeys as "passkeys!", authenticators as "authenticators!",
             codes as "codes!", last_used_at, enrol_by from members_factors($1, $2, $3, $4)"#,
        having.key(),
        after.0,
        after.1.0,
        page as i32 + 1
    )
    .fetch_all(conn)
    .await?;
    let more = rows.len() > page;
    rows.truncate(page);
    let next = rows.last().filter(|_| more).map(|last| (last.sort_key.clone(), MemberId(last.member_id)));
    let of = rows.into_iter().map(|r| FactorsOf {
        member: MemberId(r.member_id),
        name: r.name,
        passkeys: r.passkeys,
        authenticators: r.authenticators,
        codes: r.codes,
        last_used: r.last_used_at.map(Into::into),
        enrol_by: r.enrol_by.map(Into::into),
    });
    Ok((of.collect(), next))
}
