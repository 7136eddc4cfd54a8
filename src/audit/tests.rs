//! The trail's stories: it can't be changed by the application, and whoever changes it otherwise is found out; it reads
//! as sentences, finds what is asked for, leaves the house only on record, and goes only when its time has come.

mod exporting;
mod keeping;
mod reading;
mod telling;

use super::verify_all;
use crate::tests::stage::{Stage, all_at_once};
use sqlx::Executor;

#[tokio::test]
async fn what_was_changed_removed_or_reordered_is_found_and_named() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    for n in 0..6 {
        una.invites(("Sam", "Okafor"), &format!("sam{n}@maple-grove.example"), "Member").await.ok();
    }
    assert_eq!(verify_all(&stage.owner).await.expect("verified"), []);
    let broken = async |sql: &str| {
        stage
            .behind(
                practice,
                &format!(
                    "alter table audit_event disable trigger audit_immutable; {sql}; alter table audit_event enable trigger audit_immutable"
                ),
            )
            .await;
        verify_all(&stage.owner).await.expect("verified").into_iter().map(|b| (b.seq, b.fault)).collect::<Vec<_>>()
    };
    let changed = broken("update audit_event set actor = 'Nobody' where seq = 3").await;
    assert_eq!(changed, [(3, "was changed after it was written".to_string())]);
    broken("update audit_event set actor = 'Una Lindqvist' where seq = 3").await;
    let swapped = broken("update audit_event set seq = -seq where seq in (4, 5); update audit_event set seq = 9 + seq where seq < 0").await;
    assert!(swapped.iter().any(|(seq, fault)| *seq == 4 && fault.contains("reordered")), "{swapped:?}");
    broken("update audit_event set seq = -seq where seq in (4, 5); update audit_event set seq = 9 + seq where seq < 0").await;
    let removed = broken("delete from audit_event where seq = 4").await;
    assert!(removed.iter().any(|(seq, fault)| *seq == 5 && fault.contains("missing")), "{removed:?}");
    let cut = broken("delete from audit_event where seq = (select max(seq) from audit_event where practice_id = app_practice())").await;
    assert!(cut.iter().any(|(_, fault)| fault.contains("last rows are missing")), "{cut:?}");
}

#[tokio::test]
async fn the_application_can_only_add_and_read() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut conn = stage.db.pool.acquire().await.expect("a connection");
    for sql in [
        "update audit_event set actor = 'x'",
        "delete from audit_event",
        "truncate audit_event",
        "select * from audit_head",
        "update audit_head set seq = 0",
    ] {
        let refused = conn.execute(sql).await.expect_err(sql);
        assert_eq!(refused.as_database_error().and_then(|d| d.code()).as_deref(), Some("42501"), "{sql}: {refused}");
    }
    assert!(stage.trail(practice).await.len() >= 2);
}

#[tokio::test]
async fn many_at_once_make_one_unbroken_chain() {
    let stage = Stage::set().await;
    let una = stage.practice("Maple Grove", "Una").await;
    let practice = una.clone().practice().await;
    let before = stage.trail(practice).await.len();
    let writing = (0..40).map(|n| {
        let mut una = una.clone();
        async move { una.does::<crate::auth::ChangeName>(&[("first_name", "Una"), ("last_name", &format!("Lindqvist {n}"))]).await.ok() }
    });
    all_at_once(writing).await;
    assert_eq!(stage.trail(practice).await.len(), before + 40);
    assert_eq!(verify_all(&stage.owner).await.expect("verified"), []);
}
