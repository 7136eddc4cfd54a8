//! Taking a removal back.

use super::*;
use chrono::Duration;

#[tokio::test]
async fn within_a_day_everything_is_as_it_was() {
    let stage = Stage::set().await;
    let mut grove = Grove::grows(&stage).await;
    let ids = grove.clients(4).await;
    let (sam, ben, cara) = (grove.sam_id, grove.ben_id, grove.cara_id);
    grove.beside(ids[3], cara).await;
    grove
        .behind(&format!(
            "insert into visit (practice_id, id, client_id, member_id, location_id, starts_at, minutes, kind, state, created_at, changed_at)
               select app_practice(), gen_random_uuid(), c.id, '{sam}', c.location_id, now() + interval '2 days', 50, 'individual', 'scheduled', now(), now() from client c;
             insert into practice_group (practice_id, id, name, created_at) values (app_practice(), gen_random_uuid(), 'Tuesdays', now());
             insert into group_member (practice_id, group_id, member_id, since) select app_practice(), id, '{sam}', now() from practice_group;
             insert into supervision (practice_id, id, supervisor_id, supervisee_id, kind, frequency, since)
               values (app_practice(), gen_random_uuid(), '{sam}', '{ben}', 'clinical', 'weekly', now());
             update role set can_supervise = true where built_in = 'member';
             insert into coverage (practice_id, id, absent_id, cover_id, starts_at, ends_at, whole, set_at)
               values (app_practice(), gen_random_uuid(), '{sam}', '{ben}', now() - interval '1 hour', now() + interval '7 days', true, now())"
        ))
        .await;
    let form = grove.form().await;
    let one = |n: usize| format!("goes[one][{}]", Plan::key(ids[n]));
    let form = with(&form, &[(&one(0), &ben.to_string()), (&one(1), &ben.to_string()), (&one(2), "board")]);
    removes(&mut grove.una, &form).await.ok();
    // One of them has gone on since.
    grove
        .behind(&format!(
            "update assignment set until = now(), ended_reason = 'on' where client_id = '{}' and until is null;
             insert into assignment (practice_id, id, client_id, member_id, \"primary\", since, reason) values (app_practice(), gen_random_uuid(), '{}', '{cara}', true, now(), 'on')",
            ids[1], ids[1]
        ))
        .await;
    stage.later(Duration::hours(23));
    let mut una = grove.stage.visitor();
    una.signs_in(&grove.una.email.clone(), crate::tests::stage::PASSWORD).await.ok();
    let words: Vec<String> = serde_json::from_value(takes_back(&mut una, sam).await.ok()).expect("words");
    assert_eq!(words[0], "3 clients as before", "{words:?}");
    assert!(words.contains(&"1 client stayed with whom they have gone to since".to_string()), "{words:?}");
    assert_eq!(grove.status(sam).await, "active");
    assert_eq!(grove.has(ids[0]).await, [(sam, true)]);
    assert_eq!(grove.has(ids[1]).await, [(cara, true)]);
    assert_eq!(grove.has(ids[2]).await, [(sam, true)]);
    assert_eq!(grove.has(ids[3]).await, [(sam, true), (cara, false)], "the second therapist is the second again");
    assert_eq!(grove.number("select count(*) from unassigned where until is null").await, 0);
    let visits = grove.number(&format!("select count(*) from visit where state = 'scheduled' and member_id = '{sam}'")).await;
    assert_eq!(visits, 3, "all but the one of the client who went on");
    assert_eq!(grove.number(&format!("select count(*) from group_member where member_id = '{sam}' and until is null")).await, 1);
    assert_eq!(
        grove
            .number(&format!(
                "select count(*) from supervision where supervisor_id = '{sam}' and supervisee_id = '{ben}' and until is null"
            ))
            .await,
        1
    );
    assert_eq!(grove.number("select count(*) from supervision where until is null").await, 1);
    assert_eq!(grove.number("select count(*) from coverage where ends_at > now() + interval '6 days' and ended_by is null").await, 1);
    stage.visitor().signs_in(SAM, crate::tests::stage::PASSWORD).await.ok();
    assert!(reason(&takes_back(&mut una, sam).await.refused()).contains("no leaving of theirs"));
    assert_eq!(grove.told("team.leaving_undone").await.len(), 1);
}

#[tokio::test]
async fn after_a_day_or_once_they_joined_elsewhere_or_without_a_seat_it_is_refused() {
    let stage = Stage::set().await;
    let mut grove = Grove::grows(&stage).await;
    grove.clients(1).await;
    let form = grove.form().await;
    removes(&mut grove.una, &form).await.ok();
    let sam = grove.sam_id;
    assert!(takes_back(&mut grove.ben, sam).await.status.is_client_error());
    let around = grove.una.does::<crate::team::AroundTheRoster>(&[]).await.ok();
    assert_eq!(around["waits"]["left"].as_array().expect("a list").len(), 1);
    assert!(grove.una.opens("/team").await.text.contains("Sam Okafor left the team"));
    grove.behind("update practice set seat_cap = 3").await;
    assert!(reason(&takes_back(&mut grove.una, sam).await.refused()).contains("Member cap reached"));
    grove.behind("update practice set seat_cap = 10").await;

    let mut ola = stage.practice("Oak Street", "Ola").await;
    ola.invites(("Sam", "Okafor"), SAM, "Member").await.ok();
    let token = stage.token_for(SAM, "/invitations/").await;
    stage.visitor().accepts(&token).await.ok();
    assert!(reason(&takes_back(&mut grove.una, sam).await.refused()).contains("joined another practice"));
    assert_eq!(grove.status(sam).await, "removed", "and nothing was changed");
    assert_eq!(grove.number("select count(*) from offboarding where undone_at is not null").await, 0);
    stage.later(Duration::hours(25));
    let mut una = stage.visitor();
    una.signs_in(&grove.una.email.clone(), crate::tests::stage::PASSWORD).await.ok();
    assert!(reason(&takes_back(&mut una, sam).await.refused()).contains("for 24 hours"));
}
