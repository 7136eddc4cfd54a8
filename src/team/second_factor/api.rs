//! What is done with a member's second factor.

use crate::base::{AppError, MemberId};
use leptos::prelude::*;

/// "Force 2FA reset": takes it away with its recovery codes and ends every sign-in. At the next one the member sets up a new
/// one before anything else. They are told by mail.
#[server]
pub async fn reset_second_factor_of_member(member: MemberId) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::auth;
    use crate::mail::{self, FactorNews, Letter};
    use crate::{audit::Event, settings, team::store as roster};
    let mut tx = enter().await?;
    let read = roster::profile(tx.conn(), member).await?;
    let by = tx.actor().name();
    let mut permit = tx.allow(Action::ResetSecondFactor, &Target::Member(read.facts(member))).await?;
    let there = store::reset(&mut permit, member).await?.unwrap_or(0);
    if there == 0 {
        return Err(AppError::denied(format!("{} has no second factor.", read.first_name)));
    }
    let sessions_ended = auth::cut_off(&mut permit, member, None, "second factor reset").await?;
    let practice = settings::practice_name(permit.conn()).await?;
    let letter = Letter::SecondFactor { first_name: read.first_name.clone(), news: FactorNews::Reset { by, practice }, at: permit.now };
    mail::queue(&mut permit, (&read.first_name, &read.email), &letter, None).await?;
    let name = format!("{} {}", read.first_name, read.last_name);
    permit.commit(Event::SecondFactorReset { member, name, sessions_ended }).await
}
