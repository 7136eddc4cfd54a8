//! What is done with credentials, in the order of the card.

use crate::base::{Answer, AppError, LicenceId, MemberId};
use leptos::prelude::*;

/// Overwrites NPI, taxonomy code and bio; each may be empty.
#[server(output = Answer)]
pub async fn save_credentials(member: MemberId, version: i32, npi: String, taxonomy: String, bio: String) -> Result<(), AppError> {
    use super::{store, types::Identity};
    use crate::access::{Action, Target, enter};
    use crate::{audit::Event, base::OnConstraint};
    let mut tx = enter().await?;
    let whose = store::whose(tx.conn(), member).await?;
    let mut permit = tx.allow(Action::EditCredentials, &Target::Member(whose.facts.clone())).await?;
    on_the_team(&whose)?;
    let new = Identity::checked(&npi, &taxonomy, &bio)?;
    if whose.version != version {
        return Err(AppError::Stale);
    }
    let changes = changes(&whose.identity, &new);
    if !changes.is_empty() {
        let taken = || AppError::at("npi", say!("Someone else on the team has this NPI. Compare it digit by digit."));
        if !store::save(&mut permit, member, version, &new).await.on_constraint("credentials_npi_once", taken)? {
            return Err(AppError::Stale);
        }
        permit.commit(Event::CredentialsChanged { member, name: whose.name, changes }).await?;
    }
    leptos_axum::redirect(&format!("/team/{member}"));
    Ok(())
}

/// Adds a licence; a member may have several.
#[server(output = Answer)]
pub async fn add_licence(
    member: MemberId,
    state: String,
    number: String,
    title: String,
    expires_on: String,
) -> Result<LicenceId, AppError> {
    use super::{store, types::LicenceGiven};
    use crate::access::{Action, Target, enter};
    use crate::{audit::Event, base::OnConstraint};
    let mut tx = enter().await?;
    let whose = store::whose(tx.conn(), member).await?;
    let mut permit = tx.allow(Action::EditCredentials, &Target::Member(whose.facts.clone())).await?;
    on_the_team(&whose)?;
    let new = LicenceGiven::checked(&state, &number, &title, &expires_on)?;
    let id = LicenceId::new();
    if !store::insert(&mut permit, id, member, &new).await.on_constraint("licence_once", || twice(&new))? {
        return Err(AppError::at("number", say!("There are {} licences already. Remove one that is no longer used.", store::MOST)));
    }
    let event = Event::LicenceAdded { member, name: whose.name, licence: new.name(), title: new.title, expires_on: new.expires_on.words() };
    permit.commit(event).await?;
    leptos_axum::redirect(&format!("/team/{member}"));
    Ok(id)
}

/// Mends or renews a licence.
#[server(output = Answer)]
pub async fn change_licence(
    id: LicenceId,
    version: i32,
    state: String,
    number: String,
    title: String,
    expires_on: String,
) -> Result<(), AppError> {
    use super::{store, types::LicenceGiven};
    use crate::access::{Action, Target, enter};
    use crate::audit::{Change, Event};
    use crate::base::OnConstraint;
    let mut tx = enter().await?;
    let (member, before) = store::licence(tx.conn(), id).await?;
    let whose = store::whose(tx.conn(), member).await?;
    let mut permit = tx.allow(Action::EditCredentials, &Target::Member(whose.facts.clone())).await?;
    on_the_team(&whose)?;
    let new = LicenceGiven::checked(&state, &number, &title, &expires_on)?;
    let changed = store::update(&mut permit, id, version, &new).await.on_constraint("licence_once", || twice(&new))?;
    if !changed {
        return Err(AppError::Stale);
    }
    let changes = [
        Change::between("state", before.state, new.state),
        Change::between("number", &before.number, &new.number),
        Change::between("title", &before.title, &new.title),
        Change::between("expiry", before.expires_on.words(), new.expires_on.words()),
    ];
    let changes: Vec<Change> = changes.into_iter().flatten().collect();
    if !changes.is_empty() {
        permit.commit(Event::LicenceChanged { member, name: whose.name, licence: before.name(), changes }).await?;
    }
    leptos_axum::redirect(&format!("/team/{member}"));
    Ok(())
}

/// Takes a licence off the list; that it was there is kept.
#[server(output = Answer)]
pub async fn remove_licence(id: LicenceId, version: i32) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::audit::Event;
    let mut tx = enter().await?;
    let (member, licence) = store::licence(tx.conn(), id).await?;
    let whose = store::whose(tx.conn(), member).await?;
    let mut permit = tx.allow(Action::EditCredentials, &Target::Member(whose.facts.clone())).await?;
    on_the_team(&whose)?;
    if !store::remove(&mut permit, id, version).await? {
        return Err(AppError::Stale);
    }
    let event = Event::LicenceRemoved { member, name: whose.name, licence: licence.name(), expires_on: licence.expires_on.words() };
    permit.commit(event).await?;
    leptos_axum::redirect(&format!("/team/{member}"));
    Ok(())
}

#[cfg(feature = "ssr")]
fn on_the_team(whose: &super::store::Whose) -> Result<(), AppError> {
    match super::store::stays(whose.facts.status) {
        true => Ok(()),
        false => Err(AppError::denied(say!("{} is no longer on the team.", whose.name))),
    }
}

#[cfg(feature = "ssr")]
fn twice(new: &super::types::LicenceGiven) -> AppError {
    AppError::at("number", say!("There is a licence of {} with this number already.", new.state.words()))
}

/// What a bio says is nobody's but the card's: the trail only keeps that it changed.
#[cfg(feature = "ssr")]
fn changes(before: &super::types::Identity, after: &super::types::Identity) -> Vec<crate::audit::Change> {
    use crate::audit::Change;
    let length = |bio: &str| if bio.is_empty() { String::new() } else { counted!(bio.chars().count() as i64, "character") };
    let bio = (before.bio != after.bio).then(|| Change { field: "bio", before: length(&before.bio), after: length(&after.bio) });
    let changes = [
        Change::between(say!("NPI"), &before.npi, &after.npi),
        Change::between(say!("taxonomy code"), &before.taxonomy, &after.taxonomy),
        bio,
    ];
    changes.into_iter().flatten().collect()
}
