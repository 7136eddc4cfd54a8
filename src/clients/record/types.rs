//! The record of a client as it crosses the wire.

use crate::base::{AppError, Checks, ClientId, Day, LocationId, MemberId, Moment};
use crate::caseload::Named;
use crate::ui::Tone;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// How closely someone must be watched over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    Low,
    Moderate,
    High,
}

impl Risk {
    pub const ALL: [Risk; 3] = [Risk::Low, Risk::Moderate, Risk::High];

    /// As it is stored; where nothing was said, nothing is.
    pub fn key(self) -> &'static str {
        match self {
            Risk::Low => "low",
            Risk::Moderate => "moderate",
            Risk::High => "high",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Risk::Low => say!("Low risk"),
            Risk::Moderate => say!("Moderate risk"),
            Risk::High => say!("High risk"),
        }
    }

    pub fn tone(self) -> Tone {
        match self {
            Risk::Low => Tone::Neutral,
            Risk::Moderate => Tone::Warning,
            Risk::High => Tone::Bad,
        }
    }
}

impl FromStr for Risk {
    type Err = ();
    fn from_str(key: &str) -> Result<Self, ()> {
        Risk::ALL.into_iter().find(|r| r.key() == key).ok_or(())
    }
}

/// Someone who has the client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Carer {
    pub id: MemberId,
    pub name: String,
    pub primary: bool,
    pub since: Moment,
    /// Where they don't work as usual: "On Hold".
    pub standing: Option<String>,
}

/// Whoever sees to a client nobody has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeesTo {
    pub owner: MemberId,
    pub name: String,
    pub due_at: Moment,
}

/// Why each action can't be done by whoever looks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WhyNot {
    pub edit: Option<String>,
    pub assign: Option<String>,
    pub restrict: Option<String>,
    pub archive: Option<String>,
    pub delete: Option<String>,
    pub who_sees: Option<String>,
}

impl WhyNot {
    pub fn any(&self) -> bool {
        [&self.edit, &self.assign, &self.restrict, &self.archive, &self.delete].into_iter().any(Option::is_some)
    }
}

/// The page of one client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordSeen {
    pub id: ClientId,
    pub first_name: String,
    pub last_name: String,
    /// Empty where there is none, as the next few.
    pub preferred_name: String,
    pub pronouns: String,
    pub birth_date: Option<Day>,
    /// In whole years, where they are.
    pub age: Option<i32>,
    pub email: String,
    pub phone: String,
    pub risk: Option<Risk>,
    pub restricted: bool,
    pub archived_at: Option<Moment>,
    pub location: String,
    pub groups: Vec<Named>,
    /// The primary therapist first.
    pub carers: Vec<Carer>,
    pub unassigned: Option<SeesTo>,
    pub created_at: Moment,
    pub last_visit: Option<Moment>,
    pub next_visit: Option<Moment>,
    pub pending_notes: i64,
    pub version: i32,
    pub why_not: WhyNot,
}

impl RecordSeen {
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

/// What the form for a new client begins with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewClientForm {
    /// The new client's id: however often the form is sent, it makes one.
    pub key: ClientId,
    pub locations: Vec<Named>,
    /// None where the client will be the adder's own.
    pub therapists: Option<Vec<Named>>,
}

/// A record as a form gives it. The names are those of the form: `person[first_name]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonGiven {
    pub first_name: String,
    pub last_name: String,
    pub preferred_name: String,
    pub pronouns: String,
    pub birth_date: String,
    pub email: String,
    pub phone: String,
    pub location: String,
    pub risk: String,
    /// "true", or nothing at all.
    pub restricted: String,
}

/// What a form means.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonMeant {
    pub first_name: String,
    pub last_name: String,
    pub preferred_name: String,
    pub pronouns: String,
    pub birth_date: Option<Day>,
    pub email: String,
    pub phone: String,
    pub location: LocationId,
    /// As it is stored.
    pub risk: &'static str,
    pub restricted: bool,
}

impl PersonMeant {
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

impl PersonGiven {
    /// `today` is the last day on which someone may be born.
    ///
    /// # Errors
    /// `Invalid`, each fault at its field.
    pub fn checked(&self, today: Day) -> Result<PersonMeant, AppError> {
        let mut checks = Checks::default();
        let first_name = checks.line("first_name", say!("a first name"), &self.first_name, 60);
        let last_name = checks.line("last_name", say!("a last name"), &self.last_name, 60);
        let preferred_name = perhaps(&mut checks, "preferred_name", say!("a name"), &self.preferred_name, 60);
        let pronouns = perhaps(&mut checks, "pronouns", "pronouns", &self.pronouns, 40);
        let birth_date = born(&mut checks, &self.birth_date, today);
        let email = match self.email.trim() {
            "" => String::new(),
            email => checks.email("email", email).map(|e| e.as_str().to_string()).unwrap_or_default(),
        };
        let phone = perhaps(&mut checks, "phone", say!("a phone number"), &self.phone, 40);
        if !phone.is_empty() && phone.chars().filter(char::is_ascii_digit).count() < 5 {
            checks.fault("phone", say!("Enter a whole phone number, or none."));
        }
        let location = checks.choice::<LocationId>("location", &self.location, say!("Choose a location."));
        let risk = match self.risk.trim() {
            "" => "",
            risk => checks.choice::<Risk>("risk", risk, say!("Choose how high the risk is.")).map(Risk::key).unwrap_or_default(),
        };
        let restricted = self.restricted == "true";
        checks.give(location.map(|location| PersonMeant {
            first_name,
            last_name,
            preferred_name,
            pronouns,
            birth_date,
            email,
            phone,
            location,
            risk,
            restricted,
        }))
    }
}

/// A line that may be left out.
fn perhaps(checks: &mut Checks, field: &str, what: &str, text: &str, max: usize) -> String {
    if text.trim().is_empty() { String::new() } else { checks.line(field, what, text, max) }
}

fn born(checks: &mut Checks, text: &str, today: Day) -> Option<Day> {
    if text.trim().is_empty() {
        return None;
    }
    let day = checks.choice::<Day>("birth_date", text, say!("Enter a date, as in 1985-03-01."))?;
    if day > today {
        checks.fault("birth_date", say!("This day is yet to come."));
    } else if day.year() < 1880 {
        checks.fault("birth_date", say!("Check the year."));
    }
    Some(day)
}

/// A client who is likely the same person, and seen by whoever asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Twin {
    pub id: ClientId,
    pub name: String,
    pub birth_date: Option<Day>,
    pub archived: bool,
    /// What they have in common: "name and birth date".
    pub by: String,
}

/// Who is likely the same person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TwinsSeen {
    pub seen: Vec<Twin>,
    /// Of those that aren't seen, only what they have in common, each once.
    pub unseen: Vec<String>,
    /// Sent back with "Add anyway": it holds for those that were shown, and no others.
    pub mark: String,
}

impl TwinsSeen {
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty() && self.unseen.is_empty()
    }
}

/// A record to be changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordInForm {
    pub id: ClientId,
    pub name: String,
    pub version: i32,
    pub person: PersonGiven,
    pub locations: Vec<Named>,
}

/// How whoever would lose sight of a client is told to go on.
pub const SAVE_ONCE_MORE: &str = say!("Save once more to move them there.");

/// What comes to an end with a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ending {
    pub id: ClientId,
    pub name: String,
    pub version: i32,
    pub carers: Vec<String>,
    pub groups: i64,
    pub visits_ahead: i64,
    pub pending_notes: i64,
    pub portal: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given() -> PersonGiven {
        PersonGiven {
            first_name: " Zoë ".into(),
            last_name: "Adams".into(),
            location: "00000000-0000-0000-0000-000000000001".into(),
            ..Default::default()
        }
    }

    #[test]
    fn names_and_a_location_are_enough_and_every_fault_stands_at_its_field() {
        let today: Day = "2026-11-22".parse().expect("a day");
        let meant = given().checked(today).expect("enough");
        assert_eq!((meant.name().as_str(), meant.birth_date, meant.risk, meant.restricted), ("Zoë Adams", None, "", false));
        let wrong = PersonGiven {
            birth_date: "2026-11-23".into(),
            email: "zoe".into(),
            phone: "call".into(),
            risk: "grave".into(),
            preferred_name: "x".repeat(61),
            ..Default::default()
        };
        let Err(AppError::Invalid(faults)) = wrong.checked(today) else { panic!("faults") };
        let fields: Vec<&str> = faults.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["first_name", "last_name", "preferred_name", "birth_date", "email", "phone", "location", "risk"]);
        let old = PersonGiven { birth_date: "1879-12-31".into(), ..given() };
        assert!(old.checked(today).expect_err("a fault").fault("birth_date").is_some());
    }
}
