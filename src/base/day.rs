//! A day of the calendar, of no time zone: someone was born on one, a licence is good until the end of one, wherever that is.

use super::words::MONTHS;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Written as ISO 8601 has it: "2027-03-01".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day {
    year: i32,
    month: u32,
    day: u32,
}

impl Day {
    /// "Mar 1, 2027"
    pub fn words(self) -> String {
        format!("{} {}, {}", MONTHS[self.month as usize - 1], self.day, self.year)
    }

    /// Whole years from this day to a later one: someone's age. Born on 29 February, one grows older on 1 March.
    pub fn years_until(self, later: Day) -> i32 {
        later.year - self.year - i32::from((later.month, later.day) < (self.month, self.day))
    }

    pub fn year(self) -> i32 {
        self.year
    }

    /// Days from this day to a later one; negative if it is earlier.
    pub fn until(self, later: Day) -> i64 {
        later.number() - self.number()
    }

    /// Counted from 1970-01-01, in the Gregorian calendar. Years begin in March, so that the leap day comes last.
    fn number(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let of_year = (153 * ((i64::from(self.month) + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }
}

fn days_in(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl FromStr for Day {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Day, &'static str> {
        const NO_DAY: &str = say!("Enter a date, as in 2027-03-01.");
        let digits =
            text.len() == 10 && text.bytes().enumerate().all(|(n, b)| if n == 4 || n == 7 { b == b'-' } else { b.is_ascii_digit() });
        if !digits {
            return Err(NO_DAY);
        }
        let part = |from: usize, to: usize| text[from..to].parse::<u32>().map_err(|_| NO_DAY);
        let (year, month, day) = (part(0, 4)? as i32, part(5, 7)?, part(8, 10)?);
        let there = (1..=12).contains(&month) && day >= 1 && day <= days_in(year, month);
        if there { Ok(Day { year, month, day }) } else { Err(NO_DAY) }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl TryFrom<String> for Day {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Day, &'static str> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

#[cfg(feature = "ssr")]
impl From<chrono::NaiveDate> for Day {
    fn from(date: chrono::NaiveDate) -> Day {
        use chrono::Datelike;
        Day { year: date.year(), month: date.month(), day: date.day() }
    }
}

#[cfg(feature = "ssr")]
impl From<Day> for chrono::NaiveDate {
    fn from(day: Day) -> chrono::NaiveDate {
        // A `Day` is only ever made of one that exists.
        chrono::NaiveDate::from_ymd_opt(day.year, day.month, day.day).unwrap_or(chrono::NaiveDate::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn days_are_read_written_and_counted() {
        assert_eq!((day("2028-02-29").to_string().as_str(), day("2027-03-01").words().as_str()), ("2028-02-29", "Mar 1, 2027"));
        for wrong in
            ["", "2027-02-29", "2100-02-29", "2027-13-01", "2027-00-10", "2027-04-31", "27-04-01", "2027-4-1", "2027/04/01", "äöüäö"]
        {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
        assert_eq!(day("1970-01-01").number(), 0);
        assert_eq!(day("2027-02-28").until(day("2027-03-01")), 1);
        assert_eq!(day("2028-02-28").until(day("2028-03-01")), 2);
        assert_eq!(day("2027-03-01").until(day("2026-03-01")), -365);
        assert!(day("2026-12-31") < day("2027-01-01"));
        for (born, today, age) in [
            ("2000-05-20", "2026-05-19", 25),
            ("2000-05-20", "2026-05-20", 26),
            ("2004-02-29", "2026-02-28", 21),
            ("2026-01-02", "2026-01-02", 0),
        ] {
            assert_eq!(day(born).years_until(day(today)), age, "{born} {today}");
        }
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn it_counts_as_the_calendar_of_the_server_does() {
        let mut date = chrono::NaiveDate::from_ymd_opt(1999, 12, 28).expect("a date");
        let first = Day::from(date);
        for n in 0..1600 {
            assert_eq!((first.until(date.into()), day(&date.to_string())), (n, Day::from(date)), "{date}");
            assert_eq!(chrono::NaiveDate::from(Day::from(date)), date);
            date = date.succ_opt().expect("a next one");
        }
    }
}
