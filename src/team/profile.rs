//! The profile card.

use super::access_rules::AccessRulesSection;
use super::api::member_profile;
use super::change_role::ChangeRole;
use super::handover::HandOverOfMember;
use super::invites::InvitationBanner;
use super::leaving::LeavingOfMember;
use super::page::Changes;
use super::past::{History, PastCard, PastProfile, member_then};
use super::roster::tone_of;
use super::second_factor::SecondFactorOfMember;
use super::sign_ins::SigningIn;
use super::status::{ChangeStatus, StatusFacts};
use super::types::{Profile, RosterQuery};
use crate::assignment::{CaseloadOfMember, capacity::Capacity};
use crate::base::{AppError, MemberId, Moment, ask_first};
use crate::coverage::CoverageSection;
use crate::credentials::Credentials;
use crate::eyes::{EyesOfMember, Forbidden, Refusal, told};
use crate::groups::MemberGroups;
use crate::live::{self, Topic};
use crate::supervision::Supervision;
use crate::ui::{
    Avatar, AvatarSize, Badge, Banner, Button, Empty, Fact, Facts, Icon, Later, LinkButton, Skeleton, SkeletonKind, Status, Tone, When,
    WhenKind, anew, differing, later, later_here,
};
use crate::visits::HistoryOfMember;
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map, use_query_map};
use serde::{Deserialize, Serialize};

#[component]
pub fn ProfileCard() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<MemberId>().ok())));
    let query = use_query_map();
    let as_of = Memo::new(move |_| query.with(|q| q.get("as_of").filter(|day| !day.is_empty())));
    let read = ask_first(
        move || (id.get(), as_of.get(), live::heard_at_rest(Topic::Team)),
        |(id, as_of, _)| async move {
            match (id, as_of) {
                (Some(id), None) => told(member_profile(id).await.map(|profile| Shown::Now(Box::new(profile)))).await,
                (Some(id), Some(day)) => told(member_then(id, day).await.map(|past| Shown::Then(Box::new(past)))).await,
                (None, _) => told(Err(AppError::NotFound)).await,
            }
        },
    );
    let Changes(changes) = expect_context();
    let answered = differing(read, move || (id.get(), as_of.get(), changes.get()));
    let changed = Callback::new(move |()| {
        read.refetch();
        changes.update(|n| *n += 1);
    });
    let anew = anew();
    let today = move || query.with(|q| RosterQuery::read(|key| q.get(key))).today();
    view! {
        <Back/>
        <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Card/> }>
            {move || answered().map(|shown| anew(match shown {
                Ok(Shown::Now(profile)) => view! { <Card profile=*profile changed/> }.into_any(),
                Ok(Shown::Then(past)) => {
                    let today = today().address(&format!("/team/{}", past.id));
                    view! { <PastCard past=*past today/> }.into_any()
                }
                Err(refusal) => view! { <Missing refusal/> }.into_any(),
            }))}
        </Transition>
        {later_here(move || view! {
            <div class="team-body">
                {part(move || view! { <CaseloadOfMember member=id/> <HistoryOfMember member=id/> })}
                {part(move || view! { <CoverageSection member=id/> <MemberGroups member=id/> })}
                {part(move || view! { <AccessRulesSection member=id changed/> })}
                {part(move || view! { <SigningIn member=id changed/> <LeavingOfMember member=id changed/> })}
            </div>
        })}
    }
}

/// Some of the sections, which wake up apart from the others.
fn part<V: IntoView + 'static>(make: impl FnOnce() -> V + Send + 'static) -> Later {
    later_here(move || view! { <div class="team-part">{make()}</div> })
}

/// The card of the present, or of a past day.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
enum Shown {
    Now(Box<Profile>),
    Then(Box<PastProfile>),
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
fn Missing(refusal: Refusal) -> impl IntoView {
    let text = match &refusal.error {
        AppError::Denied(_) => return view! { <Forbidden refusal/> }.into_any(),
        AppError::NotFound => say!("There is no such member on this team.").to_string(),
        other => other.to_string(),
    };
    view! {
        <Status code=refusal.error.status()/>
        <div class="team-none"><Empty icon="user-x" text=text><a class="button" href="/team">"Back to the team"</a></Empty></div>
    }
    .into_any()
}

#[component]
fn Card(profile: Profile, changed: Callback<()>) -> impl IntoView {
    let just_invited = use_query_map().with_untracked(|q| q.get("invited").is_some());
    let name = profile.name();
    let sent = just_invited.then(|| say!("Invitation sent to {}.", profile.email));
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
                        {profile.status.as_ref().is_some_and(|s| s.unused).then(|| view! { <Badge tone=Tone::Warning icon="hourglass" text="Unused for 90 days"/> })}
                        {profile.originating.then(|| view! { <Badge icon="crown" text="Originating administrator"/> })}
                        {profile.is_self.then(|| view! { <Badge icon="user" text="You"/> })}
                    </p>
                </div>
                <div class="team-actions">
                    {profile.joined_at.is_some().then(|| view! { <ChangeRole profile=profile.clone() changed/> })}
                    {profile.status.clone().map(|status| view! { <ChangeStatus profile=profile.clone() status changed/> })}
                    {profile.joined_at.is_some().then(|| view! { <MoreOrLess profile=profile.clone()/> })}
                </div>
            </header>
            {later(move || view! { <Body profile sent overrides_set changed/> })}
        </article>
    }
}

#[component]
fn Body(profile: Profile, sent: Option<String>, overrides_set: bool, changed: Callback<()>) -> impl IntoView {
    view! {
        <div class="team-body">
            {overrides_set.then(|| view! { <div role="status"><Banner tone=Tone::Good><p>"Saved. It applies from their next click on."</p></Banner></div> })}
            {sent.map(|words| view! { <div role="status"><Banner tone=Tone::Good><p>{words}</p></Banner></div> })}
            {profile.invitation.clone().map(|invitation| view! { <InvitationBanner invitation why_not_renew=profile.why_not_renew.clone() why_not_revoke=profile.why_not_revoke.clone() changed/> })}
            <HandOverOfMember id=profile.id first_name=profile.first_name.clone() seen=profile.handover.clone() changed/>
            <Details profile=profile.clone()/>
            <Supervision member=profile.id first_name=profile.first_name.clone() seen=profile.supervision.clone() changed/>
            <Capacity member=profile.id version=profile.version seen=profile.capacity.clone() changed/>
            <SecondFactorOfMember member=profile.id first_name=profile.first_name.clone() seen=profile.second_factor.clone() changed/>
            <Credentials member=profile.id seen=profile.credentials.clone() changed/>
            <EyesOfMember id=profile.id first_name=profile.first_name.clone() seen=profile.eyes.clone() is_self=profile.is_self/>
            <History lines=profile.history/>
        </div>
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
            {profile.status.clone().map(|status| view! { <StatusFacts status/> })}
            <Fact label="Role">{profile.role_name.clone()}</Fact>
            {(!more.is_empty()).then(|| view! { <Fact label="Beyond the role">{more.join(", ")}</Fact> })}
            {(!less.is_empty()).then(|| view! { <Fact label="Less than the role">{less.join(", ")}</Fact> })}
            <Fact label="Email"><a href=mail>{profile.email.clone()}</a></Fact>
            <Fact label="Primary location">{profile.location.clone()}</Fact>
            <Fact label="Invited By">{profile.invited_by.clone().unwrap_or_else(|| if profile.originating { say!("Created the practice").into() } else { "–".into() })}</Fact>
            <Fact label="Date Invited">{moment(profile.invited_at, WhenKind::Date, "–")}</Fact>
            <Fact label="Date Accepted">{moment(profile.joined_at, WhenKind::Date, say!("Not yet"))}</Fact>
            <Fact label="Clients Assigned">{profile.clients_assigned}</Fact>
            <Fact label="Last Sign-In">{moment(profile.last_sign_in_at, WhenKind::DateTime, say!("Never"))}</Fact>
            <Fact label="Account">{match (profile.left_at.is_some(), profile.activated) {
                (true, true) => say!("Deleted here"),
                (_, true) => say!("Activated"),
                (_, false) => say!("No account yet"),
            }}</Fact>
            {profile.left_at.map(|at| view! { <Fact label="Left"><When at=at.0 kind=WhenKind::Date/></Fact> })}
        </Facts>
    }
}

pub(super) fn moment(at: Option<Moment>, kind: WhenKind, otherwise: &'static str) -> impl IntoView {
    match at {
        Some(at) => view! { <When at=at.0 kind/> }.into_any(),
        None => view! { <span class="quiet">{otherwise}</span> }.into_any(),
    }
}
