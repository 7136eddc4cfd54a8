//! What is asked about a past day.

use super::types::PastProfile;
use crate::base::{Answer, AppError, MemberId};
use leptos::prelude::*;

/// The card of one member as it was at the end of a day.
#[server(output = Answer)]
pub async fn member_then(id: MemberId, as_of: String) -> Result<PastProfile, AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    let now = tx.now;
    let end = store::end_of(tx.conn(), &as_of, now).await?;
    store::profile(tx.conn(), id, end).await
}
