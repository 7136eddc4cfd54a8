//! Keeping the trail: the months to come are made before they begin, and those that were kept long enough go. What is
//! long enough only the database decides (migration 0021); the program can but ask it to look.

use super::store;
use crate::base::{AppError, Db};
use std::time::Duration;
use tokio::sync::watch;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// After a month was in use, or the database away.
const HOUR: Duration = Duration::from_secs(60 * 60);

/// Keeps the trail until stopped: at once, and then every day.
pub async fn keep_on(db: Db, mut stop: watch::Receiver<bool>) {
    loop {
        let rest = match keep(&db).await {
            Ok(0) => DAY,
            Ok(months) => {
                tracing::info!(months, "months of the audit trail were kept long enough and are gone");
                DAY
            }
            Err(error) => {
                tracing::warn!(%error, "keeping the audit trail waits");
                HOUR
            }
        };
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            _ = stop.changed() => return,
        }
    }
}

/// Makes what is missing and drops what may go; how many months went. Each in a transaction of its own, for dropping
/// holds up everyone for a moment.
///
/// # Errors
/// Only those of the database.
pub async fn keep(db: &Db) -> Result<usize, AppError> {
    let mut tx = db.pool.begin().await?;
    if !store::keeps_alone(&mut tx).await? {
        tx.rollback().await?;
        return Ok(0);
    }
    store::make_months(&mut tx, db.clock.interval()).await?;
    tx.commit().await?;
    let mut gone = 0;
    loop {
        let mut tx = db.pool.begin().await?;
        if !store::keeps_alone(&mut tx).await? || !store::cut_month(&mut tx).await? {
            // Waited for: let go of only later, it would keep the next run out.
            tx.rollback().await?;
            return Ok(gone);
        }
        tx.commit().await?;
        gone += 1;
    }
}
