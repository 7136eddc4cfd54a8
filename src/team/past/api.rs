//! What is asked about the past.

use super::types::{HistoryLine, PastProfile};
use crate::base::{AppError, MemberId};
use leptos::prelude::*;

/// The card of one member as it was at the end of a day.
#[server]
pub async fn member_then(id: MemberId, as_of: String) -> Result<PastProfile, AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    let now = tx.now;
    let end = store::end_of(tx.conn(), &as_of, now).await?;
    store::profile(tx.conn(), id, end).await
}

/// What a membership has been, the newest first: for those who may edit the team, and for whoever it is about.
#[server]
pub async fn member_history(id: MemberId) -> Result<Vec<HistoryLine>, AppError> {
    use super::{lines, store};
    use crate::access::{Action, Permission, Target, enter};
    use crate::team::status::store::sees_reasons;
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    let (own, reasons) = (tx.actor().member == id, sees_reasons(tx.actor(), id));
    if !own && !tx.actor().holds(Permission::TeamEdit) {
        return Ok(Vec::new());
    }
    let spells = store::spells(tx.conn(), id).await?;
    let beside = store::beside(tx.conn(), id).await?;
    Ok(lines::told(spells, beside, reasons))
}
