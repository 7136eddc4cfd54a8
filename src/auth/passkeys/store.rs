//! The SQL of passkeys and challenges. But for the challenges it is about the account the transaction stands in for.

use crate::access::Permit;
use crate::base::{AccountId, AppError, FactorId};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;
use webauthn_rs::prelude::Passkey;

/// How an authenticator knows the account.
pub struct Holder {
    pub handle: Uuid,
    pub email: String,
    pub name: String,
}

pub async fn holder(conn: &mut PgConnection, account: AccountId) -> Result<Holder, AppError> {
    let r =
        sqlx::query!("select passkey_handle, email, first_name, last_name from account where id = $1", account.0).fetch_one(conn).await?;
    Ok(Holder { handle: r.passkey_handle, email: r.email, name: format!("{} {}", r.first_name, r.last_name) })
}

pub async fn credential_ids(conn: &mut PgConnection, account: AccountId) -> Result<Vec<Vec<u8>>, AppError> {
    Ok(sqlx::query_scalar!("select credential_id from passkey where account_id = $1 order by factor_id", account.0).fetch_all(conn).await?)
}

/// Holds the membership and the account, in this order, as whoever removes or resets them does: what is read afterwards stays so.
pub async fn hold(permit: &mut Permit, account: AccountId) -> Result<(), AppError> {
    sqlx::query!("select id from member where practice_id = app_practice() and account_id = $1 for update", account.0)
        .fetch_optional(permit.conn())
        .await?;
    sqlx::query!("select id from account where id = $1 for update", account.0).fetch_one(permit.conn()).await?;
    Ok(())
}

/// A passkey counts from the beginning. `false` if it is somebody's already.
pub async fn insert(permit: &mut Permit, account: AccountId, id: FactorId, name: &str, passkey: &Passkey) -> Result<bool, AppError> {
    let now = permit.now;
    sqlx::query!(
        "insert into factor (id, account_id, kind, name, created_at, confirmed_at) values ($1, $2, 'passkey', $3, $4, $4)",
        id.0,
        account.0,
        name,
        now
    )
    .execute(permit.conn())
    .await?;
    let done = sqlx::query!(
        "insert into passkey (factor_id, account_id, credential_id, credential) values ($1, $2, $3, $4) on conflict (credential_id) do nothing",
        id.0,
        account.0,
        passkey.cred_id().as_slice(),
        written(passkey)?
    )
    .execute(permit.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The account's passkey of this id.
pub async fn passkey(conn: &mut PgConnection, account: AccountId, credential: &[u8]) -> Result<Option<(FactorId, Passkey)>, AppError> {
    let row = sqlx::query!("select factor_id, credential from passkey where account_id = $1 and credential_id = $2", account.0, credential)
        .fetch_optional(conn)
        .await?;
    row.map(|r| {
        let passkey = serde_json::from_value(r.credential).map_err(|cause| AppError::internal("a passkey that was kept", &cause))?;
        Ok((FactorId(r.factor_id), passkey))
    })
    .transpose()
}

/// It has signed, and its counter stands where it stands now.
pub async fn used(permit: &mut Permit, id: FactorId, passkey: &Passkey) -> Result<(), AppError> {
    let now = permit.now;
    sqlx::query!("update passkey set credential = $2 where factor_id = $1", id.0, written(passkey)?).execute(permit.conn()).await?;
    sqlx::query!("update factor set last_used_at = $2 where id = $1", id.0, now).execute(permit.conn()).await?;
    Ok(())
}

fn written(passkey: &Passkey) -> Result<Value, AppError> {
    serde_json::to_value(passkey).map_err(|cause| AppError::internal("a passkey to keep", &cause))
}

pub async fn rename(permit: &mut Permit, account: AccountId, id: FactorId, name: &str) -> Result<Option<String>, AppError> {
    let before = sqlx::query_scalar!(
        "select name from factor where id = $1 and account_id = $2 and confirmed_at is not null for update",
        id.0,
        account.0
    )
    .fetch_optional(permit.conn())
    .await?;
    if before.is_some() {
        sqlx::query!("update factor set name = $2 where id = $1", id.0, name).execute(permit.conn()).await?;
    }
    Ok(before)
}

/// Keeps a challenge in place of any before that was bound to the same.
pub async fn keep_challenge(permit: &mut Permit, bound: &[u8], state: &Value, until: DateTime<Utc>) -> Result<(), AppError> {
    let now = permit.now;
    sqlx::query!(r#"select keep_passkey_challenge($1, $2, $3, $4) as "kept!: ()""#, bound, state, now, until)
        .execute(permit.conn())
        .await?;
    Ok(())
}

/// Nothing where there is none, it was used, or its time is over. It is gone with that.
pub async fn take_challenge(permit: &mut Permit, bound: &[u8]) -> Result<Option<Value>, AppError> {
    let now = permit.now;
    Ok(sqlx::query_scalar!("select take_passkey_challenge($1, $2)", bound, now).fetch_one(permit.conn()).await?)
}

/// The address of the account that an authenticator names, if it is one of its passkeys.
pub async fn whose(conn: &mut PgConnection, handle: Uuid, credential: &[u8]) -> Result<Option<(AccountId, String)>, AppError> {
    let row = sqlx::query!(r#"select account_id as "account_id!", email as "email!" from access_passkey($1, $2)"#, handle, credential)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|r| (AccountId(r.account_id), r.email)))
}

/// Whether the open practice takes passkeys only.
pub async fn passkeys_only(conn: &mut PgConnection) -> Result<bool, AppError> {
    let only = sqlx::query_scalar!(r#"select passkeys_only_since is not null as "only!" from practice where id = app_practice()"#)
        .fetch_optional(conn)
        .await?;
    Ok(only.unwrap_or(false))
}
