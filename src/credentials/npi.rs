//! The National Provider Identifier: ten digits, the first 1 or 2, the last a check digit by Luhn's rule over the nine
//! before it with 80840 in front (CMS, 69 FR 3434: the prefix of a card that names a health application in the US).

use std::fmt;

/// One that fits its check digit; whether it was ever given to anyone only the registry knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Npi(String);

/// What 80840 adds to the sum of the digits, whatever follows.
const PREFIX: u32 = 24;

impl Npi {
    /// Spaces and hyphens between the digits are left out.
    ///
    /// # Errors
    /// The words for the field.
    pub fn parse(text: &str) -> Result<Npi, String> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(say!("An NPI has 10 digits and nothing else.").into());
        }
        if digits.len() != 10 {
            return Err(say!("An NPI has 10 digits; this has {}.", digits.len()));
        }
        if !digits.starts_with(['1', '2']) {
            return Err(say!("An NPI begins with 1 or 2.").into());
        }
        let (nine, last) = digits.split_at(9);
        if last != check_digit(nine).to_string() {
            return Err(say!("This is no NPI: its last digit does not fit the others. Compare it digit by digit.").into());
        }
        Ok(Npi(digits))
    }

    /// The number that these nine digits begin.
    pub fn completed(nine: u32) -> Npi {
        let nine = format!("{nine:09}");
        Npi(format!("{nine}{}", check_digit(&nine)))
    }
}

/// Every second digit from the right counts twice, and of 10 and more the digits' sum counts.
fn check_digit(nine: &str) -> u32 {
    let doubled = |d: u32| if d > 4 { 2 * d - 9 } else { 2 * d };
    let digits = nine.bytes().rev().map(|b| u32::from(b.saturating_sub(b'0')));
    let sum: u32 = digits.enumerate().map(|(n, d)| if n % 2 == 0 { doubled(d) } else { d }).sum();
    (10 - (sum + PREFIX) % 10) % 10
}

impl fmt::Display for Npi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_npi_fits_its_check_digit_or_the_words_say_why_not() {
        for right in ["1234567893", "1993999998", "1000000004", "2000000002", "1456789019", "1888888884", " 1234 567-893 "] {
            assert!(Npi::parse(right).is_ok(), "{right}");
        }
        assert_eq!(Npi::parse("1234 567 893").expect("one").to_string(), "1234567893");
        let wrong = [
            ("1234567890", "last digit"),
            ("1993999999", "last digit"),
            ("2134567893", "last digit"),
            ("123456789", "this has 9"),
            ("12345678933", "this has 11"),
            ("3000000000", "begins with 1 or 2"),
            ("12345B7893", "nothing else"),
            ("١٢٣٤٥٦٧٨٩٣", "nothing else"),
            ("", "10 digits"),
        ];
        for (text, words) in wrong {
            assert!(Npi::parse(text).expect_err("none").contains(words), "{text}");
        }
    }

    #[test]
    fn one_wrong_digit_is_always_noticed() {
        for nine in [123_456_789, 200_000_000, 199_399_999] {
            let right = Npi::completed(nine).to_string();
            assert_eq!(Npi::parse(&right).expect("one").to_string(), right);
            for at in 0..10 {
                for digit in '0'..='9' {
                    let mut other: Vec<char> = right.chars().collect();
                    other[at] = digit;
                    let other: String = other.into_iter().collect();
                    assert!(other == right || Npi::parse(&other).is_err(), "{other}");
                }
            }
        }
    }
}
