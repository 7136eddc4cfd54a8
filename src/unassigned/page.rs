//! The Unassigned board: what is due first stands first. Filters are a GET form, each entry has its own small form, so all of
//! it works without JavaScript.

use super::api::{ChangeUnassigned, unassigned_board};
use super::types::{Board, BoardQuery, Entry};
use crate::base::{AppError, ClientId, Moment, ask_first};
use crate::live::{self, Topic};
use crate::ui::{
    Badge, Banner, Button, ButtonKind, Choice, Empty, Field, FieldKind, LinkButton, Page, Refused, SelectField, Skeleton, Status, Tone,
    When, WhenKind, differing, fault_at, refusal_of, toast,
};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::{components::Form, hooks::use_query_map};

#[component]
pub fn UnassignedPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|q| BoardQuery::read(|key| q.get(key))));
    let read = ask_first(move || (asked.get(), live::heard_at_rest(Topic::Clients)), |(asked, _)| unassigned_board(asked));
    let turns = RwSignal::new(0);
    let answered = differing(read, move || (asked.get(), turns.get()));
    let changed = Callback::new(move |()| {
        turns.update(|n| *n += 1);
        read.refetch();
    });
    let saved = move || query.with(|q| q.get("saved").is_some());
    view! {
        <Page title="Unassigned" lead="Clients nobody has: who sees to each, and until when someone should have them." full=true>
            <div class="unassigned">
                {move || saved().then(|| view! { <div role="status"><Banner tone=Tone::Good><p>"Saved."</p></Banner></div> })}
                <Transition fallback=|| view! { <Skeleton rows=6/> }>
                    {move || answered().map(|board| match board {
                        Ok(board) => view! { <Shown board asked=asked.get() changed/> }.into_any(),
                        Err(error) => view! { <Failed error/> }.into_any(),
                    })}
                </Transition>
            </div>
        </Page>
    }
}

#[component]
fn Shown(board: Board, asked: BoardQuery, changed: Callback<()>) -> impl IntoView {
    let ticked = RwSignal::new(Vec::<ClientId>::new());
    let first = (!asked.after.is_empty()).then(|| BoardQuery { after: String::new(), ..asked.clone() }.address());
    let next = board.next.clone().map(|after| BoardQuery { after, ..asked.clone() }.address());
    let (total, nobody, filters) = (board.total, board.rows.is_empty(), asked.filters());
    view! {
        <Filters board=board.clone() asked/>
        <div class="clients-bar">
            <p class="clients-total" role="status"><span>"Clients nobody has"</span>" "<strong>{total}</strong></p>
            {move || {
                let ids = ticked.get();
                (!ids.is_empty()).then(|| {
                    let list: Vec<String> = ids.iter().map(ToString::to_string).collect();
                    view! { <LinkButton kind=ButtonKind::Primary icon="user-plus" href=format!("/assign?ids={}", list.join(","))>{say!("Assign {}", ids.len())}</LinkButton> }
                })
            }}
        </div>
        {match (nobody, filters) {
            (false, _) => view! { <Table board ticked changed/> }.into_any(),
            (true, true) => view! { <Empty icon="search" text="Nobody on the board fits these filters."><a class="button" href="/unassigned">"Clear filters"</a></Empty> }.into_any(),
            (true, false) => view! { <Empty icon="circle-check" text="Everyone has someone." hint="Clients come here when the one who had them leaves and nobody else does."/> }.into_any(),
        }}
        <nav class="clients-pages" aria-label="Pages">
            {first.map(|href| view! { <LinkButton href icon="arrow-left">"First page"</LinkButton> })}
            {next.map(|href| view! { <LinkButton href icon="arrow-right">"Next page"</LinkButton> })}
        </nav>
    }
}

#[component]
fn Filters(board: Board, asked: BoardQuery) -> impl IntoView {
    let owners = board.owners.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())).collect::<Vec<_>>();
    let locations = board.locations.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())).collect::<Vec<_>>();
    let owner = asked.owner.map(|o| o.to_string()).unwrap_or_default();
    let location = asked.location.map(|l| l.to_string()).unwrap_or_default();
    view! {
        <Form method="GET" action="/unassigned" attr:class="unassigned-filters">
            <SelectField label="Seen to by" name="owner" id="filter-owner" options=owners value=owner blank="Anyone"/>
            <SelectField label="Location" name="location" id="filter-location" options=locations value=location blank="Every location"/>
            <SelectField label="Clock" name="overdue" id="filter-overdue" options=vec![Choice::new("yes", say!("Overdue only"))] value=asked.overdue blank="All"/>
            <Button submit=true icon="list-filter">"Filter"</Button>
        </Form>
    }
}

#[component]
fn Table(board: Board, ticked: RwSignal<Vec<ClientId>>, changed: Callback<()>) -> impl IntoView {
    let owners = StoredValue::new(board.owners);
    let now = board.now;
    view! {
        <div class="table-scroll">
            <table class="table table-cards">
                <caption class="visually-hidden">"Clients nobody has"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Client"</th>
                        <th scope="col">"Clock"</th>
                        <th scope="col">"Seen to by"</th>
                        <th scope="col">"Location"</th>
                        <th scope="col">"Since"</th>
                        <th scope="col">"Had by"</th>
                        <th scope="col">"Actions"</th>
                    </tr>
                </thead>
                <tbody>{board.rows.into_iter().map(|entry| view! { <Row entry now owners ticked changed/> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

type Owners = StoredValue<Vec<(crate::base::MemberId, String)>>;

#[component]
fn Row(entry: Entry, now: Moment, owners: Owners, ticked: RwSignal<Vec<ClientId>>, changed: Callback<()>) -> impl IntoView {
    let (tone, clock) = entry.clock(now);
    let (client, name) = (entry.client, entry.name.clone());
    let assigned = entry.name.clone();
    let may = entry.why_not.is_none();
    let tick = move |on: bool| {
        ticked.update(|t| {
            t.retain(|c| *c != client);
            if on {
                t.push(client);
            }
        })
    };
    view! {
        <tr>
            <th scope="row">
                <span class="unassigned-client">
                    {may.then(|| view! {
                        <input type="checkbox" class="checkbox" aria-label=say!("Choose {name}") prop:checked=move || ticked.with(|t| t.contains(&client))
                            on:change:target=move |change| tick(change.target().checked())/>
                    })}
                    <a href=format!("/clients/{client}")>{entry.name.clone()}</a>
                </span>
            </th>
            <td data-label="Clock"><Badge tone text=clock/></td>
            <td data-label="Seen to by">{entry.owner_name.clone()}</td>
            <td data-label="Location">{entry.location.clone()}</td>
            <td data-label="Since"><When at=entry.since.0 kind=WhenKind::Date/></td>
            <td data-label="Had by">
                <span class="unassigned-story">
                    {entry.left_by.clone().unwrap_or_else(|| "–".into())}
                    {(!entry.reason.is_empty()).then(|| view! { <span class="quiet">{entry.reason.clone()}</span> })}
                </span>
            </td>
            <td data-label="Actions">
                {if may {
                    view! {
                        <div class="unassigned-actions">
                            <LinkButton icon="user-plus" href=format!("/assign?ids={client}")>"Assign"<span class="visually-hidden">{format!(" {}", assigned)}</span></LinkButton>
                            <Change entry owners changed/>
                        </div>
                    }.into_any()
                } else {
                    view! { <Button icon="user-plus" disabled_because=Signal::stored(entry.why_not.clone())>"Assign"</Button> }.into_any()
                }}
            </td>
        </tr>
    }
}

/// Another owner, another day.
#[component]
fn Change(entry: Entry, owners: Owners, changed: Callback<()>) -> impl IntoView {
    let change = ServerAction::<ChangeUnassigned>::new();
    let refusal = refusal_of(change);
    Effect::new(move |_| {
        if matches!(change.value().get(), Some(Ok(()))) {
            toast(Tone::Good, say!("Saved."));
            changed.run(());
        }
    });
    let id = entry.id.to_string();
    let options = owners.with_value(|o| o.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())).collect::<Vec<_>>());
    view! {
        <details class="unassigned-change">
            <summary class="button">"Change"<span class="visually-hidden">{say!(" who sees to {}, and until when", entry.name)}</span></summary>
            <ActionForm action=change attr:class="form">
                <input type="hidden" name="entry" value=id.clone()/>
                <input type="hidden" name="looked_at" value=entry.looked_at()/>
                <Refused refusal/>
                <SelectField label="Seen to by" name="owner" id=format!("owner-{id}") options value=entry.owner.to_string() fault=fault_at(refusal, "owner")/>
                <Field label="Someone should have them by" name="due" id=format!("due-{id}") kind=FieldKind::Date value=entry.due_day required=true fault=fault_at(refusal, "due")/>
                <div><Button submit=true kind=ButtonKind::Primary busy=change.pending()>"Save"</Button></div>
            </ActionForm>
        </details>
    }
}

#[component]
fn Failed(error: AppError) -> impl IntoView {
    view! {
        <Status code=error.status()/>
        <div role="alert"><Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner></div>
    }
}
