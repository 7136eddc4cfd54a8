//! Removing someone, with everything they own.

use super::*;
use crate::tests::stage::PASSWORD;
use axum::http::StatusCode;
use chrono::Duration;

#[tokio::test]
async fn the_page_says_first_who_would_be_left_without_a_provider() {
    let stage = Stage::set().await;
    let mut grove = Grove::grows(&stage).await;
    let ids = grove.clients(4).await;
    grove.beside(ids[3], grove.ben_id).await;
    grove.restrict(ids[2]).await;
    let seen = grove.looks().await;
    assert_eq!((seen.alone, seen.unseen, seen.first_name.as_str()), (3, 1, "Sam"));
    let keys: Vec<&str> = seen.parts.iter().map(|p| p.key.as_str()).collect();
    assert_eq!(keys, ["clients", "kept"]);
    assert_eq!(seen.parts[0].lines.len(), 2, "whoever looks doesn't see the restricted one");
    assert!(seen.parts[1].lines[0].detail.contains("Ben Adler"), "{:?}", seen.parts[1]);
    assert!(seen.parts[0].lines.iter().all(|l| !l.value.is_empty() && l.value != grove.sam_id.to_string()));
    let page = grove.una.opens(&format!("/team/{}/leave", grove.sam_id)).await.text;
    for words in ["3 clients would be left without a provider", "Client Nr000, Client Nr001, and 1 you don’t see", "Cut access now"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("Nr002"));
}

#[tokio::test]
async fn everything_goes_at_once_and_whoever_left_is_out() {
    let stage = Stage::set().await;
    let mut grove = Grove::grows(&stage).await;
    let ids = grove.clients(4).await;
    let (sam, ben, cara) = (grove.sam_id, grove.ben_id, grove.cara_id);
    grove.beside(ids[3], cara).await;
    grove
        .behind(&format!(
            "insert into visit (practice_id, id, client_id, member_id, location_id, starts_at, minutes, kind, state, created_at, changed_at)
               select app_practice(), gen_random_uuid(), c.id, '{sam}', c.location_id, now() + interval '2 days', 50, 'individual', 'scheduled', now(), now() from client c;
             insert into visit (practice_id, id, client_id, member_id, location_id, starts_at, minutes, kind, state, created_at, changed_at)
               select app_practice(), gen_random_uuid(), '{}', '{sam}', (select id from location limit 1), now() - interval '2 days', 50, 'individual', 'held', now(), now();
             insert into practice_group (practice_id, id, name, created_at) values (app_practice(), gen_random_uuid(), 'Tuesdays', now());
             insert into group_member (practice_id, group_id, member_id, since) select app_practice(), id, '{sam}', now() from practice_group;
             insert into supervision (practice_id, id, supervisor_id, supervisee_id, kind, frequency, since)
               values (app_practice(), gen_random_uuid(), '{sam}', '{ben}', 'clinical', 'weekly', now());
             update role set can_supervise = true where built_in = 'member';
             insert into coverage (practice_id, id, absent_id, cover_id, starts_at, ends_at, whole, set_at)
               values (app_practice(), gen_random_uuid(), '{sam}', '{ben}', now() - interval '1 hour', now() + interval '7 days', true, now())",
            ids[0]
        ))
        .await;
    let form = grove.form().await;
    let one = |n: usize| format!("goes[one][{}]", Plan::key(ids[n]));
    let (ben_s, cara_s) = (ben.to_string(), cara.to_string());
    let form = with(&form, &[(&one(0), &ben_s), (&one(1), &cara_s), (&one(2), "board"), ("goes[hand_off]", "Likes mornings")]);
    let seen = grove.looks().await;
    let keys: Vec<&str> = seen.parts.iter().map(|p| p.key.as_str()).collect();
    assert_eq!(keys, ["clients", "kept", "visits", "notes", "supervisees", "ending"]);
    let relation = seen.parts[4].lines[0].id.clone();
    let form = with(&form, &[(&format!("goes[one][{}]", Plan::key(relation)), &cara_s)]);
    removes(&mut grove.una, &form).await.ok();

    assert_eq!(grove.has(ids[0]).await, [(ben, true)]);
    assert_eq!(grove.has(ids[1]).await, [(cara, true)]);
    assert_eq!(grove.has(ids[2]).await, []);
    assert_eq!(grove.has(ids[3]).await, [(cara, true)], "the second therapist is the first now");
    assert_eq!(grove.status(sam).await, "removed");
    assert!(grove.sam.me().await.is_none(), "signed out at once");
    let board = grove
        .number(&format!(
            "select count(*) from unassigned where client_id = '{}' and owner_id = '{}' and left_by = '{sam}' and until is null",
            ids[2], grove.una_id
        ))
        .await;
    assert_eq!(board, 1);
    let visits = "select count(*) from visit where state = 'scheduled' and member_id = ";
    assert_eq!(grove.number(&format!("{visits}'{ben}'")).await, 1);
    assert_eq!(grove.number(&format!("{visits}'{cara}'")).await, 2, "the one of the client she has anyway, too");
    assert_eq!(grove.number("select count(*) from visit where state = 'cancelled'").await, 1, "the one of the client nobody has");
    assert_eq!(
        grove.number(&format!("select count(*) from visit where state = 'held' and member_id = '{sam}'")).await,
        1,
        "notes stay theirs"
    );
    assert_eq!(grove.number("select count(*) from group_member where until is null").await, 0);
    assert_eq!(grove.number(&format!("select count(*) from supervision where supervisor_id = '{cara}' and supervisee_id = '{ben}' and kind = 'clinical' and until is null")).await, 1);
    assert_eq!(grove.number("select count(*) from supervision where until is null").await, 1);
    assert_eq!(grove.number("select count(*) from coverage where ends_at > now()").await, 0);
    assert_eq!(grove.number("select members::bigint from practice").await, 3, "the seat is free");
    assert_eq!(
        grove
            .number("select count(*) from account where email = 'sam@maple-grove.example' and practice_id is null and deleted_at is null")
            .await,
        1
    );
    assert_eq!(grove.number(&format!("select count(*) from assignment where client_id = '{}' and hand_off = 'Likes mornings' and reason = 'Sam Okafor left the team'", ids[0])).await, 1);
    assert_eq!(grove.notices(ben).await, [("assigned".to_string(), 1), ("covers".to_string(), 1)]);
    let told = grove.told("team.member_removed").await.pop().expect("an event");
    let done = told["done"].to_string();
    for words in [
        "1 client went to Ben Adler",
        "1 client went to Cara Diaz",
        "1 client went to the Unassigned board",
        "3 visits moved",
        "1 visit cancelled",
        "1 note still to be written",
        "1 group left",
    ] {
        assert!(done.contains(words), "{words}: {done}");
    }
    assert!(!done.contains("Nr0") && told["sessions_ended"] == 1, "{told}");
    let card = grove.una.card(sam).await;
    assert!(card.left_at.is_some() && card.status.is_none());
    let page = grove.una.opens(&format!("/team/{sam}")).await.text;
    assert!(page.contains("Left the team") && page.contains("removed by Una Lindqvist") && page.contains("Take back"), "{page}");
    assert!(grove.una.roster("sam").await.rows.is_empty(), "not among the team");
    let refused = stage.visitor().signs_in(SAM, PASSWORD).await;
    assert!(
        refused.status.is_success() || refused.status.is_redirection(),
        "the account is theirs, and belongs to no practice: {}",
        refused.text
    );
}

#[tokio::test]
async fn clients_are_spread_over_those_ticked_by_what_is_free() {
    let stage = Stage::set().await;
    let mut grove = Grove::grows(&stage).await;
    let ids = grove.clients(5).await;
    let (ben, cara) = (grove.ben_id, grove.cara_id);
    grove
        .behind(&format!(
            "update member set capacity_limit = 2 where id = '{ben}'; update member set capacity_limit = 9 where id = '{cara}'"
        ))
        .await;
    let form = grove.form().await;
    let among = |id: MemberId| format!("goes[among][{}]", Plan::key(id));
    let spread = with(&form, &[("goes[all][clients]", "spread")]);
    let nobody = removes(&mut grove.una, &spread).await.refused();
    assert!(nobody.fault("clients").expect("a fault").contains("Tick at least one"));
    removes(&mut grove.una, &with(&spread, &[(&among(ben), "yes"), (&among(cara), "yes")])).await.ok();
    let mut of = Vec::new();
    for id in &ids {
        of.extend(grove.has(*id).await.into_iter().map(|(who, _)| who));
    }
    assert_eq!(of.iter().filter(|w| **w == cara).count(), 5, "she has the most room to the end: {of:?}");
}

#[tokio::test]
async fn past_a_limit_it_takes_a_reason_and_whoever_cant_be_chosen_isnt() {
    let stage = Stage::set().await;
    let mut grove = Grove::grows(&stage).await;
    grove.clients(3).await;
    grove.behind(&format!("update member set capacity_limit = 1 where id = '{}'", grove.ben_id)).await;
    let form = grove.form().await;
    let all_to = |who: String| with(&form, &[("goes[all][clients]", who.as_str())]);
    let over = removes(&mut grove.una, &all_to(grove.ben_id.to_string())).await.refused();
    assert_eq!(over.fault("reason").as_deref(), Some("Ben Adler would be 2 over the limit. Say why, or choose someone else."));
    let to_themselves = removes(&mut grove.una, &all_to(grove.sam_id.to_string())).await.refused();
    assert!(to_themselves.fault("clients").is_some());
    grove.behind(&format!("update member set status = 'on_hold' where id = '{}'", grove.cara_id)).await;
    assert!(
        removes(&mut grove.una, &all_to(grove.cara_id.to_string())).await.refused().fault("clients").is_some(),
        "on hold one takes no new clients"
    );
    for due in ["", "soon", "2020-01-01", "2999-01-01"] {
        let form = with(&form, &[("goes[all][clients]", "board"), ("goes[due]", due)]);
        assert!(removes(&mut grove.una, &form).await.refused().fault("due").is_some(), "{due}");
    }
    let form_without = with(&form, &[("goes[all][clients]", "board"), ("goes[owner]", &grove.sam_id.to_string())]);
    assert!(removes(&mut grove.una, &form_without).await.refused().fault("owner").is_some(), "whoever leaves sees to nothing");
    assert_eq!(grove.status(grove.sam_id).await, "active");
    removes(&mut grove.una, &with(&all_to(grove.ben_id.to_string()), &[("goes[reason]", "Until June")])).await.ok();
}

#[tokio::test]
async fn it_is_refused_without_a_choice_and_over_what_has_changed() {
    let stage = Stage::set().await;
    let mut grove = Grove::grows(&stage).await;
    let ids = grove.clients(2).await;
    let bare = [("member", grove.sam_id.to_string())].map(|(n, v)| (n.to_string(), v));
    assert_eq!(removes(&mut grove.una, &bare).await.refused(), AppError::Stale, "nothing was looked at");
    let form = grove.form().await;
    let undecided = with(&form, &[(&format!("goes[one][{}]", Plan::key(ids[0])), "")]);
    assert!(removes(&mut grove.una, &undecided).await.refused().fault("clients").is_some());
    grove.beside(ids[0], grove.cara_id).await;
    assert_eq!(removes(&mut grove.una, &form).await.refused(), AppError::Stale, "someone else has one of them too now");
    let form = grove.form().await;
    grove.clients(1).await;
    assert_eq!(removes(&mut grove.una, &form).await.refused(), AppError::Stale, "one more");
    let form = grove.form().await;
    grove.behind(&format!("update member set version = version + 1 where id = '{}'", grove.sam_id)).await;
    assert_eq!(removes(&mut grove.una, &form).await.refused(), AppError::Stale);
    assert_eq!((grove.status(grove.sam_id).await.as_str(), grove.has(ids[1]).await.len()), ("active", 1), "nothing was changed");
    let form = grove.form().await;
    stage.later(Duration::minutes(11));
    assert_eq!(removes(&mut grove.una, &form).await.refused(), AppError::ConfirmPassword);
    grove.una.confirms().await;
    let form = grove.form().await;
    removes(&mut grove.una, &form).await.ok();
    assert!(reason(&removes(&mut grove.una, &form).await.refused()).contains("left the team already"));
}

#[tokio::test]
async fn every_refusal_says_why() {
    let stage = Stage::set().await;
    let mut grove = Grove::grows(&stage).await;
    let mut ada = grove.una.hires(("Ada", "Osei"), "ada@maple-grove.example", "Admin").await;
    let ada_id = me(&mut ada).await;
    let of = |id: MemberId| [("member".to_string(), id.to_string())];
    let said = reason(&removes(&mut ada, &of(grove.una_id)).await.refused());
    assert!(said.contains("You created this team. Remove other members instead, or hand over the team first."), "{said}");
    let said = reason(&removes(&mut ada, &of(ada_id)).await.refused());
    assert!(said.contains("Nobody changes their own status"), "{said}");
    let said = reason(&removes(&mut grove.ben, &of(grove.sam_id)).await.refused());
    assert!(said.contains("can't remove team members"), "{said}");
    let refused = grove.ben.does::<Leaving>(&[("member", &grove.sam_id.to_string())]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    grove.una.invites(("Ivo", "Berg"), "ivo@maple-grove.example", "Member").await.ok();
    let ivo = grove.una.roster("ivo").await.rows[0].id;
    let said = reason(&removes(&mut grove.una, &of(ivo)).await.refused());
    assert!(said.contains("Revoke the invitation"), "{said}");
    let mut ola = stage.practice("Oak Street", "Ola").await;
    assert_eq!(removes(&mut ola, &of(grove.sam_id)).await.status, StatusCode::NOT_FOUND);
    // The status alone, past the page: the database refuses it too.
    grove.clients(1).await;
    let mut tx = stage.inside(grove.practice).await;
    let refused = sqlx::query("update member set status = 'removed' where practice_id = $1 and id = $2")
        .bind(grove.practice)
        .bind(grove.sam_id.0)
        .execute(&mut *tx)
        .await
        .expect_err("refused");
    assert_eq!(refused.as_database_error().and_then(|e| e.constraint()), Some("member_leaves_no_clients"));
}

#[tokio::test]
async fn whoever_may_not_assign_a_client_cant_give_it_away_by_removing_someone() {
    let stage = Stage::set().await;
    let mut grove = Grove::grows(&stage).await;
    let mut fay = grove.una.hires(("Fay", "Osei"), "fay@maple-grove.example", "Staff").await;
    grove.behind("update role set grants = '{team.view,team.remove,clients.view}' where built_in = 'staff'; update role set grants = '{team.view,clients.view:own}' where built_in = 'member'").await;
    grove.clients(1).await;
    fay.confirms().await;
    let seen = looks(&mut fay, grove.sam_id).await;
    let refused = reason(&removes(&mut fay, &filled(&seen)).await.refused());
    assert!(refused.contains("may do things") || refused.contains("can't assign clients"), "{refused}");
    assert_eq!(grove.status(grove.sam_id).await, "active");
}

#[tokio::test]
async fn restricted_clients_nobody_could_choose_for_go_to_the_board_and_whoever_decided_sees_them_by_that() {
    let stage = Stage::set().await;
    let mut grove = Grove::grows(&stage).await;
    let ids = grove.clients(2).await;
    grove.restrict(ids[1]).await;
    grove
        .behind(&format!(
            "select set_config('app.member', '{}', true);
             insert into visit (practice_id, id, client_id, member_id, location_id, starts_at, minutes, kind, state, created_at, changed_at)
               select app_practice(), gen_random_uuid(), '{}', '{}', (select id from location limit 1), now() + interval '2 days', 50, 'individual', 'scheduled', now(), now()",
            grove.sam_id, ids[1], grove.sam_id
        ))
        .await;
    let total = |v: Value| v["figures"]["shown"].as_i64().expect("a total");
    assert_eq!(total(grove.una.does::<crate::clients::Clients>(&[("query[q]", "")]).await.ok()), 1);
    let form = grove.form().await;
    let all = with(
        &form,
        &[("goes[all][clients]", &grove.ben_id.to_string()), (&format!("goes[one][{}]", Plan::key(ids[1])), &grove.cara_id.to_string())],
    );
    removes(&mut grove.una, &all).await.ok();
    assert_eq!(grove.has(ids[0]).await, [(grove.ben_id, true)]);
    assert_eq!(grove.has(ids[1]).await, [], "nobody chooses by name for a client they don't see");
    assert_eq!(total(grove.una.does::<crate::clients::Clients>(&[("query[q]", "")]).await.ok()), 2, "the owner of the entry sees it");
    let told = grove.told("team.member_removed").await.pop().expect("an event");
    assert_eq!(told["unseen"], serde_json::json!([ids[1]]));
    let left = grove.number(&format!("select count(*) from visit where state = 'scheduled' and member_id = '{}'", grove.sam_id)).await;
    assert_eq!(left, 0, "no visit stays with someone who left");
}
