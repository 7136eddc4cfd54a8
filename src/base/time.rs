//! Moments as they cross the wire. What "now" is, only the database says (`Clock`); how a moment reads in the
//! reader's zone, only the browser knows (`ui::When`).

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// Milliseconds from this moment to a later one; negative if it is earlier.
    pub fn until(self, later: Moment) -> i64 {
        later.0 - self.0
    }
}

#[cfg(feature = "ssr")]
impl From<chrono::DateTime<chrono::Utc>> for Moment {
    fn from(at: chrono::DateTime<chrono::Utc>) -> Self {
        Moment(at.timestamp_millis())
    }
}
