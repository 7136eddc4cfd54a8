//! What crosses the wire of credentials, and what an expired licence means.

use super::{Day, Npi, UsState};
use crate::base::{AppError, Checks, LicenceId};
use crate::ui::Tone;
use serde::{Deserialize, Serialize};

/// The codes a practice for mental health meets most, as the NUCC calls them.
pub const COMMON_TAXONOMIES: [(&str, &str); 12] = [
    ("101YM0800X", say!("Mental health counselor")),
    ("101YP2500X", say!("Professional counselor")),
    ("101YA0400X", say!("Addiction counselor")),
    ("1041C0700X", say!("Clinical social worker")),
    ("106H00000X", say!("Marriage and family therapist")),
    ("103TC0700X", say!("Clinical psychologist")),
    ("103K00000X", say!("Behavior analyst")),
    ("106S00000X", say!("Behavior technician")),
    ("2084P0800X", say!("Psychiatrist")),
    ("363LP0808X", say!("Psychiatric nurse practitioner")),
    ("390200000X", say!("Student in a training program")),
    ("261QM0801X", say!("Community mental health clinic")),
];

/// A state's leave to practise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Licence {
    pub id: LicenceId,
    pub state: UsState,
    pub number: String,
    /// "LCSW"; may be empty.
    pub title: String,
    /// The last day it is good for.
    pub expires_on: Day,
    /// Counts its changes, for the form that overwrites it.
    pub version: i32,
}

impl Licence {
    /// "ME LC-20417"
    pub fn name(&self) -> String {
        format!("{} {}", self.state, self.number)
    }

    pub fn due(&self, today: Day) -> Due {
        Due::of(self.expires_on, today)
    }
}

/// How near the end of a licence is. It is warned of at 90, 60, 30 and 7 days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    Expired,
    /// The nearest of the warnings that have come, and the days left; none on the last day.
    Soon {
        within: i64,
        days: i64,
    },
    Later,
}

impl Due {
    const WARNINGS: [i64; 4] = [7, 30, 60, 90];

    pub fn of(expires_on: Day, today: Day) -> Due {
        match today.until(expires_on) {
            ..0 => Due::Expired,
            days => Due::WARNINGS.into_iter().find(|within| days <= *within).map_or(Due::Later, |within| Due::Soon { within, days }),
        }
    }

    pub fn tone(self) -> Tone {
        match self {
            Due::Expired | Due::Soon { within: 7, .. } => Tone::Bad,
            Due::Soon { .. } => Tone::Warning,
            Due::Later => Tone::Neutral,
        }
    }

    pub fn words(self, expires_on: Day) -> String {
        match self {
            Due::Expired => say!("Expired on {}", expires_on.words()),
            Due::Soon { days: 0, .. } => say!("Expires today").into(),
            Due::Soon { days, .. } => say!("Expires in {}", counted!(days, "day")),
            Due::Later => say!("Until {}", expires_on.words()),
        }
    }
}

/// What needs a licence that is good. All else that a role can do needs none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Licensed {
    Signing,
    Billing,
    AcceptingClients,
}

/// What an expired licence takes away, until it is renewed or no longer among the member's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lapse {
    /// Since the day after the first of them expired.
    pub expired_on: Day,
}

impl Lapse {
    pub const TAKES_AWAY: [Licensed; 3] = [Licensed::Signing, Licensed::Billing, Licensed::AcceptingClients];
    pub fn words() -> &'static str {
        say!("Licence expired: no signing, billing or new clients until it is renewed.")
    }

    /// What has lapsed on a day; on its last day a licence is good. Whoever has none has none that expired.
    pub fn on(licences: &[Licence], day: Day) -> Option<Lapse> {
        let expired = licences.iter().filter(|l| l.due(day) == Due::Expired);
        expired.map(|l| l.expires_on).min().map(|expired_on| Lapse { expired_on })
    }
}

/// "Credentials" on the card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CredentialsSeen {
    /// Empty where none was entered, as the next two.
    pub npi: String,
    pub taxonomy: String,
    pub bio: String,
    /// 0 before anything was entered.
    pub version: i32,
    /// The one that expires first comes first.
    pub licences: Vec<Licence>,
    /// Where the member works.
    pub today: Day,
    /// Why they can't be changed by whoever looks.
    pub why_not_edit: Option<String>,
}

impl CredentialsSeen {
    pub fn is_empty(&self) -> bool {
        self.npi.is_empty() && self.taxonomy.is_empty() && self.bio.is_empty() && self.licences.is_empty()
    }

    /// The code, and what it stands for where that is known.
    pub fn taxonomy_words(&self) -> String {
        let known = COMMON_TAXONOMIES.iter().find(|(code, _)| *code == self.taxonomy);
        known.map_or_else(|| self.taxonomy.clone(), |(code, words)| format!("{code}, {}", words.to_lowercase()))
    }
}

/// What is overwritten as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    pub npi: String,
    pub taxonomy: String,
    pub bio: String,
}

impl Identity {
    pub const BIO: usize = 2000;

    /// # Errors
    /// `Invalid`, each fault at its field; all three may be empty.
    pub fn checked(npi: &str, taxonomy: &str, bio: &str) -> Result<Identity, AppError> {
        let mut checks = Checks::default();
        let npi = match npi.trim() {
            "" => String::new(),
            npi => Npi::parse(npi).map(|npi| npi.to_string()).unwrap_or_else(|words| {
                checks.fault("npi", words);
                String::new()
            }),
        };
        let taxonomy = taxonomy.trim().to_ascii_uppercase();
        if !taxonomy.is_empty() && !is_taxonomy(&taxonomy) {
            checks.fault(
                "taxonomy",
                say!("A taxonomy code has 10 characters: three digits, six digits or letters, and an X, as in 103TC0700X."),
            );
        }
        let bio = checks.text("bio", bio, Identity::BIO);
        checks.give(Some(Identity { npi, taxonomy, bio }))
    }
}

/// `^[0-9]{3}[A-Z0-9]{6}X$` (NUCC: the tenth is kept for a check digit, and is an X).
fn is_taxonomy(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 10
        && bytes[..3].iter().all(u8::is_ascii_digit)
        && bytes[3..9].iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        && bytes[9] == b'X'
}

/// A licence as a form gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct LicenceGiven {
    pub state: UsState,
    pub number: String,
    pub title: String,
    pub expires_on: Day,
}

impl LicenceGiven {
    /// # Errors
    /// `Invalid`, each fault at its field.
    pub fn checked(state: &str, number: &str, title: &str, expires_on: &str) -> Result<LicenceGiven, AppError> {
        let mut checks = Checks::default();
        let state = checks.choice("state", state, say!("Choose a state or territory."));
        let number = checks.line("number", say!("the number of the licence"), number, 40);
        if !number.is_empty() && !number.chars().any(|c| c.is_ascii_alphanumeric()) {
            checks.fault("number", say!("The number of a licence has digits or letters."));
        }
        let title = match title.trim() {
            "" => String::new(),
            title => checks.line("title", say!("a title"), title, 40),
        };
        let expires_on = checks.choice::<Day>("expires_on", expires_on, say!("Enter the last day it is good for."));
        if expires_on.is_some_and(|day| !(1990..=2100).contains(&day.year())) {
            checks.fault("expires_on", say!("Check the year."));
        }
        checks.give(state.zip(expires_on).map(|(state, expires_on)| LicenceGiven { state, number, title, expires_on }))
    }

    /// "ME LC-20417"
    pub fn name(&self) -> String {
        format!("{} {}", self.state, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn licence(expires_on: &str) -> Licence {
        let state = "ME".parse().expect("a state");
        Licence { id: LicenceId(Uuid::nil()), state, number: "1".into(), title: String::new(), expires_on: day(expires_on), version: 1 }
    }

    #[test]
    fn a_licence_is_warned_of_at_90_60_30_and_7_days() {
        let due = |today: &str| licence("2027-06-30").due(day(today));
        let expected = [
            ("2027-03-31", Due::Later, Tone::Neutral, "Until Jun 30, 2027"),
            ("2027-04-01", Due::Soon { within: 90, days: 90 }, Tone::Warning, "Expires in 90 days"),
            ("2027-04-30", Due::Soon { within: 90, days: 61 }, Tone::Warning, "Expires in 61 days"),
            ("2027-05-01", Due::Soon { within: 60, days: 60 }, Tone::Warning, "Expires in 60 days"),
            ("2027-05-30", Due::Soon { within: 60, days: 31 }, Tone::Warning, "Expires in 31 days"),
            ("2027-05-31", Due::Soon { within: 30, days: 30 }, Tone::Warning, "Expires in 30 days"),
            ("2027-06-22", Due::Soon { within: 30, days: 8 }, Tone::Warning, "Expires in 8 days"),
            ("2027-06-23", Due::Soon { within: 7, days: 7 }, Tone::Bad, "Expires in 7 days"),
            ("2027-06-29", Due::Soon { within: 7, days: 1 }, Tone::Bad, "Expires in 1 day"),
            ("2027-06-30", Due::Soon { within: 7, days: 0 }, Tone::Bad, "Expires today"),
            ("2027-07-01", Due::Expired, Tone::Bad, "Expired on Jun 30, 2027"),
        ];
        for (today, is, tone, words) in expected {
            assert_eq!((due(today), due(today).tone(), due(today).words(day("2027-06-30")).as_str()), (is, tone, words), "{today}");
        }
    }

    #[test]
    fn an_expired_licence_takes_away_three_things_from_the_day_after() {
        let (first, second) = (licence("2027-06-30"), licence("2027-09-30"));
        assert_eq!(Lapse::on(&[], day("2027-07-01")), None);
        assert_eq!(Lapse::on(&[first.clone(), second.clone()], day("2027-06-30")), None);
        assert_eq!(Lapse::on(&[second.clone(), first.clone()], day("2027-07-01")), Some(Lapse { expired_on: day("2027-06-30") }));
        assert_eq!(Lapse::on(&[second.clone(), first], day("2028-01-01")).map(|l| l.expired_on), Some(day("2027-06-30")));
        assert_eq!(Lapse::on(&[second], day("2027-07-01")), None, "renewed, or no longer theirs");
        assert_eq!(Lapse::TAKES_AWAY, [Licensed::Signing, Licensed::Billing, Licensed::AcceptingClients]);
    }

    #[test]
    fn a_taxonomy_code_has_its_shape_and_the_common_ones_have_it() {
        assert!(COMMON_TAXONOMIES.iter().all(|(code, _)| is_taxonomy(code)));
        for wrong in ["103TC0700", "103TC0700XX", "A03TC0700X", "103TC070-X", "103TC0700Y", "103tc0700X", "ééé00"] {
            assert!(!is_taxonomy(wrong), "{wrong}");
        }
        assert_eq!(Identity::checked("", " 103tc0700x ", "").expect("right").taxonomy, "103TC0700X");
    }

    #[test]
    fn every_fault_of_a_form_stands_at_its_field() {
        let Err(AppError::Invalid(faults)) = Identity::checked("1234567890", "therapist", &"x".repeat(2001)) else { panic!("faults") };
        assert_eq!(faults.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["npi", "taxonomy", "bio"]);
        let Err(AppError::Invalid(faults)) = LicenceGiven::checked("XX", " ", &"x".repeat(41), "soon") else { panic!("faults") };
        assert_eq!(faults.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["state", "number", "title", "expires_on"]);
        let fault = |number, day| LicenceGiven::checked("ME", number, "", day).expect_err("a fault");
        assert!(fault("---", "2027-01-01").fault("number").is_some() && fault("1", "0207-01-01").fault("expires_on").is_some());
        let given = LicenceGiven::checked("ME", "  LC  20417 ", " LCSW ", "2027-06-30").expect("right");
        assert_eq!((given.name().as_str(), given.title.as_str()), ("ME LC 20417", "LCSW"));
    }
}
