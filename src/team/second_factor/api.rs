//! What is done with a member's second factor.

use crate::base::{Answer, AppError, MemberId};
use leptos::prelude::*;

/// "Force 2FA reset": takes it away with its recovery codes and ends every sign-in. At the next one the member sets up a new
/// one before anything else. They are told by mail.
#[server(output = Answer)]
pub async fn reset_second_factor_of_member(member: MemberId) -> Result<(), AppError> {
    use super::steps;
    use crate::access::{Action, Target, enter};
    use crate::{settings, team::store as roster};
    let mut tx = enter().await?;
    let read = roster::profile(tx.conn(), member).await?;
    let by = tx.actor().name();
    let mut permit = tx.allow(Action::ResetSecondFactor, &Target::Member(read.facts(member))).await?;
    let practice = settings::practice_name(permit.conn()).await?;
    let whose = steps::Whose { member, first_name: read.first_name, last_name: read.last_name, email: read.email };
    steps::reset(permit, whose, by, practice).await
}
