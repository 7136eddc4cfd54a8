//! Whatever the practice, whoever asks, and by whichever way: the list, its count, the search, the export, the picker and
//! row-level security alone find the same clients, and they are those a slow and plain reading of the rules says.

use super::super::*;
use super::world::{Client, Member, World};
use crate::base::{ClientId, Token};
use crate::caseload::{ClientChoice, ClientsFound, Connected, Figures, sum_up};
use crate::tests::stage::{Person, Stage};
use axum::http::StatusCode;
use sqlx::Executor;
use std::collections::BTreeSet;
use uuid::Uuid;

type Ids = BTreeSet<Uuid>;

async fn found(who: &mut Person<'_>, form: &[(&str, &str)]) -> ClientsFound {
    serde_json::from_value(who.does::<Clients>(form).await.ok()).expect("clients")
}

/// All pages of the list, each client once, in one order; and its figures, the same on each page.
pub(super) async fn list(who: &mut Person<'_>, form: &[(&str, &str)]) -> (Vec<Uuid>, Figures) {
    let (mut rows, mut after, mut figures) = (Vec::new(), String::new(), None);
    loop {
        let mut asked = form.to_vec();
        asked.push(("query[after]", &after));
        let page = found(who, &asked).await;
        assert_eq!(*figures.get_or_insert(page.figures), page.figures, "the figures of the next page: {form:?}");
        rows.extend(page.rows);
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    in_order(&rows, form);
    let ids: Vec<Uuid> = rows.iter().filter_map(|r| r.client()).map(|c| c.id.0).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "nobody twice: {form:?}");
    (ids, figures.unwrap_or_default())
}

/// What is shown stands in the order that was asked for.
fn in_order(rows: &[Connected], form: &[(&str, &str)]) {
    let sort = form.iter().find(|(key, _)| *key == "query[sort]").map_or("", |(_, sort)| sort);
    let clients: Vec<_> = rows.iter().filter_map(|r| r.client()).collect();
    let holds = match sort {
        "status" => clients.is_sorted_by_key(|c| c.portal.key()),
        "-status" => clients.iter().rev().is_sorted_by_key(|c| c.portal.key()),
        "staff" => clients.is_sorted_by_key(|c| (c.therapist.is_none(), c.therapist.clone())),
        "-staff" => clients.is_sorted_by_key(|c| (c.therapist.is_none(), std::cmp::Reverse(c.therapist.clone()))),
        "visit" => clients.is_sorted_by_key(|c| c.last_visit),
        "-visit" => clients.iter().rev().is_sorted_by_key(|c| c.last_visit),
        "created" => clients.is_sorted_by_key(|c| c.created_at),
        "-created" => clients.iter().rev().is_sorted_by_key(|c| c.created_at),
        _ => true,
    };
    assert!(holds, "in the order of {sort}");
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

/// Whoever looks, and what they see.
struct Eyes<'a, 'b> {
    world: &'a World,
    who: &'a mut Person<'b>,
    current: Ids,
    turn: usize,
}

impl Eyes<'_, '_> {
    /// The list, its count and its figures are those of whom the model says.
    async fn agrees(&mut self, form: &[(&str, &str)], expected: Ids) -> Vec<Uuid> {
        let mut asked = vec![("query[q]", "")];
        asked.retain(|(key, _)| form.iter().all(|(k, _)| k != key));
        asked.extend_from_slice(form);
        let (ids, figures) = list(self.who, &asked).await;
        assert_eq!(set(&ids), expected, "{form:?}");
        assert_eq!(figures, self.world.figures(&expected), "the figures of {form:?}");
        ids
    }

    fn only(&self, fits: impl Fn(&Client) -> bool) -> Ids {
        only(self.world, &self.current, fits)
    }

    /// One of these, another one each time.
    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        self.turn += 1;
        all[self.turn % all.len()]
    }

    async fn finds_by_words(&mut self) {
        for _ in 0..3 {
            let q = self.one_of(&["a", "an", "zo", "li", "brien", "williams", "angstrom", "nobody"]);
            let called = self.only(|c| c.is_called(q));
            let ids = self.agrees(&[("query[q]", q)], called).await;
            assert_eq!(picked(self.who, q).await, ids[..ids.len().min(10)], "the picker at {q}");
        }
        let both = self.only(|c| c.is_called("an") && c.is_called("b"));
        self.agrees(&[("query[q]", "b an"), ("query[sort]", "-visit")], both).await;
    }

    async fn finds_by_filters(&mut self) {
        let portal = self.one_of(&["none", "provisioned", "activated"]);
        let sort = self.one_of(&["", "-name", "status", "-visit", "created", "staff"]);
        let expected = self.only(|c| c.portal == portal);
        self.agrees(&[("query[status]", portal), ("query[sort]", sort)], expected).await;
        for (recent, fits) in [("new", Client::is_new as fn(&Client) -> bool), ("seen", Client::was_seen)] {
            let expected = self.only(fits);
            self.agrees(&[("query[recent]", recent), ("query[sort]", sort)], expected).await;
        }
        let location = self.one_of(&self.world.locations.clone());
        let text = location.to_string();
        let expected = self.only(|c| c.location == location);
        self.agrees(&[("query[location]", &text)], expected).await;
        let expected = self.only(|c| c.location == location && c.portal == portal && c.was_seen());
        self.agrees(&[("query[location]", &text), ("query[status]", portal), ("query[recent]", "seen")], expected).await;
        let group = self.one_of(&self.world.groups.clone());
        let (text, there) = (group.to_string(), |c: &Client| c.groups.contains(&(group, false)));
        let expected = self.only(there);
        self.agrees(&[("query[group]", &text), ("query[sort]", sort)], expected).await;
        let expected = self.only(|c| there(c) && c.is_called("a"));
        self.agrees(&[("query[q]", "a"), ("query[group]", &text)], expected).await;
        let staff = self.one_of(&self.world.members.iter().map(|m| m.id).collect::<Vec<_>>());
        let text = staff.to_string();
        let expected = self.only(|c| c.assigned.contains(&(staff, false)));
        self.agrees(&[("query[staff]", &text), ("query[sort]", sort)], expected).await;
    }

    /// The team stands among them, for whoever may see it.
    async fn finds_everyone(&mut self) {
        let sort = self.one_of(&["", "-status", "staff", "-staff", "visit", "-created"]);
        let (ids, figures) = list(self.who, &[("query[role]", "everyone"), ("query[sort]", sort)]).await;
        let members = self.world.members.len() as i64;
        let mine = self.world.figures(&self.current);
        assert_eq!(set(&ids), self.current, "everyone");
        assert_eq!(figures, Figures { shown: mine.shown + members, new: mine.new + members, ..mine }, "the figures of everyone");
    }
}

/// Every way there is, for whoever sees these clients.
async fn every_way_agrees(world: &World, who: &mut Person<'_>, seen: &Ids, exports: bool, team: bool, turn: usize) {
    let mut eyes = Eyes { world, who, current: only(world, seen, |c| !c.archived), turn };
    let current = eyes.current.clone();
    let whole = eyes.agrees(&[], current.clone()).await;
    assert_eq!(picked(eyes.who, "").await, whole[..whole.len().min(10)], "the picker begins as the list");
    for _ in 0..3 {
        let sort = eyes.one_of(&["-name", "status", "-status", "staff", "-staff", "visit", "-visit", "created", "-created"]);
        eyes.agrees(&[("query[sort]", sort)], current.clone()).await;
    }
    let sort = eyes.one_of(&["", "-status", "visit", "-created", "staff"]);
    eyes.agrees(&[("query[status]", "archived"), ("query[sort]", sort)], only(world, seen, |c| c.archived)).await;
    eyes.finds_by_words().await;
    eyes.finds_by_filters().await;
    if team {
        eyes.finds_everyone().await;
    }
    if exports {
        assert_eq!(exported(who, &[("sort", "-staff")]).await, current, "the export");
        assert_eq!(exported(who, &[("q", "an")]).await, only(world, &current, |c| c.is_called("an")), "the export of a search");
    }
}

/// One practice: everyone in it with their own eyes, then each through another's.
async fn play(stage: &Stage, world: &World, seed: usize) {
    stage.behind(world.practice, &world.sql()).await;
    if seed.is_multiple_of(2) {
        assert!(sum_up(&stage.db, 1).await.expect("the tally") > 0);
    }
    for (n, member) in world.members.iter().enumerate() {
        let turn = seed * 5 + n;
        let (seen, mut who) = (world.seen_by(member), person(stage, member));
        assert_eq!(bare(stage, &member.token).await, (seen.clone(), seen.clone()), "row-level security alone");
        if member.sees_any() {
            every_way_agrees(world, &mut who, &seen, member.exports(), member.sees_team(), turn).await;
        } else {
            assert_eq!(who.does::<Clients>(&[("query[q]", "")]).await.status, StatusCode::FORBIDDEN);
        }
    }
    for (n, (viewer, viewed)) in world.members.iter().zip(world.members.iter().skip(1)).enumerate() {
        let turn = seed * 5 + n;
        let (mine, theirs) = (world.seen_by(viewer), world.seen_by(viewed));
        let both: Ids = mine.intersection(&theirs).copied().collect();
        let look = format!("update sign_in_session set viewing_member = '{}' where member_id = '{}'", viewed.id, viewer.id);
        stage.behind(world.practice, &look).await;
        assert_eq!(bare(stage, &viewer.token).await, (both.clone(), both.clone()), "row-level security through another's eyes");
        let mut who = person(stage, viewer);
        if viewer.sees_any() && viewed.sees_any() {
            every_way_agrees(world, &mut who, &both, false, viewer.sees_team() && viewed.sees_team(), turn + 3).await;
            assert_eq!(who.posts("/clients/export.csv", &[]).await.status, StatusCode::SEE_OTHER, "nothing is exported");
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
    let seeds = alone.map_or(1..9, |seed: u64| seed..seed + 1);
    for seed in seeds {
        let _telling = Telling(seed);
        play(&stage, &World::of(seed), seed as usize).await;
    }
}
