//! The transaction behind the door, and how it ends.

use super::passage::Turn;
use crate::base::{AppError, Db, Happened, Herald};
use sqlx::{Executor, PgConnection, Postgres, pool::PoolConnection};

/// A transaction that ends by itself: when it is dropped, a task says `otherwise` and only then gives the
/// connection back. So a read's answer does not wait for the end of its transaction.
pub(super) struct Way {
    pub conn: Option<PoolConnection<Postgres>>,
    pub otherwise: &'static str,
    /// What was written down in it; told once it is kept.
    pub happened: Vec<Happened>,
    pub herald: Herald,
    /// Where the page's next question goes on with it; nothing where it ends.
    pub turn: Option<Turn>,
}

impl Way {
    pub async fn open(db: &Db, otherwise: &'static str) -> Result<Way, AppError> {
        let conn = Some(db.pool.acquire().await?);
        Ok(Way { conn, otherwise, happened: Vec::new(), herald: db.herald.clone(), turn: None })
    }

    /// From here on something is changed: nobody else asks on in it, and unless it is told to it keeps nothing.
    pub fn writes(&mut self) {
        self.turn = None;
        self.otherwise = "rollback";
    }

    pub fn conn(&mut self) -> &mut PgConnection {
        self.conn.as_mut().expect("a way has its connection until it ends")
    }

    pub async fn end(mut self, how: &'static str) -> Result<(), AppError> {
        let Some(mut conn) = self.conn.take() else { return Ok(()) };
        if let Err(cause) = conn.execute(how).await {
            conn.close_on_drop();
            return Err(cause.into());
        }
        if how == "commit" {
            self.herald.tells(std::mem::take(&mut self.happened));
        }
        Ok(())
    }
}

impl Drop for Way {
    fn drop(&mut self) {
        let Some(mut conn) = self.conn.take() else { return };
        let how = self.otherwise;
        if let Some(turn) = self.turn.take().filter(|_| how == "commit" && !std::thread::panicking()) {
            let on = Way { conn: Some(conn), otherwise: how, happened: Vec::new(), herald: self.herald.clone(), turn: None };
            return turn.passes(on);
        }
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => {
                runtime.spawn(async move {
                    if conn.execute(how).await.is_err() {
                        conn.close_on_drop();
                    }
                });
            }
            Err(_) => conn.close_on_drop(),
        }
    }
}
