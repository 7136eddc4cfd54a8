//! The stories of signing in, and of being signed out again.

use super::*;
use crate::base::AppError;
use crate::tests::pace::{Asked, tells_nobody};
use crate::tests::stage::{PASSWORD, Stage, all_at_once};
use axum::http::{StatusCode, header};
use chrono::Duration;
use std::time::Instant;

fn email(asked: Asked, n: usize) -> String {
    if asked == Asked::Known { "una@maple-grove.example".to_string() } else { format!("nobody{n}@maple-grove.example") }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer_in_the_same_time() {
    let stage = Stage::set().await;
    stage.practice("Maple Grove", "Una").await;
    let hasher = Hasher::new();
    let mut words = Vec::new();
    tells_nobody(0.75..1.34, async |asked, n| {
        if asked == Asked::Alone {
            let begun = Instant::now();
            assert!(!hasher.fits("not the password at all".into(), None).await.expect("verified"));
            return begun.elapsed();
        }
        // Other network addresses, and time in between, so that the limits don't speak first.
        stage.later(Duration::hours(2));
        let mut visitor = stage.visitor();
        let begun = Instant::now();
        let answer = visitor.signs_in(&email(asked, n), "not the password at all").await;
        let took = begun.elapsed();
        words.push((answer.status, answer.refused()));
        took
    })
    .await;
    assert!(words.windows(2).all(|w| w[0] == w[1]), "one answer for all: {words:?}");
}

#[tokio::test]
async fn asking_for_a_reset_takes_as_long_for_an_unknown_address_and_says_the_same() {
    let stage = Stage::set().await;
    stage.practice("Maple Grove", "Una").await;
    let mut words = Vec::new();
    tells_nobody(0.6..1.67, async |asked, n| {
        if asked == Asked::Alone {
            return std::time::Duration::ZERO;
        }
        stage.later(Duration::hours(2));
        let mut visitor = stage.visitor();
        let begun = Instant::now();
        let answer = visitor.does::<AskReset>(&[("email", &email(asked, n))]).await;
        let took = begun.elapsed();
        words.push((answer.status, answer.text));
        took
    })
    .await;
    assert!(words.windows(2).all(|w| w[0] == w[1]), "one answer for all: {words:?}");
}

#[tokio::test]
async fn guessing_is_slowed_down_and_never_locked_out_for_good() {
    let stage = Stage::set().await;
    stage.practice("Maple Grove", "Una").await;
    let mut slowed = 0;
    for _ in 0..12 {
        if let AppError::Slow(seconds) = stage.visitor().signs_in("una@maple-grove.example", "wrong wrong wrong").await.refused() {
            assert!(seconds <= 900);
            slowed += 1;
        }
    }
    assert!(slowed >= 5, "after five attempts it slows down: {slowed}");
    // Also with the right password, and for an address without an account.
    assert_eq!(stage.visitor().signs_in("UNA@maple-grove.example", PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
    stage.later(Duration::minutes(16));
    stage.visitor().signs_in("una@maple-grove.example", PASSWORD).await.ok();
}

#[tokio::test]
async fn forty_guesses_at_once_are_not_more_than_the_limit() {
    let stage = Stage::set().await;
    stage.practice("Maple Grove", "Una").await;
    let guesses = (0..40).map(|_| {
        let mut visitor = stage.visitor();
        async move { visitor.signs_in("una@maple-grove.example", "wrong wrong wrong").await.refused() }
    });
    let tried = all_at_once(guesses).await.into_iter().filter(|refused| !matches!(refused, AppError::Slow(_))).count();
    assert_eq!(tried, 6, "five are free, the sixth begins the pause, and the rest wait");
}

#[tokio::test]
async fn a_guess_that_began_before_the_pause_waits_like_the_rest() {
    use crate::access::{OpenAction, open_at};
    let stage = Stage::set().await;
    let key = throttle::Key::Address("una@maple-grove.example".into());
    let permit = async || open_at(&stage.db, Default::default(), OpenAction::SignIn).await.expect("a permit");
    let mut early = permit().await;
    for _ in 0..6 {
        let mut permit = permit().await;
        throttle::attempt(&mut permit, &key).await.expect("free");
        permit.commit_unrecorded().await.expect("counted");
    }
    assert!(matches!(throttle::attempt(&mut early, &key).await, Err(AppError::Slow(_))));
}

#[tokio::test]
async fn without_activity_the_session_ends_and_after_twelve_hours_anyway() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    stage.later(Duration::minutes(14));
    una.does::<StaySignedIn>(&[]).await.ok();
    stage.later(Duration::minutes(14));
    assert!(una.me().await.is_some(), "the visit was noted");
    stage.later(Duration::minutes(15));
    assert!(una.me().await.is_none(), "fifteen minutes without activity");
    stage.later(Duration::seconds(1));
    assert!(una.me().await.is_none(), "and it stays ended");

    una.signs_in("una@maple-grove.example", PASSWORD).await.ok();
    for _ in 0..71 {
        stage.later(Duration::minutes(10));
        assert!(una.me().await.is_some());
    }
    stage.later(Duration::minutes(10));
    assert!(una.me().await.is_none(), "twelve hours, however busy");
}

#[tokio::test]
async fn signing_out_ends_the_session_for_good() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let stolen = una.clone().cookies;
    let answer = una.does::<SignOut>(&[]).await;
    assert!(answer.headers.get("clear-site-data").is_some());
    una.cookies = stolen;
    assert!(una.me().await.is_none(), "the old cookie opens nothing");
}

#[tokio::test]
async fn a_session_is_a_cookie_no_script_can_read_and_the_database_does_not_know() {
    let stage = Stage::set().await;
    stage.practice("Maple Grove", "Una").await;
    let mut una = stage.visitor();
    let answer = una.signs_in("una@maple-grove.example", PASSWORD).await;
    let cookies: Vec<_> = answer.headers.get_all(header::SET_COOKIE).iter().map(|c| c.to_str().expect("text")).collect();
    assert!(cookies.iter().all(|c| c.contains("HttpOnly") && c.contains("SameSite=Lax") && c.contains("Path=/")), "{cookies:?}");
    let token = una.cookies["session"].clone();
    let kept: Vec<(Vec<u8>,)> = sqlx::query_as("select token_hash from sign_in_session").fetch_all(&stage.owner).await.expect("sessions");
    assert!(kept.iter().all(|(hash,)| hash.len() == 32 && !hash.starts_with(token.as_bytes())));
}

#[tokio::test]
async fn changing_the_password_ends_every_other_session_and_the_old_password() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut elsewhere = stage.visitor();
    elsewhere.signs_in("una@maple-grove.example", PASSWORD).await.ok();
    let new = "nine otters under the pier";
    let wrong = una.does::<ChangePassword>(&[("current", "not it at all, no"), ("password", new)]).await.refused();
    assert!(wrong.fault("current").is_some());
    let short = una.does::<ChangePassword>(&[("current", PASSWORD), ("password", "short")]).await.refused();
    assert!(short.fault("password").expect("a fault").contains("at least 15"));
    una.does::<ChangePassword>(&[("current", PASSWORD), ("password", new)]).await.ok();
    assert!(una.me().await.is_some() && elsewhere.me().await.is_none());
    assert_eq!(stage.visitor().signs_in("una@maple-grove.example", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    stage.visitor().signs_in("una@maple-grove.example", new).await.ok();
    assert!(stage.mail_to("una@maple-grove.example", "assword").await.is_some(), "she is told");
}

#[tokio::test]
async fn a_reset_link_goes_to_the_account_alone_works_once_and_for_an_hour() {
    let stage = Stage::set().await;
    stage.practice("Maple Grove", "Una").await;
    let mut stranger = stage.visitor();
    let known = stranger.does::<AskReset>(&[("email", "UNA@maple-grove.example")]).await;
    let unknown = stranger.does::<AskReset>(&[("email", "nobody@maple-grove.example")]).await;
    assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
    assert!(stage.mail_to("nobody@maple-grove.example", "").await.is_none());
    let token = stage.token_for("una@maple-grove.example", "/reset/").await;
    assert_eq!(stranger.does::<ResetLink>(&[("token", &token)]).await.ok(), serde_json::json!("Good"), "looking changes nothing");
    let new = "nine otters under the pier";
    stranger.does::<ResetPassword>(&[("token", &token), ("password", new)]).await.ok();
    let again = stranger.does::<ResetPassword>(&[("token", &token), ("password", "ten otters under the pier")]).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN);
    stage.visitor().signs_in("una@maple-grove.example", new).await.ok();

    stranger.does::<AskReset>(&[("email", "una@maple-grove.example")]).await.ok();
    let late = stage.token_for("una@maple-grove.example", "/reset/").await;
    stage.later(Duration::minutes(61));
    assert_eq!(stranger.does::<ResetLink>(&[("token", &late)]).await.ok(), serde_json::json!("Expired"));
    assert_eq!(stranger.does::<ResetPassword>(&[("token", &late), ("password", new)]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_browser_not_known_before_is_told_of_by_mail() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    una.does::<SignOut>(&[]).await.ok();
    una.signs_in("una@maple-grove.example", PASSWORD).await.ok();
    assert!(stage.mail_to("una@maple-grove.example", "Firefox on Linux").await.is_none(), "her own browser");
    stage.visitor().signs_in("una@maple-grove.example", PASSWORD).await.ok();
    assert!(stage.mail_to("una@maple-grove.example", "Firefox on Linux").await.is_some());
}

#[tokio::test]
async fn sign_ins_right_and_wrong_are_on_record() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    stage.visitor().signs_in("una@maple-grove.example", "wrong wrong wrong").await.refused();
    stage.visitor().signs_in("una@maple-grove.example", PASSWORD).await.ok();
    stage.visitor().signs_in("nobody@maple-grove.example", "wrong wrong wrong").await.refused();
    let kinds: Vec<String> = stage.trail(practice).await.into_iter().map(|(kind, ..)| kind).collect();
    assert_eq!(kinds, ["practice.created", "auth.signed_in", "auth.sign_in_failed", "auth.signed_in"]);
    let nowhere = stage.trail(uuid::Uuid::nil()).await;
    assert_eq!(nowhere.iter().filter(|(kind, ..)| kind == "auth.sign_in_failed").count(), 1, "an unknown address belongs to no practice");
}

#[tokio::test]
async fn signing_up_with_a_taken_address_makes_nothing_and_tells_its_owner() {
    let stage = Stage::set().await;
    stage.practice("Maple Grove", "Una").await;
    let form = [
        ("new[practice]", "Impostors"),
        ("new[first_name]", "Ivo"),
        ("new[last_name]", "Intruder"),
        ("new[email]", "Una@Maple-Grove.example"),
        ("new[password]", "nine otters under the pier"),
        ("new[timezone]", ""),
    ];
    let refused = stage.visitor().does::<crate::founding::CreatePractice>(&form).await.refused();
    assert!(refused.fault("email").is_some());
    assert!(stage.mail_to("una@maple-grove.example", "sign").await.is_some());
    stage.visitor().signs_in("una@maple-grove.example", PASSWORD).await.ok();
}
