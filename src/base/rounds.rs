//! A worker's rounds: what someone began and the server goes on with by itself, a step at a time and one after the other, so
//! that a large one holds up no small one. Nothing is kept in mind: whatever stops it, the next one finds in the database how
//! far each has come, and of two at work at once neither takes what the other has in hand.

use super::{AppError, Db};
use sqlx::{PgConnection, Postgres, Transaction};
use std::fmt::Debug;
use std::time::{Duration, Instant};
use tokio::sync::{Notify, watch};

/// How often it looks without being knocked for: what another instance was given, and what a crash left.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// After a step: whoever waits for a row, the database or a core comes first.
const BREATH: Duration = Duration::from_millis(15);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// What is gone on with.
pub trait Job: 'static {
    /// One of them, by its ids: it stands in the log where a step failed.
    type Due: Debug + Send + Sync;
    /// What its transactions say of themselves in `app.job`, for the policies that show them every practice.
    const NAME: &'static str;

    /// Those at which there is something to do, the oldest first.
    fn due(conn: &mut PgConnection) -> impl Future<Output = Result<Vec<Self::Due>, AppError>> + Send;
    /// One step of one, if nobody else is at it; otherwise `false`. It fails whole: nothing of it was done.
    fn step(db: &Db, at: &Self::Due) -> impl Future<Output = Result<bool, AppError>> + Send;
    /// Counts a step that failed.
    fn failed(conn: &mut PgConnection, at: &Self::Due) -> impl Future<Output = Result<(), AppError>> + Send;
    /// Throws away what was kept long enough, of one at a time; whether there was one. `ahead` is the clock's interval.
    fn throw_away(conn: &mut PgConnection, ahead: String) -> impl Future<Output = Result<bool, AppError>> + Send;
}

/// A transaction that says whose it is.
///
/// # Errors
/// Only those of the database.
pub async fn begin_as(db: &Db, job: &str) -> Result<Transaction<'static, Postgres>, AppError> {
    let mut tx = db.pool.begin().await?;
    sqlx::query!("select set_config('app.job', $1, true) as job", job).fetch_one(&mut *tx).await?;
    Ok(tx)
}

/// Works until stopped; at once when there is a knock.
pub async fn run<J: Job>(db: Db, knock: &'static Notify, mut stop: watch::Receiver<bool>) {
    let mut tidied = None::<Instant>;
    loop {
        if let Err(error) = go_on::<J>(&db, &stop).await {
            tracing::warn!(job = J::NAME, %error, "a round waits");
        }
        if tidied.is_none_or(|at| at.elapsed() > HOUR) {
            tidied = Some(Instant::now());
            if let Err(error) = throw_away::<J>(&db).await {
                tracing::warn!(job = J::NAME, %error, "what is old waits to be thrown away");
            }
        }
        tokio::select! {
            () = knock.notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = stop.changed() => return,
        }
        if stopped(&stop) {
            return;
        }
    }
}

/// Does all there is to do now, and throws away what is old.
///
/// # Errors
/// Only those of the database.
pub async fn work_due<J: Job>(db: &Db) -> Result<(), AppError> {
    let (_never, stop) = watch::channel(false);
    go_on::<J>(db, &stop).await?;
    throw_away::<J>(db).await
}

fn stopped(stop: &watch::Receiver<bool>) -> bool {
    *stop.borrow() || stop.has_changed().is_err()
}

async fn go_on<J: Job>(db: &Db, stop: &watch::Receiver<bool>) -> Result<(), AppError> {
    loop {
        let mut tx = begin_as(db, J::NAME).await?;
        let due = J::due(&mut tx).await?;
        tx.commit().await?;
        let mut done = 0;
        for at in due {
            if stopped(stop) {
                return Ok(());
            }
            match J::step(db, &at).await {
                Ok(true) => done += 1,
                // Another instance has it in hand.
                Ok(false) => {}
                Err(error) => {
                    tracing::warn!(job = J::NAME, ?at, %error, "a step failed");
                    let mut tx = begin_as(db, J::NAME).await?;
                    J::failed(&mut tx, &at).await?;
                    tx.commit().await?;
                }
            }
            tokio::time::sleep(BREATH).await;
        }
        if done == 0 {
            return Ok(());
        }
    }
}

async fn throw_away<J: Job>(db: &Db) -> Result<(), AppError> {
    loop {
        let mut tx = begin_as(db, J::NAME).await?;
        let more = J::throw_away(&mut tx, db.clock.interval()).await?;
        tx.commit().await?;
        if !more {
            return Ok(());
        }
    }
}
