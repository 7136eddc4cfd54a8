//! Assigning: who, to whom, and what that does, before it is done. The first step chooses, the second shows and confirms;
//! all of it stands in the address, and nothing changes before the last button.

use super::api::assigning;
use super::plan_view::Confirm;
use super::types::{AssignQuery, AssignSeen, Candidate, How};
use crate::base::{ask_first, in_query};
use crate::caseload::Selection;
use crate::eyes::{Forbidden, told};
use crate::ui::{Badge, Banner, Button, ButtonKind, Choice, ChoiceField, Empty, Field, LinkButton, Meter, Page, Skeleton, Tone};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn AssignPage() -> impl IntoView {
    let map = use_query_map();
    let query = Memo::new(move |_| {
        map.with(|q| AssignQuery {
            selection: Selection::read(|key| q.get(key)),
            recipients: q.get_all("to").unwrap_or_default().iter().filter_map(|id| id.parse().ok()).collect(),
            how: q.get("how").and_then(|how| how.parse().ok()).unwrap_or_default(),
            find: q.get("find").unwrap_or_default().chars().take(100).collect(),
        })
    });
    let back = Memo::new(move |_| map.with(|q| q.get("back").unwrap_or_default()));
    let read = ask_first(move || query.get(), |query| async move { told(assigning(query).await).await });
    view! {
        <Page title="Assign clients" lead="First you see what it does. Nothing changes before you confirm it.">
            <Transition fallback=|| view! { <Skeleton rows=6/> }>
                {move || read.get().map(|seen| match seen {
                    Ok(seen) => view! { <Steps seen query=query.get() back=back.get()/> }.into_any(),
                    Err(refusal) => view! { <Forbidden refusal/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Steps(seen: AssignSeen, query: AssignQuery, back: String) -> impl IntoView {
    let plan = seen.plan.clone();
    let many = seen.many;
    view! {
        <Who seen=seen.clone()/>
        {match plan {
            _ if many == 0 => view! {
                <Empty icon="user-x" text="There is nobody here whom you can assign.">
                    <a class="button" href="/clients">"Back to the list"</a>
                </Empty>
            }.into_any(),
            None => view! { <Choose seen query back/> }.into_any(),
            Some(plan) => view! { <Confirm plan query back many/> }.into_any(),
        }}
    }
}

/// Who is assigned, and who can't be.
#[component]
fn Who(seen: AssignSeen) -> impl IntoView {
    let more = seen.many - seen.names.len() as i64;
    let names = if more > 0 { say!("{} and {more} more", seen.names.join(", ")) } else { seen.names.join(", ") };
    let left_out = seen.refused.len() as i64 + seen.refused_more;
    let unseen = (seen.unseen > 0).then(|| say!("{} of those chosen can’t be found among those you see.", seen.unseen));
    view! {
        {(!names.is_empty()).then(|| view! { <p class="assign-names"><strong>{counted!(seen.many, "client")}</strong>": "{names}</p> })}
        {(left_out > 0).then(|| view! {
            <Banner tone=Tone::Warning title=say!("{} can’t be assigned by you", counted!(left_out, "client"))>
                <ul class="assign-refused">
                    {seen.refused.into_iter().map(|(name, why)| view! { <li><strong>{name}</strong>" "{why}</li> }).collect_view()}
                </ul>
                {(seen.refused_more > 0).then(|| view! { <p>{say!("And {} more.", seen.refused_more)}</p> })}
            </Banner>
        })}
        {unseen.map(|words| view! { <Banner tone=Tone::Warning><p>{words}</p></Banner> })}
    }
}

/// The first step: to whom.
#[component]
fn Choose(seen: AssignSeen, query: AssignQuery, back: String) -> impl IntoView {
    let hidden = hidden(&query, &back);
    let again = hidden.clone();
    let hows = vec![
        Choice::new(How::Primary.key(), say!("As primary therapist")).hint(say!("In the place of whoever it is now.")),
        Choice::new(How::Beside.key(), say!("Beside those they have")).hint(say!("Nobody loses anyone.")),
    ];
    let (shown, total) = (seen.candidates.len() as i64, seen.candidates_total);
    let none = seen.candidates.is_empty();
    let all_found = (!query.find.is_empty()).then(|| address_with(&AssignQuery { find: String::new(), ..query.clone() }, &back));
    let several = seen.many > 1;
    view! {
        <form class="assign-find" method="get" action="/assign" role="search">
            {fields(again)}
            <input type="hidden" name="how" value=query.how.key()/>
            <Field label="Find someone" name="find" value=query.find.clone() maxlength=100 autocomplete="off"/>
            <Button submit=true icon="search">"Find"</Button>
            {all_found.map(|href| view! { <a class="button button-plain" href=href rel="external">"Show everyone"</a> })}
        </form>
        <form class="form" method="get" action="/assign">
            {fields(hidden)}
            <ChoiceField label="How" name="how" options=hows value=query.how.key()/>
            <fieldset class="assign-to">
                <legend class="field-label">{if several { say!("To whom? Tick several, and they are spread over them.") } else { say!("To whom?") }}</legend>
                {none.then(|| view! { <p class="quiet">"No one fits. Clients can be assigned to active members whose role can view clients."</p> })}
                <ul class="list card">
                    {seen.candidates.into_iter().map(|who| view! { <Someone who several/> }).collect_view()}
                </ul>
                {(total > shown).then(|| view! { <p class="quiet">{say!("These are the {shown} best of {total}. Find the others by their names.")}</p> })}
            </fieldset>
            <div class="assign-actions">
                <Button kind=ButtonKind::Primary submit=true icon="arrow-right">"See what it does"</Button>
                <LinkButton href="/capacity" icon="gauge">"Capacity of everyone"</LinkButton>
            </div>
        </form>
    }
}

/// What a form of this page keeps of its address.
fn hidden(query: &AssignQuery, back: &str) -> Vec<(&'static str, String)> {
    let mut pairs = query.selection.pairs();
    if !back.is_empty() {
        pairs.push(("back", back.to_string()));
    }
    pairs
}

fn fields(pairs: Vec<(&'static str, String)>) -> impl IntoView {
    pairs.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()
}

/// Someone who could be chosen, with what speaks for and against.
#[component]
fn Someone(who: Candidate, several: bool) -> impl IntoView {
    let id = format!("to-{}", who.member);
    let why = format!("{id}-why");
    let words = who.load();
    let load = match who.limit {
        Some(limit) => {
            let shown = |n: i64| u32::try_from(n).unwrap_or(0);
            view! { <Meter label=say!("Capacity in use by {}", who.name) used=shown(who.used) limit=shown(limit.into()) unit="clients" words=words/> }.into_any()
        }
        None => view! { <span class="row-detail">{words}</span> }.into_any(),
    };
    let blocked = who.why_not.is_some();
    view! {
        <li class="assign-someone">
            <input type=if several { "checkbox" } else { "radio" } class=if several { "checkbox" } else { "radio" } id=id.clone() name="to"
                value=who.member.to_string() disabled=blocked aria-describedby=why.clone()/>
            <label for=id class="row-text">
                <span class="row-title">{who.name.clone()}</span>
                <span class="row-detail">{format!("{}, {}", who.role_name, who.location)}</span>
            </label>
            <div class="assign-load">{load}</div>
            <p class="assign-why" id=why>
                {who.reasons.into_iter().map(|words| view! { <Badge tone=Tone::Good text=words/> }).collect_view()}
                {who.warnings.into_iter().map(|words| view! { <Badge tone=Tone::Warning text=words/> }).collect_view()}
                {who.why_not.map(|words| view! { <Badge tone=Tone::Bad text=words/> })}
            </p>
        </li>
    }
}

/// Where this step is left for another of the same question.
pub(super) fn address_with(query: &AssignQuery, back: &str) -> String {
    let address = query.address();
    if back.is_empty() { address } else { format!("{address}&back={}", in_query(back)) }
}
