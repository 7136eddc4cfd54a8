//! "Capacity": everyone who has clients or may have some, with what is used and free.

use super::api::loads;
use super::types::{LOADS_PAGE, Load, LoadQuery, LoadsSeen};
use crate::base::ask_first;
use crate::eyes::{Forbidden, told};
use crate::live::{self, Topic};
use crate::ui::{Badge, Button, Choice, Empty, LinkButton, Meter, Page, SelectField, Skeleton, Tone};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn CapacityPage() -> impl IntoView {
    let map = use_query_map();
    let query = Memo::new(move |_| {
        map.with(|q| LoadQuery {
            location: q.get("location").and_then(|id| id.parse().ok()),
            group: q.get("group").and_then(|id| id.parse().ok()),
            sort: q.get("sort").unwrap_or_default(),
            page: q.get("page").and_then(|n| n.parse().ok()).unwrap_or_default(),
        })
    });
    let read =
        ask_first(move || (query.get(), live::heard_at_rest(Topic::Clients)), |(query, _)| async move { told(loads(query).await).await });
    view! {
        <Page title="Capacity" lead="How many each has, and how many more fit. A client counts as often as the two meet in a week; once, where nothing is said." full=true>
            <Transition fallback=|| view! { <Skeleton rows=8/> }>
                {move || read.get().map(|seen| match seen {
                    Ok(seen) => view! { <Board seen query=query.get()/> }.into_any(),
                    Err(refusal) => view! { <Forbidden refusal/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Board(seen: LoadsSeen, query: LoadQuery) -> impl IntoView {
    let LoadsSeen { rows, total, locations, groups } = seen;
    let (before, next) = (query.page.checked_sub(1).map(|page| query.at(page)), query.page + 1);
    let next = (next.saturating_mul(LOADS_PAGE) < total && !rows.is_empty()).then(|| query.at(next));
    let list = |all: Vec<crate::caseload::Named>| all.into_iter().map(|n| Choice::new(n.id, n.name)).collect::<Vec<_>>();
    let id = |id: Option<String>| id.unwrap_or_default();
    let (location, group) = (id(query.location.map(|l| l.to_string())), id(query.group.map(|g| g.to_string())));
    let sorts = vec![
        Choice::new("", say!("By name")),
        Choice::new("free", say!("Most free first")),
        Choice::new("used", say!("Most in use first")),
    ];
    let none = rows.is_empty();
    view! {
        <form class="capacity-filters" method="get" action="/capacity">
            <SelectField label="Location" name="location" options=list(locations) value=location blank="Every location"/>
            <SelectField label="Group" name="group" options=list(groups) value=group blank="Every group"/>
            <SelectField label="Order" name="sort" options=sorts value=query.sort/>
            <Button submit=true icon="funnel">"Show"</Button>
        </form>
        {none.then(|| view! { <Empty icon="gauge" text="Nobody fits these filters."><a class="button" href="/capacity">"Clear filters"</a></Empty> })}
        {(!none).then(|| view! {
            <div class="table-scroll">
                <table class="table table-cards">
                    <caption class="visually-hidden">"Capacity"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col">"Role"</th>
                            <th scope="col">"Location"</th>
                            <th scope="col">"In use"</th>
                            <th scope="col">"Target"</th>
                            <th scope="col">"To think of"</th>
                            <th scope="col">"Clients"</th>
                        </tr>
                    </thead>
                    <tbody>{rows.into_iter().map(|load| view! { <Row load/> }).collect_view()}</tbody>
                </table>
            </div>
        })}
        <nav class="clients-pages" aria-label="Pages">
            {before.map(|href| view! { <LinkButton href icon="arrow-left">"Page before"</LinkButton> })}
            {next.map(|href| view! { <LinkButton href icon="arrow-right">"Next page"</LinkButton> })}
        </nav>
    }
}

#[component]
fn Row(load: Load) -> impl IntoView {
    let Load { who, standing } = load;
    let words = who.load();
    let shown = |n: i64| u32::try_from(n).unwrap_or(0);
    let use_of_it = match who.limit.or(who.target) {
        Some(most) => view! { <Meter label=say!("Capacity in use by {}", who.name) used=shown(who.used) limit=shown(most.into()) unit="clients" words=words/> }.into_any(),
        None => words.into_any(),
    };
    let over = who.limit.is_some_and(|limit| who.used > i64::from(limit));
    let name = who.name.clone();
    view! {
        <tr>
            <th scope="row"><a href=format!("/team/{}", who.member)>{who.name}</a></th>
            <td data-label="Role">{who.role_name}</td>
            <td data-label="Location">{who.location}</td>
            <td data-label="In use">{use_of_it}</td>
            <td data-label="Target">{who.target.map_or_else(|| "–".to_string(), |n| n.to_string())}</td>
            <td data-label="To think of">
                <span class="assign-why">
                    {standing.map(|words| view! { <Badge tone=Tone::Warning text=words/> })}
                    {who.warnings.into_iter().map(|words| view! { <Badge tone=if over { Tone::Bad } else { Tone::Warning } text=words/> }).collect_view()}
                    {who.why_not.map(|words| view! { <Badge tone=Tone::Bad text=words/> })}
                </span>
            </td>
            <td data-label="Clients">
                {(who.used > 0).then(|| view! {
                    <a href=format!("/assign?all=yes&staff={}&back=/capacity", who.member)>"Reassign"<span class="visually-hidden">{say!(" clients of {name}")}</span></a>
                })}
            </td>
        </tr>
    }
}
