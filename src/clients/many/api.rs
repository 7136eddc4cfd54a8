//! What is done to many, in the order of the screen.

use super::types::{LookedOver, Outcome, Step};
use crate::base::{Answer, AppError, GroupId};
use crate::caseload::Selection;
use leptos::prelude::*;

/// Whom a step would be about, and whom not.
#[server(output = Answer)]
pub async fn look_over(#[server(default)] selection: Selection, step: Step) -> Result<LookedOver, AppError> {
    use super::chosen::{Split, looked};
    use crate::access::{Action, Target, enter};
    use crate::caseload::Named;
    let mut tx = enter().await?;
    tx.see(Action::ViewClients, &Target::Practice).await?;
    if step == Step::Group {
        tx.see(Action::EditGroup, &Target::Practice).await?;
    }
    let split = Split::of(looked(&mut tx, &selection).await?, tx.actor(), step);
    let groups = if step == Step::Group { crate::groups::those(tx.conn()).await? } else { Vec::new() };
    Ok(LookedOver {
        may: split.may.len() as i64,
        names: split.may.iter().take(10).map(|c| c.name.clone()).collect(),
        refused_count: split.refused.len() as i64,
        refused: split.told(),
        groups: groups.into_iter().map(|g| Named { id: g.id.to_string(), name: g.name }).collect(),
    })
}

/// Archives clients, one or many: they stand aside, and nothing of them is lost. `back` is where the page leads then, if
/// anywhere.
#[server(output = Answer)]
pub async fn archive_clients(#[server(default)] selection: Selection, #[server(default)] back: String) -> Result<Outcome, AppError> {
    super::chosen::archived(selection, Step::Archive, &back).await
}

/// Restores archived clients, with everything they had.
#[server(output = Answer)]
pub async fn restore_clients(#[server(default)] selection: Selection, #[server(default)] back: String) -> Result<Outcome, AppError> {
    super::chosen::archived(selection, Step::Restore, &back).await
}

/// Puts clients in a group, one or many.
#[server(output = Answer)]
pub async fn put_clients_in_group(
    #[server(default)] selection: Selection,
    group: GroupId,
    #[server(default)] back: String,
) -> Result<Outcome, AppError> {
    use super::chosen::{Split, lead_back, looked};
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewClients, &Target::Practice).await?;
    tx.see(Action::EditGroup, &Target::Practice).await?;
    let split = Split::of(looked(&mut tx, &selection).await?, tx.actor(), Step::Group);
    let clients: Vec<_> = split.may.iter().map(|c| (c.id.0, c.name.clone())).collect();
    let done = crate::groups::put_clients_in(tx, group, &clients).await?;
    let outcome = split.outcome(done);
    lead_back(&back, "grouped", &outcome);
    Ok(outcome)
}
