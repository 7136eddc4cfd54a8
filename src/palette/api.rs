//! What the palette asks for.

use super::types::Found;
use crate::base::{Answer, AppError};
use leptos::prelude::*;

/// The first few members and clients that fit what is typed, by the beginnings of words. Whoever may not see the team, or
/// clients, gets none of them: that is no refusal, for it was not asked for them in particular.
#[server(output = Answer)]
pub async fn find_anything(text: String) -> Result<Found, AppError> {
    use super::types::MemberFound;
    use crate::access::{Action, Status, Target, can, enter};
    use crate::team::Standing;
    /// Of each; more belongs in its own list.
    const FEW: usize = 6;
    let mut tx = enter().await?;
    let mut found = Found::default();
    // Without a word the searches would list everyone from the beginning.
    if !text.chars().any(char::is_alphanumeric) {
        return Ok(found);
    }
    let (practice, sight, now) = (tx.actor().practice, tx.sight(), tx.now);
    let may = |action| can(tx.actor(), action, &Target::Practice).allowed();
    let (team, clients) = (may(Action::ViewTeam), may(Action::ViewClients));
    if team {
        let rows = crate::team::pick(tx.conn(), practice, &text, now, FEW).await?;
        let standing = |s: Standing| (s != Standing::Member(Status::Active)).then(|| s.words().to_string());
        found.members = rows
            .into_iter()
            .map(|row| MemberFound { id: row.id, name: row.name(), standing: standing(row.standing), role: row.role })
            .collect();
    }
    if clients {
        found.clients = crate::caseload::pick(tx.conn(), practice, sight, &text, None, FEW as i64).await?;
    }
    Ok(found)
}
