//! The stories of one's own sign-ins.

use super::*;
use crate::auth::{StaySignedIn, Whoami};
use crate::base::AppError;
use crate::tests::stage::{PASSWORD, Person, Stage, all_at_once};
use axum::http::StatusCode;
use chrono::Duration;

async fn seen(person: &mut Person<'_>) -> SignedInAt {
    serde_json::from_value(person.does::<OwnSignIns>(&[]).await.ok()).expect("sign-ins")
}

async fn stands(person: &mut Person<'_>) -> Option<Standing> {
    serde_json::from_value(person.does::<StillSignedIn>(&[]).await.ok()).expect("an answer")
}

#[tokio::test]
async fn everyone_sees_where_they_are_signed_in_and_ends_one_which_the_next_request_feels() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    stage.later(Duration::minutes(2));
    let mut elsewhere = stage.visitor();
    elsewhere.signs_in("una@maple-grove.example", PASSWORD).await.ok();
    let list = seen(&mut una).await;
    assert_eq!(list.open.len(), 2);
    assert_eq!(list.open.iter().filter(|s| s.this).count(), 1);
    let other = list.open.iter().find(|s| !s.this).expect("the other").clone();
    assert_eq!((other.device.as_str(), other.ip.clone()), ("Firefox on Linux", elsewhere.ip.to_string()));
    assert!(other.since <= other.last_seen);
    assert_eq!(list.devices.len(), 2);
    assert_eq!(list.devices.iter().filter(|d| d.this && d.device == "Firefox on Linux").count(), 1);

    una.does::<EndOwnSession>(&[("session", &other.id.to_string())]).await.ok();
    assert_eq!(elsewhere.does::<StaySignedIn>(&[]).await.refused(), AppError::SignedOut);
    assert!(una.me().await.is_some());
    assert_eq!(una.does::<EndOwnSession>(&[("session", &other.id.to_string())]).await.refused(), AppError::NotFound, "it is over already");
    let this = seen(&mut una).await.open.remove(0);
    assert_eq!(una.does::<EndOwnSession>(&[("session", &this.id.to_string())]).await.status, StatusCode::FORBIDDEN);
    let trail = stage.trail(practice).await;
    let told: Vec<_> = trail.iter().filter(|(kind, ..)| kind == "auth.session_ended").collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].2["device"], "Firefox on Linux");
}

#[tokio::test]
async fn nobody_ends_the_sign_in_of_someone_else_by_its_id() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut ola = stage.practice("Oak Street", "Ola").await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let hers = seen(&mut una).await.open.remove(0).id.to_string();
    for stranger in [&mut ola, &mut sam] {
        assert_eq!(stranger.does::<EndOwnSession>(&[("session", &hers)]).await.refused(), AppError::NotFound);
    }
    assert!(una.me().await.is_some());
}

#[tokio::test]
async fn all_others_end_at_once_and_this_one_goes_on() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut others = [stage.visitor(), stage.visitor(), stage.visitor()];
    for other in &mut others {
        other.signs_in("una@maple-grove.example", PASSWORD).await.ok();
    }
    assert_eq!(una.does::<EndOtherSessions>(&[]).await.ok(), serde_json::json!(3));
    for other in &mut others {
        assert!(other.me().await.is_none());
        assert_eq!(other.does::<EndOtherSessions>(&[]).await.refused(), AppError::SignedOut);
    }
    assert!(una.me().await.is_some());
    let trail = stage.trail(practice).await;
    let (_, actor, detail) = trail.iter().find(|(kind, ..)| kind == "auth.other_sessions_ended").expect("on record");
    assert_eq!((actor.as_str(), &detail["sessions_ended"]), ("Una Lindqvist", &serde_json::json!(3)));
}

#[tokio::test]
async fn of_requests_under_way_while_their_sign_in_is_ended_each_is_whole_and_the_next_one_is_refused() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut busy = stage.visitor();
    busy.signs_in("una@maple-grove.example", PASSWORD).await.ok();
    // So long ago that each of them wants to note its visit, and holds its session's row for it.
    stage.later(Duration::minutes(5));
    una.does::<StaySignedIn>(&[]).await.ok();
    let end = async {
        let mut una = una.clone();
        una.does::<EndOtherSessions>(&[]).await.status
    };
    let mut running: Vec<std::pin::Pin<Box<dyn Future<Output = StatusCode>>>> = vec![Box::pin(end)];
    for _ in 0..20 {
        let mut busy = busy.clone();
        running.push(Box::pin(async move { busy.does::<Whoami>(&[]).await.status }));
    }
    let answers = all_at_once(running.into_iter()).await;
    assert!(answers.iter().all(|status| *status == StatusCode::OK), "{answers:?}");
    assert!(busy.me().await.is_none(), "whatever came first, it is over");
    assert_eq!(busy.does::<StaySignedIn>(&[]).await.refused(), AppError::SignedOut);
}

#[tokio::test]
async fn a_page_that_only_asks_keeps_nobody_signed_in() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let first = stands(&mut una).await.expect("it stands");
    assert_eq!(first.email, "una@maple-grove.example");
    assert!((12 * 3600 - 60..=12 * 3600).contains(&first.ends_in), "{}", first.ends_in);
    for _ in 0..14 {
        stage.later(Duration::minutes(1));
        assert!(stands(&mut una).await.is_some());
    }
    stage.later(Duration::minutes(1));
    assert!(stands(&mut una).await.is_none(), "fifteen minutes, in which nobody did anything");
    assert!(una.me().await.is_none());
    assert!(stands(&mut stage.visitor()).await.is_none());
}

#[tokio::test]
async fn a_page_learns_that_its_sign_in_ended_for_whatever_reason() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    assert!(stands(&mut sam).await.is_some());
    for (off, on) in [
        ("update member set status = 'suspended' where first_name = 'Sam'", "update member set status = 'active' where first_name = 'Sam'"),
        (
            "update role set limit_hours = 1 where id = (select role_id from member where first_name = 'Sam')",
            "update role set limit_hours = null",
        ),
        ("update practice set closed_at = now()", "update practice set closed_at = null"),
    ] {
        if off.contains("limit_hours") {
            stage.behind(practice, "update member set role_since = now() - interval '2 hours' where first_name = 'Sam'").await;
        }
        stage.behind(practice, off).await;
        assert!(stands(&mut sam).await.is_none(), "{off}");
        assert!(sam.me().await.is_none(), "{off}");
        stage.behind(practice, on).await;
        assert!(stands(&mut sam).await.is_some(), "{on}");
    }
}

#[tokio::test]
async fn a_page_that_goes_idle_ends_its_own_sign_in_and_no_later_one() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let old = stands(&mut una).await.expect("it stands").session.to_string();
    una.does::<LogOff>(&[("session", &old)]).await.ok();
    assert!(una.me().await.is_none());
    una.signs_in("una@maple-grove.example", PASSWORD).await.ok();
    // A page that slept says so late.
    una.does::<LogOff>(&[("session", &old)]).await.ok();
    assert!(una.me().await.is_some());
    stage.visitor().does::<LogOff>(&[("session", &old)]).await.ok();
    let told = stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind == "auth.logged_off").count();
    assert_eq!(told, 1);
}

#[tokio::test]
async fn the_account_page_lists_them_without_javascript_too() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    stage.visitor().signs_in("una@maple-grove.example", PASSWORD).await.ok();
    let page = una.opens("/account").await.text;
    for words in ["Where you are signed in", "Firefox on Linux", "This browser", "End all others", "198.51.100."] {
        assert!(page.contains(words), "{words}");
    }
}
