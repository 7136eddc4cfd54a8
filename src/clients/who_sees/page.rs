//! The page of who can see a client. One plain form asks for a past day and about someone in particular.

use super::api::who_sees;
use super::types::{OnDay, Seer, WhoSeen, Why};
use crate::base::{AppError, ClientId, ask_first};
use crate::ui::{
    Badge, Banner, Button, Empty, Field, FieldKind, LinkButton, Page, Section, Skeleton, SkeletonKind, Status, Tone, When, WhenKind,
};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

#[component]
pub fn WhoSeesPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let id = params.with(|p| p.get("id").and_then(|id| id.parse::<ClientId>().ok()));
        let given = |name: &str| query.with(|q| q.get(name).filter(|text| !text.trim().is_empty()));
        (id, given("on"), given("about"))
    });
    let read = ask_first(
        move || asked.get(),
        |(id, on, about)| async move {
            match id {
                Some(id) => who_sees(id, on, about).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    let back = asked.get_untracked().0.map_or("/clients".to_string(), |id| format!("/clients/{id}"));
    view! {
        <Page title="Who can see this client" back=(back, say!("Client").to_string()) lead="Everyone, with every reason. That this was looked at is on record.">
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=10/> }>
                {move || read.get().map(|seen| {
                    let (_, on, about) = asked.get();
                    match seen {
                        Ok(seen) => view! { <Asking on=on.clone() about=about.clone() fault=None/> <Answer seen about/> }.into_any(),
                        Err(error) if error.fault("on").is_some() => view! { <Asking on about fault=error.fault("on")/> }.into_any(),
                        Err(error) => view! { <Missing error/> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}

/// A day and a name; both stand in the address.
#[component]
fn Asking(on: Option<String>, about: Option<String>, fault: Option<String>) -> impl IntoView {
    view! {
        <form class="who-sees-asking" method="get">
            <Field label="On a past day" name="on" kind=FieldKind::Date value=on.unwrap_or_default() optional=true fault=Signal::stored(fault)/>
            <Field label="And why not …?" name="about" value=about.unwrap_or_default() optional=true autocomplete="off" maxlength=100
                hint=Signal::stored(Some(say!("The beginning of a member’s name.").to_string()))/>
            <div><Button submit=true icon="search">"Ask"</Button></div>
        </form>
    }
}

#[component]
fn Answer(seen: WhoSeen, about: Option<String>) -> impl IntoView {
    let WhoSeen { id, name, restricted, archived, location, on, seers, total, asked } = seen;
    let shown = seers.len() as i64;
    let (can, at) = if on.is_some() { (say!("could see"), say!("was at")) } else { (say!("can see"), say!("is at")) };
    let lead = say!("{} {can} {name}, who {at} {location}.", counted!(total, "member"));
    view! {
        <div class="who-sees-head">
            <h2>{name}</h2>
            {restricted.then(|| view! { <Badge tone=Tone::Warning icon="lock" text="Restricted"/> })}
            {archived.then(|| view! { <Badge icon="archive" text="Archived"/> })}
        </div>
        {on.map(|on| view! { <AsItWas on id/> })}
        {about.map(|about| view! { <About about asked/> })}
        <Section id="who" title="Who sees the client" lead>
            {if seers.is_empty() {
                view! { <p class="quiet">"Nobody."</p> }.into_any()
            } else {
                view! { <ul class="list card" aria-label="Who sees the client">{seers.into_iter().map(|seer| view! { <One seer/> }).collect_view()}</ul> }.into_any()
            }}
            {(total > shown).then(|| view! { <p class="list-more">{say!("The first {shown} of {total}. Ask about anyone else by name.")}</p> })}
        </Section>
    }
}

#[component]
fn AsItWas(on: OnDay, id: ClientId) -> impl IntoView {
    let end = say!("At the end of that day, by the clock of {}. Names are as they are now.", on.zone.replace('_', " "));
    view! {
        <Banner tone=Tone::Waiting icon="history">
            <p><strong>{say!("As it was on {}", on.words)}</strong>" · "<a href=format!("/clients/{id}/who")>"Back to today"</a></p>
            <p class="quiet">{end}</p>
        </Banner>
    }
}

/// Whoever was asked about in particular.
#[component]
fn About(about: String, asked: Vec<Seer>) -> impl IntoView {
    view! {
        <Section id="about" title=say!("About “{}”", about.trim())>
            {if asked.is_empty() {
                view! { <p class="quiet">"No member’s name begins like that."</p> }.into_any()
            } else {
                view! { <ul class="list card" aria-label="Asked about">{asked.into_iter().map(|seer| view! { <One seer answer=true/> }).collect_view()}</ul> }.into_any()
            }}
        </Section>
    }
}

#[component]
fn One(seer: Seer, #[prop(optional)] answer: bool) -> impl IntoView {
    let Seer { id, name, left_at, why, missing } = seer;
    let sees = !why.is_empty();
    let badge =
        answer.then_some(if sees { (Tone::Good, say!("Sees the client")) } else { (Tone::Neutral, say!("Does not see the client")) });
    view! {
        <li class="who-sees-one">
            <p class="who-sees-name">
                <a href=format!("/team/{id}")>{name}</a>
                {left_at.map(|at| view! { <span class="quiet">" left "<When at=at.0 kind=WhenKind::Date/></span> })}
                {badge.map(|(tone, text)| view! { <Badge tone text/> })}
            </p>
            <ul class="who-sees-why">
                {why.into_iter().map(|why| view! { <li>{because(why)}</li> }).collect_view()}
                {missing.into_iter().map(|words| view! { <li>{words}</li> }).collect_view()}
            </ul>
        </li>
    }
}

/// A reason in words.
fn because(why: Why) -> AnyView {
    let day = |at: crate::base::Moment| view! { <When at=at.0 kind=WhenKind::Date/> };
    match why {
        Why::Assigned { since, primary: true } => view! { "Primary therapist since "{day(since)} }.into_any(),
        Why::Assigned { since, .. } => view! { "Assigned since "{day(since)} }.into_any(),
        Why::Covers { of, until } => view! { {say!("Covers for {of} until ")}<When at=until.0/> }.into_any(),
        Why::Supervises { of } => say!("Supervises {of}, to whom the client is assigned").into_any(),
        Why::SupervisesSeen { of } => say!("Supervises {of}, who has seen the client").into_any(),
        Why::Named { since } => view! { "On the client’s list since "{day(since)} }.into_any(),
        Why::Board { since } => view! { "Sees to the client on the Unassigned board since "{day(since)} }.into_any(),
        Why::Group { name } => say!("Shares the group {name} with the client").into_any(),
        Why::Location { role, location } => say!("The role {role} reaches the clients at {location}").into_any(),
        Why::Practice { role } => say!("The role {role} reaches the whole practice").into_any(),
    }
}

#[component]
fn Missing(error: AppError) -> impl IntoView {
    let text = match &error {
        AppError::NotFound => say!("There is no such client, or it is not yours to see.").to_string(),
        other => other.to_string(),
    };
    view! {
        <Status code=error.status()/>
        <Empty icon="eye-off" text=text><LinkButton href="/clients">"Back to the clients"</LinkButton></Empty>
    }
}
