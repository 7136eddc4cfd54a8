//! At the same moment.

use super::*;
use crate::tests::stage::all_at_once;
use std::time::Duration;

#[tokio::test]
async fn a_client_assigned_while_they_are_removed_is_never_left_alone() {
    let stage = Stage::set().await;
    let mut grove = Grove::grows(&stage).await;
    let ids = grove.clients(2).await;
    let form = grove.form().await;
    let mut tx = stage.inside(grove.practice).await;
    let new = Uuid::now_v7();
    let insert = format!(
        "insert into client (practice_id, id, first_name, last_name, location_id, created_at)
           select app_practice(), '{new}', 'Late', 'Comer', (select id from location limit 1), now();
         insert into assignment (practice_id, id, client_id, member_id, \"primary\", since, reason) values (app_practice(), gen_random_uuid(), '{new}', '{}', true, now(), '')",
        grove.sam_id
    );
    tx.execute(AssertSqlSafe(insert)).await.expect("assigned, and not yet kept");
    let mut una = grove.una.clone();
    let (answer, ()) = tokio::join!(removes(&mut una, &form), async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        tx.commit().await.expect("kept");
    });
    let refused = answer.refused();
    assert!(refused == AppError::Stale || reason(&refused).contains("without a provider"), "{refused:?}");
    assert_eq!(grove.status(grove.sam_id).await, "active");
    assert_eq!((grove.has(ids[0]).await, grove.has(new).await), (vec![(grove.sam_id, true)], vec![(grove.sam_id, true)]));
}

#[tokio::test]
async fn two_who_remove_the_same_member_remove_them_once() {
    let stage = Stage::set().await;
    let mut grove = Grove::grows(&stage).await;
    let ids = grove.clients(3).await;
    let ada = grove.una.hires(("Ada", "Osei"), "ada@maple-grove.example", "Admin").await;
    let form = grove.form().await;
    stage.later(chrono::Duration::minutes(2));
    let to = |who: MemberId| with(&form, &[("goes[all][clients]", &who.to_string())]);
    let both = [(grove.una.clone(), to(grove.ben_id)), (ada, to(grove.cara_id))];
    let answers = all_at_once(both.into_iter().map(|(mut who, form)| async move { removes(&mut who, &form).await })).await;
    assert_eq!(answers.iter().filter(|a| !a.status.is_client_error()).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|a| !a.status.is_server_error()), "{answers:?}");
    let first = grove.has(ids[0]).await;
    for id in &ids {
        assert_eq!(grove.has(*id).await, first, "all went by one plan");
    }
    assert_eq!(grove.number("select count(*) from offboarding").await, 1);
}

#[tokio::test]
async fn two_administrators_who_remove_each_other_leave_one() {
    let stage = Stage::set().await;
    let mut grove = Grove::grows(&stage).await;
    let mut ada = grove.una.hires(("Ada", "Osei"), "ada@maple-grove.example", "Admin").await;
    let mut bo = grove.una.hires(("Bo", "Berg"), "bo@maple-grove.example", "Admin").await;
    let (ada_id, bo_id) = (me(&mut ada).await, me(&mut bo).await);
    let (of_bo, of_ada) = (filled(&looks(&mut ada, bo_id).await), filled(&looks(&mut bo, ada_id).await));
    stage.later(chrono::Duration::minutes(2));
    let both = [(ada, of_bo), (bo, of_ada)];
    let answers = all_at_once(both.into_iter().map(|(mut who, form)| async move { removes(&mut who, &form).await })).await;
    assert_eq!(answers.iter().filter(|a| !a.status.is_client_error()).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|a| !a.status.is_server_error()), "{answers:?}");
    let left = [grove.status(ada_id).await, grove.status(bo_id).await];
    assert_eq!(left.iter().filter(|s| *s == "removed").count(), 1, "{left:?}");
}

#[tokio::test]
async fn two_who_leave_at_once_dont_leave_their_clients_to_each_other() {
    let stage = Stage::set().await;
    let mut grove = Grove::grows(&stage).await;
    let ids = grove.clients(2).await;
    let sams = with(&grove.form().await, &[("goes[all][clients]", &grove.ben_id.to_string())]);
    let bens = filled(&looks(&mut grove.una, grove.ben_id).await);
    stage.later(chrono::Duration::minutes(2));
    let both = [(grove.una.clone(), sams), (grove.una.clone(), bens)];
    let answers = all_at_once(both.into_iter().map(|(mut who, form)| async move { removes(&mut who, &form).await })).await;
    assert!(answers.iter().all(|a| !a.status.is_server_error()), "{answers:?}");
    let gone = grove.status(grove.ben_id).await == "removed";
    for id in &ids {
        let has = grove.has(*id).await;
        assert_eq!(has.len(), 1);
        assert!(!gone || has[0].0 == grove.sam_id, "not with someone who left: {has:?}");
    }
}
