//! The right to write. `open()` gives one without an actor, for the few things a stranger or the holder of a link may
//! do before anyone is signed in. It names them, so that they can be counted.

use super::{
    Action, Actor, Asking, Record, Target, can,
    passage::Passage,
    record::{self, Witness},
    way::Way,
};
use crate::base::{AccountId, AppError, ClientId, Clock, Db, Happened, MemberId, PracticeId, SessionId};
use chrono::{DateTime, Utc};
use leptos::prelude::{expect_context, use_context};
use sqlx::{Executor, PgConnection};
use uuid::Uuid;

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
    OpenPortalInvitation,
    AcceptPortalInvitation,
    AskPortalInvitationAgain,
    OpenJoinLink,
    AskToJoin,
    ConfirmJoin,
    /// Not over the wire: by a command on the server itself.
    RunCommand,
}

/// A permit without an actor. Nothing of any practice is visible until a link or a checked password leads there.
///
/// # Errors
/// Only those of the database.
pub async fn open(action: OpenAction) -> Result<Permit, AppError> {
    let db = expect_context::<Db>();
    if let Some(passage) = use_context::<Passage>() {
        passage.ends();
    }
    open_at(&db, Asking::here(), action).await
}

pub async fn open_at(db: &Db, asking: Asking, action: OpenAction) -> Result<Permit, AppError> {
    let mut way = Way::open(db, "rollback").await?;
    way.conn().execute("begin").await?;
    let now = clock(way.conn(), &db.clock).await?;
    let otherwise = match action {
        OpenAction::SignUp | OpenAction::SignIn | OpenAction::AskReset => say!("Someone not signed in"),
        OpenAction::ResetPassword | OpenAction::ConfirmEmail => say!("The holder of a mailed link"),
        OpenAction::OpenInvitation | OpenAction::AnswerInvitation | OpenAction::AskInvitationAgain => say!("The invited person"),
        OpenAction::OpenPortalInvitation | OpenAction::AcceptPortalInvitation | OpenAction::AskPortalInvitationAgain => {
            say!("The invited client")
        }
        OpenAction::OpenJoinLink | OpenAction::AskToJoin | OpenAction::ConfirmJoin => say!("Someone who joins by a link"),
        OpenAction::RunCommand => say!("Whoever runs the server"),
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
        client: None,
        outside: false,
        speaker: (None, otherwise.to_string()),
    })
}

async fn clock(conn: &mut PgConnection, clock: &Clock) -> Result<DateTime<Utc>, AppError> {
    Ok(sqlx::query_scalar!(r#"select now() + $1::text::interval as "now!""#, clock.interval()).fetch_one(conn).await?)
}

/// The right to write, in an open transaction. Unless it is committed with an event, nothing happened.
pub struct Permit {
    pub(super) way: Way,
    pub(super) asking: Asking,
    pub now: DateTime<Utc>,
    pub practice: PracticeId,
    pub session: Option<SessionId>,
    pub account: Option<AccountId>,
    pub(super) confirmed: bool,
    pub(super) actor: Option<Actor>,
    /// Who the audit row names.
    pub(super) speaker: (Option<MemberId>, String),
    /// The client who acts.
    pub(super) client: Option<ClientId>,
    /// The transaction does not stand inside its practice until it has to, for a letter or the audit row.
    pub(super) outside: bool,
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

    /// The client who acts.
    pub fn client(&self) -> Option<ClientId> {
        self.client
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
        self.outside = false;
        Ok(())
    }

    /// Steps inside the permit's practice, if it isn't there yet: letters and the audit row are written there. Only what
    /// ends the transaction comes after it.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn step_inside(&mut self) -> Result<(), AppError> {
        if self.outside { self.stand_in(self.practice, self.account).await } else { Ok(()) }
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
        self.step_inside().await?;
        let witness = Witness {
            practice: self.practice.0,
            actor: self.speaker.0,
            name: &self.speaker.1,
            session: self.session.map(|s| s.0),
            ip: &self.asking.ip,
            at: self.now,
        };
        record::write(self.way.conn.as_mut().expect("open"), witness, &event as &dyn Record).await?;
        let (subject, practice) = (event.subject(), self.practice.0);
        let clients = event.clients().to_vec();
        self.way.happened.push(Happened { practice, kind: event.kind(), to: subject.kind, id: subject.id, clients });
        Ok(())
    }

    /// Has those who wait to hear of it know, once this is kept. What is recorded is told anyway.
    pub fn happened(&mut self, kind: &'static str, to: &'static str, id: Option<Uuid>) {
        self.way.happened.push(Happened { practice: self.practice.0, kind, to, id, clients: Vec::new() });
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
