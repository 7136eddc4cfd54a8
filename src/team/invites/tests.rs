use super::{InviteMember, store};
use crate::tests::{stage::Stage, statements::made};

#[tokio::test]
async fn an_address_is_found_without_reading_everyone_else() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    stage
        .behind(
            practice,
            "insert into member (practice_id, id, first_name, last_name, email, status, role_id, primary_location_id, changed_at)
             select app_practice(), gen_random_uuid(), 'Kim', 'Person', 'P' || n || '@x.example', 'active',
               (select id from role where built_in = 'member'), (select id from location), now() from generate_series(1, 1000) n;
             analyze member",
        )
        .await;
    let mut tx = stage.db.pool.begin().await.expect("a transaction");
    sqlx::query("select set_config('app.practice', $1, true)").bind(practice.to_string()).execute(&mut *tx).await.expect("in the practice");
    assert!(store::of_address(&mut tx, "p500@X.example").await.expect("an answer").is_some(), "whatever the case of its letters");
    assert!(store::of_address(&mut tx, "p1001@x.example").await.expect("an answer").is_none());
    let read: i64 =
        sqlx::query_scalar("select coalesce(idx_tup_fetch, 0) + seq_tup_read from pg_stat_xact_user_tables where relname = 'member'")
            .fetch_one(&mut *tx)
            .await
            .expect("a number");
    assert!(read < 10, "{read} members were read for two addresses");
}

#[tokio::test]
async fn an_invitation_and_a_card_take_few_statements() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let me = una.me().await.and_then(|me| me.member).expect("a member").0.member;
    let (role, location) = (una.role("Member").await, una.location().await);
    let form = [
        ("invite[first_name]", "Mia"),
        ("invite[last_name]", "Berg"),
        ("invite[email]", "mia@maple-grove.example"),
        ("invite[role]", &role),
        ("invite[location]", &location),
        ("invite[note]", ""),
    ];
    let before = made(&stage).await;
    una.does::<InviteMember>(&form).await.ok();
    let invitation = made(&stage).await - before;
    assert_eq!(invitation, 11, "door, role, lock, actor, role, seats, address, location, the person, the letter, the trail");
    let before = made(&stage).await;
    una.card(me).await;
    let card = made(&stage).await - before;
    assert_eq!(card, 9, "door, profile, clients, standing, history in two, hand-over, supervision, credentials");
}

#[tokio::test]
async fn a_members_words_are_written_by_nobody_but_the_database() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    for written in [
        "insert into member_word (practice_id, word, member_id, sort_key) select app_practice(), 'x', id, 'x' from member",
        "insert into member_prefix (practice_id, prefix, sort_key, member_id) select app_practice(), 'x', 'x', id from member",
        "delete from member_word",
        "delete from member_prefix",
    ] {
        let mut tx = stage.db.pool.begin().await.expect("a transaction");
        sqlx::query("select set_config('app.practice', $1, true)").bind(practice.to_string()).execute(&mut *tx).await.expect("there");
        let refused = sqlx::query(written).execute(&mut *tx).await.expect_err(written);
        assert_eq!(refused.as_database_error().and_then(|cause| cause.code()).as_deref(), Some("42501"), "{written}");
    }
}
