//! The stories of the palette: it finds what one's own lists show, and nothing beside.

use super::*;
use crate::access::Action;
use crate::auth::Me;
use crate::base::MemberId;
use crate::caseload::ClientChoice;
use crate::clients::PickClients;
use crate::eyes::{StopViewing, ViewAs};
use crate::tests::stage::{PASSWORD, Person, Stage};
use axum::http::StatusCode;
use places::{Does, actions, pages};

async fn find(who: &mut Person<'_>, text: &str) -> Found {
    serde_json::from_value(who.does::<FindAnything>(&[("text", text)]).await.ok()).expect("what is found")
}

fn names(found: &Found) -> (Vec<&str>, Vec<&str>) {
    (found.members.iter().map(|m| m.name.as_str()).collect(), found.clients.iter().map(|c| c.name.as_str()).collect())
}

async fn id_of(who: &mut Person<'_>) -> MemberId {
    who.me().await.expect("signed in").member.expect("a member").0.member
}

/// Clients with one last name: Amir is Una's, Bea is Sam's, Cleo nobody's, Dora Sam's and only theirs to see.
async fn clients(stage: &Stage, practice: uuid::Uuid, una: MemberId, sam: MemberId) {
    let assign = |name: &str, to: MemberId| {
        format!(
            "insert into assignment (practice_id, id, client_id, member_id, since)
               select app_practice(), gen_random_uuid(), id, '{to}', now() from client where first_name = '{name}';"
        )
    };
    let sql = format!(
        "insert into client (practice_id, id, first_name, last_name, location_id, created_at)
           select app_practice(), gen_random_uuid(), n, 'Quist', (select id from location limit 1), now() from unnest(array['Amir', 'Bea', 'Cleo', 'Dora']) n;
         {}{}{}
         alter table client no force row level security; alter table client_word no force row level security;
         update client set restricted = true where first_name = 'Dora';
         alter table client force row level security; alter table client_word force row level security;",
        assign("Amir", una),
        assign("Bea", sam),
        assign("Dora", sam)
    );
    stage.behind(practice, &sql).await;
}

#[tokio::test]
async fn each_finds_the_members_and_clients_their_own_lists_show_and_no_others() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Quist"), "sam@maple-grove.example", "Member").await;
    let mut ana = una.hires(("Ana", "Lyst"), "ana@maple-grove.example", "Analyst").await;
    let mut ben = una.hires(("Ben", "Adler"), "ben@maple-grove.example", "Member").await;
    stage.behind(practice, "update member set overrides = '{-clients.view}' where first_name = 'Ben'").await;
    let (una_id, sam_id) = (id_of(&mut una).await, id_of(&mut sam).await);
    clients(&stage, practice, una_id, sam_id).await;

    let all = find(&mut una, "quist").await;
    assert_eq!(names(&all), (vec!["Sam Quist"], vec!["Amir Quist", "Bea Quist", "Cleo Quist"]), "all but whom Sam alone may see");
    assert_eq!((all.members[0].role.as_str(), &all.members[0].standing), ("Member", &None));
    assert_eq!(names(&find(&mut sam, "QUI").await), (vec!["Sam Quist"], vec!["Bea Quist", "Dora Quist"]), "their own");
    assert_eq!(names(&find(&mut ben, "quist").await), (vec!["Sam Quist"], vec![]), "who may not see clients finds none");
    assert!(find(&mut ana, "quist").await.is_empty(), "who may not see the team either finds nobody");
    for who in [&mut una, &mut sam] {
        for typed in ["q", "quist be", "dora", "zzzz", "una"] {
            let picked: Vec<ClientChoice> = serde_json::from_value(who.does::<PickClients>(&[("q", typed)]).await.ok()).expect("clients");
            assert_eq!(find(who, typed).await.clients, picked, "as the list of clients: {typed}");
        }
    }
    // Nobody is listed for nothing.
    for typed in ["", "   ", "%", "…", "-"] {
        assert!(find(&mut una, typed).await.is_empty(), "{typed:?}");
    }
    stage.behind(practice, "update role set grants = '{}' where built_in = 'member'").await;
    assert!(find(&mut sam, "quist").await.is_empty(), "a right that was taken away is felt at once");
    let refused = stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind == "access.refused").count();
    assert_eq!(refused, 0, "what isn't found was not refused");
}

#[tokio::test]
async fn nothing_of_another_practice_is_found() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Quist"), "sam@maple-grove.example", "Member").await;
    let (una_id, sam_id) = (id_of(&mut una).await, id_of(&mut sam).await);
    clients(&stage, practice, una_id, sam_id).await;
    let mut ola = stage.practice("Oak Street", "Ola").await;
    assert!(find(&mut ola, "quist").await.is_empty() && find(&mut ola, "sam").await.is_empty());
    assert_eq!(names(&find(&mut ola, "lindqvist").await).0, ["Ola Lindqvist"]);
}

#[tokio::test]
async fn whoever_is_suspended_left_or_is_a_client_finds_nothing() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let mut zoe = una.hires(("Zoë", "Reyes"), "zoe@maple-grove.example", "Member").await;
    assert_eq!(names(&find(&mut sam, "una").await).0, ["Una Lindqvist"]);
    stage.behind(practice, "update member set status = 'on_hold' where first_name = 'Zoë'").await;
    let held = find(&mut zoe, "zoe").await;
    assert_eq!(held.members[0].standing.as_deref(), Some("On Hold"), "on hold one reads");
    stage.behind(practice, "update member set status = 'suspended' where first_name = 'Zoë'").await;
    sam.confirms().await;
    sam.does::<crate::team::ExitTeam>(&[]).await.ok();
    sam.signs_in("sam@maple-grove.example", PASSWORD).await.ok();
    assert!(sam.me().await.expect("signed in").member.is_none());

    let (location, client) = (una.location().await, uuid::Uuid::now_v7().to_string());
    let record = format!(
        "insert into client (practice_id, id, first_name, last_name, email, location_id, created_at)
         values (app_practice(), '{client}', 'Bea', 'Fox', 'bea@mail.example', '{location}', now())"
    );
    stage.behind(practice, &record).await;
    una.does::<crate::portal::InviteClient>(&[("client", &client)]).await.ok();
    let token = stage.token_for("bea@mail.example", "/portal/invitation/").await;
    let mut bea = stage.visitor();
    bea.does::<crate::portal::AcceptPortalInvitation>(&[("token", &token), ("password", PASSWORD)]).await.ok();
    bea.signs_in("bea@mail.example", PASSWORD).await.ok();
    for (who, name) in [(&mut zoe, "suspended"), (&mut sam, "of no practice"), (&mut bea, "a client"), (&mut stage.visitor(), "nobody")] {
        let answer = who.does::<FindAnything>(&[("text", "una")]).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{name}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_few_of_each_are_found_however_many_there_are() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let crowd = "insert into member (practice_id, id, first_name, last_name, email, status, role_id, primary_location_id, changed_at)
           select practice_id, gen_random_uuid(), 'Quinn', 'N' || n, 'quinn' || n || '@maple-grove.example', 'active', role_id, primary_location_id, now()
           from member, generate_series(1, 20) n where first_name = 'Una';
         insert into client (practice_id, id, first_name, last_name, location_id, created_at)
           select app_practice(), gen_random_uuid(), 'Quinn', 'C' || n, (select id from location limit 1), now() from generate_series(1, 20) n;";
    stage.behind(practice, crowd).await;
    let found = find(&mut una, "quinn").await;
    assert_eq!((found.members.len(), found.clients.len()), (6, 6));
    assert_eq!(names(&find(&mut una, "quinn n7").await).0, ["Quinn N7"], "another word finds the one that is meant");
}

#[tokio::test]
async fn through_anothers_eyes_one_finds_what_they_do_and_no_more_than_oneself() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Quist"), "sam@maple-grove.example", "Member").await;
    let (una_id, sam_id) = (id_of(&mut una).await, id_of(&mut sam).await);
    clients(&stage, practice, una_id, sam_id).await;
    una.confirms().await;
    una.does::<ViewAs>(&[("member", &sam_id.to_string())]).await.ok();
    assert_eq!(names(&find(&mut una, "quist").await).1, ["Bea Quist"], "Dora is Sam's alone");
    una.does::<StopViewing>(&[]).await.ok();
    assert_eq!(find(&mut una, "quist").await.clients.len(), 3);
}

#[tokio::test]
async fn the_places_are_those_the_policy_opens() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let places = |me: Me| {
        let (actor, _) = me.member.expect("a member");
        (pages(&actor), actions(&actor), actor)
    };
    let words = |all: &[places::Place]| all.iter().map(|p| p.words.clone()).collect::<Vec<_>>();
    let (to, does, _) = places(una.me().await.expect("una"));
    for page in ["Team", "Clients", "Roles", "Settings", "Audit", "Account", "Groups", "Capacity", "Security", "Archived clients"] {
        assert!(words(&to).iter().any(|w| w == page), "{page}: {to:?}");
    }
    for action in
        ["Invite a team member", "Add client", "Assign a client…", "Record a visit…", "Export the roster…", "View as…", "Sign out"]
    {
        assert!(words(&does).iter().any(|w| w == action), "{action}: {does:?}");
    }
    // Where a page is offered it opens.
    for place in to.iter().chain(&does) {
        let Does::Leads(path) = &place.does else { continue };
        let answer = una.opens(path.split('#').next().expect("a path")).await;
        assert!(answer.status == StatusCode::OK, "{path}: {}", answer.status);
    }
    let (to, does, _) = places(sam.me().await.expect("sam"));
    for closed in ["Settings", "Audit", "Security", "Join links", "Invite a team member", "View as…", "Export the audit trail…"] {
        assert!(!words(&to).iter().chain(&words(&does)).any(|w| w == closed), "{closed}");
    }
    for place in to.iter().chain(&does) {
        let Does::Leads(path) = &place.does else { continue };
        let answer = sam.opens(path.split('#').next().expect("a path")).await;
        assert!(answer.status == StatusCode::OK, "{path}: {}", answer.status);
    }
    // Whoever may not see clients has none to choose for anything.
    stage.behind(practice, "update role set grants = '{team.view,calendar.create,clients.assign}' where built_in = 'member'").await;
    let (to, does, actor) = places(sam.me().await.expect("sam"));
    assert!(crate::access::can(&actor, Action::RecordVisit, &crate::access::Target::Practice).allowed());
    assert!(!words(&to).contains(&"Clients".to_string()) && !does.iter().any(|p| matches!(p.does, Does::ForClient(_))), "{does:?}");
}
