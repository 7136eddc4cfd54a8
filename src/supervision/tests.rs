//! Stories of supervision.

use super::{AddSupervisor, EndSupervision, SupervisionSeen, SupervisorChoices};
use crate::base::MemberId;
use crate::tests::stage::{Answer, Person, Stage, all_at_once};
use axum::http::StatusCode;

/// Someone of the team, with a role by its name, whatever an administrator may give.
async fn hired(stage: &Stage, una: &mut Person<'_>, first: &str, role: &str) -> MemberId {
    let email = format!("{}@maple-grove.example", first.to_lowercase());
    let id = una.hires((first, "Okafor"), &email, "Member").await.me().await.expect("signed in").member.expect("a member").0.member;
    let sql = format!("update member set role_id = (select id from role where name = '{role}') where id = '{id}'");
    stage.behind(una.practice().await, &sql).await;
    id
}

async fn adds(who: &mut Person<'_>, of: MemberId, by: MemberId) -> Answer {
    let (of, by) = (of.to_string(), by.to_string());
    who.does::<AddSupervisor>(&[("member", &of), ("supervisor", &by), ("kind", "clinical"), ("frequency", "weekly")]).await
}

async fn seen(who: &mut Person<'_>, id: MemberId) -> SupervisionSeen {
    who.card(id).await.supervision
}

#[tokio::test]
async fn an_intern_without_a_supervisor_is_flagged_until_one_is_added_and_again_when_it_ends() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (ivo, sue) = (hired(&stage, &mut una, "Ivo", "Intern").await, hired(&stage, &mut una, "Sue", "Supervisor").await);
    assert!(seen(&mut una, ivo).await.missing && !seen(&mut una, sue).await.missing);
    assert!(una.opens(&format!("/team/{ivo}")).await.text.contains("No supervisor yet"));
    let choices = una.does::<SupervisorChoices>(&[("member", &ivo.to_string())]).await.ok();
    assert_eq!(
        choices.as_array().expect("choices").iter().map(|c| c["name"].as_str().expect("a name")).collect::<Vec<_>>(),
        ["Sue Okafor"]
    );
    adds(&mut una, ivo, sue).await.ok();
    let card = seen(&mut una, ivo).await;
    assert!(!card.missing);
    assert_eq!(
        (card.supervisors[0].name.as_str(), card.supervisors[0].kind.words(), card.supervisors[0].frequency.words()),
        ("Sue Okafor", "Clinical", "Weekly")
    );
    assert_eq!(seen(&mut una, sue).await.supervisees[0].member, ivo);
    let page = una.opens(&format!("/team/{ivo}")).await.text;
    assert!(page.contains(&format!("href=\"/team/{sue}\"")) && !page.contains("No supervisor yet"), "{page}");
    stage.behind(practice, &format!("update member set status = 'suspended' where id = '{sue}'")).await;
    let card = seen(&mut una, ivo).await;
    assert!(card.missing && card.supervisors[0].standing.as_deref() == Some("Suspended"), "someone suspended supervises nobody");
    let id = card.supervisors[0].id.to_string();
    una.does::<EndSupervision>(&[("id", &id)]).await.ok();
    assert_eq!(una.does::<EndSupervision>(&[("id", &id)]).await.status, StatusCode::CONFLICT);
    assert!(seen(&mut una, ivo).await.supervisors.is_empty());
    let trail = stage.trail(practice).await;
    let begun = trail.iter().find(|(kind, ..)| kind == "supervision.begun").expect("on record");
    assert_eq!((begun.2["supervisor"].as_str(), begun.2["frequency"].as_str()), (Some("Sue Okafor"), Some("Weekly")));
    assert!(trail.iter().any(|(kind, ..)| kind == "supervision.ended"));
}

#[tokio::test]
async fn what_can_not_be_is_told_at_the_field() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (ivo, sue, sam) = (
        hired(&stage, &mut una, "Ivo", "Intern").await,
        hired(&stage, &mut una, "Sue", "Supervisor").await,
        hired(&stage, &mut una, "Sam", "Member").await,
    );
    let fault = |answer: Answer| answer.refused().fault("supervisor").expect("a fault at the field");
    assert_eq!(
        fault(adds(&mut una, ivo, sam).await),
        "Sam Okafor has the role Member, which can’t supervise. Choose someone whose role can."
    );
    assert_eq!(fault(adds(&mut una, sue, sue).await), "Nobody supervises themselves. Choose someone else.");
    adds(&mut una, ivo, sue).await.ok();
    assert!(fault(adds(&mut una, ivo, sue).await).starts_with("Sue Okafor supervises Ivo Okafor already."));
    let (ivo_id, sue_id) = (ivo.to_string(), sue.to_string());
    let form = [("member", ivo_id.as_str()), ("supervisor", sue_id.as_str()), ("kind", "friendly"), ("frequency", "hourly")];
    let refused = una.does::<AddSupervisor>(&form).await.refused();
    assert!(refused.fault("kind").is_some() && refused.fault("frequency").is_some());
    assert!(
        fault(una.does::<AddSupervisor>(&[("member", &ivo_id), ("supervisor", ""), ("kind", "both"), ("frequency", "monthly")]).await)
            .contains("Choose")
    );
    let mut ola = stage.practice("Oak Street", "Ola").await;
    assert_eq!(adds(&mut ola, ivo, sue).await.status, StatusCode::NOT_FOUND);
    let relation = seen(&mut una, ivo).await.supervisors[0].id.to_string();
    assert_eq!(ola.does::<EndSupervision>(&[("id", &relation)]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_may_not_edit_members_sees_supervision_and_sets_none() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (ivo, sue) = (hired(&stage, &mut una, "Ivo", "Intern").await, hired(&stage, &mut una, "Sue", "Supervisor").await);
    let mut sam = una.hires(("Sam", "Adams"), "sam.a@maple-grove.example", "Member").await;
    adds(&mut una, ivo, sue).await.ok();
    let card = seen(&mut sam, ivo).await;
    assert!(card.supervisors.len() == 1 && card.why_not_set.expect("a reason").contains("edit team members"));
    assert_eq!(adds(&mut sam, sue, ivo).await.status, StatusCode::FORBIDDEN);
    assert_eq!(sam.does::<EndSupervision>(&[("id", &card.supervisors[0].id.to_string())]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(sam.does::<SupervisorChoices>(&[("member", &ivo.to_string())]).await.status, StatusCode::FORBIDDEN);
    // The last refusal may still be on its way to the trail: an answer does not wait for it.
    let refused =
        stage.trail(practice).await.into_iter().filter(|(kind, actor, _)| kind == "access.refused" && actor == "Sam Adams").count();
    assert!(refused >= 2, "{refused}");
}

#[tokio::test]
async fn nobody_supervises_in_a_circle_not_even_by_relations_begun_at_once() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut four = Vec::new();
    for first in ["Ann", "Ben", "Cas", "Dee"] {
        four.push(hired(&stage, &mut una, first, "Supervisor").await);
    }
    adds(&mut una, four[0], four[1]).await.ok();
    adds(&mut una, four[1], four[2]).await.ok();
    let circle = adds(&mut una, four[2], four[0]).await.refused().fault("supervisor").expect("a fault");
    assert!(circle.contains("Nobody supervises in a circle"), "{circle}");
    adds(&mut una, four[0], four[2]).await.ok();
    stage.behind(practice, "update supervision set until = now()").await;
    // A circle of four, each relation begun at once: one of them at least is refused.
    let mut hands: Vec<Person<'_>> = (0..4).map(|_| una.clone()).collect();
    let all = all_at_once(hands.iter_mut().enumerate().map(|(n, hand)| adds(hand, four[n], four[(n + 1) % 4]))).await;
    let kept = all.iter().filter(|a| a.status.is_success()).count();
    assert_eq!(kept, 3, "{:?}", all.iter().map(|a| &a.text).collect::<Vec<_>>());
}
