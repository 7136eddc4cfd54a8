//! Access rules as they cross the wire.

use crate::base::LocationId;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocationRule {
    pub id: LocationId,
    pub name: String,
    pub archived: bool,
    /// The member works there, be it their primary one or another.
    pub on: bool,
}

/// The rules of one member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesSeen {
    pub primary: LocationId,
    /// Those that aren't archived, and any archived one where the member still works.
    pub locations: Vec<LocationRule>,
    /// What the rules do for this member.
    pub meaning: String,
    /// For noticing that someone else changed them in between.
    pub seen: String,
    pub why_not: Option<String>,
}

impl RulesSeen {
    /// What was looked at, as a form sends it back.
    pub fn looked_at(primary: LocationId, others: &[LocationId]) -> String {
        let mut others: Vec<String> = others.iter().map(LocationId::to_string).collect();
        others.sort();
        format!("{primary} {}", others.join(" "))
    }
}

/// What locations do for someone who sees clients this far.
#[cfg(feature = "ssr")]
pub fn meaning(reach: Option<crate::access::Scope>) -> &'static str {
    use crate::access::Scope;
    match reach {
        Some(Scope::WholePractice) => say!("Their role reaches the whole practice; locations don’t limit which clients they see."),
        Some(Scope::OwnLocations) => say!("They see the clients of these locations and those assigned to them."),
        Some(Scope::OwnCaseload) => say!("They see the clients assigned to them, wherever those are."),
        None => say!("Their role sees no clients; locations say where they work."),
    }
}
