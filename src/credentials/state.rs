//! The states and territories of the US that license, by their codes of two letters (USPS, ANSI INCITS 38).

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Code and name, in the order of the names.
const STATES: [(&str, &str); 56] = [
    ("AL", say!("Alabama")),
    ("AK", say!("Alaska")),
    ("AS", say!("American Samoa")),
    ("AZ", say!("Arizona")),
    ("AR", say!("Arkansas")),
    ("CA", say!("California")),
    ("CO", say!("Colorado")),
    ("CT", say!("Connecticut")),
    ("DE", say!("Delaware")),
    ("DC", say!("District of Columbia")),
    ("FL", say!("Florida")),
    ("GA", say!("Georgia")),
    ("GU", say!("Guam")),
    ("HI", say!("Hawaii")),
    ("ID", say!("Idaho")),
    ("IL", say!("Illinois")),
    ("IN", say!("Indiana")),
    ("IA", say!("Iowa")),
    ("KS", say!("Kansas")),
    ("KY", say!("Kentucky")),
    ("LA", say!("Louisiana")),
    ("ME", say!("Maine")),
    ("MD", say!("Maryland")),
    ("MA", say!("Massachusetts")),
    ("MI", say!("Michigan")),
    ("MN", say!("Minnesota")),
    ("MS", say!("Mississippi")),
    ("MO", say!("Missouri")),
    ("MT", say!("Montana")),
    ("NE", say!("Nebraska")),
    ("NV", say!("Nevada")),
    ("NH", say!("New Hampshire")),
    ("NJ", say!("New Jersey")),
    ("NM", say!("New Mexico")),
    ("NY", say!("New York")),
    ("NC", say!("North Carolina")),
    ("ND", say!("North Dakota")),
    ("MP", say!("Northern Mariana Islands")),
    ("OH", say!("Ohio")),
    ("OK", say!("Oklahoma")),
    ("OR", say!("Oregon")),
    ("PA", say!("Pennsylvania")),
    ("PR", say!("Puerto Rico")),
    ("RI", say!("Rhode Island")),
    ("SC", say!("South Carolina")),
    ("SD", say!("South Dakota")),
    ("TN", say!("Tennessee")),
    ("TX", say!("Texas")),
    ("UT", say!("Utah")),
    ("VT", say!("Vermont")),
    ("VI", say!("US Virgin Islands")),
    ("VA", say!("Virginia")),
    ("WA", say!("Washington")),
    ("WV", say!("West Virginia")),
    ("WI", say!("Wisconsin")),
    ("WY", say!("Wyoming")),
];

/// One of them, by its place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UsState(u8);

impl UsState {
    pub fn all() -> impl Iterator<Item = UsState> {
        (0..STATES.len() as u8).map(UsState)
    }

    pub fn code(self) -> &'static str {
        STATES[usize::from(self.0)].0
    }

    pub fn words(self) -> &'static str {
        STATES[usize::from(self.0)].1
    }
}

impl FromStr for UsState {
    type Err = &'static str;
    fn from_str(code: &str) -> Result<UsState, &'static str> {
        UsState::all().find(|state| state.code() == code).ok_or("no state")
    }
}

impl TryFrom<String> for UsState {
    type Error = &'static str;
    fn try_from(code: String) -> Result<UsState, &'static str> {
        code.parse()
    }
}

impl From<UsState> for String {
    fn from(state: UsState) -> String {
        state.code().to_string()
    }
}

impl fmt::Display for UsState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
