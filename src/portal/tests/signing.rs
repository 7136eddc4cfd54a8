//! Signing in as a client, with everyone's limits; and many at once.

use super::*;
use crate::auth::{AskReset, ChangePassword, Whoami};
use crate::tests::pace::{Asked, tells_nobody};
use crate::tests::stage::all_at_once;

#[tokio::test]
async fn a_client_signs_in_as_everyone_does_with_the_same_limits_and_the_same_words() {
    let stage = Stage::set().await;
    let Cast { mut una, bea, .. } = cast(&stage).await;
    let mut person = arrives(&stage, &mut una, &bea, BEA).await;
    let unknown = stage.visitor().signs_in("nobody@mail.example", OTHER_PASSWORD).await.refused();
    assert_eq!(stage.visitor().signs_in(BEA, OTHER_PASSWORD).await.refused(), unknown);
    let known = stage.visitor().does::<AskReset>(&[("email", BEA)]).await;
    let nobody = stage.visitor().does::<AskReset>(&[("email", "nobody@mail.example")]).await;
    assert_eq!((known.status, known.text), (nobody.status, nobody.text));
    let token = stage.token_for(BEA, "/reset/").await;
    stage.visitor().does::<crate::auth::ResetPassword>(&[("token", &token), ("password", OTHER_PASSWORD)]).await.ok();
    assert!(person.me().await.is_none(), "a reset ends every sign-in");
    person.signs_in(BEA, OTHER_PASSWORD).await.ok();
    let mut elsewhere = stage.visitor();
    elsewhere.signs_in(BEA, OTHER_PASSWORD).await.ok();
    let wrong = person.does::<ChangePassword>(&[("current", PASSWORD), ("password", PASSWORD)]).await.refused();
    assert!(wrong.fault("current").is_some());
    person.does::<ChangePassword>(&[("current", OTHER_PASSWORD), ("password", PASSWORD)]).await.ok();
    assert!(elsewhere.me().await.is_none() && person.me().await.is_some());
    stage.later(Duration::minutes(16));
    assert_eq!(person.does::<Whoami>(&[]).await.ok(), serde_json::Value::Null, "automatic logoff");
    let mut slowed = 0;
    for _ in 0..12 {
        slowed += usize::from(matches!(stage.visitor().signs_in(BEA, OTHER_PASSWORD).await.refused(), AppError::Slow(_)));
    }
    assert!(slowed >= 5, "{slowed}");
}

#[tokio::test]
async fn a_clients_address_and_an_unknown_one_take_the_same_time() {
    let stage = Stage::set().await;
    let Cast { mut una, bea, .. } = cast(&stage).await;
    arrives(&stage, &mut una, &bea, BEA).await;
    tells_nobody(0.6..1.67, async |asked, n| {
        let email = match asked {
            Asked::Known => BEA.to_string(),
            Asked::Unknown => format!("nobody{n}@mail.example"),
            Asked::Alone => return std::time::Duration::ZERO,
        };
        // Time in between, so that the limits don't speak first.
        stage.later(Duration::hours(2));
        let mut visitor = stage.visitor();
        let begun = std::time::Instant::now();
        drop(visitor.signs_in(&email, OTHER_PASSWORD).await);
        begun.elapsed()
    })
    .await;
}

#[tokio::test]
async fn of_many_at_once_one_sets_the_account_up_and_an_end_is_an_end() {
    let stage = Stage::set().await;
    let Cast { mut una, practice, bea, .. } = cast(&stage).await;
    invites(&mut una, &bea).await.ok();
    let token = stage.token_for(BEA, LINK).await;
    let tries = (0..6).map(|_| {
        let (mut person, token) = (stage.visitor(), token.clone());
        async move { accepts(&mut person, &token, PASSWORD).await.status.is_success() }
    });
    let done = all_at_once(tries).await.into_iter().filter(|done| *done).count();
    assert_eq!(done, 1);
    let ends = (0..4).map(|_| {
        let (mut una, bea) = (una.clone(), bea.clone());
        async move { una.does::<EndPortalAccess>(&[("client", &bea)]).await.status.is_success() }
    });
    let signing = (0..4).map(|_| {
        let mut person = stage.visitor();
        async move {
            let signed_in = person.signs_in(BEA, PASSWORD).await.status;
            assert!(!signed_in.is_server_error(), "{signed_in}");
            drop(person.does::<MyPortal>(&[]).await);
            true
        }
    });
    let (ended, _) = tokio::join!(all_at_once(ends), all_at_once(signing));
    assert_eq!(ended.into_iter().filter(|done| *done).count(), 1);
    assert_eq!(portal_column(&stage, practice, &bea).await, "none");
    let mut tx = stage.owner.begin().await.expect("a transaction");
    let open: i64 =
        sqlx::query_scalar("select count(*) from account where client_id is not null").fetch_one(&mut *tx).await.expect("accounts");
    assert_eq!(open, 0);
}
