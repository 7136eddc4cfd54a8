//! Stories of giving, spreading, and taking back.

use super::{clients, hired, me, now};
use crate::assignment::{AssignClients, AssignSeen, Assigning, Done, UndoAssignment};
use crate::base::{AppError, MemberId};
use crate::tests::stage::{Answer, Person, Stage, all_at_once};
use axum::http::StatusCode;
use chrono::Duration;
use uuid::Uuid;

pub fn list(ids: &[Uuid]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

pub async fn looks(who: &mut Person<'_>, ids: &[Uuid], to: &[MemberId], how: &str) -> AssignSeen {
    let (ids, to) = (list(ids), to.iter().map(ToString::to_string).collect::<Vec<_>>());
    let mut form = vec![("query[selection][ids]", ids.as_str()), ("query[how]", how)];
    form.extend(to.iter().map(|id| ("query[recipients][]", id.as_str())));
    serde_json::from_value(who.does::<Assigning>(&form).await.ok()).expect("a page")
}

pub async fn assigns(who: &mut Person<'_>, ids: &[Uuid], to: &[MemberId], how: &str, looked: &str, more: &[(&str, &str)]) -> Answer {
    let (ids, to) = (list(ids), to.iter().map(ToString::to_string).collect::<Vec<_>>());
    let mut form = vec![("selection[ids]", ids.as_str()), ("how", how), ("looked", looked)];
    form.extend(to.iter().map(|id| ("recipients[]", id.as_str())));
    for name in ["reason", "hand_off", "weekly", "back"] {
        form.push((name, more.iter().find(|(n, _)| *n == name).map_or("", |(_, value)| value)));
    }
    who.does::<AssignClients>(&form).await
}

/// Looks, and does what was shown.
pub async fn gives(who: &mut Person<'_>, ids: &[Uuid], to: &[MemberId], how: &str, more: &[(&str, &str)]) -> Answer {
    let plan = looks(who, ids, to, how).await.plan.expect("a plan");
    assigns(who, ids, to, how, &plan.looked, more).await
}

fn done(answer: Answer) -> Done {
    serde_json::from_value(answer.ok()).expect("done")
}

#[tokio::test]
async fn clients_go_to_another_with_the_story_a_notice_a_mail_and_an_entry() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (mut ann, ann_id) = hired(&stage, &mut una, "Ann", "Member").await;
    let (mut ben, ben_id) = hired(&stage, &mut una, "Ben", "Member").await;
    let ids = clients(&stage, practice, 3, Some(ben_id)).await;
    stage.behind(practice, &format!("update assignment set weekly = 2 where client_id = '{}'", ids[0])).await;
    let page = looks(&mut una, &ids, &[], "primary").await;
    assert_eq!((page.many, page.names.len(), page.refused.len()), (3, 3, 0));
    let plan = looks(&mut una, &ids, &[ann_id], "primary").await.plan.expect("a plan");
    assert_eq!(plan.words, ["Ben Okafor had 3 of these and loses them."]);
    assert_eq!((plan.rows[0].before, plan.rows[0].after, plan.rows[1].before, plan.rows[1].after), (0, 4, 4, 0), "twice a week weighs two");
    let done = done(
        assigns(&mut una, &ids, &[ann_id], "primary", &plan.looked, &[("reason", "Ben goes on leave"), ("hand_off", "Fears dogs.")]).await,
    );
    assert_eq!(done.many, 3);
    assert!(now(&stage, practice).await.iter().all(|(_, member, primary)| *member == ann_id && *primary));
    let kept: (i64, i64, i64) = sqlx::query_as(
        "select count(*) filter (where until is not null and ended_reason = 'Ben goes on leave'), count(*) filter (where hand_off = 'Fears dogs.'),
           count(*) filter (where until is null and weekly = 2) from assignment where practice_id = $1",
    )
    .bind(practice)
    .fetch_one(&mut *stage.inside(practice).await)
    .await
    .expect("counts");
    assert_eq!(kept, (3, 3, 1), "they go on meeting as often");
    let mail = stage.mail_to("ann@maple-grove.example", "3 clients were assigned to you").await.expect("a letter");
    assert!(!mail.contains("Client000") && !mail.contains("dogs") && !mail.contains("goes on leave"), "{mail}");
    let unread = |value: serde_json::Value| value.as_i64().expect("a number");
    assert_eq!(unread(ann.does::<crate::notices::UnreadNotices>(&[]).await.ok()), 1);
    assert_eq!(unread(ben.does::<crate::notices::UnreadNotices>(&[]).await.ok()), 1);
    assert_eq!(unread(una.does::<crate::notices::UnreadNotices>(&[]).await.ok()), 0, "nobody is told of what they did themselves");
    let told: Vec<_> = stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind == "clients.assigned").collect();
    assert_eq!((told.len(), told[0].2["count"].as_i64(), told[0].2["batch"].as_str()), (1, Some(3), Some(done.batch.to_string().as_str())));
    assert_eq!(told[0].2["clients"].as_array().map(Vec::len), Some(3));

    una.does::<UndoAssignment>(&[("batch", &done.batch.to_string()), ("back", "/clients")]).await.ok();
    assert!(now(&stage, practice).await.iter().all(|(_, member, primary)| *member == ben_id && *primary));
    let again = una.does::<UndoAssignment>(&[("batch", &done.batch.to_string()), ("back", "")]).await;
    assert_eq!(again.refused(), AppError::Stale, "it was taken back already");
}

#[tokio::test]
async fn many_are_spread_as_it_was_shown_and_beside_nobody_loses_anyone() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (_, ann) = hired(&stage, &mut una, "Ann", "Member").await;
    let (_, ben) = hired(&stage, &mut una, "Ben", "Member").await;
    let (_, cem) = hired(&stage, &mut una, "Cem", "Member").await;
    stage
        .behind(
            practice,
            &format!("update member set capacity_limit = 4 where id = '{ann}'; update member set capacity_limit = 8 where id = '{ben}'"),
        )
        .await;
    let ids = clients(&stage, practice, 6, Some(cem)).await;
    let plan = looks(&mut una, &ids, &[ben, ann], "primary").await.plan.expect("a plan");
    let shown: Vec<_> = plan.rows.iter().map(|r| (r.name.as_str(), r.clients, r.after)).collect();
    assert_eq!(shown, [("Ann Okafor", 1, 1), ("Ben Okafor", 5, 5), ("Cem Okafor", -6, 0)]);
    assigns(&mut una, &ids, &[ann, ben], "primary", &plan.looked, &[]).await.ok();
    let held = now(&stage, practice).await;
    assert_eq!((held.iter().filter(|h| h.1 == ann).count(), held.iter().filter(|h| h.1 == ben).count()), (1, 5));
    gives(&mut una, &ids[..2], &[cem], "beside", &[("weekly", "3")]).await.ok();
    let held = now(&stage, practice).await;
    assert_eq!((held.len(), held.iter().filter(|h| h.1 == cem && !h.2).count()), (8, 2));
    assert_eq!(looks(&mut una, &[], &[], "primary").await.many, 0);
    let nothing = looks(&mut una, &ids[..2], &[cem], "beside").await.plan.expect("a plan");
    assert_eq!(nothing.why_not.as_deref(), Some("They have all of these already."));
}

#[tokio::test]
async fn past_a_limit_a_reason_is_needed_and_an_expired_licence_takes_no_clients() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (_, ann) = hired(&stage, &mut una, "Ann", "Member").await;
    stage.behind(practice, &format!("update member set capacity_limit = 1 where id = '{ann}'")).await;
    let ids = clients(&stage, practice, 2, None).await;
    let plan = looks(&mut una, &ids, &[ann], "primary").await.plan.expect("a plan");
    assert_eq!(plan.over, ["Ann Okafor would have 2, 1 over the limit of 1."]);
    let refused = assigns(&mut una, &ids, &[ann], "primary", &plan.looked, &[("reason", "  ")]).await.refused();
    assert!(refused.fault("reason").is_some_and(|words| words.ends_with("Say why.")));
    assert!(now(&stage, practice).await.is_empty());
    let heavy = gives(&mut una, &ids[..1], &[ann], "primary", &[("weekly", "2")]).await.refused();
    assert!(heavy.fault("reason").is_some(), "twice a week is past it too");
    assert!(gives(&mut una, &ids, &[ann], "primary", &[("weekly", "15"), ("reason", "x")]).await.refused().fault("weekly").is_some());
    assigns(&mut una, &ids, &[ann], "primary", &plan.looked, &[("reason", "For two weeks only")]).await.ok();
    assert_eq!(now(&stage, practice).await.len(), 2);

    let more = clients(&stage, practice, 1, None).await;
    let licence = format!(
        "insert into licence (practice_id, id, member_id, state, number, expires_on, added_at, changed_at) values (app_practice(), gen_random_uuid(), '{ann}', 'ME', '1', current_date - 3, now(), now())"
    );
    stage.behind(practice, &licence).await;
    let plan = looks(&mut una, &more, &[ann], "primary").await.plan.expect("a plan");
    assert!(plan.why_not.as_deref().is_some_and(|why| why.starts_with("Ann Okafor: Licence expired")));
    let refused = assigns(&mut una, &more, &[ann], "primary", "", &[("reason", "x")]).await.refused();
    assert!(refused.fault("to").is_some_and(|words| words.contains("Licence expired")));
    assert!(assigns(&mut una, &more, &[], "primary", "", &[]).await.refused().fault("to").is_some());
}

#[tokio::test]
async fn what_was_looked_at_is_what_is_changed_or_nothing_is() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (_, ann) = hired(&stage, &mut una, "Ann", "Member").await;
    let (_, ben) = hired(&stage, &mut una, "Ben", "Member").await;
    let ids = clients(&stage, practice, 2, None).await;
    let plan = looks(&mut una, &ids, &[ann], "primary").await.plan.expect("a plan");
    gives(&mut una, &ids[..1], &[ben], "primary", &[]).await.ok();
    assert_eq!(assigns(&mut una, &ids, &[ann], "primary", &plan.looked, &[]).await.refused(), AppError::Stale);
    let archived = looks(&mut una, &ids, &[ann], "primary").await.plan.expect("a plan");
    stage.behind(practice, &format!("update client set archived_at = now() where id = '{}'", ids[1])).await;
    assert_eq!(assigns(&mut una, &ids, &[ann], "primary", &archived.looked, &[]).await.refused(), AppError::Stale);
    let page = looks(&mut una, &ids, &[], "primary").await;
    assert_eq!((page.many, page.refused.len()), (1, 1));
    assert!(page.refused[0].1.contains("archived"), "{:?}", page.refused);
    assert_eq!(now(&stage, practice).await, [(ids[0], ben, true)]);
}

#[tokio::test]
async fn a_member_gives_their_own_away_is_told_they_lose_them_and_can_take_it_back_for_a_day() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (mut ann, ann_id) = hired(&stage, &mut una, "Ann", "Member").await;
    let (_, ben) = hired(&stage, &mut una, "Ben", "Member").await;
    let grants = "update role set grants = '{team.view,clients.view:own,clients.assign:own}' where built_in = 'member'";
    stage.behind(practice, grants).await;
    let (own, others) = (clients(&stage, practice, 3, Some(ann_id)).await, clients(&stage, practice, 1, Some(ben)).await);
    let sql = format!(
        r#"insert into assignment (practice_id, id, client_id, member_id, "primary", since, reason) values (app_practice(), gen_random_uuid(), '{}', '{ben}', false, now(), '');
           insert into client_named (practice_id, client_id, member_id, since) values (app_practice(), '{}', '{ann_id}', now())"#,
        own[0], own[2]
    );
    stage.behind(practice, &sql).await;
    let both: Vec<Uuid> = own.iter().chain(&others).copied().collect();
    let page = looks(&mut ann, &both, &[], "primary").await;
    assert_eq!((page.many, page.unseen), (3, 1), "whoever isn't theirs isn't there");
    let plan = looks(&mut ann, &own, &[ben], "primary").await.plan.expect("a plan");
    assert_eq!(plan.words, ["You had 3 of these and lose them."]);
    assert_eq!(plan.lost, 2, "one they see by name all the same");
    let answer = assigns(&mut ann, &own, &[ben], "primary", &plan.looked, &[("back", &format!("/clients/{}", own[1]))]).await;
    let redirect = answer.headers.get("location").and_then(|l| l.to_str().ok()).unwrap_or_default().to_string();
    assert!(redirect.starts_with("/clients?assigned="), "not back to whom they no longer see: {redirect}");
    let done = done(answer);
    assert_eq!(done.many, 3);
    let held = now(&stage, practice).await;
    assert!(held.len() == 4 && held.iter().all(|(_, member, primary)| *member == ben && *primary), "{held:?}");
    assert_eq!(looks(&mut ann, &own, &[], "primary").await.many, 0);
    let form = [("batch", done.batch.to_string()), ("back", "/clients".to_string())];
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    ann.does::<UndoAssignment>(&form).await.ok();
    let held = now(&stage, practice).await;
    assert_eq!(held.iter().filter(|h| h.1 == ann_id && h.2).count(), 3, "{held:?}");
    assert!(held.contains(&(own[0], ben, false)), "whoever stood beside stands there again");

    let done = gives(&mut ann, &own[..2], &[ben], "primary", &[]).await;
    let batch = serde_json::from_value::<Done>(done.ok()).expect("done").batch.to_string();
    stage.later(Duration::hours(25));
    ann.signs_in("ann@maple-grove.example", crate::tests::stage::PASSWORD).await.ok();
    una.signs_in("una@maple-grove.example", crate::tests::stage::PASSWORD).await.ok();
    assert_eq!(
        ann.does::<UndoAssignment>(&[("batch", &batch), ("back", "")]).await.status,
        StatusCode::NOT_FOUND,
        "after a day they can't"
    );
    una.does::<UndoAssignment>(&[("batch", &batch), ("back", "")]).await.ok();
}

#[tokio::test]
async fn whoever_may_not_assign_is_refused_and_another_practice_finds_nobody() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (mut ann, ann_id) = hired(&stage, &mut una, "Ann", "Member").await;
    let ids = clients(&stage, practice, 1, Some(ann_id)).await;
    let una_id = me(&mut una).await;
    let done = gives(&mut una, &ids, &[una_id], "beside", &[]).await;
    let batch = serde_json::from_value::<Done>(done.ok()).expect("done").batch.to_string();
    stage.behind(practice, "update role set grants = '{team.view,clients.view}' where built_in = 'member'").await;
    assert_eq!(assigns(&mut ann, &ids, &[ann_id], "primary", "", &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(ann.does::<UndoAssignment>(&[("batch", &batch), ("back", "")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(ann.opens(&format!("/assign?ids={}", ids[0])).await.status, StatusCode::FORBIDDEN);
    let mut ola = stage.practice("Oak Street", "Ola").await;
    let ola_id = me(&mut ola).await;
    assert_eq!(looks(&mut ola, &ids, &[], "primary").await.many, 0);
    assert_eq!(assigns(&mut ola, &ids, &[ola_id], "primary", "", &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ola.does::<UndoAssignment>(&[("batch", &batch), ("back", "")]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn of_several_who_assign_the_same_clients_at_once_one_does_and_the_others_look_again() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (_, ann) = hired(&stage, &mut una, "Ann", "Member").await;
    let (_, ben) = hired(&stage, &mut una, "Ben", "Member").await;
    let ids = clients(&stage, practice, 5, None).await;
    let plans = [looks(&mut una, &ids, &[ann], "primary").await, looks(&mut una, &ids, &[ben], "primary").await];
    let looked: Vec<String> = plans.into_iter().map(|p| p.plan.expect("a plan").looked).collect();
    let tries = (0..6).map(|n| {
        let (mut una, to, looked, ids) = (una.clone(), if n % 2 == 0 { ann } else { ben }, looked[n % 2].clone(), ids.clone());
        async move { assigns(&mut una, &ids, &[to], "primary", &looked, &[]).await.status }
    });
    let answers = all_at_once(tries).await;
    assert_eq!(answers.iter().filter(|s| s.is_success()).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|s| s.is_success() || *s == StatusCode::CONFLICT), "{answers:?}");
    let held = now(&stage, practice).await;
    assert!(held.len() == 5 && held.iter().all(|h| h.1 == held[0].1 && h.2), "{held:?}");
}

#[tokio::test]
async fn nobody_is_assigned_to_whoever_leaves_at_the_same_moment() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    for round in ["Ann", "Ben", "Cem"] {
        let (leaver, id) = hired(&stage, &mut una, round, "Member").await;
        let ids = clients(&stage, practice, 2, None).await;
        let looked = looks(&mut una, &ids, &[id], "primary").await.plan.expect("a plan").looked;
        let steps: Vec<std::pin::Pin<Box<dyn Future<Output = StatusCode> + '_>>> = vec![
            Box::pin({
                let (mut una, ids) = (una.clone(), ids.clone());
                async move { assigns(&mut una, &ids, &[id], "primary", &looked, &[]).await.status }
            }),
            Box::pin({
                let mut leaver = leaver.clone();
                async move {
                    leaver.confirms().await;
                    leaver.does::<crate::team::ExitTeam>(&[]).await.status
                }
            }),
        ];
        let answers = all_at_once(steps.into_iter()).await;
        assert!(!answers[0].is_server_error(), "{answers:?}");
        let dangling: i64 = sqlx::query_scalar(
            "select count(*) from assignment a join member m on m.practice_id = a.practice_id and m.id = a.member_id
             where a.practice_id = $1 and a.until is null and m.status in ('archived', 'removed')",
        )
        .bind(practice)
        .fetch_one(&mut *stage.inside(practice).await)
        .await
        .expect("a count");
        assert_eq!(dangling, 0, "{answers:?}");
    }
}

#[tokio::test]
async fn a_limit_holds_against_several_at_once() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (_, ann) = hired(&stage, &mut una, "Ann", "Member").await;
    stage.behind(practice, &format!("update member set capacity_limit = 3 where id = '{ann}'")).await;
    let ids = clients(&stage, practice, 6, None).await;
    let mut tries = Vec::new();
    for id in ids.clone() {
        let looked = looks(&mut una, &[id], &[ann], "primary").await.plan.expect("a plan").looked;
        let mut una = una.clone();
        tries.push(async move { assigns(&mut una, &[id], &[ann], "primary", &looked, &[]).await.status });
    }
    let answers = all_at_once(tries.into_iter()).await;
    assert_eq!(answers.iter().filter(|s| s.is_success()).count(), 3, "{answers:?}");
    assert_eq!(now(&stage, practice).await.len(), 3);
}
