//! Stories of what a device keeps of a day.

use super::{CaseloadToKeep, Kept};
use crate::tests::stage::{Person, Stage};
use uuid::Uuid;

async fn kept(who: &mut Person<'_>) -> Option<Kept> {
    serde_json::from_value(who.does::<CaseloadToKeep>(&[]).await.ok()).expect("what is kept")
}

async fn id(who: &mut Person<'_>) -> Uuid {
    who.me().await.expect("signed in").member.expect("a member").0.member.0
}

/// A client at the first location with a phone and this primary therapist, whom they see in an hour.
async fn client_of(stage: &Stage, practice: Uuid, member: Uuid, last: &str) -> Uuid {
    let client = Uuid::now_v7();
    let sql = format!(
        r#"insert into client (practice_id, id, first_name, last_name, phone, location_id, created_at)
             select app_practice(), '{client}', 'Ida', '{last}', '207 555 0134', (select id from location order by created_at, id limit 1), now();
           insert into assignment (practice_id, id, client_id, member_id, "primary", since, assigned_by, reason)
             values (app_practice(), gen_random_uuid(), '{client}', '{member}', true, now() - interval '1 day', '{member}', '')"#
    );
    stage.behind(practice, &sql).await;
    client
}

#[tokio::test]
async fn a_device_keeps_ones_own_clients_and_nobody_elses_and_it_is_on_record_once() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let mut ben = una.hires(("Ben", "Ito"), "ben@maple-grove.example", "Member").await;
    let (sams, bens) = (id(&mut sam).await, id(&mut ben).await);
    assert_eq!(kept(&mut sam).await, None, "nobody yet");
    client_of(&stage, practice, sams, "Aalto").await;
    client_of(&stage, practice, bens, "Berg").await;
    let his = kept(&mut sam).await.expect("a caseload");
    assert_eq!((his.whose.as_str(), his.practice.as_str(), his.more), ("Sam Okafor", "Maple Grove", 0));
    assert_eq!(his.clients.iter().map(|c| (c.name.as_str(), c.phone.as_str())).collect::<Vec<_>>(), [("Ida Aalto", "207 555 0134")]);
    assert_eq!(kept(&mut una).await, None, "an administrator sees all clients, and has none");
    kept(&mut sam).await;
    let noted = stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind == "clients.kept_on_device").collect::<Vec<_>>();
    assert_eq!(noted.len(), 1, "{noted:?}");
    assert_eq!((noted[0].1.as_str(), noted[0].2["clients"].as_i64()), ("Sam Okafor", Some(1)));
}

#[tokio::test]
async fn no_more_is_kept_than_a_page_of_names_and_how_many_more_there_are() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let sams = id(&mut sam).await;
    let sql = format!(
        r#"insert into client (practice_id, id, first_name, last_name, location_id, created_at)
             select app_practice(), gen_random_uuid(), 'Client', 'No' || lpad(n::text, 3, '0'), (select id from location order by created_at, id limit 1), now()
             from generate_series(1, 215) n;
           insert into assignment (practice_id, id, client_id, member_id, "primary", since, assigned_by, reason)
             select app_practice(), gen_random_uuid(), c.id, '{sams}', true, now() - interval '1 day', '{sams}', '' from client c"#
    );
    stage.behind(practice, &sql).await;
    let his = kept(&mut sam).await.expect("a caseload");
    assert_eq!((his.clients.len(), his.more, his.clients[0].name.as_str()), (200, 15, "Client No001"));
    // Suspended, he is answered nothing.
    stage.behind(practice, &format!("update member set status = 'suspended' where id = '{sams}'")).await;
    assert!(sam.does::<CaseloadToKeep>(&[]).await.status.is_client_error());
    assert!(stage.visitor().does::<CaseloadToKeep>(&[]).await.status.is_client_error());
}
