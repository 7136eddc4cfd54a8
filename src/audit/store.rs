//! Reading the trail back, to see that nobody touched it.

use crate::base::AppError;
use sqlx::PgPool;
use uuid::Uuid;

/// A place where a chain is broken.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    /// The practice; nil for what belongs to none.
    pub practice: Uuid,
    /// The row at which it shows.
    pub seq: i64,
    /// "was changed after it was written" and the like.
    pub fault: String,
}

/// Walks every practice's chain from its beginning.
///
/// # Errors
/// Only those of the database.
pub async fn verify_all(pool: &PgPool) -> Result<Vec<Broken>, AppError> {
    let mut broken = Vec::new();
    let mut tx = pool.begin().await?;
    sqlx::query!("select set_config('app.job', 'audit', true) as job").fetch_one(&mut *tx).await?;
    let practices = sqlx::query_scalar!(r#"select p as "practice!" from audit_practices() p"#).fetch_all(&mut *tx).await?;
    for practice in practices {
        let faults = sqlx::query!(r#"select seq as "seq!", fault as "fault!" from audit_faults($1)"#, practice).fetch_all(&mut *tx).await?;
        broken.extend(faults.into_iter().map(|f| Broken { practice, seq: f.seq, fault: f.fault }));
    }
    tx.commit().await?;
    Ok(broken)
}
