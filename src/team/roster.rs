//! The roster: everyone on the team, found as one types. The whole question stands in the address, so a link or the
//! back button brings it back, and without JavaScript it is a plain GET form.

use super::api::{roles, roster};
use super::page::Changes;
use super::types::{MemberRow, RosterPage, RosterQuery, Standing};
use crate::access::Status;
use crate::eyes::{Forbidden, Refusal, told};
use crate::ui::{Avatar, Badge, Button, ButtonKind, Choice, Empty, SearchField, SelectField, Skeleton, Tone, on_key};
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
    let text = RwSignal::new(first.q.clone());
    let role = RwSignal::new(first.role.map(|r| r.to_string()).unwrap_or_default());
    let status = RwSignal::new(first.status.clone());
    let (news, Changes(changes)) = (news(), expect_context());
    let found = Resource::new_blocking(
        move || (asked.get(), news.get(), changes.get()),
        |(asked, ..)| async move { told(roster(asked).await).await },
    );
    let busy = RwSignal::new(false);
    keep_address(asked, text, role, status, busy);
    Effect::new(move |_| {
        if found.get().is_some() {
            busy.set(false);
        }
    });
    walk_by_keys();
    view! {
        <section class="card team-list" aria-label="Members" aria-busy=move || busy.get().then_some("true")>
            <form class="team-filters" method="get" action="/team" on:submit=move |ev| { ev.prevent_default(); open_first(); } on:keydown=move |ev| from_search(&ev, text)>
                <SearchField label="Search team" name="q" text busy controls="roster-found"/>
                <Filters role status/>
                <noscript><button class="button" type="submit">"Search"</button></noscript>
            </form>
            <div class="team-scroll" id="roster-found">
                <Transition fallback=|| view! { <Skeleton rows=8/> }>
                    <Rows found asked/>
                    {move || found.get().and_then(Result::err).map(|refusal| view! { <Failed refusal again=move || found.refetch()/> })}
                </Transition>
            </div>
        </section>
    }
}

/// The question as the address puts it.
fn question() -> Memo<RosterQuery> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|q| RosterQuery {
            q: q.get("q").unwrap_or_default().chars().take(100).collect(),
            role: q.get("role").and_then(|r| r.parse().ok()),
            status: q.get("status").unwrap_or_default(),
            after: q.get("after").unwrap_or_default(),
        })
    })
}

/// Whom the address says to have just been invited, or that an invitation was just revoked: the list is another then.
fn news() -> Memo<Option<String>> {
    let (path, query) = (use_location().pathname, use_query_map());
    Memo::new(move |_| query.with(|q| q.get("invited").or_else(|| q.get("revoked")).is_some()).then(|| path.get()))
}

/// What is typed and chosen goes into the address, after a short rest; what the address says (Back) goes into the
/// fields. An answer that comes late is of an older question, and the resource drops it.
fn keep_address(asked: Memo<RosterQuery>, text: RwSignal<String>, role: RwSignal<String>, status: RwSignal<String>, busy: RwSignal<bool>) {
    let (navigate, location) = (use_navigate(), use_location());
    let resting = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |before: Option<RosterQuery>| {
        let wanted =
            RosterQuery { q: text.get().trim().to_string(), role: role.get().parse().ok(), status: status.get(), after: String::new() };
        let now = asked.get_untracked();
        if before.is_some_and(|before| before != wanted) && (&wanted.q, wanted.role, &wanted.status) != (&now.q, now.role, &now.status) {
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
            let differs = now.q != text.get_untracked().trim();
            // Typing has gone on since: the field is ahead of the address, not behind it.
            if differs && !busy.get_untracked() {
                text.set(now.q.clone());
            }
            role.set(now.role.map(|r| r.to_string()).unwrap_or_default());
            status.set(now.status.clone());
            busy.set(false);
        }
        now
    });
}

#[component]
fn Filters(role: RwSignal<String>, status: RwSignal<String>) -> impl IntoView {
    let there = Resource::new(|| (), |()| roles());
    let statuses = Standing::FILTERS.iter().map(|s| Choice::new(s.key(), s.words())).collect::<Vec<_>>();
    view! {
        <div class="team-selects">
            <Transition>
                {move || {
                    let choices = there.get().and_then(Result::ok).unwrap_or_default();
                    let choices = choices.into_iter().map(|r| Choice::new(r.id.to_string(), r.name)).collect::<Vec<_>>();
                    view! { <SelectField label="Role" name="role" options=choices bound=role blank="Every role"/> }
                }}
            </Transition>
            <SelectField label="Status" name="status" options=statuses bound=status blank="Every status"/>
        </div>
    }
}

type Found = Resource<Result<RosterPage, Refusal>>;

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
        let shown = crate::base::counted(rows().len() as i64, "person").replace("persons", "people");
        if next().is_some() { format!("The first {shown} are shown") } else { shown }
    };
    view! {
        <p class="visually-hidden" role="status">{said}</p>
        <ul class="list" id="roster" hidden=nobody>
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
        "" => "Nobody on the team fits these filters.".to_string(),
        q => format!("No one matches “{q}”."),
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
