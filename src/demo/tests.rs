//! What of the demo can be known without a database.

use super::{Wanted, names::Names, password, people::people, scene::Scene};
use crate::access::Status;
use crate::auth::check_password;
use crate::base::{Email, SecretKey};
use crate::roles::TEMPLATES;
use std::collections::HashSet;

fn secret() -> SecretKey {
    SecretKey::parse("a key that is only for these tests, and long").expect("long enough")
}

fn scenes(members: u32, practices: u32) -> Vec<Scene> {
    Scene::all(Wanted { members, clients: None, practices, members_each: 20, clients_each: None })
}

#[test]
fn a_password_is_the_same_each_time_and_another_for_every_address_and_key() {
    let una = password::of(&secret(), "una.lindqvist@maple-grove.example");
    assert_eq!(password::of(&secret(), "una.lindqvist@maple-grove.example"), una);
    assert_ne!(password::of(&secret(), "sam.okafor@maple-grove.example"), una);
    let other = SecretKey::parse("another key that is only for these tests").expect("long enough");
    assert_ne!(password::of(&other, "una.lindqvist@maple-grove.example"), una);
}

#[test]
fn every_password_is_long_and_would_be_taken_by_the_sign_up_form() {
    for n in 0..500 {
        let one = password::of(&secret(), &format!("person-{n}@maple-grove.example"));
        assert!(one.len() >= 20, "{one}");
        assert_eq!(check_password(&one, &[]), Ok(()), "{one}");
    }
    for account in scenes(36, 3).iter().flat_map(|s| s.accounts(&secret())) {
        assert_eq!(check_password(&account.password, &[&account.name, &account.email, &account.practice]), Ok(()));
    }
}

#[test]
fn each_practice_lists_two_administrators_the_first_of_whom_founded_it_and_every_built_in_role() {
    for scene in scenes(36, 0) {
        let accounts = scene.accounts(&secret());
        assert_eq!(accounts[..2].iter().map(|a| a.role).collect::<Vec<_>>(), ["Admin", "Admin"]);
        // Clients have accounts of another kind.
        for role in TEMPLATES.into_iter().filter(|t| t.key != "client") {
            assert!(accounts.iter().any(|a| a.role == role.name), "{} has no {}", scene.name, role.name);
        }
    }
    let further = &scenes(36, 1)[2];
    assert_eq!(further.accounts(&secret()).iter().map(|a| a.role).collect::<Vec<_>>(), ["Admin"]);
}

#[test]
fn no_two_of_ten_thousand_have_the_same_name_or_address() {
    let scene = &scenes(10_000, 0)[0];
    let people = people(scene, scene.members);
    let names: HashSet<(&str, &str)> = people.iter().map(|p| (p.first_name.as_str(), p.last_name.as_str())).collect();
    let emails: HashSet<String> = people.iter().map(|p| p.email.to_lowercase()).collect();
    assert_eq!((names.len(), emails.len()), (10_000, 10_000));
}

#[test]
fn every_person_has_a_name_and_an_address_that_a_form_would_take() {
    for scene in scenes(3_000, 2) {
        for person in people(&scene, scene.members) {
            assert_eq!(Email::parse(&person.email).map(|_| ()), Ok(()), "{}", person.email);
            assert!(person.email.is_ascii() && person.email.ends_with(&scene.domain), "{}", person.email);
            for name in [&person.first_name, &person.last_name] {
                assert!(!name.trim().is_empty() && name.chars().count() <= 60, "{name}");
            }
        }
    }
}

#[test]
fn everyone_was_invited_then_joined_then_signed_in_and_nobody_before_the_practice_was_there() {
    for scene in scenes(3_000, 2) {
        let people = people(&scene, scene.members);
        for p in &people[1..] {
            assert!(p.invited > p.joined && p.invited < people[0].joined, "{p:?}");
            assert!(p.seen.is_none_or(|seen| seen < p.joined), "{p:?}");
            assert!(p.turned.is_none_or(|turned| turned < p.joined), "{p:?}");
            assert_eq!(p.turned.is_some(), p.status != Status::Active || p.role != p.joined_as, "{p:?}");
        }
    }
}

#[test]
fn a_practice_of_the_usual_size_shows_every_standing_and_the_oddest_names() {
    let scene = &scenes(36, 0)[0];
    let people = people(scene, scene.members);
    for status in [Status::Active, Status::OnHold, Status::Inactive, Status::Suspended] {
        assert!(people.iter().any(|p| p.status == status), "nobody is {status:?}");
    }
    let right_to_left = |p: &&super::people::Person| p.last_name.chars().any(|c| ('\u{590}'..'\u{700}').contains(&c));
    assert!(people.iter().filter(right_to_left).count() >= 2);
    assert!(people.iter().any(|p| p.seen.is_none()));
    assert!(people.iter().any(|p| p.seen.is_some_and(|ago| ago.num_days() > 90)));
    assert!(people.iter().map(|p| p.last_name.chars().count()).max() > Some(50));
    assert_eq!(scene.guests.iter().filter(|g| g.is_open()).count(), 3);
}

#[test]
fn a_larger_demo_begins_with_the_same_people() {
    let (small, large) = (&scenes(36, 0)[0], &scenes(500, 0)[0]);
    let emails = |scene: &Scene| people(scene, 24).into_iter().map(|p| p.email).collect::<Vec<_>>();
    assert_eq!(emails(small), emails(large));
}

#[test]
fn names_stay_in_one_script() {
    let names = Names::new();
    for n in 0..2_000 {
        let name = names.nth(n);
        let latin = |text: &str| text.chars().any(|c| c.is_alphabetic() && c < '\u{250}');
        assert_eq!(latin(&name.first), latin(&name.last), "{name:?}");
        assert!(name.mailbox.is_ascii(), "{name:?}");
    }
}
