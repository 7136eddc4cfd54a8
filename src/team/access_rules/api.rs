//! What is done with access rules.

use super::types::RulesSeen;
use crate::base::{Answer, AppError, LocationId, MemberId};
use leptos::prelude::*;

/// Where a member works, and what that means for them.
#[server(output = Answer)]
pub async fn access_rules(member: MemberId) -> Result<RulesSeen, AppError> {
    use super::{store, types::meaning};
    use crate::access::{Action, Permission, Target, can, enter};
    use crate::team;
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    let profile = team::store::profile(tx.conn(), member).await?;
    let rules = store::rules(tx.conn(), member).await?;
    let why_not = match rules.ended {
        true => Some(say!("They have left the team.").to_string()),
        false => can(tx.actor(), Action::SetAccessRules, &Target::Member(profile.facts(member))).why_not(),
    };
    let meaning = meaning(profile.grants.reach(Permission::ClientsView)).to_string();
    let seen = RulesSeen::looked_at(rules.primary, &rules.others);
    Ok(RulesSeen { primary: rules.primary, locations: rules.locations, meaning, seen, why_not })
}

/// Says where a member works; it takes effect on their next request. `seen` is what was looked at.
#[server(output = Answer)]
pub async fn set_access_rules(
    member: MemberId,
    primary: LocationId,
    #[server(default)] locations: Vec<LocationId>,
    seen: String,
) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::audit::{Change, Event};
    use crate::team;
    let mut tx = enter().await?;
    let profile = team::store::profile(tx.conn(), member).await?;
    let name = format!("{} {}", profile.first_name, profile.last_name);
    let mut permit = tx.allow(Action::SetAccessRules, &Target::Member(profile.facts(member))).await?;
    store::hold(&mut permit, member).await?;
    let before = store::rules(permit.conn(), member).await?;
    if before.ended || RulesSeen::looked_at(before.primary, &before.others) != seen {
        return Err(AppError::Stale);
    }
    let mut others: Vec<LocationId> = locations.into_iter().filter(|l| *l != primary).collect();
    others.sort();
    others.dedup();
    if before.name_of(primary, primary == before.primary).is_none() {
        return Err(AppError::at("primary", say!("Choose a location that isn’t archived.")));
    }
    if others.iter().any(|l| before.name_of(*l, before.others.contains(l)).is_none()) {
        return Err(AppError::at("locations", say!("Choose locations that aren’t archived.")));
    }
    store::set_primary(&mut permit, member, primary).await?;
    store::set_others(&mut permit, member, &others).await?;
    let changes = [
        Change::between(say!("primary location"), before.names(&[before.primary]), before.names(&[primary])),
        Change::between(say!("other locations"), before.names(&before.others), before.names(&others)),
    ];
    let changes: Vec<Change> = changes.into_iter().flatten().collect();
    if !changes.is_empty() {
        permit.commit(Event::AccessRulesSet { member, name, changes }).await?;
    }
    Ok(())
}
