//! Views: kept under a name, one's own, and nothing but a question.

use super::super::views::*;
use super::*;
use crate::tests::stage::Person;

async fn views(who: &mut Person<'_>) -> Vec<SavedView> {
    serde_json::from_value(who.does::<ClientViews>(&[]).await.ok()).expect("views")
}

#[tokio::test]
async fn a_view_is_kept_asked_again_renamed_and_deleted() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let kept = una
        .does::<SaveView>(&[("name", " New  ones "), ("query[recent]", "new"), ("query[sort]", "-created"), ("query[after]", "x")])
        .await;
    assert_eq!(kept.headers["location"], "/clients?recent=new&sort=-created");
    let all = views(&mut una).await;
    assert_eq!(
        (all.len(), all[0].name.as_str(), all[0].address.as_str(), all[0].opens),
        (1, "New ones", "/clients?recent=new&sort=-created", false)
    );
    una.does::<SaveView>(&[("name", "new ones"), ("query[recent]", "seen")]).await.ok();
    let all = views(&mut una).await;
    assert_eq!((all.len(), all[0].address.as_str()), (1, "/clients?recent=seen"), "the same name keeps another question");
    let page = una.opens("/clients?recent=seen").await.text;
    assert!(page.contains("new ones") && page.contains("aria-current=\"page\""), "{page}");
    let id = all[0].id.to_string();
    una.does::<RenameView>(&[("id", &id), ("name", "Seen lately")]).await.ok();
    assert_eq!(views(&mut una).await[0].name, "Seen lately");
    una.does::<DeleteView>(&[("id", &id)]).await.ok();
    assert_eq!(views(&mut una).await, []);
    assert_eq!(una.does::<DeleteView>(&[("id", &id)]).await.refused(), AppError::NotFound);
    let AppError::Invalid(faults) = una.does::<SaveView>(&[("name", " "), ("query[q]", "")]).await.refused() else { panic!("invalid") };
    assert_eq!(faults[0].field, "name");
}

#[tokio::test]
async fn the_list_opens_with_the_view_that_was_chosen_for_it_and_all_are_one_press_away() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    stage.behind(practice, THREE).await;
    una.does::<SaveView>(&[("name", "Zoes"), ("query[q]", "zoe"), ("opens", "yes")]).await.ok();
    let bare = una.opens("/clients").await;
    assert_eq!((bare.status, bare.headers["location"].to_str().expect("text")), (StatusCode::FOUND, "/clients?q=zoe"));
    assert!(una.opens("/clients?view=all").await.text.contains("Adams"));
    una.does::<SaveView>(&[("name", "Adams"), ("query[q]", "adams"), ("opens", "yes")]).await.ok();
    assert_eq!(views(&mut una).await.iter().filter(|v| v.opens).map(|v| v.name.as_str()).collect::<Vec<_>>(), ["Adams"], "one opens first");
    let id = views(&mut una).await[0].id.to_string();
    una.does::<OpenWithView>(&[("id", &id), ("opens", "")]).await.ok();
    assert_eq!(una.opens("/clients").await.status, StatusCode::OK);
}

#[tokio::test]
async fn nobody_sees_or_changes_anothers_views_and_thirty_are_enough() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    for n in 1..=30 {
        una.does::<SaveView>(&[("name", &format!("View {n}")), ("query[q]", "x")]).await.ok();
    }
    let AppError::Invalid(faults) = una.does::<SaveView>(&[("name", "One more"), ("query[q]", "x")]).await.refused() else {
        panic!("invalid")
    };
    assert!(faults[0].message.contains("You have 30 views"), "{faults:?}");
    una.does::<SaveView>(&[("name", "View 7"), ("query[q]", "y")]).await.ok();
    let id = views(&mut una).await[0].id.to_string();
    assert_eq!(views(&mut sam).await, []);
    sam.does::<SaveView>(&[("name", "View 1"), ("query[q]", "mine")]).await.ok();
    for answer in [
        sam.does::<RenameView>(&[("id", &id), ("name", "Mine now")]).await,
        sam.does::<OpenWithView>(&[("id", &id), ("opens", "yes")]).await,
        sam.does::<DeleteView>(&[("id", &id)]).await,
    ] {
        assert_eq!(answer.refused(), AppError::NotFound);
    }
    assert_eq!((views(&mut una).await.len(), views(&mut sam).await.len()), (30, 1));
}
