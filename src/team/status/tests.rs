//! The stories of a status: who can be put on hold, made inactive, suspended and taken back, and what that means.

use super::*;
use crate::access::Status;
use crate::base::{AppError, MemberId};
use crate::tests::stage::{PASSWORD, Person, Stage, all_at_once};
use axum::http::StatusCode;
use chrono::Duration;

const SAM: &str = "sam@maple-grove.example";
const ADA: &str = "ada@maple-grove.example";

async fn id(who: &mut Person<'_>) -> MemberId {
    who.me().await.expect("signed in").member.expect("a member").0.member
}

fn path(step: Step) -> &'static str {
    use server_fn::ServerFn;
    match step {
        Step::Reactivate => ReactivateMember::PATH,
        Step::Hold => HoldMember::PATH,
        Step::Deactivate => DeactivateMember::PATH,
        Step::Suspend => SuspendMember::PATH,
    }
}

async fn take(who: &mut Person<'_>, step: Step, member: MemberId, was: Status) -> crate::tests::stage::Answer {
    let member = member.to_string();
    who.posts(path(step), &[("member", &member), ("was", was.key()), ("reason", "Something to clear up")]).await
}

#[tokio::test]
async fn every_status_leads_to_every_other_and_each_change_is_on_record() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let sam = id(&mut sam).await;
    una.confirms().await;
    let mut now = Status::Active;
    for step in [
        Step::Hold,
        Step::Deactivate,
        Step::Suspend,
        Step::Hold,
        Step::Suspend,
        Step::Deactivate,
        Step::Hold,
        Step::Reactivate,
        Step::Suspend,
        Step::Reactivate,
        Step::Deactivate,
        Step::Reactivate,
    ] {
        stage.later(Duration::seconds(1));
        take(&mut una, step, sam, now).await.ok();
        now = step.leads_to();
        let card = una.card(sam).await;
        let status = card.status.expect("a membership that has begun");
        assert_eq!((status.status, status.by.as_deref()), (now, Some("Una Lindqvist")), "{step:?}");
        assert!(status.steps.iter().all(|(s, _)| *s != step) && status.steps.len() == 3, "{step:?}");
        assert_eq!(take(&mut una, step, sam, now).await.status, StatusCode::FORBIDDEN, "{step:?} leads nowhere now");
    }
    let changes =
        stage.trail(una.practice().await).await.into_iter().filter(|(kind, ..)| kind == "team.status_changed").collect::<Vec<_>>();
    assert_eq!(changes.len(), 12);
    assert_eq!(changes[0].2["changes"][0], serde_json::json!({"field": "status", "before": "Active", "after": "On Hold"}));
}

#[tokio::test]
async fn a_status_that_changed_meanwhile_is_not_overwritten() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let sam = id(&mut sam).await;
    una.confirms().await;
    take(&mut una, Step::Hold, sam, Status::Active).await.ok();
    assert_eq!(take(&mut una, Step::Suspend, sam, Status::Active).await.refused(), AppError::Stale);
    let nonsense = una.does::<HoldMember>(&[("member", &sam.to_string()), ("was", "asleep"), ("reason", "")]).await;
    assert_eq!(nonsense.refused(), AppError::Stale);
    assert_eq!(una.card(sam).await.status.expect("a status").status, Status::OnHold);
}

#[tokio::test]
async fn whoever_is_suspended_is_out_on_the_next_request_and_is_told_only_that_access_is_off() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    for step in [Step::Suspend, Step::Deactivate] {
        let (first, email) = if step == Step::Suspend { ("Sam", SAM) } else { ("Ada", ADA) };
        let mut sam = una.hires((first, "Okafor"), email, "Member").await;
        let mut phone = stage.visitor();
        phone.signs_in(email, PASSWORD).await.ok();
        let member = id(&mut sam).await;
        una.confirms().await;
        assert_eq!(una.card(member).await.status.expect("a status").open_sign_ins, 2);
        take(&mut una, step, member, Status::Active).await.ok();
        for browser in [&mut sam, &mut phone] {
            assert_eq!(browser.does::<crate::team::Roster>(&[("query[q]", "")]).await.status, StatusCode::UNAUTHORIZED);
            assert!(browser.me().await.is_none());
        }
        let ended = stage.trail(una.practice().await).await.pop().expect("an event");
        assert_eq!((ended.0.as_str(), &ended.2["sessions_ended"]), ("team.status_changed", &serde_json::json!(2)));

        let refused = stage.visitor().signs_in(email, PASSWORD).await.refused().to_string();
        assert_eq!(refused, "Your access to Maple Grove is switched off. Ask an administrator of the practice.");
        let wrong = stage.visitor().signs_in(email, "not the password at all").await;
        let nobody = stage.visitor().signs_in("nobody@maple-grove.example", "not the password at all").await;
        assert_eq!((wrong.status, &wrong.text), (nobody.status, &nobody.text), "a stranger learns nothing");

        take(&mut una, Step::Reactivate, member, step.leads_to()).await.ok();
        assert!(sam.me().await.is_none() && phone.me().await.is_none(), "nothing of before wakes up again");
        stage.visitor().signs_in(email, PASSWORD).await.ok();
    }
}

#[tokio::test]
async fn the_reason_of_a_suspension_is_required_kept_and_hidden_from_the_member() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Admin").await;
    let mut mia = una.hires(("Mia", "Osei"), "mia@maple-grove.example", "Member").await;
    let member = id(&mut sam).await;
    una.confirms().await;
    let without = una.does::<SuspendMember>(&[("member", &member.to_string()), ("was", "active"), ("reason", "  ")]).await.refused();
    assert!(without.fault("reason").is_some());
    let form = [("member", member.to_string()), ("was", "active".into()), ("reason", "A complaint by a client".into())];
    let form = form.each_ref().map(|(k, v)| (*k, v.as_str()));
    una.does::<SuspendMember>(&form).await.ok();
    assert_eq!(una.card(member).await.status.expect("a status").reason.as_deref(), Some("A complaint by a client"));
    let by_mia = mia.card(member).await.status.expect("a status");
    assert_eq!((by_mia.reason, by_mia.by, by_mia.open_sign_ins), (None, None, 0), "not for those who can't edit the team");
    assert_eq!(mia.card(member).await.history, []);
    stage.mails_go().await;
    assert!(stage.mail_to(SAM, "complaint").await.is_none());

    take(&mut una, Step::Hold, member, Status::Suspended).await.ok();
    sam.signs_in(SAM, PASSWORD).await.ok();
    let own = sam.card(member).await.status.expect("a status");
    assert_eq!((own.status, own.reason), (Status::OnHold, None));
    let history = format!("{:?}", sam.card(member).await.history);
    assert!(history.contains("Suspended") && !history.contains("complaint"), "{history}");
    let page = sam.opens(&format!("/team/{member}")).await.text;
    assert!(!page.contains("complaint") && page.contains("Your membership is on hold"), "{page}");
    let history = format!("{:?}", una.card(member).await.history);
    assert!(history.contains("A complaint by a client"), "{history}");
}

#[tokio::test]
async fn on_hold_one_signs_in_and_reads_and_changes_nothing() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Admin").await;
    let mut ada = una.hires(("Ada", "Osei"), ADA, "Member").await;
    let (member, ada, location) = (id(&mut sam).await, id(&mut ada).await.to_string(), una.location().await);
    let role = una.role("Member").await;
    take(&mut una, Step::Hold, member, Status::Active).await.ok();
    assert_eq!(sam.roster("").await.rows.len(), 3, "still signed in, and reads");
    stage.visitor().signs_in(SAM, PASSWORD).await.ok();
    sam.confirms().await;
    let before = una.card(ada.parse().expect("an id")).await;
    let form = [
        ("member", ada.as_str()),
        ("id", location.as_str()),
        ("role", &role),
        ("was", "active"),
        ("reason", "Because"),
        ("name", "Changed"),
        ("address", ""),
        ("timezone", "America/New_York"),
        ("calls_clients", "Patients"),
        ("invitation_hours", "24"),
        ("logoff_minutes", "30"),
        ("version", "1"),
        ("plan", "group"),
        ("seat_cap", "50"),
        ("invite[first_name]", "Ivo"),
        ("invite[last_name]", "Intruder"),
        ("invite[email]", "ivo@elsewhere.example"),
        ("invite[role]", &role),
        ("invite[location]", &location),
    ];
    for path in [
        "team/status/api/hold_member",
        "team/status/api/deactivate_member",
        "team/status/api/suspend_member",
        "team/status/api/reactivate_member",
        "team/api/change_role",
        "team/invites/api/invite_member",
        "settings/api/save_practice",
        "settings/api/change_plan",
        "locations/api/add_location",
        "locations/api/edit_location",
        "locations/api/archive_location",
    ] {
        let answer = sam.posts(&format!("/api/caseload/{path}"), &form).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}: {}", answer.text);
        assert!(answer.text.contains("on hold"), "{path}: {}", answer.text);
    }
    assert_eq!(una.card(ada.parse().expect("an id")).await, before);
    assert_eq!(una.roster("").await.rows.len(), 3);
}

#[tokio::test]
async fn nobody_decides_over_themselves_their_betters_or_the_founder() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Admin").await;
    let mut fay = una.hires(("Fay", "Osei"), ADA, "Staff").await;
    stage.behind(practice, "update role set grants = grants || '{team.edit,team.remove}' where built_in = 'staff'").await;
    let (una_id, sam_id, fay_id) = (id(&mut una).await, id(&mut sam).await, id(&mut fay).await);
    for who in [&mut una, &mut sam, &mut fay] {
        who.confirms().await;
    }
    for step in [Step::Hold, Step::Deactivate, Step::Suspend] {
        let AppError::Denied(why) = take(&mut sam, step, una_id, Status::Active).await.refused() else { panic!("denied") };
        assert!(why.iter().any(|w| w.contains("created this team")), "{why:?}");
        let AppError::Denied(why) = take(&mut sam, step, sam_id, Status::Active).await.refused() else { panic!("denied") };
        assert!(why.iter().any(|w| w.contains("Nobody changes their own status")), "{why:?}");
        let AppError::Denied(why) = take(&mut fay, step, sam_id, Status::Active).await.refused() else { panic!("denied") };
        assert!(why.iter().any(|w| w.contains("Ask someone who can do as much")), "{why:?}");
    }
    stage.later(Duration::minutes(11));
    assert_eq!(take(&mut una, Step::Suspend, fay_id, Status::Active).await.refused(), AppError::ConfirmPassword);
    take(&mut una, Step::Hold, fay_id, Status::Active).await.ok();
}

#[tokio::test]
async fn someone_only_invited_has_no_status_to_change() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    una.invites(("Sam", "Okafor"), SAM, "Member").await.ok();
    let sam = una.roster("sam").await.rows[0].id;
    una.confirms().await;
    assert!(una.card(sam).await.status.is_none());
    for step in [Step::Hold, Step::Suspend, Step::Deactivate] {
        assert_eq!(take(&mut una, step, sam, Status::Invited).await.status, StatusCode::FORBIDDEN, "{step:?}");
    }
    assert_eq!(una.roster("sam").await.rows[0].standing, crate::team::Standing::Pending);
}

#[tokio::test]
async fn two_administrators_suspending_each_other_at_once_leave_one() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Admin").await;
    let mut ada = una.hires(("Ada", "Osei"), ADA, "Admin").await;
    let (sam_id, ada_id) = (id(&mut sam).await, id(&mut ada).await);
    sam.confirms().await;
    ada.confirms().await;
    // Both requests also note a visit, and hold their own session's row for it.
    stage.later(Duration::minutes(2));
    let pairs = [(sam.clone(), ada_id), (ada.clone(), sam_id)];
    let answers =
        all_at_once(pairs.into_iter().map(|(mut who, whom)| async move { take(&mut who, Step::Suspend, whom, Status::Active).await }));
    let answers = answers.await;
    let done = answers.iter().filter(|a| a.status.is_success()).count();
    assert_eq!(done, 1, "{answers:?}");
    assert!(answers.iter().all(|a| a.status != StatusCode::INTERNAL_SERVER_ERROR), "{answers:?}");
    let left = [sam.me().await.is_some(), ada.me().await.is_some()];
    assert_eq!(left.iter().filter(|in_| **in_).count(), 1, "{left:?}");
    una.signs_in(&una.email.clone(), PASSWORD).await.ok();
    let suspended = una.does::<crate::team::Roster>(&[("query[q]", ""), ("query[status]", "suspended")]).await.ok();
    assert_eq!(suspended["rows"].as_array().expect("rows").len(), 1);
}

#[tokio::test]
async fn an_account_unused_for_ninety_days_is_flagged_and_found() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let mut ada = una.hires(("Ada", "Osei"), ADA, "Member").await;
    let mut mia = una.hires(("Mia", "Ito"), "mia@maple-grove.example", "Member").await;
    let (sam_id, ada_id, mia_id) = (id(&mut sam).await, id(&mut ada).await, id(&mut mia).await);
    let set = |id: MemberId, what: &str| format!("update member set {what} where id = '{id}'");
    stage.behind(practice, &set(sam_id, "last_sign_in_at = now() - interval '91 days'")).await;
    stage.behind(practice, &set(ada_id, "last_sign_in_at = null, joined_at = now() - interval '100 days'")).await;
    stage.behind(practice, &set(mia_id, "last_sign_in_at = now() - interval '89 days'")).await;
    let unused = |rows: crate::team::RosterPage| rows.rows.into_iter().filter(|r| r.unused).map(|r| r.first_name).collect::<Vec<_>>();
    assert_eq!(unused(una.roster("").await), ["Sam", "Ada"]);
    for (q, found) in [("", 2), ("sam", 1), ("mia", 0)] {
        let page = una.does::<crate::team::Roster>(&[("query[q]", q), ("query[status]", "unused")]).await.ok();
        assert_eq!(page["rows"].as_array().expect("rows").len(), found, "{q}");
    }
    assert!(una.card(sam_id).await.status.expect("a status").unused && !una.card(mia_id).await.status.expect("a status").unused);
    una.confirms().await;
    take(&mut una, Step::Deactivate, sam_id, Status::Active).await.ok();
    assert_eq!(unused(una.roster("").await), ["Ada"], "only those who could sign in");
}
