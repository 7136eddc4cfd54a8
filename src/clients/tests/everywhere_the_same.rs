//! Whatever the practice, whoever asks, and by whichever way: the list, its count, the search, the export, the picker and
//! row-level security alone find the same clients, and they are those a slow and plain reading of the rules says.

use super::super::*;
use super::world::{Client, Member, World};
use crate::base::{ClientId, Token};
use crate::caseload::{ClientChoice, ClientsFound};
use crate::tests::stage::{Person, Stage};
use axum::http::StatusCode;
use sqlx::Executor;
use std::collections::BTreeSet;
use uuid::Uuid;

type Ids = BTreeSet<Uuid>;

async fn found(who: &mut Person<'_>, form: &[(&str, &str)]) -> ClientsFound {
    serde_json::from_value(who.does::<Clients>(form).await.ok()).expect("clients")
}

/// All pages of the list, each client once, in one order.
pub(super) async fn list(who: &mut Person<'_>, form: &[(&str, &str)]) -> Vec<Uuid> {
    let (mut ids, mut after) = (Vec::new(), String::new());
    loop {
        let mut asked = form.to_vec();
        asked.push(("query[after]", &after));
        let page = found(who, &asked).await;
        ids.extend(page.rows.iter().filter_map(|r| r.client()).map(|c| c.id.0));
        match page.next {
            Some(next) => after = next,
            None => {
                assert_eq!(page.figures.shown, ids.len() as i64, "the count is of the list: {form:?}");
                assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "nobody twice: {form:?}");
                return ids;
            }
        }
    }
}

async fn picked(who: &mut Person<'_>, q: &str) -> Vec<Uuid> {
    let picked: Vec<ClientChoice> = serde_json::from_value(who.does::<PickClients>(&[("q", q)]).await.ok()).expect("clients");
    picked.into_iter().map(|ClientChoice { id: ClientId(id), .. }| id).collect()
}

async fn exported(who: &mut Person<'_>, form: &[(&str, &str)]) -> Ids {
    let file = who.posts("/clients/export.csv", form).await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.text);
    let id = |line: &str| line.rsplit(',').next().expect("a cell").parse().expect("an id");
    file.text.lines().skip(1).map(id).collect()
}

/// What row-level security alone shows, of clients and of their words.
async fn bare(stage: &Stage, token: &Token) -> (Ids, Ids) {
    let mut tx = stage.db.pool.begin().await.expect("a transaction");
    let enter = format!("select session_id from access_enter('\\x{}', '0 s')", hex::encode(token.hash()));
    assert_eq!(tx.execute(sqlx::AssertSqlSafe(enter)).await.expect("entered").rows_affected(), 1);
    let clients: Vec<(Uuid,)> = sqlx::query_as("select id from client").fetch_all(&mut *tx).await.expect("clients");
    let words: Vec<(Uuid,)> = sqlx::query_as("select distinct client_id from client_word").fetch_all(&mut *tx).await.expect("words");
    (clients.into_iter().map(|r| r.0).collect(), words.into_iter().map(|r| r.0).collect())
}

pub(super) fn person<'a>(stage: &'a Stage, member: &Member) -> Person<'a> {
    let mut person = stage.visitor();
    person.cookies.insert("session".into(), member.token.text());
    person
}

fn only(world: &World, seen: &Ids, fits: impl Fn(&Client) -> bool) -> Ids {
    seen.iter().copied().filter(|id| fits(world.client(id))).collect()
}

fn set(ids: &[Uuid]) -> Ids {
    ids.iter().copied().collect()
}

/// Every way there is, for whoever sees these clients.
async fn every_way_agrees(world: &World, who: &mut Person<'_>, seen: &Ids, exports: bool) {
    let current = only(world, seen, |c| !c.archived);
    let whole = list(who, &[("query[q]", "")]).await;
    assert_eq!(set(&whole), current, "the list");
    assert_eq!(picked(who, "").await, whole[..whole.len().min(10)], "the picker begins as the list");
    assert_eq!(
        set(&list(who, &[("query[q]", ""), ("query[status]", "archived")]).await),
        only(world, seen, |c| c.archived),
        "the archived"
    );
    for q in ["a", "an", "zo", "li", "brien", "williams", "angstrom", "nobody"] {
        let called = only(world, &current, |c| c.is_called(q));
        let ids = list(who, &[("query[q]", q)]).await;
        assert_eq!(set(&ids), called, "the search for {q}");
        assert_eq!(picked(who, q).await, ids[..ids.len().min(10)], "the picker at {q}");
    }
    let both = only(world, &current, |c| c.is_called("an") && c.is_called("b"));
    assert_eq!(set(&list(who, &[("query[q]", "b an")]).await), both, "two words");
    for location in &world.locations {
        let ids = list(who, &[("query[q]", ""), ("query[location]", &location.to_string())]).await;
        assert_eq!(set(&ids), only(world, &current, |c| c.location == *location), "one location");
    }
    for group in &world.groups {
        let there = |c: &Client| c.groups.contains(&(*group, false));
        let ids = list(who, &[("query[q]", ""), ("query[group]", &group.to_string())]).await;
        assert_eq!(set(&ids), only(world, &current, there), "one group");
        let ids = list(who, &[("query[q]", "a"), ("query[group]", &group.to_string())]).await;
        assert_eq!(set(&ids), only(world, &current, |c| there(c) && c.is_called("a")), "one group and a word");
    }
    let staff = &world.members[0];
    let theirs = only(world, &current, |c| c.assigned.contains(&(staff.id, false)));
    assert_eq!(set(&list(who, &[("query[q]", ""), ("query[staff]", &staff.id.to_string())]).await), theirs, "of one member");
    if exports {
        assert_eq!(exported(who, &[]).await, current, "the export");
        assert_eq!(exported(who, &[("q", "an")]).await, only(world, &current, |c| c.is_called("an")), "the export of a search");
    }
}

/// One practice: everyone in it with their own eyes, then each through another's.
async fn play(stage: &Stage, world: &World) {
    stage.behind(world.practice, &world.sql()).await;
    for member in &world.members {
        let (seen, mut who) = (world.seen_by(member), person(stage, member));
        assert_eq!(bare(stage, &member.token).await, (seen.clone(), seen.clone()), "row-level security alone");
        if member.sees_any() {
            every_way_agrees(world, &mut who, &seen, member.exports()).await;
        } else {
            assert_eq!(who.does::<Clients>(&[("query[q]", "")]).await.status, StatusCode::FORBIDDEN);
        }
    }
    for (viewer, viewed) in world.members.iter().zip(world.members.iter().skip(1)) {
        let (mine, theirs) = (world.seen_by(viewer), world.seen_by(viewed));
        let both: Ids = mine.intersection(&theirs).copied().collect();
        let look = format!("update sign_in_session set viewing_member = '{}' where member_id = '{}'", viewed.id, viewer.id);
        stage.behind(world.practice, &look).await;
        assert_eq!(bare(stage, &viewer.token).await, (both.clone(), both.clone()), "row-level security through another's eyes");
        let mut who = person(stage, viewer);
        if viewer.sees_any() && viewed.sees_any() {
            every_way_agrees(world, &mut who, &both, false).await;
            assert_eq!(who.posts("/clients/export.csv", &[]).await.status, StatusCode::FORBIDDEN, "nothing is exported");
        } else {
            assert_eq!(who.does::<Clients>(&[("query[q]", "")]).await.status, StatusCode::FORBIDDEN);
        }
    }
}

/// Says which practice it was, when something in it was not as it should be.
pub(super) struct Telling(pub u64);

impl Drop for Telling {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the practice of seed {}: SEED={0} plays it alone", self.0);
        }
    }
}

#[tokio::test]
async fn every_way_to_clients_finds_those_one_sees_and_no_other() {
    let stage = Stage::set().await;
    let alone = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds = alone.map_or(1..31, |seed: u64| seed..seed + 1);
    for seed in seeds {
        let _telling = Telling(seed);
        play(&stage, &World::of(seed)).await;
    }
}
