//! What is done with supervision, in the order of the card.

use super::types::SupervisorChoice;
use crate::base::{Answer, AppError, MemberId, SupervisionId};
use leptos::prelude::*;

/// Who can be chosen as a member's supervisor.
#[server(output = Answer)]
pub async fn supervisor_choices(member: MemberId) -> Result<Vec<SupervisorChoice>, AppError> {
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::SetSupervision, &Target::Practice).await?;
    super::store::choices(tx.conn(), member).await
}

/// From now on this supervisor supervises this member.
#[server(output = Answer)]
pub async fn add_supervisor(member: MemberId, supervisor: String, kind: String, frequency: String) -> Result<(), AppError> {
    use super::store::{self, NewRelation};
    use crate::access::{Action, Target, enter};
    use crate::audit::Event;
    let mut tx = enter().await?;
    tx.see(Action::SetSupervision, &Target::Practice).await?;
    let mut checks = crate::base::Checks::default();
    let chosen = checks.choice::<MemberId>("supervisor", &supervisor, say!("Choose a supervisor."));
    let kind = checks.choice("kind", &kind, say!("Choose a type."));
    let frequency = checks.choice("frequency", &frequency, say!("Choose how often they meet."));
    let (supervisor, kind, frequency) =
        checks.give(chosen.zip(kind).zip(frequency).map(|((supervisor, kind), frequency)| (supervisor, kind, frequency)))?;
    let of = store::side(tx.conn(), member).await?;
    let by =
        store::side(tx.conn(), supervisor).await.map_err(|_| AppError::at("supervisor", say!("Choose a supervisor from the list.")))?;
    fits(&of, &by)?;
    let mut permit = tx.allow(Action::SetSupervision, &Target::Practice).await?;
    let new = NewRelation { id: SupervisionId::new(), supervisor, supervisee: member, kind, frequency };
    store::begin(&mut permit, &new).await.map_err(|cause| refused(cause, &of.name, &by.name))?;
    let event = Event::SupervisionBegun {
        member,
        name: of.name,
        supervisor: by.name,
        kind: kind.words().to_string(),
        frequency: frequency.words().to_string(),
    };
    permit.commit(event).await?;
    leptos_axum::redirect(&format!("/team/{member}"));
    Ok(())
}

/// Ends a relation; that it was is kept.
#[server(output = Answer)]
pub async fn end_supervision(id: SupervisionId) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::audit::Event;
    let mut tx = enter().await?;
    tx.see(Action::SetSupervision, &Target::Practice).await?;
    let (member, name, supervisor) = store::pair(tx.conn(), id).await?;
    let mut permit = tx.allow(Action::SetSupervision, &Target::Practice).await?;
    if !store::end(&mut permit, id).await? {
        return Err(AppError::Stale);
    }
    permit.commit(Event::SupervisionEnded { member, name, supervisor }).await?;
    leptos_axum::redirect(&format!("/team/{member}"));
    Ok(())
}

/// Whether these two can be what they would be to each other.
#[cfg(feature = "ssr")]
fn fits(of: &super::store::Side, by: &super::store::Side) -> Result<(), AppError> {
    use crate::access::Status;
    if !of.status.is_current() && of.status != Status::Invited {
        return Err(AppError::denied(say!("{} is no longer on the team.", of.name)));
    }
    if by.status != Status::Active {
        return Err(AppError::at("supervisor", say!("{} is not an active member, so they can’t supervise now.", by.name)));
    }
    if !by.can_supervise {
        let words = say!("{} has the role {}, which can’t supervise. Choose someone whose role can.", by.name, by.role_name);
        return Err(AppError::at("supervisor", words));
    }
    Ok(())
}

/// What the database refuses, at its field.
#[cfg(feature = "ssr")]
fn refused(cause: sqlx::Error, of: &str, by: &str) -> AppError {
    let words = match cause.as_database_error().and_then(|d| d.constraint()) {
        Some("supervision_no_cycle") => say!("{of} supervises {by} already, directly or through others. Nobody supervises in a circle."),
        Some("supervision_of_another") => say!("Nobody supervises themselves. Choose someone else.").to_string(),
        Some("supervision_switched_on") => {
            return AppError::denied(say!("Supervision is switched off for the practice. Whoever changes its settings can switch it on."));
        }
        Some("supervision_one_each") => say!("{of} has a supervisor already, and the practice’s settings say one each. End that first."),
        Some("supervision_once") => say!("{by} supervises {of} already. To change type or frequency, end that first."),
        _ => return cause.into(),
    };
    AppError::at("supervisor", words)
}
