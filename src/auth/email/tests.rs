//! The stories of another address: in every order of the two mailboxes.

use super::*;
use crate::auth::SignOut;
use crate::base::AppError;
use crate::tests::stage::{PASSWORD, Person, Stage, all_at_once};
use axum::http::StatusCode;
use chrono::Duration;

const OLD: &str = "una@maple-grove.example";
const NEW: &str = "una@new.example";

/// Una has asked; the tokens of the new and of the old mailbox.
async fn asked<'a>(stage: &'a Stage) -> (Person<'a>, String, String) {
    let mut una = stage.practice("Maple Grove", "Una").await;
    una.does::<AskEmailChange>(&[("email", NEW)]).await.ok();
    let new = stage.token_for(NEW, "/account/email/").await;
    let old = stage.token_for(OLD, "/account/email/").await;
    assert_ne!(new, old);
    (una, new, old)
}

async fn link(stage: &Stage, token: &str) -> EmailLinkSeen {
    serde_json::from_value(stage.visitor().does::<EmailLink>(&[("token", token)]).await.ok()).expect("a link")
}

async fn confirms(stage: &Stage, token: &str) -> serde_json::Value {
    stage.visitor().does::<ConfirmEmail>(&[("token", token)]).await.ok()
}

#[tokio::test]
async fn it_changes_when_both_have_agreed_in_either_order() {
    for old_first in [false, true] {
        let stage = Stage::set().await;
        let (mut una, new, old) = asked(&stage).await;
        let practice = una.practice().await;
        let (first, second) = if old_first { (&old, &new) } else { (&new, &old) };
        for token in [first, second] {
            assert_eq!(link(&stage, token).await.stands, EmailStands::Open, "looking changes nothing");
        }
        assert_eq!(confirms(&stage, first).await, serde_json::json!(false));
        assert_eq!(una.me().await.expect("una").email, OLD, "one alone changes nothing");
        assert_eq!(link(&stage, first).await.stands, EmailStands::WaitsForOther);
        assert_eq!(stage.visitor().does::<ConfirmEmail>(&[("token", first)]).await.status, StatusCode::FORBIDDEN, "nor the same one twice");
        assert_eq!(una.me().await.expect("una").email, OLD);

        assert_eq!(confirms(&stage, second).await, serde_json::json!(true));
        assert_eq!(una.me().await.expect("una").email, NEW);
        assert_eq!(una.roster("una").await.rows[0].email, NEW);
        for token in [first, second] {
            assert_eq!(link(&stage, token).await.stands, EmailStands::Over);
            assert_eq!(stage.visitor().does::<ConfirmEmail>(&[("token", token)]).await.status, StatusCode::FORBIDDEN);
        }
        stage.visitor().signs_in(NEW, PASSWORD).await.ok();
        assert!(stage.visitor().signs_in(OLD, PASSWORD).await.refused().fault("password").is_some());
        assert!(stage.mail_to(OLD, "no longer in use").await.is_some(), "the old one is told");
        let kinds: Vec<String> = stage.trail(practice).await.into_iter().map(|(kind, ..)| kind).filter(|k| k.contains("email")).collect();
        assert_eq!(kinds, ["auth.email_change_asked", "auth.email_change_agreed", "auth.email_changed"]);
    }
}

#[tokio::test]
async fn both_at_the_same_moment_change_it_once() {
    let stage = Stage::set().await;
    let (mut una, new, old) = asked(&stage).await;
    let practice = una.practice().await;
    let clicks = [new, old].into_iter().map(|token| {
        let stage = &stage;
        async move { stage.visitor().does::<ConfirmEmail>(&[("token", &token)]).await.ok() }
    });
    let mut answers: Vec<String> = all_at_once(clicks).await.into_iter().map(|a| a.to_string()).collect();
    answers.sort();
    assert_eq!(answers, ["false", "true"]);
    assert_eq!(una.me().await.expect("una").email, NEW);
    assert_eq!(stage.trail(practice).await.iter().filter(|(kind, ..)| kind == "auth.email_changed").count(), 1);
}

#[tokio::test]
async fn the_old_mailbox_refuses_before_or_after_the_new_one_agreed_and_neither_link_works_then() {
    for new_first in [false, true] {
        let stage = Stage::set().await;
        let (mut una, new, old) = asked(&stage).await;
        if new_first {
            confirms(&stage, &new).await;
        }
        assert_eq!(stage.visitor().does::<RefuseEmail>(&[("token", &new)]).await.status, StatusCode::FORBIDDEN, "only the old one refuses");
        stage.visitor().does::<RefuseEmail>(&[("token", &old)]).await.ok();
        for token in [&new, &old] {
            assert_eq!(stage.visitor().does::<ConfirmEmail>(&[("token", token)]).await.status, StatusCode::FORBIDDEN);
            assert_eq!(link(&stage, token).await.stands, EmailStands::Over);
        }
        assert_eq!(una.me().await.expect("una").email, OLD);
        let practice = una.practice().await;
        assert_eq!(stage.trail(practice).await.iter().filter(|(kind, ..)| kind == "auth.email_change_refused").count(), 1);
    }
}

#[tokio::test]
async fn the_old_mailbox_takes_its_agreement_back_while_the_new_one_waits() {
    let stage = Stage::set().await;
    let (mut una, new, old) = asked(&stage).await;
    confirms(&stage, &old).await;
    stage.visitor().does::<RefuseEmail>(&[("token", &old)]).await.ok();
    assert_eq!(stage.visitor().does::<ConfirmEmail>(&[("token", &new)]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(una.me().await.expect("una").email, OLD);
}

#[tokio::test]
async fn another_wish_replaces_the_first_and_what_was_agreed_to_it() {
    let stage = Stage::set().await;
    let (mut una, new, old) = asked(&stage).await;
    confirms(&stage, &old).await;
    una.does::<AskEmailChange>(&[("email", "una@third.example")]).await.ok();
    for token in [&new, &old] {
        assert_eq!(link(&stage, token).await.stands, EmailStands::Over);
        assert_eq!(stage.visitor().does::<ConfirmEmail>(&[("token", token)]).await.status, StatusCode::FORBIDDEN);
    }
    let third = stage.token_for("una@third.example", "/account/email/").await;
    assert_eq!(confirms(&stage, &third).await, serde_json::json!(false), "the old mailbox agreed to another address");
    assert_eq!(una.me().await.expect("una").email, OLD);
}

#[tokio::test]
async fn after_seven_days_neither_link_works() {
    let stage = Stage::set().await;
    let (_, new, old) = asked(&stage).await;
    confirms(&stage, &new).await;
    stage.later(Duration::days(7));
    assert_eq!(link(&stage, &old).await.stands, EmailStands::Over);
    assert_eq!(stage.visitor().does::<ConfirmEmail>(&[("token", &old)]).await.status, StatusCode::FORBIDDEN);
    stage.visitor().signs_in(OLD, PASSWORD).await.ok();
}

#[tokio::test]
async fn asking_needs_a_fresh_password_and_another_address_and_tells_nothing_of_others() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    assert!(una.does::<AskEmailChange>(&[("email", "UNA@maple-grove.example")]).await.refused().fault("email").is_some());
    let taken = una.does::<AskEmailChange>(&[("email", "sam@maple-grove.example")]).await;
    let free = sam.does::<AskEmailChange>(&[("email", "nobody@elsewhere.example")]).await;
    assert_eq!((taken.status, &taken.text), (free.status, &free.text), "the same for a taken and a free one");
    // The mails so far have gone before the next are made: those that go at once come in any order.
    stage.mails_go().await;
    // Both agree; only then it shows that the address is someone's, and to its owner alone.
    una.does::<AskEmailChange>(&[("email", "sam@maple-grove.example")]).await.ok();
    let [at_sam, at_una] =
        [stage.token_for("sam@maple-grove.example", "/account/email/").await, stage.token_for(OLD, "/account/email/").await];
    confirms(&stage, &at_una).await;
    assert_eq!(stage.visitor().does::<ConfirmEmail>(&[("token", &at_sam)]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(una.me().await.expect("una").email, OLD);
    stage.later(Duration::minutes(11));
    assert_eq!(una.does::<AskEmailChange>(&[("email", "una@fourth.example")]).await.refused(), AppError::ConfirmPassword);
    una.does::<SignOut>(&[]).await.ok();
    assert_eq!(una.does::<AskEmailChange>(&[("email", "una@fourth.example")]).await.refused(), AppError::SignedOut);
}

#[tokio::test]
async fn an_account_of_no_practice_changes_its_address_the_same_way() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    sam.does::<crate::team::ExitTeam>(&[]).await.ok();
    assert!(sam.me().await.expect("sam").member.is_none());
    sam.does::<AskEmailChange>(&[("email", "sam@new.example")]).await.ok();
    let new = stage.token_for("sam@new.example", "/account/email/").await;
    let old = stage.token_for("sam@maple-grove.example", "/account/email/").await;
    confirms(&stage, &new).await;
    assert_eq!(confirms(&stage, &old).await, serde_json::json!(true));
    assert_eq!(sam.me().await.expect("sam").email, "sam@new.example");
}

#[tokio::test]
async fn the_pages_behind_the_links_say_what_they_are_for() {
    let stage = Stage::set().await;
    let (_, new, old) = asked(&stage).await;
    let page = stage.visitor().opens(&format!("/account/email/{old}")).await.text;
    assert!(page.contains("It wasn’t me: refuse") && page.contains(NEW) && page.contains("Agree"));
    let page = stage.visitor().opens(&format!("/account/email/{new}")).await.text;
    assert!(page.contains("Confirm this address") && !page.contains("refuse"));
    confirms(&stage, &new).await;
    let page = stage.visitor().opens(&format!("/account/email/{new}")).await.text;
    assert!(page.contains("One of two mailboxes has agreed"));
    assert_eq!(link(&stage, &old).await.stands, EmailStands::Open);
}
