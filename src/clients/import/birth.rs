//! Birth dates as people write them. What could mean two days is asked about, never guessed.

use chrono::{Datelike, NaiveDate};

/// Which way round the dates of a file are, as far as it shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Habit {
    /// The first line with a date that only makes sense with the day before the month.
    day_first: Option<i32>,
}

impl Habit {
    pub fn learns(&mut self, line: i32, text: &str) {
        if let Some((a, b, _)) = parts(text)
            && self.day_first.is_none()
            && (13..=31).contains(&a)
            && (1..=12).contains(&b)
        {
            self.day_first = Some(line);
        }
    }
}

/// A birth date: `1990-03-25`, or `3/25/1990` with the month first.
///
/// # Errors
/// In words, for the cell.
pub fn birth_date(text: &str, habit: Habit, today: NaiveDate) -> Result<NaiveDate, String> {
    // What spreadsheets add to a day.
    let text = text.trim().trim_end_matches("T00:00:00").trim_end_matches(" 00:00:00").trim_end_matches(" 0:00").trim();
    let date = match NaiveDate::parse_from_str(text, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(text, "%Y/%m/%d")) {
        Ok(date) if starts_with_year(text) => date,
        _ if starts_with_year(text) && text.split(['-', '/']).count() == 3 => return Err(say!("There is no such day as “{text}”.")),
        _ => of_parts(text, habit)?,
    };
    if date > today {
        return Err(say!("“{text}” is in the future."));
    }
    if date.year() < 1880 {
        return Err(say!("“{text}” is too long ago. Write the year with four digits, as in 1990-03-25."));
    }
    Ok(date)
}

fn starts_with_year(text: &str) -> bool {
    text.len() >= 8 && text.as_bytes()[..4].iter().all(u8::is_ascii_digit)
}

fn of_parts(text: &str, habit: Habit) -> Result<NaiveDate, String> {
    if text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(say!("“{text}” is a spreadsheet’s number for a day. Format the column as a date, and save the file again."));
    }
    let unread = || say!("“{text}” can’t be read as a date. Write it as in 1990-03-25.");
    let (month, day, year) = parts(text).ok_or_else(unread)?;
    if year < 100 {
        return Err(say!("“{text}” could be in two centuries. Write the year with four digits."));
    }
    if month > 12 && day <= 12 {
        return Err(say!("“{text}” has the day before the month. Write it as in {year}-{day:02}-{month:02}."));
    }
    if let Some(line) = habit.day_first.filter(|_| month != day && month <= 12 && day <= 12) {
        return Err(say!(
            "“{text}” could be two days: in line {line} of this file the day comes before the month. Write dates as in 1990-03-25."
        ));
    }
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| say!("There is no such day as “{text}”."))
}

/// `3/25/1990`, `3-25-1990`, `3.25.1990`: three numbers.
fn parts(text: &str) -> Option<(u32, u32, i32)> {
    let mut numbers = text.trim().split(['/', '-', '.']);
    let mut next = |most: usize| {
        let number = numbers.next()?.trim();
        let digits = !number.is_empty() && number.len() <= most && number.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| number.parse::<u32>().ok()).flatten()
    };
    let (a, b, year) = (next(2)?, next(2)?, next(4)?);
    numbers.next().is_none().then_some((a, b, i32::try_from(year).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, String> {
        birth_date(text, Habit::default(), NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day")).map(|d| d.to_string())
    }

    #[test]
    fn dates_are_read_as_iso_and_with_the_month_first() {
        for text in ["1990-03-25", "3/25/1990", "03/25/1990", "3-25-1990", "1990-03-25 00:00:00", " 1990/03/25 "] {
            assert_eq!(read(text).as_deref(), Ok("1990-03-25"), "{text}");
        }
        assert_eq!(read("2/29/2000").as_deref(), Ok("2000-02-29"));
    }

    #[test]
    fn what_is_impossible_or_could_be_two_days_is_said_in_words() {
        for (text, words) in [
            ("25/3/1990", "has the day before the month. Write it as in 1990-03-25."),
            ("2/30/1990", "There is no such day"),
            ("1990-02-30", "There is no such day"),
            ("3/25/90", "two centuries"),
            ("32957", "spreadsheet’s number"),
            ("2027-01-01", "is in the future"),
            ("1/1/1700", "too long ago"),
            ("next week", "can’t be read"),
            ("1/2/3/4", "can’t be read"),
            ("99/99/1990", "There is no such day"),
        ] {
            let told = read(text).expect_err(text);
            assert!(told.contains(words), "{text}: {told}");
        }
    }

    #[test]
    fn where_one_date_has_the_day_first_the_others_are_asked_about() {
        let mut habit = Habit::default();
        habit.learns(4, "3/4/1990");
        habit.learns(7, "25/3/1990");
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
        assert!(birth_date("3/4/1990", habit, today).is_err_and(|words| words.contains("line 7")));
        assert!(birth_date("4/4/1990", habit, today).is_ok());
        assert!(birth_date("1990-03-04", habit, today).is_ok());
        assert!(birth_date("3/25/1990", habit, today).is_ok());
    }
}
