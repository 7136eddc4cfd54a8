//! A past day, the card of it, and the lines of a history.

use crate::base::{MemberId, Moment};
use crate::team::types::Standing;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

const MONTHS: [&str; 12] = [
    say!("January"),
    say!("February"),
    say!("March"),
    say!("April"),
    say!("May"),
    say!("June"),
    say!("July"),
    say!("August"),
    say!("September"),
    say!("October"),
    say!("November"),
    say!("December"),
];

/// A day of the calendar, as an address and a date field write it: `2026-03-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    pub year: i32,
    pub month: u32,
    pub day: u32,
}

impl Day {
    /// "1 March 2026"
    pub fn words(self) -> String {
        format!("{} {} {}", self.day, MONTHS[(self.month - 1) as usize % 12], self.year)
    }
}

impl FromStr for Day {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = |t: &str, n: usize| if t.len() == n && t.bytes().all(|b| b.is_ascii_digit()) { t.parse().ok() } else { None };
        let mut parts = text.split('-');
        let (year, month, day): (u32, u32, u32) = match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(y), Some(m), Some(d), None) => (digits(y, 4).ok_or(())?, digits(m, 2).ok_or(())?, digits(d, 2).ok_or(())?),
            _ => return Err(()),
        };
        let there = year > 0 && (1..=12).contains(&month) && (1..=31).contains(&day);
        if there { Ok(Day { year: year as i32, month, day }) } else { Err(()) }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A past day, and the time zone by which it ended: that of the practice's first location.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsOf {
    /// "1 March 2026"
    pub words: String,
    /// IANA name.
    pub zone: String,
}

/// The card of a past day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastProfile {
    pub id: MemberId,
    pub as_of: AsOf,
    /// Names and address are as they are now.
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    /// Nothing where they were not on the team then.
    pub then: Option<Then>,
}

impl PastProfile {
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

/// What someone was on a past day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Then {
    pub standing: Standing,
    pub role: String,
    pub location: String,
    pub other_locations: Vec<String>,
    pub groups: Vec<String>,
    pub supervisors: Vec<String>,
    pub joined_at: Option<Moment>,
}

/// A line of a membership's history: what was so, from when to when, and who made it so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// "Status", "Role", "Group" …
    pub what: String,
    /// "On Hold", "Supervisor", "Interns" …
    pub was: String,
    pub since: Moment,
    /// Nothing while it is still so.
    pub until: Option<Moment>,
    pub by: Option<String>,
    pub reason: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_a_date_field_writes_it_and_told_in_words() {
        let day: Day = "2026-03-01".parse().expect("a day");
        assert_eq!((day.words().as_str(), day.to_string().as_str()), ("1 March 2026", "2026-03-01"));
        for nonsense in ["", "2026-3-1", "2026-13-01", "0000-01-01", "2026-03-01-01", "yesterday", "٢٠٢٦-03-01", "2026-00-10"] {
            assert_eq!(nonsense.parse::<Day>(), Err(()), "{nonsense}");
        }
    }
}
