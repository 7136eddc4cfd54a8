//! Stories of credentials.

use super::{AddLicence, ChangeLicence, CredentialsSeen, Day, Lapse, RemoveLicence, SaveCredentials};
use crate::base::{AppError, MemberId};
use crate::tests::stage::{Answer, Person, Stage, all_at_once};
use axum::http::StatusCode;

async fn me(who: &mut Person<'_>) -> MemberId {
    who.me().await.expect("signed in").member.expect("a member").0.member
}

async fn saves(who: &mut Person<'_>, of: MemberId, version: i32, npi: &str, taxonomy: &str, bio: &str) -> Answer {
    let (of, version) = (of.to_string(), version.to_string());
    let form = [("member", of.as_str()), ("version", &version), ("npi", npi), ("taxonomy", taxonomy), ("bio", bio)];
    who.does::<SaveCredentials>(&form).await
}

async fn adds(who: &mut Person<'_>, of: MemberId, (state, number): (&str, &str), expires_on: &str) -> Answer {
    let of = of.to_string();
    let form = [("member", of.as_str()), ("state", state), ("number", number), ("title", "LCSW"), ("expires_on", expires_on)];
    who.does::<AddLicence>(&form).await
}

async fn changes(who: &mut Person<'_>, id: &str, version: &str, (state, number): (&str, &str), expires_on: &str) -> Answer {
    let form = [("id", id), ("version", version), ("state", state), ("number", number), ("title", "LCSW"), ("expires_on", expires_on)];
    who.does::<ChangeLicence>(&form).await
}

async fn seen(who: &mut Person<'_>, id: MemberId) -> CredentialsSeen {
    who.card(id).await.credentials
}

fn fault(answer: Answer, field: &str) -> String {
    answer.refused().fault(field).expect("a fault at the field")
}

#[tokio::test]
async fn a_member_enters_their_own_and_the_trail_tells_all_but_the_bio() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let id = me(&mut sam).await;
    let first = seen(&mut sam, id).await;
    assert!(first.is_empty() && first.version == 0 && first.why_not_edit.is_none());
    assert!(una.opens(&format!("/team/{id}")).await.text.contains("No NPI, taxonomy code or licence has been entered yet."));
    saves(&mut sam, id, 0, "1234 567 893", "103tc0700x", "Likes rivers.").await.ok();
    saves(&mut sam, id, 1, "1234567893", "103TC0700X", "Likes rivers.").await.ok();
    let now = seen(&mut una, id).await;
    assert_eq!((now.npi.as_str(), now.taxonomy.as_str(), now.bio.as_str(), now.version), ("1234567893", "103TC0700X", "Likes rivers.", 1));
    saves(&mut una, id, 1, "1993999998", "103TC0700X", "Likes rivers and hills.").await.ok();
    let trail: Vec<_> = stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind == "credentials.changed").collect();
    assert_eq!(trail.len(), 2, "what changes nothing is not told");
    assert_eq!(
        trail[1].2["changes"],
        serde_json::json!([
            { "field": "NPI", "before": "1234567893", "after": "1993999998" },
            { "field": "bio", "before": "13 characters", "after": "23 characters" },
        ])
    );
    assert!(trail.iter().all(|(.., detail)| !detail.to_string().contains("rivers")));
    let page = una.opens(&format!("/team/{id}")).await.text;
    assert!(page.contains("1993999998") && page.contains("103TC0700X, clinical psychologist") && page.contains("Likes rivers and hills."));
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field_and_nothing_is_kept() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let id = me(&mut una).await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let sams = me(&mut sam).await;
    assert!(fault(saves(&mut una, id, 0, "1234567890", "", "").await, "npi").contains("its last digit does not fit"));
    let refused = saves(&mut una, id, 0, "12345", "shrink", &"x".repeat(2001)).await.refused();
    assert!(["npi", "taxonomy", "bio"].iter().all(|field| refused.fault(field).is_some()), "{refused:?}");
    saves(&mut una, id, 0, "1234567893", "", "").await.ok();
    assert_eq!(
        fault(saves(&mut sam, sams, 0, "1234567893", "", "").await, "npi"),
        "Someone else on the team has this NPI. Compare it digit by digit."
    );
    assert!(fault(adds(&mut una, id, ("ZZ", "1"), "2030-01-31").await, "state").contains("Choose"));
    assert!(adds(&mut una, id, ("ME", " "), "2030-02-30").await.refused().fault("expires_on").is_some());
    adds(&mut una, id, ("ME", "LC-20417"), "2030-01-31").await.ok();
    assert_eq!(
        fault(adds(&mut una, id, ("ME", "lc 20417"), "2031-01-31").await, "number"),
        "There is a licence of Maine with this number already."
    );
    adds(&mut una, id, ("NH", "LC-20417"), "2031-01-31").await.ok();
    adds(&mut sam, sams, ("ME", "LC-20417"), "2030-01-31").await.ok();
    let now = seen(&mut una, id).await;
    assert_eq!(now.licences.iter().map(|l| l.name()).collect::<Vec<_>>(), ["ME LC-20417", "NH LC-20417"]);
    let other = now.licences[1].id.to_string();
    assert!(fault(changes(&mut una, &other, "1", ("ME", "LC20417"), "2031-01-31").await, "number").contains("already"));
    assert_eq!(seen(&mut una, id).await, now);
}

#[tokio::test]
async fn a_licence_is_renewed_and_removed_and_that_it_was_stays() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (practice, id) = (una.practice().await, me(&mut una).await);
    adds(&mut una, id, ("ME", "LC-1"), "2020-01-31").await.ok();
    let card = seen(&mut una, id).await;
    assert!(Lapse::on(&card.licences, card.today).is_some());
    let page = una.opens(&format!("/team/{id}")).await.text;
    assert!(page.contains("Expired on Jan 31, 2020") && page.contains(Lapse::words()));
    let licence = card.licences[0].id.to_string();
    changes(&mut una, &licence, "1", ("ME", "LC-1"), "2090-01-31").await.ok();
    assert_eq!(changes(&mut una, &licence, "1", ("ME", "LC-2"), "2091-01-31").await.refused(), AppError::Stale);
    let card = seen(&mut una, id).await;
    assert_eq!((Lapse::on(&card.licences, card.today), card.licences[0].version), (None, 2));
    assert!(!una.opens(&format!("/team/{id}")).await.text.contains(Lapse::words()));
    assert_eq!(una.does::<RemoveLicence>(&[("id", &licence), ("version", "1")]).await.refused(), AppError::Stale);
    una.does::<RemoveLicence>(&[("id", &licence), ("version", "2")]).await.ok();
    assert_eq!(una.does::<RemoveLicence>(&[("id", &licence), ("version", "2")]).await.status, StatusCode::NOT_FOUND);
    assert!(seen(&mut una, id).await.licences.is_empty());
    adds(&mut una, id, ("ME", "LC-1"), "2095-01-31").await.ok();
    let kept: i64 =
        sqlx::query_scalar("select count(*) from licence where practice_id = $1 and removed_at is not null and removed_by = $2")
            .bind(practice)
            .bind(id.0)
            .fetch_one(&mut *stage.inside(practice).await)
            .await
            .expect("a count");
    assert_eq!(kept, 1);
    let trail = stage.trail(practice).await;
    let told = |kind: &str| trail.iter().find(|(k, ..)| k == kind).expect("on record").2.clone();
    assert_eq!(told("credentials.licence_added")["licence"], "ME LC-1");
    assert_eq!(
        told("credentials.licence_changed")["changes"],
        serde_json::json!([{ "field": "expiry", "before": "Jan 31, 2020", "after": "Jan 31, 2090" }])
    );
    assert_eq!(told("credentials.licence_removed")["expires_on"], "Jan 31, 2090");
}

#[tokio::test]
async fn the_days_left_are_counted_where_the_member_works() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let (practice, id) = (una.practice().await, me(&mut una).await);
    for (zone, hours) in [("Pacific/Kiritimati", 14), ("Pacific/Pago_Pago", -11)] {
        stage.behind(practice, &format!("update location set timezone = '{zone}'")).await;
        let there = chrono::Utc::now() + chrono::Duration::hours(hours);
        assert_eq!(seen(&mut una, id).await.today, Day::from(there.date_naive()), "{zone}");
    }
}

#[tokio::test]
async fn others_are_edited_by_whoever_edits_the_team_and_nobody_else() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let unas = me(&mut una).await;
    let mut sam = una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await;
    let sams = me(&mut sam).await;
    adds(&mut una, unas, ("ME", "LC-1"), "2090-01-31").await.ok();
    adds(&mut una, sams, ("ME", "LC-2"), "2090-01-31").await.ok();
    let card = seen(&mut sam, unas).await;
    assert!(card.why_not_edit.as_deref().is_some_and(|why| why.contains("can't edit team members")), "{card:?}");
    let licence = card.licences[0].id.to_string();
    assert_eq!(saves(&mut sam, unas, 0, "1234567893", "", "").await.status, StatusCode::FORBIDDEN);
    assert_eq!(saves(&mut sam, unas, 0, "no NPI", "", "").await.status, StatusCode::FORBIDDEN, "before anything is said of the form");
    assert_eq!(adds(&mut sam, unas, ("ME", "LC-3"), "2090-01-31").await.status, StatusCode::FORBIDDEN);
    assert_eq!(changes(&mut sam, &licence, "1", ("ME", "LC-3"), "2090-01-31").await.status, StatusCode::FORBIDDEN);
    assert_eq!(sam.does::<RemoveLicence>(&[("id", &licence), ("version", "1")]).await.status, StatusCode::FORBIDDEN);
    assert!(!sam.opens(&format!("/team/{unas}")).await.text.contains("Add a licence"));
    assert!(sam.opens(&format!("/team/{sams}")).await.text.contains("Add a licence"));

    stage.behind(practice, &format!("update member set status = 'on_hold' where id = '{sams}'")).await;
    assert_eq!(saves(&mut sam, sams, 0, "1234567893", "", "").await.status, StatusCode::FORBIDDEN, "on hold one reads");
    saves(&mut una, sams, 0, "1234567893", "", "").await.ok();
    stage.behind(practice, &format!("update member set status = 'removed' where id = '{sams}'")).await;
    assert_eq!(saves(&mut una, sams, 1, "", "", "").await.status, StatusCode::FORBIDDEN, "they have left");
    assert_eq!(seen(&mut una, sams).await.why_not_edit.as_deref(), Some("They have left the team."));
    // Whoever comes back, in a new membership, brings their NPI along.
    saves(&mut una, unas, 0, "1234567893", "", "").await.ok();

    let mut ola = stage.practice("Oak Street", "Ola").await;
    let olas = me(&mut ola).await;
    saves(&mut ola, olas, 0, "1234567893", "", "").await.ok();
    assert_eq!(saves(&mut ola, unas, 1, "", "", "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(adds(&mut ola, unas, ("ME", "LC-9"), "2090-01-31").await.status, StatusCode::NOT_FOUND);
    assert_eq!(changes(&mut ola, &licence, "1", ("ME", "LC-9"), "2090-01-31").await.status, StatusCode::NOT_FOUND);
    assert_eq!(ola.does::<RemoveLicence>(&[("id", &licence), ("version", "1")]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn of_what_is_done_at_once_one_is_kept_and_the_others_are_told() {
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let unas = me(&mut una).await;
    let sams = me(&mut una.hires(("Sam", "Okafor"), "sam@maple-grove.example", "Member").await).await;
    let done = |answers: &[Answer]| answers.iter().filter(|a| a.status.is_success() || a.status.is_redirection()).count();

    let browsers = [("first", una.clone()), ("second", una.clone()), ("third", una.clone())];
    let saved = all_at_once(browsers.map(|(bio, mut who)| async move { saves(&mut who, unas, 0, "", "", bio).await }).into_iter()).await;
    assert_eq!((done(&saved), saved.iter().filter(|a| a.status == StatusCode::CONFLICT).count()), (1, 2), "{saved:?}");

    let whose = [(unas, 1, una.clone()), (sams, 0, una.clone())];
    let npis = all_at_once(
        whose.map(|(id, version, mut who)| async move { saves(&mut who, id, version, "1234567893", "", "").await }).into_iter(),
    )
    .await;
    assert_eq!((done(&npis), npis.iter().filter(|a| a.status == StatusCode::UNPROCESSABLE_ENTITY).count()), (1, 1), "{npis:?}");

    let numbers = [("LC-7", una.clone()), ("lc7", una.clone())];
    let added =
        all_at_once(numbers.map(|(number, mut who)| async move { adds(&mut who, sams, ("ME", number), "2090-01-31").await }).into_iter())
            .await;
    assert_eq!((done(&added), added.iter().filter(|a| a.status == StatusCode::UNPROCESSABLE_ENTITY).count()), (1, 1), "{added:?}");
    assert_eq!(seen(&mut una, sams).await.licences.len(), 1);
    let told = stage.trail(practice).await.into_iter().filter(|(kind, ..)| kind.starts_with("credentials.")).count();
    assert_eq!(told, 3);
}

#[tokio::test]
async fn without_javascript_a_fault_stands_in_the_form_it_was_typed_into() {
    use axum::{body::Body, http::Request};
    let stage = Stage::set().await;
    let mut una = stage.practice("Maple Grove", "Una").await;
    let id = me(&mut una).await;
    adds(&mut una, id, ("ME", "LC-1"), "2080-01-31").await.ok();
    adds(&mut una, id, ("NH", "LC-2"), "2090-01-31").await.ok();
    let second = seen(&mut una, id).await.licences[1].id;
    let form = format!("id={second}&version=1&state=ME&number=LC1&title=&expires_on=2090-01-31");
    let request = Request::post(<ChangeLicence as server_fn::ServerFn>::PATH)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "text/html")
        .header("referer", format!("http://caseload.test/team/{id}"))
        .header("sec-fetch-site", "same-origin");
    let back = una.sends(request.body(Body::from(form)).expect("a request")).await;
    let to = back.headers.get("location").and_then(|l| l.to_str().ok()).expect("back to the card").replace("http://caseload.test", "");
    let page = una.opens(&to).await.text;
    assert!(page.contains("There is a licence of Maine with this number already."), "{page}");
    assert_eq!(page.matches("<details open class=\"credentials-form\"").count(), 1, "{page}");
    assert_eq!(page.matches("value=\"LC1\"").count(), 1, "what was typed stands in that form alone");
}
