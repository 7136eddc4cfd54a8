//! How long a decision takes: for bin/bench.

use super::{Action, Actor, Grants, MemberFacts, Overrides, Status, Target, can};
use crate::base::{MemberId, PracticeId, RoleId};
use std::{hint::black_box, time::Instant};
use uuid::Uuid;

/// Nanoseconds of one decision with all its reasons, over every action and the commonest targets, for someone who
/// holds these grants.
pub fn nanoseconds_of_a_decision(grants: &Grants, rounds: u32) -> f64 {
    let who = Actor {
        practice: PracticeId(Uuid::nil()),
        member: MemberId(Uuid::nil()),
        first_name: "Una".into(),
        last_name: "Lindqvist".into(),
        role: RoleId(Uuid::nil()),
        role_name: "Admin".into(),
        grants: grants.clone(),
        overrides: Overrides::default(),
        off: Vec::new(),
        status: Status::Active,
        originating: false,
        confirmed: true,
        viewed_by: None,
    };
    let other = MemberFacts {
        id: MemberId(Uuid::from_u128(9)),
        grants: grants.clone(),
        status: Status::Active,
        originating: false,
        last_administrator: false,
    };
    let targets = [Target::Practice, Target::Member(other.clone()), Target::NewRole(other, grants.clone())];
    let began = Instant::now();
    for _ in 0..rounds {
        for target in &targets {
            for action in Action::ALL {
                black_box(can(black_box(&who), *action, target).allowed());
            }
        }
    }
    began.elapsed().as_nanos() as f64 / f64::from(rounds) / (targets.len() * Action::ALL.len()) as f64
}
