//! The stories of ending others' sign-ins, lifting limits, and agreeing for a lost mailbox.

use super::*;
use crate::auth::{ChangePassword, SignIn, StaySignedIn, Whoami, email, sessions};
use crate::base::{AppError, MemberId, SessionId};
use crate::team::status::{ReactivateMember, SuspendMember};
use crate::tests::stage::{PASSWORD, Person, Stage, all_at_once};
use axum::http::StatusCode;
use chrono::Duration;
use std::time::Instant;

async fn practice(stage: &Stage) -> (Person<'_>, Person<'_>, MemberId) {
    let mut una = stage.practice("Maple Grove", "Una").await;
    let sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let id = una.roster("sam").await.rows[0].id;
    (una, sam, id)
}

async fn seen(who: &mut Person<'_>, member: MemberId) -> MemberSignIns {
    serde_json::from_value(who.does::<SignInsOfMember>(&[("member", &member.to_string())]).await.ok()).expect("sign-ins")
}

#[tokio::test]
async fn all_sign_ins_of_a_member_end_on_the_very_next_request_and_they_can_sign_in_again() {
    let stage = Stage::set().await;
    let (mut una, mut sam, id) = practice(&stage).await;
    let practice = una.practice().await;
    let mut phone = stage.visitor();
    phone.signs_in("sam@maple-grove.example", PASSWORD).await.ok();
    assert_eq!(seen(&mut una, id).await.open.len(), 2);

    let mut took = Vec::new();
    for _ in 0..15 {
        sam.signs_in("sam@maple-grove.example", PASSWORD).await.ok();
        let begun = Instant::now();
        una.does::<EndSignIns>(&[("member", &id.to_string())]).await.ok();
        assert_eq!(sam.does::<StaySignedIn>(&[]).await.refused(), AppError::SignedOut);
        took.push(begun.elapsed());
    }
    took.sort();
    println!("from \"End all sessions\" to the first refusal: median {:?}, slowest {:?}", took[7], took[14]);
    assert!(took[7] < std::time::Duration::from_secs(1), "{took:?}");
    assert!(phone.me().await.is_none());
    sam.signs_in("sam@maple-grove.example", PASSWORD).await.ok();
    assert!(sam.me().await.is_some(), "nobody is locked out by it");
    let told = stage.trail(practice).await;
    let (_, actor, detail) = told.iter().find(|(kind, ..)| kind == "team.sessions_ended").expect("on record");
    assert_eq!((actor.as_str(), &detail["sessions_ended"]), ("Una Lindqvist", &serde_json::json!(3)));
}

#[tokio::test]
async fn one_of_two_is_ended_and_the_other_goes_on() {
    let stage = Stage::set().await;
    let (mut una, mut sam, id) = practice(&stage).await;
    stage.later(Duration::minutes(1));
    let mut phone = stage.visitor();
    phone.signs_in("sam@maple-grove.example", PASSWORD).await.ok();
    let newest = seen(&mut una, id).await.open[0].id.to_string();
    let form = [("member", id.to_string()), ("session", newest)];
    let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
    una.does::<EndSignIn>(&form).await.ok();
    assert!(phone.me().await.is_none() && sam.me().await.is_some());
    assert_eq!(una.does::<EndSignIn>(&form).await.refused(), AppError::NotFound);
    // A sign-in of another member does not end under this one's name.
    let hers: sessions::SignedInAt = serde_json::from_value(una.does::<sessions::OwnSignIns>(&[]).await.ok()).expect("hers");
    let wrong = [("member", id.to_string()), ("session", hers.open[0].id.to_string())];
    let wrong: Vec<(&str, &str)> = wrong.iter().map(|(k, v)| (*k, v.as_str())).collect();
    assert_eq!(una.does::<EndSignIn>(&wrong).await.refused(), AppError::NotFound);
    assert!(una.me().await.is_some());
}

#[tokio::test]
async fn suspending_takes_effect_on_the_very_next_request_too_and_nothing_of_before_wakes_up_again() {
    let stage = Stage::set().await;
    let (mut una, mut sam, id) = practice(&stage).await;
    let id = id.to_string();
    let begun = Instant::now();
    una.does::<SuspendMember>(&[("member", &id), ("was", "active"), ("reason", "Lost laptop")]).await.ok();
    assert_eq!(sam.does::<StaySignedIn>(&[]).await.refused(), AppError::SignedOut);
    println!("from \"Suspend\" to the first refusal: {:?}", begun.elapsed());
    una.does::<ReactivateMember>(&[("member", &id), ("was", "suspended"), ("reason", "")]).await.ok();
    assert!(sam.me().await.is_none());
}

#[tokio::test]
async fn whoever_may_not_is_refused_and_it_is_on_record() {
    let stage = Stage::set().await;
    let (mut una, mut sam, id) = practice(&stage).await;
    let practice = una.practice().await;
    let mut bo = una.hires(("Bo", "Berg"), "bo@maple-grove.example", "Admin").await;
    let una_id = una.me().await.expect("una").member.expect("a member").0.member;
    let bo_id = una.roster("bo").await.rows[0].id;
    // A member who may do nothing of the kind.
    assert_eq!(sam.does::<EndSignIns>(&[("member", &bo_id.to_string())]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(sam.does::<SignInsOfMember>(&[("member", &bo_id.to_string())]).await.status, StatusCode::FORBIDDEN);
    // Not oneself, and not whoever created the team.
    assert_eq!(bo.does::<EndSignIns>(&[("member", &bo_id.to_string())]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(bo.does::<EndSignIns>(&[("member", &una_id.to_string())]).await.status, StatusCode::FORBIDDEN);
    // Not someone with more rights: a role that may remove members, and little else.
    stage.behind(practice, "update role set grants = array['team.view', 'team.edit', 'team.remove'] where built_in = 'member'").await;
    let refused = sam.does::<EndSignIns>(&[("member", &bo_id.to_string())]).await.refused();
    assert!(
        matches!(&refused, AppError::Denied(reasons) if reasons.iter().any(|r| r.contains("Ask someone who can do as much"))),
        "{refused:?}"
    );
    assert!(bo.me().await.is_some() && una.me().await.is_some());
    // Another practice knows of nobody here.
    let mut ola = stage.practice("Oak Street", "Ola").await;
    for form in [vec![("member", id.to_string())], vec![("member", id.to_string()), ("session", SessionId::new().to_string())]] {
        let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
        assert_eq!(ola.does::<EndSignIns>(&form).await.refused(), AppError::NotFound);
    }
    assert!(sam.me().await.is_some());
    let refusals = stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind == "access.refused").count();
    assert!(refusals >= 5, "{refusals}");
    // Without a fresh password it is asked for.
    stage.later(Duration::minutes(11));
    assert_eq!(una.does::<EndSignIns>(&[("member", &id.to_string())]).await.refused(), AppError::ConfirmPassword);
    una.confirms().await;
    una.does::<EndSignIns>(&[("member", &id.to_string())]).await.ok();
    assert!(sam.me().await.is_none());
}

#[tokio::test]
async fn work_under_way_and_its_sign_in_ended_at_the_same_moment_leave_nothing_half_done_and_nobody_signed_in() {
    let stage = Stage::set().await;
    let (mut una, mut sam, id) = practice(&stage).await;
    let id = id.to_string();
    // Each request wants to note its visit, and holds its session's row while it works.
    stage.later(Duration::minutes(2));
    una.does::<StaySignedIn>(&[]).await.ok();
    let end = {
        let (mut una, id) = (una.clone(), id.clone());
        async move { una.does::<EndSignIns>(&[("member", &id)]).await.status }
    };
    let mut running: Vec<std::pin::Pin<Box<dyn Future<Output = StatusCode>>>> = vec![Box::pin(end)];
    for n in 0..6 {
        let mut sam = sam.clone();
        running.push(Box::pin(async move {
            match n % 2 {
                0 => sam.does::<Whoami>(&[]).await.status,
                _ => {
                    sam.does::<ChangePassword>(&[("current", "not it at all, no"), ("password", "nine otters under the pier")]).await.status
                }
            }
        }));
    }
    let answers = all_at_once(running.into_iter()).await;
    assert_eq!(answers[0], StatusCode::OK);
    assert!(answers.iter().all(|status| !status.is_server_error()), "{answers:?}");
    assert!(sam.me().await.is_none());
}

#[tokio::test]
async fn of_two_administrators_who_end_each_other_at_the_same_moment_at_least_one_is_out() {
    let stage = Stage::set().await;
    let (mut una, ..) = practice(&stage).await;
    let mut bo = una.hires(("Bo", "Berg"), "bo@maple-grove.example", "Admin").await;
    let mut ada = una.hires(("Ada", "Ames"), "ada@maple-grove.example", "Admin").await;
    let (bo_id, ada_id) = (una.roster("bo").await.rows[0].id.to_string(), una.roster("ada").await.rows[0].id.to_string());
    // Both hold their own session's row.
    stage.later(Duration::minutes(2));
    let (mut first, mut second) = (bo.clone(), ada.clone());
    let ends = [
        Box::pin(async move { first.does::<EndSignIns>(&[("member", &ada_id)]).await.status })
            as std::pin::Pin<Box<dyn Future<Output = StatusCode>>>,
        Box::pin(async move { second.does::<EndSignIns>(&[("member", &bo_id)]).await.status }),
    ];
    let answers = all_at_once(ends.into_iter()).await;
    assert!(answers.contains(&StatusCode::OK), "{answers:?}");
    assert!(answers.iter().all(|status| !status.is_server_error()), "{answers:?}");
    assert!(bo.me().await.is_none() || ada.me().await.is_none());
}

#[tokio::test]
async fn an_administrator_sees_what_slows_a_member_down_and_lifts_it_and_no_one_elses() {
    let stage = Stage::set().await;
    let (mut una, mut sam, id) = practice(&stage).await;
    let practice = una.practice().await;
    let id = id.to_string();
    assert!(seen(&mut una, id.parse().expect("an id")).await.limits.is_empty());
    assert_eq!(una.does::<LiftLimits>(&[("member", &id)]).await.refused(), AppError::Stale, "nothing holds");
    for _ in 0..6 {
        stage.visitor().signs_in("Sam@Maple-Grove.example", "wrong wrong wrong").await.refused();
    }
    assert_eq!(stage.visitor().signs_in("sam@maple-grove.example", PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
    let limits = seen(&mut una, id.parse().expect("an id")).await.limits;
    assert_eq!(limits.len(), 1);
    assert_eq!((limits[0].name.as_str(), limits[0].what.as_str(), limits[0].attempts), ("Sam Okafor", "Signing in", 6));

    assert_eq!(sam.does::<LiftLimits>(&[("member", &id)]).await.status, StatusCode::FORBIDDEN);
    let mut ola = stage.practice("Oak Street", "Ola").await;
    assert_eq!(ola.does::<LiftLimits>(&[("member", &id)]).await.refused(), AppError::NotFound);
    assert_eq!(stage.visitor().signs_in("sam@maple-grove.example", PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);

    stage.later(Duration::seconds(1));
    una.does::<LiftLimits>(&[("member", &id)]).await.ok();
    stage.visitor().signs_in("sam@maple-grove.example", PASSWORD).await.ok();
    assert!(stage.trail(practice).await.iter().any(|(kind, actor, _)| kind == "team.limit_lifted" && actor == "Una Lindqvist"));
    // And where nobody lifts it, it passes.
    for _ in 0..6 {
        stage.visitor().signs_in("sam@maple-grove.example", "wrong wrong wrong").await.refused();
    }
    stage.later(Duration::minutes(16));
    una.signs_in("una@maple-grove.example", PASSWORD).await.ok();
    assert!(seen(&mut una, id.parse().expect("an id")).await.limits.is_empty());
    stage.visitor().signs_in("sam@maple-grove.example", PASSWORD).await.ok();
}

#[tokio::test]
async fn an_administrator_agrees_in_the_place_of_a_lost_mailbox_after_the_new_one_did() {
    let stage = Stage::set().await;
    let (mut una, mut sam, id) = practice(&stage).await;
    let practice = una.practice().await;
    let (member, new) = (id.to_string(), "sam@new.example");
    assert!(seen(&mut una, id).await.new_email.is_none());
    let agree = [("member", member.as_str()), ("email", new)];
    assert_eq!(una.does::<AgreeNewEmail>(&agree).await.refused(), AppError::Stale, "nobody asked");
    sam.does::<email::AskEmailChange>(&[("email", new)]).await.ok();
    assert!(!seen(&mut una, id).await.new_email.expect("it waits").new_agreed);
    assert_eq!(una.does::<AgreeNewEmail>(&agree).await.status, StatusCode::FORBIDDEN, "the new mailbox comes first");
    let token = stage.token_for(new, "/account/email/").await;
    stage.visitor().does::<email::ConfirmEmail>(&[("token", &token)]).await.ok();
    assert_eq!(sam.does::<AgreeNewEmail>(&agree).await.status, StatusCode::FORBIDDEN, "nobody for themselves");
    let mut ola = stage.practice("Oak Street", "Ola").await;
    assert_eq!(ola.does::<AgreeNewEmail>(&agree).await.refused(), AppError::NotFound);
    assert_eq!(una.does::<AgreeNewEmail>(&[("member", &member), ("email", "sam@other.example")]).await.refused(), AppError::Stale);
    assert_eq!(sam.me().await.expect("sam").email, "sam@maple-grove.example");

    una.does::<AgreeNewEmail>(&agree).await.ok();
    assert_eq!(sam.me().await.expect("sam").email, new);
    assert_eq!(una.me().await.expect("una").email, "una@maple-grove.example");
    stage.visitor().does::<SignIn>(&[("email", new), ("password", PASSWORD)]).await.ok();
    assert!(stage.mail_to("sam@maple-grove.example", "no longer in use").await.is_some());
    let trail = stage.trail(practice).await;
    assert!(trail.iter().any(|(kind, actor, _)| kind == "team.email_changed" && actor == "Una Lindqvist"));
}

#[tokio::test]
async fn whoever_left_and_works_elsewhere_is_none_of_the_former_practices_business() {
    let stage = Stage::set().await;
    let (mut una, mut sam, id) = practice(&stage).await;
    sam.confirms().await;
    sam.does::<crate::team::ExitTeam>(&[]).await.ok();
    let mut ola = stage.practice("Oak Street", "Ola").await;
    let mut sam = ola.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    sam.does::<email::AskEmailChange>(&[("email", "sam@oak-street.example")]).await.ok();
    let token = stage.token_for("sam@oak-street.example", "/account/email/").await;
    stage.visitor().does::<email::ConfirmEmail>(&[("token", &token)]).await.ok();

    una.confirms().await;
    let member = id.to_string();
    una.does::<EndSignIns>(&[("member", &member)]).await;
    assert!(sam.me().await.is_some(), "signed in at Oak Street still");
    let agreed = una.does::<AgreeNewEmail>(&[("member", &member), ("email", "sam@oak-street.example")]).await;
    assert_ne!(agreed.status, StatusCode::OK);
    assert_eq!(sam.me().await.expect("signed in").email, "sam@maple-grove.example", "nobody at Maple Grove agrees for Sam");
}
