//! The database's way of life: made, killed, found again; and what the application may not do in it. Many pages at once.

use super::{config::Config, pool::Databases, router};
use crate::tests::stage::{Stage, all_at_once};
use sqlx::{Connection, PgConnection, Row};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};
use tokio::time::timeout;
use uuid::Uuid;

/// A data directory with a space in its path, removed afterwards.
struct Home(PathBuf);

impl Home {
    fn new() -> Self {
        let at = std::env::temp_dir().join(format!("caseload home {:08x}", rand::random::<u32>()));
        Home(at)
    }

    fn config(&self) -> Config {
        Config::kept_in(&self.0)
    }

    fn postmaster(&self) -> Option<String> {
        let text = fs::read_to_string(self.0.join("postgres/postmaster.pid")).ok()?;
        text.lines().next().map(str::to_string)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn kill(pid: &str) {
    let killed = Command::new("kill").args(["-9", pid]).status().expect("there is kill");
    assert!(killed.success());
}

/// A practice as the owner makes one, for the policies bind the owner too.
async fn make_practice(databases: &Databases, name: &str) -> Uuid {
    let id = Uuid::now_v7();
    let mut tx = databases.owner.begin().await.expect("the owner connects");
    sqlx::query("select set_config('app.practice', $1, true)").bind(id.to_string()).execute(&mut *tx).await.expect("set");
    sqlx::query("insert into practice (id, name, originating_member_id, created_at) values ($1, $2, $3, now())")
        .bind(id)
        .bind(name)
        .bind(Uuid::now_v7())
        .execute(&mut *tx)
        .await
        .expect("inserted");
    tx.commit().await.expect("committed");
    id
}

async fn practices_seen_by(databases: &Databases, practice: Uuid) -> Vec<String> {
    let mut tx = databases.db.pool.begin().await.expect("the application connects");
    sqlx::query("select set_config('app.practice', $1, true)").bind(practice.to_string()).execute(&mut *tx).await.expect("set");
    sqlx::query_scalar("select name from practice").fetch_all(&mut *tx).await.expect("selected")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_private_postgresql_survives_kill_9_and_stops_with_its_last_user() {
    let home = Home::new();
    let first = Databases::connect(&home.config()).await.expect("made and started");
    let maple = make_practice(&first, "Maple Grove").await;
    kill(&home.postmaster().expect("it runs"));

    let second = Databases::connect(&home.config()).await.expect("started again");
    assert_eq!(practices_seen_by(&second, maple).await, ["Maple Grove"]);

    first.close().await;
    assert!(home.postmaster().is_some(), "it goes on while someone uses it");
    assert_eq!(practices_seen_by(&second, maple).await, ["Maple Grove"]);
    second.close().await;
    assert!(home.postmaster().is_none(), "the last one stops it");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_of_a_dead_postgresql_may_belong_to_another_process() {
    let home = Home::new();
    Databases::connect(&home.config()).await.expect("made and started").close().await;
    let socket = home.0.canonicalize().expect("there").join("postgres-socket");
    let stale = format!("{}\n{}\n0\n5432\n{}\n\n", std::process::id(), home.0.join("postgres").display(), socket.display());
    fs::write(home.0.join("postgres/postmaster.pid"), stale).expect("written");
    Databases::connect(&home.config()).await.expect("started in spite of it").close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_application_owns_nothing_bypasses_nothing_and_sees_one_practice() {
    let home = Home::new();
    let databases = Databases::connect(&home.config()).await.expect("made and started");
    let maple = make_practice(&databases, "Maple Grove").await;
    let harbor = make_practice(&databases, "Harbor Clinic").await;
    assert_eq!(practices_seen_by(&databases, maple).await, ["Maple Grove"]);
    assert_eq!(practices_seen_by(&databases, harbor).await, ["Harbor Clinic"]);
    assert!(practices_seen_by(&databases, Uuid::nil()).await.is_empty());

    let role = sqlx::query(
        "select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as able, (select count(*) from pg_class where relowner = r.oid) as owns
         from pg_roles r where rolname = current_user",
    )
    .fetch_one(&databases.db.pool)
    .await
    .expect("a role");
    assert_eq!((role.get("rolname"), role.get("able"), role.get("owns")), ("caseload_login", false, 0_i64));

    for forbidden in [
        "update audit_event set actor = ''",
        "delete from audit_event",
        "truncate audit_event",
        "select from audit_head",
        "set role caseload",
    ] {
        let refused = sqlx::raw_sql(forbidden).execute(&databases.db.pool).await.expect_err(forbidden);
        let code = refused.as_database_error().and_then(|d| d.code()).map(|c| c.to_string());
        assert_eq!(code.as_deref(), Some("42501"), "{forbidden}");
    }
    databases.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_who_may_not_make_roles_steps_down_instead() {
    let cluster = super::postgres::test_cluster();
    let mut conn = PgConnection::connect_with(&cluster).await.expect("connects");
    let name = format!("plain_{:08x}", rand::random::<u32>());
    for statement in [
        format!("create role {name} login password 'plain'"),
        format!("grant {name} to current_user"),
        format!("create database {name} owner {name}"),
        "do $$ begin create role caseload_app nologin; exception when duplicate_object or unique_violation then null; end $$".into(),
        format!("grant caseload_app to {name}"),
    ] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut conn).await.expect("done");
    }
    let plain = cluster.username(&name).password("plain").database(&name);
    let key = crate::base::SecretKey::parse("0123456789abcdef0123456789abcdef").expect("long enough");
    super::pool::migrate(&plain, &key).await.expect("migrated, and the application is bound");
}

#[test]
fn a_long_data_directory_has_its_socket_elsewhere() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let home = Home(std::env::temp_dir().join(format!("caseload {:08x} {}", rand::random::<u32>(), "long ".repeat(20))));
    let databases = runtime.block_on(Databases::connect(&home.config())).expect("made and started");
    assert!(!Path::new(&home.0).join("postgres-socket").exists());
    runtime.block_on(databases.close());
}

#[tokio::test]
async fn pages_written_at_the_same_time_keep_apart() {
    let stage = Stage::set().await;
    let una = stage.practice("Maple Grove", "Una").await;
    let review = "/roles/new?from=nothing&step=review&name=Lead&can%5Bclients.view%5D=own&on%5Bclients%5D=true";
    let pages = [("/team", "Your Team"), (review, "Review: Lead"), ("/roles/new?from=member", "Add a role"), ("/audit", "Audit")];
    let asked = pages.iter().cycle().take(24).map(|(path, title)| {
        let mut una = una.clone();
        async move { (*path, *title, una.opens(path).await) }
    });
    for (path, title, page) in all_at_once(asked).await {
        assert_eq!(page.status, 200, "{path}");
        assert!(page.text.contains(&format!("<title>{title} · Caseload</title>")), "{path}");
    }
}

#[tokio::test]
async fn a_page_goes_ahead_when_those_before_it_are_long_and_gives_its_turn_back() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let every = router::turns() as u32;
    let held = router::AT_ONCE.acquire_many(every).await.expect("never closed");
    let began = Instant::now();
    assert_eq!(una.opens("/notices").await.status, 200);
    assert!(began.elapsed() >= router::PATIENCE, "it waited for its turn: {:?}", began.elapsed());
    drop(held);
    for _ in 0..=every {
        assert_eq!(una.opens("/notices").await.status, 200);
    }
    let back =
        timeout(Duration::from_secs(60), router::AT_ONCE.acquire_many(every)).await.expect("every turn came back").expect("never closed");
    drop(back);
}

#[test]
fn a_page_is_done_though_another_router_is_made_at_that_moment() {
    let others: Vec<_> = (0..3)
        .map(|_| {
            std::thread::spawn(|| {
                on_a_runtime(async {
                    for _ in 0..4 {
                        drop(Stage::set().await);
                    }
                })
            })
        })
        .collect();
    on_a_runtime(async {
        let stage = Stage::set().await;
        let mut una = stage.practice("Maple Grove", "Una").await;
        while others.iter().any(|other| !other.is_finished()) {
            let page = una.opens("/notices").await;
            assert!(page.status == 200 && page.text.contains("There is nothing here yet."), "{} {}", page.status, page.text);
        }
    });
    for other in others {
        other.join().expect("routers are made");
    }
}

fn on_a_runtime<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(work)
}
