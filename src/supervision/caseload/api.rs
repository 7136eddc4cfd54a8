//! What is asked of a supervisee's caseload.

use super::types::CaseloadInThree;
use crate::base::{Answer, AppError, MemberId};
use leptos::prelude::*;

/// The three kinds, each from where the page before ended; as far as whoever asks sees the clients.
#[server(output = Answer)]
pub async fn supervisee_caseload(
    member: MemberId,
    direct_after: Option<String>,
    primary_after: Option<String>,
    walk_ins_after: Option<String>,
) -> Result<CaseloadInThree, AppError> {
    use super::{store, types::Share};
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    tx.see(Action::ViewClients, &Target::Practice).await?;
    let (practice, sight) = (tx.actor().practice, tx.sight());
    let name = crate::supervision::store::side(tx.conn(), member).await?.name;
    let mut places: [_; 3] = Default::default();
    for ((share, after), place) in Share::ALL.into_iter().zip([direct_after, primary_after, walk_ins_after]).zip(&mut places) {
        *place = store::place(tx.conn(), practice, sight, (member, share), after.as_deref().unwrap_or_default()).await?;
    }
    let note = (!sight.whole()).then(|| say!("Only the clients you may see are shown and counted.").to_string());
    Ok(CaseloadInThree { member, name, places, note })
}
