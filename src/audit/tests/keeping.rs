//! Months come by themselves, and go when their time has come.

use super::super::{SetRetention, VerifyAudit, Walked, keep, verify_all};
use crate::base::AppError;
use crate::tests::stage::{Stage, all_at_once};
use chrono::Duration;
use sqlx::{AssertSqlSafe, Executor};
use uuid::Uuid;

/// An entry of so many years ago.
async fn long_ago(stage: &Stage, practice: Uuid, years: i32) {
    let old = format!(
        "select audit_write('{practice}', now() - interval '{years} years 40 days' + n * interval '1 minute', null, 'Una Lindqvist', 'auth.signed_in', 'account', null, '', '{{}}', null, '') from generate_series(1, 3) n"
    );
    stage.behind(practice, &old).await;
}

async fn cut_at(stage: &Stage, ahead: &str) -> i32 {
    let mut gone = 0;
    loop {
        let sql = format!("select audit_cut_at(now() + interval '{ahead}')");
        let cut: i32 = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&stage.owner).await.expect("cut");
        if cut == 0 {
            return gone;
        }
        gone += cut;
    }
}

async fn count(stage: &Stage, practice: Uuid, kind: &str) -> usize {
    stage.trail(practice).await.into_iter().filter(|(k, ..)| k == kind).count()
}

#[tokio::test]
async fn nothing_fails_for_a_missing_month_however_far_the_clock_is() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    stage.later(Duration::days(365 * 9));
    una.signs_in(&una.email.clone(), crate::tests::stage::PASSWORD).await.ok();
    long_ago(&stage, practice, 5).await;
    // Many at once find the same month missing.
    stage.later(Duration::days(70));
    let people: Vec<_> = (0..8).map(|_| stage.visitor()).collect();
    let email = una.email.clone();
    let entering = people.into_iter().map(|mut who| {
        let email = email.clone();
        async move { who.signs_in(&email, crate::tests::stage::PASSWORD).await.status }
    });
    let statuses = all_at_once(entering).await;
    assert!(statuses.iter().all(|s| s.is_success() || s.is_redirection()), "{statuses:?}");
    assert_eq!(keep(&stage.db).await.expect("kept"), 0);
    assert_eq!(verify_all(&stage.owner).await.expect("verified"), []);
}

#[tokio::test]
async fn a_month_goes_after_the_longest_period_any_practice_asks_for_and_the_chain_goes_on() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut ola = stage.practice("Oak Street", "Ola").await;
    let (maple, oak) = (una.practice().await, ola.practice().await);
    long_ago(&stage, maple, 7).await;
    long_ago(&stage, oak, 7).await;
    long_ago(&stage, maple, 8).await;
    ola.does::<SetRetention>(&[("years", "8"), ("before", "7")]).await.ok();
    assert_eq!(keep(&stage.db).await.expect("kept"), 1, "Maple Grove's month of eight years ago, and not the one it shares");
    assert_eq!((count(&stage, maple, "audit.cut").await, count(&stage, oak, "audit.cut").await), (1, 0));
    let (_, actor, detail) = stage.trail(maple).await.into_iter().find(|(kind, ..)| kind == "audit.cut").expect("on record");
    assert_eq!((actor.as_str(), detail["rows"].as_i64()), ("Caseload", Some(3)));
    assert_eq!(verify_all(&stage.owner).await.expect("verified"), [], "what is left goes on from what is kept of the rest");
    assert_eq!(keep(&stage.db).await.expect("kept"), 0, "once");

    // Closed or open, it counts.
    stage.behind(oak, "update practice set closed_at = now()").await;
    assert_eq!(keep(&stage.db).await.expect("kept"), 0);
    stage.behind(oak, "update practice set closed_at = null, audit_years = 6").await;
    stage.behind(maple, "update practice set audit_years = 6").await;
    assert_eq!(keep(&stage.db).await.expect("kept"), 1);
    assert_eq!((count(&stage, maple, "audit.cut").await, count(&stage, oak, "audit.cut").await), (2, 1));
    assert_eq!(verify_all(&stage.owner).await.expect("verified"), []);
}

#[tokio::test]
async fn the_years_pass_and_only_then_does_anything_go() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let before = stage.trail(practice).await.len();
    cut_at(&stage, "6 years 11 months").await;
    assert_eq!(stage.trail(practice).await.len(), before, "what went was empty");
    assert!(cut_at(&stage, "7 years 32 days").await >= 1);
    let left = stage.trail(practice).await;
    assert!(left.iter().all(|(kind, ..)| kind == "audit.cut"), "{left:?}");
    assert_eq!(verify_all(&stage.owner).await.expect("verified"), []);
    // What is left is as safe as it was.
    stage
        .behind(practice, "alter table audit_event disable trigger audit_immutable; update audit_event set actor = 'x'; alter table audit_event enable trigger audit_immutable")
        .await;
    assert!(!verify_all(&stage.owner).await.expect("verified").is_empty());
}

#[tokio::test]
async fn the_application_can_let_nothing_go_that_is_not_due() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    long_ago(&stage, practice, 5).await;
    let part: String = sqlx::query_scalar("select max(relname) from pg_class where relname like 'audit\\_event\\_2%' and relkind = 'r'")
        .fetch_one(&stage.owner)
        .await
        .expect("a month");
    let mut conn = stage.db.pool.acquire().await.expect("a connection");
    for sql in [
        "drop table audit_event".to_string(),
        format!("drop table {part}"),
        format!("truncate {part}"),
        format!("delete from {part}"),
        format!("select from {part}"),
        format!("insert into {part} select * from audit_event"),
        format!("alter table audit_event detach partition {part}"),
        "select audit_cut_at(now() + interval '90 years')".into(),
        "select from audit_floor".into(),
        "insert into audit_floor values (gen_random_uuid(), 1, 2, '', '')".into(),
        "alter table audit_event disable trigger audit_immutable".into(),
    ] {
        let refused = conn.execute(AssertSqlSafe(sql.clone())).await.expect_err(&sql);
        assert_eq!(refused.as_database_error().and_then(|d| d.code()).as_deref(), Some("42501"), "{sql}: {refused}");
    }
    // Nor by tables of its own that look like the database's.
    conn.execute("create temp table pg_inherits as select * from pg_catalog.pg_inherits").await.expect("a table of its own");
    conn.execute("select audit_cut()").await.expect("looked");
    drop(conn);
    assert_eq!(keep(&stage.db).await.expect("kept"), 0);
    assert_eq!(count(&stage, practice, "auth.signed_in").await, 4);
}

#[tokio::test]
async fn the_years_are_said_with_the_password_and_within_the_law() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    for years in ["5", "31", "-1"] {
        assert!(una.does::<SetRetention>(&[("years", years), ("before", "7")]).await.refused().fault("years").is_some(), "{years}");
    }
    assert_eq!(una.does::<SetRetention>(&[("years", "10"), ("before", "8")]).await.refused(), AppError::Stale);
    una.does::<SetRetention>(&[("years", "10"), ("before", "7")]).await.ok();
    let told = stage.trail(practice).await;
    let (_, _, detail) = told.iter().find(|(kind, ..)| kind == "audit.retention_set").expect("on record");
    assert_eq!(detail["changes"][0]["after"], "10 years");
    stage.later(Duration::minutes(11));
    assert_eq!(una.does::<SetRetention>(&[("years", "7"), ("before", "10")]).await.refused(), AppError::ConfirmPassword);
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    assert!(matches!(sam.does::<SetRetention>(&[("years", "8"), ("before", "10")]).await.refused(), AppError::Denied(_)));
    assert!(una.opens("/audit").await.text.contains("Keep entries for (years)"));
}

#[tokio::test]
async fn the_button_says_how_many_entries_are_unbroken_or_which_are_not() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    long_ago(&stage, practice, 2).await;
    let before = stage.trail(practice).await.len() as i64;
    let walked: Walked = serde_json::from_value(una.does::<VerifyAudit>(&[]).await.ok()).expect("walked");
    assert_eq!((walked.entries, walked.done, walked.faults.len()), (before, true, 0));
    let oldest = chrono::Utc::now() - Duration::days(365 * 2);
    assert!(walked.since < oldest.into());
    let rest: Walked = serde_json::from_value(una.does::<VerifyAudit>(&[("after", "2"), ("walked", "2")]).await.ok()).expect("walked");
    assert_eq!((rest.entries, rest.done), (before + 1, true), "from where the last leg ended, with what it counted");
    stage
        .behind(practice, "alter table audit_event disable trigger audit_immutable; update audit_event set actor = 'x' where seq = 2; alter table audit_event enable trigger audit_immutable")
        .await;
    let walked: Walked = serde_json::from_value(una.does::<VerifyAudit>(&[]).await.ok()).expect("walked");
    assert_eq!(walked.faults, [(2, "was changed after it was written".to_string())]);
    let told = stage.trail(practice).await;
    let (_, _, detail) = told.iter().rfind(|(kind, ..)| kind == "audit.verified").expect("on record");
    assert_eq!((detail["rows"].as_i64(), detail["faults"].as_i64()), (Some(before + 2), Some(1)));
}
