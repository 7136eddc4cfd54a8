//! Clients, and who has them.

use super::{
    names::{Dice, Names},
    store::{NewAssignment, NewClient},
};
use crate::base::{LocationId, MemberId};
use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

/// Someone who may have clients.
#[derive(Clone, Copy)]
pub struct Clinician {
    pub member: MemberId,
    pub place: LocationId,
    pub joined: DateTime<Utc>,
}

/// However large the practice: a thousand caseloads are enough to look at.
const MOST: usize = 1000;

/// Four to seventeen clients each. Some have a second member, some came from another, some are archived.
pub fn caseloads(clinicians: &[Clinician], now: DateTime<Utc>, seed: u64) -> (Vec<NewClient>, Vec<NewAssignment>) {
    let (names, mut dice) = (Names::new(), Dice::new(seed));
    let (mut clients, mut assignments) = (Vec::new(), Vec::new());
    for (n, who) in clinicians.iter().enumerate().take(MOST) {
        let other = clinicians[(n + 1) % clinicians.len().min(MOST)];
        for _ in 0..4 + dice.roll(14) {
            // A stretch of the list far from where the team's own names come from.
            let name = names.nth(5_000 + clients.len());
            let since = between(who.joined, now, &mut dice);
            let archived = dice.one_in(25).then(|| between(since, now, &mut dice));
            let client = Uuid::now_v7();
            assignments.extend(assigned(client, *who, other, since, archived, &mut dice));
            clients.push(NewClient {
                id: client,
                first_name: name.first,
                last_name: name.last,
                place: who.place,
                created_at: since,
                archived_at: archived,
            });
        }
    }
    (clients, assignments)
}

fn assigned(
    client: Uuid,
    who: Clinician,
    other: Clinician,
    since: DateTime<Utc>,
    archived: Option<DateTime<Utc>>,
    dice: &mut Dice,
) -> Vec<NewAssignment> {
    let mut all = vec![NewAssignment { client, member: who.member, primary: true, since, until: archived, reason: "" }];
    if other.member == who.member || archived.is_some() {
        return all;
    }
    match dice.roll(8) {
        0 => all.push(NewAssignment { client, member: other.member, primary: false, since, until: None, reason: "Second therapist" }),
        1 => all.push(NewAssignment {
            client,
            member: other.member,
            primary: false,
            since,
            until: Some(since + Duration::days(1)),
            reason: "Intake",
        }),
        _ => {}
    }
    all
}

/// Some moment after the one and before the other.
fn between(from: DateTime<Utc>, to: DateTime<Utc>, dice: &mut Dice) -> DateTime<Utc> {
    from + Duration::seconds(dice.roll((to - from).num_seconds().max(1)))
}
