//! The door. `enter()` reads the actor and opens a transaction with its row-level context set, in one round trip;
//! `allow()` turns it into a `Permit`, or writes down the refusal; only a `Permit` can write; `commit(event)` is
//! the only way to keep what was written, and writes the audit row first. The questions of one page enter once (`passage`).

use super::{
    Action, Actor, Enrolling, Grants, Permission, Permit, Record, Scope, Status, Target, Visitor, can,
    passage::Passage,
    record::{self, Refusal, Witness},
    way::Way,
};
use crate::base::{AccountId, AppError, ClientId, Db, LocationId, MemberId, PracticeId, RoleId, SessionId, Token, call_them};
use chrono::{DateTime, Utc};
use leptos::prelude::{expect_context, use_context};
use sqlx::{AssertSqlSafe, PgConnection, Row, postgres::PgRow};
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
    /// Has a second factor; this session was then made with it.
    pub second_factor: bool,
    /// Has a passkey, an authenticator app: which of them it is.
    pub passkey: bool,
    pub authenticator: bool,
    /// Until when they may do without one; nothing where nobody asks for one, or they have one.
    pub enrol_by: Option<DateTime<Utc>>,
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
    /// A client, before the portal. To everything but the portal and its own account it is nobody.
    Client(Box<Visitor>),
    /// A member who must set up a second factor before anything else. To everything but that they are nobody.
    Enrolling(Box<Enrolling>),
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
    member(anyone_at(db, asking, "commit").await?)
}

/// The same for what a page asks by itself, with nobody there: the transaction comes to nothing, and so does the note that
/// someone was here, which would keep them signed in.
///
/// # Errors
/// `SignedOut`, also for whoever is signed in but belongs to no practice.
pub async fn enter_unattended(db: &Db, asking: Asking) -> Result<Entered, AppError> {
    member(anyone_at(db, asking, "rollback").await?)
}

fn member(anyone: Anyone) -> Result<Entered, AppError> {
    match anyone {
        Anyone::Member(entered) => Ok(*entered),
        Anyone::Alone(_) | Anyone::Client(_) | Anyone::Enrolling(_) | Anyone::Nobody => Err(AppError::SignedOut),
    }
}

/// The client who asks, before the portal.
///
/// # Errors
/// `SignedOut`, also for members.
pub async fn client() -> Result<Visitor, AppError> {
    match anyone().await? {
        Anyone::Client(visitor) => Ok(*visitor),
        Anyone::Member(_) | Anyone::Alone(_) | Anyone::Enrolling(_) | Anyone::Nobody => Err(AppError::SignedOut),
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
    let db = expect_context::<Db>();
    match use_context::<Passage>() {
        Some(passage) => anyone_on(&db, asking, passage).await,
        None => anyone_at(&db, asking, "commit").await,
    }
}

/// Whoever asks for a page, whose questions share a transaction.
async fn anyone_on(db: &Db, asking: Asking, passage: Passage) -> Result<Anyone, AppError> {
    let Some(token) = &asking.session else { return Ok(Anyone::Nobody) };
    let Some(turn) = passage.turn().await else { return anyone_at(db, asking, "commit").await };
    let entered = match turn.goes_on().await {
        Ok(entered) => Some(entered),
        Err(first) => first.begins(Way::open(db, "commit").await?, opening(token, db)).await?,
    };
    match entered {
        None => Ok(Anyone::Nobody),
        Some((way, who)) => Ok(read_anyone(way, asking, &who)?),
    }
}

/// One round trip for three things. The text is made of hexadecimal digits and a number, of nothing else.
fn opening(token: &Token, db: &Db) -> String {
    format!("begin; execute entering('\\x{}', '{}')", hex::encode(token.hash()), db.clock.interval())
}

async fn anyone_at(db: &Db, asking: Asking, otherwise: &'static str) -> Result<Anyone, AppError> {
    let Some(token) = &asking.session else { return Ok(Anyone::Nobody) };
    let mut way = Way::open(db, otherwise).await?;
    let row = sqlx::raw_sql(AssertSqlSafe(opening(token, db))).fetch_optional(way.conn()).await?;
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
        second_factor: row.try_get("second_factor")?,
        passkey: row.try_get("passkey")?,
        authenticator: row.try_get("authenticator")?,
        enrol_by: row.try_get("enrol_by")?,
    };
    let Some(practice) = row.try_get::<Option<Uuid>, _>("practice_id")? else {
        return Ok(Anyone::Alone(Box::new(Alone { way, asking, now, session, session_ends, account })));
    };
    if let Some(client) = row.try_get::<Option<Uuid>, _>("client_id")? {
        let (practice, client) = (PracticeId(practice), ClientId(client));
        let name = format!("{} {}", row.try_get::<&str, _>("first_name")?, row.try_get::<&str, _>("last_name")?);
        let practice_name = row.try_get("practice_name")?;
        let (logoff_minutes, calls_clients): (_, String) = (row.try_get("logoff_minutes")?, row.try_get("calls_clients")?);
        call_them(&calls_clients);
        let visitor = Visitor {
            way,
            asking,
            now,
            session,
            session_ends,
            account,
            practice,
            practice_name,
            logoff_minutes,
            calls_clients,
            client,
            name,
        };
        return Ok(Anyone::Client(Box::new(visitor)));
    }
    let who = (
        MemberId(row.try_get("member_id")?),
        format!("{} {}", row.try_get::<&str, _>("first_name")?, row.try_get::<&str, _>("last_name")?),
    );
    // Before anything of the practice is made of the row: whatever they could do, they can't do it yet.
    if account.enrol_by.is_some_and(|by| by <= now) {
        let (practice, practice_name) = (PracticeId(practice), row.try_get("practice_name")?);
        let enrolling = Enrolling { way, asking, now, session, session_ends, account, practice, practice_name, who };
        return Ok(Anyone::Enrolling(Box::new(enrolling)));
    }
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
    call_them(&practice.calls_clients);
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
        self.way.turn = None;
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

    /// Writes down what was seen. It is kept when the transaction of the reading ends, which is as the answer leaves: so
    /// nobody waits for it. The last thing to be done, for it holds the practice's chain until then.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn note(&mut self, event: &impl Record) -> Result<(), AppError> {
        self.way.turn = None;
        let witness = Witness {
            practice: self.actor.practice.0,
            actor: Some(self.who.0),
            name: &self.who.1,
            session: Some(self.session.0),
            ip: &self.asking.ip,
            at: self.now,
        };
        record::write(self.way.conn.as_mut().expect("open"), witness, event).await
    }

    /// The right to write, if the actor has it.
    ///
    /// # Errors
    /// `Denied`, `ConfirmPassword`; the refusal is on record.
    pub async fn allow(mut self, action: Action, on: &Target) -> Result<Permit, AppError> {
        self.see(action, on).await?;
        self.way.writes();
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
            client: None,
            outside: false,
        })
    }
}

impl Alone {
    /// The right to change one's own account, which needs no practice.
    pub fn own_account(mut self) -> Permit {
        self.way.writes();
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
            client: None,
            outside: true,
        }
    }
}
