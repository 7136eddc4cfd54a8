//! What crosses the wire of assignments.

use crate::base::MemberId;
use serde::{Deserialize, Serialize};

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
        (None, Some(target)) => format!("{used}, target {target}"),
        (None, None) => format!("{used}, no limit set"),
    }
}
