//! What the page asks.

use super::types::TodaySeen;
use crate::base::{Answer, AppError};
use leptos::prelude::*;

/// The reader's day, and what waits for them.
#[server(output = Answer)]
pub async fn today() -> Result<TodaySeen, AppError> {
    use super::{decisions, own, shows};
    use crate::access::{Action, Target, enter};
    use crate::visits;
    let mut tx = enter().await?;
    if !shows(tx.actor()) {
        tx.see(Action::ViewClients, &Target::Practice).await?;
    }
    let (location, now) = (tx.location, tx.now);
    let day = visits::day_at(tx.conn(), location, now).await?;
    let own = own::day(&mut tx, &day).await?;
    let lines = decisions::waiting(&mut tx).await?;
    Ok(TodaySeen { date: crate::base::dated(day.date.format(say!("%A, %B %-d"))), location: day.location, zone: day.zone, own, lines })
}
