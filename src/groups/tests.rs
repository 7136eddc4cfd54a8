//! The stories of groups.

use super::*;
use crate::base::AppError;
use crate::tests::stage::{Person, Stage, all_at_once};
use axum::http::StatusCode;
use uuid::Uuid;

const SAM: &str = "sam@maple-grove.example";

async fn add(who: &mut Person<'_>, name: &str) -> String {
    who.does::<AddGroup>(&[("name", name)]).await.ok().as_str().expect("an id").to_string()
}

async fn list(who: &mut Person<'_>) -> GroupsSeen {
    serde_json::from_value(who.does::<Groups>(&[]).await.ok()).expect("groups")
}

async fn open(who: &mut Person<'_>, id: &str) -> GroupSeen {
    serde_json::from_value(who.does::<Group>(&[("id", id)]).await.ok()).expect("a group")
}

async fn own_id(who: &mut Person<'_>) -> String {
    who.me().await.expect("signed in").member.expect("a member").0.member.to_string()
}

/// One form, many people.
async fn put(who: &mut Person<'_>, id: &str, kind: &str, people: &[String]) -> crate::tests::stage::Answer {
    let mut form = vec![("id", id), ("people", kind)];
    form.extend(people.iter().map(|p| ("who[]", p.as_str())));
    who.does::<PutInGroup>(&form).await
}

async fn take(who: &mut Person<'_>, id: &str, kind: &str, people: &[String]) -> crate::tests::stage::Answer {
    let mut form = vec![("id", id), ("people", kind)];
    form.extend(people.iter().map(|p| ("who[]", p.as_str())));
    who.does::<TakeFromGroup>(&form).await
}

/// Clients at the first location; the first half are assigned to a member.
async fn clients(stage: &Stage, practice: Uuid, member: &str, n: i32) -> Vec<String> {
    stage
        .behind(
            practice,
            &format!(
                "insert into client (practice_id, id, first_name, last_name, location_id, created_at)
                   select app_practice(), gen_random_uuid(), 'Client', 'Nr' || lpad(n::text, 3, '0'), (select id from location), now() from generate_series(1, {n}) n;
                 insert into assignment (practice_id, id, client_id, member_id, since)
                   select practice_id, gen_random_uuid(), id, '{member}', now() from (select * from client order by sort_key limit {}) c",
                n / 2
            ),
        )
        .await;
    let mut tx = stage.inside(practice).await;
    let ids: Vec<(Uuid,)> = sqlx::query_as("select id from client where practice_id = $1 order by sort_key")
        .bind(practice)
        .fetch_all(&mut *tx)
        .await
        .expect("clients");
    ids.into_iter().map(|(id,)| id.to_string()).collect()
}

async fn told(stage: &Stage, practice: Uuid) -> Vec<(String, serde_json::Value)> {
    let all = stage.trail(practice).await.into_iter();
    all.filter(|(kind, ..)| kind.starts_with("groups.")).map(|(kind, _, detail)| (kind, detail)).collect()
}

#[tokio::test]
async fn a_group_is_added_renamed_filled_emptied_and_deleted_with_its_past_kept() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let people = [own_id(&mut una).await, own_id(&mut sam).await];
    let id = add(&mut una, "  Anxiety   Program ").await;
    assert_eq!(
        una.does::<AddGroup>(&[("name", "anxiety program")]).await.refused().fault("name").as_deref(),
        Some("There is a group of this name already.")
    );
    assert_eq!(put(&mut una, &id, "members", &people).await.ok(), 2);
    assert_eq!(put(&mut una, &id, "members", &people).await.ok(), 0, "they are in it");
    let seen = open(&mut una, &id).await;
    assert_eq!((seen.group.name.as_str(), seen.group.members), ("Anxiety Program", 2));
    assert_eq!(seen.members.people.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["Una Lindqvist", "Sam Okafor"]);
    assert_eq!(take(&mut una, &id, "members", &people[1..]).await.ok(), 1);
    assert_eq!(take(&mut una, &id, "members", &people[1..]).await.ok(), 0);
    assert_eq!(put(&mut una, &id, "members", &people[1..]).await.ok(), 1, "and back again");
    una.does::<RenameGroup>(&[("id", &id), ("name", "Worry Program"), ("before", "Anxiety Program")]).await.ok();
    assert_eq!(una.does::<RenameGroup>(&[("id", &id), ("name", "Third"), ("before", "Anxiety Program")]).await.refused(), AppError::Stale);
    una.does::<DeleteGroup>(&[("id", &id)]).await.ok();
    assert!(list(&mut una).await.groups.is_empty());
    assert_eq!(una.does::<DeleteGroup>(&[("id", &id)]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(put(&mut una, &id, "members", &people).await.status, StatusCode::NOT_FOUND);
    add(&mut una, "Worry Program").await;

    let past: Vec<(bool, bool)> = sqlx::query_as("select until is not null, ended_by is not null from group_member where practice_id = $1")
        .bind(practice)
        .fetch_all(&mut *stage.inside(practice).await)
        .await
        .expect("the past");
    assert_eq!(past, [(true, true); 3], "three stays, all over");
    let told = told(&stage, practice).await;
    let kinds: Vec<&str> = told.iter().map(|(kind, _)| kind.trim_start_matches("groups.")).collect();
    assert_eq!(kinds, ["group_added", "people_added", "people_removed", "people_added", "group_renamed", "group_deleted", "group_added"]);
    assert_eq!(told[1].1, serde_json::json!({ "who": ["Una Lindqvist", "Sam Okafor"], "count": 2 }));
    assert_eq!(told[5].1, serde_json::json!({ "people": 2 }));
}

#[tokio::test]
async fn only_clients_one_sees_are_counted_shown_found_and_put_in() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let all = clients(&stage, practice, &own_id(&mut sam).await, 6).await;
    let id = add(&mut una, "Tuesdays").await;
    assert_eq!(put(&mut una, &id, "clients", &all).await.ok(), 6);
    let seen = open(&mut sam, &id).await;
    assert_eq!((seen.group.clients, seen.clients.people.len(), seen.sees_all), (3, 3, false));
    assert_eq!(list(&mut sam).await.groups[0].clients, 3);
    assert_eq!(open(&mut una, &id).await.group.clients, 6);
    // Sam may manage groups now, and still sees three.
    stage.behind(practice, "update role set grants = grants || '{settings.groups}' where built_in = 'member'").await;
    let other = add(&mut sam, "Thursdays").await;
    let found = sam.does::<PeopleForGroup>(&[("id", &other), ("people", "clients"), ("q", "client")]).await.ok();
    assert_eq!(found.as_array().expect("a list").len(), 3);
    assert_eq!(put(&mut sam, &other, "clients", &all).await.status, StatusCode::NOT_FOUND, "three of them are not Sam's to name");
    assert_eq!(put(&mut sam, &other, "clients", &all[..3]).await.ok(), 3);
    assert_eq!(take(&mut sam, &id, "clients", &all[3..4]).await.status, StatusCode::NOT_FOUND);
    sam.does::<DeleteGroup>(&[("id", &id)]).await.ok();
    let (_, detail) = told(&stage, practice).await.pop().expect("an event");
    assert_eq!(detail, serde_json::json!({ "people": 6 }), "all leave a group that ends");
    let mut ana = una.hires(("Ana", "Lyst"), "ana@maple-grove.example", "Admin").await;
    stage.behind(practice, "update role set grants = array_remove(grants, 'clients.view') where built_in = 'admin'").await;
    let seen = open(&mut ana, &other).await;
    assert_eq!((seen.sees_clients, seen.group.clients, seen.clients.people.len()), (false, 0, 0));
}

#[tokio::test]
async fn who_may_not_manage_groups_reads_them_and_changes_nothing() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let own = [own_id(&mut sam).await];
    let id = add(&mut una, "Tuesdays").await;
    assert!(list(&mut sam).await.why_not_add.expect("a reason").contains("can't manage groups"));
    for refused in [
        sam.does::<AddGroup>(&[("name", "Mine")]).await,
        sam.does::<RenameGroup>(&[("id", &id), ("name", "Mine"), ("before", "Tuesdays")]).await,
        put(&mut sam, &id, "members", &own).await,
        take(&mut sam, &id, "members", &own).await,
        sam.does::<DeleteGroup>(&[("id", &id)]).await,
    ] {
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text);
    }
    let page = sam.opens(&format!("/groups/{id}")).await.text;
    assert!(page.contains("Tuesdays") && !page.contains("Delete group") && !page.contains("Put in group"));
    let mut ola = stage.practice("Oak Street", "Ola").await;
    assert_eq!(ola.opens(&format!("/groups/{id}")).await.status, StatusCode::NOT_FOUND);
    let olas = add(&mut ola, "Hers").await;
    assert_eq!(put(&mut ola, &olas, "members", &own).await.status, StatusCode::NOT_FOUND, "nobody of another practice");
    assert_eq!(told(&stage, practice).await.len(), 1, "only the group that Una added");
}

#[tokio::test]
async fn a_step_with_nobody_or_too_many_is_refused_and_an_event_names_a_hundred() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let own = own_id(&mut una).await;
    let all = clients(&stage, practice, &own, 130).await;
    let id = add(&mut una, "Everyone").await;
    assert!(put(&mut una, &id, "clients", &[]).await.refused().fault("who").is_some());
    let many: Vec<String> = (0..501).map(|_| Uuid::now_v7().to_string()).collect();
    assert!(put(&mut una, &id, "clients", &many).await.refused().fault("who").is_some());
    assert_eq!(put(&mut una, &id, "clients", &all).await.ok(), 130);
    let (_, detail) = told(&stage, practice).await.pop().expect("an event");
    assert_eq!((detail["count"].as_i64(), detail["who"].as_array().map(Vec::len)), (Some(130), Some(100)));
    let first = open(&mut una, &id).await.clients;
    let next = first.next.expect("a second page");
    let second: GroupSeen =
        serde_json::from_value(una.does::<Group>(&[("id", &id), ("clients_after", &next)]).await.ok()).expect("a group");
    assert_eq!((first.people.len(), second.clients.people.len(), second.clients.people[0].name.as_str()), (50, 50, "Client Nr051"));
}

#[tokio::test]
async fn many_at_once_put_someone_in_once_and_a_group_that_ends_meanwhile_keeps_nobody() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let own = [own_id(&mut una).await];
    let id = add(&mut una, "Tuesdays").await;
    let many: Vec<Person<'_>> = (0..6).map(|_| una.clone()).collect();
    let (group, people) = (&id, &own);
    let answers = all_at_once(many.into_iter().map(|mut p| async move { put(&mut p, group, "members", people).await.ok() })).await;
    assert_eq!(answers.iter().filter_map(serde_json::Value::as_i64).sum::<i64>(), 1, "{answers:?}");
    assert_eq!(told(&stage, practice).await.len(), 2, "one event, for the one who did it");
    take(&mut una, &id, "members", &own).await.ok();
    let (mut one, mut two) = (una.clone(), una.clone());
    let form = [("id", id.as_str())];
    let (deleted, _) = tokio::join!(one.does::<DeleteGroup>(&form), put(&mut two, &id, "members", &own));
    deleted.ok();
    let left: i64 = sqlx::query_scalar("select count(*) from group_member where practice_id = $1 and until is null")
        .bind(practice)
        .fetch_one(&mut *stage.inside(practice).await)
        .await
        .expect("a count");
    assert_eq!(left, 0);
}

#[tokio::test]
async fn someone_outside_is_found_by_the_beginnings_of_words_and_a_card_shows_the_groups() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let own = own_id(&mut sam).await;
    let id = add(&mut una, "Tuesdays").await;
    let other = add(&mut una, "Thursdays").await;
    for (q, found) in [("", 2), ("oka", 1), ("sam o", 1), ("sam x", 0), ("li un", 1)] {
        let people = una.does::<PeopleForGroup>(&[("id", &id), ("people", "members"), ("q", q)]).await.ok();
        assert_eq!(people.as_array().expect("a list").len(), found, "{q}");
    }
    put(&mut una, &id, "members", std::slice::from_ref(&own)).await.ok();
    let people = una.does::<PeopleForGroup>(&[("id", &id), ("people", "members"), ("q", "oka")]).await.ok();
    assert!(people.as_array().expect("a list").is_empty(), "who is in it is not offered");
    let card: MemberGroupsSeen = serde_json::from_value(una.does::<GroupsOfMember>(&[("member", &own)]).await.ok()).expect("groups");
    assert_eq!((card.groups[0].name.as_str(), card.others[0].id.to_string()), ("Tuesdays", other));
    let page = una.opens(&format!("/team/{own}")).await.text;
    assert!(page.contains("Tuesdays") && page.contains("Add to group") && page.contains("Access Rules"), "all without JavaScript");
}
