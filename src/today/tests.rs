//! The stories of today.

use super::*;
use crate::base::MemberId;
use crate::tests::stage::{PASSWORD, Person, Stage};
use crate::visits::VisitState;
use axum::http::{StatusCode, header};
use chrono::{DateTime, Duration, TimeZone, Utc};
use uuid::Uuid;

const ZONE: chrono_tz::Tz = chrono_tz::America::New_York;
const UNA: &str = "una@maple-grove.example";
const BEN: &str = "ben@maple-grove.example";
const CAS: &str = "cas@maple-grove.example";

async fn id(who: &mut Person<'_>) -> MemberId {
    who.me().await.expect("signed in").member.expect("a member").0.member
}

async fn seen(who: &mut Person<'_>) -> TodaySeen {
    serde_json::from_value(who.does::<Today>(&[]).await.ok()).expect("the page")
}

fn matters(seen: &TodaySeen) -> Vec<(Matter, i64)> {
    seen.lines.iter().map(|line| (line.matter, line.waiting.many)).collect()
}

/// Goes to ten o'clock of the day after, where the practice is, and says which moment that is.
fn to_ten_oclock(stage: &Stage) -> DateTime<Utc> {
    let now = Utc::now() + Duration::seconds(stage.db.clock.ahead());
    let day = now.with_timezone(&ZONE).date_naive() + Duration::days(1);
    let ten = ZONE.from_local_datetime(&day.and_hms_opt(10, 0, 0).expect("ten")).earliest().expect("once").with_timezone(&Utc);
    stage.later(ten - now + Duration::seconds(1));
    ten
}

async fn signed_in<'a>(stage: &'a Stage, email: &str) -> Person<'a> {
    let mut person = stage.visitor();
    person.signs_in(email, PASSWORD).await.ok();
    person
}

/// A client at the practice's only location, assigned to someone since a while.
async fn client(stage: &Stage, practice: Uuid, first: &str, of: Option<MemberId>) -> Uuid {
    someone(stage, practice, (first, false), of).await
}

/// The same; where it is restricted only those named for it see it.
async fn someone(stage: &Stage, practice: Uuid, (first, restricted): (&str, bool), of: Option<MemberId>) -> Uuid {
    let client = Uuid::now_v7();
    let mut sql = format!(
        "insert into client (practice_id, id, first_name, last_name, location_id, created_at, restricted)
           values (app_practice(), '{client}', '{first}', 'Berg', (select id from location limit 1), now() - interval '90 days', {restricted});"
    );
    if let Some(of) = of {
        sql += &format!(
            "insert into assignment (practice_id, id, client_id, member_id, \"primary\", since)
               values (app_practice(), gen_random_uuid(), '{client}', '{of}', true, now() - interval '90 days');"
        );
    }
    stage.behind(practice, &sql).await;
    client
}

async fn visit(stage: &Stage, practice: Uuid, (client, with): (Uuid, MemberId), at: DateTime<Utc>, state: VisitState) {
    let sql = format!(
        "insert into visit (practice_id, id, client_id, member_id, location_id, starts_at, minutes, kind, state, created_at, changed_at)
           values (app_practice(), gen_random_uuid(), '{client}', '{with}', (select id from location limit 1), '{}', 50, 'individual', '{}', now(), now())",
        at.to_rfc3339(),
        state.key()
    );
    stage.behind(practice, &sql).await;
}

#[tokio::test]
async fn each_built_in_role_begins_where_its_work_is_and_is_refused_what_it_has_none_of() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut ben = una.hires(("Ben", "Okafor"), BEN, "Member").await;
    let me = id(&mut ben).await;
    let roles = [
        ("admin", "/team", true),
        ("billing_admin", "/team", true),
        ("front_desk", "/team", true),
        ("billing_manager", "/team", true),
        ("support", "/team", true),
        ("member", "/today", true),
        ("staff", "/today", true),
        ("provider", "/today", true),
        ("intern", "/today", true),
        ("associate", "/today", true),
        ("therapist", "/today", true),
        ("supervisor", "/today", true),
        ("user", "/team", false),
        ("analyst", "/team", false),
    ];
    for (role, home, shown) in roles {
        let sql = format!("update member set role_id = (select id from role where built_in = '{role}') where id = '{me}'");
        stage.behind(practice, &sql).await;
        let first = ben.opens("/").await;
        assert_eq!(first.headers.get(header::LOCATION).and_then(|l| l.to_str().ok()), Some(home), "{role}");
        let page = ben.opens("/today").await;
        assert_eq!(page.status, if shown { StatusCode::OK } else { StatusCode::FORBIDDEN }, "{role}");
        assert_eq!(page.text.contains("href=\"/today\""), shown, "{role}: the way there");
        assert_eq!(page.text.contains("Your visits"), home == "/today", "{role}");
        assert_eq!(page.text.contains("Nothing waits for you."), shown, "{role}");
        if !shown {
            assert!(page.text.contains("view clients"), "{role}: it is said what is missing");
        }
    }
    let refused = stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind == "access.refused").count();
    assert_eq!(refused, 2, "of each of the two it is on record");
}

#[tokio::test]
async fn a_therapists_day_is_theirs_in_order_of_time_and_says_what_comes_next() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut ben = una.hires(("Ben", "Okafor"), BEN, "Provider").await;
    let mut cas = una.hires(("Cas", "Berg"), CAS, "Provider").await;
    let (ben_id, cas_id) = (id(&mut ben).await, id(&mut cas).await);
    let (ann, bo) = (client(&stage, practice, "Ann", Some(ben_id)).await, client(&stage, practice, "Bo", Some(ben_id)).await);
    let dee = client(&stage, practice, "Dee", Some(cas_id)).await;
    let ten = to_ten_oclock(&stage);
    let hours = |n: i64| ten + Duration::hours(n);
    visit(&stage, practice, (bo, ben_id), hours(3), VisitState::Scheduled).await;
    visit(&stage, practice, (ann, ben_id), hours(1), VisitState::Scheduled).await;
    visit(&stage, practice, (ann, ben_id), hours(2), VisitState::Cancelled).await;
    visit(&stage, practice, (bo, ben_id), hours(-2), VisitState::Scheduled).await;
    // Another day, whatever day that is in UTC.
    visit(&stage, practice, (bo, ben_id), hours(14) + Duration::minutes(5), VisitState::Scheduled).await;
    visit(&stage, practice, (bo, ben_id), hours(-10) - Duration::minutes(5), VisitState::Held).await;
    // Someone else's, with a client of theirs and with one of his.
    visit(&stage, practice, (dee, cas_id), hours(1), VisitState::Scheduled).await;
    visit(&stage, practice, (ann, cas_id), hours(4), VisitState::Scheduled).await;
    let mut ben = signed_in(&stage, BEN).await;
    let day = seen(&mut ben).await.own;
    let told: Vec<_> = day.visits.iter().map(|v| (v.starts.as_str(), v.client_name.as_str(), v.may_change)).collect();
    assert_eq!(
        told,
        [("8:00 AM", "Bo Berg", true), ("11:00 AM", "Ann Berg", true), ("12:00 PM", "Ann Berg", true), ("1:00 PM", "Bo Berg", true)]
    );
    assert_eq!(day.next().map(|v| (v.clock.as_str(), v.ends.as_str())), Some(("11:00", "11:50 AM")));
    assert_eq!((day.clients, day.practises), (2, true));
    let page = ben.opens("/today").await.text;
    for words in ["Your visits", "3 today.", "11:00 AM", "Next", "To record", "2 clients", &format!("/visits/{}", day.visits[1].id)] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("Dee Berg"), "a colleague's client");
    stage.later(Duration::minutes(80));
    let mut ben = signed_in(&stage, BEN).await;
    assert!(seen(&mut ben).await.own.next().is_some_and(|v| v.clock == "11:00" && v.begun), "it is on");
    stage.later(Duration::minutes(40));
    let mut ben = signed_in(&stage, BEN).await;
    assert_eq!(seen(&mut ben).await.own.next().map(|v| v.clock.clone()).as_deref(), Some("13:00"));
    // Whoever runs the practice sees every client, and no one else's day.
    let mut una = signed_in(&stage, UNA).await;
    let una_day = seen(&mut una).await.own;
    assert!(una_day.visits.is_empty() && !una_day.practises);
    let mut ola = stage.practice("Oak Street", "Ola").await;
    assert_eq!(seen(&mut ola).await.own.visits, []);
}

#[tokio::test]
async fn a_day_shows_only_clients_one_sees_at_that_moment() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut ben = una.hires(("Ben", "Okafor"), BEN, "Provider").await;
    let mut cas = una.hires(("Cas", "Berg"), CAS, "Provider").await;
    let (ben_id, cas_id) = (id(&mut ben).await, id(&mut cas).await);
    let ann = client(&stage, practice, "Ann", Some(ben_id)).await;
    let rea = someone(&stage, practice, ("Rea", true), Some(ben_id)).await;
    let ten = to_ten_oclock(&stage);
    visit(&stage, practice, (ann, cas_id), ten + Duration::hours(1), VisitState::Scheduled).await;
    visit(&stage, practice, (rea, ben_id), ten + Duration::hours(1), VisitState::Scheduled).await;
    let cover = format!(
        "insert into coverage (practice_id, id, absent_id, cover_id, starts_at, ends_at, whole, set_at)
           values (app_practice(), gen_random_uuid(), '{ben_id}', '{cas_id}', '{}', '{}', true, now())",
        (ten - Duration::hours(1)).to_rfc3339(),
        (ten + Duration::hours(3)).to_rfc3339()
    );
    let mut cas = signed_in(&stage, CAS).await;
    assert!(seen(&mut cas).await.own.visits.is_empty(), "Ann is not hers to see");
    stage.behind(practice, &cover).await;
    let day = seen(&mut cas).await;
    assert_eq!(day.own.visits.iter().map(|v| v.client_name.as_str()).collect::<Vec<_>>(), ["Ann Berg"], "while she covers");
    assert_eq!(day.own.covers.len(), 1);
    assert_eq!(day.own.clients, 0, "covered clients are not carried");
    assert!(cas.opens("/today").await.text.contains("You cover for Ben Okafor"));
    let mut ben = signed_in(&stage, BEN).await;
    assert!(ben.opens("/today").await.text.contains("Cas Berg covers for you"));
    assert_eq!(seen(&mut ben).await.own.visits.len(), 1);
    stage.behind(practice, &format!("update assignment set until = now() where client_id = '{rea}'")).await;
    assert!(seen(&mut ben).await.own.visits.is_empty(), "restricted, and he is named for her no more");
    stage.later(Duration::hours(4));
    let mut cas = signed_in(&stage, CAS).await;
    let day = seen(&mut cas).await;
    assert!(day.own.visits.is_empty() && day.own.covers.is_empty(), "the cover is over");
}

#[tokio::test]
async fn what_is_new_with_one_and_what_of_ones_own_runs_out_stands_there() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut ben = una.hires(("Ben", "Okafor"), BEN, "Provider").await;
    let (una_id, ben_id) = (id(&mut una).await, id(&mut ben).await);
    client(&stage, practice, "Old", Some(ben_id)).await;
    for n in 0..9 {
        let new = client(&stage, practice, &format!("New{n}"), None).await;
        let sql = format!(
            "insert into assignment (practice_id, id, client_id, member_id, \"primary\", since, assigned_by, hand_off)
               values (app_practice(), gen_random_uuid(), '{new}', '{ben_id}', true, now() - interval '{n} hours', '{una_id}', '{}')",
            if n == 0 { "Likes mornings." } else { "" }
        );
        stage.behind(practice, &sql).await;
    }
    let sql = format!(
        "insert into licence (practice_id, id, member_id, state, number, expires_on, added_at, changed_at) values
           (app_practice(), gen_random_uuid(), '{ben_id}', 'ME', 'LC-1', current_date + 20, now(), now()),
           (app_practice(), gen_random_uuid(), '{ben_id}', 'NY', 'LC-2', current_date + 400, now(), now());
         insert into notice (practice_id, id, member_id, kind, many, at) values (app_practice(), gen_random_uuid(), '{ben_id}', 'assigned', 2, now());
         update member set capacity_limit = 12, capacity_target = 8 where id = '{ben_id}'"
    );
    stage.behind(practice, &sql).await;
    let day = seen(&mut ben).await.own;
    assert_eq!((day.newly.len(), day.newly_total, day.clients, day.unread), (8, 9, 10, 1));
    let first = &day.newly[0];
    assert_eq!((first.name.as_str(), first.by.as_str(), first.handed_over), ("New0 Berg", "Una Lindqvist", true));
    assert!(day.newly[1..].iter().all(|new| !new.handed_over));
    assert_eq!(day.licences.iter().map(|l| l.name()).collect::<Vec<_>>(), ["ME LC-1"]);
    assert_eq!((day.capacity.used, day.capacity.limit, day.capacity.target), (Some(10), Some(12), Some(8)));
    let page = ben.opens("/today").await.text;
    for words in ["New with you", "Hand-off note", "1 more", "Your licence ME LC-1", "1 notice not read", "10 of 12, 2 free", "Target: 8"] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("Likes mornings"), "what the note says stands in the record");
    // Through his eyes nobody reads what he was notified of.
    una.confirms().await;
    una.does::<crate::eyes::ViewAs>(&[("member", &ben_id.to_string())]).await.ok();
    let viewed = seen(&mut una).await;
    assert_eq!((viewed.own.unread, viewed.own.clients, viewed.lines), (0, 10, vec![]));
    stage.later(Duration::days(8));
    let mut ben = signed_in(&stage, BEN).await;
    assert_eq!(seen(&mut ben).await.own.newly_total, 0);
}

/// Something of every matter waits.
async fn everything_waits(stage: &Stage, una: &mut Person<'_>, ben: MemberId, bo: MemberId) {
    let (practice, una_id) = (una.practice().await, id(una).await);
    for (first, email) in [("Out", "out"), ("Soon", "soon"), ("Lost", "lost"), ("Fine", "fine")] {
        una.invites((first, "Guest"), &format!("{email}@elsewhere.example"), "Member").await.ok();
    }
    stage.mails_go().await;
    let nobodys = client(stage, practice, "Nobodys", None).await;
    client(stage, practice, "Left", Some(ben)).await;
    client(stage, practice, "Carried", Some(bo)).await;
    let sql = format!(
        "insert into handover (practice_id, id, from_member, to_member, offered_at) values (app_practice(), gen_random_uuid(), '{una_id}', '{bo}', now());
         with k as (insert into join_link (practice_id, id, role_id, location_id, by_member, sealed, expires_at, approval, created_at, renewed_at)
             select app_practice(), gen_random_uuid(), r.id, (select id from location limit 1), '{una_id}', '', now() + interval '9 days', true, now(), now()
             from role r where r.built_in = 'member' returning id)
         insert into join_request (practice_id, id, link_id, serial, first_name, last_name, email, state, asked_at, expires_at, confirmed_at)
           select app_practice(), gen_random_uuid(), k.id, 1, 'Ivo', 'Marsh', 'ivo' || n || '@elsewhere.example', 'waiting', now(), now(), now() - interval '3 days' from k, generate_series(1, 2) n;
         insert into unassigned (practice_id, id, client_id, owner_id, since, due_at) values (app_practice(), gen_random_uuid(), '{nobodys}', '{una_id}', now() - interval '9 days', now() - interval '2 days');
         update invitation i set expires_at = now() - interval '1 day' from member m where m.id = i.member_id and m.first_name = 'Out';
         update invitation i set expires_at = now() + interval '1 day' from member m where m.id = i.member_id and m.first_name = 'Soon';
         update outbox o set state = 'failed', error = 'no such mailbox' from invitation i, member m where o.about = i.id and m.id = i.member_id and m.first_name = 'Lost';
         insert into licence (practice_id, id, member_id, state, number, expires_on, added_at, changed_at) values
           (app_practice(), gen_random_uuid(), '{bo}', 'ME', 'LC-1', current_date - 20, now(), now()),
           (app_practice(), gen_random_uuid(), '{bo}', 'NY', 'LC-2', current_date + 60, now(), now());
         update practice set second_factor_since = now();
         update member set capacity_limit = 0 where id = '{bo}';
         update member set status = 'inactive' where id = '{ben}';"
    );
    stage.behind(practice, &sql).await;
}

#[tokio::test]
async fn whoever_decides_sees_what_waits_and_how_long_and_is_led_there() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut ola = stage.practice("Oak Street", "Ola").await;
    let mut ben = una.hires(("Ben", "Okafor"), BEN, "Provider").await;
    let mut bo = una.hires(("Bo", "Adler"), "bo@maple-grove.example", "Admin").await;
    let (ben_id, bo_id) = (id(&mut ben).await, id(&mut bo).await);
    assert!(una.opens("/today").await.text.contains("Nothing waits for you."));
    everything_waits(&stage, &mut una, ben_id, bo_id).await;
    let page = seen(&mut una).await;
    let expected = [
        (Matter::HandOver, 1),
        (Matter::JoinRequests, 2),
        (Matter::Unassigned, 1),
        (Matter::CoverGaps, 1),
        (Matter::Unmailed, 1),
        (Matter::RunOut, 1),
        (Matter::RunningOut, 1),
        (Matter::Licences, 1),
        (Matter::SecondFactors, 2),
        (Matter::OverLimit, 1),
    ];
    assert_eq!(matters(&page), expected);
    let line = |matter| page.lines.iter().find(|line| line.matter == matter).expect("a line");
    assert_eq!(line(Matter::Unassigned).more, "1 overdue");
    let lost = una.roster("lost").await.rows[0].id;
    assert_eq!(line(Matter::Unmailed).href, format!("/team/{lost}"), "of one alone it leads to the card");
    assert_eq!(line(Matter::OverLimit).waiting.who, [(bo_id, "Bo Adler".to_string())]);
    let now = Utc::now().timestamp_millis();
    let days = |matter| (now - line(matter).waiting.since.expect("known").0) / 86_400_000;
    assert_eq!((days(Matter::JoinRequests), days(Matter::Unassigned), days(Matter::RunOut)), (3, 9, 1));
    let shown = una.opens("/today").await.text;
    for words in
        ["2 people ask to join", "href=\"/team#requests\"", "1 client whom nobody has", "1 overdue", "1 gap in cover", "Lost Guest"]
    {
        assert!(shown.contains(words), "{words}");
    }
    assert!(bo.opens("/today").await.text.contains("Una Lindqvist wants to hand the team over to you"));
    assert_eq!(matters(&seen(&mut ola).await), [], "another practice");
}

#[tokio::test]
async fn nobody_is_shown_what_they_may_not_decide() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut ben = una.hires(("Ben", "Okafor"), BEN, "Provider").await;
    let mut bo = una.hires(("Bo", "Adler"), "bo@maple-grove.example", "Admin").await;
    let mut cas = una.hires(("Cas", "Berg"), CAS, "Provider").await;
    let (ben_id, bo_id, cas_id) = (id(&mut ben).await, id(&mut bo).await, id(&mut cas).await);
    everything_waits(&stage, &mut una, ben_id, bo_id).await;
    assert_eq!(matters(&seen(&mut cas).await), [], "a therapist decides nothing of it, and sees none of the clients");
    let holds = async |grants: &str| {
        stage.behind(practice, &format!("update role set grants = '{{{grants}}}' where built_in = 'provider'")).await;
    };
    let mine = async |cas: &mut Person<'_>| seen(cas).await.lines.iter().map(|line| line.matter).collect::<Vec<_>>();
    holds("team.view,team.invite").await;
    assert_eq!(mine(&mut cas).await, [Matter::JoinRequests, Matter::Unmailed, Matter::RunOut, Matter::RunningOut]);
    holds("team.view,team.edit").await;
    assert_eq!(mine(&mut cas).await, [Matter::Licences], "a gap is of clients, and she sees none");
    holds("team.view,team.edit,clients.view").await;
    assert_eq!(mine(&mut cas).await, [Matter::CoverGaps, Matter::Licences, Matter::OverLimit]);
    holds("clients.view,clients.assign").await;
    assert_eq!(mine(&mut cas).await, [Matter::Unassigned]);
    holds("clients.view:own,clients.assign:own").await;
    assert_eq!(mine(&mut cas).await, [], "not among the clients she sees");
    stage.behind(practice, &format!("update unassigned set owner_id = '{cas_id}'")).await;
    assert_eq!(mine(&mut cas).await, [Matter::Unassigned], "she sees to it");
    holds("settings.security").await;
    assert_eq!(mine(&mut cas).await, [Matter::SecondFactors]);
    holds("settings.groups").await;
    assert_eq!(cas.does::<Today>(&[]).await.status, StatusCode::FORBIDDEN);
    // On hold one reads, and decides nothing.
    stage.behind(practice, &format!("update member set status = 'on_hold' where id = '{bo_id}'")).await;
    let left: Vec<_> = seen(&mut bo).await.lines.iter().map(|line| line.matter).collect();
    assert!(
        [Matter::JoinRequests, Matter::Unassigned, Matter::CoverGaps, Matter::RunOut, Matter::OverLimit].iter().all(|m| !left.contains(m)),
        "{left:?}"
    );
}
