//! "Passkeys only", and the reset by an administrator.

use super::*;
use crate::auth::factors::{BeginAuthenticator, FactorsOf, SignInWithCode, SignInWithRecoveryCode, tests::enrols};
use crate::security::{FactorsOfAll, FactorsPage, PracticeSecurity, SecuritySeen};
use crate::settings::SetSecondFactor;

async fn sets(una: &mut Person<'_>, passkeys_only: &str) {
    let seen = una.does::<crate::settings::Settings>(&[]).await.ok();
    let version = seen["version"].to_string();
    let form = [("required", "true"), ("passkeys_only", passkeys_only), ("grace_days", "7"), ("version", version.as_str())];
    una.does::<SetSecondFactor>(&form).await.ok();
}

async fn factors(who: &mut Person<'_>, having: &str) -> Vec<FactorsOf> {
    let page = who.does::<FactorsOfAll>(&[("having", having), ("after", "")]).await.ok();
    serde_json::from_value::<FactorsPage>(page).expect("a page").rows
}

#[tokio::test]
async fn where_passkeys_are_asked_for_a_code_is_not_enough_after_the_days_of_grace() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Admin").await;
    let (phone, _) = enrols(&stage, &mut sam).await;
    let (mut hers, _) = adds(&mut una, "My laptop").await;
    sets(&mut una, "false").await;
    assert_eq!(sam.me().await.expect("sam").days_to_enrol, None, "a code is enough");
    sets(&mut una, "true").await;
    let seen: SecuritySeen = serde_json::from_value(una.does::<PracticeSecurity>(&[]).await.ok()).expect("the page");
    assert!(seen.passkeys_only && seen.factor_required == Some(7));
    assert_eq!((seen.with_passkey, seen.with_authenticator, seen.without), (1, 1, 1));
    let lacking = factors(&mut una, "").await;
    assert_eq!(
        lacking.iter().map(|f| (f.name.as_str(), f.passkeys, f.authenticators, f.codes)).collect::<Vec<_>>(),
        [("Sam Okafor", 0, 1, 10)]
    );
    assert!(lacking[0].enrol_by.is_some());
    assert_eq!(factors(&mut una, "passkey").await.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["Una Lindqvist"]);
    assert_eq!(factors(&mut una, "all").await.len(), 2);
    let trail = stage.trail(practice).await;
    let (.., detail) = trail.iter().rfind(|(kind, ..)| kind == "settings.practice_changed").expect("on record");
    assert_eq!(detail["changes"][0], serde_json::json!({"field": "second factor", "before": "required", "after": "passkeys only"}));
    let me = sam.me().await.expect("sam");
    assert_eq!((me.days_to_enrol, me.must_enrol), (Some(7), false));
    assert!(sam.opens("/team").await.text.contains("asks for a passkey"));
    assert_eq!(una.me().await.expect("una").days_to_enrol, None, "she has one");

    stage.later(Duration::days(7));
    assert_eq!(sam.signs_in(SAM, PASSWORD).await.ok()["next"], "/signin/code");
    sam.does::<SignInWithCode>(&[("code", &phone.shows(&stage).await)]).await.ok();
    let me = sam.me().await.expect("still signed in");
    assert!(me.must_enrol && me.member.is_none());
    assert_eq!(sam.does::<crate::team::Roster>(&[("query[q]", "")]).await.status, StatusCode::UNAUTHORIZED);
    let refused = sam.does::<BeginAuthenticator>(&[("name", "Another phone")]).await.refused();
    assert!(refused.to_string().contains("passkeys only"), "{refused}");
    let (mut his, _) = adds(&mut sam, "My phone").await;
    let me = sam.me().await.expect("sam");
    assert!(!me.must_enrol && me.member.is_some());

    // Now that he has one the code leads nowhere; the passkey and a recovery code do.
    stage.later(Duration::minutes(1));
    let mut visitor = stage.visitor();
    visitor.signs_in(SAM, PASSWORD).await.ok();
    let refused = visitor.does::<SignInWithCode>(&[("code", &phone.shows(&stage).await)]).await.refused();
    assert!(refused.fault("code").expect("a fault").contains("passkeys only"), "{refused}");
    signs_in_after_password(&mut stage.visitor(), SAM, &mut his).await.ok();
    signs_in_alone(&mut stage.visitor(), &mut hers).await.ok();
    let seen = own(&mut sam).await;
    let passkey = seen.factors.iter().find(|f| f.passkey).expect("his");
    let words = passkey.why_not_remove.as_deref().expect("a reason");
    assert!(words.contains("passkeys only"), "{words}");
    assert!(seen.factors.iter().filter(|f| !f.passkey).all(|f| f.why_not_remove.is_none()), "the app may go");
    assert!(matches!(sam.does::<RemoveFactor>(&[("id", &passkey.id.to_string())]).await.refused(), AppError::Denied(_)));
}

#[tokio::test]
async fn a_reset_by_an_administrator_takes_passkeys_too() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let member = sam.me().await.expect("sam").member.expect("a member").0.member.to_string();
    let (mut device, codes) = adds(&mut sam, "My phone").await;
    una.confirms().await;
    una.does::<crate::team::second_factor::ResetSecondFactorOfMember>(&[("member", &member)]).await.ok();
    assert!(sam.me().await.is_none(), "signed out at once");
    assert_eq!(signs_in_alone(&mut stage.visitor(), &mut device).await.refused(), not_taken());
    assert_eq!(sam.signs_in(SAM, PASSWORD).await.ok()["next"], "/");
    assert!(sam.me().await.expect("sam").must_enrol);
    assert_eq!(sam.does::<SignInWithRecoveryCode>(&[("recovery", &codes[0])]).await.status, StatusCode::FORBIDDEN);
    let (mut new, _) = adds(&mut sam, "New phone").await;
    assert!(sam.me().await.expect("sam").member.is_some(), "enrolled with a passkey");
    signs_in_alone(&mut stage.visitor(), &mut new).await.ok();
}
