//! Times as they are typed: by the clock of the location where the absent member works.

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

/// What a form sends: `2026-03-03T09:00`.
const TYPED: &str = "%Y-%m-%dT%H:%M";

/// The moment meant; an hour that comes twice is its first one.
///
/// # Errors
/// In words, for the field.
pub fn read(text: &str, zone: Tz) -> Result<DateTime<Utc>, String> {
    let typed = text.trim().get(..16).and_then(|t| NaiveDateTime::parse_from_str(t, TYPED).ok());
    let typed = typed.ok_or(say!("Enter a date and a time, as in 2026-03-03T09:00."))?;
    let at = zone.from_local_datetime(&typed).earliest().ok_or(say!("The clocks are put forward then: that time does not exist."))?;
    Ok(at.with_timezone(&Utc))
}

/// As a form sends it.
pub fn typed(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format(TYPED).to_string()
}

/// For the trail and for faults: "Mar 3, 2026, 9:00 AM".
pub fn words(at: DateTime<Utc>, zone: Tz) -> String {
    crate::base::dated(at.with_timezone(&zone).format(say!("%b %-d, %Y, %-I:%M %p")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_by_the_clock_of_its_zone() {
        let zone = chrono_tz::America::New_York;
        let at = read("2026-03-03T09:00", zone).expect("a time");
        assert_eq!(at.to_rfc3339(), "2026-03-03T14:00:00+00:00");
        assert_eq!((typed(at, zone).as_str(), words(at, zone).as_str()), ("2026-03-03T09:00", "Mar 3, 2026, 9:00 AM"));
        assert!(read("2026-03-08T02:30", zone).expect_err("no such hour").contains("does not exist"));
        assert_eq!(read("2026-11-01T01:30", zone).expect("twice").to_rfc3339(), "2026-11-01T05:30:00+00:00");
        for nonsense in ["", "tomorrow", "2026-03-03", "2026-13-03T09:00", "ééééééééééééééééé"] {
            assert!(read(nonsense, zone).is_err(), "{nonsense}");
        }
    }
}
