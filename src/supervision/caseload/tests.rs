//! Stories of a supervisee's clients, in their three kinds.

use super::*;
use crate::base::MemberId;
use crate::tests::stage::{Person, Stage};
use axum::http::StatusCode;

async fn hired<'a>(una: &mut Person<'a>, first: &str) -> (Person<'a>, MemberId) {
    let email = format!("{}@maple-grove.example", first.to_lowercase());
    let mut person = una.hires((first, "Okafor"), &email, "Provider").await;
    let id = person.me().await.expect("signed in").member.expect("a member").0.member;
    (person, id)
}

/// A client with those who have it, the primary therapist first, and who has seen it.
async fn client(stage: &Stage, una: &mut Person<'_>, first: &str, has: &[MemberId], seen_by: &[MemberId]) {
    let id = uuid::Uuid::now_v7();
    let mut sql = format!(
        "insert into client (practice_id, id, first_name, last_name, location_id, created_at)
           values (app_practice(), '{id}', '{first}', 'Berg', (select id from location), now() - interval '1 day');"
    );
    for (n, member) in has.iter().enumerate() {
        sql += &format!(
            "insert into assignment (practice_id, id, client_id, member_id, \"primary\", since)
               values (app_practice(), gen_random_uuid(), '{id}', '{member}', {}, now() - interval '1 hour');",
            n == 0
        );
    }
    for member in seen_by {
        sql += &format!(
            "insert into visit (practice_id, id, client_id, member_id, location_id, starts_at, minutes, kind, state, created_at, changed_at)
               values (app_practice(), gen_random_uuid(), '{id}', '{member}', (select id from location), now() - interval '2 hours', 50, 'individual', 'held', now(), now());"
        );
    }
    stage.behind(una.practice().await, &sql).await;
}

async fn three(who: &mut Person<'_>, of: MemberId) -> CaseloadInThree {
    serde_json::from_value(who.does::<super::api::SuperviseeCaseload>(&[("member", &of.to_string())]).await.ok()).expect("a caseload")
}

fn names(seen: &CaseloadInThree) -> [Vec<&str>; 3] {
    [0, 1, 2].map(|n| seen.places[n].rows.iter().map(|r| r.name.split(' ').next().unwrap_or_default()).collect())
}

#[tokio::test]
async fn a_supervisor_tells_direct_clients_practice_clients_and_walk_ins_apart() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (mut sue, sue_id) = hired(&mut una, "Sue").await;
    let (mut ivo, ivo_id) = hired(&mut una, "Ivo").await;
    let (mut cas, cas_id) = hired(&mut una, "Cas").await;
    client(&stage, &mut una, "Direct", &[ivo_id], &[ivo_id]).await;
    client(&stage, &mut una, "Primary", &[ivo_id, cas_id], &[]).await;
    client(&stage, &mut una, "Walkin", &[cas_id], &[ivo_id]).await;
    client(&stage, &mut una, "Second", &[cas_id, ivo_id], &[]).await;
    client(&stage, &mut una, "Nobodys", &[], &[ivo_id]).await;
    client(&stage, &mut una, "Other", &[cas_id], &[]).await;
    assert_eq!(names(&three(&mut sue, ivo_id).await), [const { Vec::<&str>::new() }; 3], "whoever is no supervisor sees nothing of it");
    let relation = format!(
        "insert into supervision (practice_id, id, supervisor_id, supervisee_id, kind, frequency, since)
         values (app_practice(), gen_random_uuid(), '{sue_id}', '{ivo_id}', 'clinical', 'weekly', now() - interval '1 hour')"
    );
    stage.behind(practice, &relation).await;
    let seen = three(&mut sue, ivo_id).await;
    assert_eq!(names(&seen), [vec!["Direct"], vec!["Primary"], vec!["Nobodys", "Second", "Walkin"]]);
    assert_eq!(seen.places.each_ref().map(|p| p.total), [1, 1, 3]);
    let walk_ins = &seen.places[2].rows;
    assert_eq!((walk_ins[0].primary.as_deref(), walk_ins[0].second), (None, false));
    assert_eq!((walk_ins[1].primary.as_deref(), walk_ins[1].second), (Some("Cas Okafor"), true));
    assert_eq!((walk_ins[2].primary.as_deref(), walk_ins[2].second), (Some("Cas Okafor"), false));
    assert!(seen.places[0].rows[0].last_visit_at.is_some() && seen.places[1].rows[0].last_visit_at.is_none());
    // No other therapist sees a direct client: neither here nor in any list.
    let others = three(&mut cas, ivo_id).await;
    assert_eq!(names(&others), [vec![], vec!["Primary"], vec!["Second", "Walkin"]]);
    let list = cas.does::<crate::clients::Clients>(&[("query[q]", "direct")]).await.ok();
    assert_eq!(list["figures"]["shown"], 0);
    assert_eq!(names(&three(&mut ivo, ivo_id).await)[2], ["Second"], "what they have seen and do not have is their supervisor’s to know");
    let page = sue.opens(&format!("/team/{ivo_id}/caseload")).await.text;
    for words in [
        "Direct clients (1)",
        "Practice clients (1)",
        "Walk-ins (3)",
        "Second therapist; Cas Okafor is the primary one",
        "Assigned to nobody",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(una.opens(&format!("/team/{ivo_id}")).await.text.contains(&format!("/team/{ivo_id}/caseload")));
    // Switched off for the practice, supervision shows nothing; and again everything when it is on.
    let version = una.does::<crate::settings::Settings>(&[]).await.ok()["version"].to_string();
    let off = [("several_supervisors", "true"), ("version", version.as_str())];
    una.does::<crate::settings::SetSupervisionRules>(&off).await.ok();
    assert_eq!(una.does::<crate::settings::SetSupervisionRules>(&off).await.status, StatusCode::CONFLICT);
    assert_eq!(three(&mut sue, ivo_id).await.places.each_ref().map(|p| p.total), [0, 0, 0]);
    let settings = una.does::<crate::settings::Settings>(&[]).await.ok();
    assert_eq!(settings["supervision"], serde_json::json!({ "on": false, "several": true, "relations": 1, "with_several": 0 }));
    let version = settings["version"].to_string();
    let on = [("supervision_on", "true"), ("several_supervisors", "true"), ("version", version.as_str())];
    una.does::<crate::settings::SetSupervisionRules>(&on).await.ok();
    assert_eq!(three(&mut sue, ivo_id).await.places.each_ref().map(|p| p.total), [1, 1, 3]);
    assert_eq!(sue.does::<crate::settings::SetSupervisionRules>(&on).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_long_caseload_is_read_page_by_page_and_each_client_once() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (_, ivo) = hired(&mut una, "Ivo").await;
    let many = format!(
        "with made as (
           insert into client (practice_id, id, first_name, last_name, location_id, created_at)
             select app_practice(), gen_random_uuid(), 'A' || n, 'Berg', (select id from location), now() from generate_series(1, 120) n returning id)
         insert into assignment (practice_id, id, client_id, member_id, \"primary\", since)
           select app_practice(), gen_random_uuid(), id, '{ivo}', true, now() from made"
    );
    stage.behind(practice, &many).await;
    let (mut ids, mut after) = (Vec::new(), String::new());
    loop {
        let form = [("member", ivo.to_string()), ("direct_after", after.clone())];
        let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let seen: CaseloadInThree =
            serde_json::from_value(una.does::<super::api::SuperviseeCaseload>(&form).await.ok()).expect("a caseload");
        assert_eq!(seen.places[0].total, 120);
        ids.extend(seen.places[0].rows.iter().map(|r| r.id));
        match &seen.places[0].next {
            Some(next) => after = next.clone(),
            None => break,
        }
    }
    assert_eq!(ids.len(), 120);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 120);
}

#[tokio::test]
async fn where_one_supervisor_each_is_the_rule_a_second_is_refused_and_those_there_are_stay() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (_, ivo) = hired(&mut una, "Ivo").await;
    let mut supervisors = Vec::new();
    for first in ["Sue", "Sam", "Sol"] {
        supervisors.push(hired(&mut una, first).await.1);
    }
    stage.behind(practice, "update role set can_supervise = true where name = 'Provider'").await;
    let adds = async |una: &mut Person<'_>, by: MemberId| {
        let (of, by) = (ivo.to_string(), by.to_string());
        let form = [("member", of.as_str()), ("supervisor", &by), ("kind", "clinical"), ("frequency", "weekly")];
        una.does::<crate::supervision::AddSupervisor>(&form).await
    };
    adds(&mut una, supervisors[0]).await.ok();
    adds(&mut una, supervisors[1]).await.ok();
    stage.behind(practice, "update practice set several_supervisors = false").await;
    let refused = adds(&mut una, supervisors[2]).await.refused().fault("supervisor").expect("at the field");
    assert!(refused.contains("one each"), "{refused}");
    let card = una.card(ivo).await.supervision;
    assert!(card.supervisors.len() == 2 && card.why_not_add().is_some(), "they keep the two they have");
    stage.behind(practice, "update supervision set until = now(); update practice set supervision_on = false").await;
    let off = adds(&mut una, supervisors[2]).await;
    assert_eq!(off.status, StatusCode::FORBIDDEN);
    assert!(off.text.contains("switched off"), "{}", off.text);
    // Of a second relation and the new rule at the same moment, one waits for the other.
    stage.behind(practice, "update practice set supervision_on = true").await;
    let mut hands: Vec<Person<'_>> = (0..3).map(|_| una.clone()).collect();
    let all = crate::tests::stage::all_at_once(hands.iter_mut().enumerate().map(|(n, hand)| adds(hand, supervisors[n]))).await;
    assert_eq!(all.iter().filter(|a| a.status.is_success() || a.status.is_redirection()).count(), 1);
}
