//! The way to the database. Two roles: the *owner*, who made the tables and runs the migrations, and the
//! *application*, a member of `caseload_app`, who owns nothing and is bound by row-level security. Everything but
//! the migrations works as the application.

use super::{Fault, config::Config, postgres};
use crate::base::{Clock, Db, SecretKey};
use sqlx::{
    AssertSqlSafe, Connection, Executor, PgConnection, PgPool,
    migrate::{MigrateError, Migrator},
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::time::{Duration, Instant};

static MIGRATIONS: Migrator = sqlx::migrate!();

/// How long a database that isn't there yet is waited for: it may be starting beside us.
const PATIENCE: Duration = Duration::from_secs(30);

/// For each connection of the application: whoever waits longer has gone. One plan serves a statement for all values
/// (team::store::roster is written for that), for planning costs more than most of them take.
///
/// The door's question is prepared here, because there it goes out in one text with the beginning of the transaction.
///
/// What row-level security goes by (`context`) is read before a page's next question goes on in the same transaction.
///
/// What is asked for lies in memory: a random page costs hardly more than the next one, and the planner should know.
pub const SESSION: &str = "set random_page_cost = 1.1; set plan_cache_mode = force_generic_plan; set jit = off;
    set statement_timeout = '5s'; set lock_timeout = '4s'; set idle_in_transaction_session_timeout = '10s';
    prepare entering (bytea, interval) as select * from access_enter($1, $2);
    prepare context as select concat(current_setting('app.account', true), '|', current_setting('app.practice', true), '|',
        current_setting('app.member', true), '|', current_setting('app.clients', true), '|',
        current_setting('app.locations', true), '|', current_setting('app.viewer', true), '|',
        current_setting('app.viewer_clients', true), '|', current_setting('app.viewer_locations', true), '|',
        current_setting('app.now', true), '|', current_setting('app.portal', true), '|',
        current_setting('app.client', true), '|', current_setting('app.job', true))";

/// Of our own tables; the whole database has others, of which PostgreSQL would say that they aren't ours.
const ANALYZE: &str = "do $$ declare t regclass; begin
    for t in select oid from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition loop
        execute format('analyze %s', t);
    end loop; end $$";

/// The connections of one program, and its hold on the private PostgreSQL if that is the one.
pub struct Databases {
    /// For what only the owner may do: is the schema up to date? No screen works through it.
    pub owner: PgPool,
    pub db: Db,
    private: Option<postgres::Private>,
}

impl Databases {
    /// Finds or starts the database, brings it up to date, and connects.
    ///
    /// # Errors
    /// In words for whoever runs the program.
    pub async fn connect(config: &Config) -> Result<Self, Fault> {
        let secret = config.secret()?;
        let (options, private) = match config.database_url() {
            Some(url) => (url.parse().map_err(Fault::of("DATABASE_URL can't be understood"))?, None),
            None => {
                let (private, owner) = postgres::open(&config.data_dir()?, &secret).await?;
                (owner, Some(private))
            }
        };
        let entry = migrate(&options, &secret).await?;
        let pool =
            application_pool(config.database_pool, entry).await.map_err(Fault::of("The application can't connect to the database"))?;
        let owner = PgPoolOptions::new()
            .max_connections(2)
            .idle_timeout(Duration::from_secs(60))
            .acquire_timeout(Duration::from_secs(3))
            .connect_lazy_with(options.application_name("caseload owner"));
        Ok(Databases { owner, db: Db { pool, clock: Clock::default(), herald: Default::default() }, private })
    }

    /// Lets the planner look at the tables as they are now.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn analyze(&self) -> Result<(), Fault> {
        sqlx::query(ANALYZE).execute(&self.owner).await.map_err(Fault::of("The tables can't be looked at"))?;
        Ok(())
    }

    /// Ends every connection, then the private PostgreSQL if nobody else uses it.
    pub async fn close(self) {
        let ended = async { tokio::join!(self.db.pool.close(), self.owner.close()) };
        if tokio::time::timeout(Duration::from_secs(5), ended).await.is_err() {
            tracing::warn!("some database connections were still at work and are cut off");
        }
        if let Some(private) = self.private {
            private.leave().await;
        }
    }
}

/// Is every migration of this build in place? Asked of the owner's pool.
///
/// # Errors
/// Those of the database.
pub async fn up_to_date(owner: &PgPool) -> Result<bool, sqlx::Error> {
    let newest: Option<i64> = sqlx::query_scalar("select max(version) from _sqlx_migrations where success").fetch_one(owner).await?;
    Ok(newest >= MIGRATIONS.iter().map(|m| m.version).max())
}

/// How the application comes in.
#[derive(Clone)]
pub struct Entry {
    options: PgConnectOptions,
    /// As the owner, who then steps down to `caseload_app`, where no role of its own could be made.
    steps_down: bool,
}

/// Brings the schema up to date (one program at a time: there is an advisory lock) and sees to the application's role.
///
/// # Errors
/// In words for whoever runs the program.
pub async fn migrate(owner: &PgConnectOptions, secret: &SecretKey) -> Result<Entry, Fault> {
    let mut conn = patiently(&owner.clone().application_name("caseload migrate")).await?;
    recent_enough(&mut conn).await?;
    MIGRATIONS.run(&mut conn).await.map_err(|cause| said_of_migration(&cause))?;
    let entry = entry(&mut conn, owner, secret).await?;
    bound_by_policies(&entry).await?;
    conn.close().await.map_err(Fault::of("The database hung up"))?;
    Ok(entry)
}

/// Connects, waiting for a database that is still starting.
async fn patiently(options: &PgConnectOptions) -> Result<PgConnection, Fault> {
    let began = Instant::now();
    loop {
        match PgConnection::connect_with(options).await {
            Ok(conn) => return Ok(conn),
            Err(cause) if is_starting(&cause) && began.elapsed() < PATIENCE => {
                tracing::info!("waiting for the database: {cause}");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            Err(cause) => return Err(Fault::of("The database can't be reached")(cause)),
        }
    }
}

/// 57P03: cannot_connect_now.
fn is_starting(cause: &sqlx::Error) -> bool {
    matches!(cause, sqlx::Error::Io(_)) || code_of(cause).is_some_and(|code| code == "57P03")
}

fn code_of(cause: &sqlx::Error) -> Option<String> {
    Some(cause.as_database_error()?.code()?.into_owned())
}

async fn recent_enough(conn: &mut PgConnection) -> Result<(), Fault> {
    let asked = "select current_setting('server_version_num')::int / 10000, current_setting('server_encoding') = 'UTF8'";
    let (version, utf8): (i32, bool) =
        sqlx::query_as(asked).fetch_one(conn).await.map_err(Fault::of("The database does not say what it is"))?;
    match (version >= 14, utf8) {
        (true, true) => Ok(()),
        (false, _) => Err(Fault::new(format!("Caseload needs PostgreSQL 14 or newer; this database is version {version}."))),
        (true, false) => {
            Err(Fault::new("Caseload needs a database whose encoding is UTF8 (create database … encoding 'UTF8' template template0)."))
        }
    }
}

fn said_of_migration(cause: &MigrateError) -> Fault {
    Fault::new(match cause {
        MigrateError::VersionMissing(n) => {
            format!("This database was brought up to date by a newer Caseload (migration {n}): run that one.")
        }
        MigrateError::VersionMismatch(n) => {
            format!("Migration {n} was applied to this database in another wording: it belongs to another Caseload.")
        }
        other => format!("The database can't be brought up to date: {other}"),
    })
}

/// The application's login role, or the second-best way in where the owner may not make roles or log in as one.
async fn entry(conn: &mut PgConnection, owner: &PgConnectOptions, secret: &SecretKey) -> Result<Entry, Fault> {
    let password = hex::encode(secret.derive("database application"));
    let refused = Fault::of("The application's database role can't be made");
    match login_role(conn, &password).await {
        Ok(role) => {
            let options = owner.clone().username(&role).password(&password);
            match PgConnection::connect_with(&options).await {
                Ok(tried) => {
                    tried.close().await.ok();
                    return Ok(Entry { options, steps_down: false });
                }
                // Class 28: the server's own rules say who comes in how (peer, certificate, a list of users).
                Err(cause) if code_of(&cause).is_some_and(|code| code.starts_with("28")) => {
                    tracing::warn!(
                        "the database does not let the role {role} in ({cause}): connecting as its owner, who steps down to caseload_app"
                    );
                }
                Err(cause) => return Err(refused(cause)),
            }
        }
        // 42501: insufficient_privilege.
        Err(cause) if code_of(&cause).is_some_and(|code| code == "42501") => {
            tracing::warn!(
                "the owner of the database may not make roles ({cause}): connecting as the owner, who steps down to caseload_app"
            );
        }
        Err(cause) => return Err(refused(cause)),
    }
    Ok(Entry { options: owner.clone(), steps_down: true })
}

/// A role for this database alone, named after it, that holds what `caseload_app` holds. It is no superuser and
/// bypasses nothing: a role starts so, and `bound_by_policies` looks. (To say so here, one must be a superuser.)
async fn login_role(conn: &mut PgConnection, password: &str) -> Result<String, sqlx::Error> {
    let database: String = sqlx::query_scalar("select current_database()").fetch_one(&mut *conn).await?;
    let role = login_name(&database);
    // Programs that start together would trip over each other's changes to the same role.
    let mut tx = conn.begin().await?;
    tx.execute("select pg_advisory_xact_lock(hashtext('caseload application role'))").await?;
    let there: bool = sqlx::query_scalar("select exists (select from pg_roles where rolname = $1)").bind(&role).fetch_one(&mut *tx).await?;
    // The name is letters, digits and `_`; the password hexadecimal digits: nothing to escape in either.
    let verb = if there { "alter" } else { "create" };
    tx.execute(AssertSqlSafe(format!(r#"{verb} role "{role}" login inherit password '{password}'; grant caseload_app to "{role}""#)))
        .await?;
    tx.commit().await?;
    Ok(role)
}

/// `caseload` is entered by `caseload_login`. (Not `caseload_app`: that is the role whose rights it holds.)
fn login_name(database: &str) -> String {
    let clean: String = database.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).take(50).collect();
    format!("{clean}_login")
}

/// The second wall stands only if the application can't step over it.
async fn bound_by_policies(entry: &Entry) -> Result<(), Fault> {
    let cant = || {
        Fault::of("The application can't work with the database as caseload_app (an administrator can: grant caseload_app to the owner)")
    };
    let mut conn = PgConnection::connect_with(&entry.options).await.map_err(cant())?;
    enter_as_application(&mut conn, entry.steps_down).await.map_err(cant())?;
    let asked = "select rolsuper or rolbypassrls or exists (select from pg_class where relowner = r.oid and relkind = 'r') from pg_roles r where rolname = current_user";
    let unbound: bool = sqlx::query_scalar(asked).fetch_one(&mut conn).await.map_err(cant())?;
    conn.close().await.map_err(cant())?;
    if unbound {
        return Err(Fault::new(
            "The application's database role is a superuser, owns tables or bypasses row-level security: it must do none of these.",
        ));
    }
    Ok(())
}

async fn enter_as_application(conn: &mut PgConnection, steps_down: bool) -> Result<(), sqlx::Error> {
    conn.execute(SESSION).await?;
    if steps_down {
        conn.execute("set role caseload_app").await?;
    }
    Ok(())
}

/// The pool everything works through. A broken connection is noticed when it is used: asking each time before
/// would cost every request a round trip.
async fn application_pool(size: u32, entry: Entry) -> Result<PgPool, sqlx::Error> {
    let Entry { options, steps_down } = entry;
    let pool = PgPoolOptions::new()
        .max_connections(size)
        .min_connections(size)
        .acquire_timeout(Duration::from_secs(3))
        .test_before_acquire(false)
        .after_connect(move |conn, _| Box::pin(enter_as_application(conn, steps_down)))
        .connect_lazy_with(options.application_name("caseload"));
    // All of them at once may take a busy machine longer than a request would wait for one: here one is enough.
    let began = Instant::now();
    loop {
        match pool.acquire().await {
            Ok(_) => return Ok(pool),
            Err(sqlx::Error::PoolTimedOut) if began.elapsed() < PATIENCE => {}
            Err(cause) => return Err(cause),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::login_name;

    #[test]
    fn the_login_role_is_named_after_the_database_and_needs_no_escaping() {
        assert_eq!(login_name("caseload"), "caseload_login");
        assert_eq!(login_name("My \"practice\"; drop"), "my__practice___drop_login");
        assert!(login_name(&"é".repeat(80)).len() <= 63);
    }
}
