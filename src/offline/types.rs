//! What a device keeps of a day.

use serde::{Deserialize, Serialize};

/// A member's day, in words: whoever shows it knows nothing but how to show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// "Sam Okafor"
    pub whose: String,
    pub practice: String,
    /// "Monday, November 23", where they work.
    pub date: String,
    pub visits: Vec<KeptVisit>,
    pub clients: Vec<KeptClient>,
    /// Clients of theirs beyond those.
    pub more: i64,
    /// When it was read: milliseconds since 1970.
    pub read: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptVisit {
    /// "2:30 PM"
    pub starts: String,
    pub ends: String,
    pub client: String,
    /// "Individual, Portland"
    pub what: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptClient {
    pub name: String,
    pub phone: String,
}
