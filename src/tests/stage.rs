//! A stage: a database of its own, the real router in front of it, and people who send requests to it as a browser
//! would, with their cookies. Time moves by hand.

use crate::base::{Clock, Db, MemberId};
use crate::{auth, mail, server};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use server_fn::ServerFn;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool, postgres::PgConnectOptions, postgres::PgPoolOptions};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::PathBuf,
    sync::{Mutex, OnceLock},
};
use tokio::sync::OnceCell;
use tower::ServiceExt;

pub const PASSWORD: &str = "seven herons cross the fjord";

/// The clusters's owner; makes one database with all migrations, once, to copy from.
async fn template() -> PgConnectOptions {
    static READY: OnceCell<()> = OnceCell::const_new();
    let owner = server::postgres::test_cluster();
    READY
        .get_or_init(|| async {
            let mut conn = PgConnection::connect_with(&owner).await.expect("the tests' PostgreSQL");
            let name = template_name();
            conn.execute(AssertSqlSafe(format!("create database {name}"))).await.expect("a database to copy from");
            let mut there = PgConnection::connect_with(&owner.clone().database(name)).await.expect("the new database");
            sqlx::migrate!("./migrations").run(&mut there).await.expect("the migrations");
            let _ = there.execute("grant caseload_app to current_user").await;
            there.close().await.expect("closed");
        })
        .await;
    owner
}

fn template_name() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| format!("template_{:08x}", rand::random::<u32>()))
}

/// A database with all migrations and nothing in it, as its owner connects to it.
pub async fn fresh_database() -> PgConnectOptions {
    let owner = template().await;
    let name = format!("stage_{:016x}", rand::random::<u64>());
    // Two copies at once of one template are refused: one after the other.
    static ONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let _turn = ONE.lock().await;
    let mut conn = PgConnection::connect_with(&owner).await.expect("the tests' PostgreSQL");
    // Some hundred of them together would take gigabytes.
    let over = std::mem::take(&mut *OVER.lock().expect("nobody panics in here"));
    for over in over {
        let _ = conn.execute(AssertSqlSafe(format!("drop database {over} with (force)"))).await;
    }
    conn.execute(AssertSqlSafe(format!("create database {name} template {}", template_name()))).await.expect("a copy");
    owner.database(&name)
}

/// The databases of stages that are over; the next one that is set takes them away.
static OVER: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// The application's connections: as a role that owns nothing.
pub fn as_application(owner: PgConnectOptions) -> PgPool {
    let pool = PgPoolOptions::new().max_connections(10).after_connect(|conn, _| {
        Box::pin(async move {
            conn.execute("set role caseload_app").await?;
            conn.execute(server::pool::SESSION).await?;
            Ok(())
        })
    });
    pool.connect_lazy_with(owner)
}

pub struct Stage {
    pub db: Db,
    /// As the tables' owner, for looking behind the scenes.
    pub owner: PgPool,
    pub hub: crate::live::Hub,
    router: Router,
    post: mail::Post,
    dir: PathBuf,
}

impl Stage {
    pub async fn set() -> Stage {
        let _ = any_spawner::Executor::init_tokio();
        let options = fresh_database().await;
        let db = Db { pool: as_application(options.clone()), clock: Clock::default(), herald: Default::default() };
        let owner = PgPoolOptions::new().max_connections(2).connect_lazy_with(options);
        let dir = std::env::temp_dir().join(format!("caseload-stage-{:016x}", rand::random::<u64>()));
        let post = mail::Post::new(None, &dir, "http://caseload.test", None).expect("a mailbox on disk");
        let around = server::router::Surroundings {
            db: db.clone(),
            owner: owner.clone(),
            hasher: hasher(),
            sealer: sealer(),
            base_url: "http://caseload.test".into(),
            mail_host: mail::MailHost("caseload.test".into()),
            mailbox: mail::Mailbox { dir: Some(dir.join("mailbox")), open_to_this_request: false, base_url: "http://caseload.test".into() },
            wake: Default::default(),
            hub: Default::default(),
        };
        let hub = around.hub.clone();
        Stage { db, owner, hub, router: server::router::router(around), post, dir }
    }

    /// Has what happens here be told to the pages that listen, until it is dropped.
    pub fn serves_live(&self) -> tokio::sync::watch::Sender<bool> {
        let (stop, stopping) = tokio::sync::watch::channel(false);
        tokio::spawn(crate::live::run(self.hub.clone(), self.db.clone(), stopping));
        stop
    }

    /// Someone with an empty browser.
    pub fn visitor(&self) -> Person<'_> {
        Person { stage: self, cookies: BTreeMap::new(), ip: [198, 51, 100, rand::random::<u8>()].into(), email: String::new() }
    }

    /// A practice with its originating administrator, signed in.
    pub async fn practice(&self, name: &str, first: &str) -> Person<'_> {
        let mut person = self.visitor();
        person.email = format!("{}@{}.example", first.to_lowercase(), name.to_lowercase().replace(' ', "-"));
        let email = person.email.clone();
        let form = [
            ("new[practice]", name),
            ("new[first_name]", first),
            ("new[last_name]", "Lindqvist"),
            ("new[email]", &email),
            ("new[password]", PASSWORD),
            ("new[timezone]", "America/New_York"),
        ];
        person.does::<crate::founding::CreatePractice>(&form).await.ok();
        person
    }

    /// Time passes.
    pub fn later(&self, by: chrono::Duration) {
        self.db.clock.moves(by);
    }

    /// The worker goes round once: what is due is in the mailboxes afterwards.
    pub async fn mails_go(&self) {
        auth::answer_reset_requests(&self.db).await.expect("reset requests are answered");
        mail::deliver_due(&self.db, &self.post).await.expect("letters are delivered");
    }

    /// The newest mail to an address whose subject or text holds these words: its text.
    pub async fn mail_to(&self, email: &str, words: &str) -> Option<String> {
        self.mails_go().await;
        let mut found: Vec<(String, String)> = Vec::new();
        for entry in std::fs::read_dir(self.dir.join("mailbox")).ok()?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !name.ends_with(".json") || name.starts_with('.') {
                continue;
            }
            let mail: serde_json::Value = serde_json::from_slice(&std::fs::read(entry.path()).ok()?).ok()?;
            let text = |key: &str| mail[key].as_str().unwrap_or_default().to_string();
            let whole = format!("{}\n{}", text("subject"), text("text"));
            if text("to").contains(&format!("<{email}>")) && whole.contains(words) {
                found.push((name, whole));
            }
        }
        found.sort();
        found.pop().map(|(_, text)| text)
    }

    /// The token of the newest link of a kind in the mail to an address.
    pub async fn token_for(&self, email: &str, path: &str) -> String {
        let mail = self.mail_to(email, path).await.unwrap_or_else(|| panic!("a mail to {email} with {path}"));
        let at = mail.find(path).expect("the link") + path.len();
        mail[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect()
    }

    /// What the trail of a practice says, oldest first.
    pub async fn trail(&self, practice: uuid::Uuid) -> Vec<(String, String, serde_json::Value)> {
        let mut tx = self.owner.begin().await.expect("a transaction");
        let set = format!("select set_config('app.practice', '{practice}', true)");
        tx.execute(AssertSqlSafe(set)).await.expect("in the practice");
        sqlx::query_as("select kind, actor, detail from audit_event order by seq").fetch_all(&mut *tx).await.expect("the trail")
    }

    /// As the owner, inside a practice and seeing all its clients: for looking and arranging where no screen can.
    pub async fn inside(&self, practice: uuid::Uuid) -> sqlx::Transaction<'static, sqlx::Postgres> {
        let mut tx = self.owner.begin().await.expect("a transaction");
        let set = format!("select set_config('app.practice', '{practice}', true), set_config('app.clients', 'practice', true)");
        tx.execute(AssertSqlSafe(set)).await.expect("in the practice");
        tx
    }

    /// As the owner, inside a practice: for arranging what no screen can.
    pub async fn behind(&self, practice: uuid::Uuid, sql: &str) {
        let mut tx = self.inside(practice).await;
        tx.execute(AssertSqlSafe(sql.to_string())).await.expect("done");
        tx.commit().await.expect("kept");
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
        OVER.lock().expect("nobody panics in here").extend(self.owner.connect_options().get_database().map(str::to_owned));
    }
}

/// One for all stages: it costs a hash.
fn hasher() -> auth::Hasher {
    static HASHER: OnceLock<auth::Hasher> = OnceLock::new();
    HASHER.get_or_init(auth::Hasher::new).clone()
}

/// What the stage's secrets are sealed with.
pub fn sealer() -> crate::base::sealed::Sealer {
    let key = crate::base::SecretKey::parse("a key that is only for these tests, and long").expect("long enough");
    crate::base::sealed::Sealer::new(&key, &[])
}

/// A browser, and whoever sits before it.
#[derive(Clone)]
pub struct Person<'a> {
    stage: &'a Stage,
    pub cookies: BTreeMap<String, String>,
    pub ip: std::net::IpAddr,
    pub email: String,
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    #[track_caller]
    pub fn ok(self) -> serde_json::Value {
        assert!(self.status.is_success() || self.status.is_redirection(), "{} {}", self.status, self.text);
        serde_json::from_str(&self.text).unwrap_or(serde_json::Value::Null)
    }

    /// The refusal, with its words.
    #[track_caller]
    pub fn refused(self) -> crate::base::AppError {
        assert!(self.status.is_client_error(), "{} {}", self.status, self.text);
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("an AppError: {} {}", self.status, self.text))
    }
}

impl<'a> Person<'a> {
    /// Calls a server function as its form would.
    pub async fn does<F: ServerFn>(&mut self, form: &[(&str, &str)]) -> Answer {
        self.posts(F::PATH, form).await
    }

    pub async fn posts(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let body =
            form.iter().map(|(k, v)| format!("{}={}", crate::base::in_query(k), crate::base::in_query(v))).collect::<Vec<_>>().join("&");
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json")
            .header("sec-fetch-site", "same-origin");
        self.sends(request.body(Body::from(body)).expect("a request")).await
    }

    pub async fn opens(&mut self, path: &str) -> Answer {
        let request = Request::builder().uri(path).header(header::ACCEPT, "text/html");
        self.sends(request.body(Body::empty()).expect("a request")).await
    }

    pub async fn sends(&mut self, request: Request<Body>) -> Answer {
        let (parts, body) = self.asks(request).await.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            self.keeps(cookie.to_str().expect("text"));
        }
        let text = String::from_utf8(to_bytes(body, 8 << 20).await.expect("a body").to_vec()).expect("text");
        Answer { status: parts.status, headers: parts.headers, text }
    }

    /// The answer as it begins; its body may still be coming.
    pub async fn asks(&self, mut request: Request<Body>) -> axum::response::Response {
        let cookies = self.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join("; ");
        let head = request.headers_mut();
        head.insert(header::HOST, "caseload.test".parse().expect("a host"));
        head.insert(header::USER_AGENT, "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0".parse().expect("an agent"));
        if !cookies.is_empty() {
            head.insert(header::COOKIE, cookies.parse().expect("cookies"));
        }
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(self.ip, 40000)));
        self.stage.router.clone().oneshot(request).await.expect("an answer")
    }

    fn keeps(&mut self, cookie: &str) {
        let (name, value) = cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
        if cookie.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_string(), value.to_string());
        }
    }

    pub async fn signs_in(&mut self, email: &str, password: &str) -> Answer {
        self.does::<auth::SignIn>(&[("email", email), ("password", password)]).await
    }

    pub async fn me(&mut self) -> Option<auth::Me> {
        let answer = self.does::<auth::Whoami>(&[]).await;
        serde_json::from_value(answer.ok()).expect("who it is")
    }

    pub async fn practice(&mut self) -> uuid::Uuid {
        self.me().await.and_then(|me| me.member).expect("a member").0.practice.0
    }

    pub async fn role(&mut self, name: &str) -> String {
        let roles = self.does::<crate::team::Roles>(&[]).await.ok();
        roles.as_array().expect("roles").iter().find(|r| r["name"] == name).expect("the role")["id"].as_str().expect("an id").to_string()
    }

    pub async fn location(&mut self) -> String {
        let locations = self.does::<crate::team::invites::LocationChoices>(&[]).await.ok();
        locations[0]["id"].as_str().expect("an id").to_string()
    }

    /// Invites by the form; first and last name, address, role.
    pub async fn invites(&mut self, (first, last): (&str, &str), email: &str, role: &str) -> Answer {
        let (role, location) = (self.role(role).await, self.location().await);
        let form = [
            ("invite[first_name]", first),
            ("invite[last_name]", last),
            ("invite[email]", email),
            ("invite[role]", &role),
            ("invite[location]", &location),
            ("invite[note]", ""),
        ];
        self.does::<crate::team::invites::InviteMember>(&form).await
    }

    /// Invites someone and has them accept, in a browser of their own.
    pub async fn hires(&mut self, (first, last): (&str, &str), email: &str, role: &str) -> Person<'a> {
        self.invites((first, last), email, role).await.ok();
        let mut new = self.stage.visitor();
        new.email = email.to_string();
        let token = self.stage.token_for(email, "/invitations/").await;
        new.accepts(&token).await.ok();
        new
    }

    pub async fn accepts(&mut self, token: &str) -> Answer {
        self.does::<crate::team::invites::AcceptInvitation>(&[("token", token), ("password", PASSWORD)]).await
    }

    pub async fn roster(&mut self, q: &str) -> crate::team::RosterPage {
        serde_json::from_value(self.does::<crate::team::Roster>(&[("query[q]", q)]).await.ok()).expect("a roster")
    }

    pub async fn card(&mut self, id: MemberId) -> crate::team::Profile {
        serde_json::from_value(self.does::<crate::team::MemberProfile>(&[("id", &id.to_string())]).await.ok()).expect("a card")
    }

    /// Enters the password again, for what asks for it.
    pub async fn confirms(&mut self) {
        self.does::<auth::ConfirmPassword>(&[("password", PASSWORD)]).await.ok();
    }
}

/// Runs all at once, on one thread, interleaved at every wait.
pub async fn all_at_once<T>(all: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut running: Vec<_> = all.map(|f| (Box::pin(f), None)).collect();
    std::future::poll_fn(|cx| {
        for (future, done) in running.iter_mut().filter(|(_, done)| done.is_none()) {
            if let std::task::Poll::Ready(value) = future.as_mut().poll(cx) {
                *done = Some(value);
            }
        }
        if running.iter().all(|(_, done)| done.is_some()) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    running.into_iter().filter_map(|(_, done)| done).collect()
}
