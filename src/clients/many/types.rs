//! What is done to many, as it crosses the wire.

use crate::base::ClientId;
use crate::caseload::Named;
use serde::{Deserialize, Serialize};

/// What is about to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Archive,
    Restore,
    Group,
}

/// A client for whom it is not done, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    pub id: ClientId,
    pub name: String,
    pub why: String,
}

/// The refused of whom each is named; beyond, they are counted.
#[cfg(feature = "ssr")]
pub const TOLD: usize = 50;

/// Whom a step would be about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookedOver {
    /// For how many it would be done.
    pub may: i64,
    /// The first of them, by name.
    pub names: Vec<String>,
    pub refused: Vec<Refused>,
    pub refused_count: i64,
    /// What they could be put in.
    pub groups: Vec<Named>,
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub done: i64,
    /// They were so already.
    pub unchanged: i64,
    pub refused: Vec<Refused>,
    pub refused_count: i64,
}
