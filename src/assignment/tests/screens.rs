//! Stories of what the pages say.

use super::assigning::list;
use super::{clients, hired};
use crate::assignment::{CaseloadSeen, ClientsOfMember, Loads, LoadsSeen};
use crate::tests::stage::{Person, Stage};
use axum::http::StatusCode;

async fn loads(who: &mut Person<'_>, form: &[(&str, &str)]) -> LoadsSeen {
    serde_json::from_value(who.does::<Loads>(form).await.ok()).expect("loads")
}

#[tokio::test]
async fn the_two_steps_read_without_javascript() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (_, ann) = hired(&stage, &mut una, "Ann", "Member").await;
    let (_, ben) = hired(&stage, &mut una, "Ben", "Member").await;
    let ids = clients(&stage, practice, 2, Some(ben)).await;
    let first = una.opens(&format!("/assign?ids={}", list(&ids))).await.text;
    for words in ["2 clients", "Client0001", "Ann Okafor", "See what it does", "Capacity of everyone"] {
        assert!(first.contains(words), "{words} in {first}");
    }
    let second = una.opens(&format!("/assign?ids={}&to={ann}", list(&ids))).await.text;
    for words in ["Ben Okafor had 2 of these and loses them.", "Assign 2 clients", "Hand-off note", "Choose someone else"] {
        assert!(second.contains(words), "{words} in {second}");
    }
    let all = una.opens(&format!("/assign?all=yes&staff={ben}&to={ann}")).await.text;
    assert!(all.contains("selection[query][staff]") && all.contains("Assign 2 clients"), "{all}");
    assert!(una.opens("/assign").await.text.contains("There is nobody here whom you can assign."));
    let done = una.opens("/clients?assigned=00000000-0000-7000-8000-000000000000~2").await.text;
    assert!(done.contains("2 clients are assigned.") && done.contains("Undo"), "{done}");
    assert!(una.opens("/clients?taken_back=1").await.text.contains("Taken back: 1 client is as before."));
}

#[tokio::test]
async fn the_board_tells_who_has_room_and_who_is_over() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (mut ann, ann_id) = hired(&stage, &mut una, "Ann", "Member").await;
    let (_, ben) = hired(&stage, &mut una, "Ben", "Member").await;
    let (_, cem) = hired(&stage, &mut una, "Cem", "Member").await;
    clients(&stage, practice, 3, Some(ann_id)).await;
    clients(&stage, practice, 1, Some(cem)).await;
    let sql = format!(
        "update member set capacity_limit = 2 where id = '{ann_id}'; update member set capacity_limit = 9, capacity_target = 5 where id = '{ben}';
         update member set status = 'on_hold' where id = '{cem}'"
    );
    stage.behind(practice, &sql).await;
    let names =
        |loads: &LoadsSeen| loads.rows.iter().map(|r| r.who.name.split(' ').next().unwrap_or_default().to_string()).collect::<Vec<_>>();
    let free = loads(&mut una, &[("query[sort]", "free")]).await;
    assert_eq!(names(&free), ["Ben", "Ann", "Una", "Cem"]);
    assert_eq!(free.rows[1].who.warnings, ["1 over the limit"]);
    assert_eq!(free.rows[3].standing.as_deref(), Some("On Hold"), "whoever has clients stands here");
    assert_eq!(names(&loads(&mut una, &[("query[sort]", "used")]).await)[0], "Ann");
    let beyond = loads(&mut una, &[("query[page]", "1")]).await;
    assert_eq!((free.total, beyond.total, beyond.rows.len()), (4, 4, 0), "fifty fit on a page");
    let nowhere = "00000000-0000-7000-8000-000000000000";
    assert!(loads(&mut una, &[("query[location]", nowhere)]).await.rows.is_empty());
    let page = una.opens("/capacity").await.text;
    assert!(page.contains("3 of 2, 1 over the limit") && page.contains("0 of 9, 9 free"), "{page}");
    stage.behind(practice, "update role set grants = '{team.view,clients.view:own}' where built_in = 'member'").await;
    assert_eq!(ann.does::<Loads>(&[]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_card_shows_a_members_clients_as_far_as_one_sees_them() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (mut ann, ann_id) = hired(&stage, &mut una, "Ann", "Member").await;
    let (mut ben, _) = hired(&stage, &mut una, "Ben", "Member").await;
    clients(&stage, practice, 25, Some(ann_id)).await;
    stage.behind(practice, "update role set grants = '{team.view,clients.view:own,clients.assign:own}' where built_in = 'member'").await;
    let form = [("member", ann_id.to_string())];
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let of = |value: serde_json::Value| -> CaseloadSeen { serde_json::from_value(value).expect("clients") };
    let seen = of(una.does::<ClientsOfMember>(&form).await.ok());
    assert_eq!((seen.total, seen.clients.len(), seen.why_not_reassign), (25, 20, None));
    assert_eq!(of(ann.does::<ClientsOfMember>(&form).await.ok()).total, 25);
    assert_eq!(of(ben.does::<ClientsOfMember>(&form).await.ok()).total, 0);
    let card = una.opens(&format!("/team/{ann_id}")).await.text;
    assert!(card.contains("All 25 clients") && card.contains(&format!("/assign?all=yes&amp;staff={ann_id}")), "{card}");
    let mut ola = stage.practice("Oak Street", "Ola").await;
    assert_eq!(ola.does::<ClientsOfMember>(&form).await.status, StatusCode::NOT_FOUND);
}
