//! The door. `enter()` reads the actor and opens a transaction with its row-level context set, in one round trip;
//! `allow()` turns it into a `Permit`, or writes down the refusal; only a `Permit` can write; `commit(event)` is
//! the only way to keep what was written, and writes the audit row first.
//!
//! Before anyone is signed in there is `open()`: a permit without an actor, for the few things a stranger or the
//! holder of a link may do. It names them, so that they can be counted. And for what goes on when whoever began it has
//! left the screen there is `on_behalf()`.

mod behalf;

pub use behalf::{Behalf, Errand, on_behalf};

use super::{
    Action, Actor, Grants, Permission, Record, Scope, Status, Target, can,
    record::{self, Refusal, Witness},
};
use crate::base::{AccountId, AppError, Clock, Db, LocationId, MemberId, PracticeId, RoleId, SessionId, Token};
use chrono::{DateTime, Utc};
use leptos::prelude::{expect_context, use_context};
use sqlx::{AssertSqlSafe, Executor, PgConnection, Postgres, Row, pool::PoolConnection, postgres::PgRow};
use uuid::Uuid;

/// How long a password entered counts as fresh.
const FRESH_MINUTES: i64 = 10;

/// What the request says of itself; the server room reads it once and gives it as context.
#[derive(Clone, Debug, Default)]
pub struct Asking {
    /// The cookie of the sign-in session.
    pub session: Option<Token>,
    /// The cookie by which a browser is known again.
    pub device: Option<Token>,
    pub ip: String,
    pub agent: String,
}

impl Asking {
    pub fn here() -> Self {
        use_context().unwrap_or_default()
    }
}

/// A transaction that ends by itself: when it is dropped, a task says `otherwise` and only then gives the
/// connection back. So a read's answer does not wait for the end of its transaction.
struct Way {
    conn: Option<PoolConnection<Postgres>>,
    otherwise: &'static str,
}

impl Way {
    fn conn(&mut self) -> &mut PgConnection {
        self.conn.as_mut().expect("a way has its connection until it ends")
    }

    async fn end(mut self, how: &'static str) -> Result<(), AppError> {
        let Some(mut conn) = self.conn.take() else { return Ok(()) };
        if let Err(cause) = conn.execute(how).await {
            conn.close_on_drop();
            return Err(cause.into());
        }
        Ok(())
    }
}

impl Drop for Way {
    fn drop(&mut self) {
        let Some(mut conn) = self.conn.take() else { return };
        let how = self.otherwise;
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => {
                runtime.spawn(async move {
                    if conn.execute(how).await.is_err() {
                        conn.close_on_drop();
                    }
                });
            }
            Err(_) => conn.close_on_drop(),
        }
    }
}

/// Someone signed in, with an open transaction in which they may read what row-level security shows them.
pub struct Entered {
    way: Way,
    asking: Asking,
    pub now: DateTime<Utc>,
    pub session: SessionId,
    /// When it ends, whatever happens.
    pub session_ends: DateTime<Utc>,
    pub account: Account,
    pub practice: PracticeHere,
    /// As whom they act: themselves, or whoever they look at the practice through.
    actor: Actor,
    /// Who it really is, whoever they look through.
    who: (MemberId, String),
    sight: Sight,
    pub location: LocationId,
}

/// How far among the clients this transaction sees: the reach that the door set for row-level security too. Nothing
/// where the role can't view clients at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    pub reach: Option<Scope>,
    /// How far whoever looks through another's eyes sees with their own; nothing where nobody does, and where they see none.
    pub viewer: Option<Scope>,
    viewing: bool,
}

impl Sight {
    /// With one's own eyes.
    pub fn own(reach: Option<Scope>) -> Self {
        Sight { reach, viewer: None, viewing: false }
    }

    /// Through another's: no further than with one's own.
    pub fn through(reach: Option<Scope>, viewer: Option<Scope>) -> Self {
        Sight { reach, viewer, viewing: true }
    }

    pub fn viewing(self) -> bool {
        self.viewing
    }

    /// Every client that isn't restricted.
    pub fn whole(self) -> bool {
        self.reach == Some(Scope::WholePractice) && (!self.viewing || self.viewer == Some(Scope::WholePractice))
    }
}

pub struct Account {
    pub id: AccountId,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub confirmed: bool,
}

pub struct PracticeHere {
    pub name: String,
    pub plan: String,
    pub logoff_minutes: i32,
    pub calls_clients: String,
}

/// Signed in, but a member of no practice: their account, and nothing else.
pub struct Alone {
    way: Way,
    asking: Asking,
    pub now: DateTime<Utc>,
    pub session: SessionId,
    pub session_ends: DateTime<Utc>,
    pub account: Account,
}

/// Whoever holds the cookie.
pub enum Anyone {
    Member(Box<Entered>),
    Alone(Box<Alone>),
    Nobody,
}

/// The member who asks, in an open transaction.
///
/// # Errors
/// `SignedOut`, also for whoever is signed in but belongs to no practice.
pub async fn enter() -> Result<Entered, AppError> {
    member(anyone().await?)
}

/// The same for a handler that is no server function, and has no context to look around in.
///
/// # Errors
/// `SignedOut`, also for whoever is signed in but belongs to no practice.
pub async fn enter_at(db: &Db, asking: Asking) -> Result<Entered, AppError> {
    member(anyone_at(db, asking).await?)
}

fn member(anyone: Anyone) -> Result<Entered, AppError> {
    match anyone {
        Anyone::Member(entered) => Ok(*entered),
        Anyone::Alone(_) | Anyone::Nobody => Err(AppError::SignedOut),
    }
}

/// Whoever asks, signed in or not.
///
/// # Errors
/// Only those of the database.
pub async fn anyone() -> Result<Anyone, AppError> {
    let asking = Asking::here();
    if asking.session.is_none() {
        return Ok(Anyone::Nobody);
    }
    anyone_at(&expect_context(), asking).await
}

async fn anyone_at(db: &Db, asking: Asking) -> Result<Anyone, AppError> {
    let Some(token) = &asking.session else { return Ok(Anyone::Nobody) };
    let mut way = Way { conn: Some(db.pool.acquire().await?), otherwise: "commit" };
    // One round trip for three things. The text is made of hexadecimal digits and a number, of nothing else.
    let opening = format!("begin; execute entering('\\x{}', '{}')", hex::encode(token.hash()), db.clock.interval());
    let row = sqlx::raw_sql(AssertSqlSafe(opening)).fetch_optional(way.conn()).await?;
    match row {
        None => Ok(Anyone::Nobody),
        Some(row) => Ok(read_anyone(way, asking, &row)?),
    }
}

fn read_anyone(way: Way, asking: Asking, row: &PgRow) -> Result<Anyone, sqlx::Error> {
    let now: DateTime<Utc> = row.try_get("now")?;
    let confirmed_at: DateTime<Utc> = row.try_get("confirmed_at")?;
    let confirmed = now - confirmed_at < chrono::Duration::minutes(FRESH_MINUTES);
    let session = SessionId(row.try_get("session_id")?);
    let session_ends = row.try_get("session_ends")?;
    let account = Account {
        id: AccountId(row.try_get("account_id")?),
        email: row.try_get("account_email")?,
        first_name: row.try_get("account_first")?,
        last_name: row.try_get("account_last")?,
        confirmed,
    };
    let Some(practice) = row.try_get::<Option<Uuid>, _>("practice_id")? else {
        return Ok(Anyone::Alone(Box::new(Alone { way, asking, now, session, session_ends, account })));
    };
    let who = (
        MemberId(row.try_get("member_id")?),
        format!("{} {}", row.try_get::<&str, _>("first_name")?, row.try_get::<&str, _>("last_name")?),
    );
    let own: Grants = row.try_get::<Vec<String>, _>("grants")?.into();
    let viewing = row.try_get::<Option<Uuid>, _>("as_role")?;
    let seen: Grants = row.try_get::<Option<Vec<String>>, _>("as_grants")?.map(Grants::from).unwrap_or_default();
    let (mine, theirs) = (own.reach(Permission::ClientsView), seen.reach(Permission::ClientsView));
    let sight = if viewing.is_some() { Sight::through(theirs, mine) } else { Sight::own(mine) };
    let actor = match viewing {
        None => Actor {
            practice: PracticeId(practice),
            member: who.0,
            first_name: row.try_get("first_name")?,
            last_name: row.try_get("last_name")?,
            role: RoleId(row.try_get("role_id")?),
            role_name: row.try_get("role_name")?,
            grants: own,
            overrides: row.try_get::<Vec<String>, _>("overrides")?.into(),
            off: row.try_get("off")?,
            // A status this build does not know may do nothing.
            status: row.try_get::<String, _>("status")?.parse().unwrap_or(Status::Suspended),
            originating: row.try_get("originating")?,
            confirmed,
            viewed_by: None,
        },
        // Never more than the viewer's own rights; the overrides are told of on their card, not here.
        Some(role) => Actor {
            practice: PracticeId(practice),
            member: MemberId(row.try_get::<Option<Uuid>, _>("as_member")?.unwrap_or_default()),
            first_name: row.try_get("as_first")?,
            last_name: row.try_get("as_last")?,
            role: RoleId(role),
            role_name: row.try_get("as_role_name")?,
            grants: seen.at_most(&own),
            overrides: Default::default(),
            off: Vec::new(),
            status: row.try_get::<String, _>("as_status")?.parse().unwrap_or(Status::Suspended),
            originating: false,
            confirmed,
            viewed_by: Some(who.1.clone()),
        },
    };
    let practice = PracticeHere {
        name: row.try_get("practice_name")?,
        plan: row.try_get("plan")?,
        logoff_minutes: row.try_get("logoff_minutes")?,
        calls_clients: row.try_get("calls_clients")?,
    };
    let location = row.try_get::<Option<Uuid>, _>("as_location")?.map_or_else(|| row.try_get("location_id"), Ok)?;
    let location = LocationId(location);
    Ok(Anyone::Member(Box::new(Entered { way, asking, now, session, session_ends, account, practice, actor, who, sight, location })))
}

impl Entered {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn sight(&self) -> Sight {
        self.sight
    }

    /// For reading; what is read is what row-level security shows this actor.
    pub fn conn(&mut self) -> &mut PgConnection {
        self.way.conn()
    }

    /// Goes on only if the actor may look.
    ///
    /// # Errors
    /// `Denied`, `ConfirmPassword`; the refusal is on record.
    pub async fn see(&mut self, action: Action, on: &Target) -> Result<(), AppError> {
        let decision = can(&self.actor, action, on);
        if decision.allowed() {
            return Ok(());
        }
        if decision.asks_password() {
            return Err(AppError::ConfirmPassword);
        }
        let reasons = decision.against();
        let witness = Witness {
            practice: self.actor.practice.0,
            actor: Some(self.who.0),
            name: &self.who.1,
            session: Some(self.session.0),
            ip: &self.asking.ip,
            at: self.now,
        };
        record::write(self.way.conn.as_mut().expect("open"), witness, &Refusal { action, reasons: &reasons }).await?;
        // Nothing else was written, and the transaction commits when it is let go.
        Err(AppError::Denied(reasons))
    }

    /// The right to write, if the actor has it.
    ///
    /// # Errors
    /// `Denied`, `ConfirmPassword`; the refusal is on record.
    pub async fn allow(mut self, action: Action, on: &Target) -> Result<Permit, AppError> {
        self.see(action, on).await?;
        self.way.otherwise = "rollback";
        Ok(Permit {
            way: self.way,
            asking: self.asking,
            now: self.now,
            practice: self.actor.practice,
            session: Some(self.session),
            account: Some(self.account.id),
            confirmed: self.account.confirmed,
            speaker: (Some(self.who.0), self.who.1),
            actor: Some(self.actor),
        })
    }
}

impl Alone {
    /// The right to change one's own account, which needs no practice.
    pub fn own_account(mut self) -> Permit {
        self.way.otherwise = "rollback";
        Permit {
            way: self.way,
            asking: self.asking,
            now: self.now,
            practice: PracticeId::NONE,
            session: Some(self.session),
            account: Some(self.account.id),
            confirmed: self.account.confirmed,
            speaker: (None, format!("{} {}", self.account.first_name, self.account.last_name)),
            actor: None,
        }
    }
}

/// What is open to whoever is not signed in, or holds a link. There is no other way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenAction {
    SignUp,
    SignIn,
    AskReset,
    ResetPassword,
    ConfirmEmail,
    OpenInvitation,
    AnswerInvitation,
    AskInvitationAgain,
}

/// A permit without an actor. Nothing of any practice is visible until a link or a checked password leads there.
///
/// # Errors
/// Only those of the database.
pub async fn open(action: OpenAction) -> Result<Permit, AppError> {
    let db = expect_context::<Db>();
    open_at(&db, Asking::here(), action).await
}

pub async fn open_at(db: &Db, asking: Asking, action: OpenAction) -> Result<Permit, AppError> {
    let mut way = Way { conn: Some(db.pool.acquire().await?), otherwise: "rollback" };
    way.conn().execute("begin").await?;
    let now = clock(way.conn(), &db.clock).await?;
    let otherwise = match action {
        OpenAction::SignUp | OpenAction::SignIn | OpenAction::AskReset => "Someone not signed in",
        OpenAction::ResetPassword | OpenAction::ConfirmEmail => "The holder of a mailed link",
        OpenAction::OpenInvitation | OpenAction::AnswerInvitation | OpenAction::AskInvitationAgain => "The invited person",
    };
    Ok(Permit {
        way,
        asking,
        now,
        practice: PracticeId::NONE,
        session: None,
        account: None,
        confirmed: false,
        actor: None,
        speaker: (None, otherwise.to_string()),
    })
}

async fn clock(conn: &mut PgConnection, clock: &Clock) -> Result<DateTime<Utc>, AppError> {
    Ok(sqlx::query_scalar!(r#"select now() + $1::text::interval as "now!""#, clock.interval()).fetch_one(conn).await?)
}

/// The right to write, in an open transaction. Unless it is committed with an event, nothing happened.
pub struct Permit {
    way: Way,
    asking: Asking,
    pub now: DateTime<Utc>,
    pub practice: PracticeId,
    pub session: Option<SessionId>,
    pub account: Option<AccountId>,
    confirmed: bool,
    actor: Option<Actor>,
    /// Who the audit row names.
    speaker: (Option<MemberId>, String),
}

impl Permit {
    /// Names someone who was not signed in until this transaction: the row then says who it was.
    pub fn speaks_for(&mut self, member: Option<MemberId>, name: impl Into<String>) {
        self.speaker = (member, name.into());
    }

    /// Whether the password was entered in the last ten minutes.
    pub fn confirmed(&self) -> bool {
        self.confirmed
    }

    pub fn conn(&mut self) -> &mut PgConnection {
        self.way.conn()
    }

    pub fn actor(&self) -> Option<&Actor> {
        self.actor.as_ref()
    }

    pub fn asking(&self) -> &Asking {
        &self.asking
    }

    /// The member who acts, whoever they look through; the nil id where nobody is signed in.
    pub fn by(&self) -> MemberId {
        self.actor.as_ref().and(self.speaker.0).unwrap_or(MemberId(Uuid::nil()))
    }

    /// Where a link or a checked password leads: from here on this transaction is about that practice and account.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn stand_in(&mut self, practice: PracticeId, account: Option<AccountId>) -> Result<(), AppError> {
        let own = account.map(|a| a.to_string()).unwrap_or_default();
        sqlx::query!(
            "select set_config('app.practice', $1, true) as p, set_config('app.account', $2, true) as a",
            practice.to_string(),
            own
        )
        .fetch_one(self.conn())
        .await?;
        self.practice = practice;
        self.account = account;
        Ok(())
    }

    /// A second action in the same transaction, for the same actor. Refused, the whole is refused.
    ///
    /// # Errors
    /// `Denied`, `ConfirmPassword`.
    pub fn also(&self, action: Action, on: &Target) -> Result<(), AppError> {
        let decision = self.actor.as_ref().map(|who| can(who, action, on)).ok_or(AppError::SignedOut)?;
        match decision {
            d if d.allowed() => Ok(()),
            d if d.asks_password() => Err(AppError::ConfirmPassword),
            d => Err(AppError::Denied(d.against())),
        }
    }

    /// Keeps what was written, together with the event that says so.
    ///
    /// # Errors
    /// Only those of the database; then nothing was kept.
    pub async fn commit(mut self, event: impl Record) -> Result<(), AppError> {
        self.record(&event).await?;
        self.way.end("commit").await
    }

    /// Writes an event down before the last one, where one change is two (a sign-up is also a sign-in).
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn record(&mut self, event: &impl Record) -> Result<(), AppError> {
        let witness = Witness {
            practice: self.practice.0,
            actor: self.speaker.0,
            name: &self.speaker.1,
            session: self.session.map(|s| s.0),
            ip: &self.asking.ip,
            at: self.now,
        };
        record::write(self.way.conn.as_mut().expect("open"), witness, &event as &dyn Record).await
    }

    /// Keeps what leaves no trace in the practice's trail: a counter of attempts, a request that may come to nothing.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn commit_unrecorded(self) -> Result<(), AppError> {
        self.way.end("commit").await
    }
}

impl<T: Record + ?Sized> Record for &T {
    fn kind(&self) -> &'static str {
        (**self).kind()
    }
    fn subject(&self) -> super::Subject {
        (**self).subject()
    }
    fn detail(&self) -> serde_json::Value {
        (**self).detail()
    }
}
