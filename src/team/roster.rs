//! The roster: everyone on the team, found as one types. The whole question stands in the address, so a link or the
//! back button brings it back, and without JavaScript it is a plain GET form.

use super::api::{roster, roster_filters};
use super::page::Changes;
use super::past::AsItWas;
use super::types::{MemberRow, RosterChoices, RosterPage, RosterQuery, Standing};
use crate::access::{Action, Status, Target, can};
use crate::auth::Me;
use crate::base::{Asked, ask, ask_first};
use crate::eyes::{Forbidden, Refusal, told};
use crate::live::{self, Topic};
use crate::ui::{
    Avatar, Badge, Button, ButtonKind, Choice, Empty, Field, FieldKind, Question, SearchField, SelectField, Skeleton, Tone, later, on_key,
};
use caseload_words::view;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
};
use std::time::Duration;

/// Typing rests this long before the server is asked.
const REST: Duration = Duration::from_millis(20);

#[component]
pub fn Roster() -> impl IntoView {
    let asked = question();
    let first = asked.get_untracked();
    let chosen = Chosen::of(&first);
    let (news, Changes(changes)) = (news(), expect_context());
    let question = Question::new(asked);
    let found = ask_first(
        move || (asked.get(), news.get(), changes.get(), live::heard(Topic::Team)),
        move |(asked, ..)| {
            question.is_asked(&asked);
            async move { told(roster(asked).await).await }
        },
    );
    question.sees_to(move || found.track(), move || found.refetch());
    let busy = RwSignal::new(false);
    keep_address(asked, chosen, busy);
    Effect::new(move |_| {
        if found.get().is_some() {
            busy.set(false);
        }
    });
    walk_by_keys();
    let text = chosen.text;
    view! {
        <section class="card team-list" aria-label="Members" aria-busy=move || busy.get().then_some("true")>
            <form class="team-filters" method="get" action="/team" on:submit=move |ev| { ev.prevent_default(); open_first(); } on:keydown=move |ev| from_search(&ev, text)>
                <SearchField label="Search team" name="q" text busy controls="roster-found"/>
                <Filters chosen first/>
                <noscript><button class="button" type="submit">"Search"</button></noscript>
            </form>
            <div class="team-scroll" id="roster-found">
                <Transition fallback=|| view! { <Skeleton rows=8/> }>
                    {move || found.get().and_then(Result::ok).and_then(|page| page.as_of).map(|as_of| view! { <AsItWas as_of today=asked.get().today().address("/team")/> })}
                    <Rows found asked/>
                    {move || found.get().and_then(Result::err).map(|refusal| view! { <Failed refusal again=move || found.refetch()/> })}
                </Transition>
            </div>
            {later(move || view! { <Export asked/> })}
        </section>
    }
}

/// The question as the address puts it.
fn question() -> Memo<RosterQuery> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|q| RosterQuery::read(|key| q.get(key))))
}

/// What stands in the fields.
#[derive(Clone, Copy)]
struct Chosen {
    text: RwSignal<String>,
    role: RwSignal<String>,
    status: RwSignal<String>,
    location: RwSignal<String>,
    group: RwSignal<String>,
    as_of: RwSignal<String>,
}

impl Chosen {
    fn of(asked: &RosterQuery) -> Self {
        let (pairs, field) = (asked.pairs(), RwSignal::new);
        let value = |key| pairs.iter().find(|(k, _)| *k == key).map(|(_, value)| value.clone()).unwrap_or_default();
        Chosen {
            text: field(asked.q.clone()),
            role: field(value("role")),
            status: field(value("status")),
            location: field(value("location")),
            group: field(value("group")),
            as_of: field(value("as_of")),
        }
    }

    fn fields(self) -> [(&'static str, RwSignal<String>); 5] {
        [("role", self.role), ("status", self.status), ("location", self.location), ("group", self.group), ("as_of", self.as_of)]
    }

    /// What they ask.
    fn question(self) -> RosterQuery {
        let text = self.text.get();
        let fields = self.fields().map(|(key, field)| (key, field.get()));
        RosterQuery::read(
            |key| if key == "q" { Some(text.clone()) } else { fields.iter().find(|(k, _)| *k == key).map(|(_, v)| v.clone()) },
        )
    }

    /// Says what the address says; what is being typed is ahead of it.
    fn follow(self, asked: &RosterQuery, typing: bool) {
        if asked.q != self.text.get_untracked().trim() && !typing {
            self.text.set(asked.q.clone());
        }
        let pairs = asked.pairs();
        for (key, field) in self.fields() {
            let value = pairs.iter().find(|(k, _)| *k == key).map(|(_, value)| value.clone()).unwrap_or_default();
            if field.get_untracked() != value {
                field.set(value);
            }
        }
    }
}

/// Whom the address says to have just been invited, or that an invitation was just revoked: the list is another then.
pub(super) fn news() -> Memo<Option<String>> {
    let (path, query) = (use_location().pathname, use_query_map());
    Memo::new(move |_| query.with(|q| q.get("invited").or_else(|| q.get("revoked")).is_some()).then(|| path.get()))
}

/// What is typed and chosen goes into the address, after a short rest; what the address says (Back) goes into the
/// fields. An answer that comes late is of an older question, and the resource drops it.
fn keep_address(asked: Memo<RosterQuery>, chosen: Chosen, busy: RwSignal<bool>) {
    let (navigate, location) = (use_navigate(), use_location());
    let resting = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |before: Option<RosterQuery>| {
        let wanted = chosen.question();
        let now = RosterQuery { after: String::new(), ..asked.get_untracked() };
        if before.is_some_and(|before| before != wanted) && wanted != now {
            busy.set(true);
            resting.update_value(|r| {
                if let Some(waiting) = r.take() {
                    waiting.clear()
                }
            });
            let (navigate, address) = (navigate.clone(), wanted.address(&location.pathname.get_untracked()));
            let options = NavigateOptions { replace: true, scroll: false, ..Default::default() };
            resting.set_value(set_timeout_with_handle(move || navigate(&address, options), REST).ok());
        }
        wanted
    });
    Effect::new(move |before: Option<RosterQuery>| {
        let now = asked.get();
        if before.is_some_and(|before| before != now) {
            // Typing has gone on since: the field is ahead of the address, not behind it.
            chosen.follow(&now, busy.get_untracked());
            busy.set(false);
        }
        now
    });
}

/// Role and status in sight; the rest behind "More filters", open where one of them is chosen. A choice of one is none.
#[component]
fn Filters(chosen: Chosen, first: RosterQuery) -> impl IntoView {
    let (location, group) = (first.location, first.group);
    let there = ask(|| (), move |()| roster_filters(location, group));
    let mut statuses = Standing::FILTERS.iter().map(|s| Choice::new(s.key(), s.words())).collect::<Vec<_>>();
    statuses.push(Choice::new(RosterQuery::UNUSED, say!("Unused for 90 days")));
    let opened = location.is_some() || group.is_some() || !first.as_of.is_empty();
    let Chosen { role, status, location, group, as_of, .. } = chosen;
    let choices = move || there.get().and_then(Result::ok).unwrap_or_default();
    view! {
        <div class="team-selects">
            <Transition>
                {move || view! { <SelectField label="Role" name="role" options=named(choices().roles) bound=role blank="Every role"/> }}
            </Transition>
            <SelectField label="Status" name="status" options=statuses bound=status blank="Every status"/>
        </div>
        <details class="team-more" open=opened>
            <summary>"More filters"</summary>
            <div class="team-selects">
                <Transition>
                    {move || {
                        let RosterChoices { locations, groups, .. } = choices();
                        view! {
                            {(locations.len() > 1).then(|| view! { <SelectField label="Location" name="location" options=named(locations) bound=location blank="Every location"/> })}
                            {(!groups.is_empty()).then(|| view! { <SelectField label="Group" name="group" options=named(groups) bound=group blank="Every group"/> })}
                        }
                    }}
                </Transition>
            </div>
            <Field label="As it was on" name="as_of" kind=FieldKind::Date bound=as_of/>
        </details>
    }
}

fn named(choices: Vec<(impl ToString, String)>) -> Vec<Choice> {
    choices.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect()
}

/// The same question as a file: a form of its own, which the browser saves the answer of.
#[component]
fn Export(asked: Memo<RosterQuery>) -> impl IntoView {
    let why_not =
        use_context::<Me>().and_then(|me| me.actor().map(|who| can(who, Action::ExportRoster, &Target::Practice).why_not())).flatten();
    let fields = move || RosterQuery { after: String::new(), ..asked.get() }.pairs();
    view! {
        <form id="export" class="team-foot" method="post" action="/team/export.csv">
            {move || fields().into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
            <Button submit=true icon="download" disabled_because=Signal::stored(why_not)>"Export CSV"</Button>
        </form>
    }
}

type Found = Asked<Result<RosterPage, Refusal>>;

/// Pages asked for beyond the first: whose continuation they are, their rows, and where the next one begins.
#[derive(Clone, Default, PartialEq)]
struct Beyond {
    of: (RosterQuery, Option<String>),
    rows: Vec<MemberRow>,
    next: Option<String>,
}

/// The rows stay the same elements while they are found again and again, so whoever walks along them is not thrown
/// off by an answer that comes late.
#[component]
fn Rows(found: Found, asked: Memo<RosterQuery>) -> impl IntoView {
    let (beyond, loading) = (RwSignal::new(Beyond::default()), RwSignal::new(false));
    let first = move || found.get().and_then(Result::ok);
    let place = move || (asked.get(), first().and_then(|page| page.next));
    let rows = move || {
        let mut rows = first().map(|page| page.rows).unwrap_or_default();
        if beyond.with(|b| b.of == place()) {
            rows.extend(beyond.get().rows);
        }
        rows
    };
    let next = move || if beyond.with(|b| b.of == place()) { beyond.get().next } else { place().1 };
    let nobody = move || first().is_some_and(|page| page.rows.is_empty());
    let load = move || {
        let (Some(after), of) = (untrack(next), untrack(place)) else { return };
        loading.set(true);
        let query = RosterQuery { after, ..of.0.clone() };
        leptos::task::spawn_local(async move {
            if let Ok(page) = roster(query).await {
                beyond.update(|b| {
                    let before = if b.of == of { std::mem::take(&mut b.rows) } else { Vec::new() };
                    *b = Beyond { of, rows: before.into_iter().chain(page.rows).collect(), next: page.next };
                });
            }
            loading.set(false);
        });
    };
    let said = move || {
        let shown = counted!(rows().len() as i64, "person", "people");
        if next().is_some() { say!("The first {shown} are shown") } else { shown }
    };
    view! {
        <p class="visually-hidden" role="status">{said}</p>
        <ul class="list list-long" id="roster" hidden=nobody>
            <For each=rows key=MemberRow::clone let:row><Row row asked/></For>
        </ul>
        {move || nobody().then(|| view! { <Nobody question=asked.get()/> })}
        {move || next().map(|after| {
            let href = RosterQuery { after, ..asked.get() }.address("/team");
            view! {
                <p class="list-more">
                    <a class="button" href=href aria-busy=move || loading.get().then_some("true")
                        on:click=move |ev| { ev.prevent_default(); load(); }>"Show more"</a>
                </p>
            }
        })}
    }
}

#[component]
fn Row(row: MemberRow, asked: Memo<RosterQuery>) -> impl IntoView {
    later(move || row_of(row, asked))
}

fn row_of(row: MemberRow, asked: Memo<RosterQuery>) -> impl IntoView {
    let path = use_location().pathname;
    let own = format!("/team/{}", row.id);
    let here = own.clone();
    let href = move || asked.get().address(&own);
    let standing = row.standing;
    view! {
        <li>
            <a class="row-link" href=href aria-current=move || (path.get() == here).then_some("page")>
                <Avatar name=row.name()/>
                <span class="row-text">
                    <span class="row-title">{row.name()}</span>
                    <span class="row-detail">{row.email.clone()}</span>
                    {(standing != Standing::Member(Status::Active)).then(|| view! { <Badge tone=tone_of(standing) text=standing.words()/> })}
                    {row.unused.then(|| view! { <Badge tone=Tone::Warning icon="hourglass" text="Unused for 90 days"/> })}
                </span>
                <span class="row-end-slot">{row.role.clone()}</span>
            </a>
        </li>
    }
}

pub(super) fn tone_of(standing: Standing) -> Tone {
    match standing {
        Standing::Member(Status::Active) => Tone::Good,
        Standing::Pending => Tone::Waiting,
        Standing::Rejected | Standing::Member(Status::Suspended) => Tone::Bad,
        Standing::Expired | Standing::Member(Status::OnHold) => Tone::Warning,
        Standing::Member(_) => Tone::Neutral,
    }
}

#[component]
fn Nobody(question: RosterQuery) -> impl IntoView {
    let text = match question.q.trim() {
        "" => say!("Nobody on the team fits these filters.").to_string(),
        q => say!("No one matches “{q}”."),
    };
    view! {
        <Empty icon="search" text=text>
            {question.filters().then(|| view! { <a class="button" href="/team">"Clear search and filters"</a> })}
        </Empty>
    }
}

#[component]
fn Failed(refusal: Refusal, #[prop(into)] again: Callback<()>) -> impl IntoView {
    view! {
        <Forbidden refusal/>
        <p class="list-more"><Button kind=ButtonKind::Quiet on:click=move |_| again.run(())>"Try again"</Button></p>
    }
}

// ── by keyboard ──

fn links() -> Vec<web_sys::HtmlElement> {
    let Ok(found) = document().query_selector_all("#roster .row-link") else { return Vec::new() };
    (0..found.length()).filter_map(|n| found.get(n).and_then(|e| e.dyn_into().ok())).collect()
}

/// Arrows, j and k walk along the rows; Enter opens one by itself, since it is a link.
fn walk_by_keys() {
    on_key(|key, press| {
        let step = match key {
            "ArrowDown" | "j" => 1,
            "ArrowUp" | "k" => -1,
            _ => return,
        };
        let links = links();
        let focused = document().active_element();
        let at = links
            .iter()
            .position(|l| focused.as_ref() == Some(l.as_ref()))
            .or_else(|| links.iter().position(|l| l.has_attribute("aria-current")));
        let to = at.map_or(0, |at| (at as i32 + step).clamp(0, links.len() as i32 - 1) as usize);
        if let Some(link) = links.get(to) {
            press.prevent_default();
            let _ = link.focus();
        }
    });
}

/// In the search field: down goes to the list, Escape empties it.
fn from_search(press: &web_sys::KeyboardEvent, text: RwSignal<String>) {
    match press.key().as_str() {
        "ArrowDown" => {
            if let Some(first) = links().first() {
                press.prevent_default();
                let _ = first.focus();
            }
        }
        "Escape" if !text.get_untracked().is_empty() => {
            press.prevent_default();
            text.set(String::new());
        }
        _ => {}
    }
}

/// Enter in the search field opens the first one found.
fn open_first() {
    if let Some(first) = links().first() {
        first.click();
    }
}
