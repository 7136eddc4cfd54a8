//! Stories of assigning.

mod assigning;
mod candidates;
mod care_team;
mod screens;

use crate::base::MemberId;
use crate::tests::stage::{Person, Stage};
use sqlx::Row;
use uuid::Uuid;

/// Someone of the team, with a role by its name, whatever an administrator may give.
async fn hired<'a>(stage: &'a Stage, una: &mut Person<'a>, first: &str, role: &str) -> (Person<'a>, MemberId) {
    let email = format!("{}@maple-grove.example", first.to_lowercase());
    let mut person = una.hires((first, "Okafor"), &email, "Member").await;
    let id = me(&mut person).await;
    let sql = format!("update member set role_id = (select id from role where name = '{role}') where id = '{id}'");
    stage.behind(una.practice().await, &sql).await;
    (person, id)
}

async fn me(who: &mut Person<'_>) -> MemberId {
    who.me().await.expect("signed in").member.expect("a member").0.member
}

/// As many clients at the first location, with a primary therapist or without, in the order of their names.
async fn clients(stage: &Stage, practice: Uuid, many: usize, of: Option<MemberId>) -> Vec<Uuid> {
    let mut tx = stage.inside(practice).await;
    let tag = rand::random::<u16>();
    let rows = sqlx::query(
        "insert into client (practice_id, id, first_name, last_name, location_id, created_at)
           select app_practice(), gen_random_uuid(), 'Client' || lpad(n::text, 4, '0'), 'T' || $2, (select id from location order by created_at, id limit 1), now()
           from generate_series(1, $1) n returning id",
    )
    .bind(i32::try_from(many).expect("a few"))
    .bind(i32::from(tag))
    .fetch_all(&mut *tx)
    .await
    .expect("clients");
    let ids: Vec<Uuid> = rows.iter().map(|r| r.get(0)).collect();
    if let Some(of) = of {
        sqlx::query(
            r#"insert into assignment (practice_id, id, client_id, member_id, "primary", since, assigned_by, reason)
               select app_practice(), gen_random_uuid(), c, $2, true, now() - interval '1 day', $2, '' from unnest($1::uuid[]) c"#,
        )
        .bind(&ids)
        .bind(of.0)
        .execute(&mut *tx)
        .await
        .expect("assigned");
    }
    tx.commit().await.expect("kept");
    ids
}

/// `(client, member, primary)` of every assignment there is now, in order.
async fn now(stage: &Stage, practice: Uuid) -> Vec<(Uuid, MemberId, bool)> {
    let rows = sqlx::query(
        r#"select client_id, member_id, "primary" from assignment where practice_id = $1 and until is null order by 1, 3 desc, 2"#,
    )
    .bind(practice)
    .fetch_all(&mut *stage.inside(practice).await)
    .await
    .expect("assignments");
    rows.iter().map(|r| (r.get(0), MemberId(r.get(1)), r.get(2))).collect()
}
