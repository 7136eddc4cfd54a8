//! Links sent by mail: what they lead to, for how long, and that only their hash is kept.

use super::Permit;
use crate::base::{AppError, Db, PracticeId, Token};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

/// What a link is for. Kept in a waiting letter; the link itself is made when the letter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    Invitation,
    Reset,
    Email,
    Portal,
    /// The practice's own, by which people join.
    Join,
    /// To whoever asked to join, so that their address is known to be theirs.
    JoinConfirm,
}

impl Purpose {
    fn key(self) -> &'static str {
        match self {
            Purpose::Invitation => "invitation",
            Purpose::Reset => "reset",
            Purpose::Email => "email",
            Purpose::Portal => "portal",
            Purpose::Join => "join",
            Purpose::JoinConfirm => "join_confirm",
        }
    }

    /// Where it leads, without the token.
    pub fn path(self) -> &'static str {
        match self {
            Purpose::Invitation => "/invitations/",
            Purpose::Reset => "/reset/",
            Purpose::Email => "/account/email/",
            Purpose::Portal => "/portal/invitation/",
            Purpose::Join => "/join/",
            Purpose::JoinConfirm => "/join/confirm/",
        }
    }
}

/// A link to be made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewLink {
    pub purpose: Purpose,
    /// The invitation's practice.
    pub practice: Option<Uuid>,
    /// The invitation, the account, the client invited to the portal, the link to join by, or the wish to join.
    pub subject: Uuid,
    /// Of an invitation or a link to join by: those of an older serial are out of date.
    pub serial: i32,
    /// For a change of address: the new one.
    pub email: Option<String>,
    pub expires_at: DateTime<Utc>,
}

/// Makes a link; the token is in the caller's hands only.
///
/// # Errors
/// Only those of the database.
pub async fn mint(conn: &mut PgConnection, link: &NewLink, now: DateTime<Utc>) -> Result<Token, AppError> {
    let token = Token::new();
    sqlx::query!(
        "insert into link (token_hash, purpose, practice_id, subject_id, serial, email, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &token.hash(),
        link.purpose.key(),
        link.practice,
        link.subject,
        link.serial,
        link.email,
        now,
        link.expires_at,
    )
    .execute(conn)
    .await?;
    Ok(token)
}

/// A link that was found, and what it leads to.
pub struct Held {
    pub practice: Option<PracticeId>,
    pub subject: Uuid,
    pub serial: i32,
    pub email: Option<String>,
    pub expires_at: DateTime<Utc>,
    pub used: bool,
}

/// Follows a link. An invitation's opens its practice in this transaction, an account's its account; one to the portal
/// leads before the portal of that client, and not into the practice.
///
/// # Errors
/// `NotFound` for anything that is no such link.
pub async fn follow(permit: &mut Permit, db: &Db, token: &str, purpose: Purpose) -> Result<Held, AppError> {
    let token = Token::parse(token).ok_or(AppError::NotFound)?;
    let row = sqlx::query!(
        r#"select practice_id, subject_id as "subject_id!", serial as "serial!", email, expires_at as "expires_at!", used_at
           from access_open_link($1, $2, $3::text::interval)"#,
        &token.hash(),
        purpose.key(),
        db.clock.interval(),
    )
    .fetch_optional(permit.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    if let Some(practice) = row.practice_id {
        permit.practice = PracticeId(practice);
        permit.outside = purpose == Purpose::Portal;
    } else {
        permit.account = Some(crate::base::AccountId(row.subject_id));
    }
    Ok(Held {
        practice: row.practice_id.map(PracticeId),
        subject: row.subject_id,
        serial: row.serial,
        email: row.email,
        expires_at: row.expires_at,
        used: row.used_at.is_some(),
    })
}

/// Uses a link up, once: of two at the same moment one gets `false`.
///
/// # Errors
/// Only those of the database.
pub async fn use_up(permit: &mut Permit, token: &str) -> Result<bool, AppError> {
    let token = Token::parse(token).ok_or(AppError::NotFound)?;
    let now = permit.now;
    let done = sqlx::query!("update link set used_at = $2 where token_hash = $1 and used_at is null", &token.hash(), now)
        .execute(permit.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Puts every unused link of one kind for a subject out of use.
///
/// # Errors
/// Only those of the database.
pub async fn void(permit: &mut Permit, purpose: Purpose, subject: Uuid) -> Result<(), AppError> {
    let now = permit.now;
    sqlx::query!("update link set used_at = $3 where purpose = $1 and subject_id = $2 and used_at is null", purpose.key(), subject, now)
        .execute(permit.conn())
        .await?;
    Ok(())
}
