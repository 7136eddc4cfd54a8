//! The parcels that the browser's half comes in. What everyone needs at once, the frame and the roster, comes with the
//! first page; the other rooms' pages are fetched when someone goes there, each room's together.
//!
//! `cargo leptos build --split` cuts the parcels; the server has every page at hand.

use crate::auth::{Logoff, Me};
use crate::palette::Palette;
use crate::ui::{Banner, Page, Toasts, Tone, breath};
use crate::{assignment, audit, auth, clients, coverage, eyes, groups, notices, portal, roles, settings, supervision, team};
use caseload_words::view;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos_meta::Link;
use leptos_router::ChooseView;
use std::{collections::HashMap, pin::Pin};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// On its way, once it was asked for.
pub type Fetched<T> = Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>> + Send>>;

/// What each parcel of this build consists of, as `cargo leptos build --split` says; nothing where it was not cut.
#[derive(Debug, Default)]
pub struct Parcels {
    pub files: HashMap<String, Vec<String>>,
    /// The script that fetches them.
    pub fetcher: Option<String>,
}

/// A page, wherever its code may be.
#[derive(Clone, Copy)]
pub struct Parcel {
    name: &'static str,
    open: fn() -> Fetched<AnyView>,
    fetch: fn() -> Fetched<()>,
}

impl Parcel {
    /// Has the server say in the page's head what this page needs: `preload` if it is this one, `prefetch` if it will
    /// probably be the next.
    pub fn announce(self, how: &'static str) {
        #[cfg(feature = "ssr")]
        if let Some(super::Assets { pkg, parcels }) = use_context() {
            for file in parcels.files.get(self.name).into_iter().flatten() {
                let href = format!("{pkg}/{file}.wasm");
                // Made to HTML it is registered for the head; nothing of it stands in the body.
                let _ = view! { <Link rel=how href as_="fetch" type_="application/wasm" crossorigin="anonymous" fetchpriority="low"/> }
                    .to_html();
            }
        }
        #[cfg(not(feature = "ssr"))]
        let _ = (self.name, how);
    }
}

impl ChooseView for Parcel {
    async fn choose(self) -> AnyView {
        self.announce("preload");
        (self.open)().await.unwrap_or_else(unfetched)
    }

    async fn preload(&self) {
        let _ = (self.fetch)().await;
        // Unpacking is one thing, waking the page another.
        breath().await;
    }
}

/// A page whose code came with the first; it too wakes up apart from the routes.
#[derive(Clone, Copy)]
pub struct AtHand(pub fn() -> AnyView);

impl ChooseView for AtHand {
    async fn choose(self) -> AnyView {
        (self.0)()
    }

    async fn preload(&self) {
        breath().await;
    }
}

/// Each page by its name for the routes, under the name of its parcel.
macro_rules! parcels {
    ($($parcel:ident { $($page:ident: $view:expr,)+ })+) => {$($(
        pub fn $page() -> Parcel {
            #[wasm_split($parcel, fallible, preload(fetch))]
            fn $page() -> Result<AnyView, SplitLoaderError> {
                Ok($view.into_any())
            }
            Parcel { name: stringify!($parcel), open: || Box::pin($page()), fetch: || Box::pin(fetch()) }
        }
    )+)+};
}

parcels! {
    doorway {
        sign_in: auth::SignInPage(),
        sign_up: crate::founding::SignUpPage(),
        reset: auth::ResetPage(),
        new_password: auth::NewPasswordPage(),
        confirm: auth::ConfirmPage(),
        sign_in_code: auth::factors::CodePage(),
        second_factor: auth::factors::SecondFactorPage(),
        confirm_email: auth::ConfirmEmailPage(),
        invitation: team::invites::InvitationPage(),
        join: team::join::JoinPage(),
        confirm_join: team::join::ConfirmJoinPage(),
        portal_invitation: portal::PortalInvitationPage(),
        portal: portal::PortalPage(),
    }
    team {
        card: team::ProfileCard(),
        invite: team::invites::InvitePage(),
        many: team::invites::many::ManyPage(),
        batch: team::invites::many::BatchPage(),
        handed_links: team::invites::many::LinksPage(),
        join_links: team::join::JoinLinksPage(),
        overrides: team::OverridesPage(),
        leave: team::leaving::LeavePage(),
        why: eyes::WhyPage(),
        view_as: eyes::ViewAsPage(),
    }
    rooms {
        today: crate::today::TodayPage(),
        clients: clients::ClientsPage(),
        supervisee_caseload: supervision::SuperviseeCaseloadPage(),
        who_sees: clients::who_sees::WhoSeesPage(),
        unassigned: crate::unassigned::UnassignedPage(),
        coverage: coverage::CoveragePage(),
        lend: coverage::LendPage(),
        client_views: clients::views::ViewsPage(),
        archive_clients: clients::many::ArchivePage(),
        restore_clients: clients::many::RestorePage(),
        group_clients: clients::many::GroupClientsPage(),
        add_client: clients::AddClientPage(),
        client: clients::ClientPage(),
        edit_client: clients::EditClientPage(),
        delete_client: clients::DeleteClientPage(),
        restriction: clients::RestrictionPage(),
        record_visit: crate::visits::RecordVisitPage(),
        change_visit: crate::visits::ChangeVisitPage(),
        client_portal: portal::ClientPortalPage(),
        import: clients::import::ImportPage(),
        one_import: clients::import::OneImportPage(),
        assign: assignment::AssignPage(),
        capacity: assignment::CapacityPage(),
        notices: notices::NoticesPage(),
        groups: groups::GroupsPage(),
        group: groups::GroupPage(),
        roles: roles::RolesPage(),
        new_role: roles::NewRolePage(),
        role: roles::RolePage(),
        edit_role: roles::EditRolePage(),
        delete_role: roles::DeleteRolePage(),
        settings: settings::SettingsPage(),
        security: crate::security::SecurityPage(),
        audit: super::Audit(),
        entry: audit::EntryPage(),
        account: super::Account(),
        mailbox: super::Mailbox(),
        alone: super::Alone(),
    }
}

/// Has the browser keep what Caseload needs without a connection; its code is fetched after the page's.
pub async fn watch_for_updates() {
    #[wasm_split(device, fallible)]
    fn watch() -> Result<(), SplitLoaderError> {
        crate::offline::watch();
        Ok(())
    }
    let _ = watch().await;
}

/// Where toasts appear; its code is fetched after the page's.
pub fn toasts() -> Fetched<AnyView> {
    #[wasm_split(device, fallible)]
    fn toasts_shown() -> Result<AnyView, SplitLoaderError> {
        Ok(view! { <Toasts/> }.into_any())
    }
    Box::pin(toasts_shown())
}

/// What is over a page of someone signed in only when it is needed, the automatic logoff's words and the palette; its code is
/// fetched after the page's. In the frame, which says who is signed in.
pub fn over_the_page() -> Fetched<AnyView> {
    #[wasm_split(device, fallible)]
    fn over() -> Result<AnyView, SplitLoaderError> {
        let me: Me = expect_context();
        let minutes = me.member.as_ref().map_or(0, |(_, practice)| practice.logoff_minutes);
        let (email, session_ends, opens) = (me.email.clone(), me.session_ends, expect_context());
        Ok(view! { <Palette me opens/> <Logoff minutes email session_ends/> }.into_any())
    }
    Box::pin(over())
}

/// What a page of someone signed in does by itself: it hears of what others change, and may keep the day's caseload.
/// `minutes`: those of the automatic logoff; none for whoever has no caseload of their own here.
pub async fn attend(minutes: Option<i32>) {
    #[wasm_split(device, fallible)]
    fn attends(minutes: Option<i32>) -> Result<(), SplitLoaderError> {
        crate::live::listen();
        if let Some(minutes) = minutes {
            crate::offline::keep(minutes);
        }
        Ok(())
    }
    let _ = attends(minutes).await;
}

fn unfetched(_: SplitLoaderError) -> AnyView {
    view! { <Unfetched/> }.into_any()
}

/// The network failed where a page was to come from.
#[component]
fn Unfetched() -> impl IntoView {
    view! {
        <Page title="Not reachable">
            <Banner tone=Tone::Bad><p>"This page could not be fetched. Check the connection, then try again."</p></Banner>
            <a class="button" href="" rel="external">"Try again"</a>
        </Page>
    }
}
