//! What is done with capacity.

use crate::base::{Answer, AppError, MemberId};
use leptos::prelude::*;

/// Says how many clients a member aims at and may have at most; empty is none.
#[server(output = Answer)]
pub async fn set_capacity(member: MemberId, version: i32, target: String, limit: String) -> Result<(), AppError> {
    use super::{CapacitySeen, store};
    use crate::access::{Action, Target, enter};
    use crate::audit::{Change, Event};
    let mut tx = enter().await?;
    let before = store::whose(tx.conn(), member).await?;
    let mut permit = tx.allow(Action::SetCapacity, &Target::Member(before.facts)).await?;
    let (target, limit) = CapacitySeen::given(&target, &limit)?;
    if before.version != version {
        return Err(AppError::Stale);
    }
    let words = |number: Option<i32>| number.map_or_else(|| "none".to_string(), |n| n.to_string());
    let changes = [
        Change::between("target", words(before.capacity.0), words(target)),
        Change::between("limit", words(before.capacity.1), words(limit)),
    ];
    let changes: Vec<Change> = changes.into_iter().flatten().collect();
    if !changes.is_empty() {
        if !store::set(&mut permit, member, version, target, limit).await? {
            return Err(AppError::Stale);
        }
        permit.commit(Event::CapacitySet { member, name: before.name, changes }).await?;
    }
    leptos_axum::redirect(&format!("/team/{member}"));
    Ok(())
}
