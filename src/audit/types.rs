//! The trail as it crosses the wire: what is asked of it, and its entries in plain sentences.

use super::Kind;
use crate::base::{MemberId, Moment, in_query};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What the trail is asked; all of it stands in the address, as a plain form puts it there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Question {
    /// The beginnings of words of someone's name.
    pub who: String,
    /// Who it was found to be; believed while `who` is still their name.
    pub member: String,
    /// "did", "concerned", or nothing for either.
    pub part: String,
    /// A kind's key, or a room's: "team.role_changed", "team".
    pub kind: String,
    /// Whatever it is about: a member, a role, a group, a location.
    pub about: String,
    /// Days, as YYYY-MM-DD, in the zone of the reader's location; both are included.
    pub from: String,
    pub to: String,
    /// Where the page before ended.
    pub after: String,
}

impl Question {
    /// The fields as an address or a hidden form carries them, without where the page before ended.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let all = [
            ("who", &self.who),
            ("member", &self.member),
            ("part", &self.part),
            ("kind", &self.kind),
            ("about", &self.about),
            ("from", &self.from),
            ("to", &self.to),
        ];
        all.into_iter().filter(|(_, value)| !value.trim().is_empty()).map(|(name, value)| (name, value.trim().to_string())).collect()
    }

    pub fn is_narrow(&self) -> bool {
        !self.fields().is_empty()
    }

    /// `/audit?who=…`
    pub fn address(&self) -> String {
        let mut pairs = self.fields();
        if !self.after.is_empty() {
            pairs.push(("after", self.after.clone()));
        }
        let pairs: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={}", in_query(&value))).collect();
        if pairs.is_empty() { "/audit".into() } else { format!("/audit?{}", pairs.join("&")) }
    }

    /// The kinds it asks for; none means every one, also those a newer build wrote.
    pub fn kinds(&self) -> Vec<&'static str> {
        let one: Vec<_> = Kind::of(&self.kind).into_iter().map(Kind::key).collect();
        if one.is_empty() { Kind::in_room(&self.kind).map(Kind::key).collect() } else { one }
    }
}

/// One field's value before and after, in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    pub field: String,
    pub before: String,
    pub after: String,
}

/// One entry, told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number in the practice's chain, and its address: `/audit/12`.
    pub seq: i64,
    pub at: Moment,
    pub sentence: String,
    /// What the sentence has no room for: several fields before and after.
    pub changes: Vec<Changed>,
    /// Reasons, names, numbers.
    pub notes: Vec<String>,
    pub actor: Option<MemberId>,
    pub actor_name: String,
    pub about: Option<Uuid>,
    pub about_name: String,
    pub kind: String,
    /// From where; empty where nobody asked, or where the reader need not know.
    pub ip: String,
}

/// Someone whose name begins as it was typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonFound {
    pub id: MemberId,
    pub name: String,
    pub email: String,
}

/// A page of the trail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrailPage {
    pub entries: Vec<Entry>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
    /// Who `who` was found to be.
    pub person: Option<PersonFound>,
    /// Several could be meant: no entries are shown until one is chosen.
    pub people: Vec<PersonFound>,
    /// The zone in which days begin and end.
    pub zone: String,
    /// Years it is kept.
    pub years: i32,
    pub why_not_verify: Option<String>,
    pub why_not_export: Option<String>,
    pub why_not_retain: Option<String>,
}

/// One entry by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryAlone {
    pub entry: Entry,
    pub kind_words: String,
    /// In hexadecimal digits; made of all the entry says, and of the one before it.
    pub hash: String,
}

/// How far a chain was walked, and what was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Walked {
    /// Entries, those of the legs before among them.
    pub entries: i64,
    /// The number of the entry at which it stopped.
    pub last: i64,
    /// The chain's end was reached.
    pub done: bool,
    /// The number of an entry, and what is wrong there; at most a hundred.
    pub faults: Vec<(i64, String)>,
    /// The oldest entry there is.
    pub since: Moment,
}

/// Years the trail may be kept.
pub const YEARS: std::ops::RangeInclusive<i32> = 6..=30;
