//! A member who must set up a second factor, and has none: signed in, and let through to nothing but that.

use super::{Account, Asking, Permit, way::Way};
use crate::base::{MemberId, PracticeId, SessionId};
use chrono::{DateTime, Utc};

pub struct Enrolling {
    pub(super) way: Way,
    pub(super) asking: Asking,
    pub now: DateTime<Utc>,
    pub session: SessionId,
    /// When it ends, whatever happens.
    pub session_ends: DateTime<Utc>,
    pub account: Account,
    pub practice: PracticeId,
    pub practice_name: String,
    pub(super) who: (MemberId, String),
}

impl Enrolling {
    /// The right to set up what is asked for, and to sign out. There is no actor: the policy would refuse anything else.
    pub fn own_account(mut self) -> Permit {
        self.way.writes();
        Permit {
            way: self.way,
            asking: self.asking,
            now: self.now,
            practice: self.practice,
            session: Some(self.session),
            account: Some(self.account.id),
            confirmed: self.account.confirmed,
            speaker: (Some(self.who.0), self.who.1),
            actor: None,
            client: None,
            outside: false,
        }
    }
}
