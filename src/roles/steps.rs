//! The steps that several of the server functions share.

use super::{
    store::{self, WholeRole},
    templates::{CLIENT, Template},
    types::{RoleMakeup, RoleSeen},
};
use crate::access::{Action, Actor, Entered, Grants, RoleFacts, Target, can};
use crate::base::{AppError, RoleId};

/// A role as whoever asks sees it, with what they may do with it.
pub fn seen(who: &Actor, role: WholeRole) -> RoleSeen {
    let grants = role.makeup.effective();
    let own = who.role == role.id;
    let facts = RoleFacts { before: grants.clone(), after: grants, own, last_administrators: false };
    let why_not = |action| {
        let policy = can(who, action, &Target::RoleEdit(facts.clone())).why_not();
        policy.or_else(|| stays_for_members(&role).err().map(|e| e.to_string()))
    };
    RoleSeen {
        id: role.id,
        for_clients: is_for_clients(&role),
        members: role.members,
        invited: role.invited,
        version: role.version,
        changed_at: role.changed_at,
        own,
        why_not_edit: why_not(Action::EditRole),
        why_not_delete: why_not(Action::DeleteRole),
        changed_by: role.changed_by.clone(),
        makeup: role.makeup,
    }
}

fn is_for_clients(role: &WholeRole) -> bool {
    role.built_in.as_deref() == Some(CLIENT.key)
}

/// The role of people receiving care is none that a practice can widen.
///
/// # Errors
/// `Denied`.
pub fn stays_for_members(role: &WholeRole) -> Result<(), AppError> {
    if is_for_clients(role) {
        return Err(AppError::denied(say!("This role is for people receiving care. What they see in the portal is the same everywhere.")));
    }
    Ok(())
}

/// What decides over turning a role into what holds this.
pub async fn facts(tx: &mut Entered, role: &WholeRole, after: &Grants) -> Result<RoleFacts, AppError> {
    let before = role.makeup.effective();
    let own = tx.actor().role == role.id;
    let last_administrators = before.administer() && !after.administer() && !store::administered_beside(tx.conn(), role.id).await?;
    Ok(RoleFacts { before, after: after.clone(), own, last_administrators })
}

/// Asking what a change would do is asking to make it, but without the password.
pub async fn may_ask(tx: &mut Entered, action: Action, on: &Target) -> Result<(), AppError> {
    match tx.see(action, on).await {
        Err(AppError::ConfirmPassword) => Ok(()),
        answer => answer,
    }
}

/// What a new role is copied from.
pub async fn origin(tx: &mut Entered, from: &str) -> Result<RoleMakeup, AppError> {
    match (Template::of_key(from), from.parse::<RoleId>()) {
        (Some(template), _) => Ok(template.makeup()),
        (None, Ok(id)) => Ok(store::entire(tx.conn(), id).await?.makeup),
        (None, Err(_)) if from.is_empty() => Ok(RoleMakeup::default()),
        (None, Err(_)) => Err(AppError::NotFound),
    }
}

/// Where a role's holders go when it is deleted: nowhere, if there are none.
pub async fn destination(tx: &mut Entered, role: &WholeRole, to: Option<RoleId>) -> Result<Option<WholeRole>, AppError> {
    let choose = || AppError::at("to", say!("Choose another role from the list."));
    let Some(to) = to else {
        let free = role.members + role.invited == 0;
        return if free { Ok(None) } else { Err(AppError::at("to", say!("Choose the role that everyone who has this one gets instead."))) };
    };
    let other = store::entire(tx.conn(), to).await.map_err(|_| choose())?;
    if other.id == role.id || is_for_clients(&other) { Err(choose()) } else { Ok(Some(other)) }
}

/// Tells of a taken name before saving; the index has the last word.
pub async fn name_free(tx: &mut Entered, name: &str, but: Option<RoleId>) -> Result<(), AppError> {
    if store::is_name_taken(tx.conn(), name, but).await? { Err(name_taken()) } else { Ok(()) }
}

/// What the database refuses, in words.
pub fn broken(cause: sqlx::Error) -> AppError {
    match cause.as_database_error().and_then(|d| d.constraint()) {
        Some("role_name_key") => name_taken(),
        Some("practice_keeps_administrator") => AppError::denied(say!(
            "Nobody who can sign in could administer the practice any more. Make someone else an administrator first."
        )),
        _ => cause.into(),
    }
}

fn name_taken() -> AppError {
    AppError::at("name", say!("There is a role of this name already."))
}
