//! Visits as they cross the wire.

use crate::base::{AppError, Checks, ClientId, Day, LocationId, MemberId, Moment, VisitId};
use crate::caseload::Named;
use crate::ui::Tone;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

macro_rules! keyed {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $key:literal, $words:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($variant),+ }

        impl $name {
            pub const ALL: &[$name] = &[$($name::$variant),+];

            /// As it is stored.
            pub const fn key(self) -> &'static str {
                match self { $($name::$variant => $key),+ }
            }

            pub const fn words(self) -> &'static str {
                match self { $($name::$variant => say!($words)),+ }
            }
        }

        impl FromStr for $name {
            type Err = ();
            fn from_str(key: &str) -> Result<Self, ()> {
                Self::ALL.iter().copied().find(|one| one.key() == key).ok_or(())
            }
        }
    };
}

keyed! {
    VisitKind {
        Individual = "individual", "Individual";
        Intake = "intake", "Intake";
        Couple = "couple", "Couple";
        Family = "family", "Family";
        Group = "group", "Group";
        Assessment = "assessment", "Assessment";
        Medication = "medication", "Medication";
        Telehealth = "telehealth", "Telehealth";
    }
}

keyed! {
    VisitState {
        Scheduled = "scheduled", "Scheduled";
        Held = "held", "Held";
        Cancelled = "cancelled", "Cancelled";
        Missed = "missed", "Missed";
    }
}

impl VisitState {
    pub fn tone(self) -> Tone {
        match self {
            VisitState::Scheduled => Tone::Waiting,
            VisitState::Held => Tone::Good,
            VisitState::Cancelled => Tone::Neutral,
            VisitState::Missed => Tone::Warning,
        }
    }

    /// Takes the member's time.
    pub fn takes_place(self) -> bool {
        matches!(self, VisitState::Scheduled | VisitState::Held)
    }
}

/// One of a client's visits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitSeen {
    pub id: VisitId,
    pub starts_at: Moment,
    pub minutes: i32,
    pub kind: VisitKind,
    pub state: VisitState,
    pub member: MemberId,
    /// The member's name.
    pub with: String,
    pub location: String,
    /// Held, and its note not written yet.
    pub note_pending: bool,
    pub version: i32,
}

/// "Activities" of a client: one page of them, the latest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitsSeen {
    pub visits: Vec<VisitSeen>,
    pub next: Option<String>,
    /// Whose visits alone the one who asks may change; nobody's in particular for whoever keeps the calendar.
    pub only_of: Option<MemberId>,
    pub why_not_record: Option<String>,
}

/// A visit as a form shows it; the times are those of the location's clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitInForm {
    /// None yet, where one is recorded.
    pub id: Option<VisitId>,
    pub version: i32,
    pub client: ClientId,
    pub client_name: String,
    pub member: MemberId,
    pub location: LocationId,
    pub date: String,
    pub time: String,
    pub minutes: i32,
    pub kind: VisitKind,
    pub state: VisitState,
    /// With whom it may be; those who have the client come first.
    pub members: Vec<Named>,
    pub locations: Vec<Named>,
}

/// A visit as a form gives it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct VisitGiven {
    pub client: String,
    pub member: String,
    pub location: String,
    pub date: String,
    pub time: String,
    pub minutes: String,
    pub kind: String,
    pub state: String,
}

/// What a form means.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitMeant {
    pub member: MemberId,
    pub location: LocationId,
    pub date: Day,
    /// Minutes since midnight, by the location's clock.
    pub time: u32,
    pub minutes: i32,
    pub kind: VisitKind,
    pub state: VisitState,
}

impl VisitGiven {
    /// # Errors
    /// `Invalid`, each fault at its field.
    pub fn checked(&self) -> Result<VisitMeant, AppError> {
        let mut checks = Checks::default();
        let member = checks.choice::<MemberId>("member", &self.member, say!("Choose with whom."));
        let location = checks.choice::<LocationId>("location", &self.location, say!("Choose a location."));
        let date = checks.choice::<Day>("date", &self.date, say!("Enter the day."));
        if date.is_some_and(|day| !(1990..=2100).contains(&day.year())) {
            checks.fault("date", say!("Check the year."));
        }
        let time = time_of_day(&self.time);
        if time.is_none() {
            checks.fault("time", say!("Enter the time, as in 14:30."));
        }
        let minutes = checks.choice::<i32>("minutes", &self.minutes, say!("Enter how many minutes."));
        if minutes.is_some_and(|minutes| !(5..=720).contains(&minutes)) {
            checks.fault("minutes", say!("A visit lasts between 5 and 720 minutes."));
        }
        let kind = checks.choice::<VisitKind>("kind", &self.kind, say!("Choose a kind."));
        let state = checks.choice::<VisitState>("state", &self.state, say!("Choose a state."));
        let meant = (|| {
            Some(VisitMeant {
                member: member?,
                location: location?,
                date: date?,
                time: time?,
                minutes: minutes?,
                kind: kind?,
                state: state?,
            })
        })();
        checks.give(meant)
    }
}

impl VisitMeant {
    /// "Mar 1, 2027, 14:30"
    pub fn starts(&self) -> String {
        format!("{}, {:02}:{:02}", self.date.words(), self.time / 60, self.time % 60)
    }
}

/// Minutes since midnight of "14:30"; browsers may send seconds too.
fn time_of_day(text: &str) -> Option<u32> {
    let mut parts = text.trim().split(':');
    let mut part = |below: u32| {
        parts.next().filter(|p| p.len() == 2 && p.bytes().all(|b| b.is_ascii_digit()))?.parse::<u32>().ok().filter(|n| *n < below)
    };
    let (hours, minutes) = (part(24)?, part(60)?);
    Some(hours * 60 + minutes)
}

/// Of one member, as far as the one who asks sees the clients.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistorySeen {
    pub active_clients: i64,
    pub pending_notes: i64,
    pub high_risk: i64,
    pub moderate_risk: i64,
    /// In the last 90 days.
    pub held: i64,
    pub missed: i64,
    pub cancelled: i64,
    /// Planned for the next seven days.
    pub ahead: i64,
    pub latest: Vec<VisitOf>,
    /// Whether there may be more that the one who asks doesn't see.
    pub sees_all: bool,
}

impl HistorySeen {
    /// Nothing to tell: someone who sees no clients.
    pub fn is_empty(&self) -> bool {
        let figures = [self.active_clients, self.pending_notes, self.held, self.missed, self.cancelled, self.ahead];
        self.latest.is_empty() && figures.iter().all(|n| *n == 0)
    }
}

/// One visit, on the card of whom it was with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitOf {
    pub client: ClientId,
    pub client_name: String,
    pub starts_at: Moment,
    pub kind: VisitKind,
    pub state: VisitState,
    pub note_pending: bool,
}

/// One visit of a member's day; the times are by the clock of where the member works.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitOfDay {
    pub id: VisitId,
    pub client: ClientId,
    pub client_name: String,
    /// "14:30", and as it is read: "2:30 PM".
    pub clock: String,
    pub starts: String,
    pub ends: String,
    pub minutes: i32,
    pub kind: VisitKind,
    pub state: VisitState,
    pub location: String,
    pub note_pending: bool,
    /// Against the server's clock, when this was read.
    pub begun: bool,
    pub over: bool,
    /// Whether the one who asks may say what became of it.
    pub may_change: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_a_visit_stands_at_its_field() {
        let Err(AppError::Invalid(faults)) = VisitGiven::default().checked() else { panic!("faults") };
        let fields: Vec<&str> = faults.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["member", "location", "date", "time", "minutes", "kind", "state"]);
        for (text, time) in [("09:05", Some(545)), ("23:59:00", Some(1439)), ("24:00", None), ("9:05", None), ("", None), ("12:60", None)] {
            assert_eq!(time_of_day(text), time, "{text}");
        }
    }
}
