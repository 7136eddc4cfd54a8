//! The server's part: goes on with every import that isn't at its end.

use super::{
    ImportState, batch,
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

/// How long what was uploaded is kept, in days.
const KEPT: i32 = 7;
/// After so many failures in a row it is stopped.
const FAILURES: i32 = 5;

static KNOCK: Notify = Notify::const_new();

pub struct Imports;

/// There is something to do.
pub fn knock() {
    KNOCK.notify_one();
}

/// Works until stopped.
pub async fn run(db: Db, stop: watch::Receiver<bool>) {
    rounds::run::<Imports>(db, &KNOCK, stop).await;
}

/// Does all there is to do now, and throws away what is old.
///
/// # Errors
/// Only those of the database.
pub async fn work_due(db: &Db) -> Result<(), AppError> {
    rounds::work_due::<Imports>(db).await
}

impl Job for Imports {
    type Due = Due;
    const NAME: &'static str = "import";

    async fn due(conn: &mut PgConnection) -> Result<Vec<Due>, AppError> {
        due::due(conn).await
    }

    async fn step(db: &Db, at: &Due) -> Result<bool, AppError> {
        let (mut permit, against) = match on_behalf(db, at.practice, at.owner, Errand::ImportClients).await? {
            Behalf::May(permit) => (permit, None),
            Behalf::MayNot { permit, reasons } => (permit, Some(reasons.join(" "))),
        };
        let Some(import) = seen::claimed(&mut permit, at.id).await? else { return Ok(false) };
        match (against, import.state) {
            (Some(why), _) => batch::cut_off(permit, &import, ImportState::Stopped, why).await?,
            (None, _) if at.failures >= FAILURES => {
                let why = say!("It failed several times, and nothing more was added. Upload the file again to go on.").to_string();
                batch::cut_off(permit, &import, ImportState::Stopped, why).await?;
            }
            (None, ImportState::Judging) => batch::judge(permit, import.id).await?,
            (None, _) => batch::add(permit, &import).await?,
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
