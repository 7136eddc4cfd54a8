//! Every registered server function, posted to by an administrator who looks through another's eyes: nothing changes.

use super::every_function::{fields, functions, short};
use super::stage::Stage;
use crate::eyes::{StopViewing, ViewAs};
use sqlx::{AssertSqlSafe, Executor, Row};

/// What ends a viewing, or acts for nobody's eyes: the ways in and the holders of links.
const NOT_WALKED: [&str; 14] = [
    "eyes/api/stop_viewing",
    "auth/api/sign_out",
    "auth/api/sign_in",
    "auth/passkeys/api/ask_passkey_to_sign_in",
    "auth/api/ask_reset",
    "auth/api/reset_link",
    "auth/api/reset_password",
    "auth/email/api/email_link",
    "auth/email/api/confirm_email",
    "auth/email/api/refuse_email",
    "founding/api/create_practice",
    "team/invites/answer/accept_invitation",
    "team/invites/answer/decline_invitation",
    "team/invites/answer/ask_invitation_again",
];

/// All that is kept of a practice, table by table, but what notes that someone was here.
async fn everything(stage: &Stage, practice: uuid::Uuid) -> Vec<(String, Option<String>)> {
    let mut tx = stage.owner.begin().await.expect("a transaction");
    let set = format!("select set_config('app.practice', '{practice}', true), set_config('app.clients', 'practice', true)");
    tx.execute(AssertSqlSafe(set)).await.expect("in the practice");
    let tables: Vec<String> = sqlx::query_scalar(
        "select tablename::text from pg_tables where schemaname = 'public'
           and tablename not in ('audit_event', 'audit_head', 'sign_in_session', 'throttle', '_sqlx_migrations') order by 1",
    )
    .fetch_all(&mut *tx)
    .await
    .expect("tables");
    let mut all = Vec::new();
    for table in tables {
        let sql = format!("select md5(string_agg(t::text, '|' order by t::text)) from \"{table}\" t");
        all.push((table, tx.fetch_one(AssertSqlSafe(sql)).await.expect("its rows").get(0)));
    }
    all
}

#[tokio::test]
async fn through_anothers_eyes_no_function_changes_anything() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut ada = una.hires(("Ada", "Osei"), "ada@maple-grove.example", "Admin").await;
    una.invites(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await.ok();
    stage.mails_go().await;
    let (role, location) = (una.role("Member").await, una.location().await);
    let ada_id = ada.me().await.expect("ada").member.expect("a member").0.member.to_string();
    let una_id = una.me().await.expect("una").member.expect("a member").0.member.to_string();
    let sam = una.roster("sam").await.rows[0].id;
    let invitation = una.card(sam).await.invitation.expect("open").id.to_string();
    let admin = una.role("Admin").await;
    ada.confirms().await;
    for eyes in [[("member", una_id.as_str())], [("role", admin.as_str())]] {
        ada.does::<ViewAs>(&eyes).await.ok();
        let before = everything(&stage, practice).await;
        let trail = stage.trail(practice).await.len();
        for id in [&ada_id, &una_id, &sam.to_string(), &invitation, &role, &location] {
            for path in functions().iter().filter(|p| !NOT_WALKED.contains(&short(p))) {
                ada.posts(path, &fields(id, &role, &location)).await;
            }
        }
        assert_eq!(everything(&stage, practice).await, before);
        // Reading of the trail may be on record, and refusals are; all under the name of who really looks.
        let new = stage.trail(practice).await.split_off(trail);
        let harmless = |kind: &str| ["access.refused", "audit.read", "audit.verified", "clients.viewed"].contains(&kind);
        assert!(new.iter().all(|(kind, actor, _)| harmless(kind) && actor == "Ada Osei"), "{new:?}");
        assert!(new.iter().filter(|(kind, ..)| kind == "access.refused").count() > 20, "{}", new.len());
        ada.does::<StopViewing>(&[]).await.ok();
    }
    for named in NOT_WALKED {
        assert!(functions().iter().any(|p| short(p) == named), "{named} is no function any more");
    }
}
