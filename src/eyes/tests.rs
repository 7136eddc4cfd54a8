//! Stories of "Why?", of looking through other eyes, and of refused screens.

use super::types::{EyesThere, WhySeen};
use super::{AskWhy, PeopleToView, StopViewing, ViewAs, WhomToAsk};
use crate::access::Status;
use crate::base::{AppError, MemberId, Token};
use crate::tests::stage::{PASSWORD, Person, Stage};
use axum::http::StatusCode;
use sqlx::{AssertSqlSafe, Row};

const SAM: &str = "sam@maple-grove.example";

async fn id_of(who: &mut Person<'_>) -> MemberId {
    who.me().await.expect("signed in").member.expect("a member").0.member
}

async fn why(who: &mut Person<'_>, id: MemberId, query: &[(&str, &str)]) -> WhySeen {
    let id = id.to_string();
    let form: Vec<(&str, &str)> = [("id", id.as_str())].into_iter().chain(query.iter().copied()).collect();
    serde_json::from_value(who.does::<AskWhy>(&form).await.ok()).expect("the answers")
}

/// What row-level security shows this browser's next transaction of the clients: their first names.
async fn clients_seen(stage: &Stage, who: &Person<'_>) -> Vec<String> {
    let token = Token::parse(who.cookies.get("session").expect("a session")).expect("a token");
    let mut tx = stage.db.pool.begin().await.expect("a transaction");
    let enter = format!("select * from access_enter('\\x{}', '{}')", hex::encode(token.hash()), stage.db.clock.interval());
    sqlx::raw_sql(AssertSqlSafe(enter)).fetch_all(&mut *tx).await.expect("entered");
    let rows = sqlx::raw_sql("select first_name from client order by 1").fetch_all(&mut *tx).await.expect("clients");
    rows.iter().map(|row| row.get(0)).collect()
}

/// Three clients: Amir is Una's, Bea is Sam's, Cleo nobody's.
async fn clients(stage: &Stage, practice: uuid::Uuid, una: MemberId, sam: MemberId) {
    let assign = |name: &str, to: MemberId| {
        format!(
            "insert into assignment (practice_id, id, client_id, member_id, since)
               select app_practice(), gen_random_uuid(), id, '{to}', now() from client where first_name = '{name}';"
        )
    };
    let sql = format!(
        "select set_config('app.clients', 'practice', true);
         insert into client (practice_id, id, first_name, last_name, location_id, created_at)
           select app_practice(), gen_random_uuid(), n, 'Client', (select id from location limit 1), now() from unnest(array['Amir', 'Bea', 'Cleo']) n;
         {}{}",
        assign("Amir", una),
        assign("Bea", sam)
    );
    stage.behind(practice, &sql).await;
}

#[tokio::test]
async fn why_tells_for_every_action_what_the_policy_says_of_that_member() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let (una_id, sam_id) = (id_of(&mut una).await, id_of(&mut sam).await);
    let seen = why(&mut una, sam_id, &[]).await;
    assert_eq!(seen.answers.len(), crate::access::Action::ALL.len());
    assert_eq!((seen.name.as_str(), seen.ask.as_slice()), ("Sam Okafor", ["Una Lindqvist".to_string()].as_slice()));
    let answer = |seen: &WhySeen, key: &str| seen.answers.iter().find(|a| a.key == key).cloned().expect("an answer");
    let invite = answer(&seen, "InviteMember");
    assert!(!invite.allowed && invite.can_be_asked);
    assert!(invite.reasons_against.iter().any(|w| w == "The role Member can't invite team members. An administrator can change that."));
    let team = answer(&seen, "ViewTeam");
    assert!(team.allowed && team.reasons_for.iter().any(|w| w == "The role Member can see the team."));
    assert!(answer(&seen, "ExitTeam").asks_password, "a password is no reason, and is told of");

    // Una herself, towards Sam, with the role Admin.
    let admin = una.role("Admin").await;
    let seen = why(&mut una, una_id, &[("query[on]", &sam_id.to_string()), ("query[role]", &admin)]).await;
    let change = answer(&seen, "ChangeRole");
    assert!(change.allowed && change.asks_password, "{change:?}");
    assert_eq!(change.towards, "on Sam Okafor, with the role Admin");
    assert!(answer(&seen, "HandOver").reasons_against[0].starts_with("The team can only be handed to an active administrator"));
    let towards_herself = why(&mut una, una_id, &[]).await;
    assert!(answer(&towards_herself, "ChangeRole").reasons_against[0].contains("Nobody changes their own role"));
    let found = why(&mut una, una_id, &[("query[whom]", "oka")]).await.found;
    assert_eq!(found.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["Sam Okafor"]);
}

#[tokio::test]
async fn why_counts_overrides_switched_off_modules_and_a_role_that_ran_out() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let sam = una.hires(("Sam", "Okafor"), SAM, "Member").await.me().await.expect("sam").member.expect("a member").0.member;
    stage.behind(practice, &format!("update member set overrides = '{{+team.invite}}' where id = '{sam}'")).await;
    let answer = |seen: &WhySeen, key: &str| seen.answers.iter().find(|a| a.key == key).cloned().expect("an answer");
    let invite = answer(&why(&mut una, sam, &[]).await, "InviteMember");
    assert!(invite.allowed && invite.reasons_for.iter().any(|w| w.contains("given to them beside the role Member")), "{invite:?}");
    stage.behind(practice, "update role set off = '{team}' where built_in = 'member'").await;
    let team = answer(&why(&mut una, sam, &[]).await, "ViewTeam");
    assert!(team.reasons_against.iter().any(|w| w.contains("switched off for the role Member")), "{team:?}");
    stage.behind(practice, "update role set limit_hours = 1 where built_in = 'member'").await;
    stage.later(chrono::Duration::minutes(61));
    una.signs_in(&una.email.clone(), PASSWORD).await.ok();
    let seen = why(&mut una, sam, &[]).await;
    assert!(seen.answers.iter().all(|a| !a.allowed && a.reasons_against[0].contains("given for a limited time")));
    let refused = una.does::<ViewAs>(&[("member", &sam.to_string())]).await.refused();
    assert!(refused.to_string().contains("can't sign in, so there is nothing to see"), "{refused}");
}

#[tokio::test]
async fn a_member_asks_why_of_themselves_alone_and_nobody_asks_across_practices() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let (una_id, sam_id) = (id_of(&mut una).await, id_of(&mut sam).await);
    assert_eq!(why(&mut sam, sam_id, &[]).await.name, "Sam Okafor");
    assert_eq!(sam.does::<AskWhy>(&[("id", &una_id.to_string())]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(sam.does::<PeopleToView>(&[("q", "")]).await.status, StatusCode::FORBIDDEN);
    assert!(sam.card(sam_id).await.eyes.may_ask_why && !sam.card(una_id).await.eyes.may_ask_why);
    let mut ola = stage.practice("Oak Street", "Ola").await;
    assert_eq!(ola.does::<AskWhy>(&[("id", &sam_id.to_string())]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ola.does::<ViewAs>(&[("member", &sam_id.to_string())]).await.status, StatusCode::NOT_FOUND);
    let member = una.role("Member").await;
    assert_eq!(ola.does::<ViewAs>(&[("role", &member)]).await.status, StatusCode::NOT_FOUND);
    let own = id_of(&mut ola).await.to_string();
    let across = ola.does::<AskWhy>(&[("id", &own), ("query[on]", &sam_id.to_string())]).await;
    assert_eq!(across.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_pages_read_without_javascript() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let sam_id = id_of(&mut sam).await;
    let page = una.opens(&format!("/team/{sam_id}/why")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("invite a team member") && page.text.contains("Ask Una Lindqvist."), "{}", page.text);
    let filtered = una.opens(&format!("/team/{sam_id}/why?q=locations+add")).await.text;
    assert!(filtered.contains("add a location") && !filtered.contains(">invite a team member"), "{filtered}");
    let choose = una.opens("/view-as?q=sam").await.text;
    assert!(choose.contains("Sam Okafor") && choose.contains("Front Desk"), "{choose}");
    let refused = sam.opens("/settings").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text.contains("change practice settings") && refused.text.contains("Ask Una Lindqvist."), "{}", refused.text);
    assert_eq!(sam.opens("/view-as").await.status, StatusCode::FORBIDDEN);
    assert_eq!(una.opens("/team/nonsense/why").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whom_to_ask_names_at_most_three_active_administrators_and_never_oneself() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    for n in 0..3 {
        una.hires(("Ada", &format!("Osei{}", ["a", "b", "c"][n])), &format!("ada{n}@maple-grove.example"), "Admin").await;
    }
    let asked = |answer: serde_json::Value| serde_json::from_value::<Vec<String>>(answer).expect("names");
    let three = asked(sam.does::<WhomToAsk>(&[]).await.ok());
    assert_eq!((three.len(), three[0].as_str()), (3, "Una Lindqvist"));
    assert!(!asked(una.does::<WhomToAsk>(&[]).await.ok()).contains(&"Una Lindqvist".to_string()));
    stage.behind(practice, "update member set status = 'suspended' where first_name = 'Ada'").await;
    assert_eq!(asked(sam.does::<WhomToAsk>(&[]).await.ok()), ["Una Lindqvist"]);
    stage.behind(practice, "update member set overrides = '{+team.roles}' where first_name = 'Sam'").await;
    assert_eq!(asked(una.does::<WhomToAsk>(&[]).await.ok()), ["Sam Okafor"]);
}

#[tokio::test]
async fn an_administrator_sees_as_a_member_until_they_stop_and_the_trail_names_the_administrator() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let sam_id = id_of(&mut sam).await;
    una.does::<ViewAs>(&[("member", &sam_id.to_string())]).await.ok();
    let actor = una.me().await.expect("una").member.expect("a member").0;
    assert_eq!(
        (actor.name().as_str(), actor.role_name.as_str(), actor.viewed_by.as_deref()),
        ("Sam Okafor", "Member", Some("Una Lindqvist"))
    );
    assert!(!actor.originating);
    for path in ["/team", "/account", "/settings"] {
        let page = una.opens(path).await.text;
        assert!(page.contains("You see Caseload as Sam Okafor does") && page.contains("Stop viewing"), "{path}: {page}");
        assert!(!page.contains("href=\"/settings\"") && !page.contains("href=\"/view-as\""), "as Sam's navigation is");
    }
    assert!(!una.opens("/account").await.text.contains("New email"), "nobody's own account is looked into");
    assert_eq!(una.opens("/settings").await.status, StatusCode::FORBIDDEN);
    let AppError::Denied(again) = una.does::<ViewAs>(&[("member", &sam_id.to_string())]).await.refused() else { panic!("denied") };
    assert!(again.iter().any(|w| w.contains("Stop viewing first")), "{again:?}");
    assert_eq!(sam.me().await.expect("sam").member.expect("a member").0.viewed_by, None, "and Sam notices nothing");
    una.does::<StopViewing>(&[]).await.ok();
    una.does::<StopViewing>(&[]).await.ok();
    assert_eq!(una.me().await.expect("una").member.expect("a member").0.name(), "Una Lindqvist");
    let trail = stage.trail(practice).await;
    let told: Vec<(&str, &str)> =
        trail.iter().filter(|(kind, ..)| kind.starts_with("access.")).map(|(kind, actor, _)| (kind.as_str(), actor.as_str())).collect();
    assert!(told.iter().all(|(_, actor)| *actor == "Una Lindqvist"), "{told:?}");
    let of = |wanted: &str| told.iter().filter(|(kind, _)| *kind == wanted).count();
    assert_eq!((of("access.viewing_begun"), of("access.viewing_ended")), (1, 1));
}

#[tokio::test]
async fn a_viewing_ends_with_signing_out_and_is_not_there_at_the_next_sign_in() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let member = una.role("Member").await;
    una.does::<ViewAs>(&[("role", &member)]).await.ok();
    let me = una.me().await.expect("una");
    let actor = me.actor().expect("a member").clone();
    assert_eq!((actor.name().as_str(), actor.is_role(), me.name().as_str()), ("Member", true, "Una Lindqvist"));
    let page = una.opens("/team").await.text;
    assert!(page.contains("You see Caseload as anyone with the role Member does"), "{page}");
    una.does::<crate::auth::SignOut>(&[]).await.ok();
    assert!(una.me().await.is_none());
    una.signs_in(&una.email.clone(), PASSWORD).await.ok();
    assert_eq!(una.me().await.expect("una").member.expect("a member").0.viewed_by, None);
    let trail = stage.trail(practice).await;
    let ends: Vec<&str> = trail
        .iter()
        .filter(|(kind, ..)| kind.ends_with("viewing_ended") || kind.ends_with("signed_out"))
        .map(|(_, actor, _)| actor.as_str())
        .collect();
    assert_eq!(ends, ["Una Lindqvist", "Una Lindqvist"]);
}

#[tokio::test]
async fn through_other_eyes_the_database_shows_only_what_both_may_see() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let (una_id, sam_id) = (id_of(&mut una).await, id_of(&mut sam).await);
    clients(&stage, practice, una_id, sam_id).await;
    assert_eq!(clients_seen(&stage, &una).await, ["Amir", "Bea", "Cleo"]);
    assert_eq!(clients_seen(&stage, &sam).await, ["Bea"]);
    let sam_text = sam_id.to_string();
    una.does::<ViewAs>(&[("member", &sam_text)]).await.ok();
    assert_eq!(clients_seen(&stage, &una).await, ["Bea"]);
    una.does::<StopViewing>(&[]).await.ok();
    // An administrator who sees her own clients only sees nothing more through anyone.
    stage
        .behind(practice, "update role set grants = array_replace(grants, 'clients.view', 'clients.view:own') where built_in = 'admin'")
        .await;
    assert_eq!(clients_seen(&stage, &una).await, ["Amir"]);
    una.does::<ViewAs>(&[("member", &sam_text)]).await.ok();
    assert_eq!(clients_seen(&stage, &una).await, [] as [&str; 0], "Bea is Sam's, and not Una's to see");
    una.does::<StopViewing>(&[]).await.ok();
    let front = una.role("Front Desk").await;
    una.does::<ViewAs>(&[("role", &front)]).await.ok();
    assert_eq!(clients_seen(&stage, &una).await, ["Amir"], "the role sees all, Una does not");
    let grants = una.me().await.expect("una").member.expect("a member").0.grants;
    assert_eq!(grants.reach(crate::access::Permission::ClientsView), Some(crate::access::Scope::OwnCaseload));
}

#[tokio::test]
async fn whatever_happens_meanwhile_a_viewing_shows_no_more_and_can_be_stopped() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let mut ada = una.hires(("Ada", "Osei"), "ada@maple-grove.example", "Admin").await;
    let sam_id = id_of(&mut sam).await.to_string();

    // The viewed is suspended.
    ada.does::<ViewAs>(&[("member", &sam_id)]).await.ok();
    stage.behind(practice, &format!("update member set status = 'suspended' where id = '{sam_id}'")).await;
    let actor = ada.me().await.expect("ada").member.expect("a member").0;
    assert_eq!((actor.status, actor.viewed_by.as_deref()), (Status::Suspended, Some("Ada Osei")));
    assert_eq!(ada.does::<crate::team::Roster>(&[("query[q]", "")]).await.status, StatusCode::FORBIDDEN);
    assert!(ada.opens("/team").await.text.contains("Stop viewing"));
    ada.does::<StopViewing>(&[]).await.ok();
    assert_eq!(ada.does::<ViewAs>(&[("member", &sam_id)]).await.status, StatusCode::FORBIDDEN, "and is not looked through anew");

    // The role is deleted.
    let staff = ada.role("Staff").await;
    ada.does::<ViewAs>(&[("role", &staff)]).await.ok();
    stage.behind(practice, &format!("delete from role where id = '{staff}'")).await;
    let actor = ada.me().await.expect("ada").member.expect("a member").0;
    assert_eq!((actor.name().as_str(), actor.grants.iter().count()), ("deleted role", 0));
    assert!(ada.opens("/team").await.text.contains("Stop viewing"));
    ada.does::<StopViewing>(&[]).await.ok();

    // The viewer loses what let them look.
    let admin = ada.role("Admin").await;
    ada.does::<ViewAs>(&[("role", &admin)]).await.ok();
    assert!(ada.me().await.expect("ada").actor().expect("a member").grants.administer());
    stage.behind(practice, "update member set role_id = (select id from role where built_in = 'member') where first_name = 'Ada'").await;
    let actor = ada.me().await.expect("ada").member.expect("a member").0;
    assert!(!actor.grants.administer() && actor.viewed_by.is_some(), "no more than their own rights");
    ada.does::<StopViewing>(&[]).await.ok();
    assert_eq!(ada.does::<ViewAs>(&[("role", &admin)]).await.status, StatusCode::FORBIDDEN);

    // The viewer is suspended.
    una.does::<ViewAs>(&[("role", &admin)]).await.ok();
    stage.behind(practice, "update practice set originating_member_id = (select id from member where first_name = 'Ada')").await;
    stage.behind(practice, "update member set role_id = (select id from role where built_in = 'admin') where first_name = 'Ada'").await;
    stage.behind(practice, "update member set status = 'suspended' where first_name = 'Una'").await;
    assert!(una.me().await.is_none());
}

#[tokio::test]
async fn a_stop_in_one_window_is_a_stop_in_all_and_two_beginnings_at_once_are_one() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let roles = (una.role("Member").await, una.role("Staff").await);
    let (mut one, mut two) = (una.clone(), una.clone());
    let (first, second) = ([("role", roles.0.as_str())], [("role", roles.1.as_str())]);
    let (a, b) = tokio::join!(one.does::<ViewAs>(&first), two.does::<ViewAs>(&second));
    assert_eq!([a.status, b.status].iter().filter(|s| s.is_success()).count(), 1, "{} {}", a.text, b.text);
    one.does::<StopViewing>(&[]).await.ok();
    assert!(two.me().await.expect("una").actor().expect("a member").viewed_by.is_none());
    let begun = stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind == "access.viewing_begun").count();
    assert_eq!(begun, 1);
    let there: EyesThere = serde_json::from_value(una.does::<PeopleToView>(&[("q", "una")]).await.ok()).expect("eyes");
    assert_eq!(there.people[0].why_not.as_deref(), Some("These are their own eyes."));
    assert!(una.does::<ViewAs>(&[]).await.refused().fault("role").is_some());
}
