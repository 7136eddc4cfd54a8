//! The stories of the security page.

use super::*;
use crate::team::sign_ins::EndSignIns;
use crate::tests::stage::{PASSWORD, Person, Stage};
use axum::http::StatusCode;
use chrono::Duration;

async fn seen(who: &mut Person<'_>) -> SecuritySeen {
    serde_json::from_value(who.does::<PracticeSecurity>(&[]).await.ok()).expect("the page")
}

async fn signed_in(who: &mut Person<'_>, whose: &str, after: &str) -> SignInsPage {
    serde_json::from_value(who.does::<SignInsOfAll>(&[("whose", whose), ("after", after)]).await.ok()).expect("sign-ins")
}

#[tokio::test]
async fn an_administrator_sees_who_is_signed_in_and_narrows_it_by_name() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut zoe = una.hires(("Zoë", "Reyes"), "zoe@maple-grove.example", "Member").await;
    stage.practice("Oak Street", "Ola").await;
    let all = signed_in(&mut una, "", "").await;
    let names: Vec<&str> = all.rows.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names.contains(&"Zoë Reyes") && names.contains(&"Una Lindqvist") && all.next.is_none());
    assert_eq!(all.rows.iter().filter(|r| r.seen.this).map(|r| r.name.as_str()).collect::<Vec<_>>(), ["Una Lindqvist"]);
    for typed in ["zoe", "REYES", "zoe@maple"] {
        let found = signed_in(&mut una, typed, "").await.rows;
        assert_eq!(found.iter().map(|r| r.name.as_str()).collect::<Vec<_>>(), ["Zoë Reyes"], "{typed}");
    }
    assert!(signed_in(&mut una, "nobody of this name", "").await.rows.is_empty());
    let member = signed_in(&mut una, "zoe", "").await.rows[0].member.to_string();
    una.does::<EndSignIns>(&[("member", &member)]).await.ok();
    assert!(zoe.me().await.is_none());
    assert!(signed_in(&mut una, "zoe", "").await.rows.is_empty());
    stage.later(Duration::minutes(20));
    una.signs_in("una@maple-grove.example", PASSWORD).await.ok();
    assert_eq!(signed_in(&mut una, "", "").await.rows.len(), 1, "what ended by inactivity is not signed in");
}

#[tokio::test]
async fn more_than_a_page_of_sign_ins_is_read_to_its_end_without_one_twice() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let more = "insert into sign_in_session (token_hash, id, account_id, practice_id, member_id, created_at, last_seen_at, confirmed_at, expires_at)
        select sha256(n::text::bytea), gen_random_uuid(), account_id, practice_id, id, now(), now() - make_interval(secs => n / 3), now(), now() + interval '1 hour'
        from member, generate_series(1, 120) n";
    stage.behind(practice, more).await;
    let (mut after, mut found) = (String::new(), Vec::new());
    loop {
        let page = signed_in(&mut una, "", &after).await;
        found.extend(page.rows.into_iter().map(|r| r.seen.id));
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    let count = found.len();
    found.sort();
    found.dedup();
    assert_eq!((count, found.len()), (121, 121));
}

#[tokio::test]
async fn what_failed_lately_stands_by_member_and_by_network_and_reading_it_is_on_record() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let mut stranger = stage.visitor();
    stranger.ip = [203, 0, 113, 9].into();
    for _ in 0..3 {
        stranger.signs_in("sam@maple-grove.example", "wrong wrong wrong").await.refused();
    }
    stranger.signs_in("nobody@maple-grove.example", "wrong wrong wrong").await.refused();
    assert_eq!(sam.does::<PracticeSecurity>(&[]).await.status, StatusCode::FORBIDDEN);
    // It is written down as the answer leaves, and nobody waits for it.
    for _ in 0..100 {
        if stage.trail(practice).await.iter().any(|(kind, ..)| kind == "access.refused") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let failures = seen(&mut una).await.failures.expect("she may read the trail");
    let line = |kind: &str| failures.of.iter().find(|f| f.kind == kind).expect("a line");
    let failed = line("auth.sign_in_failed");
    assert_eq!((failed.who.as_str(), failed.times), ("Sam Okafor", 3));
    assert_eq!(failed.member, Some(una.roster("sam").await.rows[0].id));
    assert_eq!((line("access.refused").who.as_str(), line("access.refused").times), ("Sam Okafor", 1));
    let network = failures.networks.iter().find(|n| n.ip == stranger.ip.to_string()).expect("the stranger's network");
    assert_eq!((network.times, network.whos), (3, 1));
    assert!(failures.of.iter().all(|f| !f.who.contains("nobody")), "an address of nobody's is no practice's business");

    seen(&mut una).await;
    let read = stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind == "audit.read").count();
    assert_eq!(read, 1, "once for a sign-in in ten minutes");
    stage.later(Duration::days(8));
    una.signs_in("una@maple-grove.example", PASSWORD).await.ok();
    let old = seen(&mut una).await.failures.expect("she may read the trail");
    assert!(old.of.is_empty() && old.networks.is_empty());
}

#[tokio::test]
async fn limits_of_members_stand_there_and_those_of_others_do_not() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut ola = stage.practice("Oak Street", "Ola").await;
    for _ in 0..6 {
        for email in ["una@maple-grove.example", "nobody@maple-grove.example"] {
            stage.visitor().signs_in(email, "wrong wrong wrong").await.refused();
        }
    }
    let limits = seen(&mut una).await.limits;
    assert_eq!(limits.iter().map(|l| l.name.as_str()).collect::<Vec<_>>(), ["Una Lindqvist"]);
    assert!(seen(&mut ola).await.limits.is_empty());
}

#[tokio::test]
async fn the_page_stands_for_administrators_and_says_to_others_what_is_missing() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let page = una.opens("/security").await;
    assert_eq!(page.status, StatusCode::OK);
    for words in ["How long sign-ins last", "15 minutes", "Who is signed in", "Sam Okafor", "What failed lately", "Nobody is slowed down"] {
        assert!(page.text.contains(words), "{words}");
    }
    let page = sam.opens("/security").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.text.contains("change security settings"), "{}", page.text.len());
}

#[tokio::test]
async fn the_minutes_of_automatic_logoff_are_a_security_setting() {
    use crate::base::AppError;
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut bo = una.hires(("Bo", "Berg"), "bo@maple-grove.example", "Admin").await;
    let form = |minutes: &'static str, version: &'static str| {
        [
            ("name", "Maple Grove"),
            ("calls_clients", "Clients"),
            ("invitation_hours", "72"),
            ("logoff_minutes", minutes),
            ("version", version),
        ]
    };
    let save = "/api/caseload/settings/api/save_practice";
    stage.later(Duration::minutes(11));
    assert_eq!(bo.posts(save, &form("30", "1")).await.refused(), AppError::ConfirmPassword);
    bo.posts(save, &form("15", "1")).await.ok();
    bo.confirms().await;
    bo.posts(save, &form("30", "2")).await.ok();
    assert_eq!(seen(&mut bo).await.logoff_minutes, 30);
    stage.behind(practice, "update role set grants = array_remove(grants, 'settings.security') where built_in = 'admin'").await;
    assert_eq!(bo.posts(save, &form("60", "3")).await.status, StatusCode::FORBIDDEN);
    bo.posts(save, &form("30", "3")).await.ok();
}
