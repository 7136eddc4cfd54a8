//! Sends what is due. A letter is claimed in one short transaction, sent with none open, and its outcome recorded
//! in another. Whoever dies in between leaves a claim that lapses, and the letter is taken up again: nothing is
//! ever lost, and what may have arrived twice bears the same Message-ID.
//!
//! They go in the order in which they are due; one of many (`bulk`) after whatever someone waits for. Each lane speaks with the
//! mail server over one connection, at the server's pace. Where the server itself can't be spoken to, no letter is to blame:
//! it keeps its place and its attempts, and the lane rests.

use super::{Letter, Post, post::Outgoing, render::render, smtp::Refused};
use crate::{
    access::link,
    base::{AppError, Db, Token},
};
use chrono::{DateTime, Utc};
use sqlx::{Postgres, Transaction, postgres::PgListener};
use std::time::Duration;
use tokio::sync::watch;
use uuid::Uuid;

/// Letters on their way at once.
const LANES: usize = 4;
/// Longer than a mail server may take in all, see `smtp::Patience`.
const CLAIM: &str = "2 minutes";
const ATTEMPTS: i32 = 10;
const DAYS: i64 = 3;
/// Minutes to the next attempt, after the first, the second …; the last one from then on.
const PAUSES: [f64; 7] = [1.0, 5.0, 15.0, 60.0, 180.0, 360.0, 720.0];
/// A letter that waits for its next attempt wakes nobody.
const LOOK_EVERY: Duration = Duration::from_secs(15);
const REST: Duration = Duration::from_secs(3);
/// The rest doubles while the mail server can't be spoken to, up to 3 × 2⁴ seconds.
const DOUBLINGS: u32 = 4;

/// Sends until stopped; the letters in hand are finished first. Outlives a database that goes away.
pub async fn run(db: Db, post: Post, mut stop: watch::Receiver<bool>) {
    let (mut listener, mut rests) = (None, 0);
    loop {
        match deliver(&db, &post, &stop).await {
            Ok(Round { down: true, .. }) => {
                pause(REST * 2_u32.pow(rests), &mut stop).await;
                rests = DOUBLINGS.min(rests + 1);
                if stopped(&stop) {
                    return;
                }
                continue;
            }
            Ok(_) => rests = 0,
            Err(cause) => {
                tracing::warn!(%cause, "mail waits for the database");
                pause(REST, &mut stop).await;
            }
        }
        tokio::select! {
            () = knock(&db, &mut listener) => {}
            () = pause(LOOK_EVERY, &mut stop) => {}
        }
        if stopped(&stop) {
            return;
        }
    }
}

/// Comes back when something was queued; also once when it has begun to listen, for what was queued just before.
async fn knock(db: &Db, listener: &mut Option<PgListener>) {
    if listener.is_none() {
        *listener = listen(db).await.ok();
        if listener.is_some() {
            return;
        }
    }
    match listener {
        Some(open) => {
            if open.recv().await.is_err() {
                *listener = None;
            }
        }
        None => std::future::pending().await,
    }
}

async fn listen(db: &Db) -> Result<PgListener, sqlx::Error> {
    let mut listener = PgListener::connect_with(&db.pool).await?;
    listener.listen("outbox").await?;
    Ok(listener)
}

async fn pause(length: Duration, stop: &mut watch::Receiver<bool>) {
    // An error says that nobody is left to stop us: as good as a stop.
    let _ = tokio::time::timeout(length, stop.wait_for(|stop| *stop)).await;
}

fn stopped(stop: &watch::Receiver<bool>) -> bool {
    *stop.borrow() || stop.has_changed().is_err()
}

/// Sends everything that is due now; how many letters were tried.
///
/// # Errors
/// Only those of the database; what was claimed is taken up again when its claim lapses.
pub async fn deliver_due(db: &Db, post: &Post) -> Result<usize, AppError> {
    let (_never, stop) = watch::channel(false);
    Ok(deliver(db, post, &stop).await?.tried)
}

/// One going through what is due.
#[derive(Clone, Copy, Default)]
struct Round {
    /// Letters.
    tried: usize,
    /// The mail server could not be spoken to, at least by one lane.
    down: bool,
}

async fn deliver(db: &Db, post: &Post, stop: &watch::Receiver<bool>) -> Result<Round, AppError> {
    let lanes: [_; LANES] = std::array::from_fn(|_| lane(db, post, stop));
    let [a, b, c, d] = lanes;
    // All run to their end, whatever becomes of one.
    let (a, b, c, d) = tokio::join!(a, b, c, d);
    let all = [a?, b?, c?, d?];
    Ok(Round { tried: all.iter().map(|lane| lane.tried).sum(), down: all.iter().any(|lane| lane.down) })
}

async fn lane(db: &Db, post: &Post, stop: &watch::Receiver<bool>) -> Result<Round, AppError> {
    let mut round = Round::default();
    while !stopped(stop) && !round.down {
        let Some(claimed) = claim(db).await? else { break };
        round.tried += 1;
        let outcome = send(post, &claimed).await;
        round.down = outcome.as_ref().is_err_and(|refused| refused.down);
        record(db, &claimed, outcome).await?;
    }
    Ok(round)
}

/// A letter in one worker's hands until its claim lapses.
pub(super) struct Claimed {
    practice: Uuid,
    id: Uuid,
    /// `None` if this build can't read it: a newer one queued it.
    letter: Option<Letter>,
    to_name: String,
    to_email: String,
    message_id: String,
    attempts: i32,
    created_at: DateTime<Utc>,
    now: DateTime<Utc>,
    /// For its link; kept nowhere but here and in the mail.
    token: Option<Token>,
}

/// Opens the outbox of every practice to this transaction, see the policy of the table. The next letter is the first of an
/// index; sorting what is due would cost 30 ms of twenty thousand, for each of them, and the planner thinks nothing of it.
async fn open(db: &Db) -> Result<Transaction<'static, Postgres>, AppError> {
    let mut tx = db.pool.begin().await?;
    sqlx::query!("select set_config('app.job', 'mail', true) as job, set_config('enable_sort', 'off', true) as sort")
        .fetch_one(&mut *tx)
        .await?;
    Ok(tx)
}

/// Takes the letter that is due longest, those that are one of many last. Its link is made in the same transaction, so it works before it is sent.
pub(super) async fn claim(db: &Db) -> Result<Option<Claimed>, AppError> {
    let mut tx = open(db).await?;
    let row = sqlx::query!(
        r#"with due as (
             select practice_id, id from outbox
             where state = 'waiting' and due_at <= now() + $1::text::interval
               and (claimed_until is null or claimed_until <= now() + $1::text::interval)
             order by bulk, due_at, id limit 1 for update skip locked
           )
           update outbox o set attempts = o.attempts + 1, claimed_until = now() + $1::text::interval + $2::text::interval
           from due where o.practice_id = due.practice_id and o.id = due.id
           returning o.practice_id, o.id, o.letter, o.to_name, o.to_email, o.message_id, o.attempts, o.created_at,
             now() + $1::text::interval as "now!""#,
        db.clock.interval(),
        CLAIM,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let letter = serde_json::from_value::<Letter>(row.letter).ok();
    let token = match letter.as_ref().and_then(Letter::link).filter(|link| link.expires_at > row.now) {
        Some(link) => Some(link::mint(&mut tx, link, row.now).await?),
        None => None,
    };
    tx.commit().await?;
    Ok(Some(Claimed {
        practice: row.practice_id,
        id: row.id,
        letter,
        to_name: row.to_name,
        to_email: row.to_email,
        message_id: row.message_id,
        attempts: row.attempts,
        created_at: row.created_at,
        now: row.now,
        token,
    }))
}

async fn send(post: &Post, claimed: &Claimed) -> Result<(), Refused> {
    let letter = claimed.letter.as_ref().ok_or_else(|| Refused::for_now(say!("This letter is for a newer version of Caseload.")))?;
    if letter.link().is_some() && claimed.token.is_none() {
        return Err(Refused::for_good(say!("Its link ran out before the letter could be sent.")));
    }
    let rendered =
        render(letter, post.base_url(), claimed.token.as_ref()).map_err(|_| Refused::for_now(say!("The letter could not be written.")))?;
    let outgoing = Outgoing {
        id: claimed.id,
        to_name: claimed.to_name.clone(),
        to_email: claimed.to_email.clone(),
        message_id: claimed.message_id.clone(),
        at: claimed.now,
        rendered,
    };
    post.send(&outgoing).await
}

async fn record(db: &Db, claimed: &Claimed, outcome: Result<(), Refused>) -> Result<(), AppError> {
    let mut tx = open(db).await?;
    let old = claimed.now - claimed.created_at >= chrono::Duration::days(DAYS);
    match outcome {
        Ok(()) => sent(&mut tx, db, claimed).await?,
        Err(refused) if refused.down && !old => put_back(&mut tx, claimed, &refused.words).await?,
        Err(refused) => {
            let last = refused.permanent || claimed.attempts >= ATTEMPTS || old;
            let state = if last { "failed" } else { "waiting" };
            // No address and none of the server's words, which may hold one.
            tracing::warn!(letter = %claimed.id, attempt = claimed.attempts, state, "a letter was not taken");
            not_taken(&mut tx, db, claimed, state, &refused.words).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// What was sent was sent, also if it was withdrawn in that moment, or if a second worker has it by now.
async fn sent(tx: &mut Transaction<'static, Postgres>, db: &Db, claimed: &Claimed) -> Result<(), AppError> {
    sqlx::query!(
        "update outbox set state = 'sent', ended_at = now() + $3::text::interval, claimed_until = null, error = ''
         where practice_id = $1 and id = $2 and state <> 'sent'",
        claimed.practice,
        claimed.id,
        db.clock.interval(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Back to its place in the queue: it was not the letter that was refused. Only by whoever holds the claim.
async fn put_back(tx: &mut Transaction<'static, Postgres>, claimed: &Claimed, words: &str) -> Result<(), AppError> {
    tracing::warn!("the mail server can't be spoken to; letters wait");
    sqlx::query!(
        "update outbox set attempts = attempts - 1, error = $4, claimed_until = null
         where practice_id = $1 and id = $2 and attempts = $3 and state = 'waiting'",
        claimed.practice,
        claimed.id,
        claimed.attempts,
        words,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Only by whoever holds the claim.
async fn not_taken(tx: &mut Transaction<'static, Postgres>, db: &Db, claimed: &Claimed, state: &str, words: &str) -> Result<(), AppError> {
    sqlx::query!(
        "update outbox set state = $4, error = $5, claimed_until = null, due_at = now() + $6::text::interval + make_interval(secs => $7),
           ended_at = case when $4 = 'failed' then now() + $6::text::interval end
         where practice_id = $1 and id = $2 and attempts = $3 and state = 'waiting'",
        claimed.practice,
        claimed.id,
        claimed.attempts,
        state,
        words,
        db.clock.interval(),
        seconds_to_next(claimed.attempts),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A pause grows with every attempt, and by up to a tenth at random, so that letters refused together come back
/// one by one.
pub(super) fn seconds_to_next(attempts: i32) -> f64 {
    let nth = usize::try_from(attempts - 1).unwrap_or(0).min(PAUSES.len() - 1);
    PAUSES[nth] * 60.0 * (1.0 + rand::random::<f64>() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_then_stay() {
        let minutes: Vec<_> = (1..=9).map(|attempts| seconds_to_next(attempts) / 60.0).collect();
        for (told, wanted) in minutes.iter().zip([1.0, 5.0, 15.0, 60.0, 180.0, 360.0, 720.0, 720.0, 720.0]) {
            assert!((wanted..=wanted * 1.1).contains(told), "{minutes:?}");
        }
    }
}
