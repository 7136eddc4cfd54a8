//! The private PostgreSQL: kept in the data directory, reachable through a Unix socket only.
//!
//! Every program that uses it (the server, `demo`, `migrate`) holds a shared lock on `postgres.users` for as long;
//! the last one to leave stops it. The system lets go of a lock when its holder dies, however it dies, so nothing
//! is left to clean up after a crash: whoever comes next finds PostgreSQL running or starts it, and has the duty of
//! stopping it. `postgres.gate` is held while it is being started or stopped.

mod programs;
#[cfg(test)]
mod throwaway;

#[cfg(test)]
pub use throwaway::test_cluster;

use super::{Fault, config};
use crate::base::SecretKey;
use programs::Programs;
use sha2::{Digest, Sha256};
use sqlx::{
    AssertSqlSafe, Connection, PgConnection,
    postgres::{PgConnectOptions, PgSslMode},
};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// Part of the socket's name; nothing listens on a port.
const PORT: u16 = 5432;
const PAUSE: Duration = Duration::from_millis(50);
/// Replaying the log after a crash takes as long as it takes; this is only so that nobody waits for ever.
const PATIENCE: Duration = Duration::from_secs(600);

/// How much its data matter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Care {
    Kept,
    #[cfg(test)]
    Throwaway,
}

/// This program's hold on the private PostgreSQL. When the last one is dropped, PostgreSQL stops.
pub struct Private {
    home: PathBuf,
    socket: PathBuf,
    programs: Programs,
    care: Care,
    password: String,
    /// Set if this program started it and it hasn't ended.
    child: Option<Child>,
    /// Where in the log the present start begins.
    log_from: u64,
    gate: Option<File>,
    users: File,
}

/// Finds the private PostgreSQL of this data directory, or makes and starts it. Returns how its owner connects.
///
/// # Errors
/// If none is installed, or it doesn't start; the message says what to do.
pub async fn open(home: &Path, secret: &SecretKey) -> Result<(Private, PgConnectOptions), Fault> {
    open_with(home, secret, Care::Kept).await
}

async fn open_with(home: &Path, secret: &SecretKey, care: Care) -> Result<(Private, PgConnectOptions), Fault> {
    let cant = || Fault::of(format!("The private PostgreSQL in {} can't be used", home.display()));
    let gate = gate(home).await.map_err(cant())?;
    let users = lock_file(home, "postgres.users").and_then(|f| f.lock_shared().map(|()| f)).map_err(cant())?;
    let data = home.join("postgres");
    let programs = Programs::find(&data)?;
    let socket = socket_dir(home, &programs)?;
    let mut private =
        Private { home: home.into(), socket, programs, care, password: String::new(), child: None, log_from: 0, gate: Some(gate), users };
    private.initialise().await?;
    private.start().await?;
    let owner = private.owner(secret).await.map_err(Fault::of("The private PostgreSQL refused its set-up"))?;
    private.gate = None;
    Ok((private, owner))
}

impl Private {
    fn data(&self) -> PathBuf {
        self.home.join("postgres")
    }

    /// Stops PostgreSQL if nobody else uses it. (Dropping does the same, but on the spot.)
    pub async fn leave(self) {
        // The only failure is a panic in there, and it has been reported.
        tokio::task::spawn_blocking(move || drop(self)).await.ok();
    }

    /// Makes the database's files, once. They are made aside and renamed, so that there are never half of them.
    async fn initialise(&mut self) -> Result<(), Fault> {
        let kept = self.home.join("postgres-password");
        if self.data().join("PG_VERSION").exists() {
            self.password = fs::read_to_string(&kept)
                .map_err(Fault::of(format!("The password of the private PostgreSQL can't be read from {}", kept.display())))?;
            return Ok(());
        }
        tracing::info!("making the private PostgreSQL database in {} (a few seconds)", self.data().display());
        let aside = self.home.join("postgres.new");
        self.prepare(&aside, &kept).map_err(Fault::of(format!("{} can't be prepared", aside.display())))?;
        self.programs.reach(&aside)?;
        self.initdb(&aside, &kept).await?;
        fs::rename(&aside, self.data()).map_err(Fault::of("The new database can't be put in its place"))
    }

    fn prepare(&mut self, aside: &Path, kept: &Path) -> io::Result<()> {
        if aside.exists() {
            fs::remove_dir_all(aside)?;
        }
        fs::DirBuilder::new().mode(0o700).create(aside)?;
        self.programs.give(aside)?;
        self.password = hex::encode(rand::random::<[u8; 32]>());
        if kept.exists() {
            fs::remove_file(kept)?;
        }
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(kept)?.write_all(self.password.as_bytes())?;
        self.programs.give(kept)
    }

    async fn initdb(&self, at: &Path, password: &Path) -> Result<(), Fault> {
        let mut said = String::new();
        // C.UTF-8 knows every script's letters and sorts by code point; where the system lacks it, plain C sorts alike.
        for locale in ["C.UTF-8", "C"] {
            let mut initdb = self.programs.command("initdb", at);
            initdb.args(["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", "--lc-messages=C"]);
            initdb.arg(format!("--locale={locale}")).arg("--pwfile").arg(password).arg("--pgdata").arg(at);
            if self.care != Care::Kept {
                initdb.arg("--no-sync");
            }
            let ended = tokio::process::Command::from(initdb).stdin(Stdio::null()).kill_on_drop(true).output().await;
            let ended = ended.map_err(Fault::of("initdb can't be run"))?;
            if ended.status.success() {
                return Ok(());
            }
            said = String::from_utf8_lossy(&ended.stderr).trim().to_string();
        }
        Err(Fault::new(format!("The private PostgreSQL can't be made; initdb says:\n{said}")))
    }

    /// Returns when it takes connections.
    async fn start(&mut self) -> Result<(), Fault> {
        let began = Instant::now();
        let (mut starts, mut told) = (0, false);
        loop {
            if !self.runs() {
                // What died with kill -9 leaves processes behind that take a moment to notice.
                let again = starts == 0 || starts < 20 && self.is_held_up();
                if !again {
                    return Err(Fault::new(format!("The private PostgreSQL doesn't start. Its log says:\n{}", self.log_tail())));
                }
                sleep(PAUSE * 10 * starts.min(1)).await;
                self.spawn().map_err(Fault::of("The private PostgreSQL can't be started"))?;
                starts += 1;
            }
            match PgConnection::connect_with(&self.superuser()).await {
                Ok(conn) => return conn.close().await.map_err(Fault::of("The private PostgreSQL hung up")),
                Err(cause) if refused_password(&cause) => return Err(self.wrong_password()),
                Err(cause) if began.elapsed() > PATIENCE => return Err(Fault::of("The private PostgreSQL doesn't answer")(cause)),
                Err(_) => sleep(PAUSE.max(began.elapsed() / 10)).await,
            }
            if !told && began.elapsed() > Duration::from_secs(5) {
                told = true;
                tracing::info!("waiting for the private PostgreSQL; after a crash it first restores what was being written");
            }
        }
    }

    fn wrong_password(&self) -> Fault {
        let (home, data) = (self.home.display(), self.data());
        Fault::new(format!(
            "The password in {home}/postgres-password does not fit the database in {}: restore both from one backup.",
            data.display()
        ))
    }

    /// Is it there, whoever started it? Its socket is then where it says.
    fn runs(&mut self) -> bool {
        if let Some(child) = &mut self.child {
            if matches!(child.try_wait(), Ok(None)) {
                return true;
            }
            self.child = None;
        }
        match Postmaster::read(&self.data()) {
            Some(found) if found.lives(&self.data()) => {
                self.socket = found.socket;
                true
            }
            _ => false,
        }
    }

    fn spawn(&mut self) -> io::Result<()> {
        self.clear_stale();
        let log = self.open_log()?;
        self.log_from = log.metadata()?.len();
        let data = self.data();
        let mut postgres = self.programs.command("postgres", &data);
        postgres.arg("-D").arg(&data);
        for setting in self.settings() {
            postgres.arg("-c").arg(setting);
        }
        // A group of its own: Ctrl-C in a terminal is for us, and it must outlive our last requests.
        postgres.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).process_group(0);
        tracing::info!("starting the private PostgreSQL {}", self.programs.version);
        self.child = Some(postgres.spawn()?);
        Ok(())
    }

    /// PostgreSQL recognises the lock files of a dead server, unless another process has its number by now, as is
    /// usual after a container starts again. Then they are removed here.
    fn clear_stale(&self) {
        let data = self.data();
        if Postmaster::read(&data).is_some_and(|found| !found.lives(&data) && Path::new(&format!("/proc/{}", found.pid)).exists()) {
            fs::remove_file(data.join("postmaster.pid")).ok();
            fs::remove_file(self.socket.join(format!(".s.PGSQL.{PORT}.lock"))).ok();
        }
    }

    fn settings(&self) -> Vec<String> {
        let mut settings = vec![
            "listen_addresses=".to_string(),
            format!("port={PORT}"),
            format!("unix_socket_directories=\"{}\"", self.socket.display()),
            "unix_socket_permissions=0700".into(),
            "shared_buffers=128MB".into(),
            "jit=off".into(),
            "timezone=UTC".into(),
            "log_timezone=UTC".into(),
            "log_checkpoints=off".into(),
            // A statement that fails can hold a client's name, and so can an error's detail: keep both out of the log.
            "log_min_error_statement=panic".into(),
            "log_error_verbosity=terse".into(),
        ];
        settings.extend(match self.care {
            Care::Kept => vec!["max_connections=60".into()],
            #[cfg(test)]
            Care::Throwaway => {
                ["max_connections=300", "fsync=off", "synchronous_commit=off", "full_page_writes=off"].map(Into::into).into()
            }
        });
        settings
    }

    fn log_path(&self) -> PathBuf {
        self.home.join("postgres.log")
    }

    fn open_log(&self) -> io::Result<File> {
        let path = self.log_path();
        if fs::metadata(&path).is_ok_and(|log| log.len() > 10_000_000) {
            fs::rename(&path, path.with_extension("log.old"))?;
        }
        OpenOptions::new().append(true).create(true).mode(0o600).open(path)
    }

    fn log_tail(&self) -> String {
        let read = || -> io::Result<String> {
            let mut log = File::open(self.log_path())?;
            log.seek(SeekFrom::Start(self.log_from.max(log.metadata()?.len().saturating_sub(4000))))?;
            let mut bytes = Vec::new();
            log.read_to_end(&mut bytes)?;
            Ok(String::from_utf8_lossy(&bytes).trim().to_string())
        };
        read().unwrap_or_else(|cause| format!("(the log can't be read: {cause})"))
    }

    /// Did it give up because what remains of its predecessor is in the way?
    fn is_held_up(&self) -> bool {
        let said = self.log_tail();
        ["still in use", "already exists", "is another postmaster"].iter().any(|sign| said.contains(sign))
    }

    fn connect(&self) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass().socket(&self.socket).port(PORT).ssl_mode(PgSslMode::Disable)
    }

    fn superuser(&self) -> PgConnectOptions {
        self.connect().username("postgres").password(&self.password).database("postgres").application_name("caseload set-up")
    }

    /// The role that owns the database: it may make roles, for the application works as another, but is no superuser.
    async fn owner(&self, secret: &SecretKey) -> Result<PgConnectOptions, sqlx::Error> {
        let password = hex::encode(secret.derive("database owner"));
        let mut conn = PgConnection::connect_with(&self.superuser()).await?;
        if !is_there(&mut conn, "select exists (select from pg_roles where rolname = 'caseload')").await? {
            sqlx::raw_sql("create role caseload").execute(&mut conn).await?;
        }
        // Each time, for the secret key may be another one. The password is hexadecimal digits, nothing else.
        let may = if self.care == Care::Kept { "nocreatedb" } else { "createdb" };
        sqlx::raw_sql(AssertSqlSafe(format!("alter role caseload login nosuperuser nobypassrls createrole {may} password '{password}'")))
            .execute(&mut conn)
            .await?;
        if !is_there(&mut conn, "select exists (select from pg_database where datname = 'caseload')").await? {
            sqlx::raw_sql("create database caseload owner caseload").execute(&mut conn).await?;
        }
        conn.close().await?;
        self.hand_over().await?;
        Ok(self.connect().username("caseload").password(&password).database("caseload"))
    }

    /// Before PostgreSQL 15 anyone may create in `public`, which belongs to the superuser.
    async fn hand_over(&self) -> Result<(), sqlx::Error> {
        let mut conn = PgConnection::connect_with(&self.superuser().database("caseload")).await?;
        sqlx::raw_sql("alter schema public owner to caseload; revoke create on schema public from public").execute(&mut conn).await?;
        conn.close().await
    }

    /// A fast shutdown: open transactions are rolled back, everything committed is on disk.
    fn stop(&mut self) {
        let data = self.data();
        if !data.join("postmaster.pid").exists() {
            return;
        }
        tracing::info!("stopping the private PostgreSQL");
        let mut pg_ctl = self.programs.command("pg_ctl", &data);
        pg_ctl.args(["stop", "--mode=fast", "--wait", "--timeout=60", "--silent", "--pgdata"]).arg(&data);
        match pg_ctl.stdin(Stdio::null()).output() {
            Ok(ended) if ended.status.success() => {
                self.child.take().map(|mut child| child.wait());
                // Empty now; in a shared temporary directory it would stay for good.
                fs::remove_dir(&self.socket).ok();
            }
            Ok(ended) => tracing::warn!("the private PostgreSQL did not stop: {}", String::from_utf8_lossy(&ended.stderr).trim()),
            Err(cause) => tracing::warn!("the private PostgreSQL can't be stopped: {cause}"),
        }
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        // Whoever is starting it meanwhile holds the gate, and gets their turn first.
        let gate = self.gate.take().map_or_else(|| lock_file(&self.home, "postgres.gate").and_then(|f| f.lock().map(|()| f)), Ok);
        let alone = self.users.unlock().is_ok() && self.users.try_lock().is_ok();
        if gate.is_ok() && alone {
            self.stop();
        }
    }
}

async fn is_there(conn: &mut PgConnection, question: &'static str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(question).fetch_one(conn).await
}

fn refused_password(cause: &sqlx::Error) -> bool {
    cause.as_database_error().and_then(|d| d.code()).is_some_and(|code| code == "28P01")
}

fn lock_file(home: &Path, name: &str) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(home.join(name))
}

async fn gate(home: &Path) -> io::Result<File> {
    let gate = lock_file(home, "postgres.gate")?;
    let (began, mut told) = (Instant::now(), false);
    loop {
        match gate.try_lock() {
            Ok(()) => return Ok(gate),
            Err(fs::TryLockError::WouldBlock) => sleep(PAUSE).await,
            Err(fs::TryLockError::Error(cause)) => return Err(cause),
        }
        if !told && began.elapsed() > Duration::from_secs(2) {
            told = true;
            tracing::info!("another Caseload is starting or stopping the private PostgreSQL; waiting for it");
        }
    }
}

/// Where the socket is. Its whole path must fit into about 100 bytes, so a long data directory has it elsewhere.
fn socket_dir(home: &Path, programs: &Programs) -> Result<PathBuf, Fault> {
    let near = home.join("postgres-socket");
    let fits = near.as_os_str().len() + "/.s.PGSQL.5432".len() <= 100 && near.to_str().is_some_and(|p| !p.contains('"'));
    let hash = hex::encode(&Sha256::digest(home.as_os_str().as_bytes())[..8]);
    let dir = if fits { near } else { std::env::temp_dir().join(format!("caseload-{hash}")) };
    let made = fs::DirBuilder::new().mode(0o700).create(&dir).and_then(|()| programs.give(&dir));
    match made {
        Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => Err(Fault::of(format!("{} can't be made", dir.display()))(cause)),
        _ => ours_alone(&dir, programs).map(|()| dir),
    }
}

/// In a shared temporary directory someone else could have put it there first, to meet us with a server of theirs.
fn ours_alone(dir: &Path, programs: &Programs) -> Result<(), Fault> {
    let found = fs::symlink_metadata(dir).map_err(Fault::of(format!("{} can't be read", dir.display())))?;
    let mine = programs.user.as_ref().map_or_else(config::user_id, |user| Ok(user.uid))?;
    if found.is_dir() && found.uid() == mine && found.mode() & 0o077 == 0 {
        return Ok(());
    }
    Err(Fault::new(format!("{} must be a directory of this user alone (mode 0700): remove it and start again.", dir.display())))
}

/// What `postmaster.pid` says of the server that runs on these data, or ran before a crash.
struct Postmaster {
    pid: u32,
    socket: PathBuf,
}

impl Postmaster {
    /// Lines: process number, data directory, start time, port, socket directory, …
    fn read(data: &Path) -> Option<Self> {
        let text = fs::read_to_string(data.join("postmaster.pid")).ok()?;
        let mut lines = text.lines();
        Some(Postmaster { pid: lines.next()?.trim().parse().ok()?, socket: lines.nth(3)?.into() })
    }

    /// Its number alone says little: after a crash another process can have it.
    fn lives(&self, data: &Path) -> bool {
        let line = fs::read(format!("/proc/{}/cmdline", self.pid))
            .or_else(|_| Command::new("ps").args(["-o", "command=", "-p", &self.pid.to_string()]).output().map(|o| o.stdout))
            .unwrap_or_default();
        let data = data.as_os_str().as_bytes();
        line.windows(data.len()).any(|part| part == data)
    }
}
