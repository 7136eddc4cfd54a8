//! A list becomes a batch: judged, kept, and, where whoever brought it has seen the verdicts, begun.

use super::{
    judge::{Fate, Judge},
    read::Row,
    store::{self, New},
    types::too_few,
};
use crate::access::{Action, Entered, Permit, Target};
use crate::audit::Event;
use crate::base::{AppError, BatchId, LocationId, RoleId};
use crate::{locations, roles, settings};

/// What holds for the whole list.
pub struct Wish {
    pub file: String,
    pub unknown: Vec<String>,
    pub role: RoleId,
    pub location: LocationId,
    pub note: String,
    pub sends: bool,
    /// Everyone sets one up before anything else.
    pub second_factor: bool,
    /// Begins at once, if every seat is there.
    pub now: bool,
}

/// The right to invite with the role that was chosen.
///
/// # Errors
/// `Invalid` at `role` or `location`; `Denied`.
pub async fn allowed(mut tx: Entered, wish: &Wish) -> Result<Permit, AppError> {
    let role = roles::role(tx.conn(), wish.role).await.map_err(|_| AppError::at("role", say!("Choose a role from the list.")))?;
    let open = locations::location(tx.conn(), wish.location).await.is_ok_and(|location| !location.archived);
    let permit = tx.allow(Action::InviteMember, &Target::Role(role.grants)).await?;
    if open { Ok(permit) } else { Err(AppError::at("location", say!("Choose a primary location from the list."))) }
}

/// Keeps the list, all of it or nothing. Returns the batch, and whether it has begun.
///
/// # Errors
/// Only those of the database.
pub async fn prepare(mut permit: Permit, rows: &[Row], wish: Wish) -> Result<(BatchId, bool), AppError> {
    let who = permit.actor().ok_or(AppError::SignedOut)?.clone();
    let known = store::known(permit.conn(), &who, rows).await?;
    let mut judge = Judge::new(&known, wish.role.0, wish.location.0, permit.now);
    let fates: Vec<Fate> = rows.iter().map(|row| judge.fate(row)).collect();
    let invites = fates.iter().filter(|fate| matches!(fate, Fate::Invite(_))).count() as i64;
    let id = BatchId::new();
    let new = New { id, file: &wish.file, unknown: &wish.unknown, note: &wish.note, sends: wish.sends, second_factor: wish.second_factor };
    store::insert_batch(&mut permit, &new, &fates).await?;
    store::insert_rows(&mut permit, id, rows, &fates).await?;
    let now = permit.now;
    let begins = wish.now && invites > 0 && too_few(&settings::seats(permit.conn(), now).await?, invites).is_none();
    let prepared = Event::InvitationsPrepared { id, file: wish.file.clone(), rows: rows.len() as i64 };
    if begins {
        store::begin(&mut permit, id).await?;
        permit.record(&prepared).await?;
        permit.commit(Event::InvitationsBegun { id, file: wish.file, rows: invites }).await?;
    } else {
        permit.commit(prepared).await?;
    }
    Ok((id, begins))
}
