//! Letters that wait, in the transaction of the change they speak of: either both are kept or neither.

use super::{
    Letter,
    types::{Sending, SendingState, Tally},
};
use crate::{
    access::Permit,
    base::{AppError, PracticeId},
};
use chrono::{DateTime, Utc};
use leptos::prelude::use_context;
use sqlx::PgConnection;
use std::sync::Arc;
use uuid::Uuid;

/// The host of BASE_URL; the server room gives it as context. It stands in every Message-ID (RFC 5322 §3.6.4).
#[derive(Clone, Debug)]
pub struct MailHost(pub Arc<str>);

/// Queues a letter to a person (name, address), due now. `about` is an invitation and its serial, for its story.
/// Outside a practice the letter belongs to none, and from here on the transaction stands in none.
///
/// # Errors
/// Only those of the database.
pub async fn queue(permit: &mut Permit, to: (&str, &str), letter: &Letter, about: Option<(Uuid, i32)>) -> Result<(), AppError> {
    put(permit, to, letter, about, false).await
}

/// The same for one of many: it goes after whatever someone waits for, such as the link of a password reset.
///
/// # Errors
/// Only those of the database.
pub async fn queue_in_bulk(permit: &mut Permit, to: (&str, &str), letter: &Letter, about: Option<(Uuid, i32)>) -> Result<(), AppError> {
    put(permit, to, letter, about, true).await
}

async fn put(permit: &mut Permit, to: (&str, &str), letter: &Letter, about: Option<(Uuid, i32)>, bulk: bool) -> Result<(), AppError> {
    if permit.practice == PracticeId::NONE {
        permit.stand_in(PracticeId::NONE, permit.account).await?;
    }
    permit.step_inside().await?;
    let id = Uuid::now_v7();
    let letter = serde_json::to_value(letter).map_err(|cause| AppError::internal("a letter to queue", &cause))?;
    let (about, serial) = about.map_or((None, 0), |(about, serial)| (Some(about), serial));
    let (practice, now) = (permit.practice.0, permit.now);
    sqlx::query!(
        "insert into outbox (practice_id, id, letter, to_name, to_email, about, serial, due_at, message_id, created_at, bulk)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8, $10)",
        practice,
        id,
        letter,
        to.0,
        to.1,
        about,
        serial,
        now,
        message_id(id),
        bulk,
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// What stands for the host where a job queues a letter, and knows of none: the post puts its own there.
pub(super) const NO_HOST: &str = "@caseload>";

/// Fixed when the letter is queued, so that one sent twice is known for the same.
fn message_id(id: Uuid) -> String {
    let host = use_context::<MailHost>().map_or_else(|| Arc::from("caseload"), |host| host.0);
    format!("<{id}@{host}>")
}

/// Takes back what still waits about an invitation that was revoked or is being sent again.
///
/// # Errors
/// Only those of the database.
pub async fn withdraw(permit: &mut Permit, about: Uuid) -> Result<(), AppError> {
    let (practice, now) = (permit.practice.0, permit.now);
    sqlx::query!(
        "update outbox set state = 'moot', ended_at = $3, claimed_until = null where practice_id = $1 and about = $2 and state = 'waiting'",
        practice,
        about,
        now,
    )
    .execute(permit.conn())
    .await?;
    Ok(())
}

/// The letters about an invitation, the oldest first.
///
/// # Errors
/// Only those of the database.
pub async fn sendings(conn: &mut PgConnection, practice: PracticeId, about: Uuid) -> Result<Vec<Sending>, AppError> {
    let rows = sqlx::query!(
        "select serial, state, attempts, error, created_at, ended_at, due_at from outbox
         where practice_id = $1 and about = $2 order by created_at, id",
        practice.0,
        about,
    )
    .fetch_all(conn)
    .await?;
    let told = rows.into_iter().map(|row| Sending {
        serial: row.serial,
        state: SendingState::of(&row.state),
        attempts: row.attempts,
        error: row.error,
        created_at: row.created_at.into(),
        ended_at: row.ended_at.map(Into::into),
        due_at: row.due_at.into(),
    });
    Ok(told.collect())
}

/// Letters that could not be delivered, of those queued since a moment: what they are about, and its serial. The newest first,
/// a thousand at most.
///
/// # Errors
/// Only those of the database.
pub async fn undelivered(conn: &mut PgConnection, practice: PracticeId, since: DateTime<Utc>) -> Result<Vec<(Uuid, i32)>, AppError> {
    let rows = sqlx::query!(
        r#"select about as "about!", serial from outbox
           where practice_id = $1 and state = 'failed' and created_at >= $2 and about is not null order by created_at desc limit 1000"#,
        practice.0,
        since
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.about, row.serial)).collect())
}

/// How the newest letters about many invitations fared.
///
/// # Errors
/// Only those of the database.
pub async fn tally(conn: &mut PgConnection, practice: PracticeId, about: &[Uuid]) -> Result<Tally, AppError> {
    let row = sqlx::query!(
        r#"select count(*) filter (where state = 'waiting') as "waiting!", count(*) filter (where state = 'sent') as "sent!",
             count(*) filter (where state = 'failed') as "failed!", count(*) filter (where state = 'waiting' and error <> '') as "retried!"
           from (select distinct on (o.about) o.state, o.error from outbox o
                 where o.practice_id = $1 and o.about = any ($2) order by o.about, o.created_at desc, o.id desc) newest"#,
        practice.0,
        about,
    )
    .fetch_one(conn)
    .await?;
    Ok(Tally { waiting: row.waiting, retried: row.retried, sent: row.sent, failed: row.failed })
}
