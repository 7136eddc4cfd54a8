//! What is done with views. They are one's own, like the account: whoever looks through other eyes changes none.

use super::types::SavedView;
use crate::base::{Answer, AppError, ViewId};
use crate::caseload::ClientQuery;
use leptos::prelude::*;

/// The views one has kept, by name.
#[server(output = Answer)]
pub async fn client_views() -> Result<Vec<SavedView>, AppError> {
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewClients, &Target::Practice).await?;
    let (member, viewed) = (tx.actor().member, tx.actor().viewed_by.is_some());
    if viewed { Ok(Vec::new()) } else { super::store::all(tx.conn(), member).await }
}

/// Keeps a question under a name; one of that name is kept in its place.
#[server(output = Answer)]
pub async fn save_view(name: String, #[server(default)] query: ClientQuery, #[server(default)] opens: String) -> Result<(), AppError> {
    use super::{store, types::KEPT};
    use crate::base::Checks;
    let mut permit = own().await?;
    let mut checks = Checks::default();
    let name = checks.line("name", say!("a name for the view"), &name, 60);
    let address = query.from_start().address();
    if address.len() > 1000 {
        checks.fault("name", say!("This question is too long to keep."));
    }
    let name = checks.give(Some(name))?;
    store::hold(&mut permit).await?;
    if !store::keep(&mut permit, &name, &address).await? && store::insert(&mut permit, &name, &address, KEPT).await? == 0 {
        return Err(AppError::at("name", say!("You have {KEPT} views. Delete one first.")));
    }
    if !opens.is_empty() {
        let id = store::named(&mut permit, &name).await?;
        store::open_with(&mut permit, Some(id)).await?;
    }
    permit.commit_unrecorded().await?;
    leptos_axum::redirect(if address == "/clients" { "/clients?view=all" } else { &address });
    Ok(())
}

/// Gives a view another name.
#[server(output = Answer)]
pub async fn rename_view(id: ViewId, name: String) -> Result<(), AppError> {
    use crate::base::{Checks, OnConstraint};
    let mut permit = own().await?;
    let mut checks = Checks::default();
    let name = checks.line("name", say!("a name for the view"), &name, 60);
    let name = checks.give(Some(name))?;
    let taken = || AppError::at("name", say!("You have a view of this name already."));
    let renamed = super::store::rename(&mut permit, id, &name).await.on_constraint("client_view_name_key", taken)?;
    if renamed == 0 {
        return Err(AppError::NotFound);
    }
    permit.commit_unrecorded().await
}

/// Has the list open with this view from now on, or with all clients again.
#[server(output = Answer)]
pub async fn open_with_view(id: ViewId, #[server(default)] opens: String) -> Result<(), AppError> {
    use super::store;
    let mut permit = own().await?;
    store::hold(&mut permit).await?;
    store::named_by(&mut permit, id).await?;
    store::open_with(&mut permit, Some(id).filter(|_| opens == "yes")).await?;
    permit.commit_unrecorded().await
}

#[server(output = Answer)]
pub async fn delete_view(id: ViewId) -> Result<(), AppError> {
    let mut permit = own().await?;
    if super::store::delete(&mut permit, id).await? == 0 {
        return Err(AppError::NotFound);
    }
    permit.commit_unrecorded().await
}

/// A bookmark of one's own: nothing for the practice's trail.
#[cfg(feature = "ssr")]
async fn own() -> Result<crate::access::Permit, AppError> {
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewClients, &Target::Practice).await?;
    tx.allow(Action::EditOwnAccount, &Target::Practice).await
}
