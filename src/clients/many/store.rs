//! The SQL of archiving. Clients are held in one order first, whoever comes.

use crate::access::Permit;
use crate::base::AppError;
use uuid::Uuid;

async fn hold(permit: &mut Permit, clients: &[Uuid]) -> Result<(), AppError> {
    sqlx::query!("select id from client where practice_id = app_practice() and id = any ($1) order by id for update", clients)
        .fetch_all(permit.conn())
        .await?;
    Ok(())
}

/// Archives those that aren't; which.
pub async fn archive(permit: &mut Permit, clients: &[Uuid]) -> Result<Vec<Uuid>, AppError> {
    hold(permit, clients).await?;
    let (now, by) = (permit.now, permit.by().0);
    let done = sqlx::query_scalar!(
        "update client set archived_at = $2, archived_by = $3, changed_at = $2, changed_by = $3, version = version + 1
         where practice_id = app_practice() and id = any ($1) and archived_at is null returning id",
        clients,
        now,
        by
    );
    Ok(done.fetch_all(permit.conn()).await?)
}

/// Restores those that are archived; which.
pub async fn restore(permit: &mut Permit, clients: &[Uuid]) -> Result<Vec<Uuid>, AppError> {
    hold(permit, clients).await?;
    let (now, by) = (permit.now, permit.by().0);
    let done = sqlx::query_scalar!(
        "update client set archived_at = null, archived_by = null, changed_at = $2, changed_by = $3, version = version + 1
         where practice_id = app_practice() and id = any ($1) and archived_at is not null and deleted_at is null returning id",
        clients,
        now,
        by
    );
    Ok(done.fetch_all(permit.conn()).await?)
}
