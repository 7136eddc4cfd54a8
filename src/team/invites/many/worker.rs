//! The server's part: goes on with every batch that was begun, a step at a time and one after the other, so that a large one
//! holds up no small one. It keeps nothing in mind: whatever stops it, the next one finds in the database how far each has
//! come, and of two at work at once neither takes what the other has in hand.

use super::{
    BatchState, batch,
    due::{self, Due},
    seen,
};
use crate::access::{Behalf, Errand, on_behalf};
use crate::base::{AppError, Db};
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// How often it looks without being knocked for: what another instance was given, and what a crash left.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// After a step: whoever waits for the practice's seats, the database or a core comes first.
const BREATH: Duration = Duration::from_millis(15);
const HOUR: Duration = Duration::from_secs(60 * 60);
/// How long the addresses are kept, in days: as long as an invitation may be good for.
const KEPT: i32 = 30;
/// After so many failures in a row it is stopped.
const FAILURES: i32 = 5;

static KNOCK: Notify = Notify::const_new();

/// There is something to do.
pub fn knock() {
    KNOCK.notify_one();
}

/// Works until stopped.
pub async fn run(db: Db, mut stop: watch::Receiver<bool>) {
    let mut tidied = None::<std::time::Instant>;
    loop {
        if let Err(error) = go_on(&db, &stop).await {
            tracing::warn!(%error, "batches of invitations wait");
        }
        if tidied.is_none_or(|at| at.elapsed() > HOUR) {
            tidied = Some(std::time::Instant::now());
            if let Err(error) = throw_away(&db).await {
                tracing::warn!(%error, "old addresses wait to be thrown away");
            }
        }
        tokio::select! {
            () = KNOCK.notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = stop.changed() => return,
        }
        if stopped(&stop) {
            return;
        }
    }
}

fn stopped(stop: &watch::Receiver<bool>) -> bool {
    *stop.borrow() || stop.has_changed().is_err()
}

/// Does all there is to do now, and throws away what is old.
///
/// # Errors
/// Only those of the database.
pub async fn work_due(db: &Db) -> Result<(), AppError> {
    let (_never, stop) = watch::channel(false);
    go_on(db, &stop).await?;
    throw_away(db).await
}

async fn go_on(db: &Db, stop: &watch::Receiver<bool>) -> Result<(), AppError> {
    loop {
        let mut done = 0;
        for batch in waiting(db).await? {
            if stopped(stop) {
                return Ok(());
            }
            match step(db, &batch).await {
                Ok(true) => done += 1,
                // Another instance has it in hand.
                Ok(false) => {}
                Err(error) => fail(db, &batch, &error).await?,
            }
            tokio::time::sleep(BREATH).await;
        }
        if done == 0 {
            return Ok(());
        }
    }
}

async fn waiting(db: &Db) -> Result<Vec<Due>, AppError> {
    let mut tx = db.pool.begin().await?;
    due::as_job(&mut tx).await?;
    let due = due::due(&mut tx).await?;
    tx.commit().await?;
    Ok(due)
}

/// One step of one batch, if nobody else is at it.
///
/// # Errors
/// Only those of the database; then nothing of the step was done.
pub async fn step(db: &Db, at: &Due) -> Result<bool, AppError> {
    let (mut permit, against) = match on_behalf(db, at.practice, at.owner, Errand::InviteMembers).await? {
        Behalf::May(permit) => (permit, None),
        Behalf::MayNot { permit, reasons } => (permit, Some(reasons.join(" "))),
    };
    let Some(begun) = seen::claimed(&mut permit, at.id).await? else { return Ok(false) };
    match against {
        Some(why) => batch::cut_off(permit, &begun, BatchState::Stopped, why).await?,
        None if at.failures >= FAILURES => {
            let why = "It failed several times, and nobody more was invited. Upload the list again to go on.".to_string();
            batch::cut_off(permit, &begun, BatchState::Stopped, why).await?;
        }
        None => batch::invite(permit, &begun).await?,
    }
    Ok(true)
}

async fn fail(db: &Db, at: &Due, error: &AppError) -> Result<(), AppError> {
    tracing::warn!(batch = %at.id, failures = at.failures + 1, %error, "a step of a batch of invitations failed");
    let mut tx = db.pool.begin().await?;
    due::as_job(&mut tx).await?;
    due::failed(&mut tx, at).await?;
    tx.commit().await?;
    Ok(())
}

async fn throw_away(db: &Db) -> Result<(), AppError> {
    loop {
        let mut tx = db.pool.begin().await?;
        due::as_job(&mut tx).await?;
        let more = due::throw_away(&mut tx, KEPT, db.clock.interval()).await?;
        tx.commit().await?;
        if !more {
            return Ok(());
        }
    }
}
