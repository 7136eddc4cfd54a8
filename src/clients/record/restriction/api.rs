//! What is done with a restriction, in the order of its page.

use super::types::{Nameable, RestrictionSeen};
use crate::base::{Answer, AppError, ClientId, MemberId};
use leptos::prelude::*;

/// Who sees a client by name, and whether they alone do.
#[server(output = Answer)]
pub async fn client_restriction(id: ClientId) -> Result<RestrictionSeen, AppError> {
    use super::store;
    use crate::access::{Action, Target};
    let (mut tx, looked) = super::super::api::look(id).await?;
    tx.see(Action::RestrictClient, &Target::Client(looked.facts)).await?;
    let own = tx.actor().member;
    store::seen(tx.conn(), &looked, own).await
}

/// Nobody but those named sees the client from now on. Whoever does this is put on the list, unless they see it by name.
#[server(output = Answer)]
pub async fn restrict_client(id: ClientId, version: i32) -> Result<(), AppError> {
    use super::store;
    use crate::audit::Event;
    let (mut permit, looked) = one_step(id, Some(version)).await?;
    let own = permit.by();
    if !store::by_name(permit.conn(), id).await?.iter().any(|n| n.id == own) {
        store::name(&mut permit, id, own).await?;
    }
    if !store::set(&mut permit, id, version, true).await? {
        return Err(AppError::Stale);
    }
    permit.commit(Event::ClientRestricted { client: id, name: looked.name }).await?;
    back(id);
    Ok(())
}

/// The client is seen as any other again, and its list ends.
#[server(output = Answer)]
pub async fn lift_restriction(id: ClientId, version: i32) -> Result<(), AppError> {
    use super::store;
    use crate::audit::Event;
    let (mut permit, looked) = one_step(id, Some(version)).await?;
    // First this, while whoever does it still has to do with the client by name.
    if !store::set(&mut permit, id, version, false).await? {
        return Err(AppError::Stale);
    }
    let named = store::unname_all(&mut permit, id).await?;
    permit.commit(Event::RestrictionLifted { client: id, name: looked.name, named }).await?;
    leptos_axum::redirect(&format!("/clients/{id}?done=lifted"));
    Ok(())
}

/// The first ten who could be put on the list, by the beginnings of words.
#[server(output = Answer)]
pub async fn nameable_for_client(id: ClientId, q: String) -> Result<Vec<Nameable>, AppError> {
    use super::store;
    use crate::access::{Action, Target};
    let (mut tx, looked) = super::super::api::look(id).await?;
    tx.see(Action::RestrictClient, &Target::Client(looked.facts)).await?;
    store::nameable(tx.conn(), id, &q).await
}

/// Puts someone on the list of those who see a restricted client.
#[server(output = Answer)]
pub async fn name_for_client(id: ClientId, whom: MemberId) -> Result<(), AppError> {
    use super::store;
    use crate::audit::Event;
    let (mut permit, looked) = one_step(id, None).await?;
    let who = store::may_be_named(permit.conn(), whom).await?;
    if store::name(&mut permit, id, whom).await? {
        permit.commit(Event::NamedForClient { client: id, name: looked.name, who }).await?;
    }
    back(id);
    Ok(())
}

/// Takes someone off the list, unless nobody would see the client then.
#[server(output = Answer)]
pub async fn unname_for_client(id: ClientId, whom: MemberId) -> Result<(), AppError> {
    use super::store;
    use crate::audit::Event;
    let (mut permit, looked) = one_step(id, None).await?;
    let restricted = store::is_restricted(permit.conn(), id).await?;
    let list = store::list(permit.conn(), id).await?;
    let Some(one) = list.iter().find(|l| l.id == whom) else {
        back(id);
        return Ok(());
    };
    let others = list.iter().any(|l| l.id != whom) || !store::by_name(permit.conn(), id).await?.is_empty();
    if restricted && !others {
        let words = say!("{} is the only one who sees this client. Put someone else on the list first, or lift the restriction.", one.name);
        return Err(AppError::denied(words));
    }
    let own = permit.by() == whom;
    store::unname(&mut permit, id, whom).await?;
    permit.commit(Event::UnnamedForClient { client: id, name: looked.name, who: one.name.clone() }).await?;
    if own {
        leptos_axum::redirect("/clients");
    } else {
        back(id);
    }
    Ok(())
}

// ── what the steps above share ──

/// The right to say who alone sees a client, and the client held: of two who take the last but one and the last off the
/// list at once, the second waits.
#[cfg(feature = "ssr")]
async fn one_step(id: ClientId, version: Option<i32>) -> Result<(crate::access::Permit, crate::caseload::Looked), AppError> {
    use super::super::store::{hold, known};
    use crate::access::{Action, Target};
    let (tx, looked) = super::super::api::look(id).await?;
    let sight = tx.sight();
    let mut permit = tx.allow(Action::RestrictClient, &Target::Client(looked.facts)).await?;
    hold(&mut permit, id).await?;
    let looked = known(&mut permit, sight, id).await?;
    if version.is_some_and(|version| version != looked.version) {
        return Err(AppError::Stale);
    }
    Ok((permit, looked))
}

#[cfg(feature = "ssr")]
fn back(id: ClientId) {
    leptos_axum::redirect(&format!("/clients/{id}/restriction"));
}
