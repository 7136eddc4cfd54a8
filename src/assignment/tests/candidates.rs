//! Stories of who is suggested.

use super::{clients, hired, me};
use crate::access::{Scope, Sight};
use crate::assignment::{Candidate, Wanted, candidates};
use crate::base::{LocationId, PracticeId};
use crate::tests::stage::Stage;
use uuid::Uuid;

async fn suggested(stage: &Stage, practice: Uuid, wanted: Wanted) -> Vec<Candidate> {
    let mut tx = stage.inside(practice).await;
    candidates(&mut tx, PracticeId(practice), Sight::own(Some(Scope::WholePractice)), wanted).await.expect("candidates")
}

fn names(found: &[Candidate]) -> Vec<&str> {
    found.iter().map(|c| c.name.split(' ').next().unwrap_or_default()).collect()
}

#[tokio::test]
async fn the_best_come_first_with_their_reasons_and_whoever_cant_be_chosen_comes_last() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (_, ann) = hired(&stage, &mut una, "Ann", "Member").await;
    let (_, ben) = hired(&stage, &mut una, "Ben", "Member").await;
    let (_, ivo) = hired(&stage, &mut una, "Ivo", "Intern").await;
    let (_, lea) = hired(&stage, &mut una, "Lea", "Member").await;
    let (_, gus) = hired(&stage, &mut una, "Gus", "Member").await;
    clients(&stage, practice, 4, Some(ann)).await;
    let heavy = clients(&stage, practice, 2, Some(ben)).await;
    let sql = format!(
        "update assignment set weekly = 3 where client_id = '{}';
         update member set capacity_limit = 10 where id in ('{ann}', '{ben}', '{ivo}', '{lea}');
         update member set capacity_target = 4 where id = '{ben}';
         insert into licence (practice_id, id, member_id, state, number, expires_on, added_at, changed_at)
           values (app_practice(), gen_random_uuid(), '{lea}', 'ME', '1', current_date - 3, now(), now());
         update member set status = 'on_hold' where id = '{gus}'",
        heavy[0]
    );
    stage.behind(practice, &sql).await;
    let found = suggested(&stage, practice, Wanted { clients: 1, ..Default::default() }).await;
    assert_eq!(names(&found), ["Ann", "Ben", "Ivo", "Una", "Lea"]);
    assert_eq!(found[0].reasons, ["6 free"]);
    assert_eq!((found[1].used, found[1].load().as_str()), (4, "4 of 10, 6 free"), "three sessions a week weigh three");
    assert_eq!(found[1].warnings, ["Past the target of 4 with these"]);
    assert_eq!(found[2].warnings, ["Their role requires supervision, and nobody gives it"]);
    assert!(found[4].why_not.as_deref().is_some_and(|why| why.starts_with("Licence expired")), "{:?}", found[4]);
    assert_eq!((found[3].limit, found[3].free, found[3].load().as_str()), (None, None, "0, no limit set"));

    let many = suggested(&stage, practice, Wanted { clients: 7, not: Some(ben), ..Default::default() }).await;
    assert_eq!(names(&many), ["Ivo", "Una", "Ann", "Lea"]);
    assert_eq!(many[2].warnings, ["1 over the limit with these"]);
    stage
        .behind(
            practice,
            &format!("update client set archived_at = now() where id in (select client_id from assignment where member_id = '{ann}')"),
        )
        .await;
    assert_eq!(
        suggested(&stage, practice, Wanted { q: "ann".into(), clients: 1, ..Default::default() }).await[0].used,
        0,
        "the archived weigh nothing"
    );
    stage.behind(practice, "update client set archived_at = null").await;
    assert_eq!(suggested(&stage, practice, Wanted { q: "okaf an".into(), clients: 1, ..Default::default() }).await[0].used, 4);
}

#[tokio::test]
async fn the_nearest_is_preferred_among_those_with_room() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let una_id = me(&mut una).await;
    let (_, ann) = hired(&stage, &mut una, "Ann", "Member").await;
    let (_, ben) = hired(&stage, &mut una, "Ben", "Member").await;
    let (there, group) = (LocationId::new(), crate::base::GroupId::new());
    let sql = format!(
        "insert into location (practice_id, id, name, timezone, created_at) values (app_practice(), '{there}', 'Riverside', 'UTC', now());
         insert into member_location (practice_id, member_id, location_id, since) values (app_practice(), '{ben}', '{there}', now());
         insert into practice_group (practice_id, id, name, created_at) values (app_practice(), '{group}', 'Night', now());
         insert into group_member (practice_id, group_id, member_id, since) values (app_practice(), '{group}', '{ann}', now());
         update member set capacity_limit = 9 where id = '{ben}'; update member set capacity_limit = 10 where id = '{ann}';
         update member set overrides = '{{-clients.view}}' where id = '{una_id}'"
    );
    stage.behind(practice, &sql).await;
    assert_eq!(
        names(&suggested(&stage, practice, Wanted { clients: 2, ..Default::default() }).await),
        ["Ann", "Ben"],
        "Una may have no clients"
    );
    let near = suggested(&stage, practice, Wanted { clients: 2, location: Some(there), ..Default::default() }).await;
    assert_eq!((names(&near), near[0].reasons.clone()), (vec!["Ben", "Ann"], vec!["9 free".to_string(), "Works at their location".into()]));
    let grouped = suggested(&stage, practice, Wanted { clients: 2, group: Some(group), ..Default::default() }).await;
    assert_eq!(grouped[0].reasons, ["10 free", "In the same group"]);
    let mut tx = stage.inside(practice).await;
    assert!(candidates(&mut tx, PracticeId(practice), Sight::own(None), Wanted::default()).await.expect("none").is_empty());
}
