//! Stories of the Unassigned board.

use super::*;
use crate::base::{AppError, MemberId};
use crate::tests::stage::{Person, Stage};
use axum::http::StatusCode;
use chrono::Duration;
use uuid::Uuid;

async fn me(who: &mut Person<'_>) -> MemberId {
    who.me().await.expect("signed in").member.expect("a member").0.member
}

/// As many clients nobody has, seen to by someone, due on a later day each.
async fn on_the_board(stage: &Stage, practice: Uuid, owner: MemberId, many: i32) {
    let sql = format!(
        "with c as (insert into client (practice_id, id, first_name, last_name, location_id, created_at)
           select app_practice(), gen_random_uuid(), 'Client', 'Nr' || lpad(n::text, 3, '0'), (select id from location order by created_at limit 1), now()
           from generate_series(1, {many}) n returning id, last_name)
         insert into unassigned (practice_id, id, client_id, owner_id, since, due_at, reason)
           select app_practice(), gen_random_uuid(), id, '{owner}', now(), now() + make_interval(days => right(last_name, 3)::int), 'Sam Okafor left the team' from c"
    );
    stage.behind(practice, &sql).await;
}

async fn board(who: &mut Person<'_>, query: &[(&str, &str)]) -> Board {
    let query = if query.is_empty() { &[("query[overdue]", "")] } else { query };
    serde_json::from_value(who.does::<UnassignedBoard>(query).await.ok()).expect("a board")
}

async fn change(who: &mut Person<'_>, entry: &Entry, owner: MemberId, due: &str) -> crate::tests::stage::Answer {
    let form = [("entry", entry.id.to_string()), ("owner", owner.to_string()), ("due", due.to_string()), ("looked_at", entry.looked_at())];
    who.does::<ChangeUnassigned>(&form.each_ref().map(|(n, v)| (*n, v.as_str()))).await
}

#[tokio::test]
async fn what_is_due_first_stands_first_page_by_page_and_is_narrowed() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (practice, una_id) = (una.practice().await, me(&mut una).await);
    let mut ada = una.hires(("Ada", "Osei"), "ada@maple-grove.example", "Admin").await;
    let ada_id = me(&mut ada).await;
    on_the_board(&stage, practice, una_id, 60).await;
    let first = board(&mut una, &[]).await;
    assert_eq!((first.rows.len(), first.total, first.rows[0].name.as_str()), (50, 60, "Client Nr001"));
    let rest = board(&mut una, &[("query[after]", &first.next.expect("a next page"))]).await;
    assert_eq!((rest.rows.len(), rest.rows[0].name.as_str(), rest.next), (10, "Client Nr051", None));
    let of_ada = board(&mut una, &[("query[owner]", &ada_id.to_string())]).await;
    assert_eq!(of_ada.total, 0);
    stage.later(Duration::days(3));
    let mut una = stage.visitor();
    una.signs_in("una@maple-grove.example", crate::tests::stage::PASSWORD).await.ok();
    assert_eq!(board(&mut una, &[("query[overdue]", "yes")]).await.total, 3);
    let page = una.opens("/unassigned?overdue=yes").await.text;
    assert!(page.contains("Overdue by 3 days") && page.contains("Sam Okafor left the team"), "{page}");
    assert!(una.opens("/unassigned").await.text.contains("Due in "));
}

#[tokio::test]
async fn owner_and_day_are_changed_over_what_was_looked_at() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (practice, una_id) = (una.practice().await, me(&mut una).await);
    let mut ada = una.hires(("Ada", "Osei"), "ada@maple-grove.example", "Admin").await;
    let mut mia = una.hires(("Mia", "Ito"), "mia@maple-grove.example", "Member").await;
    let (ada_id, mia_id) = (me(&mut ada).await, me(&mut mia).await);
    stage.behind(practice, "update role set grants = '{team.view,clients.view}' where built_in = 'member'").await;
    on_the_board(&stage, practice, una_id, 1).await;
    let entry = board(&mut una, &[]).await.rows.remove(0);
    assert!(change(&mut una, &entry, mia_id, &entry.due_day).await.refused().fault("owner").is_some(), "she may not assign clients");
    assert!(change(&mut una, &entry, ada_id, "2020-01-01").await.refused().fault("due").is_some());
    change(&mut una, &entry, ada_id, &entry.due_day).await.ok();
    assert_eq!(change(&mut una, &entry, una_id, &entry.due_day).await.refused(), AppError::Stale);
    let now = board(&mut ada, &[]).await.rows.remove(0);
    assert_eq!((now.owner, &now.due_day), (ada_id, &entry.due_day));
    assert!(board(&mut mia, &[]).await.rows[0].why_not.is_some());
    assert_eq!(change(&mut mia, &now, una_id, &now.due_day).await.status, StatusCode::FORBIDDEN);
    let told: Vec<_> = stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind == "clients.unassigned_changed").collect();
    assert_eq!(told.len(), 1);
    let mut ola = stage.practice("Oak Street", "Ola").await;
    assert_eq!(change(&mut ola, &now, ada_id, &now.due_day).await.status, StatusCode::NOT_FOUND);
    assert_eq!(board(&mut ola, &[]).await.total, 0);
}

#[tokio::test]
async fn the_owner_of_a_restricted_client_sees_it_on_the_board_and_others_dont() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (practice, una_id) = (una.practice().await, me(&mut una).await);
    let mut ada = una.hires(("Ada", "Osei"), "ada@maple-grove.example", "Admin").await;
    on_the_board(&stage, practice, una_id, 2).await;
    let sql = format!("select set_config('app.member', '{una_id}', true); update client set restricted = true where last_name = 'Nr001'");
    stage.behind(practice, &sql).await;
    assert_eq!((board(&mut una, &[]).await.total, board(&mut ada, &[]).await.total), (2, 1));
    let waiting = |v: serde_json::Value| v[0].as_i64().expect("a number");
    assert_eq!(waiting(una.does::<UnassignedWaiting>(&[]).await.ok()), 2);
    assert_eq!(waiting(ada.does::<UnassignedWaiting>(&[]).await.ok()), 1);
}

#[tokio::test]
async fn whoever_sees_to_something_overdue_is_told_once() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (practice, una_id) = (una.practice().await, me(&mut una).await);
    on_the_board(&stage, practice, una_id, 3).await;
    assert_eq!(tell_overdue(&stage.db).await.expect("told"), 0);
    stage.later(Duration::days(2));
    let both = crate::tests::stage::all_at_once([tell_overdue(&stage.db), tell_overdue(&stage.db)].into_iter()).await;
    assert_eq!(both.into_iter().map(|told| told.expect("told")).sum::<i64>(), 1, "one notice for two entries, and not twice");
    assert_eq!(tell_overdue(&stage.db).await.expect("told"), 0);
    let notices: Vec<(String, i32)> = sqlx::query_as("select kind, many from notice where practice_id = $1 and member_id = $2")
        .bind(practice)
        .bind(una_id.0)
        .fetch_all(&mut *stage.inside(practice).await)
        .await
        .expect("notices");
    assert_eq!(notices, [("overdue".to_string(), 2)]);
}
