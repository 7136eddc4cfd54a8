//! A past day, and the last moment of it by the clock of the practice's first location.

use super::types::OnDay;
use crate::base::AppError;
use chrono::{DateTime, Days, Duration, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

/// Nothing for today, which is not over. A day that has not come, or when there was no such client, is refused.
pub fn meant(text: &str, zone: Tz, created_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<Option<(OnDay, DateTime<Utc>)>, AppError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let day: NaiveDate = text.parse().map_err(|_| AppError::at("on", say!("Choose a day from the calendar.")))?;
    let words = |day: NaiveDate| crate::base::dated(day.format(say!("%-d %B %Y")));
    let (today, first) = (now.with_timezone(&zone).date_naive(), created_at.with_timezone(&zone).date_naive());
    if day > today {
        return Err(AppError::at("on", say!("{} has not come yet. Choose today or an earlier day.", words(day))));
    }
    if day < first {
        return Err(AppError::at("on", say!("The client was added on {}. Choose that day or a later one.", words(first))));
    }
    let over = day.checked_add_days(Days::new(1)).and_then(|next| end(next, zone)).filter(|_| day < today);
    let on = OnDay { day: day.to_string(), words: words(day), zone: zone.name().to_string() };
    // A moment of PostgreSQL is a microsecond: this is the last one of the day.
    Ok(over.map(|over| (on, over - Duration::microseconds(1))))
}

/// Where clocks are put forward at midnight, the next day begins an hour later.
fn end(next: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let midnight = next.and_hms_opt(0, 0, 0)?;
    let at =
        zone.from_local_datetime(&midnight).earliest().or_else(|| zone.from_local_datetime(&(midnight + Duration::hours(1))).earliest());
    at.map(|at| at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a moment")
    }

    #[test]
    fn a_day_ends_where_the_practice_is_and_today_is_not_over() {
        let zone = chrono_tz::America::New_York;
        let meant = |day: &str| meant(day, zone, at("2026-02-01T12:00:00Z"), at("2026-03-10T02:00:00Z"));
        let (on, last) = meant("2026-03-07").expect("a day").expect("over");
        assert_eq!((on.words.as_str(), last), ("7 March 2026", at("2026-03-08T04:59:59.999999Z")));
        assert_eq!(meant("2026-03-09").expect("today there"), None);
        assert_eq!(meant("").expect("now"), None);
        for (day, words) in
            [("2026-03-10", "has not come yet"), ("2026-01-31", "was added on 1 February 2026"), ("soon", "from the calendar")]
        {
            assert!(meant(day).expect_err("refused").fault("on").expect("at the field").contains(words), "{day}");
        }
    }
}
