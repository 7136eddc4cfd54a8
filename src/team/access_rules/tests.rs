//! The stories of access rules.

use super::*;
use crate::base::{AppError, LocationId};
use crate::caseload::ClientsFound;
use crate::clients::Clients;
use crate::locations::{AddLocation, ArchiveLocation};
use crate::tests::stage::{Answer, Person, Stage};
use axum::http::StatusCode;
use uuid::Uuid;

async fn rules(who: &mut Person<'_>, member: &str) -> RulesSeen {
    serde_json::from_value(who.does::<AccessRules>(&[("member", member)]).await.ok()).expect("rules")
}

async fn set(who: &mut Person<'_>, member: &str, primary: LocationId, others: &[LocationId], seen: &str) -> Answer {
    let (primary, others): (String, Vec<String>) = (primary.to_string(), others.iter().map(LocationId::to_string).collect());
    let mut form = vec![("member", member), ("primary", primary.as_str()), ("seen", seen)];
    form.extend(others.iter().map(|l| ("locations[]", l.as_str())));
    who.does::<SetAccessRules>(&form).await
}

async fn add(who: &mut Person<'_>, name: &str) -> LocationId {
    serde_json::from_value(who.does::<AddLocation>(&[("name", name), ("address", ""), ("timezone", "Etc/UTC")]).await.ok()).expect("an id")
}

/// How many clients someone is shown.
async fn shown(who: &mut Person<'_>) -> i64 {
    serde_json::from_value::<ClientsFound>(who.does::<Clients>(&[("query[q]", "")]).await.ok()).expect("clients").figures.shown
}

#[tokio::test]
async fn locations_are_given_and_taken_from_the_next_request_on_and_the_past_is_kept() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let id = sam.me().await.expect("sam").member.expect("a member").0.member.to_string();
    let (east, west) = (add(&mut una, "East").await, add(&mut una, "West").await);
    stage.behind(practice, "update role set grants = '{team.view,clients.view:locations}' where built_in = 'member'").await;
    let east_id = east.0;
    stage
        .behind(
            practice,
            &format!(
                "insert into client (practice_id, id, first_name, last_name, location_id, created_at) select app_practice(), gen_random_uuid(), 'A', 'B', '{east_id}', now() from generate_series(1, 4)"
            ),
        )
        .await;
    let before = rules(&mut una, &id).await;
    assert_eq!(
        before.locations.iter().map(|l| (l.name.as_str(), l.on)).collect::<Vec<_>>(),
        [("Main office", true), ("East", false), ("West", false)]
    );
    assert_eq!(before.meaning, "They see the clients of these locations and those assigned to them.");
    assert_eq!(shown(&mut sam).await, 0);

    set(&mut una, &id, before.primary, &[east, before.primary], &before.seen).await.ok();
    assert_eq!(shown(&mut sam).await, 4, "without signing in again");
    assert_eq!(set(&mut una, &id, before.primary, &[], &before.seen).await.refused(), AppError::Stale, "looked at before");
    let now = rules(&mut una, &id).await;
    set(&mut una, &id, west, &[before.primary], &now.seen).await.ok();
    assert_eq!(shown(&mut sam).await, 0);
    let last = rules(&mut una, &id).await;
    assert_eq!((last.primary, last.locations.iter().filter(|l| l.on).count()), (west, 2));

    let stays: Vec<(Uuid, bool)> =
        sqlx::query_as("select location_id, until is not null from member_location where practice_id = $1 order by since")
            .bind(practice)
            .fetch_all(&mut *stage.inside(practice).await)
            .await
            .expect("the past");
    assert_eq!(stays, [(east.0, true), (before.primary.0, false)]);
    let past: i64 = sqlx::query_scalar("select count(*) from member_past where practice_id = $1 and member_id = $2::uuid and primary_location_id = $3 and status = 'active'")
        .bind(practice)
        .bind(&id)
        .bind(before.primary.0)
        .fetch_one(&mut *stage.inside(practice).await)
        .await
        .expect("a count");
    assert_eq!(past, 1);
    let told: Vec<_> = stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind == "team.access_rules_set").collect();
    assert_eq!(told[0].2["changes"], serde_json::json!([{ "field": "other locations", "before": "none", "after": "East" }]));
    assert_eq!(told[1].2["changes"][0], serde_json::json!({ "field": "primary location", "before": "Main office", "after": "West" }));
    assert_eq!(told[1].2["changes"][1]["after"], "Main office");
    let seen = una.does::<crate::locations::Locations>(&[]).await.ok();
    let counts: Vec<_> = seen.as_array().expect("locations").iter().map(|l| (l["members"].as_i64(), l["with_access"].as_i64())).collect();
    assert_eq!(counts, [(Some(1), Some(2)), (Some(0), Some(0)), (Some(1), Some(1))]);
}

#[tokio::test]
async fn nobody_widens_their_own_and_nobody_without_the_right_sets_any() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Admin").await;
    let mut mei = una.hires(("Mei", "Tran"), "mei@maple-grove.example", "Member").await;
    let sams = sam.me().await.expect("sam").member.expect("a member").0.member.to_string();
    let unas = una.me().await.expect("una").member.expect("a member").0.member.to_string();
    let east = add(&mut una, "East").await;
    let seen = rules(&mut sam, &sams).await;
    assert_eq!(seen.why_not.as_deref(), Some("Nobody widens their own access."));
    assert_eq!(set(&mut sam, &sams, seen.primary, &[east], &seen.seen).await.status, StatusCode::FORBIDDEN);
    assert_eq!(set(&mut mei, &sams, seen.primary, &[east], &seen.seen).await.status, StatusCode::FORBIDDEN);
    assert!(rules(&mut mei, &sams).await.why_not.expect("a reason").contains("can't edit team members"));
    set(&mut una, &sams, seen.primary, &[east], &seen.seen).await.ok();
    let own = rules(&mut una, &unas).await;
    set(&mut una, &unas, own.primary, &[east], &own.seen).await.ok();
    let mut ola = stage.practice("Oak Street", "Ola").await;
    assert_eq!(ola.does::<AccessRules>(&[("member", &sams)]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(set(&mut ola, &sams, seen.primary, &[], &seen.seen).await.status, StatusCode::NOT_FOUND);
    let elsewhere = LocationId(ola.location().await.parse().expect("an id"));
    let seen = rules(&mut una, &sams).await;
    let refused = set(&mut una, &sams, seen.primary, &[elsewhere], &seen.seen).await.refused();
    assert!(refused.fault("locations").is_some(), "a location of another practice is none: {refused}");
}

#[tokio::test]
async fn an_archived_location_is_kept_where_it_is_and_given_to_nobody() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let id = sam.me().await.expect("sam").member.expect("a member").0.member.to_string();
    let (east, west) = (add(&mut una, "East").await, add(&mut una, "West").await);
    let seen = rules(&mut una, &id).await;
    set(&mut una, &id, seen.primary, &[east], &seen.seen).await.ok();
    for archived in [east, west] {
        una.does::<ArchiveLocation>(&[("id", &archived.to_string())]).await.ok();
    }
    let seen = rules(&mut una, &id).await;
    assert_eq!(
        seen.locations.iter().map(|l| (l.name.as_str(), l.archived, l.on)).collect::<Vec<_>>(),
        [("Main office", false, true), ("East", true, true)]
    );
    assert!(set(&mut una, &id, east, &[], &seen.seen).await.refused().fault("primary").is_some());
    assert!(set(&mut una, &id, seen.primary, &[west], &seen.seen).await.refused().fault("locations").is_some());
    set(&mut una, &id, seen.primary, &[east], &seen.seen).await.ok();
    set(&mut una, &id, seen.primary, &[], &seen.seen).await.ok();
    let seen = rules(&mut una, &id).await;
    assert_eq!(seen.locations.len(), 1, "once it is taken it is gone");
}
