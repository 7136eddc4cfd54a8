//! The stories of links to join by.

mod approving;
mod races;

use super::*;
use crate::base::{AppError, JoinLinkId};
use crate::team::Standing;
use crate::tests::stage::{Answer, PASSWORD, Person, Stage};
use axum::http::StatusCode;
use chrono::Duration;
use uuid::Uuid;

const SAM: &str = "sam.okafor@mail.example";

/// Who waits, as the roster's page tells whoever asks.
async fn requests(who: &mut Person<'_>) -> Vec<RequestSeen> {
    let around = who.does::<crate::team::AroundTheRoster>(&[]).await.ok();
    serde_json::from_value(around["waits"]["requests"].clone()).expect("requests")
}

/// Makes a link under a role; `more` are fields of the form.
async fn makes(who: &mut Person<'_>, role: &str, more: &[(&str, &str)]) -> Answer {
    let seen = who.does::<JoinLinks>(&[]).await;
    let choices: Option<JoinLinksSeen> = serde_json::from_str(&seen.text).ok();
    let given = choices.and_then(|c| c.roles.into_iter().find(|r| r.name == role)).map(|r| r.id.to_string());
    let role = match given {
        Some(id) => id,
        None => who.role(role).await,
    };
    let location = who.location().await;
    let mut form = vec![("join[role]", role.as_str()), ("join[location]", location.as_str()), ("join[days]", "30")];
    form.extend(more);
    who.does::<MakeJoinLink>(&form).await
}

/// A link that was made: its id, and the token of its address.
async fn made(who: &mut Person<'_>, role: &str, more: &[(&str, &str)]) -> (JoinLinkId, String) {
    let id: JoinLinkId = serde_json::from_value(makes(who, role, more).await.ok()).expect("an id");
    let token = token_of(&shown(who, id).await).expect("an address");
    (id, token)
}

async fn shown(who: &mut Person<'_>, id: JoinLinkId) -> LinkShown {
    let seen: JoinLinksSeen = serde_json::from_value(who.does::<JoinLinks>(&[]).await.ok()).expect("links");
    seen.links.into_iter().find(|l| l.id == id).expect("the link")
}

fn token_of(link: &LinkShown) -> Option<String> {
    link.address.as_ref().map(|(address, _)| address.rsplit('/').next().unwrap_or_default().to_string())
}

async fn asks(who: &mut Person<'_>, token: &str, (first, last): (&str, &str), email: &str) -> Answer {
    who.does::<AskToJoin>(&[("token", token), ("first_name", first), ("last_name", last), ("email", email)]).await
}

/// Presses the button behind the mail; where it leads.
async fn confirms(stage: &Stage, who: &mut Person<'_>, email: &str) -> Answer {
    let token = stage.token_for(email, "/join/confirm/").await;
    who.does::<ConfirmJoin>(&[("token", &token)]).await
}

fn leads_to(answer: Answer) -> String {
    answer.ok().as_str().expect("an address").to_string()
}

/// Asks, confirms, and is before their invitation: its token.
async fn comes(stage: &Stage, who: &mut Person<'_>, token: &str, email: &str) -> String {
    asks(who, token, ("Sam", "Okafor"), email).await.ok();
    let to = leads_to(confirms(stage, who, email).await);
    to.rsplit('/').next().expect("a token").to_string()
}

async fn standing(stage: &Stage, token: &str) -> JoinStanding {
    let seen: JoinSeen = serde_json::from_value(stage.visitor().does::<LookAtJoinLink>(&[("token", token)]).await.ok()).expect("a link");
    seen.standing
}

async fn many(stage: &Stage, practice: Uuid, sql: &str) -> i64 {
    let mut tx = stage.inside(practice).await;
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql.to_string())).fetch_one(&mut *tx).await.expect("a number")
}

#[tokio::test]
async fn a_stranger_joins_by_a_link_once_their_address_is_known_to_be_theirs() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (id, token) = made(&mut una, "Member", &[("join[approval]", "no"), ("join[most]", "2")]).await;
    let mut sam = stage.visitor();
    let page = sam.opens(&format!("/join/{token}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Join Maple Grove") && page.text.contains("Member"), "{}", page.text);

    asks(&mut sam, &token, ("Sam", "Okafor"), SAM).await.ok();
    let sent = sam.opens(&format!("/join/{token}?sent=1")).await;
    assert!(sent.text.contains("Look into your mail"));
    let none = "select (select count(*) from invitation) + (select count(*) from member where status = 'invited')";
    assert_eq!(many(&stage, practice, none).await, 0, "an address that isn't confirmed takes nothing");
    let mail = stage.mail_to(SAM, "/join/confirm/").await.expect("a mail");
    assert!(!mail.contains("Sam") && mail.contains("Maple Grove"), "a stranger's words are not mailed: {mail}");

    let confirm = stage.token_for(SAM, "/join/confirm/").await;
    let page = sam.opens(&format!("/join/confirm/{confirm}")).await;
    assert!(page.text.contains("This is my address"));
    assert_eq!(many(&stage, practice, none).await, 0, "opening decides nothing");
    let to = leads_to(sam.does::<ConfirmJoin>(&[("token", &confirm)]).await);
    let again = leads_to(sam.does::<ConfirmJoin>(&[("token", &confirm)]).await);
    assert!(to.starts_with("/invitations/") && again.starts_with("/invitations/") && to != again, "{to} {again}");
    sam.accepts(to.trim_start_matches("/invitations/")).await.ok();
    assert_eq!(sam.me().await.expect("signed in").member.expect("a member").0.role_name, "Member");

    let link = shown(&mut una, id).await;
    assert_eq!((link.uses, link.joined.len(), link.joined[0].email.as_str()), (1, 1, SAM));
    let card = una.roster("sam").await.rows[0].clone();
    assert_eq!(card.standing, Standing::Member(crate::access::Status::Active));
    let told = stage.trail(practice).await;
    let of = |kind: &str| told.iter().filter(|(k, ..)| k == kind).count();
    assert_eq!((of("team.join_link_made"), of("team.join_let_in"), of("team.invitation_accepted")), (1, 1, 1));
    let asked = asks(&mut stage.visitor(), &token, ("Sam", "Okafor"), SAM).await;
    asked.ok();
    let refused = confirms(&stage, &mut stage.visitor(), SAM).await.refused();
    assert!(refused.to_string().contains("a member of Maple Grove already"), "{refused}");
}

#[tokio::test]
async fn whoever_has_an_account_joins_with_it_and_is_answered_as_everyone() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut ola = stage.practice("Oak Street", "Ola").await;
    let (_, token) = made(&mut una, "Member", &[("join[approval]", "no")]).await;
    let mut answers = Vec::new();
    for email in ["nobody@mail.example", &ola.email.clone(), &una.email.clone()] {
        let answer = asks(&mut stage.visitor(), &token, ("A", "B"), email).await;
        answers.push((answer.status, answer.text));
    }
    assert!(answers.windows(2).all(|two| two[0] == two[1]), "{answers:?}");
    let at_ola = leads_to(confirms(&stage, &mut ola, "ola@oak-street.example").await);
    let seen = ola.opens(&at_ola).await;
    assert!(seen.text.contains("You are a member of Oak Street"), "told to whoever has the mail, where every invited person is");
}

#[tokio::test]
async fn a_link_that_is_off_run_out_used_up_or_renewed_is_gone_and_says_so() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (id, token) = made(&mut una, "Member", &[("join[approval]", "no"), ("join[most]", "1")]).await;
    let nothing = stage.visitor().opens("/join/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    comes(&stage, &mut stage.visitor(), &token, SAM).await;
    assert_eq!(standing(&stage, &token).await, JoinStanding::UsedUp);

    una.does::<RenewJoinLink>(&[("link", &id.to_string())]).await.ok();
    let newer = token_of(&shown(&mut una, id).await).expect("a new address");
    assert_eq!((standing(&stage, &token).await, standing(&stage, &newer).await), (JoinStanding::Renewed, JoinStanding::Open));
    let gone = stage.visitor().opens(&format!("/join/{token}")).await;
    assert!(gone.status == StatusCode::GONE && gone.text.contains("There is a newer link"), "{}", gone.text);

    stage.later(Duration::days(30));
    una = signed_in(&stage, &una.email).await;
    let gone = stage.visitor().opens(&format!("/join/{newer}")).await;
    assert!(gone.status == StatusCode::GONE && gone.text.contains("has expired"), "{}", gone.text);
    let refused = asks(&mut stage.visitor(), &newer, ("Mei", "Tran"), "mei@mail.example").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    una.does::<RenewJoinLink>(&[("link", &id.to_string())]).await.ok();
    let newest = token_of(&shown(&mut una, id).await).expect("a new address");
    asks(&mut stage.visitor(), &newest, ("Mei", "Tran"), "mei@mail.example").await.ok();
    una.does::<TurnOffJoinLink>(&[("link", &id.to_string())]).await.ok();
    assert_eq!(una.does::<TurnOffJoinLink>(&[("link", &id.to_string())]).await.refused(), AppError::Stale);
    let gone = stage.visitor().opens(&format!("/join/{newest}")).await;
    assert!(gone.status == StatusCode::GONE && gone.text.contains("is turned off"), "{}", gone.text);
    let refused = confirms(&stage, &mut stage.visitor(), "mei@mail.example").await.refused();
    assert!(refused.to_string().contains("is turned off"), "asked while it was on, and it is off: {refused}");
}

async fn signed_in<'a>(stage: &'a Stage, email: &str) -> Person<'a> {
    let mut who = stage.visitor();
    who.email = email.to_string();
    who.signs_in(email, PASSWORD).await.ok();
    who
}

#[tokio::test]
async fn only_addresses_of_its_domains_join_and_nobody_is_mailed_again_and_again() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (_, token) = made(&mut una, "Member", &[("join[domains]", "Maple-Grove.example, oak.example")]).await;
    let mut who = stage.visitor();
    for wrong in ["sam@mail.example", "sam@sub.oak.example", "sam@oak.example.org"] {
        let fault = asks(&mut who, &token, ("Sam", "Okafor"), wrong).await.refused().fault("email").expect("a fault");
        assert!(fault.contains("maple-grove.example and oak.example"), "{fault}");
    }
    for _ in 0..6 {
        asks(&mut who, &token, ("Sam", "Okafor"), "sam@OAK.example").await.ok();
    }
    let slow = asks(&mut stage.visitor(), &token, ("Sam", "Okafor"), "SAM@oak.example").await;
    assert_eq!(slow.status, StatusCode::TOO_MANY_REQUESTS, "{}", slow.text);
    for n in 0..60 {
        let answer = asks(&mut stage.visitor(), &token, ("Sam", "Okafor"), &format!("p{n}@oak.example")).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            assert!(n > 20, "a poster has more patience: {n}");
            return;
        }
    }
    panic!("one link mails whomever it likes");
}

#[tokio::test]
async fn nobody_makes_a_link_beyond_their_own_rights_and_it_stops_with_them() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut ada = una.hires(("Ada", "Min"), "ada@maple-grove.example", "Member").await;
    let (admin, location) = (una.role("Admin").await, una.location().await);
    assert_eq!(makes(&mut ada, "Member", &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(ada.does::<JoinLinks>(&[]).await.status, StatusCode::FORBIDDEN);
    assert!(requests(&mut ada).await.is_empty());
    stage.behind(practice, "update role set grants = grants || '{team.invite}' where built_in = 'member'").await;
    let form = [("join[role]", admin.as_str()), ("join[location]", location.as_str()), ("join[days]", "30")];
    assert_eq!(ada.does::<MakeJoinLink>(&form).await.status, StatusCode::FORBIDDEN);
    let (id, token) = made(&mut ada, "Member", &[("join[approval]", "no")]).await;
    let (unas, _) = made(&mut una, "Admin", &[("join[approval]", "yes")]).await;
    assert!(shown(&mut ada, unas).await.address.is_none(), "its address is for those who may give its role");
    assert_eq!(ada.does::<RenewJoinLink>(&[("link", &unas.to_string())]).await.status, StatusCode::FORBIDDEN);
    asks(&mut stage.visitor(), &token, ("Sam", "Okafor"), SAM).await.ok();

    stage.behind(practice, "update member set overrides = '{-team.invite}' where email = 'ada@maple-grove.example'").await;
    assert_eq!(standing(&stage, &token).await, JoinStanding::Stopped);
    let refused = confirms(&stage, &mut stage.visitor(), SAM).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "asked while Ada could, confirmed when she can't");
    let seen = shown(&mut una, id).await;
    assert!(seen.standing == JoinStanding::Stopped && seen.why.contains("Ada Min"), "{}", seen.why);
    una.does::<RenewJoinLink>(&[("link", &id.to_string())]).await.ok();
    let seen = shown(&mut una, id).await;
    assert_eq!((seen.standing, seen.maker.as_str()), (JoinStanding::Open, "Una Lindqvist"));

    let mut ola = stage.practice("Oak Street", "Ola").await;
    assert_eq!(ola.does::<TurnOffJoinLink>(&[("link", &id.to_string())]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ola.does::<RenewJoinLink>(&[("link", &id.to_string())]).await.status, StatusCode::NOT_FOUND);
    let theirs: JoinLinksSeen = serde_json::from_value(ola.does::<JoinLinks>(&[]).await.ok()).expect("links");
    assert!(theirs.links.is_empty());
}

#[tokio::test]
async fn a_client_who_joins_has_a_record_on_the_board_and_an_account_of_their_own() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let seen: JoinLinksSeen = serde_json::from_value(una.does::<JoinLinks>(&[]).await.ok()).expect("links");
    assert!(seen.roles[0].for_clients && seen.roles[0].name == "Client", "the role to begin with");
    let (_, token) = made(&mut una, "Client", &[]).await;
    let mut bea = stage.visitor();
    asks(&mut bea, &token, ("Bea", "Fox"), "bea@mail.example").await.ok();
    let to = leads_to(confirms(&stage, &mut bea, "bea@mail.example").await);
    assert!(to.starts_with("/portal/invitation/"), "{to}");
    let form = [("token", to.trim_start_matches("/portal/invitation/")), ("password", PASSWORD)];
    bea.does::<crate::portal::AcceptPortalInvitation>(&form).await.ok();
    bea.signs_in("bea@mail.example", PASSWORD).await.ok();
    assert!(bea.me().await.expect("signed in").client.is_some());
    let record =
        "select count(*) from client c join unassigned u on u.client_id = c.id join practice p on p.originating_member_id = u.owner_id
        where c.first_name = 'Bea' and c.portal = 'activated' and c.email = 'bea@mail.example'";
    assert_eq!(many(&stage, practice, record).await, 1);
    assert_eq!(una.roster("").await.rows.len(), 1, "no member, and no seat");

    asks(&mut stage.visitor(), &token, ("Bea", "Fox"), "bea@mail.example").await.ok();
    let refused = confirms(&stage, &mut stage.visitor(), "bea@mail.example").await.refused();
    assert!(refused.to_string().contains("You have an account with Maple Grove already"), "{refused}");
}
