//! What is asked of clients, in the order of the screen.

use crate::base::{Answer, AppError, GroupId};
use crate::caseload::{ClientChoice, ClientQuery, ClientsFound, FilterChoices};
use leptos::prelude::*;

/// One page of the list, and its figures. A bare one is answered with the address of the view that opens in its place, if
/// the one who asks has chosen one.
#[server(output = Answer)]
pub async fn clients(query: ClientQuery, #[server(default)] bare: bool) -> Result<ClientsFound, AppError> {
    use crate::access::{Action, Target, enter};
    use crate::caseload::{self, Asked};
    let mut tx = enter().await?;
    tx.see(Action::ViewClients, &Target::Practice).await?;
    if query.members() {
        tx.see(Action::ViewTeam, &Target::Practice).await?;
    }
    let member = tx.actor().member;
    let bare = bare && tx.actor().viewed_by.is_none();
    if bare && let Some(opens) = super::views::opens_with(tx.conn(), member).await? {
        return Ok(ClientsFound { opens: Some(opens), ..Default::default() });
    }
    let asked = Asked { practice: tx.actor().practice, sight: tx.sight(), query: &query, outside: None };
    let (rows, next, figures) = caseload::page(tx.conn(), asked).await?;
    Ok(ClientsFound { rows, figures, next, sorted: query.sorted(), opens: None })
}

/// What the list can be filtered by.
#[server(output = Answer)]
pub async fn client_filters() -> Result<FilterChoices, AppError> {
    use crate::access::{Action, Target, can, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewClients, &Target::Practice).await?;
    let (sight, team) = (tx.sight(), can(tx.actor(), Action::ViewTeam, &Target::Practice).allowed());
    let choices = crate::caseload::filter_choices(tx.conn(), sight).await?;
    Ok(FilterChoices { team, ..choices })
}

/// The first ten clients by the beginnings of words; those already in a group left out, where one is being filled.
#[server(output = Answer)]
pub async fn pick_clients(q: String, outside: Option<GroupId>) -> Result<Vec<ClientChoice>, AppError> {
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewClients, &Target::Practice).await?;
    let (practice, sight) = (tx.actor().practice, tx.sight());
    crate::caseload::pick(tx.conn(), practice, sight, &q, outside, 10).await
}
