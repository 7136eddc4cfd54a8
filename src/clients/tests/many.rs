//! What is done to one or to many at once: each decided on by itself, all of it on record.

use super::super::many::*;
use super::*;
use crate::tests::stage::{Person, all_at_once};

/// One client of each: Una's practice, some of them Sam's.
async fn stage_with_sam(stage: &Stage) -> (Person<'_>, Person<'_>, uuid::Uuid) {
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let id = sam.me().await.expect("sam").member.expect("a member").0.member;
    stage
        .behind(
            practice,
            &format!(
                "update role set grants = '{{clients.view,clients.edit:own,settings.groups,team.view}}' where built_in = 'member';
                 insert into client (practice_id, id, first_name, last_name, location_id, created_at)
                   select app_practice(), ('00000000-0000-4000-8000-00000000000' || n)::uuid, 'Kim', 'Number' || n, (select id from location), now() from generate_series(1, 4) n;
                 insert into assignment (practice_id, id, client_id, member_id, \"primary\", since)
                   select app_practice(), gen_random_uuid(), id, '{id}', true, now() from client where last_name in ('Number1', 'Number2')"
            ),
        )
        .await;
    (una, sam, practice)
}

fn id(n: usize) -> String {
    format!("00000000-0000-4000-8000-00000000000{n}")
}

fn outcome(answer: crate::tests::stage::Answer) -> Outcome {
    serde_json::from_value(answer.ok()).expect("an outcome")
}

async fn archived(who: &mut Person<'_>) -> i64 {
    clients_of(who, &[("query[status]", "archived")]).await.figures.shown
}

#[tokio::test]
async fn whoever_is_refused_is_named_with_the_reason_and_the_rest_goes_through() {
    let stage = Stage::set().await;
    let (mut una, mut sam, practice) = stage_with_sam(&stage).await;
    let ids = [id(1), id(2), id(3)].join(",");
    let form = [("selection[ids]", ids.as_str()), ("step", "archive")];
    let before: LookedOver = serde_json::from_value(sam.does::<LookOver>(&form).await.ok()).expect("looked over");
    assert_eq!((before.may, before.refused_count, before.refused[0].name.as_str()), (2, 1, "Kim Number3"));
    let done = outcome(sam.does::<ArchiveClients>(&form).await);
    assert_eq!((done.done, done.unchanged, done.refused_count), (2, 0, 1));
    assert!(done.refused[0].why.contains("own caseload only"), "{done:?}");
    assert_eq!(archived(&mut una).await, 2);
    let again = outcome(sam.does::<ArchiveClients>(&form).await);
    assert_eq!((again.done, again.unchanged), (0, 2), "harmless when repeated");
    let trail = stage.trail(practice).await;
    let told: Vec<_> = trail.iter().filter(|(kind, ..)| kind == "clients.archived").collect();
    assert_eq!((told.len(), &told[0].2["batch"]), (2, &told[1].2["batch"]), "one entry each, of one batch");
    let back = outcome(sam.does::<RestoreClients>(&[("selection[ids]", &id(1))]).await);
    assert_eq!((back.done, archived(&mut una).await), (1, 1));
    assert_eq!(
        clients_of(&mut una, &[("query[q]", "number1")]).await.rows[0].client().and_then(|c| c.therapist.clone()).as_deref(),
        Some("Sam Okafor")
    );
}

#[tokio::test]
async fn where_nobody_is_allowed_for_it_is_refused_and_on_record() {
    let stage = Stage::set().await;
    let (mut una, mut sam, practice) = stage_with_sam(&stage).await;
    let AppError::Denied(why) = sam.does::<ArchiveClients>(&[("selection[ids]", &id(3))]).await.refused() else { panic!("denied") };
    assert!(why[0].contains("own caseload only"), "{why:?}");
    for nobody in ["", "nonsense", "00000000-0000-4000-8000-000000000009"] {
        assert_eq!(una.does::<ArchiveClients>(&[("selection[ids]", nobody)]).await.refused(), AppError::NotFound);
    }
    let mut ola = stage.practice("Oak Street", "Ola").await;
    assert_eq!(ola.does::<ArchiveClients>(&[("selection[ids]", &id(1))]).await.refused(), AppError::NotFound);
    assert_eq!(archived(&mut una).await, 0);
    assert_eq!(stage.trail(practice).await.iter().filter(|(kind, ..)| kind == "access.refused").count(), 1);
}

#[tokio::test]
async fn all_that_match_are_meant_and_no_other() {
    let stage = Stage::set().await;
    let (mut una, _, practice) = stage_with_sam(&stage).await;
    let done = outcome(
        una.does::<ArchiveClients>(&[("selection[all]", "yes"), ("selection[query][q]", "number3"), ("selection[ids]", &id(1))]).await,
    );
    assert_eq!((done.done, archived(&mut una).await), (1, 1));
    stage
        .behind(
            practice,
            "insert into client (practice_id, id, first_name, last_name, location_id, created_at)
               select app_practice(), gen_random_uuid(), 'Lee', 'Many' || n, (select id from location), now() from generate_series(1, 510) n",
        )
        .await;
    let done = outcome(una.does::<ArchiveClients>(&[("selection[all]", "yes"), ("selection[query][q]", "lee")]).await);
    assert_eq!((done.done, archived(&mut una).await), (510, 511));
    let trail = stage.trail(practice).await;
    let (_, _, told) = trail.iter().find(|(kind, ..)| kind == "clients.many_archived").expect("one entry for so many");
    assert_eq!((told["count"].as_i64(), told["clients"].as_array().map(Vec::len)), (Some(510), Some(510)));
}

#[tokio::test]
async fn of_two_who_archive_the_same_clients_each_client_is_archived_once() {
    let stage = Stage::set().await;
    let (una, sam, practice) = stage_with_sam(&stage).await;
    let (one, other) = ([id(1), id(2)].join(","), [id(2), id(1)].join(","));
    let who = [(una, one), (sam, other)];
    let done = all_at_once(
        who.into_iter().map(|(mut who, ids)| async move { outcome(who.does::<ArchiveClients>(&[("selection[ids]", &ids)]).await).done }),
    )
    .await;
    assert_eq!(done.iter().sum::<i64>(), 2, "{done:?}");
    assert_eq!(stage.trail(practice).await.iter().filter(|(kind, ..)| kind == "clients.archived").count(), 2);
}

#[tokio::test]
async fn many_are_put_in_a_group_and_archived_ones_are_not() {
    let stage = Stage::set().await;
    let (mut una, mut sam, practice) = stage_with_sam(&stage).await;
    let group: crate::base::GroupId =
        serde_json::from_value(una.does::<crate::groups::AddGroup>(&[("name", "Evenings")]).await.ok()).expect("an id");
    una.does::<ArchiveClients>(&[("selection[ids]", &id(4))]).await.ok();
    let ids = [id(1), id(2), id(4)].join(",");
    let form = [("selection[ids]", ids.as_str()), ("group", &group.to_string()), ("step", "group")];
    let looked: LookedOver = serde_json::from_value(una.does::<LookOver>(&form).await.ok()).expect("looked over");
    assert_eq!((looked.may, looked.refused_count, looked.groups[0].name.as_str()), (2, 1, "Evenings"));
    let done = outcome(una.does::<PutClientsInGroup>(&form).await);
    assert_eq!((done.done, done.refused_count), (2, 1));
    assert_eq!(outcome(una.does::<PutClientsInGroup>(&form).await).unchanged, 2);
    assert_eq!(clients_of(&mut una, &[("query[group]", &group.to_string())]).await.figures.shown, 2);
    stage.behind(practice, "update role set grants = array_remove(grants, 'settings.groups')").await;
    let AppError::Denied(why) = sam.does::<PutClientsInGroup>(&form).await.refused() else { panic!("denied") };
    assert!(why[0].contains("can't manage groups"), "{why:?}");
}

#[tokio::test]
async fn without_javascript_the_lists_form_leads_to_a_page_that_says_what_will_happen() {
    let stage = Stage::set().await;
    let (mut una, _, _) = stage_with_sam(&stage).await;
    let there = una.opens(&format!("/clients/chosen?q=kim&do=archive&ids={}&ids={}", id(1), id(2))).await;
    let address = there.headers["location"].to_str().expect("text").to_string();
    assert_eq!(address, format!("/clients/archive?ids={}%2C{}", id(1), id(2)));
    let page = una.opens(&address).await.text;
    assert!(page.contains("Kim Number1, Kim Number2") && page.contains("Archive 2 clients"), "{page}");
    let all = una.opens("/clients/chosen?q=kim&status=none&do=group&all=yes").await;
    assert_eq!(all.headers["location"], "/clients/group?all=yes&q=kim&status=none");
    let none = una.opens("/clients/chosen?q=kim&do=archive").await;
    assert_eq!(none.headers["location"], "/clients?q=kim&note=none-chosen");
    assert!(una.opens("/clients?q=kim&note=none-chosen").await.text.contains("Nobody was chosen."));
    let done = una.does::<ArchiveClients>(&[("selection[ids]", &id(1)), ("back", "/clients?q=kim")]).await;
    assert_eq!(done.headers["location"], "/clients?q=kim&note=archived&done=1&refused=0");
    assert!(una.opens("/clients?q=kim&note=archived&done=1&refused=0").await.text.contains("1 client was"));
    assert_eq!(una.opens("/clients/archive?ids=nonsense").await.status, StatusCode::NOT_FOUND);
}
