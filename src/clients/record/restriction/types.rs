//! Who sees a restricted client, as it crosses the wire.

use crate::base::{ClientId, MemberId, Moment};
use serde::{Deserialize, Serialize};

/// Someone on the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OnList {
    pub id: MemberId,
    pub name: String,
    pub since: Moment,
}

/// Why someone sees a client by name without being on its list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Why {
    Primary,
    Assigned,
    /// For whom.
    Covers(String),
    /// Whom.
    Supervises(String),
    /// Whose supervisor, who has seen the client.
    SuperviseeSawIt(String),
    SeesTo,
}

impl Why {
    pub fn words(&self) -> String {
        match self {
            Why::Primary => say!("Primary therapist").into(),
            Why::Assigned => say!("Assigned").into(),
            Why::Covers(whom) => say!("Covers for {whom}"),
            Why::Supervises(whom) => say!("Supervises {whom}, who has this client"),
            Why::SuperviseeSawIt(whom) => say!("Supervises {whom}, who has seen this client"),
            Why::SeesTo => say!("Sees to it on the Unassigned board").into(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ByName {
    pub id: MemberId,
    pub name: String,
    pub why: Vec<Why>,
}

/// The page of a client's restriction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RestrictionSeen {
    pub id: ClientId,
    pub name: String,
    pub version: i32,
    pub restricted: bool,
    pub list: Vec<OnList>,
    /// Who sees it anyhow, each with the reasons.
    pub by_name: Vec<ByName>,
    /// Whoever looks would be put on the list by restricting.
    pub joins_list: bool,
}

/// Someone who could be put on the list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Nameable {
    pub id: MemberId,
    pub name: String,
    pub role: String,
}
