//! The stories of "Force 2FA reset": who may, what it ends, and that the member sets one up anew.

use super::*;
use crate::auth::factors::{BeginAuthenticator, ConfirmAuthenticator, Enrolment, SignInWithRecoveryCode, tests::enrols};
use crate::base::{AppError, MemberId};
use crate::tests::stage::{PASSWORD, Person, Stage};
use axum::http::StatusCode;
use chrono::Duration;

const SAM: &str = "sam@maple-grove.example";

async fn id(who: &mut Person<'_>) -> MemberId {
    who.me().await.expect("signed in").member.expect("a member").0.member
}

async fn resets(who: &mut Person<'_>, member: MemberId) -> crate::tests::stage::Answer {
    who.does::<ResetSecondFactorOfMember>(&[("member", &member.to_string())]).await
}

#[tokio::test]
async fn whoever_lost_the_phone_sets_up_a_new_one_at_the_next_sign_in() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let member = id(&mut sam).await;
    una.confirms().await;
    let nothing = resets(&mut una, member).await.refused();
    assert_eq!(nothing, AppError::denied("Sam has no second factor."));
    let (_, codes) = enrols(&stage, &mut sam).await;
    let mut half = stage.visitor();
    assert_eq!(half.signs_in(SAM, PASSWORD).await.ok()["next"], "/signin/code");
    assert_eq!(una.card(member).await.second_factor, Some(SecondFactorSeen { is_set_up: true, why_not_reset: None }));

    resets(&mut una, member).await.ok();
    assert!(sam.me().await.is_none(), "signed out at once");
    let halfway = half.does::<SignInWithRecoveryCode>(&[("recovery", &codes[0])]).await;
    assert_eq!(halfway.status, StatusCode::FORBIDDEN, "half a sign-in ends too");
    assert!(stage.mail_to(SAM, "Una Lindqvist of Maple Grove reset the second factor").await.is_some());
    let trail = stage.trail(practice).await;
    assert!(trail.iter().any(|(kind, actor, _)| kind == "team.second_factor_reset" && actor == "Una Lindqvist"));

    assert_eq!(sam.signs_in(SAM, PASSWORD).await.ok()["next"], "/");
    assert!(sam.me().await.expect("sam").must_enrol);
    assert_eq!(sam.does::<crate::team::Roster>(&[("query[q]", "")]).await.status, StatusCode::UNAUTHORIZED);
    let (_, new) = enrols(&stage, &mut sam).await;
    assert!(!new.contains(&codes[0]) && sam.me().await.expect("sam").member.is_some());
    assert!(una.card(member).await.second_factor.expect("seen").is_set_up);
}

#[tokio::test]
async fn only_who_may_resets_and_never_their_own_nor_that_of_someone_who_may_do_more() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let mut ada = una.hires(("Ada", "Min"), "ada@maple-grove.example", "Admin").await;
    let mut ola = stage.practice("Oak Street", "Ola").await;
    for who in [&mut una, &mut sam, &mut ada] {
        enrols(&stage, who).await;
    }
    let (una_id, sam_id, ada_id) = (id(&mut una).await, id(&mut sam).await, id(&mut ada).await);
    assert!(matches!(resets(&mut sam, ada_id).await.refused(), AppError::Denied(_)), "a member may not");
    assert!(sam.card(ada_id).await.second_factor.is_none(), "nor sees whether she has one");
    assert!(matches!(resets(&mut ada, ada_id).await.refused(), AppError::Denied(_)), "nobody their own");
    ola.confirms().await;
    assert_eq!(resets(&mut ola, sam_id).await.refused(), AppError::NotFound, "of another practice");
    // Ada may remove members, and less than Una otherwise.
    stage.behind(practice, "update member set overrides = '{-clients.export}' where first_name = 'Ada'").await;
    let more = resets(&mut ada, una_id).await.refused();
    assert!(more.to_string().contains("may do things"), "{more}");
    stage.later(Duration::minutes(11));
    assert_eq!(resets(&mut una, sam_id).await.refused(), AppError::ConfirmPassword);
    let left: i64 = sqlx::query_scalar("select count(*) from factor").fetch_one(&stage.owner).await.expect("a number");
    assert_eq!(left, 3, "nobody lost theirs");
}

#[tokio::test]
async fn a_set_up_that_was_only_begun_is_gone_with_the_reset() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    enrols(&stage, &mut sam).await;
    sam.does::<BeginAuthenticator>(&[("name", "Someone else’s phone")]).await.ok();
    let page = sam.does::<crate::auth::factors::EnrolmentSoFar>(&[]).await.ok();
    let Ok(Enrolment::Setup(setup)) = serde_json::from_value::<Enrolment>(page) else { panic!("a set-up") };
    let member = id(&mut sam).await;
    resets(&mut una, member).await.ok();
    sam.signs_in(SAM, PASSWORD).await.ok();
    let late = sam.does::<ConfirmAuthenticator>(&[("id", &setup.id.to_string()), ("code", "000000")]).await;
    assert_eq!(late.refused(), AppError::Stale);
}

#[tokio::test]
async fn an_administrator_with_nobody_to_ask_comes_back_by_a_command_on_the_server() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let email = una.me().await.expect("una").email;
    assert_eq!(reset_by_command(&stage.db, &email).await, Err(AppError::denied("Una has no second factor.")));
    for stranger in ["nobody@maple-grove.example", "una"] {
        assert!(reset_by_command(&stage.db, stranger).await.is_err(), "{stranger}");
    }
    enrols(&stage, &mut una).await;
    assert_eq!(reset_by_command(&stage.db, &email.to_uppercase()).await, Ok("Una Lindqvist of Maple Grove".into()));
    assert!(una.me().await.is_none(), "signed out at once");
    assert!(stage.mail_to(&email, "Whoever runs the server of Maple Grove reset the second factor").await.is_some());
    let trail = stage.trail(practice).await;
    assert!(trail.iter().any(|(kind, actor, _)| kind == "team.second_factor_reset" && actor == "Whoever runs the server"));
    assert_eq!(una.signs_in(&email, PASSWORD).await.ok()["next"], "/");
    assert!(una.me().await.expect("una").must_enrol);
    enrols(&stage, &mut una).await;
    assert!(una.me().await.expect("una").member.is_some());
}
