//! Stories of capacity.

use super::{CapacitySeen, SetCapacity};
use crate::base::{AppError, MemberId};
use crate::tests::stage::{Answer, Person, Stage};
use axum::http::StatusCode;

async fn me(who: &mut Person<'_>) -> MemberId {
    who.me().await.expect("signed in").member.expect("a member").0.member
}

async fn sets(who: &mut Person<'_>, of: MemberId, version: i32, target: &str, limit: &str) -> Answer {
    let (of, version) = (of.to_string(), version.to_string());
    who.does::<SetCapacity>(&[("member", of.as_str()), ("version", &version), ("target", target), ("limit", limit)]).await
}

async fn seen(who: &mut Person<'_>, id: MemberId) -> (CapacitySeen, i32) {
    let card = who.card(id).await;
    (card.capacity, card.version)
}

/// As many clients at the main office, assigned to someone.
async fn assign(stage: &Stage, practice: uuid::Uuid, id: MemberId, clients: i32) {
    let sql = format!(
        "with c as (insert into client (practice_id, id, first_name, last_name, location_id, created_at)
           select app_practice(), gen_random_uuid(), 'A', 'B', (select id from location limit 1), now() from generate_series(1, {clients}) returning id)
         insert into assignment (practice_id, id, client_id, member_id, \"primary\", since, assigned_by, reason)
           select app_practice(), gen_random_uuid(), c.id, '{id}', true, now(), '{id}', '' from c"
    );
    stage.behind(practice, &sql).await;
}

#[tokio::test]
async fn a_limit_is_set_and_the_card_says_what_is_used_of_it() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let id = me(&mut sam).await;
    assign(&stage, practice, id, 5).await;
    let (before, version) = seen(&mut una, id).await;
    assert_eq!(before, CapacitySeen { used: Some(5), ..Default::default() });
    assert!(una.opens(&format!("/team/{id}")).await.text.contains("No limit set"));
    sets(&mut una, id, version, "6", "8").await.ok();
    let (now, later) = seen(&mut una, id).await;
    assert_eq!((now.target, now.limit, now.used, later), (Some(6), Some(8), Some(5), version + 1));
    assert!(una.opens(&format!("/team/{id}")).await.text.contains("5 of 8, 3 free"));
    assert_eq!(sets(&mut una, id, version, "1", "2").await.refused(), AppError::Stale, "looked at before");
    sets(&mut una, id, later, "", "3").await.ok();
    assert!(sam.opens(&format!("/team/{id}")).await.text.contains("5 of 3, 2 over the limit"), "they see all of their own");
    let past: i64 = sqlx::query_scalar("select count(*) from member_past where practice_id = $1 and member_id = $2 and status = 'active'")
        .bind(practice)
        .bind(id.0)
        .fetch_one(&mut *stage.inside(practice).await)
        .await
        .expect("a count");
    assert_eq!(past, 0, "it gives no rights, and is no part of the membership's past");
    let told: Vec<_> = stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind == "team.capacity_set").collect();
    assert_eq!(told.len(), 2);
    assert_eq!(
        told[1].2["changes"],
        serde_json::json!([{ "field": "target", "before": "6", "after": "none" }, { "field": "limit", "before": "8", "after": "3" }])
    );
}

#[tokio::test]
async fn what_is_used_is_told_only_to_whoever_sees_all_of_it() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let mut mei = una.hires(("Mei", "Tran"), "mei@maple-grove.example", "Member").await;
    let (sams, meis) = (me(&mut sam).await, me(&mut mei).await);
    assign(&stage, practice, sams, 4).await;
    let (_, version) = seen(&mut una, sams).await;
    sets(&mut una, sams, version, "3", "5").await.ok();
    assert_eq!(seen(&mut una, sams).await.0.used, Some(4));
    assert_eq!(seen(&mut sam, sams).await.0.used, Some(4));
    let (hers, _) = seen(&mut mei, sams).await;
    assert_eq!((hers.used, hers.limit), (None, Some(5)));
    let page = mei.opens(&format!("/team/{sams}")).await.text;
    assert!(page.contains("Limit: 5") && !page.contains(" of 5"), "{page}");
    stage.behind(practice, "update role set grants = '{team.view}' where built_in = 'member'").await;
    assert_eq!(seen(&mut mei, meis).await.0.used, None, "whoever sees no clients sees none of their own");
}

#[tokio::test]
async fn it_is_set_within_bounds_by_whoever_edits_the_team() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let id = me(&mut sam).await;
    let (card, version) = seen(&mut sam, id).await;
    assert!(card.why_not_set.is_some_and(|why| why.contains("can't edit team members")));
    assert_eq!(sets(&mut sam, id, version, "1", "2").await.status, StatusCode::FORBIDDEN);
    let refused = sets(&mut una, id, version, "1001", "-1").await.refused();
    assert!(refused.fault("target").is_some() && refused.fault("limit").is_some());
    assert!(sets(&mut una, id, version, "9", "8").await.refused().fault("target").is_some_and(|words| words.contains("above the limit")));
    assert_eq!(seen(&mut una, id).await.1, version);
    stage.behind(practice, &format!("update member set status = 'removed' where id = '{id}'")).await;
    assert_eq!(seen(&mut una, id).await.0.why_not_set.as_deref(), Some("They have left the team."));
    assert_eq!(sets(&mut una, id, version, "1", "2").await.refused(), AppError::Stale);
    let mut ola = stage.practice("Oak Street", "Ola").await;
    assert_eq!(sets(&mut ola, id, version, "1", "2").await.status, StatusCode::NOT_FOUND);
    for wrong in ["capacity_limit = 1001", "capacity_target = -1", "capacity_target = 3, capacity_limit = 2"] {
        let sql = format!("update member set {wrong} where practice_id = '{practice}'");
        let refused = sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut *stage.inside(practice).await).await.expect_err("refused");
        assert_eq!(refused.as_database_error().and_then(|e| e.constraint()), Some("member_capacity_sane"), "{wrong}");
    }
}
