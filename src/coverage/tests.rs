//! Stories of cover: it begins and ends by the clock alone, and with the membership.

use super::*;
use crate::access::{Scope, Sight};
use crate::base::{AppError, ClientId, MemberId, Moment, Token};
use crate::caseload;
use crate::tests::stage::{Answer, Person as Someone, Stage, all_at_once};
use chrono::{DateTime, Duration, Utc};
use sqlx::Executor;
use uuid::Uuid;

const ZONE: chrono_tz::Tz = chrono_tz::America::New_York;

/// Una runs the practice; Ben has three clients, one of them restricted; Cas and Dee see their own caseload alone.
struct Scene<'a> {
    stage: &'a Stage,
    una: Someone<'a>,
    ben: (Someone<'a>, MemberId),
    cas: (Someone<'a>, MemberId),
    dee: (Someone<'a>, MemberId),
    practice: Uuid,
}

async fn scene(stage: &Stage) -> Scene<'_> {
    let mut una = stage.practice("Maple Grove", "Una").await;
    let practice = una.practice().await;
    let mut hired = Vec::new();
    for first in ["Ben", "Cas", "Dee"] {
        let email = format!("{}@maple-grove.example", first.to_lowercase());
        let mut person = una.hires((first, "Okafor"), &email, "Provider").await;
        let id = person.me().await.expect("signed in").member.expect("a member").0.member;
        hired.push((person, id));
    }
    let (dee, cas, ben) = (hired.pop().expect("Dee"), hired.pop().expect("Cas"), hired.pop().expect("Ben"));
    let mut tx = stage.inside(practice).await;
    for first in ["Ann", "Bo", "Rea"] {
        let id = Uuid::now_v7();
        let sql = format!(
            "insert into client (practice_id, id, first_name, last_name, location_id, created_at, restricted)
               values (app_practice(), '{id}', '{first}', 'Berg', (select id from location), now() - interval '1 day', {});
             insert into assignment (practice_id, id, client_id, member_id, \"primary\", since)
               values (app_practice(), gen_random_uuid(), '{id}', '{}', true, now() - interval '1 day');",
            first == "Rea",
            ben.1
        );
        tx.execute(sqlx::AssertSqlSafe(sql)).await.expect("arranged");
    }
    tx.commit().await.expect("kept");
    Scene { stage, una, ben, cas, dee, practice }
}

impl Scene<'_> {
    fn now(&self) -> DateTime<Utc> {
        Utc::now() + Duration::seconds(self.stage.db.clock.ahead())
    }

    /// Typed by the clock of the practice's only location; whole minutes.
    fn typed(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&ZONE).format("%Y-%m-%dT%H:%M").to_string()
    }

    /// The next full minute that is at least so far off.
    fn minute(&self, ahead: Duration) -> DateTime<Utc> {
        let at = self.now() + ahead + Duration::seconds(59);
        DateTime::from_timestamp(at.timestamp() / 60 * 60, 0).expect("a minute")
    }

    /// Just before a moment, or just after.
    fn go(&self, to: DateTime<Utc>, after: i64) {
        self.stage.later(to - self.now() + Duration::seconds(after));
    }
}

async fn lends(who: &mut Someone<'_>, form: (MemberId, MemberId), from: &str, to: &str) -> Answer {
    let (absent, cover) = (form.0.to_string(), form.1.to_string());
    let form = [("absent", absent.as_str()), ("cover", &cover), ("starts", from), ("ends", to), ("lent", "whole"), ("reason", "Leave")];
    who.does::<SetCover>(&form).await
}

async fn seen(who: &mut Someone<'_>) -> CoversSeen {
    serde_json::from_value(who.does::<Covers>(&[]).await.ok()).expect("covers")
}

/// By every way: list, search, picker, the facts of one record, and row-level security alone. All must agree.
async fn sees(stage: &Stage, who: &mut Someone<'_>) -> Vec<String> {
    use crate::clients::{Clients, PickClients};
    let names = |rows: &serde_json::Value, first: &str| {
        rows.as_array()
            .expect("rows")
            .iter()
            .map(|r| r.get("Client").unwrap_or(r)[first].as_str().expect("a name").split(' ').next().unwrap_or_default().to_string())
            .collect::<Vec<_>>()
    };
    let list = who.does::<Clients>(&[("query[q]", "")]).await.ok();
    let whole = names(&list["rows"], "first_name");
    assert_eq!(list["figures"]["shown"].as_u64(), Some(whole.len() as u64), "the count");
    let search = who.does::<Clients>(&[("query[q]", "berg")]).await.ok();
    assert_eq!(names(&search["rows"], "first_name"), whole, "the search");
    assert_eq!(names(&who.does::<PickClients>(&[("q", "be")]).await.ok(), "name"), whole, "the picker");
    let token = Token::parse(&who.cookies["session"]).expect("a token");
    let mut tx = stage.db.pool.begin().await.expect("a transaction");
    let enter = format!("select practice_id from access_enter('\\x{}', '{}')", hex::encode(token.hash()), stage.db.clock.interval());
    let practice: (Uuid,) = sqlx::query_as(sqlx::AssertSqlSafe(enter)).fetch_one(&mut *tx).await.expect("entered");
    let bare: Vec<(Uuid, String)> =
        sqlx::query_as("select id, first_name from client order by sort_key").fetch_all(&mut *tx).await.expect("clients");
    assert_eq!(bare.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>(), whole, "row-level security");
    let sight = Sight::own(Some(Scope::OwnCaseload));
    for (id, name) in &bare {
        let looked = caseload::facts(&mut tx, crate::base::PracticeId(practice.0), sight, ClientId(*id)).await.expect("a record");
        assert!(looked.facts.own && looked.name.starts_with(name.as_str()), "a record that is covered is one's own");
    }
    whole
}

#[tokio::test]
async fn cover_begins_and_ends_on_the_minute_though_nothing_runs_for_it() {
    let stage = Stage::set().await;
    let mut all = scene(&stage).await;
    let (from, to) = (all.minute(Duration::minutes(8)), all.minute(Duration::minutes(16)));
    let (starts, ends) = (all.typed(from), all.typed(to));
    let (ben, cas) = (all.ben.1, all.cas.1);
    lends(&mut all.una, (ben, cas), &starts, &ends).await.ok();
    let page = seen(&mut all.una).await;
    assert_eq!((page.now.len(), page.coming.len(), page.past.len()), (0, 1, 0));
    assert_eq!((page.coming[0].starts_at, page.coming[0].ends_at), (Moment::from(from), Moment::from(to)));
    assert!(sees(&stage, &mut all.cas.0).await.is_empty(), "not yet");
    all.go(from, -20);
    assert!(sees(&stage, &mut all.cas.0).await.is_empty(), "not a moment before");
    all.go(from, 1);
    assert_eq!(sees(&stage, &mut all.cas.0).await, ["Ann", "Bo", "Rea"], "from the minute on, the restricted one too");
    assert!(sees(&stage, &mut all.dee.0).await.is_empty(), "nobody else");
    assert_eq!(sees(&stage, &mut all.ben.0).await.len(), 3, "the absent one keeps them");
    assert_eq!(seen(&mut all.una).await.now.len(), 1);
    all.go(to, -20);
    assert_eq!(sees(&stage, &mut all.cas.0).await.len(), 3);
    all.go(to, 1);
    assert!(sees(&stage, &mut all.cas.0).await.is_empty(), "on the minute");
    let page = seen(&mut all.una).await;
    assert_eq!((page.now.len(), page.past.len()), (0, 1));
    let trail = stage.trail(all.practice).await;
    let set = trail.iter().find(|(kind, ..)| kind == "coverage.set").expect("on record");
    assert_eq!((set.2["by"].as_str(), set.2["reason"].as_str(), set.2["clients"].as_i64()), (Some("Cas Okafor"), Some("Leave"), None));
}

#[tokio::test]
async fn chosen_clients_alone_are_lent_and_both_are_told() {
    let stage = Stage::set().await;
    let mut all = scene(&stage).await;
    let (ben, cas) = (all.ben.1.to_string(), all.cas.1.to_string());
    let lending: Lending = serde_json::from_value(all.una.does::<ToLend>(&[("whose", &ben)]).await.ok()).expect("what can be lent");
    let Lending::Of(lendable) = lending else { panic!("of Ben") };
    // Una sees the whole practice, but not who is restricted.
    assert_eq!(lendable.clients.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["Ann Berg", "Bo Berg"]);
    assert!(lendable.covers.iter().all(|c| c.id != all.ben.1) && lendable.zone == "America/New_York");
    let ends = all.typed(all.minute(Duration::hours(3)));
    let (ann, stranger) = (lendable.clients[0].id.to_string(), Uuid::now_v7().to_string());
    let mut form = vec![("absent", ben.as_str()), ("cover", &cas), ("starts", ""), ("ends", &ends), ("lent", "some"), ("reason", "")];
    let none = all.una.does::<SetCover>(&form).await.refused();
    assert!(none.fault("clients").expect("a fault").contains("Choose the clients"));
    form.push(("clients[]", &stranger));
    let other = all.una.does::<SetCover>(&form).await.refused();
    assert!(other.fault("clients").expect("a fault").contains("not Ben Okafor’s"));
    form.pop();
    form.push(("clients[]", &ann));
    all.una.does::<SetCover>(&form).await.ok();
    assert_eq!(sees(&stage, &mut all.cas.0).await, ["Ann"]);
    let mut tx = stage.inside(all.practice).await;
    let told: Vec<(Uuid, String, i32)> =
        sqlx::query_as("select member_id, kind, many from notice order by kind").fetch_all(&mut *tx).await.expect("notices");
    assert_eq!(told, [(all.cas.1.0, "covers".to_string(), 1), (all.ben.1.0, "is_covered".to_string(), 1)]);
}

#[tokio::test]
async fn a_cover_is_moved_and_ended_by_whoever_looked_at_it_as_it_is() {
    let stage = Stage::set().await;
    let mut all = scene(&stage).await;
    let (ben, cas) = (all.ben.1, all.cas.1);
    let (soon, later) = (all.typed(all.minute(Duration::minutes(5))), all.typed(all.minute(Duration::minutes(30))));
    lends(&mut all.una, (ben, cas), "", &later).await.ok();
    let cover = seen(&mut all.una).await.now.remove(0);
    let id = cover.id.to_string();
    assert_eq!(cover.ends_local, later);
    let past = all.typed(all.now() - Duration::hours(2));
    assert!(all.una.does::<MoveCoverEnd>(&[("id", &id), ("version", "1"), ("ends", &past)]).await.refused().fault("ends").is_some());
    all.una.does::<MoveCoverEnd>(&[("id", &id), ("version", "1"), ("ends", &soon)]).await.ok();
    assert_eq!(all.una.does::<MoveCoverEnd>(&[("id", &id), ("version", "1"), ("ends", &later)]).await.refused(), AppError::Stale);
    assert_eq!(all.una.does::<EndCover>(&[("id", &id), ("version", "1")]).await.refused(), AppError::Stale);
    assert_eq!(sees(&stage, &mut all.cas.0).await.len(), 3);
    all.una.does::<EndCover>(&[("id", &id), ("version", "2")]).await.ok();
    assert!(sees(&stage, &mut all.cas.0).await.is_empty(), "at once");
    assert_eq!(all.una.does::<EndCover>(&[("id", &id), ("version", "3")]).await.refused(), AppError::Stale, "it is over");
    let over = seen(&mut all.una).await.past.remove(0);
    assert!(over.ended_early && over.ends_local.is_empty());
    // One that has not begun is called off, and nothing of it is left to come.
    lends(&mut all.una, (ben, cas), &soon, &later).await.ok();
    let coming = seen(&mut all.una).await.coming.remove(0);
    all.una.does::<EndCover>(&[("id", &coming.id.to_string()), ("version", "1")]).await.ok();
    let page = seen(&mut all.una).await;
    assert!(page.coming.is_empty() && page.past.iter().any(Cover::called_off));
    let kinds: Vec<String> =
        stage.trail(all.practice).await.into_iter().map(|(kind, ..)| kind).filter(|k| k.starts_with("coverage")).collect();
    assert_eq!(kinds, ["coverage.set", "coverage.changed", "coverage.ended", "coverage.set", "coverage.ended"]);
    let mut ola = stage.practice("Oak Street", "Ola").await;
    assert_eq!(ola.does::<EndCover>(&[("id", &id), ("version", "3")]).await.refused(), AppError::NotFound);
    assert_eq!(lends(&mut ola, (ben, cas), "", &later).await.refused(), AppError::NotFound);
}

#[tokio::test]
async fn what_can_not_be_lent_is_told_at_its_field() {
    let stage = Stage::set().await;
    let mut all = scene(&stage).await;
    let (ben, cas, dee) = (all.ben.1, all.cas.1, all.dee.1);
    let (now, ends) = (all.typed(all.now()), all.typed(all.minute(Duration::hours(5))));
    let fault = |answer: Answer, field: &str| answer.refused().fault(field).unwrap_or_else(|| panic!("a fault at {field}"));
    assert!(fault(lends(&mut all.una, (ben, ben), "", &ends).await, "cover").contains("covers for themselves"));
    assert!(fault(lends(&mut all.una, (ben, cas), "2020-01-01T09:00", &ends).await, "starts").contains("in the past"));
    assert!(fault(lends(&mut all.una, (ben, cas), "", "soon").await, "ends").contains("a date and a time"));
    assert!(fault(lends(&mut all.una, (ben, cas), &ends, &now).await, "ends").contains("after the beginning"));
    assert!(fault(lends(&mut all.una, (ben, cas), "", "2099-01-01T09:00").await, "ends").contains("two years"));
    stage.behind(all.practice, &format!("update member set status = 'suspended', changed_at = now() where id = '{dee}'")).await;
    assert!(fault(lends(&mut all.una, (ben, dee), "", &ends).await, "cover").contains("Dee Okafor is suspended"));
    lends(&mut all.una, (ben, cas), "", &ends).await.ok();
    let twice = fault(lends(&mut all.una, (ben, cas), "", &ends).await, "starts");
    assert!(twice.contains("covers for Ben Okafor already") && twice.contains("Change the end"), "{twice}");
    // Whoever may not edit the team lends their own caseload alone.
    assert!(matches!(lends(&mut all.cas.0, (ben, cas), "", &ends).await.refused(), AppError::Denied(_)));
    let own = all.ben.0.does::<ToLend>(&[]).await.ok();
    assert_eq!(own["Of"]["own"], serde_json::Value::Bool(true));
    // It is written down as the answer leaves, and nobody waits for it.
    let noted = async {
        while !stage.trail(all.practice).await.iter().any(|(kind, ..)| kind == "access.refused") {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(5), noted).await.expect("the refusal is on record");
}

#[tokio::test]
async fn of_two_who_set_the_same_cover_at_once_one_is_told() {
    let stage = Stage::set().await;
    let mut all = scene(&stage).await;
    let (ben, cas) = (all.ben.1, all.cas.1);
    let ends = all.typed(all.minute(Duration::hours(5)));
    let mut hands: Vec<Someone<'_>> = (0..4).map(|_| all.una.clone()).collect();
    let answers = all_at_once(hands.iter_mut().map(|hand| lends(hand, (ben, cas), "", &ends))).await;
    let kept = answers.iter().filter(|a| a.status.is_success() || a.status.is_redirection()).count();
    assert_eq!(kept, 1, "{:?}", answers.iter().map(|a| &a.text).collect::<Vec<_>>());
    assert_eq!(seen(&mut all.una).await.now.len(), 1);
}

#[tokio::test]
async fn gaps_are_flagged_where_nobody_covers() {
    let stage = Stage::set().await;
    let mut all = scene(&stage).await;
    let (ben, cas, dee) = (all.ben.1, all.cas.1, all.dee.1);
    assert!(seen(&mut all.una).await.gaps.is_empty());
    stage.behind(all.practice, &format!("update member set status = 'on_hold', changed_at = now() where id = '{ben}'")).await;
    let gaps = seen(&mut all.una).await.gaps;
    let [Gap::Nobody { absent, standing, clients, may: true }] = &gaps[..] else { panic!("{gaps:?}") };
    // The restricted one is out of Una's sight, and not counted.
    assert_eq!((absent.name.as_str(), standing.as_str(), *clients), ("Ben Okafor", "on hold", 2));
    let times: Vec<String> = [1, 2, 3].into_iter().map(|h| all.typed(all.minute(Duration::hours(h)))).collect();
    lends(&mut all.una, (ben, cas), "", &times[0]).await.ok();
    assert!(seen(&mut all.una).await.gaps.is_empty());
    lends(&mut all.una, (ben, dee), &times[1], &times[2]).await.ok();
    let gaps = seen(&mut all.una).await.gaps;
    assert!(matches!(&gaps[..], [Gap::Between { absent, .. }] if absent.id == ben), "{gaps:?}");
    stage.behind(all.practice, &format!("update member set status = 'inactive', changed_at = now() where id = '{dee}'")).await;
    let gaps = seen(&mut all.una).await.gaps;
    assert!(gaps.iter().any(|g| matches!(g, Gap::Away { why, .. } if why == "Dee Okafor is inactive")), "{gaps:?}");
    let page = all.una.opens("/coverage").await.text;
    assert!(page.contains("nobody covers for") && page.contains("Dee Okafor is inactive"), "{page}");
}

#[tokio::test]
async fn cover_ends_with_the_membership_of_either() {
    let stage = Stage::set().await;
    let mut all = scene(&stage).await;
    let (ben, cas, dee) = (all.ben.1, all.cas.1, all.dee.1);
    let times: Vec<String> = [2, 4].into_iter().map(|h| all.typed(all.minute(Duration::hours(h)))).collect();
    lends(&mut all.una, (ben, cas), "", &times[0]).await.ok();
    lends(&mut all.una, (cas, dee), &times[0], &times[1]).await.ok();
    stage
        .behind(all.practice, &format!("update member set status = 'removed', left_at = now(), changed_at = now() where id = '{cas}'"))
        .await;
    let page = seen(&mut all.una).await;
    assert!(page.now.is_empty() && page.coming.is_empty() && page.past.len() == 2, "{page:?}");
    let card: MemberCovers =
        serde_json::from_value(all.una.does::<CoversOfMember>(&[("member", &ben.to_string())]).await.ok()).expect("covers");
    assert!(card.covers.is_empty() && card.why_not_lend.is_none());
    let left: MemberCovers =
        serde_json::from_value(all.una.does::<CoversOfMember>(&[("member", &cas.to_string())]).await.ok()).expect("covers");
    assert_eq!(left.why_not_lend.as_deref(), Some("Cas Okafor is not on the team."));
    assert!(matches!(lends(&mut all.una, (cas, dee), "", &times[1]).await.refused(), AppError::Denied(_)));
}

#[tokio::test]
async fn whoever_leaves_takes_no_cover_with_them_and_each_end_is_on_record() {
    use crate::access::{Asking, OpenAction, open_at};
    let stage = Stage::set().await;
    let mut all = scene(&stage).await;
    let (ben, cas, dee) = (all.ben.1, all.cas.1, all.dee.1);
    let times: Vec<String> = [2, 4].into_iter().map(|h| all.typed(all.minute(Duration::hours(h)))).collect();
    lends(&mut all.una, (ben, cas), "", &times[0]).await.ok();
    lends(&mut all.una, (cas, dee), &times[0], &times[1]).await.ok();
    lends(&mut all.una, (ben, dee), &times[0], &times[1]).await.ok();
    let mut permit = open_at(&stage.db, Asking::default(), OpenAction::AnswerInvitation).await.expect("a permit");
    permit.stand_in(crate::base::PracticeId(all.practice), None).await.expect("in the practice");
    assert_eq!(end_for(&mut permit, cas).await.expect("ended"), 2);
    permit.commit_unrecorded().await.expect("kept");
    let page = seen(&mut all.una).await;
    assert_eq!((page.now.len(), page.coming.len(), page.past.len()), (0, 1, 2), "Dee still covers for Ben");
    assert!(sees(&stage, &mut all.cas.0).await.is_empty());
    let ended = stage.trail(all.practice).await.into_iter().filter(|(kind, ..)| kind == "coverage.ended").count();
    assert_eq!(ended, 2);
}

#[tokio::test]
async fn the_form_says_whose_clock_counts_and_works_for_ones_own() {
    let stage = Stage::set().await;
    let mut all = scene(&stage).await;
    let choose = all.una.opens("/coverage/new").await.text;
    assert!(choose.contains("Who will be away") && choose.contains("Ben Okafor (3 clients)"), "{choose}");
    let form = all.ben.0.opens("/coverage/new").await.text;
    assert!(
        form.contains("This lends your caseload.")
            && form.contains("(America/New York)")
            && form.contains("Rea Berg")
            && form.contains("Restricted"),
        "{form}"
    );
    let card = all.una.opens(&format!("/team/{}", all.ben.1)).await.text;
    assert!(card.contains(&format!("/coverage/new?member={}", all.ben.1)), "{card}");
}
