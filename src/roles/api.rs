//! What is asked of and done with roles, in the order of the screen.

use super::types::{Review, RoleDraft, RoleMakeup, RoleSeen, RolesSeen};
use crate::base::{Answer, AppError, RoleId};
use leptos::prelude::*;

/// Every role of the practice, with who holds it.
#[server(output = Answer)]
pub async fn practice_roles() -> Result<RolesSeen, AppError> {
    use super::{steps, store};
    use crate::access::{Action, Target, can, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    let every = store::every(tx.conn()).await?;
    let who = tx.actor();
    Ok(RolesSeen {
        roles: every.into_iter().map(|role| steps::seen(who, role)).collect(),
        why_not_add: can(who, Action::AddRole, &Target::Role(Default::default())).why_not(),
    })
}

/// One role.
#[server(output = Answer)]
pub async fn one_role(id: RoleId) -> Result<RoleSeen, AppError> {
    use super::{steps, store};
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    let role = store::entire(tx.conn(), id).await?;
    Ok(steps::seen(tx.actor(), role))
}

/// What saving a role would do. Writes nothing.
#[server(output = Answer)]
pub async fn review_role(id: RoleId, edit: RoleDraft) -> Result<Review, AppError> {
    use super::{effect, steps, store};
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    let before = store::entire(tx.conn(), id).await?;
    let after = edit.checked(before.makeup.limit_hours)?;
    let facts = steps::facts(&mut tx, &before, &after.effective()).await?;
    steps::may_ask(&mut tx, Action::EditRole, &Target::RoleEdit(facts)).await?;
    steps::stays_for_members(&before)?;
    steps::name_free(&mut tx, &after.name, Some(id)).await?;
    let (effects, warnings) = effect::effects(tx.conn(), id, &before.makeup, &after).await?;
    let meanwhile = (before.version != edit.version).then(|| (before.changed_by.unwrap_or_default(), before.changed_at));
    let changes = effect::changes_in_words(&before.makeup, &after);
    Ok(Review { name: before.makeup.name, changes, effects, warnings, version: before.version, meanwhile })
}

/// Saves a role. It takes effect on the next request of whoever holds it.
#[server(output = Answer)]
pub async fn edit_role(id: RoleId, edit: RoleDraft) -> Result<(), AppError> {
    use super::{effect, steps, store};
    use crate::access::{Action, Target, enter};
    use crate::audit::Event;
    let mut tx = enter().await?;
    let before = store::entire(tx.conn(), id).await?;
    let after = edit.checked(before.makeup.limit_hours)?;
    let facts = steps::facts(&mut tx, &before, &after.effective()).await?;
    let mut permit = tx.allow(Action::EditRole, &Target::RoleEdit(facts)).await?;
    steps::stays_for_members(&before)?;
    if before.version != edit.version {
        return Err(AppError::Stale);
    }
    let changes = effect::changes(&before.makeup, &after);
    if !changes.is_empty() {
        store::in_turn(&mut permit).await?;
        if !store::update(&mut permit, id, edit.version, &after).await.map_err(steps::broken)? {
            return Err(AppError::Stale);
        }
        permit.commit(Event::RoleEdited { role: id, name: after.name, members: before.members, changes }).await?;
    }
    leptos_axum::redirect(&format!("/roles/{id}?saved=1"));
    Ok(())
}

/// What a new role begins with: a built-in one by its key, a role of the practice by its id, or nothing.
#[server(output = Answer)]
pub async fn role_to_copy(from: String) -> Result<RoleMakeup, AppError> {
    use super::steps;
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    steps::may_ask(&mut tx, Action::AddRole, &Target::Role(Default::default())).await?;
    steps::origin(&mut tx, &from).await
}

/// What adding a role would do: nothing to anyone. Its form is looked through all the same.
#[server(output = Answer)]
pub async fn review_new_role(from: String, edit: RoleDraft) -> Result<Review, AppError> {
    use super::steps;
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    steps::may_ask(&mut tx, Action::AddRole, &Target::Role(Default::default())).await?;
    let origin = steps::origin(&mut tx, &from).await?;
    let new = edit.checked(origin.limit_hours)?;
    steps::may_ask(&mut tx, Action::AddRole, &Target::Role(new.effective())).await?;
    steps::name_free(&mut tx, &new.name, None).await?;
    let changes = super::effect::changes_in_words(&RoleMakeup { name: new.name.clone(), ..RoleMakeup::default() }, &new);
    let warnings = super::effect::strange(&new);
    Ok(Review { name: new.name, changes, warnings, ..Review::default() })
}

/// Adds a role, from a built-in one, from another role, or from nothing.
#[server(output = Answer)]
pub async fn add_role(from: String, edit: RoleDraft) -> Result<RoleId, AppError> {
    use super::{steps, store};
    use crate::access::{Action, Target, enter};
    use crate::audit::Event;
    let mut tx = enter().await?;
    tx.see(Action::AddRole, &Target::Role(Default::default())).await?;
    let origin = steps::origin(&mut tx, &from).await?;
    let new = edit.checked(origin.limit_hours)?;
    let mut permit = tx.allow(Action::AddRole, &Target::Role(new.effective())).await?;
    store::in_turn(&mut permit).await?;
    let role = RoleId::new();
    store::insert(&mut permit, role, &new, None).await.map_err(steps::broken)?;
    permit.commit(Event::RoleAdded { role, name: new.name, copied_from: origin.name }).await?;
    leptos_axum::redirect(&format!("/roles/{role}?saved=1"));
    Ok(role)
}

/// What deleting a role would do to whoever holds it. Writes nothing.
#[server(output = Answer)]
pub async fn review_deletion(id: RoleId, to: Option<RoleId>) -> Result<Review, AppError> {
    use super::{effect, steps, store};
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    let role = store::entire(tx.conn(), id).await?;
    let to = steps::destination(&mut tx, &role, to).await?;
    let after = to.as_ref().map_or_else(|| role.makeup.clone(), |to| to.makeup.clone());
    let facts = steps::facts(&mut tx, &role, &after.effective()).await?;
    steps::may_ask(&mut tx, Action::DeleteRole, &Target::RoleEdit(facts)).await?;
    steps::stays_for_members(&role)?;
    let (effects, warnings) = effect::effects(tx.conn(), id, &role.makeup, &after).await?;
    Ok(Review { name: role.makeup.name, effects, warnings, version: role.version, ..Review::default() })
}

/// Deletes a role. Whoever holds it, or is invited to it, gets the chosen one in the same step.
#[server(output = Answer)]
pub async fn delete_role(id: RoleId, to: Option<RoleId>, version: i32) -> Result<(), AppError> {
    use super::{steps, store};
    use crate::access::{Action, Target, enter};
    use crate::audit::Event;
    let mut tx = enter().await?;
    let role = store::entire(tx.conn(), id).await?;
    let to = steps::destination(&mut tx, &role, to).await?;
    let after = to.as_ref().map_or_else(|| role.makeup.effective(), |to| to.makeup.effective());
    let facts = steps::facts(&mut tx, &role, &after).await?;
    let mut permit = tx.allow(Action::DeleteRole, &Target::RoleEdit(facts)).await?;
    if role.makeup.limit_hours.is_some() {
        // Whoever held it for a time may hold nothing any more: the other role is then given whole.
        permit.also(Action::AddRole, &Target::Role(after))?;
    }
    steps::stays_for_members(&role)?;
    store::in_turn(&mut permit).await?;
    let same = store::hold(&mut permit, id, version).await?;
    let to_same = match &to {
        Some(to) => store::is_still(&mut permit, to.id, to.version).await?,
        None => !store::is_held(permit.conn(), id).await?,
    };
    if !same || !to_same || role.version != version {
        return Err(AppError::Stale);
    }
    let (members, moved_to) = match to {
        Some(to) => (store::move_holders(&mut permit, id, to.id).await.map_err(steps::broken)?, to.makeup.name),
        None => (0, String::new()),
    };
    store::delete(&mut permit, id).await?;
    permit.commit(Event::RoleDeleted { role: id, name: role.makeup.name, members, moved_to }).await?;
    leptos_axum::redirect("/roles?deleted=1");
    Ok(())
}
