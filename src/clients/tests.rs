//! The stories of clients: whoever may not see one, finds it nowhere.

mod everywhere_the_same;
mod many;
mod views;
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
    assert!(file.text.contains("'=cmd|calc,Adams,,Client,No account") && !file.text.contains("Zoë"), "{}", file.text);
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
    let refused = sam.posts("/clients/export.csv", &[]).await;
    assert_eq!(
        (refused.status, refused.headers["location"].to_str().expect("text")),
        (StatusCode::SEE_OTHER, "/clients?note=export-refused")
    );
    let page = sam.opens("/clients?note=export-refused").await.text;
    assert!(page.contains("can’t export clients") || page.contains("can't export clients"), "the page says why: {page}");
    let mut ana = una.hires(("Ana", "Lyst"), "ana@maple-grove.example", "Analyst").await;
    for path in [Clients::PATH, ClientFilters::PATH, PickClients::PATH] {
        let AppError::Denied(why) = ana.posts(path, &[("query[q]", ""), ("q", "")]).await.refused() else { panic!("denied") };
        assert!(why[0].contains("can't view clients"), "{why:?}");
    }
    assert_eq!(ana.posts("/clients/export.csv", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(ana.opens("/clients").await.status, StatusCode::FORBIDDEN);
    assert_eq!(stage.visitor().posts("/clients/export.csv", &[]).await.status, StatusCode::SEE_OTHER, "to sign in");
    let refused = stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind == "access.refused").count();
    assert_eq!(refused, 8, "the page asks three times");
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
    for path in
        ["/clients", "/today", "/clients/new", "/clients/import", "/unassigned", "/capacity", "/groups", "/coverage", "/audit", "/account"]
    {
        let words = words_on(&una.opens(path).await.text);
        let told = words.split(|c: char| !c.is_alphabetic()).filter(|word| word.to_lowercase().trim_end_matches('s') == "client").count();
        assert_eq!(told, 0, "{path}: {words}");
    }
    // Another practice's pages, asked for at the same time, keep its own word.
    let mut noa = stage.practice("Alder", "Noa").await;
    let (theirs, ours) = (noa.opens("/clients").await.text, una.opens("/clients").await.text);
    assert!(words_on(&theirs).contains("Add client") && words_on(&ours).contains("Add patient"));
}

/// What is read on a page: its text, without tags and scripts.
fn words_on(page: &str) -> String {
    let body = &page[page.find("<main").expect("a main part")..page.find("</main>").expect("its end")];
    let text = body.split('<').filter_map(|part| part.split_once('>')).filter(|(tag, _)| !tag.starts_with("script")).map(|(_, text)| text);
    text.collect::<Vec<_>>().join(" ")
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
    sqlx::raw_sql("analyze client; analyze client_word; analyze assignment; analyze location; analyze member")
        .execute(&stage.owner)
        .await
        .expect("analyzed");
    let asks = |sort: &str| ClientQuery { sort: sort.into(), ..Default::default() };
    let types = |q: &str| ClientQuery { q: q.into(), ..Default::default() };
    for (reach, key, query, index) in [
        (Scope::WholePractice, "practice", asks(""), "client_by_name"),
        (Scope::WholePractice, "practice", asks("-name"), "Backward using client_by_name"),
        (Scope::WholePractice, "practice", asks("status"), "client_by_portal"),
        (Scope::WholePractice, "practice", asks("-visit"), "client_by_last_visit"),
        (Scope::WholePractice, "practice", asks("-created"), "client_by_created"),
        (Scope::WholePractice, "practice", asks("staff"), "client_pkey"),
        (Scope::OwnLocations, "locations", asks(""), "client_by_location"),
        (Scope::OwnLocations, "locations", asks("status"), "client_there_by_portal"),
        (Scope::OwnLocations, "locations", asks("visit"), "client_there_by_last_visit"),
        (Scope::OwnLocations, "locations", asks("created"), "client_there_by_created"),
        (Scope::OwnCaseload, "own", asks("-visit"), "client_pkey"),
        (Scope::WholePractice, "practice", types("person11"), "word >="),
        (Scope::OwnLocations, "locations", types("person11 kim"), "word >="),
        (Scope::OwnCaseload, "own", types("person11"), "client_pkey"),
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
        let sight = Sight::own(Some(reach));
        let plan = plan(&mut tx, Asked { practice: PracticeId(practice), sight, query: &query, outside: None }).await;
        assert!(
            plan.contains(index) && !plan.contains("Seq Scan on client_word") && !plan.contains("Seq Scan on client "),
            "{key} {query:?}\n{plan}"
        );
    }
}

#[tokio::test]
async fn the_figures_follow_the_filters_and_count_from_midnight_thirty_days_back() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    stage.behind(practice, THREE).await;
    let edge = "date_trunc('day', now() at time zone 'utc') at time zone 'utc' - interval '29 days'";
    stage
        .behind(
            practice,
            &format!(
                "update client set created_at = {edge}, last_visit_at = {edge} - interval '1 microsecond', portal = 'activated' where last_name = 'Adams';
                 update client set created_at = {edge} - interval '1 microsecond', last_visit_at = {edge} where first_name = 'Zoë'"
            ),
        )
        .await;
    let figures = |shown, new, seen| Figures { shown, clients: shown, new, seen };
    for (form, expected) in [
        (("query[q]", ""), figures(2, 1, 1)),
        (("query[recent]", "new"), figures(1, 1, 0)),
        (("query[recent]", "seen"), figures(1, 0, 1)),
        (("query[status]", "activated"), figures(1, 1, 0)),
        (("query[status]", "archived"), figures(1, 1, 0)),
        (("query[q]", "zoe"), figures(1, 0, 1)),
    ] {
        assert_eq!(clients_of(&mut una, &[form]).await.figures, expected, "{form:?}");
    }
    caseload_is_summed_up(&stage).await;
    assert_eq!(clients_of(&mut una, &[("query[q]", "")]).await.figures, figures(2, 1, 1), "the sum is the sum");
    let page = una.opens("/clients").await.text;
    assert!(
        page.contains("added in the last 30 days") && page.contains("1 of 2 clients seen in the last 30 days") && page.contains("50%"),
        "{page}"
    );
}

async fn caseload_is_summed_up(stage: &Stage) {
    assert_eq!(sum_up(&stage.db, 1).await.expect("the tally"), 1);
    assert_eq!(sum_up(&stage.db, 1).await.expect("the tally"), 0, "once is enough");
}

#[tokio::test]
async fn the_team_stands_among_the_clients_only_for_whoever_may_see_it() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    una.invites(("Sam", "Bell"), "sam@maple-grove.example", "Member").await.ok();
    stage.behind(practice, THREE).await;
    let everyone = clients_of(&mut una, &[("query[role]", "everyone")]).await;
    let rows: Vec<_> = everyone.rows.iter().map(|r| (r.name(), r.role_words(), r.status().words())).collect();
    let row = |name: &str, role, status| (name.to_string(), role, status);
    let expected = vec![
        row("=cmd|calc Adams", "Client", "No account"),
        row("Zoë Ångström", "Client", "No account"),
        row("Sam Bell", "Staff", "Provisioned"),
        row("Una Lindqvist", "Admin", "Activated"),
    ];
    assert_eq!((rows, everyone.figures.shown, everyone.figures.clients), (expected, 4, 2));
    assert_eq!(clients_of(&mut una, &[("query[role]", "admins")]).await.figures.shown, 1);
    assert_eq!(clients_of(&mut una, &[("query[role]", "everyone"), ("query[status]", "provisioned")]).await.rows[0].name(), "Sam Bell");
    let file = una.posts("/clients/export.csv", &[("role", "staff")]).await.text;
    assert!(file.contains("Sam,Bell,,Staff,Provisioned") && !file.contains("Adams"), "{file}");
    stage.behind(practice, "update role set off = '{}', grants = '{clients.view}' where built_in = 'member'").await;
    let mut mia = una.hires(("Mia", "Moss"), "mia@maple-grove.example", "Member").await;
    let AppError::Denied(why) = mia.does::<Clients>(&[("query[role]", "everyone")]).await.refused() else { panic!("denied") };
    assert!(why[0].contains("can't see the team"), "{why:?}");
    assert_eq!(clients_of(&mut mia, &[("query[q]", "")]).await.figures.shown, 2);
}
