//! Cover as it crosses the wire.

use crate::base::{ClientId, CoverageId, MemberId, Moment};
use serde::{Deserialize, Serialize};

/// A member, where cover speaks of one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Person {
    pub id: MemberId,
    pub name: String,
}

/// One cover, as a list shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cover {
    pub id: CoverageId,
    /// Whose clients.
    pub absent: Person,
    /// Who sees to them meanwhile.
    pub by: Person,
    pub starts_at: Moment,
    pub ends_at: Moment,
    /// The whole caseload, whoever belongs to it at the time; or chosen clients.
    pub whole: bool,
    /// How many clients, as far as the one who asks sees them; of a past cover how many were chosen.
    pub clients: i64,
    /// For whoever may change it.
    pub reason: String,
    pub version: i32,
    pub ended_early: bool,
    /// The zone in which times are typed (IANA), and the end there: `2026-03-03T09:00`; nothing where it is over.
    pub zone: String,
    pub ends_local: String,
    /// Why whoever asks can't change it.
    pub why_not: Option<String>,
}

impl Cover {
    /// "the whole caseload (12 clients)", "3 clients"
    pub fn share(&self) -> String {
        match (self.whole, self.clients) {
            (true, 0) => say!("the whole caseload").into(),
            (true, n) => say!("the whole caseload ({})", counted!(n, "client")),
            (false, 0) => say!("some clients").into(),
            (false, n) => counted!(n, "client"),
        }
    }

    /// Taken back before it began.
    pub fn called_off(&self) -> bool {
        self.ended_early && self.starts_at == self.ends_at
    }
}

/// A time or a client nobody covers for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Gap {
    /// Someone who is not active has clients, and nobody covers for these.
    Nobody { absent: Person, standing: String, clients: i64, may: bool },
    /// Whoever covers, or is to, is not there to do it; why, in words.
    Away { cover: CoverageId, absent: Person, by: Person, from: Moment, until: Moment, why: String },
    /// Between two covers of one absence.
    Between { absent: Person, from: Moment, until: Moment },
}

/// The page of covers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CoversSeen {
    pub gaps: Vec<Gap>,
    pub now: Vec<Cover>,
    pub coming: Vec<Cover>,
    pub past: Vec<Cover>,
    /// Where the next page of past ones begins, if there is one.
    pub next: Option<String>,
    /// Why whoever asks can lend no caseload, not even their own.
    pub why_not_lend: Option<String>,
}

/// Cover of and by one member, from now on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MemberCovers {
    pub covers: Vec<Cover>,
    pub why_not_lend: Option<String>,
}

/// What the form for lending is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Lending {
    /// First whose caseload.
    Whose(Vec<Choosing>),
    Of(Box<Lendable>),
}

/// A member who can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choosing {
    pub id: MemberId,
    pub name: String,
    pub clients: i64,
}

impl Choosing {
    /// "Ben Okafor (12 clients)"
    pub fn label(&self) -> String {
        format!("{} ({})", self.name, counted!(self.clients, "client"))
    }
}

/// A caseload that can be lent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lendable {
    pub absent: Person,
    pub own: bool,
    /// Everyone who could cover, with how many clients they have.
    pub covers: Vec<Choosing>,
    /// Those of the caseload whoever asks sees, in the order of names.
    pub clients: Vec<LendableClient>,
    /// There are more than are shown.
    pub more: bool,
    /// The location whose clock counts, and its zone (IANA).
    pub location: String,
    pub zone: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LendableClient {
    pub id: ClientId,
    pub name: String,
    pub restricted: bool,
}
