//! Watching the clocks: whoever sees to an entry whose day has passed is told, once.

use super::store;
use crate::base::{AppError, Db};
use std::time::Duration;
use tokio::sync::watch;

const REST: Duration = Duration::from_secs(5 * 60);

/// Watches until stopped.
pub async fn watch_on(db: Db, mut stop: watch::Receiver<bool>) {
    loop {
        if let Err(error) = tell_overdue(&db).await {
            tracing::warn!(%error, "telling what is overdue waits");
        }
        tokio::select! {
            () = tokio::time::sleep(REST) => {}
            _ = stop.changed() => return,
        }
    }
}

/// Tells everyone once of what is overdue; how many notices. Two that watch at once tell it once: the second finds it told.
///
/// # Errors
/// Only those of the database.
pub async fn tell_overdue(db: &Db) -> Result<i64, AppError> {
    let mut tx = db.pool.begin().await?;
    let now = sqlx::query_scalar!(r#"select now() + $1::text::interval as "now!""#, db.clock.interval()).fetch_one(&mut *tx).await?;
    let practices = store::with_overdue(&mut tx, now).await?;
    tx.commit().await?;
    let mut told = 0;
    for practice in practices {
        let mut tx = db.pool.begin().await?;
        told += store::tell(&mut tx, practice, now).await?;
        tx.commit().await?;
    }
    Ok(told)
}
