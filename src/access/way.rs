//! The transaction behind the door, and how it ends.

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
}

impl Way {
    pub async fn open(db: &Db, otherwise: &'static str) -> Result<Way, AppError> {
        let conn = Some(db.pool.acquire().await?);
        Ok(Way { conn, otherwise, happened: Vec::new(), herald: db.herald.clone() })
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
