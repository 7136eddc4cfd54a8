//! What the questions of one page have in common: they are asked one after the other in one transaction, so the session is
//! looked up, and the context of row-level security set, once for a page and not once for each of its questions.
//!
//! Only reading is shared. Whoever writes, notes something or is refused has a transaction of their own from there on, which
//! ends with them; and before a transaction is gone on with, the database says that it is sound and stands where it stood.

use super::way::Way;
use crate::base::AppError;
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    time::timeout,
};

/// So long a question waits for the one before it. One asked while another is being answered, by that one itself, would
/// wait for ever.
const PATIENCE: Duration = Duration::from_millis(200);

/// Given as context to whatever makes a page.
#[derive(Clone, Default)]
pub struct Passage(Arc<Mutex<Option<Resting>>>);

/// Between two questions.
struct Resting {
    way: Way,
    here: Here,
}

/// Who entered, as the database told, and where the transaction stands.
#[derive(Clone)]
struct Here {
    who: Arc<PgRow>,
    stands: String,
}

impl Passage {
    /// Nothing where the one before is still being answered.
    pub(super) async fn turn(self) -> Option<Turn> {
        let kept = timeout(PATIENCE, self.0.lock_owned()).await.ok()?;
        Some(Turn { kept, here: None })
    }

    /// Once all is asked; and for whoever needs a connection for something else, for nobody should hold one while they wait for
    /// another.
    pub fn ends(&self) {
        if let Ok(mut kept) = self.0.try_lock() {
            kept.take();
        }
    }
}

/// The right to ask; passed on as the way ends.
pub(super) struct Turn {
    kept: OwnedMutexGuard<Option<Resting>>,
    here: Option<Here>,
}

impl Turn {
    /// The transaction of the question before, if there is one to go on with, and who entered.
    pub(super) async fn goes_on(mut self) -> Result<(Way, Arc<PgRow>), Turn> {
        let Some(Resting { mut way, here }) = self.kept.take() else { return Err(self) };
        match stands(way.conn()).await {
            Ok(stands) if stands == here.stands => {
                let who = here.who.clone();
                self.here = Some(here);
                way.turn = Some(self);
                Ok((way, who))
            }
            _ => Err(self),
        }
    }

    /// The first question: `opening` begins the transaction and enters. Nothing for nobody.
    pub(super) async fn begins(mut self, mut way: Way, opening: String) -> Result<Option<(Way, Arc<PgRow>)>, AppError> {
        let Some(who) = sqlx::raw_sql(AssertSqlSafe(opening)).fetch_optional(way.conn()).await? else { return Ok(None) };
        let (who, stands) = (Arc::new(who), stands(way.conn()).await?);
        self.here = Some(Here { who: who.clone(), stands });
        way.turn = Some(self);
        Ok(Some((way, who)))
    }

    /// The question is answered.
    pub(super) fn passes(mut self, way: Way) {
        if let Some(here) = self.here.take() {
            *self.kept = Some(Resting { way, here });
        }
    }
}

/// Fails where a statement before it has failed.
async fn stands(conn: &mut PgConnection) -> Result<String, sqlx::Error> {
    sqlx::raw_sql("execute context").fetch_one(conn).await?.try_get(0)
}
