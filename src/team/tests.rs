//! The team's stories: how people are invited, join, are found, and leave.

use super::invites::{
    AcceptInvitation, AskInvitationAgain, CopyInvitationLink, DeclineInvitation, InvitationLink, LinkSeen, LinkStanding, ResendInvitation,
    RevokeInvitation,
};
use super::*;
use crate::access::Status;
use crate::base::{AppError, MemberId};
use crate::tests::stage::{PASSWORD, Person, Stage};
use axum::http::StatusCode;
use chrono::Duration;

const SAM: &str = "sam@maple-grove.example";

async fn row(who: &mut Person<'_>, q: &str) -> MemberRow {
    who.roster(q).await.rows.into_iter().next().unwrap_or_else(|| panic!("{q} is on the roster"))
}

async fn seen(who: &mut Person<'_>, token: &str) -> LinkSeen {
    serde_json::from_value(who.does::<InvitationLink>(&[("token", token)]).await.ok()).expect("what the link shows")
}

#[tokio::test]
async fn an_invited_person_joins_with_the_role_they_were_invited_to() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    una.invites(("Sam", "Okafor"), SAM, "Member").await.ok();
    assert_eq!(row(&mut una, "okafor").await.standing.words(), "Pending member approval");
    let mail = stage.mail_to(SAM, "/invitations/").await.expect("an invitation");
    assert!(mail.contains("Una Lindqvist") && mail.contains("Maple Grove") && mail.contains("Invite expires in 72 hours"), "{mail}");

    let mut sam = stage.visitor();
    let token = stage.token_for(SAM, "/invitations/").await;
    sam.accepts(&token).await.ok();
    let me = sam.me().await.expect("signed in");
    let (actor, practice) = me.member.expect("a member");
    assert_eq!((actor.role_name.as_str(), practice.name.as_str()), ("Member", "Maple Grove"));
    let card = una.card(actor.member).await;
    assert_eq!((card.standing, card.invited_by.as_deref()), (Standing::Member(Status::Active), Some("Una Lindqvist")));
    assert!(card.joined_at.is_some() && card.invited_at.is_some() && card.last_sign_in_at.is_some() && card.activated);
    assert!(stage.mail_to(&una.email, "Sam Okafor").await.is_some(), "the inviter is told");
    let kinds: Vec<String> =
        stage.trail(una.practice().await).await.into_iter().map(|(kind, actor, _)| format!("{kind} {actor}")).collect();
    assert!(
        kinds.contains(&"team.member_invited Una Lindqvist".into()) && kinds.contains(&"team.invitation_accepted Sam Okafor".into()),
        "{kinds:?}"
    );
}

#[tokio::test]
async fn opening_a_link_however_often_decides_nothing() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    una.invites(("Sam", "Okafor"), SAM, "Member").await.ok();
    let token = stage.token_for(SAM, "/invitations/").await;
    let mut scanner = stage.visitor();
    for _ in 0..3 {
        let page = scanner.opens(&format!("/invitations/{token}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("Accept") && page.text.contains("Decline"));
    }
    let get = scanner.opens(&format!("/api/caseload/team/invites/answer/accept_invitation?token={token}")).await;
    assert_ne!(get.status, StatusCode::OK, "answers can't be given by GET");
    let sam = row(&mut una, "sam").await;
    assert_eq!(sam.standing, Standing::Pending);
    let story: Vec<String> = una.card(sam.id).await.invitation.expect("open").story.into_iter().map(|l| l.words).collect();
    assert_eq!(story.iter().filter(|w| *w == "Page opened").count(), 1, "{story:?}");
    assert!(story.contains(&"Handed to the mail server".to_string()), "{story:?}");
}

#[tokio::test]
async fn only_the_newest_link_works_and_an_older_one_offers_the_newest_again() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    una.invites(("Sam", "Okafor"), SAM, "Member").await.ok();
    let old = stage.token_for(SAM, "/invitations/").await;
    let sam = row(&mut una, "sam").await.id;
    let id = una.card(sam).await.invitation.expect("open").id.to_string();
    stage.later(Duration::hours(1));
    una.signs_in(&una.email.clone(), PASSWORD).await.ok();
    una.does::<ResendInvitation>(&[("id", &id)]).await.ok();
    let new = stage.token_for(SAM, "/invitations/").await;
    assert_ne!(old, new);
    let mut visitor = stage.visitor();
    assert!(matches!(seen(&mut visitor, &old).await.standing, LinkStanding::Replaced(_)));
    assert_eq!(visitor.accepts(&old).await.status, StatusCode::FORBIDDEN);
    let page = visitor.opens(&format!("/invitations/{old}")).await.text;
    assert!(page.contains("newer") && page.contains("Send me a new link") && !page.contains(">Accept<"), "no form on a dead link: {page}");
    visitor.does::<AskInvitationAgain>(&[("token", &old)]).await.ok();
    let asked = stage.token_for(SAM, "/invitations/").await;
    assert_eq!(seen(&mut visitor, &asked).await.standing, LinkStanding::Open);
    assert_eq!(seen(&mut visitor, &new).await.standing, LinkStanding::Open, "asking again breaks no link");
    visitor.accepts(&new).await.ok();
}

#[tokio::test]
async fn an_invitation_runs_out_after_72_hours_and_a_fresh_one_goes_to_the_same_address() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    una.invites(("Sam", "Okafor"), SAM, "Member").await.ok();
    let token = stage.token_for(SAM, "/invitations/").await;
    stage.later(Duration::hours(72) - Duration::seconds(30));
    let mut sam = stage.visitor();
    assert_eq!(seen(&mut sam, &token).await.standing, LinkStanding::Open);
    stage.later(Duration::seconds(31));
    assert_eq!(seen(&mut sam, &token).await.standing, LinkStanding::RanOut);
    assert_eq!(sam.accepts(&token).await.status, StatusCode::FORBIDDEN);
    una.signs_in(&una.email.clone(), PASSWORD).await.ok();
    assert_eq!(row(&mut una, "sam").await.standing, Standing::Expired);
    sam.does::<AskInvitationAgain>(&[("token", &token)]).await.ok();
    let fresh = stage.token_for(SAM, "/invitations/").await;
    sam.accepts(&fresh).await.ok();
    assert_eq!(row(&mut una, "sam").await.standing, Standing::Member(Status::Active));
}

#[tokio::test]
async fn whoever_has_an_open_invitation_is_not_invited_twice_whatever_the_case() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    una.invites(("Sam", "Okafor"), SAM, "Member").await.ok();
    let twice = una.invites(("Samuel", "Okafor"), "SAM@Maple-Grove.example", "Member").await.refused();
    assert_eq!(twice.fault("email").as_deref(), Some("Invite exists. Ask them to check their spam folder"));
    let existing = una.does::<invites::ExistingInvitation>(&[("email", "SAM@Maple-Grove.example")]).await.ok();
    assert_eq!(existing["invited_by"], "Una Lindqvist");
    let herself = una.invites(("Una", "Again"), &una.email.to_uppercase(), "Member").await.refused();
    assert_eq!(herself.fault("email").as_deref(), Some("Una Lindqvist is already a member of this practice (active)."));
    assert_eq!(una.roster("").await.rows.len(), 2);
}

#[tokio::test]
async fn declining_is_shown_with_its_reason_and_can_be_invited_again() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    una.invites(("Sam", "Okafor"), SAM, "Member").await.ok();
    let token = stage.token_for(SAM, "/invitations/").await;
    stage.visitor().does::<DeclineInvitation>(&[("token", &token), ("reason", "I have moved to Oslo")]).await.ok();
    let declined = row(&mut una, "sam").await;
    assert_eq!(declined.standing.words(), "Rejected");
    assert_eq!(una.card(declined.id).await.invitation.expect("declined").reason, "I have moved to Oslo");
    assert_eq!(stage.visitor().accepts(&token).await.status, StatusCode::FORBIDDEN);
    una.invites(("Samuel", "Okafor"), SAM, "Admin").await.ok();
    let again = row(&mut una, "samuel").await;
    assert_eq!((again.id, again.standing, again.role.as_str()), (declined.id, Standing::Pending, "Admin"));
}

#[tokio::test]
async fn a_revoked_invitation_leaves_the_roster_frees_its_seat_and_its_link_says_so() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    una.invites(("Sam", "Okafor"), SAM, "Member").await.ok();
    let token = stage.token_for(SAM, "/invitations/").await;
    let sam = row(&mut una, "sam").await.id;
    let id = una.card(sam).await.invitation.expect("open").id.to_string();
    una.does::<RevokeInvitation>(&[("id", &id)]).await.ok();
    assert!(una.roster("sam").await.rows.is_empty());
    let mut visitor = stage.visitor();
    let link = seen(&mut visitor, &token).await;
    assert_eq!((link.standing, link.email.as_str()), (LinkStanding::Revoked, ""), "and tells nothing more");
    assert_eq!(visitor.accepts(&token).await.status, StatusCode::FORBIDDEN);
    assert_eq!(una.does::<RevokeInvitation>(&[("id", &id)]).await.status, StatusCode::CONFLICT);
    una.invites(("Sam", "Okafor"), SAM, "Member").await.ok();
    assert_eq!(una.roster("sam").await.rows.len(), 1);
}

#[tokio::test]
async fn a_copied_link_works_beside_the_mailed_one() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    una.invites(("Sam", "Okafor"), SAM, "Member").await.ok();
    let mailed = stage.token_for(SAM, "/invitations/").await;
    let sam = row(&mut una, "sam").await.id;
    let id = una.card(sam).await.invitation.expect("open").id.to_string();
    let link = una.does::<CopyInvitationLink>(&[("id", &id)]).await.ok();
    let copied = link.as_str().expect("a link").strip_prefix("http://caseload.test/invitations/").expect("ours").to_string();
    let mut visitor = stage.visitor();
    assert_eq!(seen(&mut visitor, &copied).await.standing, LinkStanding::Open);
    visitor.accepts(&mailed).await.ok();
    assert_eq!(seen(&mut visitor, &copied).await.standing, LinkStanding::Accepted);
}

#[tokio::test]
async fn solo_and_a_full_team_say_what_to_do_and_two_can_not_take_the_last_seat() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    una.does::<crate::settings::ChangePlan>(&[("plan", "solo")]).await.ok();
    let AppError::Denied(solo) = una.invites(("Sam", "Okafor"), SAM, "Member").await.refused() else { panic!("denied") };
    assert!(solo[0].starts_with("Please upgrade your plan"), "{solo:?}");
    una.does::<crate::settings::ChangePlan>(&[("plan", "group"), ("seat_cap", "2")]).await.ok();

    let (mut one, mut two) = (una.clone(), una.clone());
    let (a, b) =
        tokio::join!(one.invites(("Sam", "Okafor"), SAM, "Member"), two.invites(("Ada", "Osei"), "ada@maple-grove.example", "Member"));
    let mut statuses = [a.status, b.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::FORBIDDEN]);
    let refused = if a.status == StatusCode::OK { b } else { a }.refused();
    assert!(refused.to_string().starts_with("Member cap reached") && refused.to_string().contains("1 open invitation"), "{refused}");
    let below = una.does::<crate::settings::ChangePlan>(&[("plan", "group"), ("seat_cap", "1")]).await.refused();
    assert!(below.fault("seat_cap").is_some());
}

#[tokio::test]
async fn an_invitation_accepted_twice_at_once_joins_once() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    una.invites(("Sam", "Okafor"), SAM, "Member").await.ok();
    let token = stage.token_for(SAM, "/invitations/").await;
    let (mut one, mut two) = (stage.visitor(), stage.visitor());
    let (a, b) = tokio::join!(one.accepts(&token), two.accepts(&token));
    assert_eq!([a.status, b.status].iter().filter(|s| s.is_success()).count(), 1, "{} {}", a.text, b.text);
    let accepted = stage.trail(una.practice().await).await.into_iter().filter(|(kind, ..)| kind == "team.invitation_accepted").count();
    assert_eq!(accepted, 1);
}

#[tokio::test]
async fn a_member_of_another_practice_is_told_which_and_may_exit_it_first() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut ola = stage.practice("Oak Street", "Ola").await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    ola.invites(("Sam", "Okafor"), SAM, "Admin").await.ok();
    let token = stage.token_for(SAM, "/invitations/").await;
    assert_eq!(seen(&mut sam, &token).await.member_elsewhere.as_deref(), Some("Maple Grove"));
    assert_eq!(seen(&mut stage.visitor(), &token).await.member_elsewhere, None, "told to the account itself alone");
    let refused = sam.does::<AcceptInvitation>(&[("token", &token)]).await.refused();
    assert!(refused.to_string().contains("Exit it first"), "{refused}");
    assert_eq!(seen(&mut sam, &token).await.standing, LinkStanding::Open, "it stays open");

    let mut other_browser = stage.visitor();
    other_browser.signs_in(SAM, PASSWORD).await.ok();
    sam.does::<ExitTeam>(&[]).await.ok();
    assert!(other_browser.me().await.is_none(), "out on the next request, everywhere else");
    assert!(sam.me().await.expect("still signed in").member.is_none());
    assert_eq!(sam.does::<Roster>(&[("query[q]", "")]).await.status, StatusCode::UNAUTHORIZED);
    sam.does::<AcceptInvitation>(&[("token", &token)]).await.ok();
    assert_eq!(sam.me().await.expect("sam").member.expect("a member").1.name, "Oak Street");
    assert!(una.roster("sam").await.rows.is_empty());
}

#[tokio::test]
async fn whoever_is_signed_in_as_someone_else_is_told_so() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    una.invites(("Sam", "Okafor"), SAM, "Member").await.ok();
    let token = stage.token_for(SAM, "/invitations/").await;
    let page = una.opens(&format!("/invitations/{token}")).await.text;
    assert!(page.contains("You are signed in as someone else") && !page.contains(">Accept<"));
    assert_eq!(una.does::<AcceptInvitation>(&[("token", &token)]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn nobody_gives_what_they_do_not_hold_and_the_refusal_is_on_record() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    stage.behind(practice, "update role set grants = grants || '{team.invite}' where built_in = 'member'").await;
    let AppError::Denied(why) = sam.invites(("Eve", "Climber"), "eve@maple-grove.example", "Admin").await.refused() else {
        panic!("denied")
    };
    assert!(why.iter().any(|w| w.contains("Nobody gives what they don't hold")), "{why:?}");
    sam.invites(("Eve", "Peer"), "eve@maple-grove.example", "Member").await.ok();
    let refusals: Vec<_> = stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind == "access.refused").collect();
    assert_eq!((refusals.len(), refusals[0].1.as_str()), (1, "Sam Okafor"));
}

#[tokio::test]
async fn a_role_changes_on_the_next_click_after_the_password_and_never_ones_own() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let id = sam.me().await.expect("sam").member.expect("a member").0.member.to_string();
    let (admin, own) = (una.role("Admin").await, una.me().await.expect("una").member.expect("a member").0.member.to_string());
    stage.later(Duration::minutes(11));
    assert_eq!(una.does::<ChangeRole>(&[("member", &id), ("role", &admin)]).await.refused(), AppError::ConfirmPassword);
    una.confirms().await;
    una.does::<ChangeRole>(&[("member", &id), ("role", &admin)]).await.ok();
    assert_eq!(sam.me().await.expect("sam").member.expect("a member").0.role_name, "Admin", "without signing in again");
    let member = una.role("Member").await;
    let AppError::Denied(why) = una.does::<ChangeRole>(&[("member", &own), ("role", &member)]).await.refused() else { panic!("denied") };
    assert!(why[0].contains("Nobody changes their own role"), "{why:?}");
}

#[tokio::test]
async fn two_administrators_demoting_each_other_leave_one() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Admin").await;
    let (a, b) =
        (una.me().await.expect("una").member.expect("a member").0.member, sam.me().await.expect("sam").member.expect("a member").0.member);
    let member = una.role("Member").await;
    una.confirms().await;
    sam.confirms().await;
    let (one, two) = (&mut una, &mut sam);
    let (b_id, a_id) = (b.to_string(), a.to_string());
    let (first_form, second_form) =
        ([("member", b_id.as_str()), ("role", member.as_str())], [("member", a_id.as_str()), ("role", member.as_str())]);
    let (x, y) = tokio::join!(one.does::<ChangeRole>(&first_form), two.does::<ChangeRole>(&second_form));
    assert_eq!([x.status, y.status].iter().filter(|s| s.is_success()).count(), 1, "{} {}", x.text, y.text);
}

#[tokio::test]
async fn who_created_the_practice_can_not_exit_it_but_can_close_it_with_everything_kept() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Admin").await;
    una.confirms().await;
    let refused = una.does::<ExitTeam>(&[]).await.refused();
    assert_eq!(refused.to_string(), "You created this team. Remove other members instead, or hand over the team first.");
    sam.confirms().await;
    assert_eq!(sam.does::<crate::settings::ClosePractice>(&[("name", "Maple Grove")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(una.does::<crate::settings::ClosePractice>(&[("name", "Maple")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    una.does::<crate::settings::ClosePractice>(&[("name", "Maple Grove")]).await.ok();
    assert!(sam.me().await.is_none(), "everyone is out at once");
    assert_eq!(stage.visitor().signs_in(SAM, PASSWORD).await.status, StatusCode::FORBIDDEN);
    assert!(stage.trail(practice).await.iter().any(|(kind, ..)| kind == "settings.practice_closed"));
}

#[tokio::test]
async fn someone_is_found_by_the_beginnings_of_words_whatever_case_and_accents() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    una.does::<crate::settings::ChangePlan>(&[("plan", "group"), ("seat_cap", "50")]).await.ok();
    for (first, last, email) in [
        ("Zoë", "O’Brien-Łukasz", "zoe.ob@maple-grove.example"),
        ("李", "明", "li.ming@maple-grove.example"),
        ("Åsa", "Ångström", "asa@maple-grove.example"),
        ("Zoe", "Adams", "z.adams@maple-grove.example"),
    ] {
        una.invites((first, last), email, "Member").await.ok();
    }
    for (q, found) in [
        ("zoe", 2),
        ("ZOË", 2),
        ("zoe lukasz", 1),
        ("obr", 0),
        ("brien", 1),
        ("ang", 1),
        ("明", 1),
        ("z.adams@maple", 1),
        ("%", 5),
        ("nobody", 0),
        ("li ming", 1),
        ("ko", 0),
        ("zoe zoe", 2),
        ("zoe brien lukasz maple grove", 1),
    ] {
        assert_eq!(una.roster(q).await.rows.len(), found, "{q}");
    }
    let names: Vec<String> = una.roster("").await.rows.iter().map(|r| r.last_name.clone()).collect();
    assert_eq!(names[..2], ["Adams", "Ångström"], "sorted without regard to accents");
}

#[tokio::test]
async fn the_roster_pages_through_everyone_once_and_every_filter_uses_an_index() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    stage
        .behind(
            practice,
            "insert into member (practice_id, id, first_name, last_name, email, status, role_id, primary_location_id, changed_at)
             select app_practice(), gen_random_uuid(), 'Kim ' || n, 'Person' || (n % 97), 'p' || n || '@x.example', 'active',
               (select id from role where built_in = 'member'), (select id from location), now() from generate_series(1, 3000) n;
             insert into practice_group (practice_id, id, name, created_at) values (app_practice(), app_practice(), 'Few', now());
             insert into group_member (practice_id, group_id, member_id, since)
               select app_practice(), app_practice(), id, now() from member where last_name = 'Person11';
             analyze member; analyze member_word; analyze member_prefix; analyze member_past; analyze role; analyze invitation; analyze group_member; analyze member_location",
        )
        .await;
    let (mut seen, mut after) = (std::collections::HashSet::<MemberId>::new(), String::new());
    loop {
        let page: RosterPage =
            serde_json::from_value(una.does::<Roster>(&[("query[q]", ""), ("query[after]", &after)]).await.ok()).expect("a page");
        assert!(page.rows.iter().all(|r| seen.insert(r.id)), "nobody twice");
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    assert_eq!(seen.len(), 3001);
    let role = Some(una.role("Member").await.parse().expect("an id"));
    let location = Some(una.location().await.parse().expect("an id"));
    let (group, as_of) = (Some(crate::base::GroupId(practice)), "2026-03-01".to_string());
    let by = |status: &str| RosterQuery { status: status.into(), ..Default::default() };
    for (query, index) in [
        (RosterQuery::default(), "member_by_name"),
        (RosterQuery { role, ..Default::default() }, "member_by_"),
        (by("on_hold"), "member_by_"),
        (by("pending"), "member_by_"),
        (by("unused"), "member_by_"),
        (RosterQuery { location, ..Default::default() }, "member_by_"),
        (RosterQuery { group, ..Default::default() }, "Index"),
        (RosterQuery { q: "person11".into(), location, ..Default::default() }, "member_prefix_pkey"),
        (RosterQuery { q: "person11".into(), group, role, ..Default::default() }, "member_prefix_pkey"),
        (RosterQuery { as_of: as_of.clone(), ..Default::default() }, "member_ever"),
        (RosterQuery { as_of: as_of.clone(), q: "person11".into(), ..Default::default() }, "word >="),
        (RosterQuery { q: "person11".into(), ..Default::default() }, "member_prefix_pkey"),
        (RosterQuery { q: "per".into(), ..Default::default() }, "member_prefix_pkey"),
        (RosterQuery { q: "person11 p11".into(), ..Default::default() }, "member_prefix_pkey"),
    ] {
        let plan = store::plan(&stage.db, crate::base::PracticeId(practice), &query).await;
        assert!(plan.contains(index) && plan.contains("Index Cond") && !plan.contains("Seq Scan on member m"), "{query:?}\n{plan}");
    }
}

#[tokio::test]
async fn a_search_finds_every_word_by_its_beginning_however_long_and_nobody_else() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    stage
        .behind(
            practice,
            "insert into member (practice_id, id, first_name, last_name, email, status, role_id, primary_location_id, changed_at)
             select app_practice(), gen_random_uuid(), f, l, n || '@x.example', s, (select id from role where built_in = 'member'), (select id from location), now()
             from (values (1, 'Zoë', 'Łukasiewicz-Brandt', 'active'), (2, 'Marit', 'Marlow', 'active'), (3, 'Maria', 'Brandt', 'active'),
                          (4, 'Mar', 'O’Neil', 'active'), (5, 'Marion', 'Gone', 'removed'), (6, 'Jan', 'Old', 'active')) v (n, f, l, s);
             update member set last_name = 'Marsh' where first_name = 'Jan'",
        )
        .await;
    let mut found = async |q: &str| una.roster(q).await.rows.into_iter().map(|r| r.first_name).collect::<Vec<_>>();
    for (typed, names) in [
        ("m", vec!["Maria", "Marit", "Jan", "Mar", "Una"]),
        ("mar", vec!["Maria", "Marit", "Jan", "Mar"]),
        ("mari", vec!["Maria", "Marit"]),
        ("marit", vec!["Marit"]),
        ("marlow", vec!["Marit"]),
        ("marion", vec![]),
        ("old", vec![]),
        ("marsh j", vec!["Jan"]),
        ("brandt", vec!["Maria", "Zoë"]),
        ("BRANDT zoe", vec!["Zoë"]),
        ("brandt luka z", vec!["Zoë"]),
        ("Łuk", vec!["Zoë"]),
        ("ma ma", vec!["Maria", "Marit", "Jan", "Mar", "Una"]),
        ("a b c d e", vec![]),
    ] {
        let mut names = names.clone();
        let mut there = found(typed).await;
        names.sort_unstable();
        there.sort_unstable();
        assert_eq!(there, names, "{typed}");
    }
    assert_eq!(found("---").await.len(), 6, "nothing that could be a word narrows nothing");
}

#[tokio::test]
async fn plain_words_are_those_the_database_makes() {
    let stage = Stage::set().await;
    for typed in ["", "---", "Zoe", "zoe ZOE", "a bb ccc dd", "o'neil_2 x@y.example", "b a b", &"long".repeat(30)] {
        let made: Vec<String> = sqlx::query_scalar("select words_of($1)").bind(typed).fetch_one(&stage.owner).await.expect("words");
        assert_eq!(super::typed::plain_words(typed), made, "{typed}");
    }
}
