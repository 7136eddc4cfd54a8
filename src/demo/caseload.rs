//! Clients, who has them and had them, whom they have seen: two years of it. Pure, and the same each time but for the ids.

use super::names::{Dice, Name, Names, called};
use crate::base::{LocationId, MemberId};
use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, Utc};
use uuid::Uuid;

/// Someone who may have clients.
#[derive(Clone, Copy)]
pub struct Clinician {
    pub member: MemberId,
    pub place: LocationId,
    pub joined: DateTime<Utc>,
    /// Takes appointments.
    pub active: bool,
}

pub struct NewClient {
    pub id: Uuid,
    pub name: Name,
    pub preferred: &'static str,
    pub pronouns: &'static str,
    pub birth_date: NaiveDate,
    pub email: String,
    pub phone: String,
    pub risk: &'static str,
    pub restricted: bool,
    pub place: LocationId,
    pub created_at: DateTime<Utc>,
    pub archived_at: Option<DateTime<Utc>>,
    pub last_visit_at: Option<DateTime<Utc>>,
}

pub struct NewAssignment {
    pub client: Uuid,
    pub member: MemberId,
    pub primary: bool,
    pub since: DateTime<Utc>,
    pub until: Option<DateTime<Utc>>,
    pub reason: &'static str,
    pub ended_reason: &'static str,
    pub hand_off: &'static str,
    pub weekly: Option<i16>,
}

pub struct NewVisit {
    pub client: Uuid,
    pub member: MemberId,
    pub place: LocationId,
    pub starts_at: DateTime<Utc>,
    pub minutes: i32,
    pub kind: &'static str,
    pub state: &'static str,
    pub noted_at: Option<DateTime<Utc>>,
}

/// A client nobody has, and when someone should.
pub struct Waiting {
    pub client: Uuid,
    pub left_by: MemberId,
    pub since: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
}

/// Some clients with everything about them.
#[derive(Default)]
pub struct Bundle {
    pub clients: Vec<NewClient>,
    pub assignments: Vec<NewAssignment>,
    pub visits: Vec<NewVisit>,
    /// Named for a restricted client.
    pub named: Vec<(Uuid, MemberId, DateTime<Utc>)>,
    /// Which of the groups.
    pub grouped: Vec<(Uuid, usize, DateTime<Utc>)>,
    pub waiting: Vec<Waiting>,
}

/// However large the team: a thousand small caseloads are enough to look at.
const MOST: usize = 1000;
/// One in so many clients is in each of the groups, until there are so many.
const IN_GROUPS: [i64; 3] = [11, 17, 60];
const GROUP_MOST: usize = 120;

const HAND_OFFS: [&str; 4] = [
    "We have worked on sleep and on saying no at work. Weekly sessions went well; mornings are easier than evenings.",
    "Knows what helps, and forgets it under stress: the list we made together is worth going through again.",
    "Prefers to talk while walking. The sister is the emergency contact and may be told when a session is missed.",
    "We ended with a review of the goals. Exposure steps one to four are done, step five is planned.",
];
const MOVED: [&str; 3] = ["closer to where they live", "asked for someone who speaks Spanish", "evening appointments"];

/// Clients by and by: so many that no list of all of them is needed.
pub struct Caseloads<'a> {
    clinicians: &'a [Clinician],
    /// How many each has; less where the list is at its end.
    shares: Vec<usize>,
    now: DateTime<Utc>,
    names: Names,
    dice: Dice,
    /// Whose turn it is, and how many of theirs are done.
    turn: (usize, usize),
    made: usize,
    total: usize,
}

impl<'a> Caseloads<'a> {
    /// Four to seventeen clients each; or as many as wanted in all, shared evenly.
    pub fn new(clinicians: &'a [Clinician], wanted: Option<usize>, now: DateTime<Utc>, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let shares: Vec<usize> = match wanted {
            Some(wanted) => {
                let (each, rest) = (wanted / clinicians.len().max(1), wanted % clinicians.len().max(1));
                (0..clinicians.len()).map(|n| each + usize::from(n < rest)).collect()
            }
            None => clinicians.iter().take(MOST).map(|_| 4 + dice.roll(14) as usize).collect(),
        };
        let total = shares.iter().sum();
        Caseloads { clinicians, shares, now, names: Names::new(), dice, turn: (0, 0), made: 0, total }
    }

    /// The next so many clients; nothing after the last.
    pub fn bundle(&mut self, most: usize) -> Option<Bundle> {
        let mut bundle = Bundle::default();
        while bundle.clients.len() < most {
            let Some(who) = self.next_clinician() else { break };
            self.client(who, &mut bundle);
            self.made += 1;
        }
        (!bundle.clients.is_empty()).then_some(bundle)
    }

    fn next_clinician(&mut self) -> Option<usize> {
        while self.turn.1 >= *self.shares.get(self.turn.0)? {
            self.turn = (self.turn.0 + 1, 0);
        }
        self.turn.1 += 1;
        Some(self.turn.0)
    }

    /// Someone else of the team, mostly from the same corner of it.
    fn other(&mut self, who: usize) -> Option<Clinician> {
        let all = self.shares.len();
        (all > 1).then(|| self.clinicians[(who + 1 + self.dice.roll(3.min(all as i64 - 1)) as usize) % all])
    }

    fn client(&mut self, who: usize, bundle: &mut Bundle) {
        let (now, clinician) = (self.now, self.clinicians[who]);
        let other = self.other(who).filter(|o| o.member != clinician.member);
        let id = Uuid::now_v7();
        // A stretch of the list far from where the team's own names come from.
        let name = self.names.client(5_000 + self.made);
        let dice = &mut self.dice;
        let since = between(clinician.joined, now, dice);
        let archived = dice.one_in(25).then(|| between(since, now, dice));
        let waits = archived.is_none() && self.total >= 30 && self.made % (self.total / 4).clamp(20, 400) == 13;
        let restricted = !waits && archived.is_none() && dice.one_in(60);
        let birth_date = birth_date(now.date_naive(), dice);
        let first = bundle.visits.len();
        if waits {
            let left = now - Duration::hours(6 + dice.roll(9 * 24));
            waits_for_someone(id, clinician, since, left.max(since), bundle);
        } else {
            assigned(id, clinician, other, since, archived, bundle, dice);
        }
        visited(id, clinician, other, (since, archived, now), bundle, dice);
        let last_visit_at = bundle.visits[first..].iter().filter(|v| v.state == "held").map(|v| v.starts_at).max();
        if let Some(other) = other.filter(|_| restricted) {
            bundle.named.push((id, other.member, between(since, now, dice)));
        }
        for (group, one_in) in IN_GROUPS.into_iter().enumerate() {
            if archived.is_none() && dice.one_in(one_in.max((self.total / GROUP_MOST) as i64)) {
                bundle.grouped.push((id, group, since.max(now - Duration::days(150))));
            }
        }
        bundle.clients.push(NewClient {
            id,
            preferred: if dice.one_in(2) { called(&name.first).unwrap_or_default() } else { "" },
            pronouns: ["she/her", "he/him", "they/them", "", ""][[0, 0, 1, 1, 2, 3, 4, 3, 4, 3][dice.roll(10) as usize]],
            email: if dice.one_in(5) { String::new() } else { format!("{}{}@mail.example", name.mailbox, birth_date.year() % 100) },
            phone: if dice.one_in(9) {
                String::new()
            } else {
                format!("({}) 555-01{:02}", [207, 312, 617, 213][dice.roll(4) as usize], dice.roll(100))
            },
            risk: ["", "", "low", "low", "low", "low", "moderate", "moderate", "low", "high"][dice.roll(10) as usize],
            name,
            birth_date,
            restricted,
            place: clinician.place,
            created_at: since,
            archived_at: archived,
            last_visit_at,
        });
    }
}

fn assigned(
    client: Uuid,
    who: Clinician,
    other: Option<Clinician>,
    since: DateTime<Utc>,
    archived: Option<DateTime<Utc>>,
    bundle: &mut Bundle,
    dice: &mut Dice,
) {
    let ended_reason = if archived.is_some() { "Treatment completed" } else { "" };
    let plain = |member, primary, since, until| NewAssignment {
        client,
        member,
        primary,
        since,
        until,
        reason: "",
        ended_reason,
        hand_off: "",
        weekly: None,
    };
    let weekly = dice.one_in(7).then_some(2);
    let main = NewAssignment { weekly, ..plain(who.member, true, since, archived) };
    let Some(other) = other.filter(|_| archived.is_none()) else { return bundle.assignments.push(main) };
    match dice.roll(8) {
        0 => {
            bundle.assignments.push(main);
            bundle.assignments.push(NewAssignment { reason: "Second therapist", ..plain(other.member, false, since, None) });
        }
        1 => {
            bundle.assignments.push(main);
            let intake = plain(other.member, false, since, Some(since + Duration::days(1)));
            bundle.assignments.push(NewAssignment { reason: "Intake", ended_reason: "Intake completed", ..intake });
        }
        // Came from another, with a note.
        2 => {
            let reason = MOVED[dice.roll(3) as usize];
            let moved = since + (who.joined.max(other.joined).max(since) - since) + Duration::hours(1);
            let before = plain(other.member, true, since.max(other.joined.min(since)), Some(moved));
            bundle.assignments.push(NewAssignment { ended_reason: reason, ..before });
            let hand_off = HAND_OFFS[dice.roll(4) as usize];
            bundle.assignments.push(NewAssignment { since: moved, reason, hand_off, ..main });
        }
        _ => bundle.assignments.push(main),
    }
}

/// On the Unassigned board since whoever had them left them: some are overdue.
fn waits_for_someone(client: Uuid, who: Clinician, since: DateTime<Utc>, left: DateTime<Utc>, bundle: &mut Bundle) {
    bundle.assignments.push(NewAssignment {
        client,
        member: who.member,
        primary: true,
        since,
        until: Some(left),
        reason: "",
        ended_reason: "Reduces hours",
        hand_off: "",
        weekly: None,
    });
    bundle.waiting.push(Waiting { client, left_by: who.member, since: left, due_at: left + Duration::days(7) });
}

/// Visits week by week back from now, and mostly one to come.
fn visited(
    client: Uuid,
    who: Clinician,
    other: Option<Clinician>,
    (since, archived, now): (DateTime<Utc>, Option<DateTime<Utc>>, DateTime<Utc>),
    bundle: &mut Bundle,
    dice: &mut Dice,
) {
    let end = archived.unwrap_or(now);
    let mut at = end;
    for n in 0..dice.roll(5) {
        at = hour_of(at - Duration::days(if n == 0 { 1 + dice.roll(12) } else { 7 }), dice);
        if at < since {
            break;
        }
        // Now and then someone else sees them.
        let seen_by = other.filter(|_| dice.one_in(40)).unwrap_or(who);
        let state = match dice.roll(14) {
            0 => "cancelled",
            1 => "missed",
            _ => "held",
        };
        let written = state == "held" && now - at > Duration::hours(20) && !dice.one_in(15);
        bundle.visits.push(NewVisit {
            client,
            member: seen_by.member,
            place: who.place,
            starts_at: at,
            minutes: [50, 50, 50, 45, 90][dice.roll(5) as usize],
            kind: kind(dice),
            state,
            noted_at: written.then(|| at + Duration::hours(1 + dice.roll(18))),
        });
    }
    if archived.is_none() && who.active && dice.roll(3) > 0 {
        // Today too, while there is any of it left.
        let at = hour_of(now + Duration::days(dice.roll(13)), dice);
        bundle.visits.push(NewVisit {
            client,
            member: who.member,
            place: who.place,
            starts_at: if at > now { at } else { at + Duration::days(13) },
            minutes: 50,
            kind: kind(dice),
            state: "scheduled",
            noted_at: None,
        });
    }
}

fn kind(dice: &mut Dice) -> &'static str {
    ["individual", "individual", "individual", "individual", "telehealth", "telehealth", "couple", "family", "assessment", "intake"]
        [dice.roll(10) as usize]
}

/// Some full hour of a working day in North America, that day.
fn hour_of(at: DateTime<Utc>, dice: &mut Dice) -> DateTime<Utc> {
    let hour = NaiveTime::from_hms_opt(14 + dice.roll(8) as u32, 0, 0).unwrap_or_default();
    at.date_naive().and_time(hour).and_utc()
}

/// Mostly grown up, some children, some old.
fn birth_date(today: NaiveDate, dice: &mut Dice) -> NaiveDate {
    let years = match dice.roll(20) {
        0..=2 => 6 + dice.roll(12),
        3..=14 => 18 + dice.roll(32),
        _ => 50 + dice.roll(38),
    };
    today - Duration::days(years * 365 + dice.roll(365))
}

/// Some moment after the one and before the other.
fn between(from: DateTime<Utc>, to: DateTime<Utc>, dice: &mut Dice) -> DateTime<Utc> {
    from + Duration::seconds(dice.roll((to - from).num_seconds().max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn clinicians(n: u128, now: DateTime<Utc>) -> Vec<Clinician> {
        let one = |n| Clinician {
            member: MemberId(Uuid::from_u128(n)),
            place: LocationId(Uuid::nil()),
            joined: now - Duration::days(400 - n as i64 % 300),
            active: n % 9 != 0,
        };
        (0..n).map(one).collect()
    }

    fn all(wanted: Option<usize>) -> (Vec<Bundle>, DateTime<Utc>) {
        let now = DateTime::from_timestamp(1_795_000_000, 0).expect("a moment");
        let clinicians = clinicians(20, now);
        let mut made = Caseloads::new(&clinicians, wanted, now, 11);
        (std::iter::from_fn(|| made.bundle(500)).collect(), now)
    }

    #[test]
    fn there_are_as_many_as_wanted_and_everything_about_them_fits() {
        let (bundles, now) = all(Some(3_210));
        assert_eq!(bundles.iter().map(|b| b.clients.len()).sum::<usize>(), 3_210);
        assert!(bundles.iter().all(|b| b.clients.len() <= 500));
        for bundle in &bundles {
            for c in &bundle.clients {
                assert!(c.created_at <= now && c.archived_at.is_none_or(|at| at >= c.created_at && at <= now));
                assert!(c.name.first.chars().count() <= 60 && c.name.last.chars().count() <= 60 && !c.name.first.trim().is_empty());
                let primary = |a: &&NewAssignment| a.client == c.id && a.primary && a.until.is_none();
                assert!(bundle.assignments.iter().filter(primary).count() <= 1);
                let held = bundle.visits.iter().filter(|v| v.client == c.id && v.state == "held").map(|v| v.starts_at).max();
                assert_eq!(c.last_visit_at, held);
                assert!(!c.restricted || bundle.assignments.iter().any(|a| a.client == c.id && a.until.is_none()));
            }
            for a in &bundle.assignments {
                assert!(a.until.is_none_or(|until| until >= a.since));
            }
            for v in &bundle.visits {
                assert_eq!(v.starts_at > now, v.state == "scheduled");
                assert!(v.state == "held" || v.noted_at.is_none());
            }
        }
        let count = |of: fn(&Bundle) -> usize| bundles.iter().map(of).sum::<usize>();
        assert!(count(|b| b.waiting.len()) >= 3 && count(|b| b.named.len()) > 10 && count(|b| b.grouped.len()) > 100);
        assert!(count(|b| b.assignments.iter().filter(|a| !a.hand_off.is_empty()).count()) > 50);
        let pending = count(|b| b.visits.iter().filter(|v| v.state == "held" && v.noted_at.is_none()).count());
        assert!(pending > 20 && pending < count(|b| b.visits.len()) / 4);
    }

    #[test]
    fn nobody_has_anothers_name_and_birth_date() {
        let (bundles, _) = all(Some(40_000));
        let known: HashSet<(&str, &str, NaiveDate)> =
            bundles.iter().flat_map(|b| &b.clients).map(|c| (c.name.first.as_str(), c.name.last.as_str(), c.birth_date)).collect();
        assert!(known.len() > 39_900, "{}", known.len());
    }

    #[test]
    fn a_small_practice_is_as_large_as_its_team() {
        let clients: usize = all(None).0.iter().map(|b| b.clients.len()).sum();
        assert!((80..=340).contains(&clients), "{clients}");
    }
}
