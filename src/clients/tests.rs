//! The stories of clients: whoever may not see one, finds it nowhere.

mod everywhere_the_same;
mod who_can_see;
mod world;

use super::*;
use crate::base::AppError;
use crate::caseload::*;
use crate::tests::stage::Stage;
use axum::http::StatusCode;
use chrono::Duration;
use server_fn::ServerFn;

/// Three clients at the first location, one of them archived.
const THREE: &str = "insert into client (practice_id, id, first_name, last_name, location_id, created_at, archived_at)
    select app_practice(), gen_random_uuid(), f, l, (select id from location), now(), a
    from (values ('Zoë', 'Ångström', null::timestamptz), ('=cmd|calc', 'Adams', null), ('Old', 'Timer', now())) t (f, l, a)";

async fn clients_of(who: &mut crate::tests::stage::Person<'_>, form: &[(&str, &str)]) -> ClientsFound {
    serde_json::from_value(who.does::<Clients>(form).await.ok()).expect("clients")
}

#[tokio::test]
async fn archived_clients_stand_aside_unless_they_are_asked_for() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    stage.behind(practice, THREE).await;
    let current = clients_of(&mut una, &[("query[q]", "")]).await;
    assert_eq!(
        (current.figures.shown, current.rows.iter().map(Connected::name).collect::<Vec<_>>()),
        (2, vec!["=cmd|calc Adams".to_string(), "Zoë Ångström".into()])
    );
    let archived = clients_of(&mut una, &[("query[q]", ""), ("query[status]", "archived")]).await;
    assert_eq!((archived.figures.shown, archived.rows[0].client().map(|c| c.archived)), (1, Some(true)));
    for (q, found) in [("zoe", 1), ("ang", 1), ("timer", 0), ("zoe ang", 1), ("zoe adams", 0), ("%", 2)] {
        assert_eq!(clients_of(&mut una, &[("query[q]", q)]).await.figures.shown, found, "{q}");
    }
}

#[tokio::test]
async fn an_archived_or_renamed_client_is_found_where_it_belongs() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    stage.behind(practice, THREE).await;
    stage.behind(practice, "update client set last_name = 'Berg' where last_name = 'Adams'").await;
    stage.behind(practice, "update client set archived_at = now() where first_name = 'Zoë'").await;
    assert_eq!(clients_of(&mut una, &[("query[q]", "adams")]).await.figures.shown, 0);
    assert_eq!(clients_of(&mut una, &[("query[q]", "berg")]).await.figures.shown, 1);
    assert_eq!(clients_of(&mut una, &[("query[q]", "zoe")]).await.figures.shown, 0);
    assert_eq!(clients_of(&mut una, &[("query[q]", "zoe"), ("query[status]", "archived")]).await.figures.shown, 1);
}

#[tokio::test]
async fn the_export_asks_for_the_password_is_on_record_with_its_filter_and_holds_no_formula() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    stage.behind(practice, THREE).await;
    stage.later(Duration::minutes(11));
    let first = una.posts("/clients/export.csv", &[("q", "ad")]).await;
    assert_eq!(
        (first.status, first.headers["location"].to_str().expect("text")),
        (StatusCode::SEE_OTHER, "/confirm?next=%2Fclients%3Fq%3Dad")
    );
    una.confirms().await;
    let file = una.posts("/clients/export.csv", &[("q", "ad")]).await;
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8; header=present");
    assert!(file.text.contains("'=cmd|calc,Adams") && !file.text.contains("Zoë"), "{}", file.text);
    let whole = una.posts("/clients/export.csv", &[]).await.text;
    assert_eq!(whole.lines().count(), 3);
    let exports: Vec<_> = stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind == "clients.exported").collect();
    assert_eq!(exports[0].2, serde_json::json!({ "filters": "name “ad”", "rows": 1 }));
    assert_eq!(exports[1].2, serde_json::json!({ "filters": "none", "rows": 2 }));
}

#[tokio::test]
async fn who_may_not_export_or_see_clients_is_refused_and_the_refusal_is_on_record() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    stage.behind(practice, THREE).await;
    assert_eq!(clients_of(&mut sam, &[("query[q]", "")]).await.figures.shown, 0, "nobody is assigned to Sam");
    assert_eq!(sam.posts("/clients/export.csv", &[]).await.status, StatusCode::FORBIDDEN);
    let mut ana = una.hires(("Ana", "Lyst"), "ana@maple-grove.example", "Analyst").await;
    for path in [Clients::PATH, ClientFilters::PATH, PickClients::PATH] {
        let AppError::Denied(why) = ana.posts(path, &[("query[q]", ""), ("q", "")]).await.refused() else { panic!("denied") };
        assert!(why[0].contains("can't view clients"), "{why:?}");
    }
    assert_eq!(ana.posts("/clients/export.csv", &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(ana.opens("/clients").await.status, StatusCode::FORBIDDEN);
    assert_eq!(stage.visitor().posts("/clients/export.csv", &[]).await.status, StatusCode::SEE_OTHER, "to sign in");
    let refused = stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind == "access.refused").count();
    assert_eq!(refused, 7, "the page asks twice");
}

#[tokio::test]
async fn the_page_reads_without_javascript_and_uses_the_practices_word() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    stage.behind(practice, THREE).await;
    stage.behind(practice, "update practice set calls_clients = 'Patients'").await;
    let page = una.opens("/clients?q=zoe").await.text;
    assert!(page.contains("Total Patients Shown") && page.contains("Zoë Ångström") && !page.contains("Adams"), "{page}");
}

#[tokio::test]
async fn however_far_someone_sees_their_page_is_found_in_an_index() {
    use crate::access::{Scope, Sight};
    use crate::base::PracticeId;
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    stage
        .behind(
            practice,
            "insert into location (practice_id, id, name, timezone, created_at) select app_practice(), gen_random_uuid(), 'L' || n, 'Etc/UTC', now() from generate_series(1, 9) n;
             insert into client (practice_id, id, first_name, last_name, location_id, created_at)
               select app_practice(), gen_random_uuid(), 'Kim' || n, 'Person' || (n % 97), (array(select id from location order by id))[1 + n % 10], now() from generate_series(1, 4000) n;
             insert into member (practice_id, id, first_name, last_name, email, status, role_id, primary_location_id, changed_at)
               select app_practice(), gen_random_uuid(), 'T' || n, 'T', 't' || n || '@x.example', 'active', (select id from role where built_in = 'member'), (select id from location limit 1), now() from generate_series(1, 80) n;
             insert into assignment (practice_id, id, client_id, member_id, since)
               select c.practice_id, gen_random_uuid(), c.id, m.id, now() from (select *, row_number() over (order by id) r from client) c
               join (select id, row_number() over (order by id) r from member) m on m.r = 1 + c.r % 80",
        )
        .await;
    let mut owner = stage.inside(practice).await;
    let (member, place): (uuid::Uuid, uuid::Uuid) =
        sqlx::query_as("select member_id, (select id from location limit 1) from assignment limit 1")
            .fetch_one(&mut *owner)
            .await
            .expect("someone");
    drop(owner);
    sqlx::raw_sql("analyze client; analyze client_word; analyze assignment; analyze location")
        .execute(&stage.owner)
        .await
        .expect("analyzed");
    for (reach, key, q, index) in [
        (Scope::WholePractice, "practice", "", "client_by_name"),
        (Scope::OwnLocations, "locations", "", "client_by_location"),
        (Scope::OwnCaseload, "own", "", "client_pkey"),
        (Scope::WholePractice, "practice", "person11", "word >="),
        (Scope::OwnLocations, "locations", "person11 kim", "word >="),
        (Scope::OwnCaseload, "own", "person11", "on assignment a"),
    ] {
        let mut tx = stage.db.pool.begin().await.expect("a transaction");
        sqlx::query("select set_config('app.practice', $1, true), set_config('app.member', $2, true), set_config('app.clients', $3, true), set_config('app.locations', $4, true)")
            .bind(practice.to_string())
            .bind(member.to_string())
            .bind(key)
            .bind(format!("{{{place}}}"))
            .execute(&mut *tx)
            .await
            .expect("entered");
        let (sight, query) = (Sight::own(Some(reach)), ClientQuery { q: q.into(), ..Default::default() });
        let plan = plan(&mut tx, Asked { practice: PracticeId(practice), sight, query: &query, outside: None }).await;
        assert!(plan.contains(index) && !plan.contains("Seq Scan on client_word"), "{key} {q}\n{plan}");
    }
}
