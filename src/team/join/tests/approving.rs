//! Those who wait, and who decides.

use super::*;
use crate::notices::{Notices, NoticesSeen, What};

async fn approves(who: &mut Person<'_>, request: &RequestSeen, record: &str) -> Answer {
    who.does::<ApproveJoin>(&[("request", &request.id.to_string()), ("record", record)]).await
}

#[tokio::test]
async fn whoever_needs_approval_waits_and_is_told_what_was_decided() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (id, token) = made(&mut una, "Member", &[]).await;
    assert!(shown(&mut una, id).await.approval, "as is usual for a role of the team");
    let mut sam = stage.visitor();
    for (first, email) in [("Sam", SAM), ("Mei", "mei@mail.example")] {
        asks(&mut sam, &token, (first, "Okafor"), email).await.ok();
        let to = leads_to(confirms(&stage, &mut sam, email).await);
        assert!(to.starts_with("/join/confirm/"), "{to}");
        assert!(sam.opens(&to).await.text.contains("Waiting for approval"));
    }
    asks(&mut sam, &token, ("Sam", "Okafor"), SAM).await.ok();
    assert!(confirms(&stage, &mut sam, SAM).await.refused().to_string().contains("You have asked already"));
    assert_eq!(many(&stage, practice, "select count(*) from invitation").await, 0);
    let seen: NoticesSeen = serde_json::from_value(una.does::<Notices>(&[("after", "")]).await.ok()).expect("notices");
    assert!(seen.notices.iter().filter(|n| n.what == Some(What::JoinAsked) && n.link == "/team#requests").count() == 2, "{seen:?}");

    let waiting = requests(&mut una).await;
    assert_eq!(waiting.iter().map(|r| r.email.as_str()).collect::<Vec<_>>(), [SAM, "mei@mail.example"]);
    let roster = una.opens("/team").await;
    assert!(roster.text.contains("2 people ask to join") && roster.text.contains(SAM), "over the roster");
    approves(&mut una, &waiting[0], "").await.ok();
    let form = [("request", waiting[1].id.to_string()), ("reason", "We are complete.".to_string())];
    una.does::<DeclineJoin>(&form.each_ref().map(|(k, v)| (*k, v.as_str()))).await.ok();
    assert!(requests(&mut una).await.is_empty());
    let token = stage.token_for(SAM, "/invitations/").await;
    sam.accepts(&token).await.ok();
    assert_eq!(sam.me().await.expect("signed in").member.expect("a member").0.first_name, "Sam");
    let mail = stage.mail_to("mei@mail.example", "did not approve").await.expect("a mail");
    assert!(mail.contains("We are complete."), "{mail}");
    let kinds: Vec<String> = stage.trail(practice).await.into_iter().map(|(kind, ..)| kind).collect();
    for kind in ["team.join_waits", "team.join_let_in", "team.join_declined"] {
        assert!(kinds.iter().any(|k| k == kind), "{kind} in {kinds:?}");
    }
    assert_eq!(shown(&mut una, id).await.uses, 1, "who was declined used nothing up");
}

#[tokio::test]
async fn who_may_not_give_the_role_approves_nobody() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut ada = una.hires(("Ada", "Min"), "ada@maple-grove.example", "Member").await;
    let (_, token) = made(&mut una, "Admin", &[]).await;
    asks(&mut stage.visitor(), &token, ("Sam", "Okafor"), SAM).await.ok();
    confirms(&stage, &mut stage.visitor(), SAM).await.ok();
    let waiting = requests(&mut una).await;
    assert_eq!(approves(&mut ada, &waiting[0], "").await.status, StatusCode::FORBIDDEN);
    stage.behind(practice, "update role set grants = grants || '{team.invite}' where built_in = 'member'").await;
    assert!(requests(&mut ada).await[0].why_not.is_some());
    assert_eq!(approves(&mut ada, &waiting[0], "").await.status, StatusCode::FORBIDDEN);
    let none: NoticesSeen = serde_json::from_value(ada.does::<Notices>(&[("after", "")]).await.ok()).expect("notices");
    assert!(none.notices.iter().all(|n| n.what != Some(What::JoinAsked)));
    let mut ola = stage.practice("Oak Street", "Ola").await;
    assert_eq!(approves(&mut ola, &waiting[0], "").await.status, StatusCode::NOT_FOUND);
    approves(&mut una, &waiting[0], "").await.ok();
    assert_eq!(approves(&mut una, &waiting[0], "").await.refused(), AppError::Stale, "once");
}

#[tokio::test]
async fn a_record_with_the_same_address_is_opened_to_nobody_but_by_someone_who_knows_them() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let bea = Uuid::now_v7();
    let sql = format!(
        "insert into client (practice_id, id, first_name, last_name, email, location_id, created_at)
         values (app_practice(), '{bea}', 'Bea', 'Fox', 'Fox@mail.example', (select id from location limit 1), now())"
    );
    stage.behind(practice, &sql).await;
    let (_, token) = made(&mut una, "Client", &[("join[approval]", "no")]).await;
    let mut tom = stage.visitor();
    asks(&mut tom, &token, ("Tom", "Fox"), "fox@mail.example").await.ok();
    assert!(leads_to(confirms(&stage, &mut tom, "fox@mail.example").await).starts_with("/join/confirm/"), "it waits");
    let waiting = requests(&mut una).await;
    assert_eq!(waiting[0].records, [(bea.to_string(), "Bea Fox".to_string())]);
    let other = Uuid::now_v7().to_string();
    for choice in [other.as_str(), ""] {
        assert!(approves(&mut una, &waiting[0], choice).await.refused().fault("record").is_some(), "{choice}");
    }
    approves(&mut una, &waiting[0], &bea.to_string()).await.ok();
    assert!(stage.mail_to("Fox@mail.example", "/portal/invitation/").await.is_some(), "to the record's address");
    assert_eq!(many(&stage, practice, "select count(*) from client").await, 1);

    asks(&mut tom, &token, ("Ann", "Fox"), "fox@mail.example").await.ok();
    confirms(&stage, &mut tom, "fox@mail.example").await.ok();
    let waiting = requests(&mut una).await;
    approves(&mut una, &waiting[0], "new").await.ok();
    assert_eq!(many(&stage, practice, "select count(*) from client").await, 2);
}
