//! The SQL of the portal: for the practice on its table, for clients and holders of a link by the functions of 0097.

use crate::access::Permit;
use crate::base::{AccountId, AppError, ClientId, Email, MemberId};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

/// What an invitation needs of the record.
pub struct Record {
    pub first_name: String,
    pub email: String,
    pub practice: String,
    pub hours: i32,
    pub timezone: String,
}

pub async fn record(conn: &mut PgConnection, client: ClientId) -> Result<Record, AppError> {
    sqlx::query_as!(
        Record,
        "select c.first_name, c.email, p.name as practice, p.invitation_hours as hours, l.timezone
         from client c
         join practice p on p.id = c.practice_id
         join location l on l.practice_id = c.practice_id and l.id = c.location_id
         where c.practice_id = app_practice() and c.id = $1",
        client.0
    )
    .fetch_optional(conn)
    .await?
    .ok_or(AppError::NotFound)
}

/// The same, and nobody else changes the record, or its access, until the transaction ends.
pub async fn record_for_update(permit: &mut Permit, client: ClientId) -> Result<Record, AppError> {
    sqlx::query!("select id from client where practice_id = app_practice() and id = $1 for update", client.0)
        .fetch_optional(permit.conn())
        .await?
        .ok_or(AppError::NotFound)?;
    record(permit.conn(), client).await
}

pub struct Invitation {
    pub state: String,
    pub serial: i32,
    pub email: String,
    pub renewed_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

pub async fn invitation(conn: &mut PgConnection, client: ClientId) -> Result<Option<Invitation>, AppError> {
    Ok(sqlx::query_as!(
        Invitation,
        "select state, serial, email, renewed_at, expires_at from portal_invitation where practice_id = app_practice() and client_id = $1",
        client.0
    )
    .fetch_optional(conn)
    .await?)
}

pub struct AccountRead {
    pub email: String,
    pub since: DateTime<Utc>,
    pub last_sign_in_at: Option<DateTime<Utc>>,
}

pub async fn account(conn: &mut PgConnection, client: ClientId) -> Result<Option<AccountRead>, AppError> {
    Ok(sqlx::query_as!(AccountRead, r#"select email as "email!", since as "since!", last_sign_in_at from portal_account($1)"#, client.0)
        .fetch_optional(conn)
        .await?)
}

/// Whether someone of the team, or invited to it, has this address.
pub async fn is_a_members(conn: &mut PgConnection, email: &Email) -> Result<bool, AppError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from member where practice_id = app_practice() and email_key = lower($1)
             and status not in ('withdrawn', 'archived', 'removed')) as "there!""#,
        email.as_str()
    )
    .fetch_one(conn)
    .await?)
}

/// Invites, or invites again: every older link is out of date from here on. Nothing where there is an account already.
pub async fn invite(permit: &mut Permit, client: ClientId, email: &Email, expires_at: DateTime<Utc>) -> Result<Option<i32>, AppError> {
    let (practice, now, by) = (permit.practice.0, permit.now, permit.by().0);
    Ok(sqlx::query_scalar!(
        "insert into portal_invitation as i (practice_id, client_id, state, email, invited_by, renewed_at, expires_at)
         values ($1, $2, 'open', $3, $4, $5, $6)
         on conflict (practice_id, client_id) do update set state = 'open', serial = i.serial + 1, email = $3, invited_by = $4,
           renewed_at = $5, expires_at = $6, decided_at = null
         where i.state <> 'accepted' returning serial",
        practice,
        client.0,
        email.as_str(),
        by,
        now,
        expires_at
    )
    .fetch_optional(permit.conn())
    .await?)
}

/// Invites someone whose record was made in this very transaction, in the name of `by`. No more than an insert: whoever made the
/// record need not see it.
pub async fn invite_newcomer(
    permit: &mut Permit,
    client: ClientId,
    email: &str,
    by: MemberId,
    expires_at: DateTime<Utc>,
) -> Result<(), AppError> {
    let (practice, now) = (permit.practice.0, permit.now);
    sqlx::query!(
        "insert into portal_invitation (practice_id, client_id, state, email, invited_by, renewed_at, expires_at) values ($1, $2, 'open', $3, $4, $5, $6)",
        practice,
        client.0,
        email,
        by.0,
        now,
        expires_at
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// Takes an open invitation back; `false` if there is none.
pub async fn revoke(permit: &mut Permit, client: ClientId) -> Result<bool, AppError> {
    let now = permit.now;
    let done = sqlx::query!(
        "update portal_invitation set state = 'revoked', decided_at = $2 where practice_id = app_practice() and client_id = $1 and state = 'open'",
        client.0,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Those of these clients who have an account or an open invitation, by id: in that order everyone locks them.
pub async fn with_access(permit: &mut Permit, clients: &[ClientId]) -> Result<Vec<ClientId>, AppError> {
    let ids: Vec<uuid::Uuid> = clients.iter().map(|c| c.0).collect();
    let rows = sqlx::query_scalar!(
        "select client_id from portal_invitation
         where practice_id = app_practice() and client_id = any ($1) and state in ('open', 'accepted') order by client_id",
        &ids
    )
    .fetch_all(permit.conn())
    .await?;
    Ok(rows.into_iter().map(ClientId).collect())
}

/// What there was of a client's access.
pub struct Ended {
    pub had_account: bool,
    pub had_invitation: bool,
    pub name: String,
    pub sign_ins: i64,
}

pub async fn end(permit: &mut Permit, client: ClientId) -> Result<Ended, AppError> {
    let now = permit.now;
    let row = sqlx::query!(
        r#"select had as "had!", name as "name!", sign_ins as "sign_ins!" from portal_end($1, $2, 'portal access ended')"#,
        client.0,
        now
    )
    .fetch_one(permit.conn())
    .await?;
    Ok(Ended { had_account: row.had == "account", had_invitation: row.had == "invitation", name: row.name, sign_ins: row.sign_ins })
}

/// What a link leads to.
pub struct Invited {
    pub practice: String,
    pub hours: i32,
    pub timezone: String,
    pub first_name: String,
    pub last_name: String,
    pub state: String,
    pub serial: i32,
    pub email: String,
    pub renewed_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// The record is there and has the address the invitation was sent to.
    pub current: bool,
}

pub async fn invited(conn: &mut PgConnection) -> Result<Invited, AppError> {
    sqlx::query_as!(
        Invited,
        r#"select practice_name as "practice!", hours as "hours!", timezone as "timezone!", first_name as "first_name!",
             last_name as "last_name!", state as "state!", serial as "serial!", email as "email!", renewed_at as "renewed_at!",
             expires_at as "expires_at!", current as "current!"
           from portal_invited()"#
    )
    .fetch_optional(conn)
    .await?
    .ok_or(AppError::NotFound)
}

/// Good for the whole time anew, with a new serial.
pub async fn renew(permit: &mut Permit, expires_at: DateTime<Utc>) -> Result<i32, AppError> {
    let now = permit.now;
    sqlx::query_scalar!("select portal_renew($1, $2)", now, expires_at).fetch_one(permit.conn()).await?.ok_or(AppError::Stale)
}

/// Ties an account that belongs to nobody to the client; `false` if the invitation or the account isn't free any more.
pub async fn accept(permit: &mut Permit, serial: i32, account: AccountId) -> Result<bool, AppError> {
    let now = permit.now;
    Ok(sqlx::query_scalar!(r#"select portal_accept($1, $2, $3) as "done!""#, serial, account.0, now).fetch_one(permit.conn()).await?)
}

pub struct SelfRead {
    pub first_name: String,
    pub last_name: String,
    pub preferred_name: String,
    pub pronouns: String,
    pub birth_date: Option<NaiveDate>,
    pub email: String,
    pub phone: String,
    pub version: i32,
    pub location: String,
    pub address: String,
}

pub async fn own(conn: &mut PgConnection) -> Result<SelfRead, AppError> {
    sqlx::query_as!(
        SelfRead,
        r#"select first_name as "first_name!", last_name as "last_name!", preferred_name as "preferred_name!", pronouns as "pronouns!",
             birth_date, email as "email!", phone as "phone!", version as "version!", location as "location!", address as "address!"
           from portal_self()"#
    )
    .fetch_optional(conn)
    .await?
    .ok_or(AppError::SignedOut)
}

pub async fn therapists(conn: &mut PgConnection) -> Result<Vec<(String, bool)>, AppError> {
    let rows = sqlx::query!(r#"select name as "name!", is_primary as "is_primary!" from portal_therapists()"#).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|r| (r.name, r.is_primary)).collect())
}

pub struct VisitRead {
    pub starts_at: DateTime<Utc>,
    pub minutes: i32,
    pub kind: String,
    pub with_whom: String,
    pub location: String,
    pub address: String,
    pub is_virtual: bool,
    pub timezone: String,
}

pub async fn visits(conn: &mut PgConnection, most: i32) -> Result<Vec<VisitRead>, AppError> {
    Ok(sqlx::query_as!(
        VisitRead,
        r#"select starts_at as "starts_at!", minutes as "minutes!", kind as "kind!", with_whom as "with_whom!", location as "location!",
             address as "address!", virtual as "is_virtual!", timezone as "timezone!"
           from portal_visits($1)"#,
        most
    )
    .fetch_all(conn)
    .await?)
}

/// The new version; nothing if the record changed since `version`.
pub async fn change(permit: &mut Permit, preferred: &str, pronouns: &str, phone: &str, version: i32) -> Result<Option<i32>, AppError> {
    let now = permit.now;
    Ok(sqlx::query_scalar!("select portal_change($1, $2, $3, $4, $5)", preferred, pronouns, phone, version, now)
        .fetch_one(permit.conn())
        .await?)
}
