//! What is asked of what others see, in the order of the screens.

use super::types::{EyesThere, WhyQuery, WhySeen};
use crate::base::{Answer, AppError, MemberId, RoleId};
use leptos::prelude::*;

/// Up to three active administrators who could change what was refused. Everyone may ask, for their own sake.
#[server(output = Answer)]
pub async fn whom_to_ask() -> Result<Vec<String>, AppError> {
    use super::{answers, store};
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    let own = answers::own_facts(tx.actor());
    let but = own.id;
    tx.see(Action::AskWhy, &Target::Member(own)).await?;
    store::administrators(tx.conn(), but).await
}

/// What a member may do and why: every action, with the policy's own reasons.
#[server(output = Answer)]
pub async fn ask_why(id: MemberId, #[server(default)] query: WhyQuery) -> Result<WhySeen, AppError> {
    use super::{answers, store, types::RoleNamed};
    use crate::access::{Action, RoleFacts, Target, enter};
    let mut tx = enter().await?;
    let (practice, now) = (tx.actor().practice, tx.now);
    let looked = store::looked(tx.conn(), practice, id, now).await?;
    tx.see(Action::AskWhy, &Target::Member(looked.facts())).await?;
    let on = query.on.unwrap_or(id);
    let (on_facts, on_name) = if on == id {
        (looked.facts(), looked.actor.name())
    } else {
        let other = store::looked(tx.conn(), practice, on, now).await?;
        (other.facts(), other.actor.name())
    };
    let role = query.role.unwrap_or(looked.actor.role);
    let (role_name, grants, last_administrators) = store::role_alone(tx.conn(), role).await?;
    let facts = RoleFacts { before: grants.clone(), after: grants, own: role == looked.actor.role, last_administrators };
    let towards = answers::Towards { on: on_facts, on_name: on_name.clone(), role: facts, role_name: role_name.clone() };
    let found = if query.whom.trim().is_empty() { Vec::new() } else { store::found(tx.conn(), &query.whom).await? };
    let roles = crate::roles::all_roles(tx.conn()).await?;
    Ok(WhySeen {
        id,
        name: looked.actor.name(),
        role_name: looked.actor.role_name.clone(),
        status: looked.actor.status.words().to_string(),
        on: (on, on_name),
        role: (role, role_name),
        roles: roles.into_iter().map(|r| RoleNamed { id: r.id, name: r.name, description: r.description }).collect(),
        found: found.into_iter().map(|(person, _)| person).collect(),
        answers: answers::answers(&looked, &towards),
        ask: store::administrators(tx.conn(), id).await?,
    })
}

/// Whose eyes there are to look through: every role, and people by the beginning of a name.
#[server(output = Answer)]
pub async fn people_to_view(q: String) -> Result<EyesThere, AppError> {
    use super::{store, types::RoleNamed};
    use crate::access::{Action, Grants, Target, can, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewAs, &Target::Role(Grants::default())).await?;
    let roles = crate::roles::all_roles(tx.conn()).await?;
    let found = if q.trim().is_empty() { Vec::new() } else { store::found(tx.conn(), &q).await? };
    let who = tx.actor();
    let people = found.into_iter().map(|(mut person, facts)| {
        person.why_not = can(who, Action::ViewAs, &Target::Member(facts)).why_not();
        person
    });
    Ok(EyesThere {
        people: people.collect(),
        roles: roles.into_iter().map(|r| RoleNamed { id: r.id, name: r.name, description: r.description }).collect(),
    })
}

/// Looks through the eyes of a member or of a role, until stopped or signed out.
#[server(output = Answer)]
pub async fn view_as(member: Option<MemberId>, role: Option<RoleId>) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::audit::Event;
    let mut tx = enter().await?;
    let (practice, now) = (tx.actor().practice, tx.now);
    let role = role.filter(|_| member.is_none());
    let (target, name) = match (member, role) {
        (Some(id), _) => {
            let looked = store::looked(tx.conn(), practice, id, now).await?;
            (Target::Member(looked.facts()), looked.actor.name())
        }
        (None, Some(id)) => {
            let role = crate::roles::role(tx.conn(), id).await?;
            (Target::Role(role.grants), role.name)
        }
        (None, None) => return Err(AppError::at("role", say!("Choose a member or a role."))),
    };
    let mut permit = tx.allow(Action::ViewAs, &target).await?;
    if !store::begin_viewing(&mut permit, member, role).await? {
        return Err(AppError::Stale);
    }
    permit.commit(Event::ViewingBegun { member, role, name }).await?;
    leptos_axum::redirect("/team");
    Ok(())
}

/// Looks through one's own eyes again. Whoever does so already is led on like everyone.
#[server(output = Answer)]
pub async fn stop_viewing() -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::audit::Event;
    let tx = enter().await?;
    if tx.actor().viewed_by.is_some() {
        let name = tx.actor().name();
        let mut permit = tx.allow(Action::StopViewing, &Target::Practice).await?;
        if store::end_viewing(&mut permit).await? {
            permit.commit(Event::ViewingEnded { name }).await?;
        }
    }
    leptos_axum::redirect("/team");
    Ok(())
}
