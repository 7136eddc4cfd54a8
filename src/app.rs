//! The html shell, the frame of signed-in pages, and all page routes on one screen.

mod parcels;

use self::parcels as to;
pub use self::parcels::Parcels;
use crate::access::{Action, Grants, Target, can};
use crate::assignment::JustAssigned;
use crate::audit::{AuditPage, OwnTrailSection, own_trail};
use crate::auth::{AccountPage, ConfirmFirst, Me, SignOut, factors::EnrolNotice, whoami};
use crate::base::{AppError, ask_first, call_them, in_query};
use crate::eyes::Viewing;
use crate::mail::MailboxPage;
use crate::notices::Bell;
use crate::offline::KeepSwitch;
use crate::palette::{self, Opens, OpensFinder, OpensInMenu, rooms};
use crate::team::handover::HandOverBanner;
use crate::team::{ExitTeamSection, NobodyChosen, TeamPage, status::OnHoldNotice};
use crate::today;
use crate::ui::{Banner, Empty, MenuItem, MenuLink, MenuRule, NavItem, Page, Plate, Shell, Status, Tone, Wordmark, when_all_awake};
use caseload_words::view;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode::Async,
    components::{Outlet, ParentRoute, Redirect, Route, Router, Routes},
    hooks::use_location,
    path,
};
use server_fn::ServerFn;
use std::time::Duration;

/// Every page is rendered whole before it is sent: it reads without JavaScript, and nothing jumps into place.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Effect::new(|_| leptos::task::spawn_local(to::watch_for_updates()));
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/signin") view=to::sign_in() ssr=Async/>
                <Route path=path!("/signin/code") view=to::sign_in_code() ssr=Async/>
                <Route path=path!("/second-factor") view=to::second_factor() ssr=Async/>
                <Route path=path!("/signup") view=to::sign_up() ssr=Async/>
                <Route path=path!("/reset") view=to::reset() ssr=Async/>
                <Route path=path!("/reset/:token") view=to::new_password() ssr=Async/>
                <Route path=path!("/confirm") view=to::confirm() ssr=Async/>
                <Route path=path!("/invitations/:token") view=to::invitation() ssr=Async/>
                <Route path=path!("/join/confirm/:token") view=to::confirm_join() ssr=Async/>
                <Route path=path!("/join/:token") view=to::join() ssr=Async/>
                <Route path=path!("/portal") view=to::portal() ssr=Async/>
                <Route path=path!("/portal/invitation/:token") view=to::portal_invitation() ssr=Async/>
                <Route path=path!("/account/email/:token") view=to::confirm_email() ssr=Async/>
                <Route path=path!("/no-practice") view=to::alone() ssr=Async/>
                <Route path=path!("/mailbox") view=to::mailbox() ssr=Async/>
                <ParentRoute path=path!("") view=Frame ssr=Async>
                    <Route path=path!("") view=Home/>
                    <Route path=path!("/today") view=to::today()/>
                    <Route path=path!("/team/:id/why") view=to::why()/>
                    <Route path=path!("/team/:id/caseload") view=to::supervisee_caseload()/>
                    <Route path=path!("/team/:id/leave") view=to::leave()/>
                    <Route path=path!("/view-as") view=to::view_as()/>
                    <Route path=path!("/team/invite/many") view=to::many()/>
                    <Route path=path!("/team/invite/many/:id") view=to::batch()/>
                    <Route path=path!("/team/invite/many/:id/links") view=to::handed_links()/>
                    <Route path=path!("/team/join") view=to::join_links()/>
                    <ParentRoute path=path!("/team") view=to::AtHand(|| view! { <TeamPage me=expect_context()/> }.into_any())>
                        <Route path=path!("") view=NobodyChosen/>
                        <Route path=path!("invite") view=to::invite()/>
                        <Route path=path!(":id") view=to::card()/>
                        <Route path=path!(":id/overrides") view=to::overrides()/>
                    </ParentRoute>
                    <Route path=path!("/clients") view=to::clients()/>
                    <Route path=path!("/clients/views") view=to::client_views()/>
                    <Route path=path!("/clients/archive") view=to::archive_clients()/>
                    <Route path=path!("/clients/restore") view=to::restore_clients()/>
                    <Route path=path!("/clients/group") view=to::group_clients()/>
                    <Route path=path!("/clients/new") view=to::add_client()/>
                    <Route path=path!("/clients/import") view=to::import()/>
                    <Route path=path!("/clients/import/:id") view=to::one_import()/>
                    <Route path=path!("/clients/:id/who") view=to::who_sees()/>
                    <Route path=path!("/clients/:id") view=to::client()/>
                    <Route path=path!("/clients/:id/edit") view=to::edit_client()/>
                    <Route path=path!("/clients/:id/delete") view=to::delete_client()/>
                    <Route path=path!("/clients/:id/restriction") view=to::restriction()/>
                    <Route path=path!("/clients/:id/portal") view=to::client_portal()/>
                    <Route path=path!("/unassigned") view=to::unassigned()/>
                    <Route path=path!("/coverage") view=to::coverage()/>
                    <Route path=path!("/coverage/new") view=to::lend()/>
                    <Route path=path!("/visits/new") view=to::record_visit()/>
                    <Route path=path!("/visits/:id") view=to::change_visit()/>
                    <Route path=path!("/assign") view=to::assign()/>
                    <Route path=path!("/capacity") view=to::capacity()/>
                    <Route path=path!("/notices") view=to::notices()/>
                    <Route path=path!("/groups") view=to::groups()/>
                    <Route path=path!("/groups/:id") view=to::group()/>
                    <Route path=path!("/roles") view=to::roles()/>
                    <Route path=path!("/roles/new") view=to::new_role()/>
                    <Route path=path!("/roles/:id") view=to::role()/>
                    <Route path=path!("/roles/:id/edit") view=to::edit_role()/>
                    <Route path=path!("/roles/:id/delete") view=to::delete_role()/>
                    <Route path=path!("/settings") view=to::settings()/>
                    <Route path=path!("/security") view=to::security()/>
                    <Route path=path!("/audit") view=to::audit()/>
                    <Route path=path!("/audit/:seq") view=to::entry()/>
                    <Route path=path!("/account") view=to::account()/>
                </ParentRoute>
            </Routes>
        </Router>
        {once_awake(to::toasts)}
        {says_awake()}
    }
}

/// It stands last, so its effect is made when all before it has woken up: an effect of [`App`] itself would run as soon as the
/// page waits for its parcel.
fn says_awake() -> impl IntoView {
    move || {
        Effect::new(|_| when_all_awake(awake));
    }
}

/// Where whoever is signed in but belongs to no practice is led.
const ALONE: &str = "/no-practice";

/// Where a client is led, whichever page of the practice it asked for.
const PORTAL: &str = "/portal";

/// Where whoever must set up a second factor is led, whatever they asked for.
const ENROL: &str = "/second-factor";

/// What comes once a page is awake: nobody needs it to read or to begin, and the server makes nothing of it. Until it can be
/// fetched it is tried again.
///
/// It stands last: a page finds its parts by their places as it wakes up, so nothing may appear before that is done.
fn once_awake(part: fn() -> to::Fetched<AnyView>) -> impl IntoView {
    let tries = RwSignal::new(0);
    let again = move |after| set_timeout(move || tries.try_update(|n| *n += 1).unwrap_or_default(), after);
    move || {
        if tries.get() == 0 {
            Effect::new(move |_| when_all_awake(move || again(Duration::ZERO)));
            return None;
        }
        let part = part();
        Some(Suspend::new(async move {
            part.await.unwrap_or_else(|_| {
                again(AGAIN);
                ().into_any()
            })
        }))
    }
}

/// So long after a part could not be fetched it is tried again.
const AGAIN: Duration = Duration::from_secs(3);

/// Says that the page hears what is typed and pressed: for styles, and for tests.
fn awake() {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-awake", "true");
    }
}

/// The frame of every page for someone signed in; whoever is not is led to sign in and back.
///
/// No `Suspense` here: the server walks what is inside one several times, and would make every page of the product,
/// with its questions to the database, as often. For the same reason nothing inside one makes a resource: its number
/// would differ between server and browser.
#[component]
fn Frame() -> impl IntoView {
    let who = ask_first(|| (), |()| whoami());
    let location = use_location();
    Suspend::new(async move {
        let here = in_query(&format!("{}{}", location.pathname.get_untracked(), search(&location.search.get_untracked())));
        match who.await {
            Ok(Some(me)) if me.client.is_some() => view! { <Redirect path=PORTAL/> }.into_any(),
            Ok(Some(me)) if me.must_enrol => view! { <Redirect path=ENROL/> }.into_any(),
            Ok(Some(me)) if me.member.is_none() => view! { <Redirect path=ALONE/> }.into_any(),
            Ok(Some(me)) => view! { <Framed me/> }.into_any(),
            Ok(None) => view! { <Redirect path=format!("/signin?next={here}")/> }.into_any(),
            Err(error) => view! { <Broken error/> }.into_any(),
        }
    })
}

/// With its question mark, or nothing.
fn search(search: &str) -> String {
    let search = search.trim_start_matches('?');
    if search.is_empty() { String::new() } else { format!("?{search}") }
}

#[component]
fn Framed(me: Me) -> impl IntoView {
    provide_context(me.clone());
    let (actor, practice) = me.member.clone()?;
    call_them(&practice.calls_clients);
    let (items, opens) = (rooms(&actor), Opens::closed());
    provide_context(opens);
    palette::listen(opens);
    let may = |action| can(&actor, action, &Target::Practice).allowed();
    // On the roster the next thing is a card.
    to::card().announce("prefetch");
    let keeps = (may(Action::ViewClients) && actor.viewed_by.is_none()).then_some(practice.logoff_minutes);
    Effect::new(move |_| when_all_awake(move || leptos::task::spawn_local(to::attend(keeps))));
    let viewed = StoredValue::new(actor.clone());
    let myself = StoredValue::new(me);
    let notice = move || {
        viewed.with_value(|actor| match actor.viewed_by {
            Some(_) => view! { <Viewing actor=actor.clone()/> }.into_any(),
            None => view! {
                <EnrolNotice me=myself.get_value()/>
                <OnHoldNotice status=actor.status/>
                <JustAssigned/>
            }
            .into_any(),
        })
    };
    // Nobody reads what another was notified of.
    let beside = move || viewed.with_value(|actor| actor.viewed_by.is_none().then(|| view! { <Bell/> }));
    let find = move || view! { <OpensFinder opens/> };
    Some(view! {
        <form id="sign-out" method="post" action=SignOut::url() hidden=true></form>
        <Shell practice=practice.name.clone() items person=actor.name() role=actor.role_name.clone() menu=PersonMenu find beside notice>
            <Outlet/>
        </Shell>
        {once_awake(to::over_the_page)}
    })
}

/// "/": where whoever asks begins.
#[component]
fn Home() -> impl IntoView {
    let me: Me = expect_context();
    view! { <Redirect path=me.actor().map_or("/team", today::home)/> }
}

#[component]
fn PersonMenu() -> impl IntoView {
    view! {
        <MenuLink href="/account" icon="circle-user">"Account"</MenuLink>
        {may_view_as().then(|| view! { <MenuLink href="/view-as" icon="eye">"View as…"</MenuLink> })}
        <OpensInMenu/>
        <MenuRule/>
        <MenuItem icon="log-out" submit=true attr:form="sign-out">"Sign out"</MenuItem>
    }
}

/// Whether whoever asks may look through a role's eyes at all.
fn may_view_as() -> bool {
    let who = use_context::<Me>().and_then(|me| me.actor().cloned());
    who.is_some_and(|who| can(&who, Action::ViewAs, &Target::Role(Grants::default())).allowed())
}

#[component]
fn Audit() -> impl IntoView {
    let ask_password = Callback::new(|(refusal, again): (Signal<Option<AppError>>, Callback<()>)| {
        view! { <ConfirmFirst id="confirm-audit" refusal again/> }.into_any()
    });
    view! { <AuditPage ask_password/> }
}

#[component]
fn Account() -> impl IntoView {
    let me: Me = expect_context();
    // Sign-in and address are the viewer's own; whoever looks through other eyes sees neither theirs nor the other's.
    if let Some(viewed) = me.actor().filter(|who| who.viewed_by.is_some()) {
        let text = say!("This is where {} looks after their own sign-in. Nobody else sees it.", viewed.name());
        return view! { <Page title="Account"><Empty icon="circle-user" text=text/></Page> }.into_any();
    }
    let (member, actor) = (me.member.clone(), me.actor().cloned());
    let trail = own_trail();
    let leaving = move || {
        let asked = actor.clone().map(|actor| view! { <HandOverBanner actor/> });
        let exit =
            member.clone().map(|(actor, practice)| view! { <OwnTrailSection trail/> <ExitTeamSection actor practice=practice.name/> });
        view! { <KeepSwitch/> {asked} {exit} }
    };
    view! { <AccountPage me leaving/> }.into_any()
}

/// Signed in, and a member of no practice.
#[component]
fn Alone() -> impl IntoView {
    let who = ask_first(|| (), |()| whoami());
    Suspend::new(async move {
        match who.await {
            Ok(Some(me)) if me.client.is_some() => view! { <Redirect path=PORTAL/> }.into_any(),
            Ok(Some(me)) if me.must_enrol => view! { <Redirect path=ENROL/> }.into_any(),
            Ok(Some(me)) if me.member.is_none() => view! { <OfNoPractice me/> }.into_any(),
            Ok(_) => view! { <Redirect path="/"/> }.into_any(),
            Err(error) => view! { <Broken error/> }.into_any(),
        }
    })
}

#[component]
fn OfNoPractice(me: Me) -> impl IntoView {
    provide_context(me.clone());
    view! {
        <form id="sign-out" method="post" action=SignOut::url() hidden=true></form>
        <Shell practice="No practice" items=vec![NavItem::new(ALONE, say!("Account"), "circle-user")] person=me.name() menu=PersonMenu>
            <Banner tone=Tone::Neutral title="You are a member of no practice">
                <p>"To join one, open the link in your invitation. To start your own, sign out and sign up with another address."</p>
            </Banner>
            <AccountPage me leaving=|| ()/>
        </Shell>
    }
}

/// The mails as sent, on a developer's machine: for whoever sits there, signed in or not.
#[component]
fn Mailbox() -> impl IntoView {
    view! {
        <div class="bare">
            <header class="bare-head"><a href="/" aria-label="Caseload, home"><Wordmark/></a></header>
            <main id="main" class="bare-main" tabindex="-1"><MailboxPage/></main>
        </div>
    }
}

#[component]
fn NotFound() -> impl IntoView {
    view! {
        <Status code=404/>
        <Plate title="Not here">
            <Empty icon="search" text="There is no such page, or it has moved."><a class="button" href="/">"Go to where you begin"</a></Empty>
        </Plate>
    }
}

#[component]
fn Broken(error: AppError) -> impl IntoView {
    view! {
        <Status code=error.status()/>
        <Plate title="Something went wrong">
            <Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner>
            <a class="button" href="">"Try again"</a>
        </Plate>
    }
}

/// Where this build's scripts and styles are; given as context by the server.
#[derive(Clone, Copy, Debug)]
pub struct Assets {
    /// `/pkg/<version>`
    pub pkg: &'static str,
    pub parcels: &'static Parcels,
}

/// The document around the app. The nonce is the one in the response's Content-Security-Policy.
#[cfg(feature = "ssr")]
pub fn shell() -> impl IntoView {
    use crate::ui::theme_in;
    let Assets { pkg, parcels } = expect_context();
    let nonce = leptos::nonce::use_nonce();
    let cookies = use_context::<axum::http::request::Parts>()
        .and_then(|parts| parts.headers.get(axum::http::header::COOKIE).and_then(|c| c.to_str().ok().map(str::to_string)))
        .unwrap_or_default();
    let start =
        format!("import init, {{ hydrate }} from '{pkg}/caseload.js'; init({{ module_or_path: '{pkg}/caseload.wasm' }}).then(hydrate);");
    view! {
        <!DOCTYPE html>
        <html lang=crate::base::LANGUAGE data-theme=theme_in(&cookies).map(|theme| theme.name())>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" content="#f7f4ee" media="(prefers-color-scheme: light)"/>
                <meta name="theme-color" content="#0f1412" media="(prefers-color-scheme: dark)"/>
                <meta name="description" content="Who is on the care team, what may each person do, and which clients does each one see."/>
                <link rel="stylesheet" href=format!("{pkg}/caseload.css")/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/apple-touch-icon.png"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                // The page is read before it is woken: on a slow line its style goes first.
                <link rel="modulepreload" href=format!("{pkg}/caseload.js") fetchpriority="low"/>
                <link rel="preload" href=format!("{pkg}/caseload.wasm") r#as="fetch" r#type="application/wasm" crossorigin="anonymous" fetchpriority="low"/>
                {parcels.fetcher.as_ref().map(|script| view! { <link rel="modulepreload" href=format!("{pkg}/{script}") fetchpriority="low"/> })}
                <script type="module" nonce=nonce>{start}</script>
                <leptos_meta::MetaTags/>
            </head>
            <body><App/></body>
        </html>
    }
}
