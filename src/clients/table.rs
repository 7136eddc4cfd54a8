//! The table: what can be done with those who are ticked, the rows, the pages.

use super::page::ALL;
use super::row::Row;
use super::row_menu::Acting;
use crate::access::{Action, Target, can};
use crate::auth::Me;
use crate::base::{ClientId, grouped};
use crate::caseload::{ClientQuery, ClientsFound, MOST, Order, Sorted};
use crate::ui::{Button, Empty, Icon, LinkButton, later};
use caseload_words::view;
use leptos::prelude::*;

/// Who is ticked: some, or all that match.
#[derive(Clone, Copy)]
pub struct Ticked {
    pub ids: RwSignal<Vec<ClientId>>,
    pub all: RwSignal<bool>,
}

impl Ticked {
    pub fn tick(self, id: ClientId, on: bool) {
        self.all.set(false);
        self.ids.update(|ids| {
            ids.retain(|ticked| *ticked != id);
            ids.extend(on.then_some(id));
        });
    }
}

#[component]
pub fn Found(found: ClientsFound, asked: ClientQuery, acting: Acting) -> impl IntoView {
    let ClientsFound { rows, figures, next, sorted, .. } = found;
    let ticked = Ticked { ids: RwSignal::new(Vec::new()), all: RwSignal::new(false) };
    let page: Vec<ClientId> = rows.iter().filter_map(|row| row.client()).map(|client| client.id).collect();
    let some = !page.is_empty();
    let first = (!asked.after.is_empty()).then(|| ClientQuery { after: String::new(), ..asked.clone() }.address());
    let next = next.map(|after| ClientQuery { after, ..asked.clone() }.address());
    let nobody = rows.is_empty();
    let (bar, export, question) = (asked.clone(), asked.clone(), asked.clone());
    view! {
        <div class="clients-bar">
            {some.then(|| later(move || view! { <Bar asked=bar clients=figures.clients ticked/> }))}
            {later(move || view! { <Export asked=export shown=figures.shown/> })}
        </div>
        <div id="clients-found">
            {if nobody {
                view! { <Nobody asked/> }.into_any()
            } else {
                view! {
                    <div class="table-scroll clients-scroll">
                        <table class="table clients-table">
                            <caption class="visually-hidden">"Clients"</caption>
                            <Head asked=question sorted page ticked/>
                            <tbody>{rows.into_iter().map(|row| view! { <Row row ticked acting/> }).collect_view()}</tbody>
                        </table>
                    </div>
                }.into_any()
            }}
        </div>
        <nav class="clients-pages" aria-label="Pages">
            {first.map(|href| view! { <LinkButton href icon="arrow-left">"First page"</LinkButton> })}
            {next.map(|href| view! { <LinkButton href icon="arrow-right">"Next page"</LinkButton> })}
        </nav>
    }
}

/// The heads; those that sort are links, so that they do without JavaScript too.
#[component]
fn Head(asked: ClientQuery, sorted: Sorted, page: Vec<ClientId>, ticked: Ticked) -> impl IntoView {
    let sorts = move |by: Order, words: &'static str| {
        let now = (sorted.by == by).then_some(sorted.backwards);
        let (order, icon) = match now {
            None => (None, "arrow-up-down"),
            Some(false) => (Some("ascending"), "arrow-up"),
            Some(true) => (Some("descending"), "arrow-down"),
        };
        let href = ClientQuery { sort: sorted.pressed(by).key(), ..asked.from_start() }.address();
        let href = if href == "/clients" { ALL.to_string() } else { href };
        view! { <th scope="col" aria-sort=order><a class="clients-sorts" href=href>{words}<Icon name=icon/></a></th> }
    };
    let whole = StoredValue::new(page);
    let every = move || whole.with_value(|page| !page.is_empty() && page.iter().all(|id| ticked.ids.with(|ids| ids.contains(id))));
    let tick_page = move |on: bool| {
        ticked.all.set(false);
        ticked.ids.set(if on { whole.get_value() } else { Vec::new() });
    };
    let name = sorts(Order::Name, say!("Name"));
    view! {
        <thead>
            <tr>
                <th class="clients-tick" scope="col">
                    <span class="visually-hidden">"Chosen"</span>
                    <input type="checkbox" class="checkbox clients-awake" aria-label="Select all on this page" prop:checked=every
                        on:change:target=move |change| tick_page(change.target().checked())/>
                </th>
                {name}
                <th scope="col">"Role"</th>
                {sorts(Order::Status, say!("Status"))}
                <th scope="col">"Group"</th>
                {sorts(Order::Staff, say!("Assigned staff"))}
                {sorts(Order::LastVisit, say!("Last visit"))}
                {sorts(Order::Created, say!("Date created"))}
                <th scope="col"><span class="visually-hidden">"Actions"</span></th>
            </tr>
        </thead>
    }
}

/// A form of its own, which the boxes of the rows belong to: its buttons lead to pages that say first what will happen.
#[component]
fn Bar(asked: ClientQuery, clients: i64, ticked: Ticked) -> impl IntoView {
    let me: Me = expect_context();
    let may = |action| me.actor().and_then(|who| can(who, action, &Target::Practice).why_not());
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    let count = move || if ticked.all.get() { clients } else { ticked.ids.with(Vec::len) as i64 };
    let why = move |not: Option<String>| {
        Signal::derive(move || {
            not.clone().or_else(|| (awake.get() && count() == 0).then(|| say!("Tick someone in the list first.").to_string()))
        })
    };
    let (assign, group, archive) = (why(may(Action::AssignClient)), why(may(Action::EditGroup)), why(may(Action::ArchiveClient)));
    let archived = asked.archived();
    let too_many = clients > MOST as i64;
    let pairs = asked.from_start().pairs();
    view! {
        <form id="chosen" class="clients-chosen" method="get" action="/clients/chosen" aria-label="What to do with those who are ticked"
            data-none=move || (awake.get() && count() == 0).then_some("")>
            {pairs.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
            <span class="clients-count clients-awake" role="status">{move || say!("{} selected", grouped(count()))}</span>
            {(!too_many).then(|| view! {
                <label class="clients-all">
                    <input type="checkbox" class="checkbox" name="all" value="yes" prop:checked=ticked.all
                        on:change:target=move |change| ticked.all.set(change.target().checked())/>
                    {say!("Select all {} that match", grouped(clients))}
                </label>
            })}
            <span class="clients-steps">
                {if archived {
                    view! { <Button submit=true icon="archive-restore" attr:name="do" attr:value="restore" disabled_because=archive>"Restore"</Button> }.into_any()
                } else {
                    view! {
                        <Button submit=true icon="user-plus" attr:name="do" attr:value="assign" disabled_because=assign>"Assign staff"</Button>
                        <Button submit=true icon="layers" attr:name="do" attr:value="group" disabled_because=group>"Assign group"</Button>
                        <Button submit=true icon="archive" attr:name="do" attr:value="archive" disabled_because=archive>"Archive"</Button>
                    }.into_any()
                }}
            </span>
        </form>
    }
}

/// The same question as a file: a form, of whose answer the browser makes a download.
#[component]
fn Export(asked: ClientQuery, shown: i64) -> impl IntoView {
    let me: Me = expect_context();
    let why_not = me.actor().and_then(|who| can(who, Action::ExportClients, &Target::Practice).why_not());
    view! {
        <form id="export" method="post" action="/clients/export.csv">
            {asked.from_start().pairs().into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
            <Button submit=true icon="download" disabled_because=Signal::stored(why_not)>{say!("Export CSV ({})", grouped(shown))}</Button>
        </form>
    }
}

#[component]
fn Nobody(asked: ClientQuery) -> impl IntoView {
    let me: Me = expect_context();
    let adds = me.actor().is_some_and(|who| can(who, Action::AddClient, &Target::Practice).allowed());
    let filters = asked.filters();
    let text = match asked.q.trim() {
        _ if !filters => say!("There is nobody here whom you may see yet.").to_string(),
        "" => say!("Nobody fits these filters.").to_string(),
        q => say!("No one matches “{q}”."),
    };
    view! {
        <Empty icon="search" text=text>
            {filters.then(|| view! { <a class="button" href=ALL>"Clear search and filters"</a> })}
            {(!filters && adds).then(|| view! {
                <a class="button button-primary" href="/clients/new">"Add client"</a>
                <a class="button" href="/clients/import">"Import CSV"</a>
            })}
        </Empty>
    }
}
