//! What crosses the wire.

use crate::base::Moment;
use crate::mail::Sending;
use serde::{Deserialize, Serialize};

/// How a client's account stands, for those who see the client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClientPortal {
    pub name: String,
    /// The record's; empty if it has none.
    pub email: String,
    pub state: PortalState,
    /// Why whoever asks may not invite and end, if so.
    pub why_not: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PortalState {
    NotInvited,
    Invited {
        /// Where it was sent to.
        email: String,
        sent_at: Moment,
        expires_at: Moment,
        ran_out: bool,
        /// The record has another address by now: the invitation no longer holds.
        moved: bool,
        sending: Option<Sending>,
    },
    /// Set up, never signed in.
    Provisioned {
        email: String,
        since: Moment,
    },
    Activated {
        email: String,
        last_sign_in: Option<Moment>,
    },
}

/// What a link to the portal is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PortalStanding {
    Open,
    /// A newer one was sent.
    Replaced(Moment),
    RanOut,
    Accepted,
    /// Taken back, ended, or sent to an address the record no longer has.
    Gone,
}

/// What the holder of a link sees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvitedSeen {
    pub standing: PortalStanding,
    pub practice: String,
    /// Only while there is something to do with it.
    pub email: String,
    pub hours: i32,
    pub expires_at: Moment,
}

/// All there is on a client's own page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Portal {
    pub practice: String,
    pub calls_clients: String,
    pub logoff_minutes: i32,
    /// Where one signs in from.
    pub email: String,
    pub details: OwnDetails,
    pub therapists: Vec<Therapist>,
    pub visits: Vec<OwnVisit>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnDetails {
    pub first_name: String,
    pub last_name: String,
    pub preferred_name: String,
    pub pronouns: String,
    /// "March 1, 1990"; empty if the practice has none.
    pub birth_date: String,
    /// The record's.
    pub email: String,
    pub phone: String,
    pub version: i32,
    pub location: String,
    /// Empty for a virtual one.
    pub address: String,
}

impl OwnDetails {
    /// As one is called.
    pub fn called(&self) -> &str {
        if self.preferred_name.is_empty() { &self.first_name } else { &self.preferred_name }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Therapist {
    pub name: String,
    pub primary: bool,
}

/// A visit to come, told in the zone of its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnVisit {
    /// "Wednesday, November 25, 2026"
    pub day: String,
    /// "8:05 AM to 8:55 AM (EST)"
    pub time: String,
    /// In plain words.
    pub kind: String,
    pub with: String,
    pub location: String,
    pub address: String,
    pub online: bool,
}
