//! All that answers: pages, server functions, files, health; and the layers around them.

use super::{
    answers, assets,
    guard::{self, FromThisMachine, Ours},
    owned::Owned,
};
use crate::access::{Asking, Passage};
use crate::app::{App, Assets, shell};
use crate::audit::{
    Question,
    export::{Format, export},
};
use crate::auth::{Hasher, WakeWorker, cookies::Secure, passkeys::PasskeyOrigin};
use crate::base::{Db, sealed::Sealer};
use crate::caseload::ClientQuery;
use crate::clients;
use crate::live;
use crate::mail::{MailHost, Mailbox, mailbox_html};
use crate::offline;
use crate::settings::BaseUrl;
use crate::team::invites::many;
use axum::{
    Extension, Form, Router,
    extract::{DefaultBodyLimit, Multipart, Path, Query, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use leptos::{nonce::Nonce, prelude::*};
use leptos_axum::{generate_route_list, handle_server_fns_with_context, render_app_async_with_context};
use sqlx::PgPool;
use std::{
    collections::HashMap,
    num::NonZero,
    sync::{LazyLock, OnceLock},
    thread::available_parallelism,
    time::Duration,
};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, CompressionLevel,
        predicate::{NotForContentType, Predicate, SizeAbove},
    },
    timeout::TimeoutLayer,
};

/// What the pages and the server functions work with; they find it as context.
#[derive(Clone)]
pub struct Surroundings {
    pub db: Db,
    pub hasher: Hasher,
    pub sealer: Sealer,
    pub base_url: String,
    pub mail_host: MailHost,
    pub mailbox: Mailbox,
    pub wake: WakeWorker,
    pub hub: live::Hub,
    /// For /readyz.
    pub owner: PgPool,
}

impl Surroundings {
    fn secure(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// For one request.
    fn provide(&self, request: &axum::http::Extensions, headers: &axum::http::HeaderMap) {
        provide_context(self.db.clone());
        provide_context(self.hasher.clone());
        provide_context(crate::base::Wording::default());
        provide_context(self.sealer.clone());
        provide_context(BaseUrl(self.base_url.clone()));
        provide_context(PasskeyOrigin(self.base_url.clone()));
        provide_context(self.mail_host.clone());
        provide_context(self.wake.clone());
        provide_context(Secure(self.secure()));
        provide_context(Assets { pkg: assets::pkg(), parcels: assets::parcels() });
        provide_context(request.get::<Asking>().cloned().unwrap_or_default());
        provide_context(self.mailbox_for(request));
        provide_context(answers::typed_before(headers));
        if let Some(nonce) = request.get::<Nonce>() {
            provide_context(nonce.clone());
        }
        if let Some(handed) = request.get::<many::HandedLinks>() {
            provide_context(handed.clone());
        }
    }

    fn mailbox_for(&self, request: &axum::http::Extensions) -> Mailbox {
        let here = request.get::<FromThisMachine>().is_some_and(|h| h.0);
        Mailbox { open_to_this_request: here, ..self.mailbox.clone() }
    }
}

/// Everything, behind every guard.
pub fn router(around: Surroundings) -> Router {
    let ours = Ours { base_url: around.base_url.clone(), secure: around.secure() };
    let functions = Router::new()
        .route("/api/{*function}", post(functions))
        .layer(from_fn_with_state(ours.clone(), answers::answers))
        .with_state(around.clone());
    let mut pages: Router<Surroundings> = Router::new();
    for path in page_paths() {
        pages = pages.route(path, get(page));
    }
    // The handler counts for itself; what is far too large is not even received.
    let upload_limit = DefaultBodyLimit::max(3 * clients::import::MOST_BYTES);
    let many_limit = DefaultBodyLimit::max(many::MOST_RECEIVED);
    let compressed = SizeAbove::new(512)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::SSE)
        .and(NotForContentType::const_new("application/wasm"));
    Router::new()
        .merge(functions)
        .merge(pages.with_state(around.clone()))
        .route("/sw.js", get(async || offline::service_worker(assets::kept())))
        .route("/its-time.js", get(async || offline::its_time()))
        .route("/offline", get(async || offline::nothing_reached(assets::pkg())))
        .route("/live", get(live))
        .route("/mailbox/{id}", get(mailbox_html))
        .route("/clients/export.csv", post(clients_file).get(|| async { Redirect::to("/clients") }))
        .route("/clients/chosen", get(clients::many::chosen))
        .route("/clients/import/template.csv", get(clients::import::template))
        .route("/clients/import/{id}/rejected.csv", get(clients_rejected))
        .route("/team/invite/many/template.csv", get(many::template))
        .route("/team/invite/many/{id}/rejected.csv", get(people_rejected))
        .route("/team/invite/many/{id}/links", post(links_handed))
        .route("/team/export.csv", post(roster_file).get(|| async { Redirect::to("/team") }))
        .route("/audit/export.csv", post(async |around, asking, form| exported(around, asking, form, Format::Csv).await))
        .route("/audit/export.ndjson", post(async |around, asking, form| exported(around, asking, form, Format::Ndjson).await))
        .fallback(file_or_page)
        .layer(within(30))
        // A large file on a slow line takes its time.
        .route("/team/invite/many/upload", post(people_upload).get(|| async { Redirect::to("/team/invite/many") }).layer(many_limit))
        .route("/clients/import/upload", post(clients_upload).get(|| async { Redirect::to("/clients/import") }).layer(upload_limit))
        .layer(within(600))
        .with_state(around.clone())
        .layer(from_fn_with_state(around.clone(), mailbox_here))
        .layer(from_fn_with_state(ours.clone(), guard::asks))
        .layer(from_fn_with_state(ours.clone(), guard::same_origin))
        .layer(DefaultBodyLimit::max(256 * 1024))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(compressed))
        .layer(from_fn_with_state(ours, guard::headers))
        .layer(CatchPanicLayer::custom(panicked))
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready).with_state(around))
        .layer(from_fn(noted))
}

/// Found out once: while Leptos walks through the routes, no resource of the whole process loads (`suppress_resource_load`),
/// so a page that another router is making at that moment would never be done.
fn page_paths() -> &'static [String] {
    static PATHS: OnceLock<Vec<String>> = OnceLock::new();
    PATHS.get_or_init(|| generate_route_list(App).iter().map(|route| route.path().to_string()).collect())
}

/// Seconds until an answer must have begun.
fn within(seconds: u64) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(seconds))
}

async fn functions(State(around): State<Surroundings>, request: Request) -> impl IntoResponse {
    let (extensions, headers) = (request.extensions().clone(), request.headers().clone());
    Owned::default().run(handle_server_fns_with_context(move || around.provide(&extensions, &headers), request)).await
}

async fn page(State(around): State<Surroundings>, mut request: Request) -> Response {
    // Whatever asks for a page gets one: leptos_axum redirects only those that say they take HTML.
    request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("text/html"));
    let (extensions, headers) = (request.extensions().clone(), request.headers().clone());
    let owned = Owned::default();
    let its = owned.clone();
    let passage = Passage::default();
    let asked = passage.clone();
    let _turn = a_turn().await;
    let answer = render_app_async_with_context(
        move || {
            its.is_current();
            around.provide(&extensions, &headers);
            provide_context(asked.clone());
        },
        shell,
    );
    let made = owned.run(answer(request)).await.into_response();
    passage.ends();
    made
}

/// So many pages are made at once, two for each core, and the others come in the order in which they were asked for: made all
/// at once, each of their many short steps waits behind all the others', and the slowest in twenty take twice as long.
pub(super) static AT_ONCE: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(turns()));

pub(super) fn turns() -> usize {
    2 * available_parallelism().map_or(2, NonZero::get)
}

/// So long a page waits for its turn. Those before it may wait for something themselves; then it goes ahead.
pub(super) const PATIENCE: Duration = Duration::from_millis(250);

async fn a_turn() -> Option<SemaphorePermit<'static>> {
    timeout(PATIENCE, AT_ONCE.acquire()).await.ok()?.ok()
}

async fn clients_file(
    State(around): State<Surroundings>,
    Extension(asking): Extension<Asking>,
    Form(query): Form<ClientQuery>,
) -> Response {
    clients::export(around.db, asking, query).await
}

/// A file of clients, or what was pasted.
async fn clients_upload(State(around): State<Surroundings>, Extension(asking): Extension<Asking>, form: Multipart) -> Response {
    clients::import::upload(around.db, asking, form).await
}

async fn clients_rejected(State(around): State<Surroundings>, Extension(asking): Extension<Asking>, Path(id): Path<String>) -> Response {
    match id.parse() {
        Ok(id) => clients::import::rejected(around.db, asking, id).await,
        Err(_) => Redirect::to("/clients/import").into_response(),
    }
}

/// A file of people to invite.
async fn people_upload(State(around): State<Surroundings>, Extension(asking): Extension<Asking>, form: Multipart) -> Response {
    many::upload(around.db, asking, form).await
}

async fn people_rejected(State(around): State<Surroundings>, Extension(asking): Extension<Asking>, Path(id): Path<String>) -> Response {
    match id.parse() {
        Ok(id) => many::rejected(around.db, asking, id).await,
        Err(_) => Redirect::to("/team/invite/many").into_response(),
    }
}

/// Makes links to hand over, and answers with the page that shows them, this once.
async fn links_handed(
    State(around): State<Surroundings>,
    Extension(asking): Extension<Asking>,
    Path(id): Path<String>,
    mut parts: axum::http::request::Parts,
    Form(fields): Form<HashMap<String, String>>,
) -> Response {
    let Ok(id) = id.parse() else { return Redirect::to("/team/invite/many").into_response() };
    let after = fields.get("after").and_then(|line| line.parse().ok()).unwrap_or(0);
    let Ok(handed) = many::hand_over(&around.db, asking, &around.base_url, id, after).await else {
        return Redirect::to(&format!("/team/invite/many/{id}")).into_response();
    };
    parts.method = axum::http::Method::GET;
    for about_the_body in [header::CONTENT_TYPE, header::CONTENT_LENGTH] {
        parts.headers.remove(about_the_body);
    }
    parts.extensions.insert(handed);
    page(State(around), Request::from_parts(parts, axum::body::Body::empty())).await
}

/// What changes while a page is looked at. `away`: seconds since the page knew what there was.
async fn live(
    State(around): State<Surroundings>,
    Extension(asking): Extension<Asking>,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let away = asked.get("away").and_then(|seconds| seconds.parse().ok()).unwrap_or(0);
    live::open(around.hub, around.db, asking, Duration::from_secs(away)).await
}

async fn roster_file(
    State(around): State<Surroundings>,
    Extension(asking): Extension<Asking>,
    Form(fields): Form<HashMap<String, String>>,
) -> Response {
    crate::team::export_roster(around.db, asking, fields).await
}

/// The timeout is for the beginning of an answer; a long file may take its time.
async fn exported(
    State(around): State<Surroundings>,
    Extension(asking): Extension<Asking>,
    Form(query): Form<Question>,
    format: Format,
) -> Response {
    export(around.db, asking, query, format).await
}

/// A file of the site, or else the page that says there is nothing.
async fn file_or_page(State(around): State<Surroundings>, request: Request) -> Response {
    match assets::find(request.uri(), request.headers()) {
        Some(file) => file,
        None if request.uri().path().starts_with("/pkg/") => StatusCode::NOT_FOUND.into_response(),
        None => page(State(around), request).await,
    }
}

/// The handler of a letter's HTML finds the mailbox as an extension.
async fn mailbox_here(State(around): State<Surroundings>, mut request: Request, next: axum::middleware::Next) -> Response {
    let mailbox = around.mailbox_for(request.extensions());
    request.extensions_mut().insert(mailbox);
    next.run(request).await
}

/// Ready when the database answers and its migrations are those of this build.
async fn ready(State(around): State<Surroundings>) -> (StatusCode, &'static str) {
    match super::pool::up_to_date(&around.owner).await {
        Ok(true) => (StatusCode::OK, "ready"),
        Ok(false) => (StatusCode::SERVICE_UNAVAILABLE, "the database is not migrated"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer"),
    }
}

/// What a panic said may hold anything; only that there was one is told.
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    let error = crate::base::AppError::internal("panic", &"a handler panicked; see the lines above");
    (StatusCode::INTERNAL_SERVER_ERROR, axum::Json(error)).into_response()
}

/// One line a request: no query, for it may hold a name; and of a link's path only its beginning.
async fn noted(request: Request, next: axum::middleware::Next) -> Response {
    let (method, path) = (request.method().clone(), shown(request.uri().path()));
    let begun = std::time::Instant::now();
    let response = next.run(request).await;
    tracing::debug!(%method, path, status = response.status().as_u16(), ms = begun.elapsed().as_secs_f32() * 1000.0, "request");
    response
}

fn shown(path: &str) -> String {
    for secret in ["/invitations/", "/reset/", "/account/email/", "/portal/invitation/", "/join/confirm/", "/join/"] {
        if path.starts_with(secret) {
            return format!("{secret}…");
        }
    }
    path.to_string()
}
