//! A client, signed in. It stands before the portal, never inside the practice: the transaction sees no tenant table, and
//! reads and changes what is the client's own by the functions of migration 0097.

use super::{Account, Asking, Permit, way::Way};
use crate::base::{ClientId, PracticeId, SessionId};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

pub struct Visitor {
    pub(super) way: Way,
    pub(super) asking: Asking,
    pub now: DateTime<Utc>,
    pub session: SessionId,
    /// When it ends, whatever happens.
    pub session_ends: DateTime<Utc>,
    pub account: Account,
    pub practice: PracticeId,
    pub practice_name: String,
    pub logoff_minutes: i32,
    pub calls_clients: String,
    pub client: ClientId,
    /// As it stands in the record.
    pub name: String,
}

impl Visitor {
    /// For the portal's questions.
    pub fn conn(&mut self) -> &mut PgConnection {
        self.way.conn()
    }

    /// The right to change what is one's own: the portal asks no policy, for it leads to nothing else.
    pub fn own(mut self) -> Permit {
        self.way.writes();
        Permit {
            way: self.way,
            asking: self.asking,
            now: self.now,
            practice: self.practice,
            session: Some(self.session),
            account: Some(self.account.id),
            confirmed: self.account.confirmed,
            speaker: (None, named(&self.name)),
            actor: None,
            client: Some(self.client),
            outside: true,
        }
    }
}

/// How the trail names a client who acts.
pub fn named(name: &str) -> String {
    say!("{name} (client)")
}
