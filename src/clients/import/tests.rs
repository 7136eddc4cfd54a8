//! The stories of imports.

use super::due::Due;
use super::*;
use crate::base::{ImportId, MemberId, PracticeId, rounds::Job};
use crate::tests::stage::{Answer, Person, Stage, all_at_once};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use chrono::Duration;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

const SAM: &str = "sam@maple-grove.example";

/// As a browser sends the form.
async fn sends(who: &mut Person<'_>, name: &str, file: &[u8]) -> Answer {
    let head = format!("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n");
    let body = [head.as_bytes(), file, b"\r\n--edge\r\nContent-Disposition: form-data; name=\"pasted\"\r\n\r\n\r\n--edge--\r\n"].concat();
    let request = Request::post("/clients/import/upload")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .header("sec-fetch-site", "same-origin");
    who.sends(request.body(Body::from(body)).expect("a request")).await
}

fn leads_to(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.headers[header::LOCATION].to_str().expect("an address").to_string()
}

async fn uploads(who: &mut Person<'_>, text: &str) -> ImportId {
    let to = leads_to(&sends(who, "clients.csv", text.as_bytes()).await);
    to.strip_prefix("/clients/import/").and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("a preview: {to}"))
}

async fn looks(who: &mut Person<'_>, id: ImportId, show: &str) -> ImportSeen {
    let form = [("id", id.to_string()), ("show", show.to_string()), ("after_line", "0".to_string())];
    let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
    serde_json::from_value(who.does::<ClientImport>(&form).await.ok()).expect("an import")
}

async fn begins(who: &mut Person<'_>, id: ImportId) -> Answer {
    who.does::<BeginImport>(&[("id", &id.to_string())]).await
}

fn counts(seen: &ImportSeen) -> (ImportState, i64, i64, i64, i64) {
    let i = &seen.import;
    (i.state, i.adds, i.there, i.errors, i.added)
}

async fn own_id(who: &mut Person<'_>) -> MemberId {
    who.me().await.expect("signed in").member.expect("a member").0.member
}

/// One number of a practice.
async fn many(stage: &Stage, practice: Uuid, sql: &str) -> i64 {
    let mut tx = stage.inside(practice).await;
    sqlx::query_scalar(AssertSqlSafe(sql.to_string())).fetch_one(&mut *tx).await.expect("a number")
}

async fn told(stage: &Stage, practice: Uuid) -> Vec<(String, String, serde_json::Value)> {
    stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind.starts_with("clients.import")).collect()
}

/// One step of an import, as the worker takes it.
async fn step(stage: &Stage, practice: Uuid, id: ImportId, owner: MemberId) -> bool {
    worker::Imports::step(&stage.db, &Due { practice: PracticeId(practice), id, owner, failures: 0 }).await.expect("a step")
}

fn crowd(n: usize) -> String {
    let rows: String = (0..n).map(|k| format!("First{k},Last{k},19{:02}-03-04,,\n", k % 100)).collect();
    format!("first_name,last_name,birth_date,email,therapist\n{rows}")
}

#[tokio::test]
async fn a_file_is_looked_at_then_imported_and_a_second_time_changes_nothing() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let sam_id = own_id(&mut sam).await;
    una.does::<crate::groups::AddGroup>(&[("name", "Evenings")]).await.ok();
    stage
        .behind(
            practice,
            "insert into client (practice_id, id, first_name, last_name, birth_date, location_id, created_at)
             select app_practice(), gen_random_uuid(), 'Zoe', 'Nunez', '1990-03-25', (select id from location), now()",
        )
        .await;
    let text = "Surname;First Name;DOB;Email;Therapist;Group;Risk;Notes\r\n\
                Núñez;Zoë;3/25/1990;;;;;x\r\n\
                Tran;Mei;1985-01-02;Mei@x.org;SAM@maple-grove.example;evenings;high;\r\n\
                \"O'Brien\nJr\";Pat;;;;;;\r\n\
                Tran;MEI;1985/1/2;;;;;\r\n\
                Tran;Mei-Lan;;mei@X.org;;;;\r\n\
                Tran;Bo;2001-09-09;mei@x.org;;;;\r\n\
                Bad;Day;31/12/1990;;;;;\r\n\
                =Cmd;;;;;;;\r\n";
    let id = uploads(&mut una, text).await;
    let seen = looks(&mut una, id, "").await;
    assert_eq!(counts(&seen), (ImportState::Ready, 3, 3, 2, 0));
    assert_eq!((seen.unknown.as_slice(), seen.import.total), (["Notes".to_string()].as_slice(), 8));
    assert_eq!(seen.rows.iter().map(|r| r.name.as_str()).collect::<Vec<_>>(), ["Mei Tran", "Pat O'Brien Jr", "Bo Tran"]);
    let there = looks(&mut una, id, "there").await.rows;
    assert_eq!(
        there.iter().map(|r| (r.line, r.reason.as_str())).collect::<Vec<_>>(),
        [(2, "Is there already."), (6, "The same as line 3."), (7, "The same as line 3.")]
    );
    assert!(there[0].client.is_some());
    let wrong = looks(&mut una, id, "error").await.rows;
    assert_eq!(wrong.iter().map(|r| (r.line, r.field.as_str())).collect::<Vec<_>>(), [(9, "Birth date"), (10, "First name")]);
    assert_eq!(many(&stage, practice, "select count(*) from client").await, 1, "nothing before the button");

    begins(&mut una, id).await.ok();
    begins(&mut una, id).await.ok();
    // Pressed again it changes nothing, and lets go of the row only after it has answered; a worker would pass it over.
    stage.behind(practice, "select from client_import for update").await;
    work_due(&stage.db).await.expect("worked");
    let seen = looks(&mut una, id, "").await;
    assert_eq!(counts(&seen), (ImportState::Finished, 0, 3, 2, 3));
    assert_eq!(many(&stage, practice, "select count(*) from client").await, 4);
    assert_eq!(
        many(
            &stage,
            practice,
            &format!(
                "select count(*) from client c join assignment a on a.client_id = c.id and a.member_id = '{sam_id}' and a.\"primary\" and a.until is null
                 join group_client g on g.client_id = c.id where c.risk = 'high' and c.email = 'Mei@x.org' and c.birth_date = '1985-01-02'"
            )
        )
        .await,
        1
    );
    assert_eq!(many(&stage, practice, "select count(*) from assignment").await, 1, "an administrator's are nobody's yet");
    assert_eq!(many(&stage, practice, "select count(*) from client_word where word = 'tran'").await, 2, "they are found");
    assert_eq!(many(&stage, practice, &format!("select many::bigint from notice where member_id = '{sam_id}'")).await, 1);

    let rejected = una.opens(&format!("/clients/import/{id}/rejected.csv")).await;
    let lines: Vec<&str> = rejected.text.lines().collect();
    assert_eq!(lines.len(), 3, "{}", rejected.text);
    assert!(lines[0].ends_with("risk,line,reason") && lines[1].starts_with("Day,Bad,,,31/12/1990,") && lines[1].contains(",9,"));
    assert!(lines[2].starts_with(",'=Cmd,"), "no formula: {}", lines[2]);

    let again = uploads(&mut una, text).await;
    assert_eq!(counts(&looks(&mut una, again, "").await), (ImportState::Ready, 0, 6, 2, 0));
    assert_eq!(begins(&mut una, again).await.status, StatusCode::FORBIDDEN);
    let told = told(&stage, practice).await;
    let kinds: Vec<&str> = told.iter().map(|(kind, ..)| kind.as_str()).collect();
    assert_eq!(
        kinds,
        ["clients.import_uploaded", "clients.import_begun", "clients.imported", "clients.import_ended", "clients.import_uploaded"]
    );
    assert!(told.iter().all(|(_, actor, _)| actor == "Una Lindqvist"));
    assert_eq!(told[2].2["clients"].as_array().map(Vec::len), Some(3));
    assert_eq!((&told[3].2["added"], &told[3].2["errors"]), (&serde_json::json!(3), &serde_json::json!(2)));
}

#[tokio::test]
async fn whoever_sees_only_their_own_is_assigned_to_whom_they_import_at_their_own_locations() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    una.does::<crate::locations::AddLocation>(&[("name", "Lakeview"), ("timezone", "America/Chicago"), ("address", "")]).await.ok();
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    stage.behind(practice, "update role set grants = array_remove(grants, 'clients.assign:own') where built_in = 'member'").await;
    stage
        .behind(
            practice,
            "insert into client (practice_id, id, first_name, last_name, location_id, created_at)
             select app_practice(), gen_random_uuid(), 'Una', 'Seen', (select id from location order by created_at limit 1), now()",
        )
        .await;
    let home = una.location().await;
    let text = "first,last,location,therapist,group\nA,One,,,\nB,Two,Lakeview,,\nC,Three,,una@maple-grove.example,\nD,Four,,,Evenings\nUna,Seen,,,\n";
    let id = uploads(&mut sam, text).await;
    let seen = looks(&mut sam, id, "error").await;
    assert_eq!(counts(&seen), (ImportState::Ready, 2, 0, 3, 0), "whom they don't see they aren't told of");
    assert!(seen.assigns_self);
    assert_eq!(seen.rows.iter().map(|r| r.field.as_str()).collect::<Vec<_>>(), ["Location", "Therapist", "Group"]);
    assert!(seen.rows[0].reason.contains("You don’t work at Lakeview"), "{}", seen.rows[0].reason);
    begins(&mut sam, id).await.ok();
    work_due(&stage.db).await.expect("worked");
    let member = own_id(&mut sam).await;
    let theirs = format!(
        "select count(*) from assignment a join client c on c.id = a.client_id where a.member_id = '{member}' and a.\"primary\" and c.location_id = '{home}'"
    );
    assert_eq!(many(&stage, practice, &theirs).await, 2);
    let again = uploads(&mut sam, text).await;
    assert_eq!(counts(&looks(&mut sam, again, "").await), (ImportState::Ready, 0, 2, 3, 0), "they see them now");
}

#[tokio::test]
async fn nobody_but_its_owner_sees_an_import_and_who_may_not_import_uploads_nothing() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut ada = una.hires(("Ada", "Min"), "ada@maple-grove.example", "Admin").await;
    let mut ola = stage.practice("Oak Street", "Ola").await;
    let id = uploads(&mut una, "first,last,email\nA,One,nobody\n").await;
    for who in [&mut ada, &mut ola] {
        let form = [("id", id.to_string()), ("show", String::new()), ("after_line", "0".into())];
        let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
        assert_eq!(who.does::<ClientImport>(&form).await.status, StatusCode::NOT_FOUND);
        assert_eq!(begins(who, id).await.status, StatusCode::NOT_FOUND);
        assert_eq!(who.does::<CancelImport>(&[("id", &id.to_string())]).await.status, StatusCode::NOT_FOUND);
        let file = who.opens(&format!("/clients/import/{id}/rejected.csv")).await;
        assert!(file.status.is_redirection() && !file.text.contains("nobody"));
    }
    assert_eq!(leads_to(&sends(&mut stage.visitor(), "x.csv", b"first,last\nA,B\n").await), "/signin?next=/clients/import");
    stage.behind(practice, "update role set grants = array_remove(grants, 'clients.add') where built_in = 'admin'").await;
    assert_eq!(leads_to(&sends(&mut ada, "x.csv", b"first,last\nA,B\n").await), "/clients/import?refused=denied");
    assert_eq!(many(&stage, practice, "select count(*) from pg_class where relname = 'client_import'").await, 1);
}

#[tokio::test]
async fn a_file_that_is_none_is_refused_in_words() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    for (file, why) in [
        (b"".to_vec(), NotTaken::Nothing),
        (b"PK\x03\x04".to_vec(), NotTaken::Workbook),
        (b"\xff\xfea\0".to_vec(), NotTaken::Wide),
        (b"who,what\na,b\n".to_vec(), NotTaken::NoNames),
        (vec![b'a'; MOST_BYTES + 1], NotTaken::TooLarge),
    ] {
        assert_eq!(leads_to(&sends(&mut una, "x.csv", &file).await), format!("/clients/import?refused={}", why.key()));
    }
    let page = una.opens("/clients/import?refused=workbook").await;
    assert!(page.text.contains("save it as CSV"), "said on the page");
    let template = una.opens("/clients/import/template.csv").await;
    let id = uploads(&mut una, &template.text).await;
    assert_eq!(counts(&looks(&mut una, id, "").await), (ImportState::Ready, 1, 0, 0, 0), "the template can be imported");
}

#[tokio::test]
async fn it_goes_on_where_it_was_and_two_at_work_do_nothing_twice() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let owner = own_id(&mut una).await;
    let id = uploads(&mut una, &crowd(1300)).await;
    begins(&mut una, id).await.ok();
    assert!(step(&stage, practice, id, owner).await);
    let seen = looks(&mut una, id, "").await;
    assert_eq!((counts(&seen), seen.import.percent()), ((ImportState::Running, 800, 0, 0, 500), 38));
    for done in all_at_once((0..3).map(|_| work_due(&stage.db))).await {
        done.expect("worked");
    }
    assert_eq!(counts(&looks(&mut una, id, "").await), (ImportState::Finished, 0, 0, 0, 1300));
    assert_eq!(many(&stage, practice, "select count(*) from client").await, 1300);
    let told = told(&stage, practice).await;
    assert_eq!(told.iter().filter(|(kind, ..)| kind == "clients.imported").count(), 3);
    assert_eq!(told.iter().filter(|(kind, ..)| kind == "clients.import_ended").count(), 1);
}

#[tokio::test]
async fn two_files_with_the_same_people_add_them_once() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (one, two) = (uploads(&mut una, &crowd(700)).await, uploads(&mut una, &crowd(700)).await);
    begins(&mut una, one).await.ok();
    begins(&mut una, two).await.ok();
    for done in all_at_once((0..2).map(|_| work_due(&stage.db))).await {
        done.expect("worked");
    }
    let (a, b) = (looks(&mut una, one, "").await.import, looks(&mut una, two, "").await.import);
    assert_eq!((a.added + b.added, a.there + b.there), (700, 700));
    assert_eq!(many(&stage, practice, "select count(*) from client").await, 700);
}

#[tokio::test]
async fn an_importer_who_loses_the_right_or_leaves_stops_the_import_with_the_reason() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    for (n, (change, why)) in [
        ("update member set status = 'removed', changed_at = now() where first_name = 'Ada0'", "This membership is removed."),
        ("update member set status = 'on_hold', changed_at = now() where first_name = 'Ada1'", "This membership is on hold."),
        ("update role set grants = array_remove(grants, 'clients.add') where built_in = 'admin'", "The role Admin can’t"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut ada = una.hires((&format!("Ada{n}"), "Min"), &format!("ada{n}@maple-grove.example"), "Admin").await;
        let owner = own_id(&mut ada).await;
        let text = crowd(900).replace("First", &format!("Run{n}x"));
        let id = uploads(&mut ada, &text).await;
        begins(&mut ada, id).await.ok();
        assert!(step(&stage, practice, id, owner).await);
        stage.behind(practice, change).await;
        work_due(&stage.db).await.expect("worked");
        let added = many(&stage, practice, &format!("select count(*) from client where first_name like 'Run{n}x%'")).await;
        assert_eq!(added, 500, "what was added stays, and nothing more came");
        let last = told(&stage, practice).await.pop().expect("an end");
        let reason = last.2["reason"].as_str().expect("a reason").replace('\'', "’");
        assert_eq!((last.0.as_str(), last.1.as_str(), &last.2["how"]), ("clients.import_ended", "", &serde_json::json!("stopped")));
        assert!(reason.contains(why), "{reason}");
    }
}

#[tokio::test]
async fn a_removal_and_a_batch_at_the_same_moment_come_one_after_the_other() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut ada = una.hires(("Ada", "Min"), "ada@maple-grove.example", "Admin").await;
    let owner = own_id(&mut ada).await;
    let id = uploads(&mut ada, &crowd(400)).await;
    begins(&mut ada, id).await.ok();
    let removal = async {
        stage.behind(practice, "update member set status = 'removed', changed_at = now() where first_name = 'Ada'").await;
        true
    };
    let both: Vec<std::pin::Pin<Box<dyn Future<Output = bool> + '_>>> =
        vec![Box::pin(removal), Box::pin(step(&stage, practice, id, owner))];
    all_at_once(both.into_iter()).await;
    work_due(&stage.db).await.expect("worked");
    let added = many(&stage, practice, "select count(*) from client").await;
    assert!(added == 0 || added == 400, "{added}");
    assert_eq!(told(&stage, practice).await.pop().map(|t| t.2["how"].clone()), Some(serde_json::json!("stopped")));
}

#[tokio::test]
async fn clients_of_a_therapist_who_left_meanwhile_wait_on_the_unassigned_board() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    una.hires(("Sam", "Okafor"), SAM, "Member").await;
    una.hires(("Ida", "Berg"), "ida@maple-grove.example", "Member").await;
    let owner = own_id(&mut una).await;
    let id = uploads(&mut una, "first,last,therapist\nA,One,sam@maple-grove.example\nB,Two,ida@maple-grove.example\n").await;
    begins(&mut una, id).await.ok();
    stage.behind(practice, "update member set status = 'removed', changed_at = now() where first_name = 'Sam'").await;
    work_due(&stage.db).await.expect("worked");
    assert_eq!(looks(&mut una, id, "").await.import.added, 2);
    let waits = format!(
        "select count(*) from unassigned u join client c on c.id = u.client_id join member m on m.id = u.left_by
         where c.last_name = 'One' and u.owner_id = '{owner}' and m.first_name = 'Sam' and u.until is null and u.due_at > u.since"
    );
    assert_eq!(many(&stage, practice, &waits).await, 1);
    assert_eq!(many(&stage, practice, "select count(*) from assignment").await, 1);
}

#[tokio::test]
async fn a_cancelled_import_keeps_what_is_done_and_an_old_upload_is_thrown_away() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let owner = own_id(&mut una).await;
    let id = uploads(&mut una, &format!("{}Wrong,Risk,,nobody,\n", crowd(600))).await;
    begins(&mut una, id).await.ok();
    assert!(step(&stage, practice, id, owner).await);
    una.does::<CancelImport>(&[("id", &id.to_string())]).await.ok();
    una.does::<CancelImport>(&[("id", &id.to_string())]).await.ok();
    assert!(!step(&stage, practice, id, owner).await, "nothing more to do");
    assert_eq!(counts(&looks(&mut una, id, "").await), (ImportState::Cancelled, 100, 0, 1, 500));
    let kept = "select count(*) from client_import_row";
    let rows = async || {
        let mut tx = stage.inside(practice).await;
        sqlx::query("select set_config('app.job', 'import', true)").execute(&mut *tx).await.expect("as the job");
        sqlx::query_scalar::<_, i64>(kept).fetch_one(&mut *tx).await.expect("rows")
    };
    assert_eq!(rows().await, 1, "of the file only what was wrong is kept");
    let waiting = uploads(&mut una, &crowd(3)).await;
    stage.later(Duration::days(8));
    work_due(&stage.db).await.expect("worked");
    assert_eq!(rows().await, 0);
    una.signs_in("una@maple-grove.example", crate::tests::stage::PASSWORD).await.ok();
    let seen = looks(&mut una, waiting, "").await;
    assert!(seen.gone && seen.import.state == ImportState::ThrownAway);
    assert!(begins(&mut una, waiting).await.status.is_client_error());
}
