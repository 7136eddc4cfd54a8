//! What crosses the wire of the Unassigned board.

use crate::base::{ClientId, LocationId, MemberId, Moment, UnassignedId, in_query};
use crate::ui::Tone;
use serde::{Deserialize, Serialize};

/// What the board is asked; all of it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardQuery {
    #[serde(default)]
    pub owner: Option<MemberId>,
    #[serde(default)]
    pub location: Option<LocationId>,
    /// "yes" for those whose day has passed.
    #[serde(default)]
    pub overdue: String,
    /// Where the page before ended.
    #[serde(default)]
    pub after: String,
}

impl BoardQuery {
    /// From an address; what is no id filters nothing.
    pub fn read(at: impl Fn(&str) -> Option<String>) -> Self {
        let text = |key| at(key).unwrap_or_default();
        BoardQuery {
            owner: text("owner").parse().ok(),
            location: text("location").parse().ok(),
            overdue: text("overdue"),
            after: text("after"),
        }
    }

    pub fn is_overdue(&self) -> bool {
        self.overdue == "yes"
    }

    pub fn filters(&self) -> bool {
        self.owner.is_some() || self.location.is_some() || self.is_overdue()
    }

    /// `/unassigned?overdue=yes`
    pub fn address(&self) -> String {
        let id = |id: Option<String>| id.unwrap_or_default();
        let all = [
            ("owner", id(self.owner.map(|m| m.to_string()))),
            ("location", id(self.location.map(|l| l.to_string()))),
            ("overdue", self.overdue.clone()),
            ("after", self.after.clone()),
        ];
        let pairs: Vec<String> =
            all.iter().filter(|(_, v)| !v.is_empty()).map(|(key, value)| format!("{key}={}", in_query(value))).collect();
        if pairs.is_empty() { "/unassigned".into() } else { format!("/unassigned?{}", pairs.join("&")) }
    }
}

/// A client on the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub id: UnassignedId,
    pub client: ClientId,
    pub name: String,
    pub location: String,
    pub owner: MemberId,
    pub owner_name: String,
    pub since: Moment,
    /// The first moment after the day until which someone should have the client.
    pub due_at: Moment,
    /// That day: "2026-03-10".
    pub due_day: String,
    /// Who had the client before.
    pub left_by: Option<String>,
    pub reason: String,
    /// Why whoever looks can't assign it, or change its owner and its day.
    pub why_not: Option<String>,
}

impl Entry {
    /// How it stands with the clock, in words and by its tone.
    pub fn clock(&self, now: Moment) -> (Tone, String) {
        const DAY: i64 = 24 * 60 * 60 * 1000;
        match now.until(self.due_at) {
            left if left <= 0 => (Tone::Bad, say!("Overdue by {}", counted!(-left / DAY + 1, "day"))),
            left if left <= DAY => (Tone::Warning, say!("Due today").into()),
            left => (Tone::Waiting, say!("Due in {}", counted!((left - 1) / DAY, "day"))),
        }
    }

    /// What of it a form overwrites.
    pub fn looked_at(&self) -> String {
        looked_at(self.owner, &self.due_day)
    }
}

pub fn looked_at(owner: MemberId, due_day: &str) -> String {
    format!("{owner} {due_day}")
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    pub rows: Vec<Entry>,
    /// How many fit, on all pages.
    pub total: i64,
    pub next: Option<String>,
    pub now: Moment,
    /// Who can see to an entry.
    pub owners: Vec<(MemberId, String)>,
    pub locations: Vec<(LocationId, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_clock_reads_as_a_person_says_it() {
        const HOUR: i64 = 60 * 60 * 1000;
        let entry = |due_at| Entry {
            id: UnassignedId(Uuid::nil()),
            client: ClientId(Uuid::nil()),
            name: String::new(),
            location: String::new(),
            owner: MemberId(Uuid::nil()),
            owner_name: String::new(),
            since: Moment(0),
            due_at: Moment(due_at),
            due_day: String::new(),
            left_by: None,
            reason: String::new(),
            why_not: None,
        };
        let said = [-25, -1, 0, 1, 24, 25, 49, 24 * 8].map(|hours| entry(hours * HOUR).clock(Moment(0)).1);
        let expected = [
            "Overdue by 2 days",
            "Overdue by 1 day",
            "Overdue by 1 day",
            "Due today",
            "Due today",
            "Due in 1 day",
            "Due in 2 days",
            "Due in 7 days",
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn an_address_holds_the_whole_question() {
        assert_eq!(BoardQuery::default().address(), "/unassigned");
        let asked = BoardQuery { overdue: "yes".into(), ..Default::default() };
        assert_eq!(asked.address(), "/unassigned?overdue=yes");
        assert!(asked.filters() && !BoardQuery::default().filters());
    }
}
