//! "Clients", or whatever the practice calls them: everyone in care whom one sees, and the team too where one asks for it.
//! The whole question stands in the address; without JavaScript it is a plain GET form.

use super::api::{client_filters, clients};
use super::boxes::Boxes;
use super::filters::{Fields, Filters};
use super::many::{ArchiveClients, RestoreClients};
use super::record::Gone;
use super::row_menu::{Acting, RowMenu};
use super::table::Found;
use super::views::Views;
use crate::access::{Action, Target, can};
use crate::auth::Me;
use crate::base::{AppError, ask_first};
use crate::caseload::{ClientQuery, ClientsFound};
use crate::live::{self, Topic};
use crate::ui::{Banner, Button, ButtonKind, Fold, LinkButton, Page, Question, SearchField, Skeleton, Status, Tone};
use crate::unassigned::UnassignedLink;
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    components::Redirect,
    hooks::{use_navigate, use_query_map},
};
use std::time::Duration;

/// Typing rests this long before the server is asked.
const REST: Duration = Duration::from_millis(60);

/// The list as it is without anything asked, whatever view opens in the place of a bare one.
pub const ALL: &str = "/clients?view=all";

#[component]
pub fn ClientsPage() -> impl IntoView {
    let me: Me = expect_context();
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|q| ClientQuery::read(|key| q.get(key))));
    let bare = Memo::new(move |_| query.with(|q| q.clone().into_iter().next().is_none()));
    let (fields, busy) = (Fields::of(&asked.get_untracked()), RwSignal::new(false));
    keep_address(asked, fields, busy);
    let acting =
        Acting { row: RwSignal::new(None), archive: ServerAction::<ArchiveClients>::new(), restore: ServerAction::<RestoreClients>::new() };
    let question = Question::new(asked);
    let found = ask_first(
        move || {
            (asked.get(), bare.get(), acting.archive.version().get(), acting.restore.version().get(), live::heard_at_rest(Topic::Clients))
        },
        move |(asked, bare, ..)| {
            question.is_asked(&asked);
            clients(asked, bare)
        },
    );
    question.sees_to(move || found.track(), move || found.refetch());
    let choices = ask_first(|| (), |()| client_filters());
    let said = RwSignal::new(String::new());
    Effect::new(move |_| {
        if let Some(Ok(found)) = found.get() {
            busy.set(false);
            said.set(spoken(&found));
        } else if found.get().is_some() {
            busy.set(false);
        }
    });
    let may = |action| me.actor().is_some_and(|who| can(who, action, &Target::Practice).allowed());
    let (team, adds) = (may(Action::ViewTeam), may(Action::AddClient));
    let actions = move || {
        view! {
            <Fold id="clients-more" label="More" icon="ellipsis">
                <UnassignedLink/>
                {team.then(|| view! {
                    <LinkButton href="/capacity" icon="gauge">"Capacity"</LinkButton>
                    <LinkButton href="/coverage" icon="calendar-clock">"Coverage"</LinkButton>
                })}
                {adds.then(|| view! { <LinkButton href="/clients/import" icon="file-plus">"Import CSV"</LinkButton> })}
            </Fold>
            {adds.then(|| view! { <LinkButton href="/clients/new" icon="plus" kind=ButtonKind::Primary>"Add client"</LinkButton> })}
        }
    };
    view! {
        <Page title="Clients" full=true actions>
            <Note/>
            <Gone/>
            <Views asked/>
            <div class="clients" aria-busy=move || busy.get().then_some("true")>
                <form class="clients-filters" method="get" action="/clients" on:submit=move |ev| ev.prevent_default()>
                    <SearchField label="Search clients" name="q" text=fields.q busy controls="clients-found"/>
                    <Transition>{move || {
                        choices.get().map(|choices| view! { <Filters choices=choices.unwrap_or_default() fields/> })
                    }}</Transition>
                    <noscript><button class="button" type="submit">"Search"</button></noscript>
                </form>
                <p class="visually-hidden" role="status">{said}</p>
                <Transition fallback=|| view! { <Skeleton rows=8/> }>
                    {move || {
                        found.get().map(|found| match found {
                            Ok(ClientsFound { opens: Some(path), .. }) => view! { <Redirect path/> }.into_any(),
                            Ok(found) => view! {
                                <Boxes figures=found.figures asked=asked.get()/>
                                <Found found asked=asked.get() acting/>
                            }.into_any(),
                            Err(error) => view! { <Failed error again=move || acting.archive.version().update(|v| *v += 1)/> }.into_any(),
                        })
                    }}
                </Transition>
            </div>
            <RowMenu acting/>
        </Page>
    }
}

/// For whoever doesn't see the figures change.
fn spoken(found: &ClientsFound) -> String {
    let figures = found.figures;
    let seen = figures.engagement().map(|share| say!(", {share}% seen")).unwrap_or_default();
    say!("{} shown, {} new{seen}", counted!(figures.shown, "client"), figures.new)
}

/// What is typed and chosen goes into the address, after a short rest; what the address says (Back) into the fields.
fn keep_address(asked: Memo<ClientQuery>, fields: Fields, busy: RwSignal<bool>) {
    let navigate = use_navigate();
    let resting = StoredValue::new(None::<leptos::leptos_dom::helpers::TimeoutHandle>);
    Effect::new(move |before: Option<ClientQuery>| {
        let wanted = fields.question();
        let now = asked.get_untracked().from_start();
        if before.is_some_and(|before| before != wanted) && wanted != now {
            busy.set(true);
            resting.update_value(|r| {
                if let Some(waiting) = r.take() {
                    waiting.clear();
                }
            });
            let address = wanted.address();
            let (navigate, address) = (navigate.clone(), if address == "/clients" { ALL.to_string() } else { address });
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

/// What was just done elsewhere, or could not be: the address says.
#[component]
fn Note() -> impl IntoView {
    let query = use_query_map();
    let me: Me = expect_context();
    let why_not_export = me.actor().and_then(|who| can(who, Action::ExportClients, &Target::Practice).why_not());
    move || {
        let (note, done, refused) = query.with(|q| {
            let number = |key| q.get(key).and_then(|n| n.parse::<i64>().ok()).unwrap_or(0);
            (q.get("note").unwrap_or_default(), number("done"), number("refused"))
        });
        let what = match note.as_str() {
            "archived" => say!("archived. The filter Status finds them."),
            "restored" => "restored.",
            "grouped" => say!("put in the group; whoever was in it already stays."),
            "assigned" => "assigned.",
            _ => {
                return problem(&note, why_not_export.clone())
                    .map(|words| view! { <div role="alert"><Banner tone=Tone::Bad><p>{words}</p></Banner></div> }.into_any());
            }
        };
        let left = (refused > 0).then(|| say!(" {} left as before, for you may not change them.", counted_were(refused)));
        let tone = if refused > 0 { Tone::Warning } else { Tone::Good };
        Some(view! { <div role="status"><Banner tone><p>{counted_were(done)} " " {what} {left}</p></Banner></div> }.into_any())
    }
}

fn counted_were(n: i64) -> String {
    format!("{} {}", counted!(n, "client"), if n == 1 { say!("was") } else { say!("were") })
}

fn problem(note: &str, why_not_export: Option<String>) -> Option<String> {
    match note {
        "export-refused" => Some(why_not_export.unwrap_or_else(|| say!("You may not export this list.").into())),
        "export-failed" => Some(say!("The file could not be made. Try again.").into()),
        "none-chosen" => Some(say!("Nobody was chosen. Tick someone in the list first.").into()),
        _ => None,
    }
}

#[component]
fn Failed(error: AppError, #[prop(into)] again: Callback<()>) -> impl IntoView {
    let denied = matches!(error, AppError::Denied(_));
    view! {
        <Status code=error.status()/>
        <div role="alert"><Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner></div>
        {(!denied).then(|| view! { <p><Button on:click=move |_| again.run(())>"Try again"</Button></p> })}
    }
}
