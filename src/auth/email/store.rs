//! The SQL of a change of address.

use super::types::{Mailbox, NewEmailWaits};
use crate::access::Permit;
use crate::base::{AccountId, AppError, MemberId, PracticeId};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

pub struct Change {
    pub new_email: String,
    pub new_agreed: bool,
    pub old_agreed: bool,
}

/// Begins a change; one that was under way is replaced.
pub async fn begin(permit: &mut Permit, account: AccountId, new_email: &str, expires_at: DateTime<Utc>) -> Result<(), AppError> {
    let (now, practice) = (permit.now, Some(permit.practice.0).filter(|id| *id != PracticeId::NONE.0));
    sqlx::query!(
        "insert into email_change (practice_id, account_id, new_email, asked_at, expires_at) values ($1, $2, $3, $4, $5)
         on conflict (account_id) do update set practice_id = $1, new_email = $3, asked_at = $4, expires_at = $5,
           new_agreed_at = null, old_agreed_at = null",
        practice,
        account.0,
        new_email,
        now,
        expires_at
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// The change that is under way, held until the transaction ends: of two who agree at the same moment the second sees the first.
pub async fn held(permit: &mut Permit, account: AccountId) -> Result<Option<Change>, AppError> {
    let now = permit.now;
    let row = sqlx::query!(
        "select new_email, new_agreed_at, old_agreed_at from email_change where account_id = $1 and expires_at > $2 for update",
        account.0,
        now
    )
    .fetch_optional(permit.conn())
    .await?;
    Ok(row.map(|r| Change { new_email: r.new_email, new_agreed: r.new_agreed_at.is_some(), old_agreed: r.old_agreed_at.is_some() }))
}

/// Notes that a mailbox agrees; its change is held.
pub async fn agree(permit: &mut Permit, account: AccountId, at: Mailbox) -> Result<(), AppError> {
    let now = permit.now;
    sqlx::query!(
        "update email_change set new_agreed_at = case when $2 then new_agreed_at else $3 end,
           old_agreed_at = case when $2 then $3 else old_agreed_at end where account_id = $1",
        account.0,
        at == Mailbox::Old,
        now
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// It is done, or refused.
pub async fn end(permit: &mut Permit, account: AccountId) -> Result<(), AppError> {
    sqlx::query!("delete from email_change where account_id = $1", account.0).execute(permit.conn()).await?;
    Ok(())
}

/// A member's change that waits, for administrators.
pub async fn waiting_of_member(conn: &mut PgConnection, member: MemberId, now: DateTime<Utc>) -> Result<Option<NewEmailWaits>, AppError> {
    let row = sqlx::query!(
        r#"select e.new_email, e.asked_at, e.expires_at, e.new_agreed_at is not null as "new_agreed!"
           from member m join email_change e on e.practice_id = m.practice_id and e.account_id = m.account_id
           where m.practice_id = app_practice() and m.id = $1 and e.expires_at > $2"#,
        member.0,
        now
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|r| NewEmailWaits {
        new_email: r.new_email,
        asked_at: r.asked_at.into(),
        until: r.expires_at.into(),
        new_agreed: r.new_agreed,
    }))
}

/// The account a member signs in with, if its change was asked for here: whoever left is none of this practice's business.
pub async fn account_of_member(permit: &mut Permit, member: MemberId) -> Result<AccountId, AppError> {
    let account = sqlx::query_scalar!(
        r#"select e.account_id from member m join email_change e on e.practice_id = m.practice_id and e.account_id = m.account_id
           where m.practice_id = app_practice() and m.id = $1 and m.status in ('active', 'on_hold', 'inactive', 'suspended')"#,
        member.0
    )
    .fetch_optional(permit.conn())
    .await?;
    account.map(AccountId).ok_or(AppError::Stale)
}
