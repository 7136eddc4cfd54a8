//! The profile card.

use super::api::member_profile;
use super::change_role::ChangeRole;
use super::invites::InvitationBanner;
use super::page::Changes;
use super::roster::tone_of;
use super::types::Profile;
use crate::base::{AppError, MemberId, Moment};
use crate::ui::{
    Avatar, AvatarSize, Badge, Banner, Button, Empty, Fact, Facts, Icon, LinkButton, Skeleton, SkeletonKind, Status, Tone, When, WhenKind,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map, use_query_map};

#[component]
pub fn ProfileCard() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<MemberId>().ok())));
    let read = Resource::new_blocking(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => member_profile(id).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    let Changes(changes) = expect_context();
    let changed = Callback::new(move |()| {
        read.refetch();
        changes.update(|n| *n += 1);
    });
    view! {
        <Back/>
        <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Card/> }>
            {move || read.get().map(|profile| match profile {
                Ok(profile) => view! { <Card profile changed/> }.into_any(),
                Err(error) => view! { <Missing error/> }.into_any(),
            })}
        </Transition>
    }
}

/// On a phone: back to the list, with the search as it was.
#[component]
pub(super) fn Back() -> impl IntoView {
    let search = use_location().search;
    let href = move || match search.get() {
        s if s.is_empty() => "/team".to_string(),
        s => format!("/team?{}", s.trim_start_matches('?')),
    };
    view! { <a class="team-back" href=href><Icon name="chevron-left"/>"Your Team"</a> }
}

#[component]
fn Missing(error: AppError) -> impl IntoView {
    let text = match &error {
        AppError::NotFound => "There is no such member on this team.".to_string(),
        other => other.to_string(),
    };
    view! {
        <Status code=error.status()/>
        <div class="team-none"><Empty icon="user-x" text=text><a class="button" href="/team">"Back to the team"</a></Empty></div>
    }
}

#[component]
fn Card(profile: Profile, changed: Callback<()>) -> impl IntoView {
    let just_invited = use_query_map().with_untracked(|q| q.get("invited").is_some());
    let name = profile.name();
    let sent = just_invited.then(|| format!("Invitation sent to {}.", profile.email));
    let standing = profile.standing;
    let overrides_set = use_query_map().with_untracked(|q| q.get("overrides").is_some());
    view! {
        <article aria-labelledby="profile-name">
            <header class="team-head">
                <Avatar name=name.clone() size=AvatarSize::Large/>
                <div class="team-name">
                    <h2 id="profile-name" tabindex="-1">{name}</h2>
                    <p class="team-badges">
                        <Badge tone=tone_of(standing) text=standing.words()/>
                        {profile.originating.then(|| view! { <Badge icon="crown" text="Originating administrator"/> })}
                        {profile.is_self.then(|| view! { <Badge icon="user" text="You"/> })}
                    </p>
                </div>
                <div class="team-actions">
                    {profile.joined_at.is_some().then(|| view! { <ChangeRole profile=profile.clone() changed/> })}
                    {profile.joined_at.is_some().then(|| view! { <MoreOrLess profile=profile.clone()/> })}
                </div>
            </header>
            <div class="team-body">
                {overrides_set.then(|| view! { <div role="status"><Banner tone=Tone::Good><p>"Saved. It applies from their next click on."</p></Banner></div> })}
                {sent.map(|words| view! { <div role="status"><Banner tone=Tone::Good><p>{words}</p></Banner></div> })}
                {profile.invitation.clone().map(|invitation| view! { <InvitationBanner invitation why_not_renew=profile.why_not_renew.clone() why_not_revoke=profile.why_not_revoke.clone() changed/> })}
                <Details profile/>
            </div>
        </article>
    }
}

/// Leads to what they have beyond their role, or less.
#[component]
fn MoreOrLess(profile: Profile) -> impl IntoView {
    match profile.why_not_set_overrides {
        None => view! { <LinkButton href=format!("/team/{}/overrides", profile.id) icon="sliders-horizontal">"More or less"</LinkButton> }
            .into_any(),
        why => view! { <Button icon="sliders-horizontal" disabled_because=Signal::stored(why)>"More or less"</Button> }.into_any(),
    }
}

#[component]
fn Details(profile: Profile) -> impl IntoView {
    let mail = format!("mailto:{}", profile.email);
    let (more, less) = profile.more_and_less();
    view! {
        <Facts>
            <Fact label="Role">{profile.role_name.clone()}</Fact>
            {(!more.is_empty()).then(|| view! { <Fact label="Beyond the role">{more.join(", ")}</Fact> })}
            {(!less.is_empty()).then(|| view! { <Fact label="Less than the role">{less.join(", ")}</Fact> })}
            <Fact label="Email"><a href=mail>{profile.email.clone()}</a></Fact>
            <Fact label="Primary location">{profile.location.clone()}</Fact>
            <Fact label="Invited By">{profile.invited_by.clone().unwrap_or_else(|| if profile.originating { "Created the practice".into() } else { "–".into() })}</Fact>
            <Fact label="Date Invited">{moment(profile.invited_at, WhenKind::Date, "–")}</Fact>
            <Fact label="Date Accepted">{moment(profile.joined_at, WhenKind::Date, "Not yet")}</Fact>
            <Fact label="Clients Assigned">{profile.clients_assigned}</Fact>
            <Fact label="Last Sign-In">{moment(profile.last_sign_in_at, WhenKind::DateTime, "Never")}</Fact>
            <Fact label="Account">{if profile.activated { "Activated" } else { "No account yet" }}</Fact>
        </Facts>
    }
}

fn moment(at: Option<Moment>, kind: WhenKind, otherwise: &'static str) -> impl IntoView {
    match at {
        Some(at) => view! { <When at=at.0 kind/> }.into_any(),
        None => view! { <span class="quiet">{otherwise}</span> }.into_any(),
    }
}
