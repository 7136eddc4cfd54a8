//! The questions of a page share a transaction, and nothing but that.

use super::stage::{Person, Stage};
use crate::access::{Action, Asking, Entered, Passage, Target, enter};
use crate::base::{AppError, Token};
use crate::team::status::SuspendMember;
use leptos::prelude::{Owner, provide_context};
use leptos::reactive::computed::ScopedFuture;

/// Asks as a page of theirs would.
async fn on_a_page<T>(stage: &Stage, who: &Person<'_>, asks: impl Future<Output = T>) -> T {
    let session = who.cookies.get("session").and_then(|cookie| Token::parse(cookie));
    assert!(session.is_some(), "signed in");
    let owner = Owner::new();
    let asking = owner.with(|| {
        provide_context(stage.db.clone());
        provide_context(Asking { session, ip: "198.51.100.1".into(), ..Default::default() });
        provide_context(Passage::default());
        ScopedFuture::new(asks)
    });
    asking.await
}

/// The connection's process and the transaction's beginning: another transaction has another.
async fn which(tx: &mut Entered) -> (i32, String) {
    sqlx::query_as("select pg_backend_pid(), now()::text").fetch_one(tx.conn()).await.expect("which transaction")
}

#[tokio::test]
async fn the_questions_of_a_page_share_a_transaction_until_one_is_refused() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Passages", "Una").await;
    let ben = una.hires(("Ben", "Okafor"), "ben@passages.example", "Member").await;
    on_a_page(&stage, &ben, async {
        let first = which(&mut enter().await.expect("in")).await;
        assert_eq!(first, which(&mut enter().await.expect("in")).await, "gone on with");
        let mut tx = enter().await.expect("in");
        let refused = tx.see(Action::SuspendMember, &Target::Practice).await;
        assert!(matches!(refused, Err(AppError::Denied(_))), "{refused:?}");
        // While that one is still open, nobody goes on in it.
        let other = which(&mut enter().await.expect("in")).await;
        assert_ne!(first, other);
        drop(tx);
        assert_eq!(other, which(&mut enter().await.expect("in")).await, "and goes on with the new one");
    })
    .await;
    let kept = async || stage.trail(una.clone().practice().await).await.iter().any(|(kind, ..)| kind.contains("refused"));
    for _ in 0..50 {
        if kept().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the refusal is on record");
}

#[tokio::test]
async fn a_transaction_that_failed_or_stands_elsewhere_is_not_gone_on_with() {
    let stage = Stage::set().await;
    let una = stage.practice("Elsewhere", "Una").await;
    let other = stage.practice("Next Door", "Otto").await.practice().await;
    on_a_page(&stage, &una, async {
        let mut tx = enter().await.expect("in");
        let first = which(&mut tx).await;
        sqlx::query("select 1 / 0").execute(tx.conn()).await.expect_err("no number");
        drop(tx);
        let mut tx = enter().await.expect("in");
        let second = which(&mut tx).await;
        assert_ne!(first, second, "sound");
        let own = tx.actor().practice;
        for (what, value) in [("app.practice", other.to_string()), ("app.clients", "practice".into()), ("app.member", other.to_string())] {
            sqlx::query("select set_config($1, $2, true)").bind(what).bind(value).execute(tx.conn()).await.expect("set");
            let there = which(&mut tx).await;
            drop(tx);
            tx = enter().await.expect("in");
            // Whoever administers sees the whole practice already.
            assert_eq!(there == which(&mut tx).await, what == "app.clients", "{what}");
            let here: String = sqlx::query_scalar("select app_practice()::text").fetch_one(tx.conn()).await.expect("where");
            assert_eq!(here, own.to_string());
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_leaves_no_connection_behind_and_whoever_is_out_is_out_on_the_next() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Quick Ends", "Una").await;
    let mut ben = una.hires(("Ben", "Okafor"), "ben@quick-ends.example", "Member").await;
    for _ in 0..40 {
        let page = ben.opens("/team").await;
        assert!(page.status.is_success() && page.text.contains("Una Lindqvist"), "{}", page.status);
    }
    let pool = &stage.db.pool;
    for _ in 0..100 {
        if pool.num_idle() == pool.size() as usize {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(pool.num_idle(), pool.size() as usize, "all given back");
    let member = ben.me().await.and_then(|me| me.member).expect("a member").0.member.to_string();
    una.does::<SuspendMember>(&[("member", &member), ("was", "active"), ("reason", "Lost laptop")]).await.ok();
    let page = ben.opens("/team").await;
    assert!(!page.text.contains("Una Lindqvist"), "{}", page.status);
}
