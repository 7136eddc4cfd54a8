//! The stories of passkeys: added, used alone and after the password, refused, taken away, and required.

mod device;
mod policy;

use super::*;
use crate::auth::factors::{CodesPutAway, Enrolment, EnrolmentSoFar, FactorsSeen, OwnFactors, RemoveFactor};
use crate::auth::{ConfirmPassword, StaySignedIn};
use crate::base::AppError;
use crate::tests::stage::{Answer, PASSWORD, Person, Stage, all_at_once};
use axum::http::StatusCode;
use chrono::Duration;
use device::Device;
use server_fn::ServerFn;

const UNA: &str = "una@maple-grove.example";
const SAM: &str = "sam@maple-grove.example";

async fn asks<F: ServerFn>(who: &mut Person<'_>) -> String {
    who.does::<F>(&[]).await.ok().as_str().expect("options").to_string()
}

async fn own(who: &mut Person<'_>) -> FactorsSeen {
    serde_json::from_value(who.does::<OwnFactors>(&[]).await.ok()).expect("factors")
}

async fn adds_with(who: &mut Person<'_>, device: &mut Device, name: &str) -> Answer {
    let options = asks::<AskForNewPasskey>(who).await;
    who.does::<AddPasskey>(&[("name", name), ("answer", &device.makes(&options))]).await
}

/// Adds a passkey, and puts the recovery codes away, if there are new ones.
async fn adds(who: &mut Person<'_>, name: &str) -> (Device, Vec<String>) {
    let mut device = Device::new();
    adds_with(who, &mut device, name).await.ok();
    let codes = match serde_json::from_value(who.does::<EnrolmentSoFar>(&[]).await.ok()).expect("an enrolment") {
        Enrolment::Codes { codes, .. } => codes,
        _ => Vec::new(),
    };
    who.does::<CodesPutAway>(&[]).await.ok();
    (device, codes)
}

async fn signs_in_alone(who: &mut Person<'_>, device: &mut Device) -> Answer {
    let options = asks::<AskPasskeyToSignIn>(who).await;
    who.does::<SignInWithPasskey>(&[("answer", &device.signs(&options)), ("next", "/clients")]).await
}

async fn signs_in_after_password(who: &mut Person<'_>, email: &str, device: &mut Device) -> Answer {
    assert_eq!(who.signs_in(email, PASSWORD).await.ok()["next"], "/signin/code");
    let options = asks::<AskPasskeyAfterPassword>(who).await;
    who.does::<SignInWithPasskeyAfterPassword>(&[("answer", &device.signs(&options))]).await
}

/// Why passkeys were refused, oldest first.
async fn refusals(stage: &Stage, practice: uuid::Uuid) -> Vec<String> {
    let trail = stage.trail(practice).await;
    trail
        .iter()
        .filter(|(kind, ..)| kind == "auth.passkey_refused")
        .map(|(.., detail)| detail["why"].as_str().unwrap_or_default().into())
        .collect()
}

fn not_taken() -> AppError {
    AppError::denied("This passkey was not accepted. Try again, or use another way.")
}

#[tokio::test]
async fn a_passkey_signs_in_alone_and_is_both_factors() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut elsewhere = stage.visitor();
    elsewhere.signs_in(UNA, PASSWORD).await.ok();
    let (mut device, codes) = adds(&mut una, "My laptop").await;
    assert_eq!(codes.len(), 10, "with the first factor, whichever it is");
    assert!(elsewhere.me().await.is_none(), "a sign-in without it has ended");
    let me = una.me().await.expect("una");
    assert!(me.second_factor && me.passkey && !me.authenticator);
    let seen = own(&mut una).await;
    assert_eq!(seen.factors.iter().map(|f| (f.name.as_str(), f.passkey)).collect::<Vec<_>>(), [("My laptop", true)]);
    assert!(seen.factors[0].last_used_at.is_none() && seen.codes_left == 10);
    assert!(stage.mail_to(UNA, "“My laptop” was added").await.is_some());

    let mut visitor = stage.visitor();
    let answer = signs_in_alone(&mut visitor, &mut device).await.ok();
    assert_eq!(answer["next"], "/clients");
    assert!(visitor.me().await.is_some() && !visitor.cookies.contains_key("passkey"));
    assert!(own(&mut visitor).await.factors[0].last_used_at.is_some());
    assert!(stage.mail_to(UNA, "Firefox on Linux").await.is_some(), "a browser not seen before");
    let by: Vec<_> = stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind == "auth.signed_in").collect();
    let (_, actor, detail) = by.last().expect("on record");
    assert_eq!((actor.as_str(), &detail["by"]), ("Una Lindqvist", &serde_json::json!("passkey")));
    let made: Vec<String> = sqlx::query_scalar("select made_by from sign_in_session where ended_at is null order by created_at")
        .fetch_all(&stage.owner)
        .await
        .expect("sessions");
    assert_eq!(made, ["password_passkey", "passkey"]);
    let handle: uuid::Uuid = sqlx::query_scalar("select passkey_handle from account").fetch_one(&stage.owner).await.expect("a handle");
    let account: uuid::Uuid = sqlx::query_scalar("select id from account").fetch_one(&stage.owner).await.expect("an account");
    assert!(device.handle == handle.as_bytes() && handle != account, "the authenticator learns no id of ours");
}

#[tokio::test]
async fn after_the_password_a_passkey_stands_for_the_code() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (mut device, _) = adds(&mut una, "My laptop").await;
    let mut visitor = stage.visitor();
    let nothing = visitor.does::<AskPasskeyAfterPassword>(&[]).await;
    assert_eq!(nothing.status, StatusCode::FORBIDDEN, "not without the password");
    // Asked for by name, it need not say whose it is.
    device.names_holder = false;
    signs_in_after_password(&mut visitor, UNA, &mut device).await.ok();
    assert!(visitor.me().await.is_some() && !visitor.cookies.contains_key("signing_in"));
    assert_eq!(signs_in_alone(&mut stage.visitor(), &mut device).await.refused(), not_taken(), "alone it must");
}

#[tokio::test]
async fn a_challenge_is_good_once_for_five_minutes_and_where_it_was_asked() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (mut device, _) = adds(&mut una, "My laptop").await;
    let mut visitor = stage.visitor();
    let answer = device.signs(&asks::<AskPasskeyToSignIn>(&mut visitor).await);
    let form = [("answer", answer.as_str())];
    assert_eq!(stage.visitor().does::<SignInWithPasskey>(&form).await.status, StatusCode::FORBIDDEN, "in another browser");
    let mut again = visitor.clone();
    visitor.does::<SignInWithPasskey>(&form).await.ok();
    assert_eq!(again.does::<SignInWithPasskey>(&form).await.status, StatusCode::FORBIDDEN, "a second time");
    assert!(again.me().await.is_none());

    let mut slow = stage.visitor();
    let answer = device.signs(&asks::<AskPasskeyToSignIn>(&mut slow).await);
    stage.later(Duration::minutes(5));
    assert_eq!(slow.does::<SignInWithPasskey>(&[("answer", &answer)]).await.status, StatusCode::FORBIDDEN, "too late");

    // What was asked for one thing is not taken for another.
    let options = asks::<AskPasskeyToSignIn>(&mut slow).await;
    slow.signs_in(UNA, PASSWORD).await.ok();
    let elsewhere = slow.does::<SignInWithPasskeyAfterPassword>(&[("answer", &device.signs(&options))]).await;
    assert_eq!(elsewhere.status, StatusCode::FORBIDDEN);

    // A wrong answer uses it up as well.
    let mut liar = stage.visitor();
    let options = asks::<AskPasskeyToSignIn>(&mut liar).await;
    device.origin = "https://caseload.example".into();
    assert_eq!(liar.does::<SignInWithPasskey>(&[("answer", &device.signs(&options))]).await.refused(), not_taken());
    device.origin = device::ORIGIN.into();
    assert_eq!(liar.does::<SignInWithPasskey>(&[("answer", &device.signs(&options))]).await.status, StatusCode::FORBIDDEN);
    let left: i64 = sqlx::query_scalar("select count(*) from passkey_challenge where expires_at > now() + interval '4 minutes'")
        .fetch_one(&stage.owner)
        .await
        .expect("challenges");
    assert_eq!(left, 1, "only what was answered elsewhere is left");
}

#[tokio::test]
async fn of_many_with_one_answer_at_once_one_comes_in() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (mut device, _) = adds(&mut una, "My laptop").await;
    let mut visitor = stage.visitor();
    let answer = device.signs(&asks::<AskPasskeyToSignIn>(&mut visitor).await);
    let answer = answer.as_str();
    let copies = (0..4).map(|_| visitor.clone()).collect::<Vec<_>>();
    let answers = copies.into_iter().map(|mut copy| async move { copy.does::<SignInWithPasskey>(&[("answer", answer)]).await.status });
    let came_in = all_at_once(answers).await.into_iter().filter(StatusCode::is_success).count();
    assert_eq!(came_in, 1);
}

#[tokio::test]
async fn an_answer_for_another_site_or_without_its_holder_is_refused_and_on_record() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (mut device, _) = adds(&mut una, "My laptop").await;
    device.origin = "https://caseload.example".into();
    assert_eq!(signs_in_alone(&mut stage.visitor(), &mut device).await.refused(), not_taken());
    device.origin = device::ORIGIN.into();
    device.verifies = false;
    assert_eq!(signs_in_alone(&mut stage.visitor(), &mut device).await.refused(), not_taken());
    assert_eq!(signs_in_after_password(&mut stage.visitor(), UNA, &mut device).await.refused(), not_taken(), "nor after the password");
    device.verifies = true;
    // The counter goes on, and never back: then there are two of it.
    device.counter = 7;
    signs_in_alone(&mut stage.visitor(), &mut device).await.ok();
    for counter in [7, 6, 0] {
        device.counter = counter;
        assert_eq!(signs_in_alone(&mut stage.visitor(), &mut device).await.refused(), not_taken(), "{counter}");
    }
    device.counter = 8;
    signs_in_alone(&mut stage.visitor(), &mut device).await.ok();
    let back = "its counter went back: there may be a copy of it";
    let said = refusals(&stage, practice).await;
    assert_eq!(said[..1], ["it was used on another site"]);
    assert_eq!(said[1..3], ["it did not check who holds it"; 2]);
    assert_eq!(said[3..], [back; 3]);
}

#[tokio::test]
async fn nobody_signs_with_what_is_someone_elses() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let (mut hers, _) = adds(&mut una, "My laptop").await;
    let (mut his, _) = adds(&mut sam, "My phone").await;
    assert_ne!(hers.handle, his.handle);
    assert_eq!(signs_in_after_password(&mut stage.visitor(), UNA, &mut his).await.refused(), not_taken(), "his for her");
    his.handle = hers.handle.clone();
    assert_eq!(signs_in_alone(&mut stage.visitor(), &mut his).await.refused(), not_taken(), "under her name");
    his.id = hers.id.clone();
    assert_eq!(signs_in_alone(&mut stage.visitor(), &mut his).await.refused(), not_taken(), "and as her passkey, with his key");
    let mut nobodys = Device::new();
    nobodys.handle = uuid::Uuid::now_v7().as_bytes().to_vec();
    assert_eq!(signs_in_alone(&mut stage.visitor(), &mut nobodys).await.refused(), not_taken(), "the same words where there is no account");
    assert_eq!(refusals(&stage, practice).await, ["it is none of the account's passkeys", "its signature is not right"]);
    for odd in ["", "{}", "null", "{\"id\":\"é\"}"] {
        let mut visitor = stage.visitor();
        asks::<AskPasskeyToSignIn>(&mut visitor).await;
        assert_eq!(visitor.does::<SignInWithPasskey>(&[("answer", odd)]).await.refused(), not_taken(), "{odd}");
    }
    // Nor is what another has added one's own to add.
    let taken = adds_with(&mut sam, &mut hers, "Borrowed").await;
    assert_eq!(taken.refused(), AppError::denied("This passkey is set up already."));
    assert_eq!(own(&mut sam).await.factors.len(), 1);
}

#[tokio::test]
async fn asking_is_slowed_down_by_network_as_every_attempt_is() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (mut device, _) = adds(&mut una, "My laptop").await;
    let mut visitor = stage.visitor();
    visitor.ip = [203, 0, 113, 9].into();
    for _ in 0..51 {
        asks::<AskPasskeyToSignIn>(&mut visitor).await;
    }
    assert!(matches!(visitor.does::<AskPasskeyToSignIn>(&[]).await.refused(), AppError::Slow(_)));
    signs_in_alone(&mut stage.visitor(), &mut device).await.ok();
}

#[tokio::test]
async fn several_are_told_apart_by_name_renamed_and_removed_after_a_fresh_sign_in() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    stage.later(Duration::minutes(11));
    assert_eq!(una.does::<AskForNewPasskey>(&[]).await.refused(), AppError::ConfirmPassword);
    una.confirms().await;
    let (mut laptop, _) = adds(&mut una, "").await;
    assert_eq!(own(&mut una).await.factors[0].name, "Firefox on Linux", "called after the browser");
    let options: serde_json::Value = serde_json::from_str(&asks::<AskForNewPasskey>(&mut una).await).expect("options");
    assert_eq!(options["excludeCredentials"][0]["id"], device::text(&laptop.id), "no device makes a second one");
    let wrong = una.does::<AddPasskey>(&[("name", "x"), ("answer", "{}")]).await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    let long = "x".repeat(61);
    let mut phone = Device::new();
    assert!(adds_with(&mut una, &mut phone, &long).await.refused().fault("name").is_some());
    adds_with(&mut una, &mut phone, "My phone").await.ok();
    let seen = own(&mut una).await;
    let first = seen.factors[0].id.to_string();
    una.does::<RenameFactor>(&[("id", &first), ("name", "Work laptop")]).await.ok();
    assert!(una.does::<RenameFactor>(&[("id", &first), ("name", " ")]).await.refused().fault("name").is_some());
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    assert_eq!(sam.does::<RenameFactor>(&[("id", &first), ("name", "Mine")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(sam.does::<RemoveFactor>(&[("id", &first)]).await.status, StatusCode::NOT_FOUND);
    let names = own(&mut una).await.factors.into_iter().map(|f| f.name).collect::<Vec<_>>();
    assert_eq!(names, ["Work laptop", "My phone"]);

    stage.later(Duration::minutes(11));
    assert_eq!(una.does::<RemoveFactor>(&[("id", &first)]).await.refused(), AppError::ConfirmPassword);
    // A passkey confirms in place of the password.
    let options = asks::<AskPasskeyToConfirm>(&mut una).await;
    let mut other = sam.clone();
    assert_eq!(other.does::<ConfirmWithPasskey>(&[("answer", &phone.signs(&options))]).await.status, StatusCode::FORBIDDEN);
    una.does::<ConfirmWithPasskey>(&[("answer", &phone.signs(&options))]).await.ok();
    una.does::<RemoveFactor>(&[("id", &first)]).await.ok();
    assert!(stage.mail_to(UNA, "“Work laptop” was removed").await.is_some());
    assert_eq!(signs_in_alone(&mut stage.visitor(), &mut laptop).await.refused(), not_taken(), "the removed one");
    assert_eq!(signs_in_after_password(&mut stage.visitor(), UNA, &mut laptop).await.refused(), not_taken());
    signs_in_alone(&mut stage.visitor(), &mut phone).await.ok();
    let kinds: Vec<String> = stage.trail(practice).await.into_iter().map(|(kind, ..)| kind).collect();
    for kind in ["auth.factor_added", "auth.factor_renamed", "auth.passkey_confirmed", "auth.factor_removed"] {
        assert!(kinds.iter().any(|k| k == kind), "{kind}");
    }
}

#[tokio::test]
async fn with_passkeys_only_a_password_confirms_together_with_a_recovery_code() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (_, codes) = adds(&mut una, "My laptop").await;
    stage.later(Duration::minutes(11));
    assert!(una.does::<ConfirmPassword>(&[("password", PASSWORD)]).await.refused().fault("code").is_some());
    let wrong = [("password", PASSWORD), ("code", "0000-0000-0000-0000-0000-0000")];
    assert!(una.does::<ConfirmPassword>(&wrong).await.refused().fault("code").is_some());
    let form = [("password", PASSWORD), ("code", codes[0].as_str())];
    una.does::<ConfirmPassword>(&form).await.ok();
    assert_eq!(own(&mut una).await.codes_left, 9);
    una.does::<AskForNewPasskey>(&[]).await.ok();
    assert!(una.does::<ConfirmPassword>(&form).await.refused().fault("code").is_some(), "it works once");
    una.does::<StaySignedIn>(&[]).await.ok();
}

#[tokio::test]
async fn whoever_may_not_enter_is_refused_and_whoever_left_belongs_nowhere() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let (mut device, _) = adds(&mut sam, "My phone").await;
    stage.behind(practice, "update member set status = 'suspended' where first_name = 'Sam'").await;
    let mut visitor = stage.visitor();
    let refused = signs_in_alone(&mut visitor, &mut device).await.refused();
    assert!(refused.to_string().contains("switched off"), "{refused}");
    assert!(visitor.me().await.is_none());
    stage.behind(practice, "update member set status = 'active' where first_name = 'Sam'").await;
    sam.signs_in(SAM, PASSWORD).await.ok();
    signs_in_after_password(&mut sam, SAM, &mut device).await.ok();
    sam.does::<crate::team::ExitTeam>(&[]).await.ok();
    let mut visitor = stage.visitor();
    signs_in_alone(&mut visitor, &mut device).await.ok();
    assert!(visitor.me().await.expect("an account").member.is_none());
}

#[tokio::test]
async fn the_pages_offer_it_hidden_until_the_browser_can() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let page = stage.visitor().opens("/signin").await.text;
    assert!(page.contains("Sign in with a passkey") && page.contains("username webauthn"));
    let around = page.split('<').find(|tag| tag.contains("auth-passkey")).expect("what stands around the button");
    assert!(around.contains("hidden"), "nothing that can't work is in the way: {around}");
    assert!(una.opens("/second-factor").await.text.contains("Add a passkey"));
    adds(&mut una, "My laptop").await;
    let page = una.opens("/account").await.text;
    assert!(page.contains("My laptop") && page.contains("Rename"));
    let mut visitor = stage.visitor();
    visitor.signs_in(UNA, PASSWORD).await.ok();
    let page = visitor.opens("/signin/code").await.text;
    assert!(page.contains("Use a passkey") && page.contains("Use a recovery code instead"), "{page}");
    assert!(!page.contains("six digits"), "there is no app that would show them");
    let page = stage.visitor().opens("/signin/code").await.text;
    assert!(page.contains("six digits") && !page.contains("Use a passkey"), "whoever is not half way in is told nothing");
}
