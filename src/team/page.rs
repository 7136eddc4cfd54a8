//! "Your Team": two panes, the roster left, the card or the invitation form right; on a phone one after the other.

use super::around::{Around, Waiting, around_the_roster};
use super::roster::{Roster, news};
use crate::access::{Action, Target, can};
use crate::auth::Me;
use crate::base::{AppError, Asked, ask_first};
use crate::live::{self, Topic};
use crate::ui::{Banner, ButtonKind, Empty, LinkButton, Meter, Page, Tone, later_here};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::{
    components::Outlet,
    hooks::{use_location, use_query_map},
};

/// Counts what was done on a card that the roster shows too.
#[derive(Clone, Copy)]
pub(super) struct Changes(pub RwSignal<u32>);

#[component]
pub fn TeamPage(me: Me) -> impl IntoView {
    let changes = RwSignal::new(0);
    provide_context(Changes(changes));
    let news = news();
    let around = ask_first(move || (changes.get(), news.get(), live::heard_at_rest(Topic::Team)), |_| around_the_roster());
    let changed = Callback::new(move |()| changes.update(|n| *n += 1));
    let path = use_location().pathname;
    let is_open = move || path.get().trim_end_matches('/') != "/team";
    let query = use_query_map();
    let past = move || query.with(|q| q.get("as_of").is_some_and(|day| !day.is_empty()));
    let why_not_export = me.actor().and_then(|who| can(who, Action::ExportRoster, &Target::Practice).why_not());
    let may_invite = me.actor().is_some_and(|who| can(who, Action::InviteMember, &Target::Practice).allowed());
    view! {
        <Page title="Your Team" full=true actions=move || view! {
            // Of a past day nothing is changed.
            <div class="team-now" hidden=past>
                <SeatsTaken around/>
                {may_invite.then(|| view! { <LinkButton href="/team/invite" kind=ButtonKind::Primary icon="user-plus">"Add Team Member"</LinkButton> })}
                <LinkButton href="/coverage" icon="arrow-left-right">"Coverage"</LinkButton>
                <LinkButton href="/groups" icon="tags">"Groups"</LinkButton>
            </div>
        }>
            <Said/>
            <ExportSaid why_not=why_not_export/>
            <Waits around changed/>
            <div class="team" class:is-open=is_open>
                // What asks wakes up in the order in which it was made.
                {later_here(|| view! { <Roster/> })}
                {later_here(|| view! { <div class="card team-card"><Outlet/></div> })}
            </div>
        </Page>
    }
}

/// "7 of 10 seats"
#[component]
fn SeatsTaken(around: Asked<Result<Around, AppError>>) -> impl IntoView {
    view! {
        <Transition>
            {move || around.get().and_then(Result::ok).map(|Around { seats, .. }| {
                let (used, cap) = (u32::try_from(seats.used()).unwrap_or(0), u32::try_from(seats.cap).unwrap_or(0));
                view! { <Meter label="Seats taken" used=used limit=cap unit="seats"/> }
            })}
        </Transition>
    }
}

/// What waits for whoever looks, before the roster.
#[component]
fn Waits(around: Asked<Result<Around, AppError>>, changed: Callback<()>) -> impl IntoView {
    view! {
        <Transition>
            {move || around.get().map(|around| match around {
                Ok(Around { waits, .. }) => view! { <Waiting waits changed/> }.into_any(),
                Err(AppError::SignedOut | AppError::Denied(_)) => ().into_any(),
                Err(error) => view! { <Banner tone=Tone::Bad><p>{say!("What waits for you could not be read. {error}")}</p></Banner> }.into_any(),
            })}
        </Transition>
    }
}

/// What has just happened, where the address says so: it is there without JavaScript too.
#[component]
fn Said() -> impl IntoView {
    let query = use_query_map();
    let words = move || {
        query.with(|q| {
            if q.get("revoked").is_some() {
                Some(say!("The invitation is revoked. Its link no longer works, and its seat is free."))
            } else if q.get("approved").is_some() {
                Some(say!("Approved. Their invitation is on its way."))
            } else if q.get("declined").is_some() {
                Some(say!("Declined. They are told by mail."))
            } else if q.get("welcome").is_some() {
                Some(say!("Welcome! You are on the team now."))
            } else {
                None
            }
        })
    };
    move || words().map(|words| view! { <div role="status"><Banner tone=Tone::Good><p>{words}</p></Banner></div> })
}

/// How an export went that did not end in a file.
#[component]
fn ExportSaid(why_not: Option<String>) -> impl IntoView {
    let query = use_query_map();
    let why_not = StoredValue::new(why_not);
    let words = move || match query.with(|q| q.get("export"))?.as_str() {
        "ready" => Some((Tone::Good, say!("Thank you. Press “Export CSV” once more to save the file.").to_string())),
        "refused" => Some((Tone::Bad, say!("The roster was not exported. {}", why_not.get_value().unwrap_or_default()))),
        _ => Some((Tone::Bad, say!("The roster could not be exported just now. Try again in a moment.").to_string())),
    };
    move || words().map(|(tone, words)| view! { <div role="status"><Banner tone><p>{words}</p></Banner></div> })
}

/// The right pane while nobody is chosen.
#[component]
pub fn NobodyChosen() -> impl IntoView {
    view! { <div class="team-none"><Empty icon="users" text="Choose someone on the left to see their profile."/></div> }
}
