//! The stories of the client portal.

mod signing;
mod wall;

use super::*;
use crate::auth::SignOut;
use crate::base::AppError;
use crate::tests::stage::{Answer, PASSWORD, Person, Stage};
use axum::http::StatusCode;
use chrono::Duration;
use uuid::Uuid;

const BEA: &str = "bea.fox@mail.example";
const SAM: &str = "sam@maple-grove.example";
const OTHER_PASSWORD: &str = "nine otters under the old bridge";
const LINK: &str = "/portal/invitation/";

/// Maple Grove with Una (who created it), Sam, and Sam's client Bea.
struct Cast<'a> {
    una: Person<'a>,
    sam: Person<'a>,
    practice: Uuid,
    bea: String,
}

async fn cast(stage: &Stage) -> Cast<'_> {
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), SAM, "Member").await;
    let member = sam.me().await.expect("sam").member.expect("a member").0.member.to_string();
    let bea = client(stage, practice, ("Bea", "Fox"), BEA).await;
    let given = format!(
        "insert into assignment (practice_id, id, client_id, member_id, \"primary\", since)
         values (app_practice(), gen_random_uuid(), '{bea}', '{member}', true, now());
         insert into visit (practice_id, id, client_id, member_id, location_id, starts_at, minutes, kind, state, created_at, changed_at)
         select app_practice(), gen_random_uuid(), '{bea}', '{member}', l.id, v.at, 50, v.kind, v.state, now(), now()
         from location l, (values (timestamptz '2099-03-02 15:00Z', 'individual', 'scheduled'), ('2099-03-09 15:00Z', 'telehealth', 'scheduled'),
           ('2099-03-16 15:00Z', 'individual', 'cancelled'), ('2020-03-02 15:00Z', 'individual', 'scheduled')) v (at, kind, state)"
    );
    stage.behind(practice, &given).await;
    Cast { una, sam, practice, bea }
}

async fn client(stage: &Stage, practice: Uuid, (first, last): (&str, &str), email: &str) -> String {
    let id = Uuid::now_v7();
    let sql = format!(
        "insert into client (practice_id, id, first_name, last_name, email, birth_date, risk, location_id, created_at)
         values (app_practice(), '{id}', '{first}', '{last}', '{email}', '1990-03-01', 'high', (select id from location limit 1), now())"
    );
    stage.behind(practice, &sql).await;
    id.to_string()
}

async fn invites(who: &mut Person<'_>, client: &str) -> Answer {
    who.does::<InviteClient>(&[("client", client)]).await
}

async fn state(who: &mut Person<'_>, client: &str) -> PortalState {
    let seen: ClientPortal = serde_json::from_value(who.does::<PortalOfClient>(&[("client", client)]).await.ok()).expect("how it stands");
    seen.state
}

async fn standing(stage: &Stage, token: &str) -> PortalStanding {
    let seen: InvitedSeen =
        serde_json::from_value(stage.visitor().does::<PortalInvitationLink>(&[("token", token)]).await.ok()).expect("what it leads to");
    seen.standing
}

async fn accepts(who: &mut Person<'_>, token: &str, password: &str) -> Answer {
    who.does::<AcceptPortalInvitation>(&[("token", token), ("password", password)]).await
}

/// Invites a client at an address, and has them set up their account and sign in.
async fn arrives<'a>(stage: &'a Stage, una: &mut Person<'_>, client: &str, email: &str) -> Person<'a> {
    invites(una, client).await.ok();
    let token = stage.token_for(email, LINK).await;
    let mut person = stage.visitor();
    accepts(&mut person, &token, PASSWORD).await.ok();
    person.signs_in(email, PASSWORD).await.ok();
    person
}

async fn own(who: &mut Person<'_>) -> Portal {
    serde_json::from_value(who.does::<MyPortal>(&[]).await.ok()).expect("their own page")
}

async fn portal_column(stage: &Stage, practice: Uuid, client: &str) -> String {
    let mut tx = stage.inside(practice).await;
    let id: Uuid = client.parse().expect("an id");
    sqlx::query_scalar("select portal from client where id = $1").bind(id).fetch_one(&mut *tx).await.expect("the client")
}

async fn told(stage: &Stage, practice: Uuid) -> Vec<(String, String)> {
    let all = stage.trail(practice).await.into_iter();
    all.filter(|(kind, ..)| kind.starts_with("portal.")).map(|(kind, actor, _)| (kind, actor)).collect()
}

#[tokio::test]
async fn an_invited_client_sets_up_an_account_signs_in_and_sees_what_is_their_own() {
    let stage = Stage::set().await;
    let Cast { mut una, practice, bea, .. } = cast(&stage).await;
    assert_eq!(state(&mut una, &bea).await, PortalState::NotInvited);
    invites(&mut una, &bea).await.ok();
    assert!(matches!(state(&mut una, &bea).await, PortalState::Invited { ran_out: false, moved: false, .. }));
    let token = stage.token_for(BEA, LINK).await;
    let mut person = stage.visitor();
    let page = person.opens(&format!("{LINK}{token}")).await;
    assert!(page.status == StatusCode::OK && page.text.contains("Maple Grove") && !page.text.contains("Okafor"), "{}", page.text);
    assert_eq!(standing(&stage, &token).await, PortalStanding::Open, "opening it decides nothing");
    assert!(accepts(&mut person, &token, "too short").await.refused().fault("password").is_some());
    assert_eq!(portal_column(&stage, practice, &bea).await, "none");
    accepts(&mut person, &token, PASSWORD).await.ok();
    assert_eq!(portal_column(&stage, practice, &bea).await, "provisioned");
    assert!(matches!(state(&mut una, &bea).await, PortalState::Provisioned { .. }));
    assert!(person.me().await.is_none(), "setting it up signs nobody in");
    let signed_in = person.does::<crate::auth::SignIn>(&[("email", BEA), ("password", PASSWORD), ("next", "/team")]).await.ok();
    assert_eq!(signed_in["next"], "/portal");
    assert_eq!(portal_column(&stage, practice, &bea).await, "activated");
    assert!(matches!(state(&mut una, &bea).await, PortalState::Activated { last_sign_in: Some(_), .. }));
    let seen = own(&mut person).await;
    assert_eq!((seen.details.first_name.as_str(), seen.details.birth_date.as_str()), ("Bea", "March 1, 1990"));
    assert_eq!(seen.therapists, [Therapist { name: "Sam Okafor".into(), primary: true }]);
    let visits: Vec<_> = seen.visits.iter().map(|v| (v.day.as_str(), v.time.as_str(), v.kind.as_str(), v.online)).collect();
    assert_eq!(
        visits,
        [
            ("Monday, March 2, 2099", "10:00 AM to 10:50 AM (EST)", "Visit", false),
            ("Monday, March 9, 2099", "11:00 AM to 11:50 AM (EDT)", "Online visit", true)
        ]
    );
    let me = person.me().await.expect("signed in");
    assert!(me.member.is_none() && me.client.is_some_and(|c| c.practice == "Maple Grove"));
    let kinds =
        [("portal.client_invited", "Una Lindqvist"), ("portal.accepted", "Bea Fox (client)"), ("portal.signed_in", "Bea Fox (client)")];
    assert_eq!(told(&stage, practice).await, kinds.map(|(kind, actor)| (kind.to_string(), actor.to_string())));
}

#[tokio::test]
async fn a_clients_page_reads_without_javascript_and_leads_nowhere_into_the_practice() {
    let stage = Stage::set().await;
    let Cast { mut una, mut sam, bea, .. } = cast(&stage).await;
    let mut person = arrives(&stage, &mut una, &bea, BEA).await;
    let page = person.opens("/portal").await.text;
    for words in ["Hello, Bea", "Sam Okafor", "Monday, March 2, 2099", "10:00 AM to 10:50 AM (EST)", "Sign out", "Save details"] {
        assert!(page.contains(words), "{words} in {page}");
    }
    for words in ["href=\"/team\"", "href=\"/clients\"", "high", "activated"] {
        assert!(!page.to_lowercase().contains(words), "{words} in {page}");
    }
    for path in ["/team", "/clients", "/", "/settings", "/account", "/no-practice", &format!("/clients/{bea}/portal")] {
        let answer = person.opens(path).await;
        assert_eq!(answer.headers["location"], "/portal", "{path}");
    }
    assert_eq!(sam.opens("/portal").await.headers["location"], "/");
    assert_eq!(stage.visitor().opens("/portal").await.headers["location"], "/signin?next=/portal");
    person.does::<SignOut>(&[]).await.ok();
    assert_eq!(person.does::<MyPortal>(&[]).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn who_may_not_edit_a_client_does_not_invite_it_and_nobody_invites_without_an_address() {
    let stage = Stage::set().await;
    let Cast { mut una, mut sam, practice, bea } = cast(&stage).await;
    let other = client(&stage, practice, ("Ada", "Wren"), "").await;
    assert_eq!(invites(&mut sam, &other).await.refused(), AppError::NotFound, "not seen");
    assert!(invites(&mut una, &other).await.refused().fault("email").expect("at the field").contains("no email"));
    stage.behind(practice, &format!("update client set email = 'SAM@maple-grove.example' where id = '{other}'")).await;
    assert!(invites(&mut una, &other).await.refused().fault("email").expect("at the field").contains("of your team"));
    stage.behind(practice, "update role set grants = array['clients.view:own', 'team.view'] where built_in = 'member'").await;
    assert!(matches!(invites(&mut sam, &bea).await.refused(), AppError::Denied(_)));
    assert!(matches!(sam.does::<EndPortalAccess>(&[("client", &bea)]).await.refused(), AppError::Denied(_)));
    stage.behind(practice, &format!("update client set archived_at = now() where id = '{bea}'")).await;
    assert!(invites(&mut una, &bea).await.refused().to_string().contains("archived"));
    let mut ola = stage.practice("Oak Street", "Ola").await;
    assert_eq!(invites(&mut ola, &bea).await.refused(), AppError::NotFound);
    assert_eq!(ola.does::<PortalOfClient>(&[("client", &bea)]).await.refused(), AppError::NotFound);
    assert!(told(&stage, practice).await.is_empty());
}

#[tokio::test]
async fn only_the_newest_link_works_and_one_that_expired_is_sent_anew_to_the_same_address() {
    let stage = Stage::set().await;
    let Cast { mut una, bea, .. } = cast(&stage).await;
    invites(&mut una, &bea).await.ok();
    let first = stage.token_for(BEA, LINK).await;
    stage.later(Duration::minutes(5));
    invites(&mut una, &bea).await.ok();
    let second = stage.token_for(BEA, LINK).await;
    assert!(matches!(standing(&stage, &first).await, PortalStanding::Replaced(_)));
    assert!(matches!(accepts(&mut stage.visitor(), &first, PASSWORD).await.refused(), AppError::Denied(_)));
    let copied = una.does::<CopyPortalLink>(&[("client", &bea)]).await.ok().as_str().expect("a link").to_string();
    let copied = copied.split(LINK).nth(1).expect("a token").to_string();
    assert_eq!(standing(&stage, &copied).await, PortalStanding::Open);
    stage.later(Duration::hours(73));
    assert_eq!(standing(&stage, &second).await, PortalStanding::RanOut);
    assert!(accepts(&mut stage.visitor(), &second, PASSWORD).await.refused().to_string().contains("no longer works"));
    assert!(una.signs_in("una@maple-grove.example", PASSWORD).await.status.is_success());
    assert!(matches!(una.does::<CopyPortalLink>(&[("client", &bea)]).await.refused(), AppError::Denied(_)));
    stage.visitor().does::<AskPortalInvitationAgain>(&[("token", &second)]).await.ok();
    let third = stage.token_for(BEA, LINK).await;
    assert_ne!(second, third);
    assert_eq!(standing(&stage, &third).await, PortalStanding::Open);
    accepts(&mut stage.visitor(), &third, PASSWORD).await.ok();
    assert_eq!(standing(&stage, &third).await, PortalStanding::Accepted);
    assert!(accepts(&mut stage.visitor(), &third, PASSWORD).await.refused().to_string().contains("already"));
    assert!(matches!(stage.visitor().does::<AskPortalInvitationAgain>(&[("token", &third)]).await.refused(), AppError::Denied(_)));
    assert_eq!(invites(&mut una, &bea).await.refused(), AppError::Stale, "there is an account");
}

#[tokio::test]
async fn an_invitation_that_was_taken_back_or_went_to_a_mistaken_address_leads_nowhere() {
    let stage = Stage::set().await;
    let Cast { mut una, practice, bea, .. } = cast(&stage).await;
    invites(&mut una, &bea).await.ok();
    let token = stage.token_for(BEA, LINK).await;
    stage.behind(practice, &format!("update client set email = 'bea@right.example' where id = '{bea}'")).await;
    assert_eq!(standing(&stage, &token).await, PortalStanding::Gone);
    assert!(matches!(accepts(&mut stage.visitor(), &token, PASSWORD).await.refused(), AppError::Denied(_)));
    assert!(matches!(stage.visitor().does::<AskPortalInvitationAgain>(&[("token", &token)]).await.refused(), AppError::Denied(_)));
    assert!(matches!(state(&mut una, &bea).await, PortalState::Invited { moved: true, .. }));
    invites(&mut una, &bea).await.ok();
    let right = stage.token_for("bea@right.example", LINK).await;
    una.does::<RevokePortalInvitation>(&[("client", &bea)]).await.ok();
    assert_eq!(standing(&stage, &right).await, PortalStanding::Gone);
    assert!(matches!(accepts(&mut stage.visitor(), &right, PASSWORD).await.refused(), AppError::Denied(_)));
    assert_eq!(una.does::<RevokePortalInvitation>(&[("client", &bea)]).await.refused(), AppError::Stale);
    assert_eq!(state(&mut una, &bea).await, PortalState::NotInvited);
    // A link of another kind is none of these.
    una.invites(("Ivo", "New"), "ivo@maple-grove.example", "Member").await.ok();
    let members = stage.token_for("ivo@maple-grove.example", "/invitations/").await;
    assert_eq!(stage.visitor().does::<PortalInvitationLink>(&[("token", &members)]).await.refused(), AppError::NotFound);
}

#[tokio::test]
async fn an_address_that_has_an_account_is_told_to_whoever_holds_the_link_alone_and_in_the_same_words() {
    let stage = Stage::set().await;
    let Cast { mut una, practice, bea, .. } = cast(&stage).await;
    stage.practice("Oak Street", "Ola").await;
    let ola = client(&stage, practice, ("Ola", "Twice"), "ola@oak-street.example").await;
    let twin = client(&stage, practice, ("Ben", "Fox"), BEA).await;
    arrives(&stage, &mut una, &bea, BEA).await;
    let mut words = Vec::new();
    for (client, email) in [(&ola, "ola@oak-street.example"), (&twin, BEA)] {
        invites(&mut una, client).await.ok();
        let token = stage.token_for(email, LINK).await;
        for password in [PASSWORD, OTHER_PASSWORD] {
            let refused = accepts(&mut stage.visitor(), &token, password).await.refused();
            words.push(refused.fault("password").expect("at the field").replace(email, "…"));
        }
        assert_eq!(portal_column(&stage, practice, client).await, "none");
    }
    assert!(words.windows(2).all(|w| w[0] == w[1]), "{words:?}");
    // Guessing the password of an account by it is as slow as by signing in.
    let token = stage.token_for(BEA, LINK).await;
    let mut slow = false;
    for _ in 0..8 {
        slow |= matches!(accepts(&mut stage.visitor(), &token, OTHER_PASSWORD).await.refused(), AppError::Slow(_));
    }
    assert!(slow);
}

#[tokio::test]
async fn an_account_that_belongs_to_nobody_becomes_the_clients_by_its_own_password() {
    let stage = Stage::set().await;
    let Cast { mut una, mut sam, practice, .. } = cast(&stage).await;
    let member = sam.me().await.expect("sam").member.expect("a member").0.member;
    stage.behind(practice, &format!("update assignment set until = now() where member_id = '{member}'")).await;
    sam.does::<crate::team::ExitTeam>(&[]).await.ok();
    let again = client(&stage, practice, ("Sam", "Okafor"), SAM).await;
    invites(&mut una, &again).await.ok();
    let token = stage.token_for(SAM, LINK).await;
    assert!(accepts(&mut stage.visitor(), &token, OTHER_PASSWORD).await.refused().fault("password").is_some());
    accepts(&mut stage.visitor(), &token, PASSWORD).await.ok();
    let mut person = stage.visitor();
    person.signs_in(SAM, PASSWORD).await.ok();
    assert_eq!(own(&mut person).await.details.last_name, "Okafor");
    // And a client is no member by an invitation to the team, nor the other way round.
    let mut ola = stage.practice("Oak Street", "Ola").await;
    ola.invites(("Sam", "Okafor"), SAM, "Member").await.ok();
    let team = stage.token_for(SAM, "/invitations/").await;
    let refused = stage.visitor().accepts(&team).await.refused();
    assert!(refused.to_string().contains("you are a client"), "{refused}");
    assert!(own(&mut person).await.therapists.is_empty(), "still the client");
}

#[tokio::test]
async fn a_client_changes_what_is_theirs_to_change_and_nothing_else() {
    let stage = Stage::set().await;
    let Cast { mut una, practice, bea, .. } = cast(&stage).await;
    let mut person = arrives(&stage, &mut una, &bea, BEA).await;
    let version = own(&mut person).await.details.version.to_string();
    let form = |name, phone, version| [("preferred_name", name), ("pronouns", "they/them"), ("phone", phone), ("version", version)];
    let refused = person.does::<ChangeOwnDetails>(&form("<b>", "call me", &version)).await.refused();
    assert!(refused.fault("preferred_name").is_some() && refused.fault("phone").is_some());
    person.does::<ChangeOwnDetails>(&form("Fern", "+1 207 555 0142", &version)).await.ok();
    let seen = own(&mut person).await.details;
    assert_eq!((seen.called(), seen.pronouns.as_str(), seen.phone.as_str()), ("Fern", "they/them", "+1 207 555 0142"));
    assert_eq!(person.does::<ChangeOwnDetails>(&form("Ivy", "", &version)).await.refused(), AppError::Stale);
    let found = una.does::<crate::clients::Clients>(&[("query[q]", "fern")]).await.ok();
    assert!(found.to_string().contains(&bea), "found by the new name: {found}");
    let trail = stage.trail(practice).await;
    let (_, actor, detail) = trail.iter().find(|(kind, ..)| kind == "portal.details_changed").expect("on record");
    assert_eq!((actor.as_str(), &detail["fields"]), ("Bea Fox (client)", &serde_json::json!(["preferred name", "pronouns", "phone"])));
    assert!(!detail.to_string().contains("555"));
    for path in ["auth/api/change_name", "auth/email/api/ask_email_change"] {
        let form = [("first_name", "X"), ("last_name", "Y"), ("email", "x@y.example")];
        assert_eq!(person.posts(&format!("/api/caseload/{path}"), &form).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test]
async fn access_ends_on_the_next_request_and_its_address_is_free() {
    let stage = Stage::set().await;
    let Cast { mut una, practice, bea, .. } = cast(&stage).await;
    let mut person = arrives(&stage, &mut una, &bea, BEA).await;
    una.does::<EndPortalAccess>(&[("client", &bea)]).await.ok();
    assert_eq!(person.does::<MyPortal>(&[]).await.status, StatusCode::UNAUTHORIZED);
    assert!(person.me().await.is_none());
    assert_eq!(portal_column(&stage, practice, &bea).await, "none");
    let unknown = stage.visitor().signs_in("nobody@mail.example", PASSWORD).await.refused();
    assert_eq!(stage.visitor().signs_in(BEA, PASSWORD).await.refused(), unknown, "as if it had never been");
    assert_eq!(una.does::<EndPortalAccess>(&[("client", &bea)]).await.refused(), AppError::Stale);
    let mut anew = arrives(&stage, &mut una, &bea, BEA).await;
    assert_eq!(own(&mut anew).await.details.first_name, "Bea");
    assert!(told(&stage, practice).await.iter().any(|(kind, actor)| kind == "portal.ended" && actor == "Una Lindqvist"));
}

#[tokio::test]
async fn whoever_is_archived_or_deleted_is_out_at_once_and_stays_out() {
    let stage = Stage::set().await;
    let Cast { mut una, practice, bea, .. } = cast(&stage).await;
    let mut person = arrives(&stage, &mut una, &bea, BEA).await;
    stage.behind(practice, &format!("update client set archived_at = now() where id = '{bea}'")).await;
    assert_eq!(person.does::<MyPortal>(&[]).await.status, StatusCode::UNAUTHORIZED);
    assert!(stage.visitor().signs_in(BEA, PASSWORD).await.refused().to_string().contains("switched off"));
    // The door for the rooms that archive and delete.
    let asking = crate::access::Asking { session: crate::base::Token::parse(&una.cookies["session"]), ..Default::default() };
    let tx = crate::access::enter_at(&stage.db, asking).await.expect("una");
    let mut permit = tx.allow(crate::access::Action::EditOwnAccount, &crate::access::Target::Practice).await.expect("a permit");
    let bea_id = crate::base::ClientId(bea.parse().expect("an id"));
    end_for_all(&mut permit, &[bea_id, crate::base::ClientId::new()]).await.expect("ended");
    end_for(&mut permit, bea_id).await.expect("nothing more to end");
    permit.commit_unrecorded().await.expect("kept");
    stage.behind(practice, &format!("update client set archived_at = null where id = '{bea}'")).await;
    assert_eq!(person.does::<MyPortal>(&[]).await.status, StatusCode::UNAUTHORIZED, "restoring the record gives nothing back");
    assert_eq!(told(&stage, practice).await.iter().filter(|(kind, _)| kind == "portal.ended").count(), 1);
    invites(&mut una, &bea).await.ok();
    let token = stage.token_for(BEA, LINK).await;
    stage.behind(practice, &format!("update client set archived_at = now(), deleted_at = now() where id = '{bea}'")).await;
    assert_eq!(standing(&stage, &token).await, PortalStanding::Gone);
    assert!(matches!(accepts(&mut stage.visitor(), &token, PASSWORD).await.refused(), AppError::Denied(_)));
}

#[tokio::test]
async fn the_demos_client_signs_in_with_the_password_that_is_printed() {
    let stage = Stage::set().await;
    let secret = crate::base::SecretKey::parse("a key that is only for these tests, and long").expect("long enough");
    let wanted = crate::demo::Wanted { members: 15, practices: 0, members_each: 1, clients: None, clients_each: None };
    let demo = crate::demo::run(&stage.db, &secret, wanted).await.expect("the demo");
    let listed: Vec<_> = demo.accounts.iter().filter(|account| account.role == "Client").collect();
    let [nora] = listed.as_slice() else { panic!("one client is listed: {listed:?}") };
    let mut person = stage.visitor();
    person.signs_in(&nora.email, &nora.password).await.ok();
    let seen = own(&mut person).await;
    assert_eq!((seen.details.called(), seen.visits.len(), seen.therapists.len()), ("Nori", 2, 1));
    assert!(seen.visits[1].online);
}
