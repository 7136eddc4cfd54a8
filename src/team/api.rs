//! What is asked of and done with the team, in the order of the screen.

use super::types::{Profile, RosterChoices, RosterPage, RosterQuery};
use crate::base::{Answer, AppError, GroupId, LocationId, MemberId, RoleId};
use crate::roles::RoleChoice;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// One page of the roster, of the present or of a past day.
#[server(output = Answer)]
pub async fn roster(query: RosterQuery) -> Result<RosterPage, AppError> {
    use super::{past::store::end_of, store};
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    let (practice, now) = (tx.actor().practice, tx.now);
    if query.as_of.is_empty() {
        return store::roster(tx.conn(), practice, &query, now).await;
    }
    let end = end_of(tx.conn(), &query.as_of, now).await?;
    let page = store::page(tx.conn(), practice, &query, now, Some(end.at), store::PAGE).await?;
    Ok(RosterPage { as_of: Some(end.as_of), ..page })
}

/// What the roster can be narrowed to. What is archived or deleted is offered only where it is chosen already.
#[server(output = Answer)]
pub async fn roster_filters(location: Option<LocationId>, group: Option<GroupId>) -> Result<RosterChoices, AppError> {
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    let roles = crate::roles::all_roles(tx.conn()).await?;
    let (locations, groups) = super::store::places(tx.conn(), location, group).await?;
    Ok(RosterChoices { roles: roles.into_iter().map(|r| (r.id, r.name)).collect(), locations, groups })
}

/// The roles there are, for choosing one.
#[server(output = Answer)]
pub async fn roles() -> Result<Vec<RoleChoice>, AppError> {
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    crate::roles::all_roles(tx.conn()).await
}

/// The profile card of one member.
#[server(output = Answer)]
pub async fn member_profile(id: MemberId) -> Result<Profile, AppError> {
    use super::{handover, invites, past, second_factor, status, store, types::Standing};
    use crate::access::{Action, Target, can, enter};
    use crate::assignment::capacity::CapacitySeen;
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    let (practice, now) = (tx.actor().practice, tx.now);
    let read = store::profile(tx.conn(), id).await?;
    let invitation = if read.joined_at.is_none() { invites::of_member(tx.conn(), practice, id, now).await? } else { None };
    let sight = tx.sight();
    let clients_assigned = crate::caseload::assigned_now(tx.conn(), practice, sight, id).await?;
    let (facts, who) = (read.facts(id), tx.actor().clone());
    let standing = status::store::standing(tx.conn(), id, now).await?;
    let status = status::store::seen(&who, id, &read, &standing);
    let second_factor = second_factor::store::seen(&who, id, &read, standing.second_factor);
    let history = past::lines::history(tx.conn(), &who, id).await?;
    let handover = handover::seen(tx.conn(), &who, &facts).await?;
    let supervision = crate::supervision::seen(tx.conn(), &who, id).await?;
    let credentials = crate::credentials::seen(tx.conn(), &who, &facts, now).await?;
    let capacity = CapacitySeen::of(&who, sight, &facts, read.capacity, standing.load);
    let same_role = Target::Role(read.grants.clone());
    // The role that would be given is chosen later; every other rule is told before.
    let change = Target::NewRole(read.facts(id), Default::default());
    let same = Target::NewRole(read.facts(id), read.grants.clone());
    let ran_out = invitation.as_ref().is_some_and(|i| i.expires_at <= now.into());
    Ok(Profile {
        id,
        second_factor,
        standing: Standing::of(read.status, invitation.as_ref().map(|i| i.state.as_str()), ran_out),
        first_name: read.first_name,
        last_name: read.last_name,
        email: read.email,
        role: read.role,
        role_name: read.role_name,
        location: read.location,
        invited_at: read.invited_at,
        invited_by: read.invited_by,
        joined_at: read.joined_at,
        last_sign_in_at: read.last_sign_in_at,
        left_at: read.left_at,
        clients_assigned,
        originating: read.originating,
        activated: read.activated,
        is_self: who.member == id,
        why_not_renew: can(&who, Action::RenewInvitation, &same_role).why_not(),
        why_not_revoke: can(&who, Action::RevokeInvitation, &Target::Practice).why_not(),
        why_not_change_role: can(&who, Action::ChangeRole, &change).why_not(),
        why_not_set_overrides: can(&who, Action::SetOverrides, &same).why_not(),
        role_grants: read.role_grants,
        overrides: read.overrides,
        version: read.version,
        invitation,
        status,
        history,
        eyes: crate::eyes::eyes_seen(&who, &facts),
        handover,
        supervision,
        credentials,
        capacity,
    })
}

/// Gives a member another role; it takes effect on their next request.
#[server(output = Answer)]
pub async fn change_role(member: MemberId, role: RoleId) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::audit::{Change, Event};
    use crate::base::OnConstraint;
    let mut tx = enter().await?;
    let before = store::profile(tx.conn(), member).await?;
    let after = crate::roles::role(tx.conn(), role).await.map_err(|_| AppError::at("role", say!("Choose a role from the list.")))?;
    let name = format!("{} {}", before.first_name, before.last_name);
    let mut permit = tx.allow(Action::ChangeRole, &Target::NewRole(before.facts(member), after.grants)).await?;
    if before.role != role {
        crate::roles::in_turn(&mut permit).await?;
        crate::roles::role(permit.conn(), role)
            .await
            .map_err(|_| AppError::at("role", say!("This role was deleted just now. Choose another.")))?;
        // The database has the last word when two administrators demote each other at the same moment.
        let changed = store::set_role(&mut permit, member, before.role, role)
            .await
            .on_constraint("practice_keeps_administrator", super::lifecycle::last_administrator)?;
        if !changed {
            return Err(AppError::Stale);
        }
        let change = Change { field: "role", before: before.role_name, after: after.name };
        permit.commit(Event::RoleChanged { member, name, role, change }).await?;
    }
    Ok(())
}

/// Gives a member more or less than their role; it takes effect on their next request.
#[server(output = Answer)]
pub async fn set_overrides(member: MemberId, version: i32, #[server(default)] set: BTreeMap<String, String>) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::audit::Event;
    use crate::base::OnConstraint;
    let mut tx = enter().await?;
    let before = store::profile(tx.conn(), member).await?;
    let overrides = crate::roles::overrides_in(&before.role_grants, &set).ok_or(AppError::Outdated)?;
    let after = before.role_grants.with(&[], &overrides);
    let mut permit = tx.allow(Action::SetOverrides, &Target::NewRole(before.facts(member), after.clone())).await?;
    if before.version != version {
        return Err(AppError::Stale);
    }
    if before.overrides != overrides {
        crate::roles::in_turn(&mut permit).await?;
        let changed = store::set_overrides(&mut permit, member, version, &overrides)
            .await
            .on_constraint("practice_keeps_administrator", super::lifecycle::last_administrator)?;
        if !changed {
            return Err(AppError::Stale);
        }
        let (name, changes) = (format!("{} {}", before.first_name, before.last_name), crate::roles::reach_changes(&before.grants, &after));
        permit.commit(Event::OverridesSet { member, name, changes }).await?;
    }
    leptos_axum::redirect(&format!("/team/{member}?overrides=1"));
    Ok(())
}

/// Leaves the practice. The account stays, and may join another.
#[server(output = Answer)]
pub async fn exit_team(next: Option<String>) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::audit::Event;
    let mut tx = enter().await?;
    let (member, sight) = (tx.actor().member, tx.sight());
    let name = tx.actor().name();
    let me = store::profile(tx.conn(), member).await?;
    let mut permit = tx.allow(Action::ExitTeam, &Target::Member(me.facts(member))).await?;
    let done = super::leaving::exit(&mut permit, sight, member, &me).await?;
    store::session_without_practice(&mut permit).await?;
    let event = Event::MemberExited { member, name, role: me.role_name, done: done.words, sessions_ended: done.sessions_ended };
    permit.commit(event).await?;
    leptos_axum::redirect(&crate::base::local_path(next.as_deref().or(Some("/account"))));
    Ok(())
}
