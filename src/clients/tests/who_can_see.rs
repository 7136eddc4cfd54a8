//! "Who can see this client" says of everyone what their own list shows, and of a past day what was true then, whatever has
//! changed since.

use super::super::who_sees::{WhoSeen, WhoSees};
use super::super::*;
use super::everywhere_the_same::{Telling, list, person};
use super::world::{Member, World};
use crate::base::AppError;
use crate::tests::stage::{Person, Stage};
use axum::http::StatusCode;
use chrono::{DateTime, Days, Duration, Utc};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

type Pairs = BTreeSet<(Uuid, Uuid)>;

/// A random practice, whose first member may ask about everyone.
fn world(seed: u64) -> World {
    let mut world = World::of(seed);
    let asker = world.members[0].id;
    world.members[0].grants = vec!["clients.view", "clients.assign", "team.roles"];
    (world.members[0].off, world.members[0].overrides) = (Vec::new(), Vec::new());
    for client in &mut world.clients {
        client.named.retain(|(member, _)| *member != asker);
        client.named.push((asker, false));
    }
    world
}

async fn ask(who: &mut Person<'_>, client: Uuid, on: &str, about: &str) -> WhoSeen {
    let id = client.to_string();
    serde_json::from_value(who.does::<WhoSees>(&[("id", &id), ("on", on), ("about", about)]).await.ok()).expect("who sees")
}

/// Client and member, for everyone who is said to see one.
async fn said(stage: &Stage, world: &World, on: &str) -> Pairs {
    let mut asker = person(stage, &world.members[0]);
    let mut pairs = Pairs::new();
    for client in &world.clients {
        let seen = ask(&mut asker, client.id, on, "").await;
        assert_eq!((seen.total as usize, seen.asked.len()), (seen.seers.len(), 0));
        for seer in seen.seers {
            assert!(!seer.why.is_empty() && seer.missing.is_empty());
            pairs.insert((client.id, seer.id.0));
        }
    }
    pairs
}

/// The same, by what each member's own list shows; whoever can't come in sees nobody.
async fn shown(stage: &Stage, world: &World) -> Pairs {
    let mut pairs = Pairs::new();
    for member in &world.members {
        let mut who = person(stage, member);
        let status = who.does::<Clients>(&[("query[q]", "")]).await.status;
        if [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&status) {
            continue;
        }
        let mut seen = list(&mut who, &[("query[q]", "")]).await.0;
        seen.extend(list(&mut who, &[("query[q]", ""), ("query[status]", "archived")]).await.0);
        pairs.extend(seen.into_iter().map(|client| (client, member.id)));
    }
    pairs
}

fn by_the_rules(world: &World) -> Pairs {
    let of = |member: &Member| world.seen_by(member).into_iter().map(|client| (client, member.id)).collect::<Vec<_>>();
    world.members.iter().flat_map(of).collect()
}

/// Whatever can change about who sees whom, changed a day and a half later for some, as the rooms would.
fn changes(world: &World, seed: u64) -> String {
    let (asker, role, last) = (world.members[0].id, world.members[0].role, world.members[world.members.len() - 1].id);
    let (here, group) = (world.locations[0], world.groups[0]);
    let some = |what: &str, n: u32| format!("abs(hashtext({what}::text || '{seed}')) % {n} = 0");
    let ends = |table: &str, by: &str| format!("update {table} set until = app_now() where until is null and {};", some(by, 3));
    let mut sql = format!(
        "select set_config('app.now', (now() + interval '36 hours')::text, true), set_config('app.member', '{asker}', true);
         update practice set supervision_on = not supervision_on;
         update client_named set until = app_now() where until is null and member_id <> '{asker}' and {named};
         update client set restricted = not restricted where {restricted};
         update client set location_id = '{here}' where {moved};
         update client set archived_at = case when archived_at is null then app_now() end where {archived};
         update role set grants = '{{clients.view:own}}', changed_at = app_now() where id <> '{role}' and {roles};
         update role set off = '{{clients}}', changed_at = app_now() where id <> '{role}' and {off};
         update member set overrides = '{{+clients.view:locations}}', changed_at = app_now() where id <> '{asker}' and {overridden};
         update member set primary_location_id = '{here}', changed_at = app_now() where id <> '{asker}' and {located};
         update member set status = 'inactive', changed_at = app_now() where id <> '{asker}' and {inactive};
         update coverage set ends_at = app_now(), ended_by = '{asker}' where starts_at < app_now() and ends_at > app_now() and {cover};
         update coverage set ends_at = starts_at, ended_by = '{asker}' where starts_at > app_now() and {cover};
         delete from client_seen where {seen};
         insert into assignment (practice_id, id, client_id, member_id, \"primary\", since)
           select app_practice(), gen_random_uuid(), c.id, m.id, false, app_now() from client c, member m where c.archived_at is null and {given}
             and not exists (select from assignment a where a.client_id = c.id and a.member_id = m.id and a.until is null);
         insert into group_client (practice_id, group_id, client_id, since)
           select app_practice(), '{group}', c.id, app_now() from client c where {grouped}
             and not exists (select from group_client g where g.client_id = c.id and g.group_id = '{group}' and g.until is null);",
        named = some("client_id", 2),
        restricted = some("id", 4),
        moved = some("id", 5),
        archived = some("id", 7),
        roles = some("id", 3),
        off = some("id", 5),
        overridden = some("id", 4),
        located = some("id", 3),
        inactive = some("id", 5),
        cover = some("id", 2),
        seen = some("client_id", 2),
        given = some("c.id::text || m.id", 6),
        grouped = some("c.id", 6),
    );
    for (table, by) in [
        ("assignment", "id"),
        ("group_member", "member_id"),
        ("group_client", "client_id"),
        ("member_location", "member_id"),
        ("supervision", "id"),
        ("unassigned", "id"),
    ] {
        sql += &ends(table, by);
    }
    if last != asker {
        sql += &format!(
            "update assignment set until = app_now() where member_id = '{last}' and until is null;
             update member set status = 'removed', left_at = app_now(), changed_at = app_now() where id = '{last}';"
        );
    }
    sql
}

async fn began(stage: &Stage, world: &World) -> DateTime<Utc> {
    let mut tx = stage.inside(world.practice).await;
    let at: (DateTime<Utc>,) = sqlx::query_as("select created_at from practice").fetch_one(&mut *tx).await.expect("the practice");
    at.0
}

#[tokio::test]
async fn who_can_see_agrees_with_every_list_and_a_past_day_with_what_was_so_then() {
    let stage = Stage::set().await;
    let alone = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds = alone.map_or(1..9, |seed: u64| seed..seed + 1);
    let mut worlds: BTreeMap<u64, World> = seeds.map(|seed| (seed, world(seed))).collect();
    for (seed, world) in &worlds {
        let _telling = Telling(*seed);
        stage.behind(world.practice, &world.sql()).await;
        let said = said(&stage, world, "").await;
        assert_eq!(said, by_the_rules(world), "the rules");
        assert_eq!(said, shown(&stage, world).await, "the lists");
    }
    stage.later(Duration::days(2));
    for (seed, world) in &mut worlds {
        let _telling = Telling(*seed);
        let at = began(&stage, world).await;
        let next = at.date_naive().checked_add_days(Days::new(1)).and_then(|day| day.and_hms_opt(0, 0, 0)).expect("a midnight").and_utc();
        world.hours = (next - at).num_hours();
        let then = by_the_rules(world);
        stage.behind(world.practice, &changes(world, *seed)).await;
        let awake = "update sign_in_session set expires_at = now() + interval '9 days', last_seen_at = now() + interval '2 days'";
        stage.behind(world.practice, awake).await;
        assert_eq!(said(&stage, world, &at.date_naive().to_string()).await, then, "the day before");
        let now = said(&stage, world, "").await;
        assert_eq!(now, shown(&stage, world).await, "the lists, after everything changed");
        assert_ne!(now, then, "something has changed");
    }
}

#[tokio::test]
async fn whoever_does_not_see_a_client_is_told_what_is_missing_and_the_question_is_on_record() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut people = Vec::new();
    for (first, role) in [("Ben", "Provider"), ("Cas", "Provider"), ("Flo", "Analyst")] {
        let email = format!("{}@maple-grove.example", first.to_lowercase());
        let mut person = una.hires((first, "Okafor"), &email, role).await;
        let id = person.me().await.expect("signed in").member.expect("a member").0.member;
        people.push((person, id));
    }
    let (ben, cas) = (people[0].1, people[1].1);
    let client = Uuid::now_v7();
    let sql = format!(
        "insert into client (practice_id, id, first_name, last_name, location_id, created_at)
           values (app_practice(), '{client}', 'Ann', 'Berg', (select id from location), now() - interval '3 days');
         insert into assignment (practice_id, id, client_id, member_id, \"primary\", since)
           values (app_practice(), gen_random_uuid(), '{client}', '{ben}', true, now() - interval '1 day');
         insert into supervision (practice_id, id, supervisor_id, supervisee_id, kind, frequency, since)
           values (app_practice(), gen_random_uuid(), '{cas}', '{ben}', 'administrative', 'weekly', now());"
    );
    stage.behind(practice, &sql).await;
    let seen = ask(&mut una, client, "", "okafor").await;
    assert_eq!(seen.seers.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["Ben Okafor", "Una Lindqvist"]);
    let missing = |seen: &WhoSeen, first: &str| {
        seen.asked.iter().find(|s| s.name.starts_with(first)).unwrap_or_else(|| panic!("{first} is asked about")).missing.join(" ")
    };
    assert!(missing(&seen, "Ben").is_empty());
    assert!(missing(&seen, "Cas").contains("reaches their own caseload") && missing(&seen, "Cas").contains("only administratively"));
    assert!(missing(&seen, "Flo").contains("can’t view clients"));
    let page = una.opens(&format!("/clients/{client}/who?about=cas")).await.text;
    for words in ["Primary therapist since", "reaches the whole practice", "Does not see the client", "only administratively"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    stage.behind(practice, &format!("update member set status = 'suspended', changed_at = now() where id = '{ben}'")).await;
    let seen = ask(&mut una, client, "", "ben").await;
    assert!(missing(&seen, "Ben").contains("Suspended") && seen.seers.len() == 1);
    let wrong = |on: &'static str| {
        let mut una = una.clone();
        async move { una.does::<WhoSees>(&[("id", &client.to_string()), ("on", on)]).await.refused().fault("on").expect("at the field") }
    };
    assert!(wrong("2999-01-01").await.contains("has not come yet"));
    assert!(wrong("2001-01-01").await.contains("was added on"));
    assert!(una.opens(&format!("/clients/{client}/who?on=2999-01-01")).await.text.contains("has not come yet"));
    // Ben may not assign others' clients, Cas does not even see the client; nobody in another practice does.
    let id = client.to_string();
    let cas_asks = people[1].0.does::<WhoSees>(&[("id", &id)]).await.refused();
    assert_eq!(cas_asks, AppError::NotFound);
    let mut ola = stage.practice("Oak Street", "Ola").await;
    assert_eq!(ola.does::<WhoSees>(&[("id", &id)]).await.refused(), AppError::NotFound);
    let asked: Vec<_> = stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind == "clients.who_sees_asked").collect();
    assert_eq!((asked.len(), asked[0].2["about"].as_str()), (3, Some("Ben Okafor, Cas Okafor, Flo Okafor")));
}
