//! The stories of the past: the roster and the card of a day gone by, a membership's history, and the exported file.

use super::*;
use crate::access::Status;
use crate::base::{AppError, MemberId};
use crate::team::status::{DeactivateMember, HoldMember, ReactivateMember};
use crate::team::{ChangeRole, Roster, RosterPage, Standing};
use crate::tests::stage::{Answer, PASSWORD, Person, Stage};
use axum::http::{StatusCode, header};
use chrono::{DateTime, Duration, Utc};
use chrono_tz::America::New_York;

const SAM: &str = "sam@maple-grove.example";

async fn id(who: &mut Person<'_>) -> MemberId {
    who.me().await.expect("signed in").member.expect("a member").0.member
}

async fn asks(who: &mut Person<'_>, query: &[(&str, &str)]) -> RosterPage {
    let keys: Vec<(String, &str)> = query.iter().map(|(k, v)| (format!("query[{k}]"), *v)).collect();
    let form: Vec<(&str, &str)> = keys.iter().map(|(k, v)| (k.as_str(), *v)).collect();
    serde_json::from_value(who.does::<Roster>(&form).await.ok()).expect("a roster")
}

async fn comes_back(stage: &Stage, who: &mut Person<'_>, days: i64) -> String {
    stage.later(Duration::days(days));
    who.signs_in(&who.email.clone(), PASSWORD).await.ok();
    today(stage).await
}

/// By the clock of the practice's first location.
async fn today(stage: &Stage) -> String {
    let now: DateTime<Utc> = Utc::now() + Duration::seconds(stage.db.clock.ahead());
    now.with_timezone(&New_York).date_naive().to_string()
}

async fn then(who: &mut Person<'_>, member: MemberId, day: &str) -> Option<Then> {
    let past: PastProfile =
        serde_json::from_value(who.does::<MemberThen>(&[("id", &member.to_string()), ("as_of", day)]).await.ok()).expect("a card");
    past.then
}

/// Someone who was a Member, on hold, an Admin, inactive; and the day of each.
async fn a_life(stage: &Stage, una: &mut Person<'_>) -> (MemberId, [String; 6]) {
    let founded = today(stage).await;
    let joined = comes_back(stage, una, 10).await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let sam = id(&mut sam).await;
    let member = sam.to_string();
    let (admin, staff) = (una.role("Admin").await, una.role("Staff").await);
    let held = comes_back(stage, una, 10).await;
    una.does::<HoldMember>(&[("member", &member), ("was", "active"), ("reason", "")]).await.ok();
    let promoted = comes_back(stage, una, 10).await;
    una.does::<ChangeRole>(&[("member", &member), ("role", &admin)]).await.ok();
    una.does::<ReactivateMember>(&[("member", &member), ("was", "on_hold"), ("reason", "")]).await.ok();
    let lowered = comes_back(stage, una, 10).await;
    una.does::<ChangeRole>(&[("member", &member), ("role", &staff)]).await.ok();
    una.does::<DeactivateMember>(&[("member", &member), ("was", "active"), ("reason", "Leave")]).await.ok();
    let now = comes_back(stage, una, 10).await;
    (sam, [founded, joined, held, promoted, lowered, now])
}

#[tokio::test]
async fn a_past_day_shows_who_was_there_with_the_role_and_status_of_then() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (sam, [founded, joined, held, promoted, lowered, now]) = a_life(&stage, &mut una).await;
    let expected = [
        (&founded, None),
        (&joined, Some((Status::Active, "Member"))),
        (&held, Some((Status::OnHold, "Member"))),
        (&promoted, Some((Status::Active, "Admin"))),
        (&lowered, Some((Status::Inactive, "Staff"))),
        (&now, Some((Status::Inactive, "Staff"))),
    ];
    for (day, was) in expected {
        let page = asks(&mut una, &[("as_of", day)]).await;
        assert_eq!(page.as_of.as_ref().map(|a| a.zone.as_str()), Some("America/New_York"));
        let row = page.rows.iter().find(|r| r.id == sam);
        assert_eq!(row.map(|r| (r.standing, r.role.as_str())), was.map(|(s, r)| (Standing::Member(s), r)), "{day}");
        let card = then(&mut una, sam, day).await;
        assert_eq!(card.map(|t| (t.standing, t.role)), was.map(|(s, r)| (Standing::Member(s), r.to_string())), "{day}");
        let found = asks(&mut una, &[("as_of", day), ("q", "oka")]).await.rows;
        assert_eq!(found.len(), usize::from(was.is_some()), "{day}");
    }
    for (day, status, found) in
        [(&held, "on_hold", 1), (&held, "active", 1), (&promoted, "on_hold", 0), (&promoted, "active", 2), (&now, "inactive", 1)]
    {
        assert_eq!(asks(&mut una, &[("as_of", day), ("status", status)]).await.rows.len(), found, "{day} {status}");
    }
    let admin = una.role("Admin").await;
    assert_eq!(asks(&mut una, &[("as_of", &promoted), ("role", &admin)]).await.rows.len(), 2);
    assert_eq!(asks(&mut una, &[("as_of", &promoted), ("role", &admin), ("q", "sam")]).await.rows.len(), 1);
    assert_eq!(asks(&mut una, &[("as_of", &lowered), ("role", &admin)]).await.rows.len(), 1);
    let page = una.opens(&format!("/team/{sam}?as_of={promoted}")).await.text;
    assert!(
        page.contains("As it was on") && page.contains("Back to today") && !page.contains("Change status") && !page.contains("Change role")
    );
}

#[tokio::test]
async fn whoever_has_left_is_still_on_the_roster_of_a_day_before() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let member = id(&mut sam).await;
    let before = today(&stage).await;
    let left = comes_back(&stage, &mut una, 5).await;
    sam.signs_in(SAM, PASSWORD).await.ok();
    sam.does::<crate::team::ExitTeam>(&[]).await.ok();
    for q in ["", "sam", "sam@maple"] {
        let found = |page: RosterPage| page.rows.iter().any(|r| r.id == member);
        assert!(found(asks(&mut una, &[("as_of", &before), ("q", q)]).await), "{q}");
        assert!(!found(asks(&mut una, &[("as_of", &left), ("q", q)]).await) && !found(asks(&mut una, &[("q", q)]).await), "{q}");
    }
    assert!(then(&mut una, member, &before).await.is_some() && then(&mut una, member, &left).await.is_none());
}

#[tokio::test]
async fn a_day_that_has_not_come_or_lies_before_the_practice_is_refused_kindly() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let member = id(&mut una).await.to_string();
    for (day, words) in [
        ("2999-01-01", "1 January 2999 has not come yet"),
        ("1999-12-31", "Maple Grove began on"),
        ("2026-02-30", "Choose a day"),
        ("soon", "Choose a day"),
    ] {
        let roster = una.does::<Roster>(&[("query[q]", ""), ("query[as_of]", day)]).await.refused();
        let card = una.does::<MemberThen>(&[("id", &member), ("as_of", day)]).await.refused();
        assert!(roster.fault("as_of").is_some_and(|f| f.contains(words)), "{day}: {roster}");
        assert_eq!(roster, card);
    }
    let page = una.opens("/team?as_of=2999-01-01").await;
    assert!(page.text.contains("has not come yet"), "{}", page.text);
    let now = today(&stage).await;
    assert_eq!(asks(&mut una, &[("as_of", &now)]).await.rows.len(), 1, "today is no future");
}

#[tokio::test]
async fn places_and_groups_narrow_the_roster_of_today_and_of_then() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let member = id(&mut sam).await;
    let main = una.location().await;
    let lakeside = "00000000-0000-7000-8000-00000000000a";
    let group = "00000000-0000-7000-8000-00000000000b";
    let before = today(&stage).await;
    let during = comes_back(&stage, &mut una, 5).await;
    let at = format!("now() + interval '{} s'", stage.db.clock.ahead());
    stage
        .behind(
            practice,
            &format!(
                "insert into location (practice_id, id, name, timezone, created_at) values (app_practice(), '{lakeside}', 'Lakeside', 'America/Chicago', {at});
                 insert into member_location (practice_id, member_id, location_id, since) values (app_practice(), '{member}', '{lakeside}', {at});
                 insert into practice_group (practice_id, id, name, created_at) values (app_practice(), '{group}', 'Trauma', {at});
                 insert into group_member (practice_id, group_id, member_id, since) values (app_practice(), '{group}', '{member}', {at})"
            ),
        )
        .await;
    for (key, value, found) in [("location", main.as_str(), 2), ("location", lakeside, 1), ("group", group, 1)] {
        assert_eq!(asks(&mut una, &[(key, value)]).await.rows.len(), found, "{key} {value}");
        assert_eq!(asks(&mut una, &[(key, value), ("q", "sam")]).await.rows.len(), 1, "{key} {value}");
        assert_eq!(asks(&mut una, &[(key, value), ("q", "lindqvist")]).await.rows.len(), found - 1, "{key} {value}");
        let then = asks(&mut una, &[(key, value), ("as_of", &before)]).await.rows.len();
        assert_eq!(then, if value == main { 2 } else { 0 }, "{key} {value} before");
    }
    comes_back(&stage, &mut una, 5).await;
    let at = format!("now() + interval '{} s'", stage.db.clock.ahead());
    stage
        .behind(practice, &format!("update member_location set until = {at}; update group_member set until = {at}; update location set archived_at = {at} where id = '{lakeside}'"))
        .await;
    for (key, value) in [("location", lakeside), ("group", group)] {
        assert_eq!(asks(&mut una, &[(key, value)]).await.rows.len(), 0);
        assert_eq!(asks(&mut una, &[(key, value), ("as_of", &during)]).await.rows.len(), 1);
        assert_eq!(asks(&mut una, &[(key, value), ("as_of", &during), ("q", "sam")]).await.rows.len(), 1);
    }
    let was = then(&mut una, member, &during).await.expect("there");
    assert_eq!((was.other_locations, was.groups), (vec!["Lakeside".to_string()], vec!["Trauma".to_string()]));
    let names = |choices: serde_json::Value| choices["locations"].as_array().expect("locations").len();
    assert_eq!(names(una.does::<crate::team::RosterFilters>(&[]).await.ok()), 1, "an archived location is not offered");
    assert_eq!(names(una.does::<crate::team::RosterFilters>(&[("location", lakeside)]).await.ok()), 2, "unless it is chosen");
    let history = format!("{:?}", una.card(member).await.history);
    assert!(history.contains("Lakeside") && history.contains("Trauma"), "{history}");
}

#[tokio::test]
async fn the_history_tells_each_change_from_when_to_when_and_by_whom() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (sam, _) = a_life(&stage, &mut una).await;
    let lines = una.card(sam).await.history;
    let of = |what: &str| lines.iter().filter(|l| l.what == what).map(|l| l.was.as_str()).collect::<Vec<_>>();
    assert_eq!(of("Status"), ["Inactive", "Active", "On Hold", "Active", "Invited"]);
    assert_eq!(of("Role"), ["Staff", "Admin", "Member"]);
    assert_eq!(of("Primary location").len(), 1);
    let statuses: Vec<_> = lines.iter().filter(|l| l.what == "Status").collect();
    assert_eq!((statuses[0].until, statuses[0].reason.as_deref()), (None, Some("Leave")));
    assert!(statuses.windows(2).all(|two| two[1].until == Some(two[0].since)), "{statuses:?}");
    let by: Vec<_> = statuses.iter().map(|l| l.by.as_deref().unwrap_or_default()).collect();
    assert_eq!(by, ["Una Lindqvist", "Una Lindqvist", "Una Lindqvist", "Sam Okafor", "Una Lindqvist"]);
}

async fn exports(who: &mut Person<'_>, fields: &[(&str, &str)]) -> Answer {
    who.posts("/team/export.csv", fields).await
}

#[track_caller]
fn leads_to(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.headers[header::LOCATION].to_str().expect("an address")
}

#[tokio::test]
async fn the_roster_is_exported_as_it_is_asked_safe_for_spreadsheets_and_on_record() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let member = id(&mut sam).await;
    stage
        .behind(practice, &format!("update member set first_name = '=HYPERLINK(\"x\")', last_name = 'Oka, for' where id = '{member}'"))
        .await;
    una.confirms().await;
    let answer = exports(&mut una, &[]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert!(answer.headers[header::CONTENT_TYPE].to_str().expect("text").starts_with("text/csv"));
    assert!(answer.headers[header::CONTENT_DISPOSITION].to_str().expect("text").starts_with("attachment; filename=\"team-2"));
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    let lines: Vec<&str> = answer.text.trim_start_matches('\u{feff}').split_terminator("\r\n").collect();
    assert_eq!(lines[0], "Name,Email,Role,Status,Primary location,Date invited,Date accepted,Last sign-in,Clients assigned");
    assert_eq!(lines.len(), 3);
    assert!(lines[1].starts_with("Una Lindqvist,una@maple-grove.example,Admin,Active,"), "{}", lines[1]);
    assert!(
        lines[2].starts_with("\"'=HYPERLINK(\"\"x\"\") Oka, for\",sam@maple-grove.example,Member,Active,") && lines[2].ends_with(",0"),
        "{}",
        lines[2]
    );

    let before = today(&stage).await;
    comes_back(&stage, &mut una, 3).await;
    una.does::<HoldMember>(&[("member", &member.to_string()), ("was", "active"), ("reason", "")]).await.ok();
    let held = exports(&mut una, &[("status", "on_hold"), ("q", "sam@")]).await.text;
    assert!(held.lines().count() == 2 && held.contains("On Hold"), "{held}");
    let then = exports(&mut una, &[("as_of", &before), ("q", "sam@")]).await.text;
    assert!(then.lines().count() == 2 && then.contains(",Active,"), "{then}");
    let exported =
        stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind == "team.roster_exported").map(|(.., d)| d).collect::<Vec<_>>();
    assert_eq!(exported[0], serde_json::json!({"filters": "everyone", "rows": 2}));
    assert_eq!(exported[1], serde_json::json!({"filters": "search “sam@”, status On Hold", "rows": 1}));
    assert!(exported[2]["filters"].as_str().expect("words").contains("as of "), "{exported:?}");
}

#[tokio::test]
async fn an_export_refused_leads_back_with_an_explanation() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    assert_eq!(leads_to(&exports(&mut sam, &[("q", "una")]).await), "/team?q=una&export=refused");
    let page = sam.opens("/team?q=una&export=refused").await.text;
    assert!(page.contains("The roster was not exported."), "{page}");
    assert!(stage.trail(practice).await.iter().any(|(kind, actor, _)| kind == "access.refused" && actor == "Sam Okafor"));
    assert_eq!(leads_to(&exports(&mut stage.visitor(), &[]).await), "/signin?why=ended&next=%2Fteam");
    stage.later(Duration::minutes(11));
    assert_eq!(leads_to(&exports(&mut una, &[("status", "active")]).await), "/confirm?next=%2Fteam%3Fstatus%3Dactive%26export%3Dready");
    una.confirms().await;
    assert_eq!(leads_to(&exports(&mut una, &[("as_of", "2999-01-01")]).await), "/team?as_of=2999-01-01");
    assert_eq!(exports(&mut una, &[]).await.status, StatusCode::OK);
    assert!(matches!(
        una.does::<MemberThen>(&[("id", "00000000-0000-7000-8000-000000000000"), ("as_of", &today(&stage).await)]).await.refused(),
        AppError::NotFound
    ));
}

#[tokio::test]
async fn an_export_has_every_page_of_its_question_once() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    stage
        .behind(
            practice,
            "insert into member (practice_id, id, first_name, last_name, email, status, role_id, primary_location_id, joined_at, changed_at)
             select app_practice(), gen_random_uuid(), 'Kim ' || n, 'Person' || (n % 97), 'p' || n || '@x.example', 'active',
               (select id from role where built_in = 'member'), (select id from location), now(), now() from generate_series(1, 4500) n",
        )
        .await;
    una.confirms().await;
    let text = exports(&mut una, &[]).await.text;
    let mut emails: Vec<&str> = text.lines().filter_map(|l| l.split(',').nth(1)).collect();
    assert_eq!(emails.len(), 4502);
    emails.sort_unstable();
    emails.dedup();
    assert_eq!(emails.len(), 4502);
}
