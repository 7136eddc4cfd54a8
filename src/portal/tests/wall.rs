//! The second wall: what bare SQL shows, as the door leaves it for a client.

use super::{BEA, Cast, LINK, arrives, cast, client, invites};
use crate::base::Token;
use crate::tests::stage::Stage;
use sqlx::{AssertSqlSafe, Executor, Row};
use uuid::Uuid;

/// Tables that are no practice's: what the account itself has, and what names nobody.
const OWN: [(&str, i64); 5] = [("account", 1), ("sign_in_session", 1), ("device", 1), ("throttle", -1), ("reset_request", 0)];

/// In the state in which a server function finds it.
async fn at_the_door(stage: &Stage, token: &Token) -> sqlx::Transaction<'static, sqlx::Postgres> {
    let mut tx = stage.db.pool.begin().await.expect("a transaction");
    let enter = format!("select session_id from access_enter('\\x{}', '0 s')", hex::encode(token.hash()));
    assert_eq!(tx.execute(AssertSqlSafe(enter)).await.expect("entered").rows_affected(), 1);
    tx
}

async fn tables(conn: &mut sqlx::PgConnection, privilege: &str) -> Vec<String> {
    sqlx::query_scalar(
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')
           and has_table_privilege('caseload_app', oid, $1) order by relname",
    )
    .bind(privilege)
    .fetch_all(conn)
    .await
    .expect("tables")
}

async fn count(conn: &mut sqlx::PgConnection, table: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table}")))
        .fetch_one(conn)
        .await
        .unwrap_or_else(|e| panic!("{table}: {e}"))
}

#[tokio::test]
async fn bare_sql_shows_a_client_no_row_of_any_table_of_the_practice() {
    let stage = Stage::set().await;
    let Cast { mut una, practice, bea, .. } = cast(&stage).await;
    let person = arrives(&stage, &mut una, &bea, BEA).await;
    let token = Token::parse(&person.cookies["session"]).expect("a token");
    let mut tx = at_the_door(&stage, &token).await;
    let all = tables(&mut tx, "select").await;
    assert!(all.len() > 30, "{all:?}");
    for table in &all {
        let seen = count(&mut tx, table).await;
        match OWN.iter().find(|(own, _)| own == table) {
            Some((_, -1)) => {}
            Some((_, expected)) => assert_eq!(seen, *expected, "{table}"),
            None => assert_eq!(seen, 0, "a client sees {seen} rows of {table}"),
        }
    }
    // The same tables are not empty for whoever works there.
    let una_token = Token::parse(&una.cookies["session"]).expect("a token");
    let mut inside = at_the_door(&stage, &una_token).await;
    for table in ["client", "member", "visit", "assignment", "location", "audit_event", "portal_invitation", "outbox"] {
        assert!(count(&mut inside, table).await > 0, "{table}");
    }
    drop(inside);
    // What the portal's questions answer is one's own.
    let own: Vec<String> = sqlx::query_scalar("select first_name from portal_self()").fetch_all(&mut *tx).await.expect("oneself");
    assert_eq!(own, ["Bea"]);
    let columns = tx.fetch_one("select * from portal_self()").await.expect("a row");
    let columns: Vec<&str> = sqlx::Row::columns(&columns).iter().map(sqlx::Column::name).collect();
    for secret in ["risk", "restricted", "portal", "created_by", "archived_at"] {
        assert!(!columns.contains(&secret), "{secret}");
    }
    for question in ["portal_account(app_client())", "portal_end(app_client(), now(), '')", "account_of_address('')"] {
        let rows = tx.fetch_all(AssertSqlSafe(format!("select * from {question}"))).await.expect("an answer");
        let told: Vec<String> = rows.iter().filter_map(|row| row.try_get::<String, _>(0).ok()).filter(|t| !t.is_empty()).collect();
        assert!(told.is_empty(), "{question}: {told:?}");
    }
    let nothing_ended: String = sqlx::query_scalar("select portal from client where id = $1")
        .bind(bea.parse::<Uuid>().expect("an id"))
        .fetch_one(&mut *stage.inside(practice).await)
        .await
        .expect("bea");
    assert_eq!(nothing_ended, "activated");
}

#[tokio::test]
async fn bare_sql_changes_nothing_for_a_client() {
    let stage = Stage::set().await;
    let Cast { mut una, bea, practice, .. } = cast(&stage).await;
    let other = client(&stage, practice, ("Ada", "Wren"), "ada@mail.example").await;
    let person = arrives(&stage, &mut una, &bea, BEA).await;
    let token = Token::parse(&person.cookies["session"]).expect("a token");
    for table in tables(&mut stage.db.pool.acquire().await.expect("a connection"), "update").await {
        if OWN.iter().any(|(own, _)| *own == table) {
            continue;
        }
        let mut tx = at_the_door(&stage, &token).await;
        let column: String = sqlx::query_scalar("select attname::text from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum limit 1")
            .bind(&table)
            .fetch_one(&mut *tx)
            .await
            .expect("a column");
        let done = tx.execute(AssertSqlSafe(format!("update {table} set {column} = {column}"))).await.expect("no row to change");
        assert_eq!(done.rows_affected(), 0, "{table}");
    }
    for insert in [
        format!(
            "insert into audit_event (practice_id, at, kind, actor, subject_kind, subject, detail, ip) values ('{practice}', now(), 'x', '', '', '', '{{}}', '')"
        ),
        format!("insert into portal_invitation values ('{practice}', '{bea}', 'open', 9, 'x@y.example', '{bea}', now(), now())"),
        format!(
            "insert into outbox (practice_id, id, letter, to_name, to_email, due_at, message_id, created_at) values ('{practice}', gen_random_uuid(), '{{}}', '', 'x@y', now(), '', now())"
        ),
    ] {
        let mut tx = at_the_door(&stage, &token).await;
        let refused = tx.execute(AssertSqlSafe(insert.clone())).await.expect_err(&insert);
        assert!(refused.to_string().contains("row-level security"), "{refused}");
    }
    let mut tx = at_the_door(&stage, &token).await;
    let elsewhere = format!("update account set practice_id = '{practice}', client_id = '{other}' where id = app_account()");
    // Its account is its own to write, but not whose it is.
    let refused = tx.execute(AssertSqlSafe(elsewhere)).await.expect_err("another client");
    assert!(refused.to_string().contains("permission denied"), "{refused}");
    // And a session that says it is another client's leads nowhere.
    let mut tx = at_the_door(&stage, &token).await;
    let forged = Token::new();
    let session = format!(
        "insert into sign_in_session (token_hash, id, account_id, practice_id, client_id, created_at, last_seen_at, expires_at, confirmed_at)
         values ('\\x{}', gen_random_uuid(), app_account(), '{practice}', '{other}', now(), now(), now() + interval '1 hour', now())",
        hex::encode(forged.hash())
    );
    tx.execute(AssertSqlSafe(session)).await.expect("a session of its own account");
    tx.commit().await.expect("kept");
    let mut tx = stage.db.pool.begin().await.expect("a transaction");
    let enter = format!("select session_id from access_enter('\\x{}', '0 s')", hex::encode(forged.hash()));
    assert_eq!(tx.execute(AssertSqlSafe(enter)).await.expect("asked").rows_affected(), 0);
}

#[tokio::test]
async fn the_holder_of_a_link_sees_no_row_of_the_practice_either() {
    let stage = Stage::set().await;
    let Cast { mut una, practice, bea, .. } = cast(&stage).await;
    client(&stage, practice, ("Ada", "Wren"), "ada@mail.example").await;
    invites(&mut una, &bea).await.ok();
    let token = Token::parse(&stage.token_for(BEA, LINK).await).expect("a token");
    let mut tx = stage.db.pool.begin().await.expect("a transaction");
    let follow = format!("select subject_id from access_open_link('\\x{}', 'portal', '0 s')", hex::encode(token.hash()));
    assert_eq!(tx.execute(AssertSqlSafe(follow)).await.expect("followed").rows_affected(), 1);
    for table in tables(&mut tx, "select").await {
        if !["throttle", "reset_request"].contains(&table.as_str()) {
            assert_eq!(count(&mut tx, &table).await, 0, "{table}");
        }
    }
    let invited: Vec<String> = sqlx::query_scalar("select first_name from portal_invited()").fetch_all(&mut *tx).await.expect("invited");
    assert_eq!(invited, ["Bea"]);
}
