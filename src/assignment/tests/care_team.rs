//! Stories of the care team of one client.

use super::assigning::gives;
use super::{clients, hired, now};
use crate::assignment::{CareTeamSeen, EndAssignment, SetWeekly, WhoHas};
use crate::base::{AppError, MemberId};
use crate::tests::stage::{Answer, Person, Stage};
use axum::http::StatusCode;
use uuid::Uuid;

async fn seen(who: &mut Person<'_>, client: Uuid) -> CareTeamSeen {
    serde_json::from_value(who.does::<WhoHas>(&[("client", &client.to_string())]).await.ok()).expect("a care team")
}

async fn ends(who: &mut Person<'_>, id: &str, owner: Option<MemberId>, due: &str) -> Answer {
    let owner = owner.map(|o| o.to_string()).unwrap_or_default();
    who.does::<EndAssignment>(&[("id", id), ("reason", "Moved away"), ("owner", &owner), ("due", due)]).await
}

#[tokio::test]
async fn it_tells_who_has_a_client_and_who_had_with_the_notes() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (_, ann) = hired(&stage, &mut una, "Ann", "Member").await;
    let (_, ben) = hired(&stage, &mut una, "Ben", "Member").await;
    let client = clients(&stage, practice, 1, Some(ann)).await[0];
    gives(&mut una, &[client], &[ben], "primary", &[("reason", "Ann leaves"), ("hand_off", "Likes <b>tea</b>.")]).await.ok();
    stage.behind(practice, &format!("update member set status = 'archived', left_at = now() where id = '{ann}'")).await;
    let team = seen(&mut una, client).await;
    assert_eq!((team.now.len(), team.past.len(), team.why_not.clone()), (1, 1, None));
    let (one, was) = (&team.now[0], &team.past[0]);
    assert_eq!(
        (one.name.as_str(), one.primary, one.by.as_deref(), one.hand_off.as_str()),
        ("Ben Okafor", true, Some("Una Lindqvist"), "Likes <b>tea</b>.")
    );
    assert!(was.name == "Ann Okafor" && was.left.is_some() && was.ended_reason == "Ann leaves", "{was:?}");
    let mut ola = stage.practice("Oak Street", "Ola").await;
    assert_eq!(ola.does::<WhoHas>(&[("client", &client.to_string())]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_last_one_ends_only_with_someone_who_sees_to_the_client() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (_, ann) = hired(&stage, &mut una, "Ann", "Member").await;
    let (mut ben, ben_id) = hired(&stage, &mut una, "Ben", "Member").await;
    let client = clients(&stage, practice, 1, Some(ann)).await[0];
    gives(&mut una, &[client], &[ben_id], "beside", &[("weekly", "2")]).await.ok();
    let first = seen(&mut una, client).await.now[0].id.to_string();
    ends(&mut una, &first, None, "").await.ok();
    assert_eq!(now(&stage, practice).await, [(client, ben_id, true)], "the next in line becomes primary");
    assert_eq!(ends(&mut una, &first, None, "").await.refused(), AppError::Stale);
    let team = seen(&mut una, client).await;
    assert!(team.owners.len() >= 3 && !team.due.is_empty());
    let last = team.now[0].id.to_string();
    let refused = ends(&mut una, &last, None, "").await.refused();
    assert!(refused.fault("owner").is_some() && refused.fault("due").is_some());
    assert!(ends(&mut una, &last, Some(ann), "2020-01-01").await.refused().fault("due").is_some());
    assert_eq!(now(&stage, practice).await.len(), 1);
    ends(&mut una, &last, Some(ann), &team.due).await.ok();
    assert!(now(&stage, practice).await.is_empty());
    let board: (Uuid, Option<Uuid>) = sqlx::query_as("select owner_id, left_by from unassigned where practice_id = $1 and until is null")
        .bind(practice)
        .fetch_one(&mut *stage.inside(practice).await)
        .await
        .expect("on the board");
    assert_eq!(board, (ann.0, Some(ben_id.0)));
    assert_eq!(ben.does::<WhoHas>(&[("client", &client.to_string())]).await.status, StatusCode::NOT_FOUND);

    let batch = gives(&mut una, &[client], &[ben_id], "primary", &[]).await.ok()["batch"].as_str().expect("a batch").to_string();
    let open = "select count(*) from unassigned where practice_id = $1 and until is null";
    let count =
        async || -> i64 { sqlx::query_scalar(open).bind(practice).fetch_one(&mut *stage.inside(practice).await).await.expect("a count") };
    assert_eq!(count().await, 0, "assigned, it leaves the board");
    una.does::<crate::assignment::UndoAssignment>(&[("batch", &batch), ("back", "")]).await.ok();
    assert_eq!((count().await, now(&stage, practice).await.len()), (1, 0), "taken back, it is there again");
}

#[tokio::test]
async fn how_often_they_meet_is_set_by_whoever_may_assign_and_over_what_was_looked_at() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (mut ann, ann_id) = hired(&stage, &mut una, "Ann", "Member").await;
    let client = clients(&stage, practice, 1, Some(ann_id)).await[0];
    let id = seen(&mut una, client).await.now[0].id.to_string();
    una.does::<SetWeekly>(&[("id", &id), ("weekly", "3"), ("weekly_before", "")]).await.ok();
    assert_eq!(seen(&mut una, client).await.now[0].weekly, Some(3));
    assert_eq!(una.does::<SetWeekly>(&[("id", &id), ("weekly", "2"), ("weekly_before", "")]).await.refused(), AppError::Stale);
    assert!(una.does::<SetWeekly>(&[("id", &id), ("weekly", "0"), ("weekly_before", "3")]).await.refused().fault("weekly").is_some());
    assert_eq!(una.card(ann_id).await.capacity.used, Some(3), "the card weighs it");
    stage.behind(practice, "update role set grants = '{team.view,clients.view:own}' where built_in = 'member'").await;
    assert_eq!(ann.does::<SetWeekly>(&[("id", &id), ("weekly", "1"), ("weekly_before", "3")]).await.status, StatusCode::FORBIDDEN);
    assert!(seen(&mut ann, client).await.why_not.is_some());
}
