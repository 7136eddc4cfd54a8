//! How many statements a request makes: each is a way there and back, and costs the database as much as what it asks for.

use super::stage::Stage;
use sqlx::Row;

/// How many have been made so far. PostgreSQL counts, of each statement that a connection keeps, how often it was planned or its
/// plan was taken again; what begins and ends a transaction is none of them. Waits for whoever is still at work.
pub async fn made(stage: &Stage) -> i64 {
    let pool = &stage.db.pool;
    let (mut held, mut made) = (Vec::new(), 0);
    for _ in 0..pool.options().get_max_connections() {
        held.push(pool.acquire().await.expect("a connection"));
    }
    for conn in &mut held {
        let asked = "select coalesce(sum(generic_plans + custom_plans), 0)::bigint from pg_prepared_statements";
        let row = sqlx::raw_sql(asked).fetch_one(&mut **conn).await.expect("a number");
        made += row.try_get::<i64, _>(0).expect("a number");
    }
    made
}
