//! What crosses the wire of assignments.

use crate::base::{AssignmentId, BatchId, ClientId, MemberId, Moment};
use crate::caseload::Selection;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// As what clients come to a member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// In the place of the primary therapist.
    #[default]
    Primary,
    /// Beside those who have the client already.
    Beside,
}

impl How {
    pub fn key(self) -> &'static str {
        match self {
            How::Primary => "primary",
            How::Beside => "beside",
        }
    }
}

impl FromStr for How {
    type Err = ();
    fn from_str(key: &str) -> Result<Self, ()> {
        [How::Primary, How::Beside].into_iter().find(|h| h.key() == key).ok_or(())
    }
}

/// What the page of assigning is asked; all of it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AssignQuery {
    #[serde(default)]
    pub selection: Selection,
    /// To whom; nobody yet, on the first step.
    #[serde(default)]
    pub recipients: Vec<MemberId>,
    #[serde(default)]
    pub how: How,
    /// Who is looked for, by the beginnings of words of a name.
    #[serde(default)]
    pub find: String,
}

impl AssignQuery {
    /// `/assign?…`
    pub fn address(&self) -> String {
        let mut pairs = self.selection.pairs();
        pairs.extend(self.recipients.iter().map(|m| ("to", m.to_string())));
        if self.how == How::Beside {
            pairs.push(("how", self.how.key().into()));
        }
        if !self.find.is_empty() {
            pairs.push(("find", self.find.clone()));
        }
        let pairs: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={}", crate::base::in_query(&value))).collect();
        format!("/assign?{}", pairs.join("&"))
    }
}

/// The page of assigning.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AssignSeen {
    /// How many can be assigned, and the names of the first of them.
    pub many: i64,
    pub names: Vec<String>,
    /// Where it is about one only.
    pub one: Option<ClientId>,
    /// Those that can't, one by one, each with the reason; and how many more of them there are.
    pub refused: Vec<(String, String)>,
    pub refused_more: i64,
    /// Chosen, and not among those one sees.
    pub unseen: i64,
    /// The best first, as many as are shown, and how many there are.
    pub candidates: Vec<Candidate>,
    pub candidates_total: i64,
    /// What would be done, once it is said to whom.
    pub plan: Option<Planned>,
}

/// What assigning would do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Planned {
    /// To whom, and from whom: before and after.
    pub rows: Vec<PlanRow>,
    /// What changes, in words.
    pub words: Vec<String>,
    /// The reader loses sight of so many.
    pub lost: i64,
    /// Whose limit would be passed; a reason is needed then.
    pub over: Vec<String>,
    /// Why it can't be done this way.
    pub why_not: Option<String>,
    /// What was looked at.
    pub looked: String,
}

/// One member's load, before and after.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlanRow {
    pub name: String,
    /// How many come; below nothing, how many go.
    pub clients: i64,
    pub before: i64,
    pub after: i64,
    pub target: Option<i32>,
    pub limit: Option<i32>,
    pub warnings: Vec<String>,
}

impl PlanRow {
    pub fn over(&self) -> i64 {
        self.limit.map_or(0, |limit| (self.after - i64::from(limit)).max(0))
    }
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Done {
    pub batch: BatchId,
    /// How many clients came to someone.
    pub many: i64,
}

/// A client who came to a member lately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewlyGiven {
    pub client: ClientId,
    pub name: String,
    pub since: Moment,
    /// Who gave it; nobody in particular where that is empty.
    pub by: String,
    /// Whoever had the client left a note. What it says stands in the record.
    pub handed_over: bool,
}

/// Who has a client, and who had.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CareTeamSeen {
    /// The primary therapist first.
    pub now: Vec<OnTeam>,
    pub past: Vec<WasOnTeam>,
    /// Why it can't be changed by whoever looks.
    pub why_not: Option<String>,
    /// Who could see to the client if nobody has it any more; only where the last one can be ended.
    pub owners: Vec<(MemberId, String)>,
    /// The day that is proposed for finding someone: "2026-12-01".
    pub due: String,
}

/// Someone who has the client now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OnTeam {
    pub id: AssignmentId,
    pub member: MemberId,
    pub name: String,
    /// The status in words, where it is not simply active.
    pub standing: Option<String>,
    pub primary: bool,
    pub since: Moment,
    pub weekly: Option<i16>,
    pub by: Option<String>,
    pub reason: String,
    pub hand_off: String,
}

/// Someone who had the client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WasOnTeam {
    pub id: AssignmentId,
    pub name: String,
    /// When they left the team, if they have.
    pub left: Option<Moment>,
    pub primary: bool,
    pub since: Moment,
    pub until: Moment,
    pub by: Option<String>,
    pub reason: String,
    pub ended_by: Option<String>,
    pub ended_reason: String,
    pub hand_off: String,
}

/// The clients of a member, as far as the reader sees them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CaseloadSeen {
    /// Whether the reader may see any at all.
    pub sees: bool,
    pub clients: Vec<(ClientId, String, String)>,
    pub total: i64,
    pub why_not_reassign: Option<String>,
}

/// What the board of capacities is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LoadQuery {
    #[serde(default)]
    pub location: Option<crate::base::LocationId>,
    #[serde(default)]
    pub group: Option<crate::base::GroupId>,
    /// "free" for the freest first, "used" for the most laden; by name otherwise.
    #[serde(default)]
    pub sort: String,
    /// Which page, from 0.
    #[serde(default)]
    pub page: usize,
}

/// Rows of one page of the board of capacities.
pub const LOADS_PAGE: usize = 50;

impl LoadQuery {
    /// `/capacity?…`, at another page.
    pub fn at(&self, page: usize) -> String {
        let mut pairs: Vec<String> = Vec::new();
        pairs.extend(self.location.map(|id| format!("location={id}")));
        pairs.extend(self.group.map(|id| format!("group={id}")));
        pairs.extend((!self.sort.is_empty()).then(|| format!("sort={}", crate::base::in_query(&self.sort))));
        pairs.extend((page > 0).then(|| format!("page={page}")));
        if pairs.is_empty() { "/capacity".into() } else { format!("/capacity?{}", pairs.join("&")) }
    }
}

/// The board of capacities.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LoadsSeen {
    pub rows: Vec<Load>,
    /// On all pages.
    pub total: usize,
    pub locations: Vec<crate::caseload::Named>,
    pub groups: Vec<crate::caseload::Named>,
}

/// One member on the board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Load {
    pub who: Candidate,
    /// The status in words, where it is not simply active.
    pub standing: Option<String>,
}

/// Someone clients could be assigned to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    pub member: MemberId,
    pub name: String,
    pub role_name: String,
    /// The primary one.
    pub location: String,
    /// Each client by its sessions per week; one where nothing is said.
    pub used: i64,
    pub target: Option<i32>,
    pub limit: Option<i32>,
    /// Up to the limit, or to the target where there is no limit; below nothing when there are too many already.
    pub free: Option<i64>,
    /// What speaks for them.
    pub reasons: Vec<String>,
    /// What to think of first.
    pub warnings: Vec<String>,
    /// Why they can't be chosen.
    pub why_not: Option<String>,
}

impl Candidate {
    pub fn after(&self, more: i64) -> i64 {
        self.used + more
    }

    /// How many they would be past their limit with so many more; nothing while they are within it.
    pub fn over(&self, more: i64) -> i64 {
        self.limit.map_or(0, |limit| (self.after(more) - i64::from(limit)).max(0))
    }

    /// "12 of 20, 8 free", or "12, no limit set".
    pub fn load(&self) -> String {
        load_words(self.used, self.target, self.limit)
    }
}

pub fn load_words(used: i64, target: Option<i32>, limit: Option<i32>) -> String {
    match (limit, target) {
        (Some(limit), _) => super::capacity::words(used, limit),
        (None, Some(target)) => say!("{used}, target {target}"),
        (None, None) => say!("{used}, no limit set"),
    }
}
