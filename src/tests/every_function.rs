//! Every registered server function, posted to by nobody, by someone who may do nothing, and by the owner of another
//! practice. A function that is new must be looked at here, or the test fails.

use super::stage::Stage;
use crate::base::AppError;
use axum::http::StatusCode;

/// Open to whoever is not signed in, each for a reason.
pub const OPEN: [&str; 30] = [
    "auth/api/whoami",                                       // answers nothing to nobody
    "auth/api/sign_in",                                      // the way in
    "auth/factors/api/ways_after_password",                  // needs half a sign-in
    "auth/factors/api/sign_in_with_code",                    // needs half a sign-in
    "auth/factors/api/sign_in_with_recovery_code",           // needs half a sign-in
    "auth/passkeys/api/ask_passkey_to_sign_in",              // the way in
    "auth/passkeys/api/sign_in_with_passkey",                // needs a passkey
    "auth/passkeys/api/ask_passkey_after_password",          // needs half a sign-in
    "auth/passkeys/api/sign_in_with_passkey_after_password", // needs half a sign-in
    "auth/api/sign_out",                                     // forgets a cookie
    "auth/api/ask_reset",                                    // says the same to everyone
    "auth/api/reset_link",                                   // needs the link
    "auth/api/reset_password",                               // needs the link
    "founding/api/create_practice",                          // the way in
    "team/invites/answer/invitation_link",                   // needs the link
    "team/invites/answer/accept_invitation",                 // needs the link
    "team/invites/answer/decline_invitation",                // needs the link
    "team/invites/answer/ask_invitation_again",              // needs the link
    "team/join/ask/look_at_join_link",                       // needs the link
    "team/join/ask/ask_to_join",                             // needs the link, and says the same to everyone
    "team/join/ask/join_confirmation",                       // needs the link of the mail
    "team/join/ask/confirm_join",                            // needs the link of the mail
    "portal/answer/portal_invitation_link",                  // needs the link
    "portal/answer/accept_portal_invitation",                // needs the link
    "portal/answer/ask_portal_invitation_again",             // needs the link
    "auth/email/api/email_link",                             // needs the link
    "auth/email/api/confirm_email",                          // needs the link
    "auth/email/api/refuse_email",                           // needs the link
    "auth/sessions/api/still_signed_in",                     // answers nothing to nobody
    "auth/sessions/api/log_off",                             // ends what is there
];

/// Whose answer depends on the machine it is asked from, not on who asks.
pub const LOCAL: [&str; 2] = ["mail/api/mailbox", "mail/api/open_mail"];

/// What every member may do, whatever their role.
const EVERYONE: [&str; 35] = [
    "offline/api/caseload_to_keep", // nothing, of nobody they see
    "auth/api/stay_signed_in",
    "auth/api/confirm_password",
    "auth/api/change_password",
    "auth/api/change_name",
    "auth/factors/api/enrolment_so_far",        // their own
    "auth/factors/api/begin_authenticator",     // their own
    "auth/factors/api/confirm_authenticator",   // their own
    "auth/factors/api/codes_put_away",          // their own
    "auth/factors/api/own_factors",             // their own
    "auth/factors/api/remove_factor",           // their own
    "auth/factors/api/make_recovery_codes",     // their own
    "auth/passkeys/api/ask_for_new_passkey",    // their own
    "auth/passkeys/api/add_passkey",            // their own
    "auth/passkeys/api/rename_factor",          // their own
    "auth/passkeys/api/ask_passkey_to_confirm", // their own
    "auth/passkeys/api/confirm_with_passkey",   // their own
    "auth/email/api/ask_email_change",
    "auth/sessions/api/own_sign_ins",
    "auth/sessions/api/end_own_session",
    "auth/sessions/api/end_other_sessions",
    "auth/api/whoami",
    "team/api/exit_team",
    "team/leaving/api/who_stays_behind", // of their own clients
    "eyes/api/ask_why",                  // about themselves
    "eyes/api/whom_to_ask",              // for their own sake
    "eyes/api/stop_viewing",             // leads on whoever views nothing
    "team/handover/api/open_hand_over",  // made by or to themselves
    "audit/api/own_access_changes",
    "notices/api/unread_notices",       // their own
    "notices/api/notices",              // their own
    "notices/api/read_notices",         // their own
    "credentials/api/save_credentials", // their own
    "credentials/api/add_licence",      // their own
    "palette/api/find_anything",        // only what they may see, which may be nothing
];

/// A client's own. To members they are closed.
const CLIENTS: [&str; 2] = ["portal/own/my_portal", "portal/own/change_own_details"];

/// What a client may do to its own account, as everyone.
const ACCOUNTS: [&str; 3] = ["auth/api/stay_signed_in", "auth/api/confirm_password", "auth/api/change_password"];

pub fn functions() -> Vec<String> {
    let mut paths: Vec<String> = server_fn::axum::server_fn_paths().map(|(path, _)| path.to_string()).collect();
    paths.sort();
    paths
}

pub fn short(path: &str) -> &str {
    path.trim_start_matches("/api/").trim_start_matches("caseload/")
}

/// Fills every field any function asks for; ids are the ones given.
pub fn fields<'a>(id: &'a str, role: &'a str, location: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("query[q]", ""),
        ("query[who]", ""),
        ("query[kind]", ""),
        ("query[about]", ""),
        ("query[from]", ""),
        ("query[after]", ""),
        ("seq", "1"),
        ("years", "8"),
        ("before", "7"),
        ("id", id),
        ("member", id),
        ("role", role),
        ("email", "stranger@elsewhere.example"),
        ("name", "Changed"),
        ("first_name", "Changed"),
        ("last_name", "Changed"),
        ("address", ""),
        ("timezone", "America/New_York"),
        ("calls_clients", "Patients"),
        ("invitation_hours", "24"),
        ("logoff_minutes", "30"),
        ("version", "1"),
        ("plan", "group"),
        ("seat_cap", "50"),
        ("password", "wrong on purpose"),
        ("current", "wrong on purpose"),
        ("token", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        ("reason", "Asked for by the front desk"),
        ("was", "active"),
        ("as_of", "2026-03-01"),
        ("show", ""),
        ("after_line", "0"),
        ("q", ""),
        ("text", "una"),
        ("query[whom]", ""),
        ("selection[ids]", id),
        ("step", "archive"),
        ("group", id),
        ("opens", ""),
        ("supervisor", id),
        ("kind", "clinical"),
        ("frequency", "weekly"),
        ("invite[first_name]", "Ivo"),
        ("invite[last_name]", "Intruder"),
        ("invite[email]", "ivo@elsewhere.example"),
        ("invite[role]", role),
        ("invite[location]", location),
        ("new[practice]", "X"),
        ("people", "members"),
        ("client", id),
        ("recipients[]", id),
        ("how", "primary"),
        ("hand_off", ""),
        ("weekly", "1"),
        ("weekly_before", ""),
        ("looked", ""),
        ("back", ""),
        ("batch", id),
        ("owner", id),
        ("due", "2030-01-31"),
        ("notice", id),
        ("after", ""),
        ("who[]", id),
        ("primary", location),
        ("locations[]", location),
        ("seen", ""),
        ("from", "member"),
        ("to", role),
        ("npi", "1234567893"),
        ("taxonomy", "103TC0700X"),
        ("bio", ""),
        ("state", "NY"),
        ("number", "012345"),
        ("title", "LCSW"),
        ("expires_on", "2030-01-31"),
        ("target", "10"),
        ("limit", "20"),
        ("absent", id),
        ("cover", id),
        ("starts", ""),
        ("ends", "2030-01-31T09:00"),
        ("lent", "whole"),
        ("whose", id),
        ("having", ""),
        ("on", ""),
        ("about", ""),
        ("direct_after", ""),
        ("supervision_on", "true"),
        ("several_supervisors", "true"),
        ("edit[name]", "Changed"),
        ("edit[description]", ""),
        ("edit[billing_modifier]", ""),
        ("edit[can]", "team.view"),
        ("edit[off]", ""),
        ("edit[version]", "1"),
        ("set[team.view]", "role"),
        ("preferred_name", "Changed"),
        ("pronouns", ""),
        ("phone", ""),
        ("left", id),
        ("entry", id),
        ("looked_at", ""),
        ("key", id),
        ("person[first_name]", "Changed"),
        ("person[last_name]", "Changed"),
        ("person[location]", location),
        ("therapist", ""),
        ("twins_shown", ""),
        ("leaves", ""),
        ("typed_name", "Changed"),
        ("whom", id),
        ("code", "000000"),
        ("recovery", "0000"),
        ("grace_days", "7"),
        ("required", "true"),
        ("passkeys_only", "true"),
        ("answer", "{}"),
        ("session", id),
        ("visit_id", id),
        ("visit[client]", id),
        ("visit[member]", id),
        ("visit[location]", location),
        ("visit[date]", "2030-01-31"),
        ("visit[time]", "09:30"),
        ("visit[minutes]", "50"),
        ("visit[kind]", "individual"),
        ("visit[state]", "scheduled"),
        ("typed", "ivo@elsewhere.example"),
        ("several[addresses]", "ivo@elsewhere.example"),
        ("several[role]", role),
        ("several[location]", location),
        ("join[role]", role),
        ("join[location]", location),
        ("join[days]", "30"),
        ("link", id),
        ("request", id),
        ("record", "new"),
    ]
}

#[tokio::test]
async fn nobody_gets_past_the_door_of_any_function() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (role, location, id) =
        (una.role("Member").await, una.location().await, una.me().await.expect("una").member.expect("a member").0.member.to_string());
    let all = functions();
    assert!(all.len() >= 30, "only {} functions are registered", all.len());
    for path in &all {
        let answer = stage.visitor().posts(path, &fields(&id, &role, &location)).await;
        let name = short(path);
        if OPEN.contains(&name) {
            assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{name}: {}", answer.text);
        } else if LOCAL.contains(&name) {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}: {}", answer.text);
        } else {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{name}: {}", answer.text);
        }
    }
    for named in OPEN.iter().chain(&LOCAL).chain(&EVERYONE).chain(&CLIENTS).chain(&ACCOUNTS) {
        assert!(all.iter().any(|p| short(p) == *named), "{named} is no function any more");
    }
}

#[tokio::test]
async fn someone_whose_role_holds_nothing_is_refused_by_every_function_that_needs_a_right() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut pia = una.hires(("Pia", "Powerless"), "pia@maple-grove.example", "Member").await;
    let (role, location) = (pia.role("Member").await, pia.location().await);
    stage.behind(practice, "update role set grants = '{}' where built_in = 'member'").await;
    let id = pia.me().await.expect("pia").member.expect("a member").0.member.to_string();
    for path in functions() {
        let name = short(&path);
        if OPEN.contains(&name) || LOCAL.contains(&name) || EVERYONE.contains(&name) {
            continue;
        }
        if CLIENTS.contains(&name) {
            assert_eq!(pia.posts(&path, &fields(&id, &role, &location)).await.status, StatusCode::UNAUTHORIZED, "{name}");
            continue;
        }
        let answer = pia.posts(&path, &fields(&id, &role, &location)).await;
        let refused = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&answer.status);
        assert!(refused, "{name}: {} {}", answer.status, answer.text);
    }
    let refusals =
        stage.trail(practice).await.into_iter().filter(|(kind, actor, _)| kind == "access.refused" && actor == "Pia Powerless").count();
    assert!(refusals >= 8, "refusals are on record: {refusals}");
}

#[tokio::test]
async fn a_client_gets_through_to_nothing_but_the_portal_and_its_own_account() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let (role, location) = (una.role("Member").await, una.location().await);
    let member = una.me().await.expect("una").member.expect("a member").0.member.to_string();
    let client = uuid::Uuid::now_v7().to_string();
    let record = format!(
        "insert into client (practice_id, id, first_name, last_name, email, location_id, created_at)
         values (app_practice(), '{client}', 'Bea', 'Fox', 'bea@mail.example', '{location}', now())"
    );
    stage.behind(practice, &record).await;
    una.does::<crate::portal::InviteClient>(&[("client", &client)]).await.ok();
    let token = stage.token_for("bea@mail.example", "/portal/invitation/").await;
    let mut bea = stage.visitor();
    bea.does::<crate::portal::AcceptPortalInvitation>(&[("token", &token), ("password", super::stage::PASSWORD)]).await.ok();
    bea.signs_in("bea@mail.example", super::stage::PASSWORD).await.ok();
    let before = stage.trail(practice).await.len();
    for id in [&client, &member] {
        for path in functions() {
            let name = short(&path);
            if OPEN.contains(&name) || LOCAL.contains(&name) {
                continue;
            }
            let answer = bea.posts(&path, &fields(id, &role, &location)).await;
            if CLIENTS.contains(&name) || ACCOUNTS.contains(&name) {
                assert_ne!(answer.status, StatusCode::UNAUTHORIZED, "{name}: {}", answer.text);
            } else {
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{name}: {}", answer.text);
            }
        }
    }
    let told = stage.trail(practice).await.split_off(before);
    let known = ["portal.details_changed", "auth.password_confirmed"];
    assert!(told.iter().all(|(kind, actor, _)| known.contains(&kind.as_str()) && actor == "Bea Fox (client)"), "{told:?}");
    for path in ["/team/export.csv", "/clients/export.csv", "/audit/export.csv"] {
        let answer = bea.opens(path).await;
        assert!(!answer.status.is_success(), "{path}: {}", answer.status);
    }
}

#[tokio::test]
async fn the_owner_of_another_practice_finds_nothing_there_and_changes_nothing() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    una.invites(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await.ok();
    let sam = una.roster("sam").await.rows[0].id;
    let (role, location) = (una.role("Member").await, una.location().await);
    let invitation = una.card(sam).await.invitation.expect("an invitation").id.to_string();
    let before = stage.trail(practice).await.len();
    let mut ola = stage.practice("Oak Street", "Ola").await;
    ola.confirms().await;
    for id in [sam.to_string(), invitation, location.clone()] {
        for path in functions() {
            let name = short(&path);
            let takes_id = [
                "profile",
                "invitation",
                "role",
                "location",
                "member",
                "group",
                "access_rules",
                "overrides",
                "credentials",
                "licence",
                "capacity",
                "record/",
                "visits/",
            ]
            .iter()
            .any(|w| name.contains(w))
                && !OPEN.contains(&name);
            if !takes_id
                || name.ends_with("/roles")
                || name.ends_with("/locations")
                || name.ends_with("_choices")
                || name.ends_with("add_location")
                || name.ends_with("/groups")
                || name.ends_with("add_group")
                || name.ends_with("existing_invitation")
                || ["practice_roles", "role_to_copy", "review_new_role", "add_role", "client_to_add", "likely_twins"]
                    .iter()
                    .any(|own| name.ends_with(own))
            {
                continue;
            }
            let answer = ola.posts(&path, &fields(&id, &role, &location)).await;
            assert!(
                matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::BAD_REQUEST),
                "{name} with {id}: {} {}",
                answer.status,
                answer.text
            );
        }
    }
    assert_eq!(ola.roster("").await.rows.len(), 1, "only Ola herself");
    assert_eq!(una.card(sam).await.first_name, "Sam");
    assert_eq!(stage.trail(practice).await.len(), before, "nothing happened in Maple Grove");
}

#[tokio::test]
async fn a_form_on_another_site_changes_nothing() {
    use axum::{body::Body, http::Request};
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    for (header, value) in
        [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example"), ("x-nothing", "x")]
    {
        let request = Request::post("/api/caseload/settings/api/save_practice")
            .header(header, value)
            .header("content-type", "application/x-www-form-urlencoded");
        let form = "name=Stolen&calls_clients=Clients&invitation_hours=72&logoff_minutes=15&version=1";
        let answer = una.sends(request.body(Body::from(form)).expect("a request")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    let form = [
        ("name", "Maple Grove Clinic"),
        ("calls_clients", "Clients"),
        ("invitation_hours", "72"),
        ("logoff_minutes", "15"),
        ("version", "1"),
    ];
    una.posts("/api/caseload/settings/api/save_practice", &form).await.ok();
    assert_eq!(una.me().await.expect("una").member.expect("a member").1.name, "Maple Grove Clinic");
}

#[tokio::test]
async fn an_answer_says_by_its_status_what_the_error_says() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let gone = una.posts("/api/caseload/team/api/member_profile", &[("id", "00000000-0000-7000-8000-000000000000")]).await;
    assert_eq!((gone.status, gone.refused()), (StatusCode::NOT_FOUND, AppError::NotFound));
    let outdated = una.posts("/api/caseload/team/api/member_profile", &[("id", "nonsense")]).await;
    assert_eq!(outdated.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn nonsense_in_any_field_is_never_a_fault_of_ours() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (role, location) = (una.role("Member").await, una.location().await);
    let id = una.me().await.expect("una").member.expect("a member").0.member.to_string();
    let long = "x".repeat(20_000);
    for nonsense in ["a\0b", "\u{202e}\u{feff}", "'; drop table member; --", "<script>alert(1)</script>", "%00", &long] {
        for path in functions() {
            if short(&path).ends_with("sign_out") || short(&path).ends_with("close_practice") || short(&path).ends_with("exit_team") {
                continue;
            }
            let form: Vec<(&str, &str)> = fields(&id, &role, &location)
                .into_iter()
                .map(
                    |(name, value)| {
                        if [id.as_str(), role.as_str(), location.as_str()].contains(&value) { (name, value) } else { (name, nonsense) }
                    },
                )
                .collect();
            let answer = una.posts(&path, &form).await;
            assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{} with {:.30}: {}", short(&path), nonsense, answer.text);
        }
    }
    assert_eq!(una.roster("").await.rows.len(), 1);
}
