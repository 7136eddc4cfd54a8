//! What is done with groups, in the order of the screens.

use super::types::{GroupSeen, GroupsSeen, MemberGroupsSeen, PeopleKind, Someone};
use crate::base::{Answer, AppError, GroupId, MemberId};
use leptos::prelude::*;
use uuid::Uuid;

/// Every group, with how many are in it.
#[server(output = Answer)]
pub async fn groups() -> Result<GroupsSeen, AppError> {
    use crate::access::{Action, Target, can, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    let (practice, sight) = (tx.actor().practice, tx.sight());
    let groups = super::store::rows(tx.conn(), practice, sight, None).await?;
    let why_not_add = can(tx.actor(), Action::AddGroup, &Target::Practice).why_not();
    Ok(GroupsSeen { groups, sees_clients: sees_clients(&tx), why_not_add })
}

/// Adds a group, with nobody in it.
#[server(output = Answer)]
pub async fn add_group(name: String) -> Result<GroupId, AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::{audit::Event, base::OnConstraint};
    let name = checked(&name)?;
    let mut permit = enter().await?.allow(Action::AddGroup, &Target::Practice).await?;
    let id = GroupId::new();
    store::insert(&mut permit, id, &name).await.on_constraint("practice_group_name_key", name_taken)?;
    permit.commit(Event::GroupAdded { id, name }).await?;
    leptos_axum::redirect(&format!("/groups/{id}"));
    Ok(id)
}

/// One group with its people; `after` is where the page of members or of clients before ended.
#[server(output = Answer)]
pub async fn group(id: GroupId, members_after: Option<String>, clients_after: Option<String>) -> Result<GroupSeen, AppError> {
    use super::store;
    use crate::access::{Action, Target, can, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    let (practice, sight) = (tx.actor().practice, tx.sight());
    let group = store::rows(tx.conn(), practice, sight, Some(id)).await?.pop().ok_or(AppError::NotFound)?;
    let members = store::members(tx.conn(), id, members_after.as_deref().unwrap_or_default()).await?;
    let sees_clients = sees_clients(&tx);
    let clients = if sees_clients {
        store::clients(tx.conn(), practice, sight, id, clients_after.unwrap_or_default()).await?
    } else {
        Default::default()
    };
    let sees_all = sight.whole();
    let why_not_edit = can(tx.actor(), Action::EditGroup, &Target::Practice).why_not();
    Ok(GroupSeen { group, members, clients, sees_clients, sees_all, why_not_edit })
}

/// Gives a group another name; `before` is the one that was looked at.
#[server(output = Answer)]
pub async fn rename_group(id: GroupId, name: String, before: String) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::audit::{Change, Event};
    use crate::base::OnConstraint;
    let name = checked(&name)?;
    let mut tx = enter().await?;
    store::name_of(tx.conn(), id).await?;
    let mut permit = tx.allow(Action::EditGroup, &Target::Practice).await?;
    if store::hold(&mut permit, id).await? != before {
        return Err(AppError::Stale);
    }
    let Some(change) = Change::between("name", before, &name) else { return Ok(()) };
    store::rename(&mut permit, id, &name).await.on_constraint("practice_group_name_key", name_taken)?;
    permit.commit(Event::GroupRenamed { id, name, change }).await
}

/// Ends a group. Everyone leaves it; nobody loses access, and what it was stays on record.
#[server(output = Answer)]
pub async fn delete_group(id: GroupId) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    store::name_of(tx.conn(), id).await?;
    let mut permit = tx.allow(Action::DeleteGroup, &Target::Practice).await?;
    let name = store::hold(&mut permit, id).await?;
    let people = store::end(&mut permit, id).await?;
    permit.commit(crate::audit::Event::GroupDeleted { id, name, people }).await?;
    leptos_axum::redirect("/groups?deleted=1");
    Ok(())
}

/// The first ten whose names begin with what is typed and who are not in the group.
#[server(output = Answer)]
pub async fn people_for_group(id: GroupId, people: PeopleKind, q: String) -> Result<Vec<Someone>, AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    store::name_of(tx.conn(), id).await?;
    tx.see(Action::EditGroup, &Target::Practice).await?;
    let (practice, sight) = (tx.actor().practice, tx.sight());
    match people {
        PeopleKind::Members => store::members_outside(tx.conn(), id, &q).await,
        PeopleKind::Clients => store::clients_outside(tx.conn(), practice, sight, id, &q).await,
    }
}

/// Puts people in a group, one or many. Says how many were not in it yet.
#[server(output = Answer)]
pub async fn put_in_group(id: GroupId, people: PeopleKind, #[server(default)] who: Vec<Uuid>) -> Result<i64, AppError> {
    use super::store;
    use crate::{access::Action, audit::Event};
    let (mut permit, name, known) = one_step(id, people, &who, Action::EditGroup).await?;
    let put = store::put(&mut permit, people, id, &who).await?;
    let (who, count) = (names(&known, &put), put.len() as i64);
    if count > 0 {
        permit.commit(Event::PutInGroup { id, name, who, count }).await?;
    }
    Ok(count)
}

/// Takes people out of a group, one or many. Says how many were in it.
#[server(output = Answer)]
pub async fn take_from_group(id: GroupId, people: PeopleKind, #[server(default)] who: Vec<Uuid>) -> Result<i64, AppError> {
    use super::store;
    use crate::{access::Action, audit::Event};
    let (mut permit, name, known) = one_step(id, people, &who, Action::EditGroup).await?;
    let taken = store::take(&mut permit, people, id, &who).await?;
    let (who, count) = (names(&known, &taken), taken.len() as i64);
    if count > 0 {
        permit.commit(Event::TakenFromGroup { id, name, who, count }).await?;
    }
    Ok(count)
}

/// The groups of one member, for their card.
#[server(output = Answer)]
pub async fn groups_of_member(member: MemberId) -> Result<MemberGroupsSeen, AppError> {
    use super::store;
    use crate::access::{Action, Target, can, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    let (groups, others) = store::of_member(tx.conn(), member).await?;
    Ok(MemberGroupsSeen { groups, others, why_not: can(tx.actor(), Action::EditGroup, &Target::Practice).why_not() })
}

// ── what the steps above share ──

/// The most that go in or out at once.
#[cfg(feature = "ssr")]
const MOST: usize = 500;
/// As many names as an event keeps.
#[cfg(feature = "ssr")]
const NAMED: usize = 100;

/// People a step is about, with their names.
#[cfg(feature = "ssr")]
type Known = Vec<(Uuid, String)>;

/// The right to change who is in a group, the group held so that it can't end meanwhile, and the people: each of them
/// there, and seen by whoever asks.
#[cfg(feature = "ssr")]
async fn one_step(
    id: GroupId,
    kind: PeopleKind,
    who: &[Uuid],
    action: crate::access::Action,
) -> Result<(crate::access::Permit, String, Known), AppError> {
    use super::store;
    use crate::access::{Target, enter};
    let mut tx = enter().await?;
    store::name_of(tx.conn(), id).await?;
    let (practice, sight) = (tx.actor().practice, tx.sight());
    let mut wanted = who.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let known = store::known(tx.conn(), kind, practice, sight, &wanted).await?;
    let mut permit = tx.allow(action, &Target::Practice).await?;
    if wanted.is_empty() || wanted.len() > MOST {
        return Err(AppError::at("who", say!("Choose between one and {MOST} people.")));
    }
    if known.len() < wanted.len() {
        return Err(AppError::NotFound);
    }
    let name = store::hold(&mut permit, id).await?;
    Ok((permit, name, known))
}

#[cfg(feature = "ssr")]
fn names(known: &[(Uuid, String)], ids: &[Uuid]) -> Vec<String> {
    known.iter().filter(|(id, _)| ids.contains(id)).map(|(_, name)| name.clone()).take(NAMED).collect()
}

/// Whether they may see clients at all.
#[cfg(feature = "ssr")]
fn sees_clients(tx: &crate::access::Entered) -> bool {
    use crate::access::{Action, Target, can};
    can(tx.actor(), Action::ViewClients, &Target::Practice).allowed()
}

#[cfg(feature = "ssr")]
fn name_taken() -> AppError {
    AppError::at("name", say!("There is a group of this name already."))
}

#[cfg(feature = "ssr")]
fn checked(name: &str) -> Result<String, AppError> {
    let mut checks = crate::base::Checks::default();
    let name = checks.line("name", say!("a name for the group"), name, 60);
    checks.give(Some(name))
}
