//! The server's part: goes on with every batch that was begun.

use super::{
    BatchState, batch,
    due::{self, Due},
    seen,
};
use crate::access::{Behalf, Errand, on_behalf};
use crate::base::{
    AppError, Db,
    rounds::{self, Job},
};
use sqlx::PgConnection;
use tokio::sync::{Notify, watch};

/// How long the addresses are kept, in days: as long as an invitation may be good for.
const KEPT: i32 = 30;
/// After so many failures in a row it is stopped.
const FAILURES: i32 = 5;

static KNOCK: Notify = Notify::const_new();

pub struct Batches;

/// There is something to do.
pub fn knock() {
    KNOCK.notify_one();
}

/// Works until stopped.
pub async fn run(db: Db, stop: watch::Receiver<bool>) {
    rounds::run::<Batches>(db, &KNOCK, stop).await;
}

/// Does all there is to do now, and throws away what is old.
///
/// # Errors
/// Only those of the database.
pub async fn work_due(db: &Db) -> Result<(), AppError> {
    rounds::work_due::<Batches>(db).await
}

impl Job for Batches {
    type Due = Due;
    const NAME: &'static str = "invite";

    async fn due(conn: &mut PgConnection) -> Result<Vec<Due>, AppError> {
        due::due(conn).await
    }

    async fn step(db: &Db, at: &Due) -> Result<bool, AppError> {
        let (mut permit, against) = match on_behalf(db, at.practice, at.owner, Errand::InviteMembers).await? {
            Behalf::May(permit) => (permit, None),
            Behalf::MayNot { permit, reasons } => (permit, Some(reasons.join(" "))),
        };
        let Some(begun) = seen::claimed(&mut permit, at.id).await? else { return Ok(false) };
        match against {
            Some(why) => batch::cut_off(permit, &begun, BatchState::Stopped, why).await?,
            None if at.failures >= FAILURES => {
                let why = say!("It failed several times, and nobody more was invited. Upload the list again to go on.").to_string();
                batch::cut_off(permit, &begun, BatchState::Stopped, why).await?;
            }
            None => batch::invite(permit, &begun).await?,
        }
        Ok(true)
    }

    async fn failed(conn: &mut PgConnection, at: &Due) -> Result<(), AppError> {
        due::failed(conn, at).await
    }

    async fn throw_away(conn: &mut PgConnection, ahead: String) -> Result<bool, AppError> {
        due::throw_away(conn, KEPT, ahead).await
    }
}
