//! "Why?": what a member may do and what not, with every reason the policy gives. The whole question stands in the
//! address, and without JavaScript it is a plain GET form.

use super::api::ask_why;
use super::refused::{Forbidden, ask_words, told};
use super::types::{Answer, WhyQuery, WhySeen};
use crate::base::{AppError, MemberId, ask_first};
use crate::ui::{Badge, Button, Choice, Empty, Field, LinkButton, Page, SearchField, SelectField, Skeleton, SkeletonKind, Tone};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

#[component]
pub fn WhyPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<MemberId>().ok())));
    let asked = Memo::new(move |_| {
        query.with(|q| WhyQuery {
            on: q.get("on").and_then(|on| on.parse().ok()),
            role: q.get("role").and_then(|role| role.parse().ok()),
            whom: q.get("whom").unwrap_or_default(),
        })
    });
    let text = RwSignal::new(query.with_untracked(|q| q.get("q").unwrap_or_default()));
    let read = ask_first(
        move || (id.get(), asked.get()),
        |(id, asked)| async move {
            match id {
                Some(id) => told(ask_why(id, asked).await).await,
                None => told(Err(AppError::NotFound)).await,
            }
        },
    );
    let back = id
        .get_untracked()
        .map_or(("/team".to_string(), say!("Your Team").to_string()), |id| (format!("/team/{id}"), say!("Profile").to_string()));
    view! {
        <Page title="Why?" back lead="What someone may do, what not, and why: the same rules that every button follows.">
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=12/> }>
                {move || read.get().map(|seen| match seen {
                    Ok(seen) => view! { <Why seen text/> }.into_any(),
                    Err(refusal) => view! { <Forbidden refusal/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Why(seen: WhySeen, text: RwSignal<String>) -> impl IntoView {
    let answers = StoredValue::new(seen.answers.clone());
    let ask = StoredValue::new(ask_words(&seen.ask));
    let fitting = move || answers.with_value(|all| all.iter().filter(|a| text.with(|t| a.fits(t))).cloned().collect::<Vec<_>>());
    let told = move || {
        let shown = fitting();
        let may = shown.iter().filter(|a| a.allowed).count();
        say!("{} shown: {may} yes, {} no.", counted!(shown.len() as i64, "action"), shown.len() - may)
    };
    let nothing = move || fitting().is_empty().then(|| view! { <Empty icon="search" text="No action fits these words."/> });
    view! {
        <Question seen text/>
        <p class="quiet" role="status">{told}</p>
        {nothing}
        {move || by_room(fitting()).into_iter().map(|(room, answers)| view! {
            <section class="why-room" aria-label=room.clone()>
                <h2>{room.clone()}</h2>
                <ul class="list card">{answers.into_iter().map(|answer| view! { <One answer ask/> }).collect_view()}</ul>
            </section>
        }).collect_view()}
    }
}

/// The answers of each room, the rooms in the order of their first action.
fn by_room(answers: Vec<Answer>) -> Vec<(String, Vec<Answer>)> {
    let mut rooms: Vec<(String, Vec<Answer>)> = Vec::new();
    for answer in answers {
        match rooms.iter_mut().find(|(room, _)| *room == answer.room) {
            Some((_, all)) => all.push(answer),
            None => rooms.push((answer.room.clone(), vec![answer])),
        }
    }
    rooms
}

/// Who it is, and towards whom and with which role it is asked.
#[component]
fn Question(seen: WhySeen, text: RwSignal<String>) -> impl IntoView {
    let here = format!("/team/{}/why", seen.id);
    let roles = seen.roles.iter().map(|r| Choice::new(r.id.to_string(), r.name.clone())).collect::<Vec<_>>();
    let role = seen.role.0;
    let is_self = seen.on.0 == seen.id;
    let on = (!is_self).then(|| seen.on.0.to_string());
    let themselves = format!("{here}?role={role}");
    let asked = use_query_map().with_untracked(|q| q.get("whom").unwrap_or_default());
    let nobody = (seen.found.is_empty() && !asked.trim().is_empty()).then(|| say!("No one matches “{}”.", asked.trim()));
    let found =
        seen.found.iter().map(|p| (format!("{here}?on={}&role={role}", p.id), p.name.clone(), p.role_name.clone())).collect::<Vec<_>>();
    view! {
        <p>
            {say!("{} is {} and has the role {}. ", seen.name, seen.status.to_lowercase(), seen.role_name)}
            {if is_self { say!("What is done to a member is answered for themselves.").to_string() } else { say!("What is done to a member is answered for {}.", seen.on.1) }}
            {say!(" What is done with a role is answered for {}.", seen.role.1)}
        </p>
        <form class="why-question" method="get" action=here>
            {on.map(|on| view! { <input type="hidden" name="on" value=on/> })}
            <SearchField label="Filter by words" name="q" text/>
            <Field label="Towards whom" name="whom" id="why-whom" autocomplete="off" optional=true hint=Signal::stored(Some(say!("The beginning of a name; then choose.").to_string()))/>
            <SelectField label="With which role" name="role" id="why-role" options=roles value=role.to_string()/>
            <div class="why-ask">
                <Button submit=true>"Ask"</Button>
                {(!is_self).then(|| view! { <LinkButton href=themselves>"Towards themselves"</LinkButton> })}
            </div>
        </form>
        {nobody.map(|words| view! { <p role="status">{words}</p> })}
        {(!found.is_empty()).then(|| view! {
            <nav aria-label="Towards whom">
                <ul class="list card">
                    {found.into_iter().map(|(href, name, role)| view! {
                        <li><a class="row-link" href=href><span class="row-text"><span class="row-title">{name}</span></span><span class="row-end-slot">{role}</span></a></li>
                    }).collect_view()}
                </ul>
            </nav>
        })}
    }
}

#[component]
fn One(answer: Answer, ask: StoredValue<Option<String>>) -> impl IntoView {
    let (tone, word) = if answer.allowed { (Tone::Good, say!("Yes")) } else { (Tone::Bad, say!("No")) };
    let ask = (!answer.allowed && answer.can_be_asked).then(|| ask.get_value()).flatten();
    let details = answer.reasons_for.clone();
    view! {
        <li class="why-answer" id=format!("why-{}", answer.key)>
            <Badge tone text=word/>
            <div class="why-reasons">
                <p class="why-action">{answer.words}<span class="quiet">{(!answer.towards.is_empty()).then(|| format!(", {}", answer.towards))}</span></p>
                {answer.reasons_against.into_iter().map(|words| view! { <p>{words}</p> }).collect_view()}
                {ask.map(|words| view! { <p>{words}</p> })}
                {answer.asks_password.then(|| view! { <p class="quiet">"Their password will be asked for."</p> })}
                {(!details.is_empty()).then(|| view! {
                    <details>
                        <summary>{if answer.allowed { say!("Why") } else { say!("What speaks for it") }}</summary>
                        <ul>{details.into_iter().map(|words| view! { <li>{words}</li> }).collect_view()}</ul>
                    </details>
                })}
            </div>
        </li>
    }
}
