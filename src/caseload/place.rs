//! Where a row stands in an order: the next page begins after the last one's place, whatever was added or left meanwhile.

use super::query::{Order, Sorted};
use chrono::{DateTime, Utc};
use sqlx::{Postgres, QueryBuilder, Row, postgres::PgRow};
use std::cmp::Ordering;
use uuid::Uuid;

/// Between the parts of a place in an address; nobody types it into a name.
const BETWEEN: char = '\u{1f}';
/// Behind every name.
const LAST: &str = "\u{10ffff}";

/// One value that an order goes by. They compare as the database compares them: texts by code point, never before ever.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Text(String),
    Id(Uuid),
    Time(Option<DateTime<Utc>>),
}

/// What each value of an order is.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Id,
    Time,
}

fn kinds(order: Order) -> &'static [Kind] {
    match order {
        Order::Name => &[Kind::Text],
        Order::Status => &[Kind::Text, Kind::Text],
        // Therapist, and which of that name; then the client's name.
        Order::Staff => &[Kind::Text, Kind::Id, Kind::Text],
        Order::LastVisit | Order::Created => &[Kind::Time],
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub keys: Vec<Key>,
    pub id: Uuid,
}

impl Place {
    /// As an address has it.
    pub fn read(order: Order, text: &str) -> Option<Place> {
        let kinds = kinds(order);
        let parts: Vec<&str> = text.splitn(kinds.len() + 1, BETWEEN).collect();
        let (id, texts) = parts.split_first().filter(|(_, texts)| texts.len() == kinds.len() && !text.contains('\0'))?;
        let keys = kinds.iter().zip(texts).map(|(kind, text)| match kind {
            Kind::Text => Some(Key::Text((*text).to_string())),
            Kind::Id => text.parse().ok().map(Key::Id),
            Kind::Time if text.is_empty() => Some(Key::Time(None)),
            Kind::Time => text.parse().ok().and_then(DateTime::from_timestamp_micros).map(|at| Key::Time(Some(at))),
        });
        Some(Place { keys: keys.collect::<Option<_>>()?, id: id.parse().ok()? })
    }

    pub fn text(&self) -> String {
        let keys = self.keys.iter().map(|key| match key {
            Key::Text(text) => text.clone(),
            Key::Id(id) => id.to_string(),
            Key::Time(at) => at.map(|at| at.timestamp_micros().to_string()).unwrap_or_default(),
        });
        keys.fold(self.id.to_string(), |text, key| format!("{text}{BETWEEN}{key}"))
    }

    /// From the columns of a row, the first key at `at`.
    pub fn of(order: Order, row: &PgRow, id: Uuid, at: usize) -> Result<Place, sqlx::Error> {
        let key = |(n, kind): (usize, &Kind)| {
            Ok(match kind {
                Kind::Text => Key::Text(row.try_get(at + n)?),
                Kind::Id => Key::Id(row.try_get(at + n)?),
                Kind::Time => Key::Time(row.try_get(at + n)?),
            })
        };
        Ok(Place { keys: kinds(order).iter().enumerate().map(key).collect::<Result<_, sqlx::Error>>()?, id })
    }

    /// Which of two comes first.
    pub fn before(&self, other: &Place, sorted: Sorted) -> Ordering {
        if sorted.backwards { other.cmp(self) } else { self.cmp(other) }
    }

    /// Nobody is assigned here.
    pub fn is_led_by_nobody(&self) -> bool {
        matches!(self.keys.get(1), Some(Key::Id(id)) if id.is_nil())
    }
}

/// In the place of a therapist's name where there is none: last, in both directions.
pub fn nobody(sorted: Sorted) -> &'static str {
    if sorted.backwards { "" } else { LAST }
}

/// Narrows a statement to what comes after a place; `columns` are the order's, with the id last.
pub fn after(sql: &mut QueryBuilder<Postgres>, place: Option<&Place>, sorted: Sorted, columns: &[&str]) {
    let Some(place) = place else { return };
    sql.push(format!(" and ({}) {} (", columns.join(", "), if sorted.backwards { "<" } else { ">" }));
    for key in &place.keys {
        match key {
            Key::Text(text) => sql.push_bind(text.clone()),
            Key::Id(id) => sql.push_bind(*id),
            Key::Time(Some(at)) => sql.push_bind(*at),
            Key::Time(None) => sql.push("'-infinity'::timestamptz"),
        };
        sql.push(", ");
    }
    sql.push_bind(place.id).push(")");
}

/// " order by 1 desc, 2 desc": the first columns, by number.
pub fn ordered(columns: usize, sorted: Sorted) -> String {
    let way = if sorted.backwards { " desc" } else { "" };
    let columns: Vec<String> = (1..=columns).map(|n| format!("{n}{way}")).collect();
    format!(" order by {}", columns.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_from_its_address_and_nonsense_is_none() {
        let id = Uuid::from_u128(7);
        let at = DateTime::from_timestamp_micros(1_700_000_000_123_456);
        for (order, keys) in [
            (Order::Name, vec![Key::Text("o'brien ~ zoe".into())]),
            (Order::Status, vec![Key::Text("none".into()), Key::Text("adams bo".into())]),
            (Order::Staff, vec![Key::Text(LAST.into()), Key::Id(Uuid::nil()), Key::Text("adams bo".into())]),
            (Order::LastVisit, vec![Key::Time(None)]),
            (Order::Created, vec![Key::Time(at)]),
        ] {
            let place = Place { keys, id };
            assert_eq!(Place::read(order, &place.text()), Some(place.clone()));
            assert_eq!(place.is_led_by_nobody(), order == Order::Staff);
        }
        for nonsense in ["", "x", "~", &format!("{id}"), &format!("{id}{BETWEEN}x\0")] {
            assert_eq!(Place::read(Order::Name, nonsense), None, "{nonsense:?}");
        }
        assert_eq!(Place::read(Order::Created, &format!("{id}{BETWEEN}soon")), None);
    }

    #[test]
    fn whoever_was_never_seen_comes_before_whoever_was() {
        assert!(Key::Time(None) < Key::Time(DateTime::from_timestamp_micros(0)));
    }
}
