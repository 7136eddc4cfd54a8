//! The page, its filters, and who may read.

use super::super::store::{self, Filter, Person as Whom};
use super::super::*;
use crate::base::{AppError, MemberId};
use crate::tests::stage::{Person, Stage};
use axum::http::StatusCode;
use chrono::{Duration, TimeZone, Utc};

async fn trail(who: &mut Person<'_>, form: &[(&str, &str)]) -> TrailPage {
    let mut form: Vec<(String, &str)> = form.iter().map(|(name, value)| (format!("query[{name}]"), *value)).collect();
    form.push(("query[x]".into(), ""));
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    serde_json::from_value(who.does::<AuditTrail>(&form).await.ok()).expect("a page of the trail")
}

fn kinds(page: &TrailPage) -> Vec<&str> {
    page.entries.iter().map(|e| e.kind.as_str()).collect()
}

async fn id(who: &mut Person<'_>) -> MemberId {
    who.me().await.and_then(|me| me.member).expect("a member").0.member
}

#[tokio::test]
async fn the_newest_comes_first_and_reading_is_written_down_once_for_each_filter() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    una.invites(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await.ok();
    let page = trail(&mut una, &[]).await;
    assert_eq!(kinds(&page)[0], "team.member_invited");
    assert_eq!(page.entries[0].sentence, "Una Lindqvist invited sam@maple-grove.example as Member, at Main office.");
    assert_eq!(page.entries[0].ip, una.ip.to_string());
    let reads = async || stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind == "audit.read").count();
    assert_eq!(reads().await, 1);
    trail(&mut una, &[]).await;
    assert_eq!(reads().await, 1, "the same question within ten minutes");
    trail(&mut una, &[("kind", "team")]).await;
    assert_eq!(reads().await, 2, "another question");
    stage.later(Duration::minutes(11));
    trail(&mut una, &[]).await;
    assert_eq!(reads().await, 3, "the same question later");
}

#[tokio::test]
async fn filters_find_by_person_kind_subject_and_day() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    una.hires(("Samira", "Oz"), "samira@maple-grove.example", "Member").await;
    let sams = id(&mut sam).await.to_string();

    let unclear = trail(&mut una, &[("who", "sam")]).await;
    assert!(unclear.entries.is_empty() && unclear.person.is_none());
    let names: Vec<_> = unclear.people.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["Sam Okafor", "Samira Oz"]);
    let by_name = trail(&mut una, &[("who", "okaf")]).await;
    assert_eq!(by_name.person.as_ref().expect("one").name, "Sam Okafor");
    let either = kinds(&by_name).into_iter().map(String::from).collect::<Vec<_>>();
    assert!(either.contains(&"team.member_invited".into()) && either.contains(&"auth.signed_in".into()), "{either:?}");
    let chosen = trail(&mut una, &[("who", "Sam Okafor"), ("member", &sams), ("part", "concerned")]).await;
    assert!(kinds(&chosen).contains(&"team.member_invited") && chosen.entries.iter().all(|e| !e.sentence.contains("Samira")));
    let did = trail(&mut una, &[("who", "Sam Okafor"), ("member", &sams), ("part", "did")]).await;
    assert!(!kinds(&did).contains(&"team.member_invited") && did.entries.iter().all(|e| e.actor_name == "Sam Okafor"), "{did:?}");

    let one = trail(&mut una, &[("kind", "team.member_invited")]).await;
    assert_eq!(kinds(&one), ["team.member_invited"; 2]);
    let room = trail(&mut una, &[("kind", "team")]).await;
    assert!(room.entries.len() > 2 && room.entries.iter().all(|e| e.kind.starts_with("team.")), "{:?}", kinds(&room));
    let about = trail(&mut una, &[("about", &sams)]).await;
    assert!(!about.entries.is_empty() && about.entries.iter().all(|e| e.about == sams.parse().ok()), "{about:?}");

    let today = Utc::now().with_timezone(&chrono_tz::America::New_York).format("%Y-%m-%d").to_string();
    let days = trail(&mut una, &[("from", &today), ("to", &today)]).await;
    assert!(days.entries.len() > 4);
    assert_eq!(days.zone, "America/New_York");
    assert!(trail(&mut una, &[("to", "2020-01-01")]).await.entries.is_empty());
    let refused = una.does::<AuditTrail>(&[("query[from]", "yesterday"), ("query[to]", "2020-02-30")]).await.refused();
    assert!(refused.fault("from").is_some() && refused.fault("to").is_some());
    let turned = una.does::<AuditTrail>(&[("query[from]", "2026-02-02"), ("query[to]", "2026-02-01")]).await.refused();
    assert!(turned.fault("to").is_some());
}

#[tokio::test]
async fn older_pages_follow_without_a_gap_or_a_repetition() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let many = format!(
        "select audit_write('{practice}', now() - n % 40 * interval '9 days', null, 'Caseload', 'demo.made', 'practice', '{practice}', 'x', '{{}}', null, '') from generate_series(1, 120) n"
    );
    stage.behind(practice, &many).await;
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = trail(&mut una, &[("kind", "demo.made"), ("after", &after)]).await;
        seen.extend(page.entries.iter().map(|e| (e.at, e.seq)));
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    assert_eq!(seen.len(), 120);
    assert!(seen.windows(2).all(|w| w[0] > w[1]), "newest first, each once");
}

#[tokio::test]
async fn an_entry_has_an_address_that_stays() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let alone: EntryAlone = serde_json::from_value(una.does::<AuditEntry>(&[("seq", "1")]).await.ok()).expect("an entry");
    assert_eq!(alone.entry.sentence, "Una Lindqvist created the practice Maple Grove.");
    assert_eq!(alone.hash.len(), 64);
    assert_eq!(una.does::<AuditEntry>(&[("seq", "999")]).await.refused(), AppError::NotFound);
    let page = una.opens("/audit/1").await;
    assert!(page.status == StatusCode::OK && page.text.contains("created the practice Maple Grove"), "{}", page.status);
    assert_eq!(una.opens("/audit/999").await.status, StatusCode::NOT_FOUND);
    let mut ola = stage.practice("Oak Street", "Ola").await;
    let others: EntryAlone = serde_json::from_value(ola.does::<AuditEntry>(&[("seq", "1")]).await.ok()).expect("an entry");
    assert!(others.entry.sentence.contains("Oak Street"), "everyone has a chain of their own");
    assert!(stage.trail(practice).await.iter().any(|(kind, _, detail)| kind == "audit.read" && detail["filters"] == "entry 1"));
}

#[tokio::test]
async fn whoever_may_not_read_it_is_refused_and_that_is_in_it() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    assert!(matches!(sam.does::<AuditTrail>(&[("query[who]", "")]).await.refused(), AppError::Denied(_)));
    assert!(matches!(sam.does::<VerifyAudit>(&[]).await.refused(), AppError::Denied(_)));
    let page = sam.opens("/audit").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(!page.text.contains("created the practice"));
    let seen = trail(&mut una, &[("kind", "access.refused")]).await;
    assert_eq!(seen.entries[0].sentence, "Sam Okafor tried to read the audit trail, and was refused.");
    assert!(!seen.entries[0].notes.is_empty());
    let page = una.opens("/audit?who=okafor&kind=access").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Sam Okafor tried to read the audit trail, and was refused."), "it reads without JavaScript");
}

#[tokio::test]
async fn a_member_sees_what_was_done_to_their_own_access_and_no_reason() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let (sams, admin, practice) = (id(&mut sam).await.to_string(), una.role("Admin").await, una.practice().await);
    una.confirms().await;
    una.does::<crate::team::ChangeRole>(&[("member", &sams), ("role", &admin)]).await.ok();
    let held = format!(
        "select audit_write('{practice}', now(), null, 'Una Lindqvist', 'team.status_changed', 'member', '{sams}', 'Sam Okafor',
           '{{\"changes\": [{{\"field\": \"status\", \"before\": \"active\", \"after\": \"on_hold\"}}], \"reason\": \"secret\"}}', null, '203.0.113.9')"
    );
    stage.behind(practice, &held).await;
    let own: Vec<Entry> = serde_json::from_value(sam.does::<OwnAccessChanges>(&[]).await.ok()).expect("entries");
    let sentences: Vec<_> = own.iter().map(|e| e.sentence.as_str()).collect();
    assert!(sentences.contains(&"Una Lindqvist changed your role from Member to Admin."), "{sentences:?}");
    assert!(sentences.contains(&"Una Lindqvist changed your status from Active to On Hold."), "{sentences:?}");
    assert!(own.iter().all(|e| e.ip.is_empty() && e.notes.is_empty()), "{own:?}");
    let unas: Vec<Entry> = serde_json::from_value(una.does::<OwnAccessChanges>(&[]).await.ok()).expect("entries");
    assert!(unas.iter().all(|e| !e.sentence.contains("Admin")), "only one's own: {unas:?}");
    let page = sam.opens("/account").await;
    assert!(page.text.contains("Changes to your access") && page.text.contains("changed your role from Member to Admin"));
    assert!(!page.text.contains("secret") && !page.text.contains("203.0.113.9"));
}

#[tokio::test]
async fn every_way_of_reading_walks_an_index_and_sorts_at_most_a_page() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (member, subject) = (id(&mut una).await.0, uuid::Uuid::from_u128(5));
    let many = format!(
        "select audit_write('{practice}', now() - n * interval '5 hours', null, 'Caseload', 'demo.made', 'practice', '{practice}', 'x', '{{}}', null, '') from generate_series(1, 6000) n"
    );
    stage.behind(practice, &many).await;
    sqlx::raw_sql("analyze").execute(&stage.owner).await.expect("analysed");
    let base = Filter { practice, ..Filter::default() };
    let whom = |did, concerned| Some(Whom { member, account: Some(subject), did, concerned });
    let day = |month| Utc.with_ymd_and_hms(2026, month, 1, 0, 0, 0).single();
    for filter in [
        base.clone(),
        Filter { after: day(8).map(|at| (at, 500)), ..base.clone() },
        Filter { person: whom(true, false), ..base.clone() },
        Filter { person: whom(true, true), ..base.clone() },
        Filter { kinds: vec!["team.role_changed"], ..base.clone() },
        Filter { kinds: vec!["team.role_changed", "team.member_invited"], ..base.clone() },
        Filter { about: Some(subject), ..base.clone() },
        Filter { from: day(3), until: day(5), ..base.clone() },
    ] {
        let plan = store::plan(&stage.db, &filter).await;
        // An empty month is as well read whole.
        let whole = plan.lines().any(|line| line.contains("Seq Scan") && !line.contains("(cost=0.00..0.00 "));
        assert!(!whole, "{filter:?}\n{plan}");
        let scans = plan.matches("Index Scan").count() + plan.matches("Index Only Scan").count();
        assert!(scans > 0 && !plan.contains("Bitmap"), "{filter:?}\n{plan}");
    }
}
