//! What is asked of clients, in the order of the screen.

use crate::base::{AppError, GroupId};
use crate::caseload::{ClientChoice, ClientQuery, ClientsFound, FilterChoices};
use leptos::prelude::*;

/// One page of the clients one sees, and how many there are in all.
#[server]
pub async fn clients(query: ClientQuery) -> Result<ClientsFound, AppError> {
    use crate::access::{Action, Target, can, enter};
    use crate::caseload::{self, Asked};
    let mut tx = enter().await?;
    tx.see(Action::ViewClients, &Target::Practice).await?;
    let asked = Asked { practice: tx.actor().practice, sight: tx.sight(), query: &query, outside: None };
    let (rows, next) = caseload::page(tx.conn(), asked).await?;
    let total = caseload::count(tx.conn(), asked).await?;
    let why_not_export = can(tx.actor(), Action::ExportClients, &Target::Practice).why_not();
    Ok(ClientsFound { rows, total, next, why_not_export })
}

/// What the list can be filtered by.
#[server]
pub async fn client_filters() -> Result<FilterChoices, AppError> {
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewClients, &Target::Practice).await?;
    let sight = tx.sight();
    crate::caseload::filter_choices(tx.conn(), sight).await
}

/// The first ten clients by the beginnings of words; those already in a group left out, where one is being filled.
#[server]
pub async fn pick_clients(q: String, outside: Option<GroupId>) -> Result<Vec<ClientChoice>, AppError> {
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewClients, &Target::Practice).await?;
    let (practice, sight) = (tx.actor().practice, tx.sight());
    crate::caseload::pick(tx.conn(), practice, sight, &q, outside).await
}
