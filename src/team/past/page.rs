//! The card of a past day, and what says that it is one.

use super::types::{AsOf, PastProfile, Then};
use crate::team::profile::moment;
use crate::team::roster::tone_of;
use crate::ui::{Avatar, AvatarSize, Badge, Banner, Empty, Fact, Facts, Tone, WhenKind};
use caseload_words::view;
use leptos::prelude::*;

/// Above everything of a past day.
#[component]
pub fn AsItWas(as_of: AsOf, #[prop(into)] today: String) -> impl IntoView {
    let end = say!("At the end of that day, by the clock of {}. Names and addresses are as they are now.", as_of.zone.replace('_', " "));
    view! {
        <div class="team-past">
            <Banner tone=Tone::Waiting icon="history">
                <p><strong>{say!("As it was on {}", as_of.words)}</strong>" · "<a href=today>"Back to today"</a></p>
                <p class="quiet">{end}</p>
            </Banner>
        </div>
    }
}

#[component]
pub fn PastCard(past: PastProfile, #[prop(into)] today: String) -> impl IntoView {
    let (name, as_of) = (past.name(), past.as_of.clone());
    let absent = say!("{} was not on the team on {}.", past.first_name, past.as_of.words);
    let badge = past.then.as_ref().map(|then| view! { <Badge tone=tone_of(then.standing) text=then.standing.words()/> });
    view! {
        <article aria-labelledby="profile-name">
            <AsItWas as_of today/>
            <header class="team-head">
                <Avatar name=name.clone() size=AvatarSize::Large/>
                <div class="team-name">
                    <h2 id="profile-name" tabindex="-1">{name}</h2>
                    <p class="team-badges">{badge}</p>
                </div>
            </header>
            <div class="team-body">
                {match past.then {
                    Some(then) => view! { <Was then email=past.email/> }.into_any(),
                    None => view! { <Empty icon="calendar" text=absent/> }.into_any(),
                }}
            </div>
        </article>
    }
}

#[component]
fn Was(then: Then, email: String) -> impl IntoView {
    let list = |items: Vec<String>| if items.is_empty() { "–".to_string() } else { items.join(", ") };
    view! {
        <Facts>
            <Fact label="Status">{then.standing.words()}</Fact>
            <Fact label="Role">{then.role}</Fact>
            <Fact label="Email">{email}</Fact>
            <Fact label="Primary location">{then.location}</Fact>
            <Fact label="Other locations">{list(then.other_locations)}</Fact>
            <Fact label="Groups">{list(then.groups)}</Fact>
            <Fact label="Supervisors">{list(then.supervisors)}</Fact>
            <Fact label="Date Accepted">{moment(then.joined_at, WhenKind::Date, say!("Not yet"))}</Fact>
        </Facts>
    }
}
