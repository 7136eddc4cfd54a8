//! Locations as they cross the wire.

use crate::base::{LocationId, Moment};
use serde::{Deserialize, Serialize};

/// A location where one is chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LocationChoice {
    pub id: LocationId,
    pub name: String,
}

/// A location in the settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LocationSeen {
    pub id: LocationId,
    pub name: String,
    pub is_virtual: bool,
    pub address: String,
    /// IANA name.
    pub timezone: String,
    pub archived_at: Option<Moment>,
    /// Members who have it as their primary location.
    pub members: i64,
    /// Members who work there, as their primary location or another.
    pub with_access: i64,
}

/// Offered in the list; any IANA name is taken.
pub const COMMON_ZONES: [&str; 20] = [
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "America/Toronto",
    "America/Vancouver",
    "America/Halifax",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Amsterdam",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Stockholm",
    "Asia/Kolkata",
    "Australia/Sydney",
    "Etc/UTC",
];

/// An IANA time zone this server knows.
#[cfg(feature = "ssr")]
pub fn checked_zone(name: &str) -> Option<String> {
    name.trim().parse::<chrono_tz::Tz>().ok().map(|tz| tz.name().to_string())
}
