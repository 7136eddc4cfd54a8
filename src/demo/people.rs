//! Who has joined: the cast first, then a crowd made up until there are enough. Pure, and the same each time.

use super::{
    cast::Player,
    names::{Dice, Names},
    scene::Scene,
};
use crate::access::Status;
use chrono::Duration;
use std::collections::HashSet;

/// Someone on the team. Moments are kept as how long ago they were.
#[derive(Clone, Debug)]
pub struct Person {
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    /// The key of the role's template.
    pub role: &'static str,
    pub joined_as: &'static str,
    pub status: Status,
    /// Which of the scene's places.
    pub place: usize,
    pub invited: Duration,
    pub joined: Duration,
    pub seen: Option<Duration>,
    /// When role or status became what it is.
    pub turned: Option<Duration>,
    pub listed: bool,
}

/// The first `count` people of a scene; the first of all founded the practice.
pub fn people(scene: &Scene, count: usize) -> Vec<Person> {
    let (names, mut dice, mut taken) = (Names::new(), Dice::new(scene.seed), HashSet::new());
    let mut all: Vec<Person> = Vec::with_capacity(count);
    for n in 0..count {
        let mut person = match scene.cast.get(n) {
            Some(player) => of_cast(player, &mut dice),
            None => of_crowd(scene, n, &names, &mut dice),
        };
        person.email = address(&person.email, &scene.domain, &mut taken);
        all.push(person);
    }
    all
}

/// The mailbox at the domain, with a number if someone else has it.
fn address(mailbox: &str, domain: &str, taken: &mut HashSet<String>) -> String {
    let numbered = (2..).map(|n| format!("{mailbox}{n}@{domain}"));
    let free = std::iter::once(format!("{mailbox}@{domain}")).chain(numbered).find(|a| !taken.contains(a)).unwrap_or_default();
    taken.insert(free.clone());
    free
}

/// So many days and some hours.
fn days(n: i64, dice: &mut Dice) -> Duration {
    Duration::days(n) + Duration::minutes(5 + dice.roll(11 * 60)) + Duration::seconds(dice.roll(60))
}

/// Asked up to two and a half days before joining: invitations are good for three.
fn invited(joined: Duration, dice: &mut Dice) -> Duration {
    joined + Duration::minutes(10 + dice.roll(60 * 60))
}

fn of_cast(player: &Player, dice: &mut Dice) -> Person {
    let joined = days(player.joined, dice);
    Person {
        first_name: player.first.into(),
        last_name: player.last.into(),
        email: player.mailbox.into(),
        role: player.role,
        joined_as: player.joined_as,
        status: player.status,
        place: player.place,
        invited: invited(joined, dice),
        joined,
        seen: player.seen.map(|n| days(n, dice)),
        turned: player.turned.map(|n| days(n, dice)),
        listed: player.listed,
    }
}

/// One in twenty-five is an administrator; the first always, since somebody must found the practice. In a large practice
/// there are associates, and those who supervise them.
fn of_crowd(scene: &Scene, n: usize, names: &Names, dice: &mut Dice) -> Person {
    // Further practices begin elsewhere in the list, so that not every one is led by the same person.
    let name = names.nth(n - scene.cast.len() + if scene.cast.is_empty() { scene.seed as usize % 10_000 } else { 0 });
    let role = match n {
        _ if n == 0 || dice.one_in(25) => "admin",
        50.. if n % 50 == 1 => "supervisor",
        50.. if n % 10 == 3 => "associate",
        _ => "member",
    };
    let joined_days = if n == 0 { 725 } else { 2 + dice.roll(690) };
    let joined = days(joined_days, dice);
    let (status, turned) = if n == 0 { (Status::Active, None) } else { standing(joined_days, dice) };
    Person {
        first_name: name.first,
        last_name: name.last,
        email: name.mailbox,
        role,
        joined_as: role,
        status,
        place: open_place(scene, dice),
        invited: invited(joined, dice),
        joined,
        seen: seen(turned.map_or(0, |n| n + 1), joined_days, dice).map(|n| days(n, dice)),
        turned: turned.map(|n| days(n, dice)),
        listed: false,
    }
}

/// One in twenty is not active, since some day after joining.
fn standing(joined: i64, dice: &mut Dice) -> (Status, Option<i64>) {
    let turned = 1 + dice.roll((joined - 1).max(1));
    match dice.roll(100) {
        _ if joined < 3 => (Status::Active, None),
        0 | 1 => (Status::OnHold, Some(turned)),
        2 | 3 => (Status::Inactive, Some(turned)),
        4 => (Status::Suspended, Some(turned)),
        _ => (Status::Active, None),
    }
}

/// The last sign-in, in days: some never did, some not for more than ninety, most in the last two weeks; never after
/// they stopped being active nor before they joined.
fn seen(at_least: i64, joined: i64, dice: &mut Dice) -> Option<i64> {
    let last = match dice.roll(100) {
        0..=4 => return None,
        5..=14 => 91 + dice.roll(200),
        _ => dice.roll(14),
    };
    Some(last.max(at_least).min(joined - 1))
}

fn open_place(scene: &Scene, dice: &mut Dice) -> usize {
    let open: Vec<usize> = (0..scene.places.len()).filter(|n| scene.places[*n].archived.is_none()).collect();
    open[dice.roll(open.len() as i64) as usize]
}
