//! The stories of visits.

use super::*;
use crate::base::AppError;
use crate::clients::{AddClient, ClientRecord, RecordSeen, RestrictClient};
use crate::tests::stage::{Answer, PASSWORD, Person, Stage, all_at_once};
use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use sqlx::{Executor, Row};
use uuid::Uuid;

async fn own_id(who: &mut Person<'_>) -> String {
    who.me().await.expect("signed in").member.expect("a member").0.member.to_string()
}

async fn client(who: &mut Person<'_>, last: &str, therapist: &str) -> String {
    let location = who.location().await;
    let form = [
        ("key", Uuid::now_v7().to_string()),
        ("person[first_name]", "Zoë".into()),
        ("person[last_name]", last.into()),
        ("person[location]", location),
        ("therapist", therapist.into()),
    ];
    let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
    who.does::<AddClient>(&form).await.ok().as_str().expect("an id").to_string()
}

/// The form of a visit, as it is filled in before anything is typed, and then what is.
async fn form(who: &mut Person<'_>, client: &str, more: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let seen: VisitInForm = serde_json::from_value(who.does::<NewVisit>(&[("id", client)]).await.ok()).expect("a form");
    filled(&seen, more)
}

fn filled(seen: &VisitInForm, more: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let mut form = vec![
        ("visit[client]", seen.client.to_string()),
        ("visit[member]", seen.member.to_string()),
        ("visit[location]", seen.location.to_string()),
        ("visit[date]", seen.date.clone()),
        ("visit[time]", seen.time.clone()),
        ("visit[minutes]", seen.minutes.to_string()),
        ("visit[kind]", seen.kind.key().into()),
        ("visit[state]", seen.state.key().into()),
    ];
    form.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    form.extend(more.iter().map(|(k, v)| (*k, v.to_string())));
    form
}

async fn records(who: &mut Person<'_>, client: &str, more: &[(&'static str, &str)]) -> Answer {
    let form = form(who, client, more).await;
    let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
    who.does::<RecordVisit>(&form).await
}

async fn recorded(who: &mut Person<'_>, client: &str, more: &[(&'static str, &str)]) -> String {
    records(who, client, more).await.ok().as_str().expect("an id").to_string()
}

async fn changes(who: &mut Person<'_>, visit: &str, more: &[(&'static str, &str)]) -> Answer {
    let seen: VisitInForm = serde_json::from_value(who.does::<VisitToChange>(&[("visit_id", visit)]).await.ok()).expect("a form");
    let mut form = filled(&seen, more);
    form.push(("visit_id", visit.into()));
    form.push(("version", seen.version.to_string()));
    let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
    who.does::<ChangeVisit>(&form).await
}

async fn visits(who: &mut Person<'_>, client: &str) -> VisitsSeen {
    serde_json::from_value(who.does::<ClientVisits>(&[("id", client)]).await.ok()).expect("visits")
}

async fn record(who: &mut Person<'_>, id: &str) -> RecordSeen {
    serde_json::from_value(who.does::<ClientRecord>(&[("id", id)]).await.ok()).expect("a record")
}

async fn history(who: &mut Person<'_>, member: &str) -> Option<HistorySeen> {
    serde_json::from_value(who.does::<MemberHistory>(&[("member", member)]).await.ok()).expect("a history")
}

/// What the visits made of the clients and who saw them, and what a slow count says they should have.
async fn is_counted(stage: &Stage, practice: Uuid) {
    let mut tx = stage.inside(practice).await;
    let wrong: i64 = tx
        .fetch_one(
            "select (select count(*) from (select client_id, member_id, count(*) as n, max(starts_at) as at from visit where state = 'held' group by 1, 2) v
               full join client_seen s using (client_id, member_id) where v.n is distinct from s.visits or v.at is distinct from s.last_at)
             + (select count(*) from client c where c.last_visit_at is distinct from (
               select max(v.starts_at) from visit v where v.client_id = c.id and v.state = 'held'))",
        )
        .await
        .expect("a count")
        .get(0);
    assert_eq!(wrong, 0);
}

#[tokio::test]
async fn a_visit_is_planned_held_and_noted_and_the_client_knows_when_it_was() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let sam_id = own_id(&mut sam).await;
    let id = client(&mut una, "Adams", &sam_id).await;
    let visit = recorded(&mut sam, &id, &[]).await;
    let seen = visits(&mut sam, &id).await;
    assert_eq!(
        (seen.visits[0].state, seen.visits[0].with.as_str(), seen.visits[0].note_pending),
        (VisitState::Scheduled, "Sam Okafor", false)
    );
    assert_eq!(record(&mut sam, &id).await.next_visit, Some(seen.visits[0].starts_at));
    assert!(changes(&mut sam, &visit, &[("visit[state]", "held")]).await.refused().fault("state").expect("said").contains("yet to come"));
    stage.later(Duration::hours(2));
    sam.signs_in("sam@maple-grove.example", PASSWORD).await.ok();
    changes(&mut sam, &visit, &[("visit[state]", "held")]).await.ok();
    let seen = record(&mut sam, &id).await;
    assert_eq!((seen.last_visit.is_some(), seen.next_visit, seen.pending_notes), (true, None, 1));
    let row = visits(&mut sam, &id).await.visits[0].clone();
    assert!(row.note_pending && row.starts_at == seen.last_visit.expect("held"));
    let page = sam.opens(&format!("/clients/{id}")).await.text;
    assert!(page.contains("id=\"activities\"") && page.contains("Note pending") && page.contains("Record a visit"));
    let version = row.version.to_string();
    let note = [("visit_id", visit.as_str()), ("version", version.as_str())];
    sam.does::<WriteNote>(&note).await.ok();
    assert_eq!(sam.does::<WriteNote>(&note).await.refused(), AppError::Stale);
    assert_eq!(record(&mut sam, &id).await.pending_notes, 0);
    changes(&mut sam, &visit, &[("visit[state]", "missed")]).await.ok();
    let seen = record(&mut sam, &id).await;
    assert_eq!((seen.last_visit, seen.pending_notes), (None, 0), "one that was not held has no note");
    is_counted(&stage, practice).await;
    let told: Vec<_> = stage.trail(practice).await.into_iter().filter(|(k, ..)| k.starts_with("visits.")).collect();
    assert_eq!(
        told.iter().map(|(k, ..)| k.as_str()).collect::<Vec<_>>(),
        ["visits.recorded", "visits.changed", "visits.noted", "visits.changed"]
    );
    assert_eq!(told[1].2["changes"], serde_json::json!([{ "field": "state", "before": "Scheduled", "after": "Held" }]));
}

#[tokio::test]
async fn times_are_those_of_the_locations_clock() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let own = own_id(&mut una).await;
    let id = client(&mut una, "Adams", &own).await;
    let summer = recorded(&mut una, &id, &[("visit[date]", "2029-07-02"), ("visit[time]", "09:30")]).await;
    recorded(&mut una, &id, &[("visit[date]", "2029-01-02"), ("visit[time]", "09:30")]).await;
    let at = |m: crate::base::Moment| DateTime::<Utc>::from_timestamp_millis(m.0).expect("a moment").to_rfc3339();
    let seen = visits(&mut una, &id).await.visits;
    assert_eq!([at(seen[0].starts_at), at(seen[1].starts_at)], ["2029-07-02T13:30:00+00:00", "2029-01-02T14:30:00+00:00"]);
    let form: VisitInForm = serde_json::from_value(una.does::<VisitToChange>(&[("visit_id", &summer)]).await.ok()).expect("a form");
    assert_eq!((form.date.as_str(), form.time.as_str()), ("2029-07-02", "09:30"));
    changes(&mut una, &summer, &[("visit[minutes]", "90")]).await.ok();
    assert_eq!(at(visits(&mut una, &id).await.visits[0].starts_at), "2029-07-02T13:30:00+00:00", "it was not moved");
}

#[tokio::test]
async fn everyone_records_their_own_visits_and_whoever_keeps_the_calendar_everyones() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let mut flo = una.hires(("Flo", "Desk"), "flo@maple-grove.example", "Front Desk").await;
    let mut bill = una.hires(("Bill", "Payer"), "bill@maple-grove.example", "Billing Manager").await;
    let (sam_id, una_id) = (own_id(&mut sam).await, own_id(&mut una).await);
    let id = client(&mut una, "Adams", &sam_id).await;
    let other = client(&mut una, "Berg", "").await;
    let form: VisitInForm = serde_json::from_value(sam.does::<NewVisit>(&[("id", &id)]).await.ok()).expect("a form");
    assert_eq!(form.members.iter().map(|m| m.id.as_str()).collect::<Vec<_>>(), [sam_id.as_str()], "nobody else to choose");
    assert!(records(&mut sam, &id, &[("visit[member]", &una_id)]).await.refused().fault("member").is_some());
    let unas = recorded(&mut flo, &id, &[("visit[member]", &una_id)]).await;
    let sams = recorded(&mut flo, &id, &[("visit[member]", &sam_id), ("visit[date]", "2029-07-02")]).await;
    let AppError::Denied(why) = sam.does::<VisitToChange>(&[("visit_id", &unas)]).await.refused() else { panic!("denied") };
    assert!(why[0].contains("This visit is Una Lindqvist’s."), "{why:?}");
    changes(&mut sam, &sams, &[("visit[state]", "cancelled")]).await.ok();
    changes(&mut flo, &sams, &[("visit[member]", &una_id), ("visit[state]", "scheduled")]).await.ok();
    assert_eq!(visits(&mut sam, &id).await.only_of.map(|m| m.to_string()), Some(sam_id.clone()));
    assert_eq!(visits(&mut flo, &id).await.only_of, None);
    // Not where the client isn't seen, and not without the right.
    assert_eq!(sam.does::<NewVisit>(&[("id", &other)]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(sam.does::<RecordVisit>(&[("visit[client]", &other)]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(bill.does::<NewVisit>(&[("id", &id)]).await.status, StatusCode::FORBIDDEN, "who keeps no calendar");
    let anas = recorded(&mut flo, &other, &[]).await;
    for (path, name) in [("visits/api/visit_to_change", "visit_id"), ("visits/api/write_note", "visit_id")] {
        let answer = sam.posts(&format!("/api/caseload/{path}"), &[(name, &anas), ("version", "1")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(sam.opens(&format!("/visits/{anas}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(flo.opens(&format!("/visits/{anas}")).await.status, StatusCode::OK);
    assert_eq!(flo.opens(&format!("/visits/new?client={other}")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_overlap_is_said_and_a_visit_changed_meanwhile_is_not_overwritten() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let own = own_id(&mut una).await;
    let (id, other) = (client(&mut una, "Adams", &own).await, client(&mut una, "Berg", &own).await);
    let at = |time: &'static str| [("visit[date]", "2029-07-02"), ("visit[time]", time)];
    let led = |answer: &Answer| answer.headers.get("location").map(|l| l.to_str().expect("text").to_string());
    let first = records(&mut una, &id, &at("09:00")).await;
    assert_eq!(led(&first).expect("led back"), format!("/clients/{id}?done=recorded#activities"));
    let visit = first.ok().as_str().expect("an id").to_string();
    for (time, done) in [("09:49", "overlap"), ("08:11", "overlap"), ("07:00", "recorded"), ("10:40", "recorded")] {
        let answer = records(&mut una, &other, &at(time)).await;
        assert_eq!(led(&answer).expect("led back"), format!("/clients/{other}?done={done}#activities"), "{time}");
    }
    assert!(una.opens(&format!("/clients/{other}?done=overlap")).await.text.contains("It overlaps with another visit"));
    let cancelled =
        records(&mut una, &other, &[("visit[date]", "2029-07-02"), ("visit[time]", "09:10"), ("visit[state]", "cancelled")]).await;
    assert!(led(&cancelled).expect("led back").contains("done=recorded"), "it takes nobody's time");

    let (mut one, mut two) = (una.clone(), una.clone());
    let (answer, another) =
        tokio::join!(changes(&mut one, &visit, &[("visit[minutes]", "20")]), changes(&mut two, &visit, &[("visit[minutes]", "30")]));
    let fine = [&answer, &another].iter().filter(|a| a.status == StatusCode::OK).count();
    assert!(fine >= 1, "{} {}", answer.status, another.status);
    let stale = [("visit_id", visit.as_str()), ("version", "1")];
    let seen: VisitInForm = serde_json::from_value(una.does::<VisitToChange>(&[("visit_id", &visit)]).await.ok()).expect("a form");
    let mut form = filled(&seen, &[("visit[minutes]", "70")]);
    form.extend(stale.map(|(k, v)| (k, v.to_string())));
    let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
    assert_eq!(una.does::<ChangeVisit>(&form).await.refused(), AppError::Stale);
}

#[tokio::test]
async fn the_latest_come_first_page_by_page() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (practice, own) = (una.practice().await, own_id(&mut una).await);
    let id = client(&mut una, "Adams", &own).await;
    stage
        .behind(
            practice,
            &format!(
                "insert into visit (practice_id, id, client_id, member_id, location_id, starts_at, minutes, kind, state, created_at, changed_at)
                 select app_practice(), gen_random_uuid(), '{id}', '{own}', (select id from location), date_trunc('hour', now()) - (n / 2) * interval '1 hour',
                   50, 'individual', 'held', now(), now() from generate_series(1, 45) n"
            ),
        )
        .await;
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page: VisitsSeen =
            serde_json::from_value(una.does::<ClientVisits>(&[("id", &id), ("after", &after)]).await.ok()).expect("visits");
        all.extend(page.visits);
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    assert_eq!(all.len(), 45);
    assert!(all.windows(2).all(|w| w[0].starts_at >= w[1].starts_at && w[0].id != w[1].id));
    let page = una.opens(&format!("/clients/{id}")).await.text;
    assert!(page.contains("Earlier visits") && !page.contains("Latest visits"));
}

#[tokio::test]
async fn however_visits_come_change_hands_and_go_it_is_counted_who_saw_whom() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let (una_id, sam_id) = (own_id(&mut una).await, own_id(&mut sam).await);
    stage
        .behind(
            practice,
            &format!(
                "insert into client (practice_id, id, first_name, last_name, location_id, created_at)
                   select app_practice(), gen_random_uuid(), 'C', 'Nr' || n, (select id from location), now() from generate_series(1, 40) n;
                 insert into visit (practice_id, id, client_id, member_id, location_id, starts_at, minutes, kind, state, created_at, changed_at)
                   select app_practice(), gen_random_uuid(), c.id, case when n % 2 = 0 then '{una_id}'::uuid else '{sam_id}'::uuid end, c.location_id,
                     now() - n * interval '1 day', 50, 'individual', case n % 5 when 0 then 'cancelled' when 1 then 'scheduled' else 'held' end, now(), now()
                   from client c, generate_series(1, 20) n"
            ),
        )
        .await;
    is_counted(&stage, practice).await;
    for change in [
        format!(
            "update visit set member_id = '{una_id}' where member_id = '{sam_id}' and client_id in (select id from client where last_name < 'Nr3')"
        ),
        "update visit set state = 'cancelled' where state = 'held' and starts_at > now() - interval '4 days'".into(),
        "update visit set starts_at = starts_at - interval '60 days' where extract(day from starts_at)::int % 3 = 0".into(),
        "update visit set state = 'held' where state = 'scheduled'".into(),
        "update visit set noted_at = now() where state = 'held'".into(),
        format!("update visit set client_id = (select min(id::text)::uuid from client) where member_id = '{sam_id}'"),
        "update visit set state = 'missed'".into(),
    ] {
        stage.behind(practice, &change).await;
        is_counted(&stage, practice).await;
    }
    let left: i64 = stage.inside(practice).await.fetch_one("select count(*) from client_seen").await.expect("a count").get(0);
    assert_eq!(left, 0);
    // At once, of one client.
    let id = client(&mut una, "Adams", &una_id).await;
    let many: Vec<Person<'_>> = (0..6).map(|_| una.clone()).collect();
    let past = [("visit[date]", "2025-03-03"), ("visit[state]", "held")];
    let made = all_at_once(many.into_iter().map(|mut p| {
        let id = id.clone();
        async move { recorded(&mut p, &id, &past).await }
    }))
    .await;
    is_counted(&stage, practice).await;
    let many: Vec<_> = made.iter().map(|visit| (una.clone(), visit.clone())).collect();
    all_at_once(many.into_iter().map(|(mut p, visit)| async move { changes(&mut p, &visit, &[("visit[state]", "missed")]).await.ok() }))
        .await;
    is_counted(&stage, practice).await;
    assert_eq!(record(&mut una, &id).await.last_visit, None);
}

#[tokio::test]
async fn a_members_card_tells_of_visits_as_far_as_the_viewer_sees_the_clients() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let mut kim = una.hires(("Kim", "Vale"), "kim@maple-grove.example", "Member").await;
    let sam_id = own_id(&mut sam).await;
    let (first, second) = (client(&mut una, "Adams", &sam_id).await, client(&mut una, "Berg", &sam_id).await);
    stage
        .behind(
            practice,
            &format!(
                "update client set risk = 'high' where id = '{first}';
                 insert into visit (practice_id, id, client_id, member_id, location_id, starts_at, minutes, kind, state, created_at, changed_at)
                   select app_practice(), gen_random_uuid(), c.id, '{sam_id}', c.location_id, now() + at::interval, 50, 'individual', s, now(), now()
                   from client c, (values ('-1 day', 'held'), ('-2 days', 'missed'), ('-3 days', 'cancelled'), ('-100 days', 'held'), ('1 day', 'scheduled'), ('20 days', 'scheduled')) v (at, s)"
            ),
        )
        .await;
    let seen = history(&mut una, &sam_id).await.expect("a history");
    assert_eq!((seen.active_clients, seen.pending_notes, seen.high_risk, seen.moderate_risk), (2, 4, 1, 0));
    assert_eq!((seen.held, seen.missed, seen.cancelled, seen.ahead, seen.latest.len(), seen.sees_all), (2, 2, 2, 2, 8, true));
    assert_eq!(history(&mut sam, &sam_id).await.map(|s| (s.active_clients, s.sees_all)), Some((2, false)));
    let kims = history(&mut kim, &sam_id).await.expect("a history");
    assert!(kims.is_empty(), "{kims:?}");
    // A restricted client is nothing to anyone who isn't named.
    let mut ada = una.hires(("Ada", "Osei"), "ada@maple-grove.example", "Admin").await;
    una.does::<RestrictClient>(&[("id", &second), ("version", "1")]).await.ok();
    let seen = history(&mut ada, &sam_id).await.expect("a history");
    assert_eq!((seen.active_clients, seen.held, seen.pending_notes, seen.latest.len()), (1, 1, 2, 4));
    assert!(seen.latest.iter().all(|v| v.client.to_string() == first));
    assert_eq!(history(&mut sam, &sam_id).await.map(|s| s.active_clients), Some(2));
    stage.behind(practice, "update role set grants = array_remove(grants, 'clients.view:own') where built_in = 'member'").await;
    assert_eq!(history(&mut kim, &sam_id).await, None, "who may see no clients");
    let mut ola = stage.practice("Oak Street", "Ola").await;
    assert_eq!(ola.does::<MemberHistory>(&[("member", &sam_id)]).await.status, StatusCode::NOT_FOUND);
}
