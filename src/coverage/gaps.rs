//! Where cover has a hole: worked out from the covers there are.

use super::store::Read;
use super::types::{Gap, Person};
use crate::access::Status;
use crate::base::MemberId;
use chrono::{DateTime, Duration, Utc};

/// Two covers no further apart than this are of one absence.
pub const ONE_ABSENCE: Duration = Duration::days(3);

/// The holes in these covers, from now on; the first comes first.
pub fn of(covers: &[Read], now: DateTime<Utc>) -> Vec<Gap> {
    let mut gaps: Vec<(DateTime<Utc>, Gap)> = covers.iter().filter(|c| c.ends_at > now).filter_map(|c| away(c, covers)).collect();
    gaps.extend(covers.iter().filter_map(|c| between(c, covers, now)));
    gaps.sort_by_key(|(at, _)| *at);
    gaps.dedup();
    gaps.into_iter().map(|(_, gap)| gap).collect()
}

/// Whoever is to cover is not active, or has someone cover for them at the time.
fn away(cover: &Read, all: &[Read]) -> Option<(DateTime<Utc>, Gap)> {
    let meanwhile = |other: &&Read| other.absent == cover.by && other.starts_at < cover.ends_at && cover.starts_at < other.ends_at;
    let why = if cover.by_status != Status::Active {
        say!("{} is {}", cover.by_name, cover.by_status.words().to_lowercase())
    } else {
        let other = all.iter().find(meanwhile)?;
        say!("{} is away then, and {} covers for them", cover.by_name, other.by_name)
    };
    let gap = Gap::Away {
        cover: cover.id,
        absent: person(cover.absent, &cover.absent_name),
        by: person(cover.by, &cover.by_name),
        from: cover.starts_at.into(),
        until: cover.ends_at.into(),
        why,
    };
    Some((cover.starts_at, gap))
}

/// From the end of a cover to the next one of the same absence, unless someone else covers then.
fn between(cover: &Read, all: &[Read], now: DateTime<Utc>) -> Option<(DateTime<Utc>, Gap)> {
    let same =
        |other: &&Read| other.id != cover.id && other.absent == cover.absent && other.starts_at < other.ends_at && other.shares(cover);
    if cover.starts_at == cover.ends_at || all.iter().filter(same).any(|o| o.starts_at <= cover.ends_at && o.ends_at > cover.ends_at) {
        return None;
    }
    let next = all.iter().filter(same).filter(|o| o.starts_at > cover.ends_at).min_by_key(|o| o.starts_at)?;
    let near = next.starts_at - cover.ends_at <= ONE_ABSENCE && next.starts_at > now;
    let absent = person(cover.absent, &cover.absent_name);
    near.then(|| (cover.ends_at, Gap::Between { absent, from: cover.ends_at.into(), until: next.starts_at.into() }))
}

fn person(id: MemberId, name: &str) -> Person {
    Person { id, name: name.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::CoverageId;
    use uuid::Uuid;

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_772_000_000 + hour * 3600, 0).expect("a moment")
    }

    fn cover(n: u128, absent: u128, by: u128, hours: (i64, i64), some: Option<&[u128]>) -> Read {
        Read {
            id: CoverageId(Uuid::from_u128(n)),
            absent: MemberId(Uuid::from_u128(absent)),
            absent_name: format!("M{absent}"),
            absent_status: Status::Active,
            by: MemberId(Uuid::from_u128(by)),
            by_name: format!("M{by}"),
            by_status: Status::Active,
            starts_at: at(hours.0),
            ends_at: at(hours.1),
            whole: some.is_none(),
            chosen: some.unwrap_or_default().iter().map(|c| Uuid::from_u128(*c)).collect(),
            clients: 1,
            reason: String::new(),
            version: 1,
            ended_early: false,
            zone: chrono_tz::UTC,
        }
    }

    #[test]
    fn an_hour_between_two_covers_of_one_absence_is_a_gap_unless_someone_fills_it() {
        let two = [cover(1, 1, 2, (0, 8), None), cover(2, 1, 3, (9, 20), None)];
        let between = Gap::Between { absent: person(two[0].absent, "M1"), from: at(8).into(), until: at(9).into() };
        assert_eq!(of(&two, at(1)), [between]);
        assert!(of(&two, at(10)).is_empty(), "it is over");
        let filled = [two[0].clone(), two[1].clone(), cover(3, 1, 4, (7, 10), None)];
        assert!(of(&filled, at(1)).is_empty());
        let seamless = [cover(1, 1, 2, (0, 8), None), cover(2, 1, 3, (8, 20), None)];
        assert!(of(&seamless, at(1)).is_empty());
        let another_absence = [cover(1, 1, 2, (0, 8), None), cover(2, 1, 3, (200, 220), None)];
        assert!(of(&another_absence, at(1)).is_empty());
        let other_clients = [cover(1, 1, 2, (0, 8), Some(&[1, 2])), cover(2, 1, 3, (9, 20), Some(&[3]))];
        assert!(of(&other_clients, at(1)).is_empty());
        let the_same = [cover(1, 1, 2, (0, 8), Some(&[1, 2])), cover(2, 1, 3, (9, 20), Some(&[2]))];
        assert_eq!(of(&the_same, at(1)).len(), 1);
    }

    #[test]
    fn whoever_covers_must_be_there_to_do_it() {
        let mut one = [cover(1, 1, 2, (0, 8), None)];
        assert!(of(&one, at(1)).is_empty());
        one[0].by_status = Status::Suspended;
        let [Gap::Away { why, .. }] = &of(&one, at(1))[..] else { panic!("a gap") };
        assert_eq!(why, "M2 is suspended");
        let both = [cover(1, 1, 2, (0, 8), None), cover(2, 2, 3, (6, 12), None)];
        let [Gap::Away { why, .. }] = &of(&both, at(1))[..] else { panic!("a gap") };
        assert_eq!(why, "M2 is away then, and M3 covers for them");
        let in_turn = [cover(1, 1, 2, (0, 8), None), cover(2, 2, 3, (8, 12), None)];
        assert!(of(&in_turn, at(1)).is_empty());
    }
}
