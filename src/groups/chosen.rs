//! Clients that were chosen elsewhere, put in a group all at once.

use super::store;
use super::types::{GroupName, PeopleKind};
use crate::access::{Action, Entered, Target};
use crate::audit::Event;
use crate::base::{AppError, GroupId};
use sqlx::PgConnection;
use uuid::Uuid;

/// As many names as the event keeps.
const NAMED: usize = 100;

/// The groups there are, by name.
pub async fn those(conn: &mut PgConnection) -> Result<Vec<GroupName>, AppError> {
    store::names(conn).await
}

/// Puts clients in a group, whom whoever asks sees, with their names; how many were not in it yet.
///
/// # Errors
/// `Denied` to whoever may not change groups, `NotFound` of a group that is not there.
pub async fn put_clients_in(tx: Entered, id: GroupId, clients: &[(Uuid, String)]) -> Result<i64, AppError> {
    let mut permit = tx.allow(Action::EditGroup, &Target::Practice).await?;
    let name = store::hold(&mut permit, id).await?;
    let ids: Vec<Uuid> = clients.iter().map(|(id, _)| *id).collect();
    let put = store::put(&mut permit, PeopleKind::Clients, id, &ids).await?;
    let count = put.len() as i64;
    if count > 0 {
        let put: std::collections::HashSet<Uuid> = put.into_iter().collect();
        let who = clients.iter().filter(|(id, _)| put.contains(id)).map(|(_, name)| name.clone()).take(NAMED).collect();
        permit.commit(Event::PutInGroup { id, name, who, count }).await?;
    }
    Ok(count)
}
