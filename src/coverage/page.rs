//! "Coverage": who covers for whom, now, to come and in the past; what is amiss stands first.

use super::api::{EndCover, MoveCoverEnd, covers};
use super::row::CoverRow;
use super::types::{Cover, CoversSeen, Gap};
use crate::base::{AppError, ask_first, in_query};
use crate::live::{self, Topic};
use crate::ui::{Banner, ButtonKind, Empty, Icon, LinkButton, Page, Section, Skeleton, Status, Tone, When, differing, refusal_of};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn CoveragePage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|q| (q.get("before"), q.get("said"))));
    let (moving, ending) = (ServerAction::<MoveCoverEnd>::new(), ServerAction::<EndCover>::new());
    let read = ask_first(
        move || (asked.get(), moving.version().get(), ending.version().get(), live::heard_at_rest(Topic::Clients)),
        |((before, _), ..)| covers(before),
    );
    let refused = Signal::derive(move || refusal_of(moving).get().or_else(|| refusal_of(ending).get()));
    let said = move || {
        let words = match asked.get().1?.as_str() {
            "set" => say!("It is arranged. It begins and ends by itself, and both are told."),
            "moved" => say!("The cover ends at the new time. Both are told."),
            "ended" => say!("The cover has ended. What it let someone see is out of their sight now."),
            _ => return None,
        };
        refused.with(Option::is_none).then(|| view! { <div role="status"><Banner tone=Tone::Good><p>{words}</p></Banner></div> })
    };
    let answered = differing(read, move || (asked.get(), moving.version().get(), ending.version().get()));
    view! {
        <Page title="Coverage" lead="Caseloads lent to another for a time. Each begins and ends by itself, on the minute."
            back=("/team".to_string(), say!("Your Team").to_string())>
            {said}
            {move || refused.get().map(|error| view! { <div role="alert"><Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner></div> })}
            <Transition fallback=|| view! { <Skeleton rows=6/> }>
                {move || answered().map(|seen| match seen {
                    Ok(seen) => view! { <Covers seen moving ending/> }.into_any(),
                    Err(error) => view! { <Failed error/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Covers(seen: CoversSeen, moving: ServerAction<MoveCoverEnd>, ending: ServerAction<EndCover>) -> impl IntoView {
    let CoversSeen { gaps, now, coming, past, next, why_not_lend } = seen;
    let list = move |id: &'static str, title: &'static str, covers: Vec<Cover>, nobody: &'static str| {
        let rows = covers.into_iter().map(|cover| view! { <CoverRow cover moving ending/> }).collect_view();
        view! {
            <Section id title>
                {if rows.is_empty() {
                    view! { <p class="quiet">{nobody}</p> }.into_any()
                } else {
                    view! { <ul class="list card" aria-label=title>{rows}</ul> }.into_any()
                }}
            </Section>
        }
    };
    let older = next.map(|before| format!("/coverage?before={}#past", in_query(&before)));
    let any_past = !past.is_empty();
    view! {
        {why_not_lend.is_none().then(|| view! {
            <div><LinkButton href="/coverage/new" kind=ButtonKind::Primary icon="arrow-left-right">"Lend a caseload"</LinkButton></div>
        })}
        {(!gaps.is_empty()).then(|| view! { <Gaps gaps/> })}
        {list("now", say!("Now"), now, say!("Nobody covers for anybody now."))}
        {list("coming", say!("To come"), coming, say!("Nothing is planned."))}
        {any_past.then(|| list("past", say!("Past"), past, ""))}
        {older.map(|href| view! { <p class="list-more"><LinkButton href icon="arrow-right">"Earlier ones"</LinkButton></p> })}
    }
}

/// What nobody covers, before everything else.
#[component]
fn Gaps(gaps: Vec<Gap>) -> impl IntoView {
    view! {
        <section class="coverage-gaps" aria-labelledby="gaps-title">
            <h2 id="gaps-title"><Icon name="triangle-alert"/>"Gaps"</h2>
            <ul class="list card" aria-label="Gaps">{gaps.into_iter().map(|gap| view! { <li><One gap/></li> }).collect_view()}</ul>
        </section>
    }
}

#[component]
fn One(gap: Gap) -> impl IntoView {
    let lend = |id: crate::base::MemberId, name: &str| {
        let (href, of) = (format!("/coverage/new?member={id}"), say!(" of {name}"));
        view! { <LinkButton href>"Lend the caseload"<span class="visually-hidden">{of}</span></LinkButton> }
    };
    match gap {
        Gap::Nobody { absent, standing, clients, may } => {
            let have = if clients == 1 { say!("has") } else { say!("have") };
            let words = say!(" is {standing}, and {} {have} nobody who covers.", counted!(clients, "client"));
            let offered = may.then(|| lend(absent.id, &absent.name));
            view! { <p><a href=format!("/team/{}", absent.id)>{absent.name}</a>{words}</p>{offered} }.into_any()
        }
        Gap::Away { absent, by, from, until, why, .. } => view! {
            <p>
                <a href=format!("/team/{}", by.id)>{by.name}</a>" is to cover for "<a href=format!("/team/{}", absent.id)>{absent.name}</a>
                " from "<When at=from.0/>" to "<When at=until.0/>", but "{why}"."
            </p>
        }
        .into_any(),
        Gap::Between { absent, from, until } => {
            view! { <p>"From "<When at=from.0/>" to "<When at=until.0/>" nobody covers for "<a href=format!("/team/{}", absent.id)>{absent.name}</a>"."</p> }
                .into_any()
        }
    }
}

#[component]
pub fn Failed(error: AppError) -> impl IntoView {
    let text = match &error {
        AppError::NotFound => say!("There is no such member on this team.").to_string(),
        other => other.to_string(),
    };
    view! {
        <Status code=error.status()/>
        <Empty icon="arrow-left-right" text=text><a class="button" href="/coverage">"Back to coverage"</a></Empty>
    }
}
