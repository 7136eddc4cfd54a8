//! A PostgreSQL for the tests of one process: in a temporary directory (root's own directories are closed to the
//! user it runs as), without care for its data, gone when the process is, however it ends.

use super::{Care, Private, open_with};
use crate::base::SecretKey;
use sqlx::postgres::PgConnectOptions;
use std::{
    fs,
    os::unix::{fs::DirBuilderExt, process::CommandExt},
    path::Path,
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

/// How an ordinary owner connects: no superuser, but may make roles and databases, as the tests do. Started the
/// first time it is asked for; TEST_DATABASE_URL names another to use instead.
pub fn test_cluster() -> PgConnectOptions {
    static CLUSTER: OnceLock<(PgConnectOptions, Option<(Private, Child)>)> = OnceLock::new();
    CLUSTER.get_or_init(|| std::thread::spawn(found_or_started).join().expect("the tests' PostgreSQL starts")).0.clone()
}

fn found_or_started() -> (PgConnectOptions, Option<(Private, Child)>) {
    if let Ok(url) = std::env::var("TEST_DATABASE_URL") {
        return (url.parse().expect("TEST_DATABASE_URL is a PostgreSQL URL"), None);
    }
    let home = std::env::temp_dir().join(format!("caseload test {}", std::process::id()));
    fs::DirBuilder::new().mode(0o711).create(&home).expect("a temporary directory");
    let home = home.canonicalize().expect("it is there");
    let watch = clear_away_afterwards(&home);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let secret = SecretKey::parse("the tests' secret is known to everyone").expect("long enough");
    let (private, owner) = runtime.block_on(open_with(&home, &secret, Care::Throwaway)).expect("the tests' PostgreSQL starts");
    (owner, Some((private, watch)))
}

/// A static is never dropped, and a test run can be killed. So a shell waits for the end of its input, which comes
/// when this process has ended; it is in a group of its own, where Ctrl-C does not reach it.
fn clear_away_afterwards(home: &Path) -> Child {
    const THEN: &str = r#"
        cat > /dev/null
        if pid=$(head -n 1 "$1/postgres/postmaster.pid" 2> /dev/null); then
            kill -QUIT "$pid"; n=0
            while kill -0 "$pid" 2> /dev/null && [ $n -lt 100 ]; do sleep 0.1; n=$((n + 1)); done
        fi
        rm -rf "$1"
    "#;
    Command::new("sh")
        .args(["-c", THEN, "sh"])
        .arg(home)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("there is a shell")
}
