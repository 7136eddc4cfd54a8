//! Stories of handing the team over.

use super::{DeclineTakeOver, HandOver, OfferSeen, OpenHandOver, TakeOver, WithdrawHandOver};
use crate::base::{AppError, MemberId};
use crate::team::{ChangeRole, ExitTeam};
use crate::tests::stage::{Person, Stage};
use axum::http::StatusCode;
use chrono::Duration;

const ADA: &str = "ada@maple-grove.example";

async fn id_of(who: &mut Person<'_>) -> MemberId {
    who.me().await.expect("signed in").member.expect("a member").0.member
}

async fn offer(who: &mut Person<'_>) -> Option<OfferSeen> {
    serde_json::from_value(who.does::<OpenHandOver>(&[]).await.ok()).expect("an offer or none")
}

/// Una's practice with Ada, another administrator; both entered their password lately.
async fn two<'a>(stage: &'a Stage) -> (Person<'a>, Person<'a>, String, String) {
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut ada = una.hires(("Ada", "Osei"), ADA, "Admin").await;
    una.confirms().await;
    ada.confirms().await;
    let (una_id, ada_id) = (id_of(&mut una).await.to_string(), id_of(&mut ada).await.to_string());
    (una, ada, una_id, ada_id)
}

#[tokio::test]
async fn the_team_is_handed_over_when_the_other_accepts_and_then_the_former_can_exit() {
    let stage = Stage::set().await;
    let (mut una, mut ada, una_id, ada_id) = two(&stage).await;
    let practice = una.practice().await;
    assert_eq!(una.does::<ExitTeam>(&[]).await.status, StatusCode::FORBIDDEN);
    una.does::<HandOver>(&[("member", &ada_id)]).await.ok();
    let mail = stage.mail_to(ADA, "wants to hand Maple Grove over to you").await.expect("a letter");
    assert!(mail.contains("Una Lindqvist") && mail.contains("accept or decline"), "{mail}");
    assert!(una.me().await.expect("una").actor().expect("a member").originating, "nothing has changed yet");
    let open = offer(&mut ada).await.expect("an offer");
    assert_eq!((open.from_name.as_str(), open.to_name.as_str()), ("Una Lindqvist", "Ada Osei"));
    for path in ["/team", "/account"] {
        let page = ada.opens(path).await.text;
        assert!(page.contains("Una Lindqvist wants to hand the team over to you"), "{path}");
    }
    assert!(una.opens(&format!("/team/{una_id}")).await.text.contains("You offered the team to Ada Osei"));
    let id = open.id.to_string();
    stage.later(Duration::minutes(11));
    assert_eq!(ada.does::<TakeOver>(&[("id", &id)]).await.refused(), AppError::ConfirmPassword);
    ada.confirms().await;
    ada.does::<TakeOver>(&[("id", &id)]).await.ok();
    assert!(ada.me().await.expect("ada").actor().expect("a member").originating);
    assert!(!una.me().await.expect("una").actor().expect("a member").originating);
    assert!(stage.mail_to(&una.email, "Ada Osei took Maple Grove over").await.is_some());
    assert!(offer(&mut ada).await.is_none());
    una.confirms().await;
    una.does::<ExitTeam>(&[]).await.ok();
    let refused = ada.does::<ExitTeam>(&[]).await.refused().to_string();
    assert!(refused.starts_with("You created this team. Remove other members instead, or hand over the team first."), "{refused}");
    let kinds: Vec<(String, String)> = stage
        .trail(practice)
        .await
        .into_iter()
        .filter(|(kind, ..)| kind.contains("hand_over"))
        .map(|(kind, actor, _)| (kind, actor))
        .collect();
    let expected = [("team.hand_over_offered", "Una Lindqvist"), ("team.hand_over_answered", "Ada Osei")];
    assert_eq!(kinds, expected.map(|(kind, actor)| (kind.to_string(), actor.to_string())));
}

#[tokio::test]
async fn an_offer_can_be_declined_or_withdrawn_and_then_answers_nothing_more() {
    let stage = Stage::set().await;
    let (mut una, mut ada, _, ada_id) = two(&stage).await;
    una.does::<HandOver>(&[("member", &ada_id)]).await.ok();
    let id = offer(&mut ada).await.expect("an offer").id.to_string();
    ada.does::<DeclineTakeOver>(&[("id", &id)]).await.ok();
    assert!(stage.mail_to(&una.email, "Ada Osei did not take Maple Grove over").await.is_some());
    assert_eq!(ada.does::<TakeOver>(&[("id", &id)]).await.refused().to_string(), "This offer is no longer open. Nothing was changed.");
    una.does::<HandOver>(&[("member", &ada_id)]).await.ok();
    let id = offer(&mut una).await.expect("an offer").id.to_string();
    una.does::<WithdrawHandOver>(&[("id", &id)]).await.ok();
    assert!(offer(&mut ada).await.is_none());
    assert_eq!(ada.does::<TakeOver>(&[("id", &id)]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(una.does::<WithdrawHandOver>(&[("id", &id)]).await.status, StatusCode::FORBIDDEN);
    assert!(una.me().await.expect("una").actor().expect("a member").originating);
}

#[tokio::test]
async fn only_the_originating_administrator_offers_and_only_to_an_active_administrator() {
    let stage = Stage::set().await;
    let (mut una, mut ada, una_id, ada_id) = two(&stage).await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let sam_id = id_of(&mut sam).await.to_string();
    let refused = ada.does::<HandOver>(&[("member", &sam_id)]).await.refused().to_string();
    assert!(refused.contains("Only the originating administrator can do this"), "{refused}");
    let refused = una.does::<HandOver>(&[("member", &sam_id)]).await.refused().to_string();
    assert!(refused.contains("can only be handed to an active administrator"), "{refused}");
    assert_eq!(una.does::<HandOver>(&[("member", &una_id)]).await.status, StatusCode::FORBIDDEN);
    assert!(una.card(ada_id.parse().expect("an id")).await.handover.offers);
    assert!(!una.card(sam_id.parse().expect("an id")).await.handover.offers);
    una.does::<HandOver>(&[("member", &ada_id)]).await.ok();
    let id = offer(&mut una).await.expect("an offer").id.to_string();
    sam.confirms().await;
    assert_eq!(sam.does::<TakeOver>(&[("id", &id)]).await.status, StatusCode::FORBIDDEN, "it is not theirs to accept");
    assert_eq!(una.does::<TakeOver>(&[("id", &id)]).await.status, StatusCode::FORBIDDEN, "nor the offerer's");
    assert_eq!(ada.does::<WithdrawHandOver>(&[("id", &id)]).await.status, StatusCode::FORBIDDEN);
    assert!(offer(&mut sam).await.is_none() && sam.card(ada_id.parse().expect("an id")).await.handover.open.is_none());
    let twice = una.does::<HandOver>(&[("member", &ada_id)]).await.refused().to_string();
    assert_eq!(twice, "You have offered the team to someone already. Withdraw that offer first.");
    let mut ola = stage.practice("Oak Street", "Ola").await;
    ola.confirms().await;
    assert_eq!(ola.does::<HandOver>(&[("member", &ada_id)]).await.status, StatusCode::NOT_FOUND);
    for status in [ola.does::<TakeOver>(&[("id", &id)]).await.status, ola.does::<WithdrawHandOver>(&[("id", &id)]).await.status] {
        assert_eq!(status, StatusCode::FORBIDDEN);
    }
    // A role taken away meanwhile: the offer can't be accepted.
    let member = una.role("Member").await;
    una.does::<ChangeRole>(&[("member", &ada_id), ("role", &member)]).await.ok();
    let refused = ada.does::<TakeOver>(&[("id", &id)]).await.refused().to_string();
    assert!(refused.contains("can only be handed to an active administrator"), "{refused}");
    assert!(stage.trail(practice).await.iter().all(|(kind, ..)| kind != "team.hand_over_answered"));
}

#[tokio::test]
async fn the_database_lets_only_an_active_member_lead() {
    let stage = Stage::set().await;
    let (mut una, _, _, ada_id) = two(&stage).await;
    let practice = una.practice().await;
    stage.behind(practice, &format!("update member set status = 'suspended' where id = '{ada_id}'")).await;
    for led_by in [ada_id.clone(), uuid::Uuid::now_v7().to_string()] {
        let mut tx = stage.owner.begin().await.expect("a transaction");
        sqlx::query("select set_config('app.practice', $1, true)")
            .bind(practice.to_string())
            .execute(&mut *tx)
            .await
            .expect("in the practice");
        let tried = sqlx::query("update practice set originating_member_id = $1::uuid").bind(&led_by).execute(&mut *tx).await;
        let broken = tried.expect_err("refused");
        assert_eq!(broken.as_database_error().and_then(|d| d.constraint()), Some("originator_is_active"));
    }
}

#[tokio::test]
async fn accepting_and_withdrawing_at_once_is_one_of_the_two() {
    let stage = Stage::set().await;
    let (mut una, mut ada, _, ada_id) = two(&stage).await;
    for _ in 0..4 {
        una.does::<HandOver>(&[("member", &ada_id)]).await.ok();
        let id = offer(&mut una).await.expect("an offer").id.to_string();
        let form = [("id", id.as_str())];
        let (a, b) = tokio::join!(ada.does::<TakeOver>(&form), una.does::<WithdrawHandOver>(&form));
        assert_eq!([a.status, b.status].iter().filter(|s| s.is_success()).count(), 1, "{} {}", a.text, b.text);
        assert_eq!(ada.me().await.expect("ada").actor().expect("a member").originating, a.status.is_success());
        if a.status.is_success() {
            return;
        }
    }
}

#[tokio::test]
async fn accepting_while_losing_the_role_or_the_membership_leaves_an_active_administrator_in_the_lead() {
    for suspend in [false, true] {
        let stage = Stage::set().await;
        let (mut una, mut ada, _, ada_id) = two(&stage).await;
        let practice = una.practice().await;
        una.does::<HandOver>(&[("member", &ada_id)]).await.ok();
        let id = offer(&mut una).await.expect("an offer").id.to_string();
        let member = una.role("Member").await;
        let form = [("id", id.as_str())];
        let demotion = [("member", ada_id.as_str()), ("role", member.as_str())];
        let against = async {
            if suspend {
                let mut tx = stage.owner.begin().await.expect("a transaction");
                sqlx::query("select set_config('app.practice', $1, true)").bind(practice.to_string()).execute(&mut *tx).await.expect("set");
                // In the order of locks: the practice, then the member.
                sqlx::query("select from practice where id = app_practice() for update").execute(&mut *tx).await.expect("held");
                let done = sqlx::query("update member set status = 'suspended' where id = $1::uuid").bind(&ada_id).execute(&mut *tx).await;
                if done.is_ok() { tx.commit().await.is_ok() } else { false }
            } else {
                una.does::<ChangeRole>(&demotion).await.status.is_success()
            }
        };
        let (accepted, against) = tokio::join!(ada.does::<TakeOver>(&form), against);
        assert_ne!(accepted.status, StatusCode::INTERNAL_SERVER_ERROR, "{}", accepted.text);
        let leads = accepted.status.is_success();
        assert!(leads || against, "one of the two happened");
        if suspend {
            assert!(leads != against, "whoever leads is not suspended: {}", accepted.text);
        }
    }
}

#[tokio::test]
async fn two_offers_at_once_are_one() {
    let stage = Stage::set().await;
    let (mut una, _, _, ada_id) = two(&stage).await;
    let mut bo = una.hires(("Bo", "Berg"), "bo@maple-grove.example", "Admin").await;
    let bo_id = id_of(&mut bo).await.to_string();
    let mut other = una.clone();
    let (to_ada, to_bo) = ([("member", ada_id.as_str())], [("member", bo_id.as_str())]);
    let (a, b) = tokio::join!(una.does::<HandOver>(&to_ada), other.does::<HandOver>(&to_bo));
    assert_eq!([a.status, b.status].iter().filter(|s| s.is_success()).count(), 1, "{} {}", a.text, b.text);
    let refused = if a.status.is_success() { b } else { a }.refused().to_string();
    assert_eq!(refused, "You have offered the team to someone already. Withdraw that offer first.");
}
