//! Where two clicks can meet: the second is told, and nothing is taken twice.

use super::*;
use crate::tests::stage::all_at_once;

/// As many as there are addresses asked, and confirm at once; how many got through.
async fn at_once(stage: &Stage, token: &str, emails: &[&str]) -> usize {
    let mut all = Vec::new();
    for email in emails {
        let mut who = stage.visitor();
        asks(&mut who, token, ("Sam", "Okafor"), email).await.ok();
        all.push((who, stage.token_for(email, "/join/confirm/").await));
    }
    let answers =
        all_at_once(all.into_iter().map(|(mut who, token)| async move { who.does::<ConfirmJoin>(&[("token", &token)]).await })).await;
    answers.iter().filter(|a| a.status.is_success()).count()
}

#[tokio::test]
async fn the_last_seat_and_the_last_use_are_taken_once() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (_, token) = made(&mut una, "Member", &[("join[approval]", "no"), ("join[most]", "1")]).await;
    assert_eq!(at_once(&stage, &token, &["a@mail.example", "b@mail.example", "c@mail.example"]).await, 1);
    assert_eq!(many(&stage, practice, "select count(*) from invitation").await, 1);

    stage.behind(practice, "update practice set seat_cap = 3 where id = app_practice()").await;
    let (_, token) = made(&mut una, "Member", &[("join[approval]", "no")]).await;
    assert_eq!(at_once(&stage, &token, &["d@mail.example", "e@mail.example"]).await, 1);
    assert_eq!(many(&stage, practice, "select count(*) from invitation").await, 2);
    let refused = confirms(&stage, &mut stage.visitor(), "d@mail.example").await;
    let other = confirms(&stage, &mut stage.visitor(), "e@mail.example").await;
    let words = [refused, other].into_iter().find(|a| a.status == StatusCode::FORBIDDEN).expect("one has no seat").refused().to_string();
    assert!(words.contains("has no room for more people") && !words.contains('3'), "a stranger isn't told of seats: {words}");
}

#[tokio::test]
async fn approved_and_declined_at_once_is_one_of_the_two() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (_, token) = made(&mut una, "Member", &[]).await;
    asks(&mut stage.visitor(), &token, ("Sam", "Okafor"), SAM).await.ok();
    confirms(&stage, &mut stage.visitor(), SAM).await.ok();
    let mut tx = stage.inside(practice).await;
    let id: Uuid = sqlx::query_scalar("select id from join_request where state = 'waiting'").fetch_one(&mut *tx).await.expect("one waits");
    drop(tx);
    let id = id.to_string();
    let both = [una.clone(), una.clone(), una.clone()].into_iter().enumerate().map(|(n, mut who)| {
        let id = id.clone();
        async move {
            if n == 0 {
                who.does::<DeclineJoin>(&[("request", &id), ("reason", "")]).await
            } else {
                who.does::<ApproveJoin>(&[("request", &id), ("record", "")]).await
            }
        }
    });
    let answers = all_at_once(both).await;
    assert_eq!(answers.iter().filter(|a| a.status.is_success()).count(), 1, "{answers:?}");
    assert!(answers.iter().filter(|a| !a.status.is_success()).all(|a| a.status == StatusCode::CONFLICT), "{answers:?}");
    let made = many(&stage, practice, "select count(*) from invitation").await;
    let declined = many(&stage, practice, "select count(*) from join_request where state = 'declined'").await;
    assert_eq!(made + declined, 1);
}

#[tokio::test]
async fn turned_off_while_someone_confirms_it_is_before_or_after() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (id, token) = made(&mut una, "Member", &[("join[approval]", "no")]).await;
    let mut sam = stage.visitor();
    asks(&mut sam, &token, ("Sam", "Okafor"), SAM).await.ok();
    let confirm = stage.token_for(SAM, "/join/confirm/").await;
    let link = id.to_string();
    let (form, off) = ([("token", confirm.as_str())], [("link", link.as_str())]);
    let (joined, turned) = tokio::join!(sam.does::<ConfirmJoin>(&form), una.does::<TurnOffJoinLink>(&off));
    turned.ok();
    let invited = many(&stage, practice, "select count(*) from invitation").await;
    assert_eq!(i64::from(joined.status.is_success()), invited, "{joined:?}");
    assert!(asks(&mut sam, &token, ("Sam", "Okafor"), SAM).await.status == StatusCode::FORBIDDEN);
}
