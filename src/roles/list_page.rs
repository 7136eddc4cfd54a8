//! "Roles": what each can do and who holds it; and one of them.

use super::api::{one_role, practice_roles};
use super::types::{MODIFIERS, RoleMakeup, RoleSeen};
use super::words::abilities;
use crate::access::{Action, Target, can};
use crate::auth::Me;
use crate::base::{AppError, RoleId, ask_first};
use crate::live::{self, Topic};
use crate::ui::{
    Badge, Banner, Button, ButtonKind, Fact, Facts, LinkButton, Page, Section, Skeleton, SkeletonKind, Status, Tone, When, WhenKind,
};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

#[component]
pub fn RolesPage() -> impl IntoView {
    let read = ask_first(|| live::heard_at_rest(Topic::Roles), |_| practice_roles());
    let deleted = use_query_map().with_untracked(|q| q.get("deleted").is_some());
    view! {
        <Page title="Roles" lead="What someone may do follows from their role, from their next click on.">
            {deleted.then(|| view! { <div role="status"><Banner tone=Tone::Good><p>"The role is deleted. History keeps its name."</p></Banner></div> })}
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=10/> }>
                {move || read.get().map(|seen| match seen {
                    Ok(seen) => {
                        let why_not = seen.why_not_add;
                        view! {
                            <div class="roles-add"><Way href="/roles/new".to_string() icon="plus" words="Add a role" why_not/></div>
                            <ul class="roles-list">{seen.roles.into_iter().map(|role| view! { <RoleCard role/> }).collect_view()}</ul>
                        }.into_any()
                    }
                    Err(error) => view! { <Wrong error/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

/// A link that looks like a button, or a button that says why it leads nowhere.
#[component]
pub(super) fn Way(
    href: String,
    icon: &'static str,
    words: &'static str,
    why_not: Option<String>,
    #[prop(optional)] kind: ButtonKind,
) -> impl IntoView {
    match why_not {
        None => view! { <LinkButton href kind icon>{words}</LinkButton> }.into_any(),
        why => view! { <Button icon disabled_because=Signal::stored(why)>{words}</Button> }.into_any(),
    }
}

#[component]
pub(super) fn Wrong(error: AppError) -> impl IntoView {
    view! {
        <Status code=error.status()/>
        <div role="alert"><Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner></div>
    }
}

#[component]
fn RoleCard(role: RoleSeen) -> impl IntoView {
    let (href, id) = (format!("/roles/{}", role.id), format!("role-{}", role.id));
    let (heading, holders, makeup) = (id.clone(), role.clone(), role.makeup.clone());
    view! {
        <li>
            <article class="card card-pad roles-card" aria-labelledby=id.clone()>
                <div class="roles-card-head">
                    <h2 id=heading><a href=href>{role.makeup.name.clone()}</a></h2>
                    <Holders role=holders/>
                </div>
                <p class="lead">{role.makeup.description.clone()}</p>
                <Flags makeup=role.makeup.clone() for_clients=role.for_clients own=role.own/>
                <details><summary>"What it can and can’t do"<span class="visually-hidden">{format!(": {}", role.makeup.name)}</span></summary><Abilities makeup/></details>
            </article>
        </li>
    }
}

/// "12 members, 1 invited", leading to them.
#[component]
fn Holders(role: RoleSeen) -> impl IntoView {
    if role.for_clients {
        return view! { <span class="quiet">"For people receiving care"</span> }.into_any();
    }
    let invited = if role.invited > 0 { say!(", {} invited", role.invited) } else { String::new() };
    let words = format!("{}{invited}", counted!(role.members, "member"));
    if role.members + role.invited == 0 {
        return view! { <span class="quiet">{words}</span> }.into_any();
    }
    view! { <a class="numeric" href=format!("/team?role={}", role.id)>{words}</a> }.into_any()
}

#[component]
fn Flags(makeup: RoleMakeup, for_clients: bool, own: bool) -> impl IntoView {
    let modifier = makeup.billing_modifier.as_deref().and_then(|key| MODIFIERS.iter().find(|(k, _)| *k == key));
    let none = !(makeup.requires_supervision || makeup.can_supervise || own || for_clients)
        && modifier.is_none()
        && makeup.limit_hours.is_none()
        && makeup.off.is_empty();
    (!none).then(|| {
        view! {
            <p class="team-badges">
                {own.then(|| view! { <Badge icon="user" text="Your role"/> })}
                {makeup.requires_supervision.then(|| view! { <Badge tone=Tone::Waiting icon="eye" text="Requires supervision"/> })}
                {makeup.can_supervise.then(|| view! { <Badge tone=Tone::Good icon="graduation-cap" text="Can supervise"/> })}
                {modifier.map(|(key, words)| view! { <Badge icon="receipt" text=format!("{key}: {}", words.to_lowercase())/> })}
                {makeup.limit_hours.map(|hours| view! { <Badge tone=Tone::Warning icon="hourglass" text=say!("Held for {}", counted!(hours.into(), "hour"))/> })}
                {makeup.modules_off().into_iter().map(|m| view! { <Badge icon="power" text=say!("{} switched off", m.words())/> }).collect_view()}
            </p>
        }
    })
}

/// "Can do" and "Cannot do", by module, in words made from what it holds.
#[component]
pub fn Abilities(makeup: RoleMakeup) -> impl IntoView {
    let all = abilities(&makeup.effective());
    let can = all
        .iter()
        .filter(|m| !m.can.is_empty())
        .map(|m| view! { <div class="roles-words"><dt>{m.module.words()}</dt><dd>{m.can.join(", ")}</dd></div> })
        .collect::<Vec<_>>();
    let cannot = all
        .iter()
        .filter(|m| !m.cannot.is_empty())
        .map(|m| {
            let off = makeup.modules_off().contains(&m.module);
            let words = if off { say!("switched off").to_string() } else { m.cannot.join(", ") };
            view! { <div class="roles-words"><dt>{m.module.words()}</dt><dd>{words}</dd></div> }
        })
        .collect::<Vec<_>>();
    let (nothing, everything) = (can.is_empty(), cannot.is_empty());
    view! {
        <div class="roles-abilities">
            <div><h3>"Can do"</h3>{if nothing { view! { <p class="quiet">"Nothing."</p> }.into_any() } else { view! { <dl>{can}</dl> }.into_any() }}</div>
            <div><h3>"Cannot do"</h3>{if everything { view! { <p class="quiet">"Nothing is out of reach."</p> }.into_any() } else { view! { <dl>{cannot}</dl> }.into_any() }}</div>
        </div>
    }
}

/// The role an address names.
pub(super) fn role_in_path() -> Memo<Option<RoleId>> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse().ok())))
}

#[component]
pub fn RolePage() -> impl IntoView {
    let id = role_in_path();
    let saved = use_query_map().with_untracked(|q| q.get("saved").is_some());
    let read = ask_first(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => one_role(id).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    // No fallback and no `Suspense`: the page's own heading is the role's name.
    move || {
        id.track();
        Suspend::new(async move {
            let back = ("/roles".to_string(), say!("Roles").to_string());
            match read.await {
                Ok(role) => view! {
                    <Page title=role.makeup.name.clone() back>
                        {saved.then(|| view! { <div role="status"><Banner tone=Tone::Good><p>"Saved. It applies from everyone’s next click on."</p></Banner></div> })}
                        <OneRole role/>
                    </Page>
                }
                .into_any(),
                Err(error) => view! { <Page title="Role" back><Wrong error/></Page> }.into_any(),
            }
        })
    }
}

#[component]
fn OneRole(role: RoleSeen) -> impl IntoView {
    let id = role.id;
    let who = use_context::<Me>().and_then(|me| me.actor().cloned());
    let why_not_copy = who.and_then(|who| can(&who, Action::AddRole, &Target::Role(Default::default())).why_not());
    let makeup = role.makeup.clone();
    let (by, holders, at) = (role.changed_by.clone(), role.clone(), role.changed_at.0);
    let lead = makeup.description.clone();
    let hours = makeup.limit_hours;
    let supervision = match (makeup.requires_supervision, makeup.can_supervise) {
        (true, true) => say!("Requires supervision, and can supervise"),
        (true, false) => say!("Requires supervision"),
        (false, true) => say!("Can supervise"),
        (false, false) => say!("Works alone, supervises nobody"),
    };
    let modifier = makeup.billing_modifier.as_deref().and_then(|key| MODIFIERS.iter().find(|(k, _)| *k == key));
    view! {
        <div class="roles-actions">
            <Way href=format!("/roles/{id}/edit") icon="pencil" words="Edit" why_not=role.why_not_edit.clone() kind=ButtonKind::Primary/>
            <Way href=format!("/roles/new?from={id}") icon="copy" words="Copy" why_not=why_not_copy/>
            <Way href=format!("/roles/{id}/delete") icon="trash-2" words="Delete" why_not=role.why_not_delete.clone()/>
        </div>
        <Section id="about" title="About this role" lead>
            <Facts>
                <Fact label="Held by"><Holders role=holders/></Fact>
                <Fact label="Supervision">{supervision}</Fact>
                <Fact label="Billing modifier">{modifier.map_or_else(|| say!("None").to_string(), |(key, words)| format!("{key}: {}", words.to_lowercase()))}</Fact>
                <Fact label="Held for">{hours.map_or_else(|| say!("No time limit").to_string(), |h| counted!(h.into(), "hour"))}</Fact>
                <Fact label="Last changed"><When at=at kind=WhenKind::DateTime/>{by.map(|by| say!("by {by}"))}</Fact>
            </Facts>
        </Section>
        <Section id="abilities" title="What it can do" lead="What one member has beyond it, or less, stands on their profile."><Abilities makeup/></Section>
    }
}
