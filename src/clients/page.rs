//! "Clients", or whatever the practice calls them: everyone in care whom one sees. The whole question stands in the
//! address; without JavaScript it is a plain GET form.

use super::api::{client_filters, clients};
use crate::auth::Me;
use crate::base::AppError;
use crate::caseload::{ClientQuery, ClientRow, ClientsFound, FilterChoices, Named};
use crate::ui::{
    Badge, Banner, Button, Choice, Empty, LinkButton, Page, Question, SearchField, SelectField, Skeleton, Status, Tone, When, WhenKind,
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use std::time::Duration;

/// Typing rests this long before the server is asked.
const REST: Duration = Duration::from_millis(60);

/// What is typed and chosen, each as its field has it.
#[derive(Clone, Copy)]
struct Fields {
    q: RwSignal<String>,
    location: RwSignal<String>,
    group: RwSignal<String>,
    staff: RwSignal<String>,
    status: RwSignal<String>,
}

impl Fields {
    fn of(query: &ClientQuery) -> Self {
        let new = |text: Option<String>| RwSignal::new(text.unwrap_or_default());
        Fields {
            q: RwSignal::new(query.q.clone()),
            location: new(query.location.map(|l| l.to_string())),
            group: new(query.group.map(|g| g.to_string())),
            staff: new(query.staff.map(|m| m.to_string())),
            status: RwSignal::new(query.status.clone()),
        }
    }

    fn question(self) -> ClientQuery {
        ClientQuery {
            q: self.q.get().trim().to_string(),
            location: self.location.get().parse().ok(),
            group: self.group.get().parse().ok(),
            staff: self.staff.get().parse().ok(),
            status: self.status.get(),
            after: String::new(),
        }
    }

    fn show(self, query: &ClientQuery) {
        let now = Fields::of(query);
        for (field, wanted) in
            [(self.q, now.q), (self.location, now.location), (self.group, now.group), (self.staff, now.staff), (self.status, now.status)]
        {
            let wanted = wanted.get_untracked();
            if field.with_untracked(|text| text.trim() != wanted) {
                field.set(wanted);
            }
        }
    }
}

#[component]
pub fn ClientsPage() -> impl IntoView {
    let me: Me = expect_context();
    let called = me.member.map_or_else(|| "Clients".to_string(), |(_, practice)| practice.calls_clients);
    let asked = question();
    let fields = Fields::of(&asked.get_untracked());
    let busy = RwSignal::new(false);
    keep_address(asked, fields, busy);
    let question = Question::new(asked);
    let found = Resource::new_blocking(
        move || asked.get(),
        move |asked| {
            question.is_asked(&asked);
            clients(asked)
        },
    );
    question.sees_to(move || found.track(), move || found.refetch());
    let choices = Resource::new_blocking(|| (), |()| client_filters());
    Effect::new(move |_| {
        if found.get().is_some() {
            busy.set(false);
        }
    });
    let searched = called.to_lowercase();
    let total = called.clone();
    view! {
        <Page title=called full=true>
            <div class="clients" aria-busy=move || busy.get().then_some("true")>
                <form class="clients-filters" method="get" action="/clients" on:submit=move |ev| ev.prevent_default()>
                    <SearchField label=format!("Search {searched}") name="q" text=fields.q busy controls="clients-found"/>
                    <Transition>{move || choices.get().map(|choices| view! { <Filters choices=choices.unwrap_or_default() fields/> })}</Transition>
                    <noscript><button class="button" type="submit">"Search"</button></noscript>
                </form>
                <Transition fallback=|| view! { <Skeleton rows=8/> }>
                    {move || {
                        let total = total.clone();
                        found.get().map(|found| match found {
                            Ok(found) => view! { <Found found asked=asked.get() called=total/> }.into_any(),
                            Err(error) => view! { <Failed error/> }.into_any(),
                        })
                    }}
                </Transition>
            </div>
        </Page>
    }
}

/// The question as the address puts it.
fn question() -> Memo<ClientQuery> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|q| ClientQuery {
            q: q.get("q").unwrap_or_default().chars().take(100).collect(),
            location: q.get("location").and_then(|id| id.parse().ok()),
            group: q.get("group").and_then(|id| id.parse().ok()),
            staff: q.get("staff").and_then(|id| id.parse().ok()),
            status: q.get("status").unwrap_or_default(),
            after: q.get("after").unwrap_or_default(),
        })
    })
}

/// What is typed and chosen goes into the address, after a short rest; what the address says (Back) into the fields.
fn keep_address(asked: Memo<ClientQuery>, fields: Fields, busy: RwSignal<bool>) {
    let navigate = use_navigate();
    let resting = StoredValue::new(None::<leptos::leptos_dom::helpers::TimeoutHandle>);
    Effect::new(move |before: Option<ClientQuery>| {
        let wanted = fields.question();
        let now = ClientQuery { after: String::new(), ..asked.get_untracked() };
        if before.is_some_and(|before| before != wanted) && wanted != now {
            busy.set(true);
            resting.update_value(|r| {
                if let Some(waiting) = r.take() {
                    waiting.clear();
                }
            });
            let (navigate, address) = (navigate.clone(), wanted.address());
            let options = NavigateOptions { replace: true, scroll: false, ..Default::default() };
            resting.set_value(set_timeout_with_handle(move || navigate(&address, options), REST).ok());
        }
        wanted
    });
    Effect::new(move |before: Option<ClientQuery>| {
        let now = asked.get();
        // While an answer is awaited the fields are ahead of the address, not behind it.
        if before.is_some_and(|before| before != now) && !busy.get_untracked() {
            fields.show(&now);
        }
        now
    });
}

#[component]
fn Filters(choices: FilterChoices, fields: Fields) -> impl IntoView {
    let list = |all: Vec<Named>| all.into_iter().map(|n| Choice::new(n.id, n.name)).collect::<Vec<_>>();
    view! {
        <div class="clients-selects">
            <SelectField label="Location" name="location" options=list(choices.locations) bound=fields.location blank="Every location"/>
            <SelectField label="Group" name="group" options=list(choices.groups) bound=fields.group blank="Every group"/>
            <SelectField label="Assigned staff" name="staff" options=list(choices.staff) bound=fields.staff blank="Any staff"/>
            <SelectField label="Status" name="status" options=vec![Choice::new("archived", "Archived")] bound=fields.status blank="Current"/>
        </div>
    }
}

#[component]
fn Found(found: ClientsFound, asked: ClientQuery, called: String) -> impl IntoView {
    let ClientsFound { rows, total, next, why_not_export } = found;
    let nobody = rows.is_empty();
    let pairs = ClientQuery { after: String::new(), ..asked.clone() }.pairs();
    let first = (!asked.after.is_empty()).then(|| ClientQuery { after: String::new(), ..asked.clone() }.address());
    let next = next.map(|after| ClientQuery { after, ..asked.clone() }.address());
    view! {
        <div class="clients-bar">
            <p class="clients-total" role="status"><span>{format!("Total {called} Shown")}</span>" "<strong>{grouped(total)}</strong></p>
            <form method="post" action="/clients/export.csv">
                {pairs.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
                <Button submit=true icon="download" disabled_because=Signal::stored(why_not_export)>{format!("Export CSV ({})", grouped(total))}</Button>
            </form>
        </div>
        <div id="clients-found">
            {if nobody {
                view! { <Nobody asked/> }.into_any()
            } else {
                view! { <Table rows called/> }.into_any()
            }}
        </div>
        <nav class="clients-pages" aria-label="Pages">
            {first.map(|href| view! { <LinkButton href icon="arrow-left">"First page"</LinkButton> })}
            {next.map(|href| view! { <LinkButton href icon="arrow-right">"Next page"</LinkButton> })}
        </nav>
    }
}

#[component]
fn Table(rows: Vec<ClientRow>, called: String) -> impl IntoView {
    view! {
        <div class="table-scroll">
            <table class="table table-cards">
                <caption class="visually-hidden">{called}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Location"</th>
                        <th scope="col">"Primary therapist"</th>
                        <th scope="col">"Groups"</th>
                        <th scope="col">"Date created"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(row: ClientRow) -> impl IntoView {
    let name = row.name();
    view! {
        <tr>
            <th scope="row"><span class="clients-name">{name}{row.archived.then(|| view! { <Badge icon="archive" text="Archived"/> })}</span></th>
            <td data-label="Location">{row.location}</td>
            <td data-label="Primary therapist">{row.therapist.map_or_else(|| view! { <span class="quiet">"Nobody"</span> }.into_any(), |name| name.into_any())}</td>
            <td data-label="Groups">{if row.groups.is_empty() { "–".to_string() } else { row.groups.join(", ") }}</td>
            <td data-label="Date created"><When at=row.created_at.0 kind=WhenKind::Date/></td>
        </tr>
    }
}

#[component]
fn Nobody(asked: ClientQuery) -> impl IntoView {
    let text = match asked.q.trim() {
        _ if !asked.filters() => "There is nobody here whom you may see yet.".to_string(),
        "" => "Nobody fits these filters.".to_string(),
        q => format!("No one matches “{q}”."),
    };
    view! {
        <Empty icon="search" text=text>
            {asked.filters().then(|| view! { <a class="button" href="/clients">"Clear search and filters"</a> })}
        </Empty>
    }
}

#[component]
fn Failed(error: AppError) -> impl IntoView {
    view! {
        <Status code=error.status()/>
        <div role="alert"><Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner></div>
    }
}

/// 12,345
fn grouped(n: i64) -> String {
    let digits = n.to_string();
    let lead = digits.len() % 3;
    let mut text = digits[..lead].to_string();
    for (at, digit) in digits[lead..].chars().enumerate() {
        if at % 3 == 0 && !text.is_empty() {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
