//! The stories of many invited at once.

use super::due::Due;
use super::types::LinksSeen;
use super::*;
use crate::base::{AppError, BatchId, MemberId, PracticeId, rounds::Job};
use crate::mail::Tally;
use crate::tests::stage::{Answer, Person, Stage, all_at_once};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

/// As a browser sends the form of a file.
async fn sends_file(who: &mut Person<'_>, file: &[u8], role: &str, with: &[&str]) -> Answer {
    let (role, location) = (who.role(role).await, who.location().await);
    let field = |name: &str, value: &str| format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let on: String = with.iter().map(|name| field(name, "yes")).collect();
    let head = [field("role", &role), field("location", &location), on].concat()
        + "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"people.csv\"\r\nContent-Type: text/csv\r\n\r\n";
    let body = [head.as_bytes(), file, b"\r\n--edge--\r\n"].concat();
    let request = Request::post("/team/invite/many/upload")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .header("sec-fetch-site", "same-origin");
    who.sends(request.body(Body::from(body)).expect("a request")).await
}

fn leads_to(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.headers[header::LOCATION].to_str().expect("an address").to_string()
}

async fn uploads(who: &mut Person<'_>, file: &[u8]) -> BatchId {
    let to = leads_to(&sends_file(who, file, "Member", &["send"]).await);
    to.strip_prefix("/team/invite/many/").and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("a preview: {to}"))
}

/// Types addresses into the form, with the role Member.
async fn types(who: &mut Person<'_>, addresses: &str, more: &[(&str, &str)]) -> Answer {
    let (role, location) = (who.role("Member").await, who.location().await);
    let mut form = vec![("several[addresses]", addresses), ("several[role]", role.as_str()), ("several[location]", location.as_str())];
    form.extend(more);
    who.does::<InviteSeveral>(&form).await
}

async fn typed(who: &mut Person<'_>, addresses: &str, more: &[(&str, &str)]) -> BatchId {
    serde_json::from_value(types(who, addresses, more).await.ok()).expect("a batch")
}

async fn looks(who: &mut Person<'_>, id: BatchId, show: &str) -> BatchSeen {
    let (id, show) = (id.to_string(), show.to_string());
    let form = [("id", id.as_str()), ("show", show.as_str()), ("after_line", "0")];
    serde_json::from_value(who.does::<SeveralInvitations>(&form).await.ok()).expect("a batch")
}

async fn begins(who: &mut Person<'_>, id: BatchId) -> Answer {
    who.does::<BeginSeveral>(&[("id", &id.to_string())]).await
}

/// invites, members, invited, errors, made
fn counts(seen: &BatchSeen) -> (BatchState, [i64; 5]) {
    let b = &seen.batch;
    (b.state, [b.invites, b.members, b.invited, b.errors, b.made])
}

async fn own_id(who: &mut Person<'_>) -> MemberId {
    who.me().await.expect("signed in").member.expect("a member").0.member
}

async fn many(stage: &Stage, practice: Uuid, sql: &str) -> i64 {
    let mut tx = stage.inside(practice).await;
    sqlx::query_scalar(AssertSqlSafe(sql.to_string())).fetch_one(&mut *tx).await.expect("a number")
}

async fn seats(stage: &Stage, practice: Uuid, cap: i32) {
    stage.behind(practice, &format!("update practice set plan = 'group', seat_cap = {cap} where id = app_practice()")).await;
}

async fn step(stage: &Stage, practice: Uuid, id: BatchId, owner: MemberId) -> bool {
    worker::Batches::step(&stage.db, &Due { practice: PracticeId(practice), id, owner, failures: 0 }).await.expect("a step")
}

fn crowd(n: usize) -> String {
    (0..n).map(|k| format!("person{k}@crowd.example\n")).collect()
}

#[tokio::test]
async fn addresses_are_judged_while_they_are_typed_and_then_invited_by_the_steps_of_one() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    una.invites(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await.ok();
    let text = "zoe.lind@gmial.com, SAM@maple-grove.example una@maple-grove.example;nobody\nZOE.LIND@gmial.com mei@x.org";
    let seen: Vec<AddressSeen> = serde_json::from_value(una.does::<AddressVerdicts>(&[("typed", text)]).await.ok()).expect("verdicts");
    use Standing as S;
    assert_eq!(seen.iter().map(|s| s.standing).collect::<Vec<_>>(), [S::Invite, S::Invited, S::Member, S::NoAddress, S::Twice, S::Invite]);
    assert_eq!(seen[0].meant.as_deref(), Some("zoe.lind@gmail.com"));
    assert!(seen[2].words.contains("Una Lindqvist is already a member"), "{}", seen[2].words);

    let id = typed(&mut una, text, &[("several[note]", "See you Monday."), ("several[send]", "yes")]).await;
    let ready = looks(&mut una, id, "").await;
    assert_eq!((counts(&ready), ready.mail), ((BatchState::Ready, [2, 1, 2, 1, 0]), None));
    assert!(ready.rows[0].reason.contains("Did you mean zoe.lind@gmail.com?") && ready.rows[0].name == "Zoe Lind");
    assert_eq!(many(&stage, practice, "select count(*) from invitation").await, 1, "nothing before the button");
    let page = una.opens(&format!("/team/invite/many/{id}")).await;
    assert!(page.text.contains("Send 2 invitations") && page.text.contains("Nobody has been invited yet."), "read without JavaScript");

    begins(&mut una, id).await.ok();
    begins(&mut una, id).await.ok();
    // Pressed again it changes nothing, and lets go of the row only after it has answered; a worker would pass it over.
    stage.behind(practice, "select from invitation_batch for update").await;
    work_due(&stage.db).await.expect("worked");
    let done = looks(&mut una, id, "made").await;
    assert_eq!(counts(&done), (BatchState::Finished, [0, 1, 2, 1, 2]));
    assert_eq!(done.mail, Some(Tally { waiting: 2, ..Tally::default() }));
    let mail = stage.mail_to("mei@x.org", "Maple Grove").await.expect("a mail");
    assert!(mail.contains("See you Monday."), "{mail}");
    assert_eq!(looks(&mut una, id, "").await.mail, Some(Tally { sent: 2, ..Tally::default() }));

    let token = stage.token_for("mei@x.org", "/invitations/").await;
    let mut mei = stage.visitor();
    assert!(mei.accepts(&token).await.refused().fault("last_name").is_some(), "an address told the first name only");
    let form = [("token", token.as_str()), ("password", crate::tests::stage::PASSWORD), ("first_name", "Mei"), ("last_name", "Tran")];
    mei.does::<crate::team::invites::AcceptInvitation>(&form).await.ok();
    assert_eq!(una.roster("mei").await.rows[0].last_name, "Tran");

    let told: Vec<_> = stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind.starts_with("team.")).collect();
    let kinds: Vec<&str> = told.iter().map(|(kind, ..)| kind.as_str()).collect();
    assert_eq!(
        kinds[1..6],
        ["team.invitations_prepared", "team.invitations_begun", "team.member_invited", "team.member_invited", "team.invitations_ended"]
    );
    assert!(told[1..6].iter().all(|(_, actor, _)| actor == "Una Lindqvist"));
    assert_eq!(told[3].2["batch"], serde_json::json!(id));
}

#[tokio::test]
async fn everyone_of_a_batch_can_be_asked_for_a_second_factor_before_anything_else() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    typed(&mut una, "zoe.lind@x.org", &[("several[second_factor]", "yes"), ("several[send]", "yes"), ("several[now]", "yes")]).await;
    let by_file = leads_to(&sends_file(&mut una, b"sam.okafor@x.org", "Member", &["send", "second_factor"]).await);
    let id = by_file.rsplit('/').next().and_then(|id| id.parse().ok()).expect("a batch");
    begins(&mut una, id).await.ok();
    typed(&mut una, "mei.tran@x.org", &[("several[send]", "yes"), ("several[now]", "yes")]).await;
    work_due(&stage.db).await.expect("worked");
    for (email, asked) in [("zoe.lind@x.org", true), ("sam.okafor@x.org", true), ("mei.tran@x.org", false)] {
        let mut invited = stage.visitor();
        let token = stage.token_for(email, "/invitations/").await;
        invited.accepts(&token).await.ok();
        let me = invited.me().await.expect("signed in");
        assert_eq!((me.must_enrol, me.member.is_none()), (asked, asked), "{email}");
    }
    let trail = stage.trail(practice).await;
    assert_eq!(trail.iter().filter(|(kind, ..)| kind == "team.second_factor_asked").count(), 2);
}

#[tokio::test]
async fn a_file_comes_back_with_what_is_wrong_and_a_second_time_changes_nothing() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    una.does::<crate::locations::AddLocation>(&[("name", "Lakeview"), ("timezone", "America/Chicago"), ("address", "")]).await.ok();
    una.does::<crate::groups::AddGroup>(&[("name", "Evenings")]).await.ok();
    let file = b"Surname;First name;E-Mail;Role;Location;Group;Shoe size\r\n\
        N\xfa\xf1ez;Zo\xeb;zoe@x.org;admin;LAKEVIEW;evenings;38\r\n\
        \"Lind; PhD\";Sam;sam@x.org;;;;\r\n\
        ;;bo.berg@x.org;;;;\r\n\
        A;B;nobody;;;;\r\n\
        A;B;c@x.org;Boss;;;\r\n\
        A;B;d@x.org;;Nowhere;;\r\n\
        A;B;ZOE@x.org;;;;\r\n\
        =cmd;B;;;;;\r\n";
    let id = uploads(&mut una, file).await;
    let seen = looks(&mut una, id, "error").await;
    assert_eq!((counts(&seen), seen.unknown.as_slice()), ((BatchState::Ready, [3, 0, 1, 4, 0]), ["Shoe size".to_string()].as_slice()));
    let wrong: Vec<_> = seen.rows.iter().map(|r| (r.line, r.field.as_str())).collect();
    assert_eq!(wrong, [(5, "Email"), (6, "Role"), (7, "Location"), (9, "Email")]);
    begins(&mut una, id).await.ok();
    work_due(&stage.db).await.expect("worked");
    assert_eq!(counts(&looks(&mut una, id, "").await), (BatchState::Finished, [0, 0, 1, 4, 3]));
    let zoe = "select count(*) from member m join role r on r.id = m.role_id join location l on l.id = m.primary_location_id
        join group_member g on g.member_id = m.id and g.until is null
        where m.last_name = 'Núñez' and m.first_name = 'Zoë' and r.built_in = 'admin' and l.name = 'Lakeview'";
    assert_eq!(many(&stage, practice, zoe).await, 1, "Latin-1 is told apart, and names are found whatever their case");
    assert_eq!(many(&stage, practice, "select count(*) from member where last_name = 'Lind; PhD'").await, 1);

    let rejected = una.opens(&format!("/team/invite/many/{id}/rejected.csv")).await;
    let lines: Vec<&str> = rejected.text.lines().collect();
    assert_eq!((lines.len(), lines[0]), (5, "\u{feff}email,first_name,last_name,role,location,group,line,reason"));
    assert!(lines[2].starts_with("c@x.org,B,A,Boss,,,6,") && lines[4].contains(",'=cmd,"), "{}", rejected.text);
    let mended = rejected.text.replace(",Boss,", ",Member,");
    let id = uploads(&mut una, mended.as_bytes()).await;
    assert_eq!(counts(&looks(&mut una, id, "").await), (BatchState::Ready, [1, 0, 0, 3, 0]), "mended, it is taken as it is");

    let again = uploads(&mut una, file).await;
    assert_eq!(counts(&looks(&mut una, again, "").await), (BatchState::Ready, [0, 0, 4, 4, 0]));
    assert_eq!(begins(&mut una, again).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn who_may_not_invite_brings_nothing_and_nobody_gives_a_role_beyond_their_own() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let mut ada = una.hires(("Ada", "Min"), "ada@maple-grove.example", "Admin").await;
    let mut ola = stage.practice("Oak Street", "Ola").await;
    assert_eq!(leads_to(&sends_file(&mut sam, b"zoe@x.org", "Member", &["send"]).await), "/team/invite/many?refused=denied#file");
    assert_eq!(types(&mut sam, "zoe@x.org", &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(sam.does::<AddressVerdicts>(&[("typed", "una@maple-grove.example")]).await.status, StatusCode::FORBIDDEN);

    stage.behind(practice, "update role set grants = grants || '{team.invite}' where built_in = 'member'").await;
    let id = uploads(&mut sam, b"email,role\nzoe@x.org,Admin\nmei@x.org,Member\n").await;
    let seen = looks(&mut sam, id, "error").await;
    assert_eq!((counts(&seen).1, seen.rows[0].field.as_str()), ([1, 0, 0, 1, 0], "Role"));
    assert_eq!(leads_to(&sends_file(&mut sam, b"zoe@x.org", "Admin", &["send"]).await), "/team/invite/many?refused=denied#file");

    for who in [&mut ada, &mut ola] {
        let id = id.to_string();
        let form = [("id", id.as_str()), ("show", ""), ("after_line", "0")];
        assert_eq!(who.does::<SeveralInvitations>(&form).await.status, StatusCode::NOT_FOUND);
        assert_eq!(who.does::<BeginSeveral>(&form).await.status, StatusCode::NOT_FOUND);
        assert_eq!(who.does::<CancelSeveral>(&form).await.status, StatusCode::NOT_FOUND);
        assert_eq!(who.does::<SeveralLinks>(&form).await.status, StatusCode::NOT_FOUND);
        assert!(who.opens(&format!("/team/invite/many/{id}/rejected.csv")).await.status.is_redirection());
        assert!(who.posts(&format!("/team/invite/many/{id}/links"), &[("after", "0")]).await.status.is_redirection());
    }
    let seen: Vec<AddressSeen> =
        serde_json::from_value(ola.does::<AddressVerdicts>(&[("typed", "una@maple-grove.example")]).await.ok()).expect("verdicts");
    assert_eq!(seen[0].standing, Standing::Invite, "who is a member elsewhere is nobody's to know");
}

#[tokio::test]
async fn an_inviter_who_loses_the_right_stops_and_what_they_may_not_give_any_more_comes_back() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    seats(&stage, practice, 500).await;
    let mut ada = una.hires(("Ada", "Min"), "ada@maple-grove.example", "Admin").await;
    let owner = own_id(&mut ada).await;
    let id = uploads(&mut ada, crowd(120).as_bytes()).await;
    begins(&mut ada, id).await.ok();
    assert!(step(&stage, practice, id, owner).await);
    let seen = looks(&mut ada, id, "").await;
    assert_eq!((counts(&seen), seen.batch.percent()), ((BatchState::Running, [70, 0, 0, 0, 50]), 41));
    stage.behind(practice, "update member set overrides = '{-team.invite}' where first_name = 'Ada'").await;
    work_due(&stage.db).await.expect("worked");
    stage.behind(practice, "update member set overrides = '{}' where first_name = 'Ada'").await;
    let seen = looks(&mut ada, id, "").await;
    assert_eq!(counts(&seen), (BatchState::Stopped, [70, 0, 0, 0, 50]));
    assert!(seen.why.contains("withheld"), "{}", seen.why);
    assert!(!step(&stage, practice, id, owner).await, "it has ended");

    let id = uploads(&mut ada, b"email\nlast@x.org\n").await;
    begins(&mut ada, id).await.ok();
    stage.behind(practice, "update role set deleted_at = now() where built_in = 'member'").await;
    work_due(&stage.db).await.expect("worked");
    let seen = looks(&mut ada, id, "error").await;
    assert_eq!((counts(&seen).1, seen.rows[0].reason.as_str()), ([0, 0, 0, 1, 0], "This role was deleted in the meantime."));
}

#[tokio::test]
async fn a_crash_between_two_steps_loses_nobody_and_two_at_work_invite_nobody_twice() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    seats(&stage, practice, 500).await;
    let owner = own_id(&mut una).await;
    let id = uploads(&mut una, crowd(130).as_bytes()).await;
    begins(&mut una, id).await.ok();
    assert!(step(&stage, practice, id, owner).await, "and here it stops, as in a crash");
    for done in all_at_once((0..3).map(|_| work_due(&stage.db))).await {
        done.expect("worked");
    }
    assert_eq!(counts(&looks(&mut una, id, "").await), (BatchState::Finished, [0, 0, 0, 0, 130]));
    assert_eq!(many(&stage, practice, "select count(*) from invitation").await, 130);
    assert_eq!(many(&stage, practice, "select count(*) from outbox where bulk").await, 130);
    let told = stage.trail(practice).await;
    assert_eq!(told.iter().filter(|(kind, ..)| kind == "team.member_invited").count(), 130);
    assert_eq!(told.iter().filter(|(kind, ..)| kind == "team.invitations_ended").count(), 1);
}

#[tokio::test]
async fn two_batches_with_the_same_addresses_invite_each_once() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    seats(&stage, practice, 500).await;
    let mut ada = una.hires(("Ada", "Min"), "ada@maple-grove.example", "Admin").await;
    let (one, two) = (uploads(&mut una, crowd(70).as_bytes()).await, uploads(&mut ada, crowd(70).to_uppercase().as_bytes()).await);
    begins(&mut una, one).await.ok();
    begins(&mut ada, two).await.ok();
    for done in all_at_once((0..2).map(|_| work_due(&stage.db))).await {
        done.expect("worked");
    }
    let (a, b) = (looks(&mut una, one, "").await.batch, looks(&mut ada, two, "").await.batch);
    assert_eq!((a.made + b.made, a.invited + b.invited, a.errors + b.errors), (70, 70, 0));
    assert_eq!(many(&stage, practice, "select count(*) from member where status = 'invited'").await, 70);
}

#[tokio::test]
async fn missing_seats_are_told_beforehand_and_the_cap_holds_in_a_race() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let mut ada = una.hires(("Ada", "Min"), "ada@maple-grove.example", "Admin").await;
    let id = typed(&mut una, &crowd(12), &[("several[now]", "yes")]).await;
    let seen = looks(&mut una, id, "").await;
    assert_eq!(counts(&seen).0, BatchState::Ready, "it does not begin by itself");
    let words = seen.too_few_seats.expect("too few");
    assert!(words.starts_with("4 seats are missing: 12 people would be invited, and 2 of 10 seats are taken"), "{words}");
    assert!(begins(&mut una, id).await.refused().to_string().contains("4 seats are missing"));
    let verdicts: Vec<AddressSeen> =
        serde_json::from_value(una.does::<AddressVerdicts>(&[("typed", &crowd(12))]).await.ok()).expect("verdicts");
    assert_eq!(verdicts.iter().filter(|v| v.standing == Standing::OverCap).count(), 4);

    let mine = typed(&mut una, &crowd(8), &[("several[now]", "yes")]).await;
    let theirs = typed(&mut ada, &crowd(8).replace("person", "other"), &[("several[now]", "yes")]).await;
    for done in all_at_once((0..2).map(|_| work_due(&stage.db))).await {
        done.expect("worked");
    }
    let (a, b) = (looks(&mut una, mine, "").await, looks(&mut ada, theirs, "error").await);
    assert_eq!((a.batch.made + b.batch.made, a.batch.errors + b.batch.errors), (8, 8), "every seat taken, none twice");
    let refused = if a.batch.errors > 0 { looks(&mut una, mine, "error").await } else { b };
    assert!(refused.rows[0].reason.starts_with("Member cap reached"), "{}", refused.rows[0].reason);
}

#[tokio::test]
async fn without_mails_there_are_links_and_codes_made_by_a_button_only() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let id = typed(&mut una, "zoe.lind@x.org sam.okafor@x.org", &[("several[now]", "yes")]).await;
    work_due(&stage.db).await.expect("worked");
    stage.mails_go().await;
    assert_eq!(many(&stage, practice, "select count(*) from outbox where letter::text like '%zoe%'").await, 0, "nobody is mailed");
    assert_eq!(looks(&mut una, id, "").await.mail, None);
    let path = format!("/team/invite/many/{id}/links");
    let seen: LinksSeen = serde_json::from_value(una.does::<SeveralLinks>(&[("id", &id.to_string())]).await.ok()).expect("links");
    assert!(!seen.asked && seen.links.is_empty());
    assert!(!una.opens(&path).await.text.contains("/invitations/"), "opening the page makes none");
    assert_eq!(many(&stage, practice, "select count(*) from link where purpose = 'invitation'").await, 0);

    let page = una.posts(&path, &[("after", "0")]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Zoe Lind") && page.text.contains("class=\"qr\"") && page.text.contains("M4 4h7v1h-7z"), "codes");
    assert_eq!(many(&stage, practice, "select count(*) from link where purpose = 'invitation'").await, 2);
    let link = page.text.split("http://caseload.test/invitations/").nth(1).expect("a link");
    let token: String = link.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    stage.visitor().accepts(&token).await.ok();
    let page = una.posts(&path, &[("after", "0")]).await;
    assert!(page.text.contains("1 invitation left out"), "whoever has joined needs no link");
    assert_eq!(stage.trail(practice).await.iter().filter(|(kind, ..)| kind == "team.invitation_link_copied").count(), 3);
}

#[tokio::test]
async fn a_batch_is_cancelled_and_old_addresses_are_thrown_away() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    seats(&stage, practice, 500).await;
    let owner = own_id(&mut una).await;
    let id = uploads(&mut una, crowd(80).as_bytes()).await;
    begins(&mut una, id).await.ok();
    step(&stage, practice, id, owner).await;
    una.does::<CancelSeveral>(&[("id", &id.to_string())]).await.ok();
    work_due(&stage.db).await.expect("worked");
    assert_eq!(counts(&looks(&mut una, id, "").await), (BatchState::Cancelled, [30, 0, 0, 0, 50]));
    assert!(matches!(begins(&mut una, id).await.refused(), AppError::Stale));
    stage.later(chrono::Duration::days(31));
    work_due(&stage.db).await.expect("worked");
    assert_eq!(many(&stage, practice, "select count(*) from invitation_batch_row").await, 0);
    assert_eq!(many(&stage, practice, "select count(*) from invitation").await, 50, "the invitations stay");
}

#[tokio::test]
async fn what_is_no_list_is_refused_in_words_and_far_too_much_early() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    for (file, why) in [
        (b"".to_vec(), NotTaken::Nothing),
        (b"PK\x03\x04".to_vec(), NotTaken::Workbook),
        (b"who,what\na,b\n".to_vec(), NotTaken::NoEmail),
        (crowd(5001).into_bytes(), NotTaken::TooMany),
        (vec![b','; MOST_BYTES], NotTaken::Unreadable),
        (vec![b'a'; 100 * 1024 * 1024], NotTaken::TooLarge),
    ] {
        let began = std::time::Instant::now();
        assert_eq!(
            leads_to(&sends_file(&mut una, &file, "Member", &["send"]).await),
            format!("/team/invite/many?refused={}#file", why.key())
        );
        assert!(began.elapsed() < std::time::Duration::from_secs(20), "{why:?} after {:?}", began.elapsed());
    }
    let page = una.opens("/team/invite/many?refused=too_large").await;
    assert!(page.text.contains("larger than 4 MB"), "said on the page");
    let template = una.opens("/team/invite/many/template.csv").await;
    let id = uploads(&mut una, template.text.as_bytes()).await;
    assert_eq!(counts(&looks(&mut una, id, "").await).1, [1, 0, 0, 0, 0], "the template can be taken");
    let too_many = types(&mut una, &crowd(501), &[]).await.refused();
    assert!(too_many.fault("addresses").expect("at the field").contains("upload a file"));
    assert!(types(&mut una, " ,; ", &[]).await.refused().fault("addresses").is_some());
}

#[tokio::test]
async fn five_thousand_rows_are_looked_at_invited_and_counted() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    seats(&stage, practice, 6000).await;
    let began = std::time::Instant::now();
    let id = uploads(&mut una, crowd(5000).as_bytes()).await;
    assert_eq!(counts(&looks(&mut una, id, "").await), (BatchState::Ready, [5000, 0, 0, 0, 0]));
    let looked = began.elapsed();
    begins(&mut una, id).await.ok();
    work_due(&stage.db).await.expect("worked");
    let made = began.elapsed() - looked;
    let seen = looks(&mut una, id, "").await;
    assert_eq!((counts(&seen), seen.mail), ((BatchState::Finished, [0, 0, 0, 0, 5000]), Some(Tally { waiting: 5000, ..Tally::default() })));
    println!("5,000 rows: preview {:.1} s, invited {:.1} s", looked.as_secs_f32(), made.as_secs_f32());
    assert!(looked.as_secs() < 20 && made.as_secs() < 300, "{looked:?}, {made:?}");
}
