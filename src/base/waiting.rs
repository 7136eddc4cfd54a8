//! What waits for someone's decision, as every room tells of its own.

use super::{MemberId, Moment};
use serde::{Deserialize, Serialize};

/// How many things wait for a decision, since when the oldest of them does, and some of the members they concern.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub many: i64,
    /// Nothing where nothing waits, or nobody knows since when.
    pub since: Option<Moment>,
    /// The first of them, at most [`Waiting::NAMED`]; only where no page shows just these.
    pub who: Vec<(MemberId, String)>,
}

impl Waiting {
    /// Named at most: the page that gathers them is to be read at a glance.
    pub const NAMED: usize = 5;
}

#[cfg(feature = "ssr")]
impl Waiting {
    pub fn of(many: i64, since: Option<chrono::DateTime<chrono::Utc>>) -> Self {
        Waiting { many, since: since.map(Into::into), who: Vec::new() }
    }

    /// With whom they concern, as a statement gives ids and names.
    pub fn naming(self, ids: Vec<uuid::Uuid>, names: Vec<String>) -> Self {
        Waiting { who: ids.into_iter().map(MemberId).zip(names).take(Self::NAMED).collect(), ..self }
    }
}
