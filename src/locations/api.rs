//! What is done with locations, in the order of the screen.

use super::types::LocationSeen;
use crate::base::{Answer, AppError, LocationId};
use leptos::prelude::*;

/// Every location of the practice, archived ones last.
#[server(output = Answer)]
pub async fn locations() -> Result<Vec<LocationSeen>, AppError> {
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    super::store::all(tx.conn()).await
}

/// Adds a location. Whoever needs a schedule needs one.
#[server(output = Answer)]
pub async fn add_location(name: String, address: String, timezone: String, is_virtual: Option<String>) -> Result<LocationId, AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::{audit::Event, base::OnConstraint};
    let (name, address, timezone) = checked(&name, &address, &timezone)?;
    let mut permit = enter().await?.allow(Action::AddLocation, &Target::Practice).await?;
    let id = LocationId::new();
    store::insert(&mut permit, id, &name, is_virtual.is_some(), &address, &timezone)
        .await
        .on_constraint("location_name_key", name_taken)?;
    permit.commit(Event::LocationAdded { id, name, timezone }).await?;
    leptos_axum::redirect("/settings#locations");
    Ok(id)
}

/// Renames a location, moves it, sets its time zone.
#[server(output = Answer)]
pub async fn edit_location(id: LocationId, name: String, address: String, timezone: String) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::audit::{Change, Event};
    use crate::base::OnConstraint;
    let (name, address, timezone) = checked(&name, &address, &timezone)?;
    let mut tx = enter().await?;
    let before = store::one(tx.conn(), id).await?;
    let mut permit = tx.allow(Action::EditLocation, &Target::Practice).await?;
    store::update(&mut permit, id, &name, &address, &timezone).await.on_constraint("location_name_key", name_taken)?;
    let changes = [
        Change::between("name", before.name, &name),
        Change::between("address", before.address, &address),
        Change::between("timezone", before.timezone, &timezone),
    ];
    permit.commit(Event::LocationChanged { id, name, changes: changes.into_iter().flatten().collect() }).await?;
    leptos_axum::redirect("/settings#locations");
    Ok(())
}

/// Takes a location out of the pickers; its history stays.
#[server(output = Answer)]
pub async fn archive_location(id: LocationId) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    let name = store::one(tx.conn(), id).await?.name;
    let mut permit = tx.allow(Action::ArchiveLocation, &Target::Practice).await?;
    if !store::archive(&mut permit, id).await? {
        return Err(AppError::denied(say!(
            "{name} can't be archived: it is the last location, or someone's primary one. Give them another primary location first."
        )));
    }
    permit.commit(crate::audit::Event::LocationArchived { id, name }).await?;
    leptos_axum::redirect("/settings#locations");
    Ok(())
}

#[cfg(feature = "ssr")]
fn name_taken() -> AppError {
    AppError::at("name", say!("There is a location of this name already."))
}

#[cfg(feature = "ssr")]
fn checked(name: &str, address: &str, timezone: &str) -> Result<(String, String, String), AppError> {
    let mut checks = crate::base::Checks::default();
    let name = checks.line("name", say!("a name for the location"), name, 80);
    let address = checks.text("address", address, 240);
    let zone = super::checked_zone(timezone);
    if zone.is_none() {
        checks.fault("timezone", say!("Choose a time zone from the list."));
    }
    checks.give(zone.map(|zone| (name, address, zone)))
}
