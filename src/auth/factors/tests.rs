//! The stories of the second factor: set up, asked for, lost, and required.

use super::*;
use crate::auth::{AskReset, ChangePassword, ConfirmPassword, ResetPassword, SignIn, StaySignedIn};
use crate::base::AppError;
use crate::base::{SecretKey, sealed::Sealer};
use crate::settings::SetSecondFactor;
use crate::tests::every_function;
use crate::tests::stage::{Answer, PASSWORD, Person, Stage, all_at_once, sealer};
use axum::http::StatusCode;
use chrono::Duration;
use totp_rs::{Builder, Secret, Totp};

const UNA: &str = "una@maple-grove.example";
const SAM: &str = "sam@maple-grove.example";

/// An authenticator app that holds one secret.
pub struct Phone(Totp);

impl Phone {
    pub fn holding(secret: &str) -> Phone {
        let secret = Secret::try_from_base32(secret.replace(' ', "")).expect("base 32");
        Phone(Builder::new().with_secret(secret).with_account_name("").build().expect("codes"))
    }

    /// The code it shows now, by the stage's clock.
    pub async fn shows(&self, stage: &Stage) -> String {
        let at: i64 = sqlx::query_scalar("select extract(epoch from now() + $1::text::interval)::bigint")
            .bind(stage.db.clock.interval())
            .fetch_one(&stage.owner)
            .await
            .expect("the time");
        self.0.generate(u64::try_from(at).expect("after 1970")).to_string()
    }
}

async fn enrolment(who: &mut Person<'_>) -> Enrolment {
    serde_json::from_value(who.does::<EnrolmentSoFar>(&[]).await.ok()).expect("an enrolment")
}

async fn own(who: &mut Person<'_>) -> FactorsSeen {
    serde_json::from_value(who.does::<OwnFactors>(&[]).await.ok()).expect("factors")
}

/// Sets up a second factor; the phone, and the recovery codes, which are put away.
pub async fn enrols(stage: &Stage, who: &mut Person<'_>) -> (Phone, Vec<String>) {
    who.does::<BeginAuthenticator>(&[("name", "My phone")]).await.ok();
    let Enrolment::Setup(setup) = enrolment(who).await else { panic!("a set-up") };
    let phone = Phone::holding(&setup.secret);
    who.does::<ConfirmAuthenticator>(&[("id", &setup.id.to_string()), ("code", &phone.shows(stage).await)]).await.ok();
    let Enrolment::Codes { codes, .. } = enrolment(who).await else { panic!("recovery codes") };
    who.does::<CodesPutAway>(&[]).await.ok();
    // The code that was just taken is not taken again.
    stage.later(Duration::seconds(31));
    (phone, codes)
}

/// The password, and then the code.
async fn signs_in_with(who: &mut Person<'_>, email: &str, code: &str) -> Answer {
    assert_eq!(who.signs_in(email, PASSWORD).await.ok()["next"], "/signin/code");
    who.does::<SignInWithCode>(&[("code", code)]).await
}

async fn kinds(stage: &Stage, practice: uuid::Uuid) -> Vec<String> {
    stage.trail(practice).await.into_iter().map(|(kind, ..)| kind).collect()
}

#[tokio::test]
async fn with_a_second_factor_the_password_alone_opens_nothing() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut elsewhere = stage.visitor();
    elsewhere.signs_in(UNA, PASSWORD).await.ok();
    let (phone, codes) = enrols(&stage, &mut una).await;
    assert_eq!(codes.len(), 10);
    assert!(elsewhere.me().await.is_none(), "a sign-in without it has ended");
    assert!(una.me().await.expect("una").second_factor);

    let mut visitor = stage.visitor();
    let answer = visitor.signs_in(UNA, PASSWORD).await;
    assert_eq!(answer.ok()["next"], "/signin/code");
    assert!(!visitor.cookies.contains_key("session") && visitor.cookies.contains_key("signing_in"));
    assert!(visitor.me().await.is_none(), "half a sign-in is none");
    let half = visitor.cookies["signing_in"].clone();
    visitor.cookies.insert("session".into(), half);
    assert!(visitor.me().await.is_none(), "nor does its cookie serve as the other");
    visitor.cookies.remove("session");
    assert!(visitor.does::<SignInWithCode>(&[("code", "12345")]).await.refused().fault("code").is_some());
    visitor.does::<SignInWithCode>(&[("code", &phone.shows(&stage).await)]).await.ok();
    assert!(visitor.me().await.is_some() && !visitor.cookies.contains_key("signing_in"));
    let made: Vec<String> = sqlx::query_scalar("select made_by from sign_in_session where ended_at is null order by created_at")
        .fetch_all(&stage.owner)
        .await
        .expect("sessions");
    assert_eq!(made, ["password_code", "password_code"]);
    let told = kinds(&stage, practice).await;
    for kind in ["auth.factor_added", "auth.code_refused", "auth.signed_in"] {
        assert!(told.iter().any(|k| k == kind), "{kind}: {told:?}");
    }
    assert!(stage.mail_to(UNA, "“My phone” was added").await.is_some());
}

#[tokio::test]
async fn a_code_is_taken_once_and_only_near_its_time() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (phone, _) = enrols(&stage, &mut una).await;
    let code = phone.shows(&stage).await;
    signs_in_with(&mut stage.visitor(), UNA, &code).await.ok();
    let again = signs_in_with(&mut stage.visitor(), UNA, &code).await.refused();
    assert!(again.fault("code").expect("a fault").contains("used already"), "{again:?}");
    stage.later(Duration::seconds(30));
    assert!(signs_in_with(&mut stage.visitor(), UNA, &code).await.refused().fault("code").is_some(), "nor as the one before");
    let late = phone.shows(&stage).await;
    stage.later(Duration::seconds(90));
    assert!(signs_in_with(&mut stage.visitor(), UNA, &late).await.refused().fault("code").is_some(), "out of its time");
    signs_in_with(&mut stage.visitor(), UNA, &phone.shows(&stage).await).await.ok();
}

#[tokio::test]
async fn of_many_with_one_code_at_once_one_comes_in() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (phone, codes) = enrols(&stage, &mut una).await;
    let code = phone.shows(&stage).await;
    for recovery in [false, true] {
        let mut ready = Vec::new();
        for _ in 0..4 {
            let mut visitor = stage.visitor();
            visitor.signs_in(UNA, PASSWORD).await.ok();
            ready.push(visitor);
        }
        let (code, one) = (&code, &codes[0]);
        let answers = ready.into_iter().map(|mut visitor| async move {
            match recovery {
                false => visitor.does::<SignInWithCode>(&[("code", code)]).await.status,
                true => visitor.does::<SignInWithRecoveryCode>(&[("recovery", one)]).await.status,
            }
        });
        let came_in = all_at_once(answers).await.into_iter().filter(StatusCode::is_success).count();
        assert_eq!(came_in, 1, "recovery codes: {recovery}");
        stage.later(Duration::hours(2));
    }
}

#[tokio::test]
async fn guessing_codes_is_slowed_down_however_often_the_password_is_entered() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (phone, codes) = enrols(&stage, &mut una).await;
    let (mut tried, mut slowed) = (0, 0);
    for n in 0..12 {
        let mut visitor = stage.visitor();
        visitor.signs_in(UNA, PASSWORD).await.ok();
        let answer = match n % 2 {
            0 => visitor.does::<SignInWithCode>(&[("code", "000000")]).await,
            _ => visitor.does::<SignInWithRecoveryCode>(&[("recovery", "0000-0000-0000-0000-0000-0000")]).await,
        };
        match answer.refused() {
            AppError::Slow(seconds) => slowed += usize::from(seconds <= 900),
            _ => tried += 1,
        }
    }
    assert_eq!((tried, slowed), (6, 6), "five are free, the sixth begins the pause");
    let waits = signs_in_with(&mut stage.visitor(), UNA, &phone.shows(&stage).await).await;
    assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS, "also the right one");
    let mut visitor = stage.visitor();
    visitor.signs_in(UNA, PASSWORD).await.ok();
    assert_eq!(visitor.does::<SignInWithRecoveryCode>(&[("recovery", &codes[0])]).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(own(&mut una).await.codes_left, 10, "and it is not used up");
    stage.later(Duration::minutes(16));
    signs_in_with(&mut stage.visitor(), UNA, &phone.shows(&stage).await).await.ok();
}

#[tokio::test]
async fn half_a_sign_in_lasts_ten_minutes_and_ends_with_the_password_it_was_made_with() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (phone, _) = enrols(&stage, &mut una).await;
    let mut slow = stage.visitor();
    slow.signs_in(UNA, PASSWORD).await.ok();
    stage.later(Duration::minutes(11));
    let over = slow.does::<SignInWithCode>(&[("code", &phone.shows(&stage).await)]).await;
    assert_eq!(over.status, StatusCode::FORBIDDEN);
    assert_eq!(stage.visitor().does::<SignInWithCode>(&[("code", &phone.shows(&stage).await)]).await.status, StatusCode::FORBIDDEN);

    let mut thief = stage.visitor();
    thief.signs_in(UNA, PASSWORD).await.ok();
    una.does::<ChangePassword>(&[("current", PASSWORD), ("password", "nine otters under the pier")]).await.ok();
    let answer = thief.does::<SignInWithCode>(&[("code", &phone.shows(&stage).await)]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "the old password leads nowhere, halfway or not");

    let mut quick = stage.visitor();
    quick.signs_in(UNA, "nine otters under the pier").await.ok();
    let before = quick.cookies.clone();
    stage.later(Duration::seconds(31));
    quick.does::<SignInWithCode>(&[("code", &phone.shows(&stage).await)]).await.ok();
    quick.cookies = before;
    stage.later(Duration::seconds(31));
    let again = quick.does::<SignInWithCode>(&[("code", &phone.shows(&stage).await)]).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN, "one half makes one whole");
}

#[tokio::test]
async fn a_recovery_code_lets_in_once_and_its_owner_is_told() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (_, codes) = enrols(&stage, &mut una).await;
    let mut visitor = stage.visitor();
    visitor.signs_in(UNA, PASSWORD).await.ok();
    visitor.does::<SignInWithRecoveryCode>(&[("recovery", &codes[3].to_lowercase().replace('-', " "))]).await.ok();
    assert!(visitor.me().await.is_some());
    assert!(stage.mail_to(UNA, "You have 9 recovery codes left").await.is_some());
    let mut again = stage.visitor();
    again.signs_in(UNA, PASSWORD).await.ok();
    assert!(again.does::<SignInWithRecoveryCode>(&[("recovery", &codes[3])]).await.refused().fault("recovery").is_some());
    assert!(kinds(&stage, practice).await.contains(&"auth.recovery_code_used".to_string()));

    una.does::<MakeRecoveryCodes>(&[]).await.ok();
    let Enrolment::Codes { codes: new, .. } = enrolment(&mut una).await else { panic!("new codes") };
    assert!(new.len() == 10 && !new.contains(&codes[0]));
    again.signs_in(UNA, PASSWORD).await.ok();
    assert!(again.does::<SignInWithRecoveryCode>(&[("recovery", &codes[0])]).await.refused().fault("recovery").is_some(), "an old one");
    again.does::<SignInWithRecoveryCode>(&[("recovery", &new[0])]).await.ok();
}

#[tokio::test]
async fn the_secret_and_the_codes_are_shown_once_and_kept_so_that_nobody_reads_them() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    una.does::<BeginAuthenticator>(&[("name", "My phone")]).await.ok();
    let Enrolment::Setup(setup) = enrolment(&mut una).await else { panic!("a set-up") };
    assert!(!una.me().await.expect("una").second_factor, "begun it does not count");
    let sealed: String = sqlx::query_scalar("select sealed from factor").fetch_one(&stage.owner).await.expect("a factor");
    assert!(sealed.starts_with("v1:") && !sealed.contains(&setup.secret.replace(' ', "")));
    let wrong = una.does::<ConfirmAuthenticator>(&[("id", &setup.id.to_string()), ("code", "000000")]).await.refused();
    assert!(wrong.fault("code").is_some());
    let phone = Phone::holding(&setup.secret);
    una.does::<ConfirmAuthenticator>(&[("id", &setup.id.to_string()), ("code", &phone.shows(&stage).await)]).await.ok();
    let Enrolment::Codes { codes, .. } = enrolment(&mut una).await else { panic!("codes") };
    let sheet: String = sqlx::query_scalar("select sealed from recovery_sheet").fetch_one(&stage.owner).await.expect("a sheet");
    assert!(!sheet.contains(&codes[0]));
    una.does::<CodesPutAway>(&[]).await.ok();
    assert!(matches!(enrolment(&mut una).await, Enrolment::Begin { by_app: true, .. }), "neither is shown again");
    let left: i64 = sqlx::query_scalar("select count(*) from recovery_sheet").fetch_one(&stage.owner).await.expect("a number");
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_page_for_each_step_reads_without_javascript() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    assert!(una.opens("/second-factor").await.text.contains("Name of the device"));
    una.does::<BeginAuthenticator>(&[("name", "My phone")]).await.ok();
    let page = una.opens("/second-factor").await.text;
    assert!(page.contains("class=\"qr\"") && page.contains("autocomplete=\"one-time-code\""), "{page}");
    assert!(!page.contains("style=\""), "the policy for styles forbids it");
    let (_, _) = enrols(&stage, &mut una).await;
    let page = una.opens("/account").await.text;
    assert!(page.contains("My phone") && page.contains("10 recovery codes"), "{page}");
    let mut visitor = stage.visitor();
    assert!(visitor.opens("/signin/code").await.text.contains("Use a recovery code instead"));
    assert!(visitor.opens("/signin/code?with=recovery").await.text.contains("Recovery code"));
    assert!(visitor.opens("/second-factor").await.headers.get("location").is_some(), "not signed in");
}

#[tokio::test]
async fn adding_and_removing_one_takes_a_fresh_sign_in_with_the_code() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    stage.later(Duration::minutes(11));
    assert_eq!(una.does::<BeginAuthenticator>(&[("name", "My phone")]).await.refused(), AppError::ConfirmPassword);
    una.confirms().await;
    let (phone, _) = enrols(&stage, &mut una).await;
    stage.later(Duration::minutes(11));
    let id = own(&mut una).await.factors[0].id.to_string();
    for refused in [una.does::<RemoveFactor>(&[("id", &id)]).await, una.does::<MakeRecoveryCodes>(&[]).await] {
        assert_eq!(refused.refused(), AppError::ConfirmPassword);
    }
    let without = una.does::<ConfirmPassword>(&[("password", PASSWORD)]).await.refused();
    assert!(without.fault("code").is_some(), "the password alone is not enough");
    let wrong = una.does::<ConfirmPassword>(&[("password", PASSWORD), ("code", "000000")]).await.refused();
    assert!(wrong.fault("code").is_some());
    let code = phone.shows(&stage).await;
    let other = una.does::<ConfirmPassword>(&[("password", "not my password"), ("code", &code)]).await.refused();
    assert!(other.fault("password").is_some(), "a wrong password takes no code");
    una.does::<ConfirmPassword>(&[("password", PASSWORD), ("code", &code)]).await.ok();
    una.does::<RemoveFactor>(&[("id", &id)]).await.ok();
    assert!(own(&mut una).await.factors.is_empty() && own(&mut una).await.codes_left == 0);
    assert!(stage.mail_to(UNA, "“My phone” was removed").await.is_some());
    assert_eq!(stage.visitor().signs_in(UNA, PASSWORD).await.ok()["next"], "/");
}

#[tokio::test]
async fn someone_elses_factor_is_not_there() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut ola = stage.practice("Oak Street", "Ola").await;
    enrols(&stage, &mut una).await;
    enrols(&stage, &mut ola).await;
    let id = own(&mut una).await.factors[0].id.to_string();
    assert_eq!(ola.does::<RemoveFactor>(&[("id", &id)]).await.refused(), AppError::NotFound);
    assert_eq!(own(&mut una).await.factors.len(), 1);
}

#[tokio::test]
async fn beside_a_second_factor_a_password_of_eight_characters_will_do() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let short = "kzv7-Wq2p";
    let refused = una.does::<ChangePassword>(&[("current", PASSWORD), ("password", short)]).await.refused();
    assert!(refused.fault("password").expect("a fault").contains("at least 15"));
    let (phone, _) = enrols(&stage, &mut una).await;
    let shorter = una.does::<ChangePassword>(&[("current", PASSWORD), ("password", "kzv7-Wq")]).await.refused();
    assert!(shorter.fault("password").expect("a fault").contains("at least 8"));
    una.does::<ChangePassword>(&[("current", PASSWORD), ("password", short)]).await.ok();
    let id = own(&mut una).await.factors[0].id.to_string();
    let refused = una.does::<RemoveFactor>(&[("id", &id)]).await.refused();
    assert!(refused.to_string().contains("Choose a longer one first"), "{refused}");
    // By a mailed link too, and a link alone signs nobody in.
    let mut visitor = stage.visitor();
    visitor.does::<AskReset>(&[("email", UNA)]).await.ok();
    let token = stage.token_for(UNA, "/reset/").await;
    visitor.does::<ResetPassword>(&[("token", &token), ("password", "xq9-Vbt4z")]).await.ok();
    assert_eq!(visitor.signs_in(UNA, "xq9-Vbt4z").await.ok()["next"], "/signin/code");
    visitor.does::<SignInWithCode>(&[("code", &phone.shows(&stage).await)]).await.ok();
    visitor.does::<ChangePassword>(&[("current", "xq9-Vbt4z"), ("password", PASSWORD)]).await.ok();
    visitor.does::<RemoveFactor>(&[("id", &id)]).await.ok();
}

#[tokio::test]
async fn a_stranger_learns_neither_of_an_account_nor_of_its_second_factor() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    enrols(&stage, &mut una).await;
    let known = stage.visitor().signs_in(UNA, "not the password at all").await;
    let unknown = stage.visitor().signs_in("nobody@maple-grove.example", "not the password at all").await;
    assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
    assert!(known.headers.get("set-cookie").is_none());
}

/// Una asks everyone for a second factor.
async fn requires(una: &mut Person<'_>, grace_days: &str) {
    let version = una.does::<crate::settings::Settings>(&[]).await.ok()["version"].to_string();
    una.does::<SetSecondFactor>(&[("required", "true"), ("grace_days", grace_days), ("version", &version)]).await.ok();
}

#[tokio::test]
async fn after_the_days_of_grace_nothing_opens_but_setting_one_up() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    enrols(&stage, &mut una).await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Admin").await;
    let (role, location) = (una.role("Member").await, una.location().await);
    assert_eq!(sam.me().await.expect("sam").days_to_enrol, None);
    requires(&mut una, "7").await;
    let me = sam.me().await.expect("sam");
    assert_eq!((me.days_to_enrol, me.must_enrol), (Some(7), false));
    assert!(sam.opens("/team").await.text.contains("7 days left to set it up"));
    assert_eq!(una.me().await.expect("una").days_to_enrol, None, "she has one");

    stage.later(Duration::days(6));
    sam.signs_in(SAM, PASSWORD).await.ok();
    assert_eq!(sam.me().await.expect("sam").days_to_enrol, Some(1));
    // It ends while he is at work: the next click is refused.
    stage.later(Duration::days(1));
    sam.signs_in(SAM, PASSWORD).await.ok();
    let me = sam.me().await.expect("still signed in");
    assert!(me.must_enrol && me.member.is_none());
    let id = practice.to_string();
    let let_through = [
        "auth/factors/api/enrolment_so_far",
        "auth/factors/api/begin_authenticator",
        "auth/factors/api/confirm_authenticator",
        "auth/factors/api/codes_put_away",
        "auth/factors/api/own_factors",
        "auth/factors/api/remove_factor",
        "auth/factors/api/make_recovery_codes",
        "auth/api/confirm_password",
        "auth/passkeys/api/ask_for_new_passkey",
        "auth/passkeys/api/add_passkey",
        "auth/passkeys/api/rename_factor",
        "auth/passkeys/api/ask_passkey_to_confirm",
        "auth/passkeys/api/confirm_with_passkey",
    ];
    for path in every_function::functions() {
        let name = every_function::short(&path);
        if every_function::OPEN.contains(&name) || every_function::LOCAL.contains(&name) || let_through.contains(&name) {
            continue;
        }
        let answer = sam.posts(&path, &every_function::fields(&id, &role, &location)).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{name}: {}", answer.text);
    }
    for path in ["/team/export.csv", "/clients/export.csv", "/audit/export.csv"] {
        let form = axum::http::Request::post(path)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded");
        let answer = sam.sends(form.body(axum::body::Body::empty()).expect("a request")).await;
        assert!(!answer.status.is_success(), "{path}: {}", answer.status);
    }
    for page in ["/team", "/clients", "/settings", "/account", "/no-practice"] {
        let answer = sam.opens(page).await;
        assert_eq!(answer.headers.get("location").and_then(|l| l.to_str().ok()), Some("/second-factor"), "{page}");
    }
    assert!(sam.opens("/second-factor").await.text.contains("Set it up to go on"));
    enrols(&stage, &mut sam).await;
    let me = sam.me().await.expect("sam");
    assert!(!me.must_enrol && me.member.is_some());
    sam.does::<StaySignedIn>(&[]).await.ok();
    let id = own(&mut sam).await.factors[0].id.to_string();
    let refused = sam.does::<RemoveFactor>(&[("id", &id)]).await.refused();
    assert!(refused.to_string().contains("Your practice asks for a second factor"), "{refused}");
}

#[tokio::test]
async fn whoever_joins_later_has_the_days_of_grace_too() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    enrols(&stage, &mut una).await;
    requires(&mut una, "3").await;
    stage.behind(una.practice().await, "update practice set second_factor_since = now() - interval '30 days'").await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    assert_eq!(sam.me().await.expect("sam").days_to_enrol, Some(3));
    stage.later(Duration::days(3));
    sam.signs_in(SAM, PASSWORD).await.ok();
    assert!(sam.me().await.expect("sam").must_enrol);
}

#[tokio::test]
async fn who_must_have_one_is_said_by_whoever_may_after_a_fresh_sign_in_and_on_record() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let form = [("required", "true"), ("grace_days", "7"), ("version", "1")];
    assert!(matches!(sam.does::<SetSecondFactor>(&form).await.refused(), AppError::Denied(_)));
    stage.later(Duration::minutes(11));
    assert_eq!(una.does::<SetSecondFactor>(&form).await.refused(), AppError::ConfirmPassword);
    una.confirms().await;
    let wrong = una.does::<SetSecondFactor>(&[("required", "true"), ("grace_days", "91"), ("version", "1")]).await.refused();
    assert!(wrong.fault("grace_days").is_some());
    una.does::<SetSecondFactor>(&form).await.ok();
    assert_eq!(una.does::<SetSecondFactor>(&form).await.refused(), AppError::Stale, "someone saved in between");
    let trail = stage.trail(practice).await;
    let (_, _, detail) = trail.iter().rfind(|(kind, ..)| kind == "settings.practice_changed").expect("on record");
    assert_eq!(detail["changes"][0], serde_json::json!({"field": "second factor", "before": "optional", "after": "required"}));
}

#[tokio::test]
async fn an_invitation_can_ask_for_it_at_the_first_sign_in() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (role, location) = (una.role("Member").await, una.location().await);
    let form = [
        ("invite[first_name]", "Sam"),
        ("invite[last_name]", "Okafor"),
        ("invite[email]", SAM),
        ("invite[role]", role.as_str()),
        ("invite[location]", location.as_str()),
        ("invite[note]", ""),
        ("invite[second_factor]", "true"),
    ];
    una.does::<crate::team::invites::InviteMember>(&form).await.ok();
    assert!(kinds(&stage, practice).await.contains(&"team.second_factor_asked".to_string()));
    let mut sam = stage.visitor();
    let token = stage.token_for(SAM, "/invitations/").await;
    sam.accepts(&token).await.ok();
    assert!(sam.me().await.expect("sam").must_enrol);
    assert_eq!(sam.does::<crate::team::Roster>(&[("query[q]", "")]).await.status, StatusCode::UNAUTHORIZED);
    enrols(&stage, &mut sam).await;
    assert_eq!(sam.roster("").await.rows.len(), 2);
    let id = own(&mut sam).await.factors[0].id.to_string();
    assert!(matches!(sam.does::<RemoveFactor>(&[("id", &id)]).await.refused(), AppError::Denied(_)), "and it stays asked for");
}

#[tokio::test]
async fn an_invitation_is_no_way_around_the_code() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let (phone, _) = enrols(&stage, &mut sam).await;
    sam.does::<crate::team::ExitTeam>(&[]).await.ok();
    let mut ola = stage.practice("Oak Street", "Ola").await;
    ola.invites(("Sam", "Okafor"), SAM, "Member").await.ok();
    let token = stage.token_for(SAM, "/invitations/").await;
    let mut thief = stage.visitor();
    assert_eq!(thief.accepts(&token).await.status, StatusCode::FORBIDDEN);
    assert!(thief.me().await.is_none());
    signs_in_with(&mut thief, SAM, &phone.shows(&stage).await).await.ok();
    thief.accepts(&token).await.ok();
    assert!(thief.me().await.expect("sam").member.is_some(), "with the code he joins");
}

#[tokio::test]
async fn secrets_are_sealed_anew_and_without_their_key_nothing_starts() {
    use crate::server::every_secret_opens;
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (phone, _) = enrols(&stage, &mut una).await;
    una.does::<MakeRecoveryCodes>(&[]).await.ok();
    let key = |text: &str| SecretKey::parse(text).expect("long enough");
    let (old, new) = (key("a key that is only for these tests, and long"), key("another key that is only for these tests"));
    let strange = Sealer::new(&new, &[]);
    every_secret_opens(&stage.owner, &sealer()).await.expect("the key is known");
    let refused = every_secret_opens(&stage.owner, &strange).await.expect_err("the key is unknown").to_string();
    assert!(refused.contains("SECRET_KEY_OLD") && refused.contains(sealer().key_id()), "{refused}");
    assert!(rotate(&stage.owner, &strange).await.is_err(), "nor can it be sealed anew");

    let both = Sealer::new(&new, std::slice::from_ref(&old));
    every_secret_opens(&stage.owner, &both).await.expect("an old key still opens");
    assert_eq!(rotate(&stage.owner, &both).await.expect("sealed anew"), 2, "a factor and a sheet of codes");
    assert_eq!(rotate(&stage.owner, &both).await.expect("nothing to do"), 0);
    assert_eq!(keys_in_use(&stage.owner).await.expect("keys"), [strange.key_id()]);
    every_secret_opens(&stage.owner, &strange).await.expect("the new key alone is enough");
    // And back, for the stage's server knows the old one only: what is inside has stayed the same.
    rotate(&stage.owner, &Sealer::new(&old, &[new])).await.expect("sealed anew");
    signs_in_with(&mut stage.visitor(), UNA, &phone.shows(&stage).await).await.ok();
}

#[tokio::test]
async fn a_sign_in_with_nothing_in_it_is_no_fault_of_ours() {
    let stage = Stage::set().await;
    let mut visitor = stage.visitor();
    visitor.cookies.insert("signing_in".into(), "nonsense".into());
    assert_eq!(visitor.does::<SignInWithCode>(&[("code", "000000")]).await.status, StatusCode::FORBIDDEN);
    visitor.cookies.insert("signing_in".into(), "A".repeat(43));
    assert_eq!(visitor.does::<SignInWithRecoveryCode>(&[("recovery", "é")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(visitor.does::<SignIn>(&[("email", ""), ("password", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}
