//! The steps that reading, exporting and verifying share: what a question means, and how entries are told.

use super::sentences::{Reader, say};
use super::store::{self, Broken, Filter, Person, Row};
use super::types::{Entry, PersonFound, Question};
use crate::access::Entered;
use crate::base::{AppError, Checks, MemberId};
use chrono::{DateTime, NaiveDate};
use sqlx::PgPool;

/// What a question means.
pub struct Meant {
    pub filter: Filter,
    pub person: Option<PersonFound>,
    /// Who else could be meant.
    pub people: Vec<PersonFound>,
    pub zone: String,
    /// The filter in words, for the trail itself.
    pub words: String,
}

impl Meant {
    /// Whether it is plain whom the question means.
    pub fn is_clear(&self, query: &Question) -> bool {
        self.person.is_some() || query.who.trim().is_empty()
    }
}

/// Looks up what a question names: people, days in the zone of the reader's location.
pub async fn meant(tx: &mut Entered, query: &Question) -> Result<Meant, AppError> {
    let mut checks = Checks::default();
    let (from, to) = (day(&mut checks, "from", &query.from), day(&mut checks, "to", &query.to));
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        checks.fault("to", say!("Choose a day that is not before the first one."));
    }
    let (from, to) = checks.give(Some((from, to)))?;
    let location = tx.location.0;
    let practice = tx.actor().practice.0;
    let (zone, since, until) = store::days(tx.conn(), location, from, to).await?;
    let (person, people) = whom(tx, query).await?;
    let filter = Filter {
        practice,
        person: person.as_ref().map(|(found, account)| Person {
            member: found.id.0,
            account: *account,
            did: query.part != "concerned",
            concerned: query.part != "did",
        }),
        kinds: query.kinds(),
        about: query.about.trim().parse().ok(),
        from: since,
        until,
        after: place(&query.after),
    };
    let person = person.map(|(found, _)| found);
    let words = in_words(query, person.as_ref(), from, to);
    Ok(Meant { filter, person, people, zone, words })
}

/// A day as a form sends it; the years are those a trail can have.
fn day(checks: &mut Checks, field: &str, text: &str) -> Option<NaiveDate> {
    use chrono::Datelike;
    if text.trim().is_empty() {
        return None;
    }
    let day = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok().filter(|day| (1970..2200).contains(&day.year()));
    if day.is_none() {
        checks.fault(field, say!("Enter a day as YYYY-MM-DD, for example 2026-03-31."));
    }
    day
}

type Whom = (Option<(PersonFound, Option<uuid::Uuid>)>, Vec<PersonFound>);

/// The one whose name it is; or all whose names begin so, if it could be several.
async fn whom(tx: &mut Entered, query: &Question) -> Result<Whom, AppError> {
    let typed: String = query.who.chars().filter(|c| !c.is_control()).take(100).collect();
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok((None, Vec::new()));
    }
    if let Ok(id) = query.member.trim().parse::<MemberId>()
        && let Some(found) = store::person(tx.conn(), id).await?
        && found.0.name == typed
    {
        return Ok((Some(found), Vec::new()));
    }
    let people = store::people(tx.conn(), typed).await?;
    let named: Vec<&PersonFound> = people.iter().filter(|p| p.name.to_lowercase() == typed.to_lowercase()).collect();
    match (people.as_slice(), named.as_slice()) {
        ([PersonFound { id, .. }], _) | (_, [PersonFound { id, .. }]) => Ok((store::person(tx.conn(), *id).await?, Vec::new())),
        _ => Ok((None, people)),
    }
}

/// "1767225600000000~12": microseconds since 1970 and an entry's number.
fn place(after: &str) -> Option<(DateTime<chrono::Utc>, i64)> {
    let (at, seq) = after.split_once('~')?;
    Some((DateTime::from_timestamp_micros(at.parse().ok()?)?, seq.parse().ok()?))
}

pub fn place_of(row: &Row) -> String {
    format!("{}~{}", row.at.timestamp_micros(), row.seq)
}

fn in_words(query: &Question, person: Option<&PersonFound>, from: Option<NaiveDate>, to: Option<NaiveDate>) -> String {
    let mut words = Vec::new();
    if let Some(person) = person {
        let part = match query.part.as_str() {
            "did" => say!("done by"),
            "concerned" => "concerning",
            _ => say!("done by or concerning"),
        };
        words.push(format!("{part} {}", person.name));
    }
    if !query.kinds().is_empty() {
        words.push(say!("kind {}", query.kind));
    }
    if let Ok(about) = query.about.trim().parse::<uuid::Uuid>() {
        words.push(say!("about {about}"));
    }
    words.extend(from.map(|day| say!("from {day}")));
    words.extend(to.map(|day| say!("to {day}")));
    if words.is_empty() { "everything".into() } else { words.join(", ") }
}

pub fn told(row: &Row) -> Entry {
    told_to(row, Reader::OfAll)
}

pub fn told_to(row: &Row, reader: Reader) -> Entry {
    let said = say(row, reader);
    Entry {
        seq: row.seq,
        at: row.at.into(),
        sentence: said.sentence + ".",
        changes: said.changes,
        notes: said.notes,
        actor: row.actor_id.map(MemberId),
        actor_name: row.actor.clone(),
        about: row.subject_id.filter(|_| ["member", "role", "group", "location"].contains(&row.subject_kind.as_str())),
        about_name: row.subject.clone(),
        kind: row.kind.clone(),
        ip: if reader == Reader::OfAll { row.ip.clone() } else { String::new() },
    }
}

/// Walks every practice's chain from its beginning, leg by leg.
///
/// # Errors
/// Only those of the database.
pub async fn verify_all(pool: &PgPool) -> Result<Vec<Broken>, AppError> {
    let mut broken = Vec::new();
    let mut tx = pool.begin().await?;
    for practice in store::practices(&mut tx).await? {
        let mut after = 0;
        loop {
            let leg = store::walk(&mut tx, practice, after).await?;
            broken.extend(leg.faults.into_iter().map(|(seq, fault)| Broken { practice, seq, fault }));
            if leg.links < store::LEG.into() {
                break;
            }
            after = leg.last;
        }
    }
    tx.commit().await?;
    Ok(broken)
}
