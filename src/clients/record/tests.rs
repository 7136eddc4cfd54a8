//! The stories of one client's record.

use super::*;
use crate::base::AppError;
use crate::clients::{Clients, PickClients};
use crate::tests::stage::{Answer, Person, Stage, all_at_once};
use axum::http::StatusCode;
use chrono::Duration;
use server_fn::ServerFn;
use sqlx::{AssertSqlSafe, Executor, Row};
use uuid::Uuid;

async fn own_id(who: &mut Person<'_>) -> String {
    who.me().await.expect("signed in").member.expect("a member").0.member.to_string()
}

/// The form for a new client, filled in; `more` replaces and adds.
async fn adds(who: &mut Person<'_>, (first, last): (&str, &str), more: &[(&str, &str)]) -> Answer {
    let location = who.location().await;
    adds_at(who, (first, last), &location, &Uuid::now_v7().to_string(), more).await
}

async fn adds_at(who: &mut Person<'_>, (first, last): (&str, &str), location: &str, key: &str, more: &[(&str, &str)]) -> Answer {
    let mut form = vec![("key", key), ("person[first_name]", first), ("person[last_name]", last), ("person[location]", location)];
    form.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    form.extend(more);
    who.does::<AddClient>(&form).await
}

async fn added(who: &mut Person<'_>, name: (&str, &str), more: &[(&str, &str)]) -> String {
    adds(who, name, more).await.ok().as_str().expect("an id").to_string()
}

async fn record(who: &mut Person<'_>, id: &str) -> RecordSeen {
    serde_json::from_value(who.does::<ClientRecord>(&[("id", id)]).await.ok()).expect("a record")
}

async fn edits(who: &mut Person<'_>, id: &str, version: i32, location: &str, more: &[(&str, &str)]) -> Answer {
    let version = version.to_string();
    let mut form = vec![
        ("id", id),
        ("version", &version),
        ("person[first_name]", "Zoë"),
        ("person[last_name]", "Adams"),
        ("person[location]", location),
    ];
    form.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    form.extend(more);
    who.does::<EditClient>(&form).await
}

async fn restriction(who: &mut Person<'_>, id: &str) -> RestrictionSeen {
    serde_json::from_value(who.does::<ClientRestriction>(&[("id", id)]).await.ok()).expect("a restriction")
}

async fn restricts(who: &mut Person<'_>, id: &str) -> Answer {
    let version = restriction(who, id).await.version.to_string();
    who.does::<RestrictClient>(&[("id", id), ("version", &version)]).await
}

/// Another location of the practice.
async fn second_location(stage: &Stage, practice: Uuid) -> String {
    let id = Uuid::now_v7();
    let sql = format!(
        "insert into location (practice_id, id, name, timezone, created_at) values ('{practice}', '{id}', 'Riverside', 'America/New_York', now())"
    );
    stage.behind(practice, &sql).await;
    id.to_string()
}

async fn grant(stage: &Stage, practice: Uuid, role: &str, from: &str, to: &str) {
    stage.behind(practice, &format!("update role set grants = array_replace(grants, '{from}', '{to}') where built_in = '{role}'")).await;
}

/// Whether a client is found by any way there is.
async fn finds(who: &mut Person<'_>, id: &str, word: &str) -> Vec<&'static str> {
    let mut ways = Vec::new();
    let mut way = |name: &'static str, found: bool| ways.extend(found.then_some(name));
    for (name, status) in [("list", ""), ("archived", "archived")] {
        let list = who.does::<Clients>(&[("query[q]", ""), ("query[status]", status)]).await;
        way(name, list.text.contains(id));
    }
    way("search", who.does::<Clients>(&[("query[q]", word)]).await.text.contains(id));
    way("picker", who.does::<PickClients>(&[("q", word)]).await.text.contains(id));
    way("export", who.posts("/clients/export.csv", &[]).await.text.contains(id));
    way("record", who.does::<ClientRecord>(&[("id", id)]).await.status == StatusCode::OK);
    way("page", who.opens(&format!("/clients/{id}")).await.status == StatusCode::OK);
    way("visits", who.does::<crate::visits::ClientVisits>(&[("id", id)]).await.status == StatusCode::OK);
    ways
}

async fn told(stage: &Stage, practice: Uuid, kind: &str) -> Vec<serde_json::Value> {
    stage.trail(practice).await.into_iter().filter(|(k, ..)| k == kind).map(|(_, _, detail)| detail).collect()
}

/// One number of the practice, as far as row-level security shows it to whoever reaches the whole of it, and has to do with
/// nobody by name.
async fn number(stage: &Stage, practice: Uuid, sql: &str) -> i64 {
    let mut tx = stage.inside(practice).await;
    // Whatever hand moved the clock, it is later now.
    let later = "select set_config('app.now', (now() + interval '1 hour')::text, true)";
    tx.execute(later).await.expect("later");
    tx.execute("set local role caseload_app").await.expect("as the application");
    tx.fetch_one(AssertSqlSafe(sql.to_string())).await.expect("a number").get(0)
}

// ── adding ──

#[tokio::test]
async fn a_client_added_by_someone_with_their_own_caseload_is_theirs() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let more = [
        ("person[preferred_name]", "Zo"),
        ("person[birth_date]", "1990-02-03"),
        ("person[risk]", "high"),
        ("person[phone]", "+1 207 555 0100"),
    ];
    let id = added(&mut sam, ("Zoë", "Adams"), &more).await;
    let seen = record(&mut sam, &id).await;
    assert_eq!(
        (seen.name().as_str(), seen.preferred_name.as_str(), seen.risk, seen.restricted),
        ("Zoë Adams", "Zo", Some(Risk::High), false)
    );
    assert_eq!(seen.carers.iter().map(|c| (c.name.as_str(), c.primary)).collect::<Vec<_>>(), [("Sam Okafor", true)]);
    assert_eq!((seen.unassigned, seen.why_not.edit, seen.why_not.delete, seen.why_not.assign), (None, None, None, None));
    assert!(seen.age.expect("an age") >= 36);
    assert_eq!(number(&stage, practice, "select count(*) from unassigned where until is null").await, 0);
    assert_eq!(finds(&mut sam, &id, "zo").await, ["list", "search", "picker", "record", "page", "visits"], "no export for a member");
    let event = told(&stage, practice, "clients.added").await;
    assert_eq!(event, [serde_json::json!({ "location": "Main office", "therapist": "Sam Okafor", "twins": 0 })]);
    // The one whose reach is the caseload can't choose another.
    let una_id = own_id(&mut una).await;
    let other = added(&mut sam, ("Bo", "Berg"), &[("therapist", &una_id)]).await;
    assert_eq!(record(&mut sam, &other).await.carers[0].name, "Sam Okafor");
}

#[tokio::test]
async fn whoever_sees_the_practice_chooses_a_therapist_or_sees_to_the_client_themselves() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let (sam_id, una_id) = (own_id(&mut sam).await, own_id(&mut una).await);
    let nobodys = added(&mut una, ("Zoë", "Adams"), &[]).await;
    let seen = record(&mut una, &nobodys).await;
    let board = seen.unassigned.expect("on the board");
    assert_eq!((board.owner.to_string(), seen.carers.len()), (una_id.clone(), 0));
    assert_eq!(seen.created_at.until(board.due_at), Duration::days(7).num_milliseconds());
    let kept_from = "select count(*) from audit_event where kind = 'clients.kept_from'";
    for _ in 0..2 {
        assert_eq!(sam.does::<ClientRecord>(&[("id", &nobodys)]).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(sam.does::<ClientRecord>(&[("id", &una_id)]).await.status, StatusCode::NOT_FOUND, "no client at all");
    assert_eq!(number(&stage, practice, kept_from).await, 1, "the trail knows whom Sam asked for");
    let sams = added(&mut una, ("Bo", "Berg"), &[("therapist", &sam_id)]).await;
    assert_eq!(record(&mut sam, &sams).await.carers[0].name, "Sam Okafor");
    assert_eq!(record(&mut una, &sams).await.unassigned, None);
    assert_eq!(number(&stage, practice, "select count(*) from notice where kind = 'assigned'").await, 1, "Sam is told");
    let mail = stage.mail_to("sam@maple-grove.example", "1 client was assigned to you").await.expect("a letter");
    assert!(!mail.contains("Berg"), "{mail}");
    // An analyst sees no clients: nobody they could be.
    let mut ana = una.hires(("Ana", "Lyst"), "ana@maple-grove.example", "Analyst").await;
    let ana_id = own_id(&mut ana).await;
    assert!(adds(&mut una, ("Li", "Moe"), &[("therapist", &ana_id)]).await.refused().fault("therapist").is_some());
    let location = una.location().await;
    assert_eq!(adds_at(&mut ana, ("Li", "Moe"), &location, &ana_id, &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(number(&stage, practice, "select count(*) from client").await, 2, "a refused form leaves nothing");
}

#[tokio::test]
async fn a_restricted_client_is_seen_from_the_first_moment_by_its_therapist_and_whoever_added_it() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let mut ada = una.hires(("Ada", "Osei"), "ada@maple-grove.example", "Admin").await;
    let sam_id = own_id(&mut sam).await;
    let handed = added(&mut una, ("Zoë", "Adams"), &[("person[restricted]", "true"), ("therapist", &sam_id)]).await;
    let kept = added(&mut una, ("Bo", "Berg"), &[("person[restricted]", "true")]).await;
    let sams = added(&mut sam, ("Li", "Moe"), &[("person[restricted]", "true")]).await;
    assert!(record(&mut una, &handed).await.restricted && record(&mut sam, &handed).await.restricted);
    assert!(record(&mut una, &kept).await.restricted && record(&mut sam, &sams).await.restricted);
    for id in [&handed, &kept, &sams] {
        assert_eq!(finds(&mut ada, id, "zo").await, Vec::<&str>::new());
    }
    assert_eq!(una.does::<ClientRecord>(&[("id", &sams)]).await.status, StatusCode::NOT_FOUND, "an administrator neither");
    let list = restriction(&mut una, &handed).await;
    assert_eq!(list.list.iter().map(|l| l.name.as_str()).collect::<Vec<_>>(), ["Una Lindqvist"]);
}

#[tokio::test]
async fn a_client_is_added_only_where_the_adder_works_unless_they_see_the_whole_practice() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let riverside = second_location(&stage, practice).await;
    let at = [("person[location]", riverside.as_str())];
    assert!(adds(&mut sam, ("Zoë", "Adams"), &at).await.refused().fault("location").is_some());
    added(&mut una, ("Zoë", "Adams"), &at).await;
    let form: NewClientForm = serde_json::from_value(sam.does::<ClientToAdd>(&[]).await.ok()).expect("a form");
    assert_eq!((form.locations.len(), form.therapists), (1, None));
    // Whoever reaches their locations only.
    grant(&stage, practice, "member", "clients.view:own", "clients.view:locations").await;
    let id = added(&mut sam, ("Bo", "Berg"), &[]).await;
    assert_eq!(record(&mut sam, &id).await.carers[0].name, "Sam Okafor");
    stage.behind(practice, "update location set archived_at = now() where name = 'Riverside'").await;
    assert!(adds(&mut una, ("Li", "Moe"), &at).await.refused().fault("location").is_some());
}

#[tokio::test]
async fn likely_the_same_are_shown_first_and_those_one_does_not_see_without_their_name() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let born = [("person[birth_date]", "1990-02-03"), ("person[email]", "Zoe@Example.org")];
    let first = added(&mut una, ("Zoë", "Ådams"), &born).await;
    // The same name whatever the accents, and birth date; then the same email whatever the case.
    let again = [("person[birth_date]", "1990-02-03")];
    let refused = adds(&mut una, ("zoe", "ADAMS"), &again).await.refused();
    assert!(refused.fault("twins").expect("said").contains("Nothing was added yet"));
    let mail = [("person[email]", "zoe@example.ORG")];
    assert!(adds(&mut sam, ("Someone", "Else"), &mail).await.refused().fault("twins").is_some());
    let person = |first: &str, last: &str, more: &[(&str, &str)], location: &str| {
        let mut form = vec![
            ("person[first_name]".to_string(), first.to_string()),
            ("person[last_name]".into(), last.into()),
            ("person[location]".into(), location.into()),
        ];
        form.extend(more.iter().map(|(k, v)| (k.to_string(), v.to_string())));
        form
    };
    let location = una.location().await;
    let asks = |form: &[(String, String)]| form.iter().map(|(k, v)| (k.clone(), v.clone())).collect::<Vec<_>>();
    let form = asks(&person("Zoe", "Adams", &born, &location));
    let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let seen: TwinsSeen = serde_json::from_value(una.does::<LikelyTwins>(&form).await.ok()).expect("twins");
    assert_eq!(
        (seen.seen[0].id.to_string(), seen.seen[0].by.as_str(), seen.unseen.len()),
        (first.clone(), "name and birth date and email", 0)
    );
    let unseen: TwinsSeen = serde_json::from_value(sam.does::<LikelyTwins>(&form).await.ok()).expect("twins");
    assert_eq!((unseen.seen.len(), unseen.unseen.as_slice()), (0, ["name and birth date and email".to_string()].as_slice()));
    assert!(!sam.does::<LikelyTwins>(&form).await.text.contains(&first), "not even its id");

    // Added anyway, for what was shown and nothing else.
    let wrong = [("person[birth_date]", "1990-02-03"), ("twins_shown", "0")];
    assert!(adds(&mut una, ("Zoe", "Adams"), &wrong).await.refused().fault("twins").is_some());
    let anyway = [("person[birth_date]", "1990-02-03"), ("twins_shown", unseen.mark.as_str())];
    let second = added(&mut sam, ("Zoe", "Adams"), &anyway).await;
    assert_ne!(first, second);
    assert!(
        adds(&mut una, ("Zoe", "Adams"), &[("person[birth_date]", "1990-02-03"), ("twins_shown", seen.mark.as_str())])
            .await
            .refused()
            .fault("twins")
            .is_some()
    );
    assert_eq!(told(&stage, practice, "clients.added").await[1]["twins"], 1);
    // A restricted one is only known to be there.
    let restricted = added(&mut sam, ("Li", "Moe"), &[("person[restricted]", "true"), ("person[email]", "li@example.org")]).await;
    let form = asks(&person("Another", "One", &[("person[email]", "li@example.org")], &location));
    let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let answer = una.does::<LikelyTwins>(&form).await;
    assert!(answer.text.contains("\"email\"") && !answer.text.contains(&restricted) && !answer.text.contains("Moe"), "{}", answer.text);
    // Neither names nor birth dates of another practice.
    let mut ola = stage.practice("Oak Street", "Ola").await;
    added(&mut ola, ("Zoë", "Adams"), &born).await;
}

#[tokio::test]
async fn sent_twice_a_form_adds_once_and_of_two_who_add_the_same_at_once_one_is_told() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let (location, key) = (una.location().await, Uuid::now_v7().to_string());
    let born = [("person[birth_date]", "1990-02-03")];
    let (place, same) = (&location, &key);
    let clicks: Vec<Person<'_>> = (0..5).map(|_| una.clone()).collect();
    let answers =
        all_at_once(clicks.into_iter().map(|mut p| async move { adds_at(&mut p, ("Zoë", "Adams"), place, same, &born).await.ok() })).await;
    assert!(answers.iter().all(|a| a == &serde_json::json!(key)), "{answers:?}");
    assert_eq!(number(&stage, practice, "select count(*) from client").await, 1);
    assert_eq!(told(&stage, practice, "clients.added").await.len(), 1);

    let born = [("person[birth_date]", "1985-06-07")];
    let both = [una.clone(), sam.clone(), una.clone(), sam.clone()];
    let answers = all_at_once(
        both.into_iter().map(|mut p| async move { adds_at(&mut p, ("Bo", "Berg"), place, &Uuid::now_v7().to_string(), &born).await }),
    )
    .await;
    let made = answers.iter().filter(|a| a.status == StatusCode::OK).count();
    assert_eq!((made, number(&stage, practice, "select count(*) from client").await), (1, 2), "{answers:?}");
    let others = answers.into_iter().filter(|a| a.status != StatusCode::OK);
    assert!(others.map(|a| a.refused()).all(|e| e.fault("twins").is_some()));
    let _ = own_id(&mut sam).await;
}

#[tokio::test]
async fn what_was_typed_comes_back_without_javascript_together_with_who_is_likely_the_same() {
    use axum::{body::Body, http::Request};
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let born = [("person[birth_date]", "1990-02-03")];
    let first = added(&mut una, ("Zoë", "Adams"), &born).await;
    let page = una.opens("/clients/new").await.text;
    assert!(page.contains("Add a client") && page.contains("Primary therapist") && !page.contains("Likely here already"));
    let (location, key) = (una.location().await, Uuid::now_v7().to_string());
    let form = [
        ("key", key.as_str()),
        ("person[first_name]", "Zoe"),
        ("person[last_name]", "Adams"),
        ("person[birth_date]", "1990-02-03"),
        ("person[pronouns]", "they/them"),
        ("person[location]", &location),
    ];
    let body = form.iter().map(|(k, v)| format!("{}={}", crate::base::in_query(k), crate::base::in_query(v))).collect::<Vec<_>>().join("&");
    let post = |body: String| {
        Request::post(AddClient::PATH)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "text/html")
            .header("referer", "http://caseload.test/clients/new")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .expect("a request")
    };
    let answer = una.sends(post(body.clone())).await;
    let back = answer.headers["location"].to_str().expect("text").to_string();
    let page = una.opens(back.trim_start_matches("http://caseload.test")).await.text;
    assert!(page.contains("Likely here already") && page.contains("they/them") && page.contains(&format!("/clients/{first}")), "{page}");
    assert!(page.contains("Add anyway") && page.contains(&format!("value=\"{key}\"")));
    let at = page.find("name=\"twins_shown\" value=\"").expect("the mark") + "name=\"twins_shown\" value=\"".len();
    let mark: String = page[at..].chars().take_while(|c| *c != '"').collect();
    let answer = una.sends(post(format!("{body}&twins_shown={}", crate::base::in_query(&mark)))).await;
    assert_eq!(answer.headers["location"].to_str().expect("text"), format!("/clients/{key}?done=added"));
    let page = una.opens(&format!("/clients/{key}?done=added")).await.text;
    assert!(page.contains("Added.") && page.contains("Zoe Adams") && page.contains("they/them"));
}

// ── opening ──

/// How often a record was opened, as far as it is on record; it gets there as the answer leaves.
async fn was_opened(stage: &Stage, practice: Uuid, times: usize) {
    for _ in 0..100 {
        if told(stage, practice, "clients.viewed").await.len() >= times {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(told(stage, practice, "clients.viewed").await.len(), times);
}

#[tokio::test]
async fn opening_a_record_goes_on_record_once_in_a_while() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let id = added(&mut una, ("Zoë", "Adams"), &[]).await;
    for _ in 0..3 {
        assert_eq!(una.opens(&format!("/clients/{id}")).await.status, StatusCode::OK);
        was_opened(&stage, practice, 1).await;
    }
    let mut again = stage.visitor();
    again.signs_in(&una.email, crate::tests::stage::PASSWORD).await.ok();
    record(&mut again, &id).await;
    was_opened(&stage, practice, 2).await;
    stage.later(Duration::minutes(12));
    record(&mut una, &id).await;
    was_opened(&stage, practice, 2).await;
    stage.later(Duration::minutes(4));
    record(&mut una, &id).await;
    was_opened(&stage, practice, 3).await;
    let who: Vec<_> = stage.trail(practice).await.into_iter().filter(|(k, ..)| k == "clients.viewed").map(|(_, actor, _)| actor).collect();
    assert!(who.iter().all(|name| name == "Una Lindqvist"));
}

#[tokio::test]
async fn a_client_one_does_not_see_is_as_one_that_does_not_exist() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let id = added(&mut una, ("Zoë", "Adams"), &[]).await;
    let nobody = Uuid::now_v7().to_string();
    let mut ola = stage.practice("Oak Street", "Ola").await;
    for part in ["", "/edit", "/delete", "/restriction"] {
        for who in [&mut sam, &mut ola] {
            let hidden = who.opens(&format!("/clients/{id}{part}")).await;
            let missing = who.opens(&format!("/clients/{nobody}{part}")).await;
            assert_eq!((hidden.status, missing.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND), "{part}");
            assert!(!hidden.text.contains("Zoë"), "{part}");
            let plain = |text: &str, id: &str| {
                text.contains("There is nothing here, or it is not yours to see.") && !text.replace(id, "").contains("Adams")
            };
            assert!(plain(&hidden.text, &id) && plain(&missing.text, &nobody), "{part}");
        }
    }
    assert_eq!(una.opens("/clients/nonsense").await.status, StatusCode::NOT_FOUND);
    for path in [ClientToEdit::PATH, ClientEnding::PATH, ClientRestriction::PATH, crate::visits::NewVisit::PATH] {
        assert_eq!(sam.posts(path, &[("id", &id)]).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(una.posts(path, &[("id", &id)]).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn what_someone_may_not_do_says_why_and_whom_to_ask() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut flo = una.hires(("Flo", "Desk"), "flo@maple-grove.example", "Front Desk").await;
    let id = added(&mut una, ("Zoë", "Adams"), &[]).await;
    let seen = record(&mut flo, &id).await;
    assert!(seen.why_not.edit.is_none() && seen.why_not.delete.expect("a reason").contains("can't delete clients"));
    let page = flo.opens(&format!("/clients/{id}")).await.text;
    assert!(page.contains("can&#x27;t delete clients") || page.contains("can't delete clients"), "said at the button");
    assert!(page.contains("Ask Una Lindqvist.") && !page.contains(&format!("/clients/{id}/delete")));
    for part in ["delete", "restriction"] {
        let page = flo.opens(&format!("/clients/{id}/{part}")).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert!(page.text.contains("You can’t see this") && page.text.contains("Ask Una Lindqvist."), "{part}");
    }
    assert_eq!(flo.does::<DeleteClient>(&[("id", &id), ("version", "1"), ("typed_name", "Zoë Adams")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(flo.does::<RestrictClient>(&[("id", &id), ("version", "1")]).await.status, StatusCode::FORBIDDEN);
}

// ── editing ──

#[tokio::test]
async fn an_edit_is_on_record_field_by_field_and_never_over_someone_elses() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let location = una.location().await;
    let id = added(&mut una, ("Zoë", "Adams"), &[("person[phone]", "207 555 0100")]).await;
    let more = [
        ("person[birth_date]", "1990-02-03"),
        ("person[email]", "zoe@example.org"),
        ("person[risk]", "moderate"),
        ("person[phone]", "207 555 0100"),
    ];
    edits(&mut una, &id, 1, &location, &more).await.ok();
    assert_eq!(edits(&mut una, &id, 1, &location, &[]).await.refused(), AppError::Stale);
    edits(&mut una, &id, 2, &location, &more).await.ok();
    let seen = record(&mut una, &id).await;
    assert_eq!(
        (seen.version, seen.risk, seen.email.as_str()),
        (2, Some(Risk::Moderate), "zoe@example.org"),
        "nothing changed the second time"
    );
    let edited = told(&stage, practice, "clients.edited").await;
    let fields: Vec<_> = edited[0]["changes"]
        .as_array()
        .expect("changes")
        .iter()
        .map(|c| (c["field"].as_str(), c["before"].as_str(), c["after"].as_str()))
        .collect();
    assert_eq!(
        fields,
        [
            (Some("birth date"), Some(""), Some("1990-02-03")),
            (Some("email"), Some(""), Some("zoe@example.org")),
            (Some("risk"), Some(""), Some("moderate"))
        ]
    );
    assert_eq!(edited.len(), 1);
    let Err(faults) =
        Err::<(), _>(edits(&mut una, &id, 2, &location, &[("person[first_name]", " "), ("person[email]", "x")]).await.refused())
    else {
        unreachable!()
    };
    assert!(faults.fault("first_name").is_some() && faults.fault("email").is_some());
    stage.behind(practice, "update client set archived_at = now()").await;
    let AppError::Denied(why) = edits(&mut una, &id, 2, &location, &[("person[phone]", "")]).await.refused() else { panic!("denied") };
    assert!(why[0].contains("Restore it first"));
    let renamed = una.opens(&format!("/clients/{id}/edit")).await;
    assert_eq!(renamed.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn moved_to_where_one_would_not_see_it_a_client_goes_only_after_that_was_said() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let (main, riverside) = (una.location().await, second_location(&stage, practice).await);
    grant(&stage, practice, "member", "clients.view:own", "clients.view:locations").await;
    grant(&stage, practice, "member", "clients.edit:own", "clients.edit:locations").await;
    let (unas, sams) = (added(&mut una, ("Zoë", "Adams"), &[]).await, added(&mut sam, ("Bo", "Berg"), &[]).await);
    let refused = edits(&mut sam, &unas, 1, &riverside, &[]).await.refused();
    assert!(refused.fault("location").expect("said").contains("You don’t work at Riverside"));
    assert!(edits(&mut sam, &unas, 1, &riverside, &[("leaves", &main)]).await.refused().fault("location").is_some());
    assert_eq!(record(&mut sam, &unas).await.location, "Main office");
    edits(&mut sam, &unas, 1, &riverside, &[("leaves", &riverside)]).await.ok();
    assert_eq!(finds(&mut sam, &unas, "zo").await, Vec::<&str>::new());
    assert_eq!(record(&mut una, &unas).await.location, "Riverside");
    assert_eq!(
        told(&stage, practice, "clients.edited").await[0]["changes"][0],
        serde_json::json!({ "field": "location", "before": "Main office", "after": "Riverside" })
    );
    // One's own goes along wherever it is.
    edits(&mut sam, &sams, 1, &riverside, &[]).await.ok();
    assert_eq!(record(&mut sam, &sams).await.location, "Riverside");
}

// ── the end ──

#[tokio::test]
async fn a_deleted_client_is_sealed_and_found_nowhere() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let (una_id, sam_id) = (own_id(&mut una).await, own_id(&mut sam).await);
    let id = added(&mut sam, ("Zoë", "Adams"), &[("person[email]", "zoe@example.org")]).await;
    stage
        .behind(
            practice,
            &format!(
                "insert into assignment (practice_id, id, client_id, member_id, since) values (app_practice(), gen_random_uuid(), '{id}', '{una_id}', now());
                 insert into practice_group (practice_id, id, name, created_at) values (app_practice(), '{una_id}', 'G', now());
                 insert into group_client (practice_id, group_id, client_id, since) values (app_practice(), '{una_id}', '{id}', now());
                 insert into client_named (practice_id, client_id, member_id, since) values (app_practice(), '{id}', '{una_id}', now());
                 insert into visit (practice_id, id, client_id, member_id, location_id, starts_at, minutes, kind, state, created_at, changed_at)
                   select app_practice(), gen_random_uuid(), '{id}', '{sam_id}', id, now() + interval '2 days', 50, 'intake', 'scheduled', now(), now() from location;
                 update client set portal = 'activated'"
            ),
        )
        .await;
    let ending: Ending = serde_json::from_value(sam.does::<ClientEnding>(&[("id", &id)]).await.ok()).expect("an ending");
    assert_eq!((ending.carers.len(), ending.groups, ending.visits_ahead, ending.portal), (2, 1, 1, true));
    let page = sam.opens(&format!("/clients/{id}/delete")).await.text;
    assert!(
        page.contains("Type Zoë Adams to delete this record")
            && page.contains("1 planned visit is cancelled.")
            && page.contains("audit trail")
    );
    let form = |name: &'static str, version: &'static str| [("version", version), ("typed_name", name)];
    let delete = |id: &str, pairs: [(&'static str, &'static str); 2]| -> Vec<(&'static str, String)> {
        std::iter::once(("id", id.to_string())).chain(pairs.map(|(k, v)| (k, v.to_string()))).collect()
    };
    async fn sends(who: &mut Person<'_>, form: &[(&'static str, String)]) -> Answer {
        let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
        who.does::<DeleteClient>(&form).await
    }
    stage.later(Duration::minutes(11));
    assert_eq!(sends(&mut sam, &delete(&id, form("Zoë Adams", "1"))).await.refused(), AppError::ConfirmPassword);
    sam.confirms().await;
    assert!(sends(&mut sam, &delete(&id, form("Zoe", "1"))).await.refused().fault("typed_name").is_some());
    assert_eq!(sends(&mut sam, &delete(&id, form("zoë adams", "7"))).await.refused(), AppError::Stale);
    assert!(!finds(&mut sam, &id, "zo").await.is_empty(), "nothing has happened yet");
    sends(&mut sam, &delete(&id, form(" zoë  adams ", "1"))).await.ok();

    una.confirms().await;
    for who in [&mut sam, &mut una] {
        assert_eq!(finds(who, &id, "zo").await, Vec::<&str>::new());
    }
    assert_eq!(sends(&mut una, &delete(&id, form("Zoë Adams", "2"))).await.status, StatusCode::NOT_FOUND);
    for table in ["client", "client_word", "visit"] {
        assert_eq!(
            number(&stage, practice, &format!("select count(*) from {table}")).await,
            0,
            "row-level security alone hides it: {table}"
        );
    }
    for table in ["assignment", "group_client", "client_named", "unassigned"] {
        assert_eq!(number(&stage, practice, &format!("select count(*) from {table} where until is null")).await, 0, "{table}");
        assert_ne!(number(&stage, practice, &format!("select count(*) from {table}")).await, 0, "its story is kept: {table}");
    }
    assert_eq!(number(&stage, practice, "select count(*) from assignment where \"primary\"").await, 1, "nobody became primary in between");
    let event = told(&stage, practice, "clients.deleted").await;
    assert_eq!(event, [serde_json::json!({ "therapists": ["Sam Okafor", "Una Lindqvist"], "visits_cancelled": 1 })]);
    // Kept, sealed: the owner of the database finds it, stepping over row-level security.
    let mut conn = stage.owner.acquire().await.expect("a connection");
    conn.execute("alter table client no force row level security; alter table visit no force row level security")
        .await
        .expect("stepped over");
    let kept: (bool, bool, String, i64) = sqlx::query_as(
        "select deleted_at is not null, archived_at is not null, portal, (select count(*) from visit where state = 'cancelled') from client where id = $1::uuid",
    )
    .bind(&id)
    .fetch_one(&mut *conn)
    .await
    .expect("the record");
    assert_eq!(kept, (true, true, "none".to_string(), 1));
    // A new one with the same email is nobody's twin.
    added(&mut sam, ("Zoë", "Adams"), &[("person[email]", "zoe@example.org")]).await;
}

#[tokio::test]
async fn of_two_who_delete_or_edit_at_once_one_finds_it_gone_or_changed() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let location = una.location().await;
    let id = added(&mut una, ("Zoë", "Adams"), &[]).await;
    let form = [("id", id.as_str()), ("version", "1"), ("typed_name", "Zoë Adams")];
    let many: Vec<Person<'_>> = (0..4).map(|_| una.clone()).collect();
    let answers = all_at_once(many.into_iter().map(|mut p| async move { p.does::<DeleteClient>(&form).await.status })).await;
    assert_eq!(answers.iter().filter(|s| s.is_success()).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|s| s.is_success() || [StatusCode::CONFLICT, StatusCode::NOT_FOUND].contains(s)), "{answers:?}");
    assert_eq!(told(&stage, practice, "clients.deleted").await.len(), 1);
    let id = added(&mut una, ("Bo", "Berg"), &[]).await;
    let (mut one, mut two) = (una.clone(), una.clone());
    let form = [("id", id.as_str()), ("version", "1"), ("typed_name", "Bo Berg")];
    let (deleted, edited) = tokio::join!(one.does::<DeleteClient>(&form), edits(&mut two, &id, 1, &location, &[]));
    assert_eq!([deleted.status, edited.status].iter().filter(|s| s.is_success()).count(), 1, "{} {}", deleted.status, edited.status);
}

// ── who alone sees it ──

#[tokio::test]
async fn a_restricted_client_is_seen_by_its_list_and_by_name_and_lifting_it_ends_the_list() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut ada = una.hires(("Ada", "Osei"), "ada@maple-grove.example", "Admin").await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let mut kim = una.hires(("Kim", "Vale"), "kim@maple-grove.example", "Member").await;
    let (una_id, sam_id, kim_id) = (own_id(&mut una).await, own_id(&mut sam).await, own_id(&mut kim).await);
    let id = added(&mut una, ("Zoë", "Adams"), &[("therapist", &sam_id)]).await;
    assert!(!finds(&mut ada, &id, "zo").await.is_empty());
    let before = restriction(&mut una, &id).await;
    assert!(!before.restricted && before.joins_list && before.by_name[0].why == [Why::Primary]);
    restricts(&mut una, &id).await.ok();
    assert_eq!(finds(&mut ada, &id, "zo").await, Vec::<&str>::new(), "no administrator either");
    assert!(finds(&mut sam, &id, "zo").await.contains(&"list") && finds(&mut una, &id, "zo").await.contains(&"list"));
    let seen = restriction(&mut una, &id).await;
    assert_eq!((seen.list[0].id.to_string(), seen.by_name[0].id.to_string()), (una_id.clone(), sam_id.clone()));

    let name = [("id", id.as_str()), ("whom", kim_id.as_str())];
    assert_eq!(kim.does::<ClientRecord>(&[("id", &id)]).await.status, StatusCode::NOT_FOUND);
    let found = una.does::<NameableForClient>(&[("id", &id), ("q", "vale")]).await.ok();
    assert_eq!(found[0]["name"], "Kim Vale");
    una.does::<NameForClient>(&name).await.ok();
    assert!(record(&mut kim, &id).await.restricted);
    assert!(una.does::<NameableForClient>(&[("id", &id), ("q", "vale")]).await.ok().as_array().expect("a list").is_empty());
    una.does::<UnnameForClient>(&name).await.ok();
    assert_eq!(kim.does::<ClientRecord>(&[("id", &id)]).await.status, StatusCode::NOT_FOUND);

    let version = restriction(&mut una, &id).await.version.to_string();
    assert_eq!(una.does::<LiftRestriction>(&[("id", &id), ("version", "1")]).await.refused(), AppError::Stale);
    una.does::<LiftRestriction>(&[("id", &id), ("version", &version)]).await.ok();
    assert!(!finds(&mut ada, &id, "zo").await.is_empty());
    assert_eq!(number(&stage, practice, "select count(*) from client_named where until is null").await, 0);
    let kinds: Vec<String> = stage
        .trail(practice)
        .await
        .into_iter()
        .map(|(k, ..)| k)
        .filter(|k| k.starts_with("clients.") && k != "clients.viewed" && k != "clients.added" && k != "clients.exported")
        .filter(|k| k != "clients.kept_from")
        .collect();
    assert_eq!(kinds, ["clients.restricted", "clients.named", "clients.unnamed", "clients.restriction_lifted"]);
    // Someone whose own it is restricts it, is not put on the list, and keeps it.
    restricts(&mut sam, &id).await.ok();
    let seen = restriction(&mut sam, &id).await;
    assert!(seen.restricted && seen.list.is_empty());
    assert_eq!(una.does::<ClientRecord>(&[("id", &id)]).await.status, StatusCode::NOT_FOUND);
    let mut ola = stage.practice("Oak Street", "Ola").await;
    let olas = added(&mut ola, ("Li", "Moe"), &[]).await;
    assert!(ola.does::<NameForClient>(&[("id", &olas), ("whom", &kim_id)]).await.refused().fault("whom").is_some());
}

#[tokio::test]
async fn the_last_who_sees_a_restricted_client_stays_on_its_list() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut ada = una.hires(("Ada", "Osei"), "ada@maple-grove.example", "Admin").await;
    let (una_id, ada_id) = (own_id(&mut una).await, own_id(&mut ada).await);
    let id = added(&mut una, ("Zoë", "Adams"), &[("person[restricted]", "true")]).await;
    una.does::<NameForClient>(&[("id", &id), ("whom", &una_id)]).await.ok();
    stage.behind(practice, "update unassigned set until = now()").await;
    let AppError::Denied(why) = una.does::<UnnameForClient>(&[("id", &id), ("whom", &una_id)]).await.refused() else { panic!("denied") };
    assert!(why[0].contains("Una Lindqvist is the only one who sees this client"), "{why:?}");
    una.does::<NameForClient>(&[("id", &id), ("whom", &ada_id)]).await.ok();
    // Each takes the other off at once: one of them stays.
    let (mut one, mut two) = (una.clone(), ada.clone());
    let (first, second) = ([("id", id.as_str()), ("whom", ada_id.as_str())], [("id", id.as_str()), ("whom", una_id.as_str())]);
    tokio::join!(one.does::<UnnameForClient>(&first), two.does::<UnnameForClient>(&second));
    assert_eq!(number(&stage, practice, "select count(*) from client_named where until is null").await, 1);
    // One who can't sign in any more counts for nobody.
    let mut kim = una.hires(("Kim", "Vale"), "kim@maple-grove.example", "Admin").await;
    let kim_id = own_id(&mut kim).await;
    let stays = if una.does::<ClientRecord>(&[("id", &id)]).await.status == StatusCode::OK { &mut una } else { &mut ada };
    let own = own_id(stays).await;
    stays.does::<NameForClient>(&[("id", &id), ("whom", &kim_id)]).await.ok();
    stage.behind(practice, &format!("update member set status = 'inactive' where id = '{kim_id}'")).await;
    let answer = stays.does::<UnnameForClient>(&[("id", &id), ("whom", &own)]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text);
    let page = stays.opens(&format!("/clients/{id}/restriction")).await.text;
    assert!(page.contains("Lift the restriction") && page.contains("Take off"));
}
