//! What of the demo can be known without a database; and one that is made.

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

#[tokio::test]
async fn a_practice_that_is_made_holds_together() {
    use crate::tests::stage::Stage;
    let stage = Stage::set().await;
    let wanted = Wanted { members: 40, clients: Some(900), practices: 1, members_each: 6, clients_each: Some(60) };
    let demo = super::run(&stage.db, &secret(), wanted).await.expect("made");
    assert!(demo.accounts.len() > 20);
    super::run(&stage.db, &secret(), wanted).await.expect("named again");
    let mut tx = stage.owner.begin().await.expect("a transaction");
    let ids: Vec<uuid::Uuid> = sqlx::query_scalar("select p from audit_practices() p").fetch_all(&mut *tx).await.expect("practices");
    drop(tx);
    let mut sizes = Vec::new();
    for id in ids.into_iter().filter(|id| !id.is_nil()) {
        let mut tx = stage.inside(id).await;
        let one = async |tx: &mut sqlx::Transaction<'static, sqlx::Postgres>, sql: &'static str| {
            sqlx::query_scalar::<_, i64>(sql).fetch_one(&mut **tx).await.expect(sql)
        };
        sqlx::query("select set_config('app.clients', 'practice', true)").execute(&mut *tx).await.expect("in sight");
        let clients = one(&mut tx, "select count(distinct client_id) from assignment").await;
        sizes.push(clients);
        for (what, sql) in [
            (
                "an open client nobody has and nobody sees to",
                "select count(*) from client c where c.archived_at is null
               and not exists (select from assignment a where a.client_id = c.id and a.until is null and a.\"primary\")
               and not exists (select from unassigned u where u.client_id = c.id and u.until is null)",
            ),
            (
                "an archived client somebody has",
                "select count(*) from client c join assignment a on a.client_id = c.id and a.until is null where c.archived_at is not null",
            ),
            (
                "a last visit that was none",
                "select count(*) from client c where c.last_visit_at is distinct from
               (select max(v.starts_at) from visit v where v.client_id = c.id and v.state = 'held')",
            ),
            (
                "a client without words",
                "select count(*) from client c where not exists (select from client_word w where w.client_id = c.id)",
            ),
            (
                "a visit before the client came",
                "select count(*) from visit v join client c on c.id = v.client_id where v.starts_at < c.created_at - interval '1 day'",
            ),
        ] {
            assert_eq!(one(&mut tx, sql).await, 0, "{what}");
        }
        if clients > 500 {
            for (what, sql) in [
                ("a cover that runs", "select count(*) from coverage where starts_at < now() and ends_at > now()"),
                ("a cover to come", "select count(*) from coverage where starts_at > now()"),
                ("someone waiting", "select count(*) from unassigned where until is null"),
                ("a note to write", "select count(*) from visit where state = 'held' and noted_at is null"),
                ("someone in a group", "select count(*) from group_client"),
                ("a name on a list", "select count(*) from client_named"),
                ("a hand-off", "select count(*) from assignment where hand_off <> ''"),
            ] {
                assert!(one(&mut tx, sql).await > 0, "{what}");
            }
        }
    }
    sizes.sort_unstable();
    // Eight more have an account of their own.
    assert!(sizes.len() == 3 && sizes.contains(&60) && sizes.contains(&908), "{sizes:?}");
}
