//! Practices thrown together by dice, each from a seed, and who sees whom in them, worked out slowly and plainly.

use crate::base::Token;
use crate::caseload::Figures;
use std::collections::BTreeSet;
use std::fmt::Write;
use uuid::Uuid;

/// SplitMix64: the same numbers for the same seed, everywhere.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }
    fn one_in(&mut self, n: usize) -> bool {
        self.roll(n) == 0
    }
    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len())]
    }
    fn id(&mut self) -> Uuid {
        Uuid::from_u128((self.roll(usize::MAX) as u128) << 64 | self.roll(usize::MAX) as u128)
    }
}

pub struct Member {
    pub id: Uuid,
    pub account: Uuid,
    pub role: Uuid,
    pub token: Token,
    pub grants: Vec<&'static str>,
    pub off: Vec<&'static str>,
    pub overrides: Vec<&'static str>,
    pub primary: Uuid,
    /// Location, and whether it is over.
    pub others: Vec<(Uuid, bool)>,
    pub groups: Vec<(Uuid, bool)>,
}

pub struct Client {
    pub id: Uuid,
    pub first: &'static str,
    pub last: &'static str,
    pub location: Uuid,
    pub archived: bool,
    /// Member, and whether it is over.
    pub assigned: Vec<(Uuid, bool)>,
    pub groups: Vec<(Uuid, bool)>,
    pub restricted: bool,
    /// Days ago.
    pub created: i64,
    pub visited: Option<i64>,
    pub portal: &'static str,
    /// Was everything else before: other location, other state, archived or not, restricted or not.
    pub changed: bool,
    /// Beside those who have it: member, and whether it is over.
    pub named: Vec<(Uuid, bool)>,
    /// Who held a visit.
    pub seen_by: Vec<Uuid>,
    /// Who sees to it on the Unassigned board, and whether it is over.
    pub unassigned: Option<(Uuid, bool)>,
}

/// One covers for another, from hours to hours from now; the whole caseload, or some clients.
pub struct Cover {
    pub absent: Uuid,
    pub cover: Uuid,
    pub from: i64,
    pub to: i64,
    pub some: Option<Vec<Uuid>>,
}

pub struct Supervises {
    pub supervisor: Uuid,
    pub supervisee: Uuid,
    pub kind: &'static str,
    pub over: bool,
}

pub struct World {
    pub practice: Uuid,
    pub locations: Vec<Uuid>,
    pub groups: Vec<Uuid>,
    pub members: Vec<Member>,
    pub clients: Vec<Client>,
    pub covers: Vec<Cover>,
    pub supervision: Vec<Supervises>,
    /// Switched off, nobody sees anything through it.
    pub supervision_on: bool,
    /// Hours since everything was so: cover comes and goes by the clock alone.
    pub hours: i64,
}

const FIRST: [&str; 10] = ["Zoë", "Ann", "Anna", "Bo", "Per-Åke", "Li", "Mo", "Ana", "Zora", "Will"];
const LAST: [&str; 10] = ["Adams", "Ångström", "Li", "Annesley", "Bo", "Zola", "O’Brien", "Williams", "Moe", "Berg"];
const VIEWS: [&str; 4] = ["clients.view", "clients.view:locations", "clients.view:own", "team.view"];
/// Well within the last thirty days and beyond them, and beyond what the tally keeps.
const DAYS: [i64; 8] = [0, 1, 5, 27, 32, 45, 70, 400];
const OVERRIDES: [&str; 5] = ["+clients.view", "+clients.view:locations", "+clients.view:own", "-clients.view", "-clients.edit"];

impl World {
    pub fn of(seed: u64) -> World {
        let mut dice = Dice(seed);
        let ids = |n: usize, dice: &mut Dice| (0..n).map(|_| dice.id()).collect::<Vec<_>>();
        let (most, crowd) = (1 + dice.roll(4), dice.roll(6));
        let (practice, locations, groups) = (dice.id(), ids(most, &mut dice), ids(1 + dice.roll(3), &mut dice));
        let members: Vec<Member> = (0..4 + dice.roll(3)).map(|_| Member::of(&locations, &groups, &mut dice)).collect();
        // Often more than fit a page.
        let many = if crowd < 2 { 64 } else { 8 + dice.roll(40) };
        let clients: Vec<Client> = (0..many).map(|_| Client::of(&locations, &groups, &members, &mut dice)).collect();
        let covers = covers(&members, &clients, &mut dice);
        let supervision = supervision(&members, &mut dice);
        let supervision_on = !dice.one_in(5);
        World { practice, locations, groups, members, clients, covers, supervision, supervision_on, hours: 0 }
    }

    /// All of it, as statements.
    pub fn sql(&self) -> String {
        let mut s = String::new();
        let p = self.practice;
        let list = |all: &[&str]| format!("'{{{}}}'", all.join(","));
        writeln!(
            s,
            "insert into practice (id, name, originating_member_id, created_at) values ('{p}', 'Random', '{}', now());",
            self.members[0].id
        )
        .ok();
        for (n, l) in self.locations.iter().enumerate() {
            // The last may be archived: its clients are still someone's.
            let archived = if n > 0 && n + 1 == self.locations.len() { "now()" } else { "null" };
            writeln!(s, "insert into location (practice_id, id, name, timezone, created_at, archived_at) values ('{p}', '{l}', 'L{n}', 'Etc/UTC', now(), {archived});").ok();
        }
        for (n, g) in self.groups.iter().enumerate() {
            writeln!(s, "insert into practice_group (practice_id, id, name, created_at) values ('{p}', '{g}', 'G{n}', now());").ok();
        }
        for (n, m) in self.members.iter().enumerate() {
            let (id, account, role, hash) = (m.id, m.account, m.role, hex::encode(m.token.hash()));
            writeln!(
                s,
                "insert into role (practice_id, id, name, grants, off, created_at) values ('{p}', '{role}', 'R{n}', {}, {}, now());",
                list(&m.grants),
                list(&m.off)
            )
            .ok();
            writeln!(s, "insert into member (practice_id, id, account_id, first_name, last_name, email, status, role_id, primary_location_id, overrides, joined_at, changed_at) values ('{p}', '{id}', '{account}', 'M', 'N{n}', '{id}@x.example', 'active', '{role}', '{}', {}, now(), now());", m.primary, list(&m.overrides)).ok();
            writeln!(s, "insert into account (id, email, first_name, last_name, password_hash, practice_id, member_id, created_at) values ('{account}', '{id}@x.example', 'M', 'N{n}', '', '{p}', '{id}', now());").ok();
            writeln!(s, "insert into sign_in_session (token_hash, id, account_id, practice_id, member_id, created_at, last_seen_at, expires_at, confirmed_at) values ('\\x{hash}', gen_random_uuid(), '{account}', '{p}', '{id}', now(), now(), now() + interval '12 hours', now());").ok();
            for (g, over) in &m.groups {
                writeln!(s, "insert into group_member (practice_id, group_id, member_id, since, until) values ('{p}', '{g}', '{id}', now() - interval '1 day', {});", until(*over)).ok();
            }
            for (l, over) in &m.others {
                writeln!(s, "insert into member_location (practice_id, member_id, location_id, since, until) values ('{p}', '{id}', '{l}', now() - interval '1 day', {});", until(*over)).ok();
            }
        }
        // A client may be changed so that whoever arranges this would not see it any more.
        writeln!(s, "alter table client no force row level security; alter table client_word no force row level security;").ok();
        for c in &self.clients {
            let archived = until(c.archived);
            let visited = c.visited.map_or("null".into(), |days| format!("now() - interval '{days} days'"));
            let (id, created) = (c.id, c.created);
            let (place, before, restricted) =
                if c.changed { (self.locations[0], until(!c.archived), !c.restricted) } else { (c.location, archived, c.restricted) };
            writeln!(s, "insert into client (practice_id, id, first_name, last_name, location_id, created_at, archived_at, restricted, portal, last_visit_at)
              values ('{p}', '{id}', '{}', '{}', '{place}', now() - interval '{created} days', {before}, {restricted}, '{}', {});", c.first, c.last,
              if c.changed { "none" } else { c.portal }, if c.changed { "now() - interval '3 days'" } else { &visited }).ok();
            if c.changed {
                writeln!(s, "update client set location_id = '{}', archived_at = {archived}, restricted = {}, portal = '{}', last_visit_at = {visited} where id = '{id}';", c.location, c.restricted, c.portal).ok();
            }
            for (n, (m, over)) in c.assigned.iter().enumerate() {
                writeln!(s, "insert into assignment (practice_id, id, client_id, member_id, \"primary\", since, until) values ('{p}', gen_random_uuid(), '{}', '{m}', {}, now() - interval '1 day', {});", c.id, n == 0, until(*over)).ok();
            }
            for (m, over) in &c.named {
                writeln!(s, "insert into client_named (practice_id, client_id, member_id, since, until) values ('{p}', '{}', '{m}', now() - interval '1 day', {});", c.id, until(*over)).ok();
            }
            for m in &c.seen_by {
                // Of a restricted client whoever arranges this sees no visit, so none would be counted.
                writeln!(s, "insert into client_seen (practice_id, member_id, client_id, visits, last_at) values ('{p}', '{m}', '{}', 1, now() - interval '2 days');", c.id).ok();
            }
            if let Some((m, over)) = c.unassigned {
                writeln!(s, "insert into unassigned (practice_id, id, client_id, owner_id, since, due_at, until) values ('{p}', gen_random_uuid(), '{}', '{m}', now() - interval '1 day', now() + interval '1 day', {});", c.id, until(over)).ok();
            }
            for (g, over) in &c.groups {
                writeln!(s, "insert into group_client (practice_id, group_id, client_id, since, until) values ('{p}', '{g}', '{}', now() - interval '1 day', {});", c.id, until(*over)).ok();
            }
        }
        writeln!(s, "alter table client force row level security; alter table client_word force row level security;").ok();
        for v in &self.covers {
            let id = Uuid::now_v7();
            writeln!(s, "insert into coverage (practice_id, id, absent_id, cover_id, starts_at, ends_at, whole, set_at) values ('{p}', '{id}', '{}', '{}', now() + interval '{} hours', now() + interval '{} hours', {}, now());", v.absent, v.cover, v.from, v.to, v.some.is_none()).ok();
            for c in v.some.iter().flatten() {
                writeln!(s, "insert into coverage_client values ('{p}', '{id}', '{c}');").ok();
            }
        }
        for v in &self.supervision {
            writeln!(s, "insert into supervision (practice_id, id, supervisor_id, supervisee_id, kind, frequency, since, until) values ('{p}', gen_random_uuid(), '{}', '{}', '{}', 'weekly', now() - interval '1 day', {});", v.supervisor, v.supervisee, v.kind, until(v.over)).ok();
        }
        if !self.supervision_on {
            writeln!(s, "update practice set supervision_on = false where id = '{p}';").ok();
        }
        s
    }

    /// Whom a member sees, archived or not.
    pub fn seen_by(&self, member: &Member) -> BTreeSet<Uuid> {
        self.clients.iter().filter(|c| self.sees(member, c)).map(|c| c.id).collect()
    }

    /// The rules, read aloud.
    fn sees(&self, member: &Member, client: &Client) -> bool {
        let views = member.views();
        if !member.sees_any() {
            return false;
        }
        if self.by_name(member, client) {
            return true;
        }
        if client.restricted {
            return false;
        }
        if views.contains(&"clients.view") {
            return true;
        }
        let in_a_group = member.groups.iter().any(|(g, over)| !over && client.groups.contains(&(*g, false)));
        let there = client.location == member.primary || member.others.iter().any(|(l, over)| *l == client.location && !over);
        in_a_group || (views.contains(&"clients.view:locations") && there)
    }

    fn by_name(&self, member: &Member, client: &Client) -> bool {
        let has = |who: Uuid| client.assigned.contains(&(who, false));
        let covers = self.covers.iter().any(|v| {
            let now = v.from <= self.hours && v.to > self.hours;
            v.cover == member.id && now && has(v.absent) && v.some.as_ref().is_none_or(|some| some.contains(&client.id))
        });
        let supervises = self.supervision.iter().any(|v| {
            let theirs = has(v.supervisee) || client.seen_by.contains(&v.supervisee);
            self.supervision_on && v.supervisor == member.id && !v.over && v.kind != "administrative" && theirs
        });
        has(member.id)
            || covers
            || supervises
            || client.named.contains(&(member.id, false))
            || client.unassigned == Some((member.id, false))
    }

    /// The figures of these clients.
    pub fn figures(&self, ids: &BTreeSet<Uuid>) -> Figures {
        let count = |fits: &dyn Fn(&Client) -> bool| ids.iter().filter(|id| fits(self.client(id))).count() as i64;
        Figures { shown: ids.len() as i64, clients: ids.len() as i64, new: count(&Client::is_new), seen: count(&Client::was_seen) }
    }

    pub fn client(&self, id: &Uuid) -> &Client {
        self.clients.iter().find(|c| c.id == *id).expect("a client of this practice")
    }
}

fn ids_of(members: &[Member]) -> Vec<Uuid> {
    members.iter().map(|m| m.id).collect()
}

/// Every so many-th of these, and whether it is over.
fn some_of(all: &[Uuid], every: usize, dice: &mut Dice) -> Vec<(Uuid, bool)> {
    let mut chosen = Vec::new();
    for one in all {
        if dice.one_in(every) {
            chosen.push((*one, dice.one_in(4)));
        }
    }
    chosen
}

/// Past, present and to come.
fn covers(members: &[Member], clients: &[Client], dice: &mut Dice) -> Vec<Cover> {
    let mut covers = Vec::new();
    for absent in members {
        let cover = dice.of(&ids_of(members));
        if cover == absent.id || dice.one_in(2) {
            continue;
        }
        let (from, length) = (dice.roll(96) as i64 - 72, 1 + dice.roll(72) as i64);
        let some = dice.one_in(2).then(|| clients.iter().filter(|_| dice.one_in(3)).map(|c| c.id).collect());
        covers.push(Cover { absent: absent.id, cover, from, to: from + length, some });
    }
    covers
}

/// Those further up the list supervise those further down: no circles.
fn supervision(members: &[Member], dice: &mut Dice) -> Vec<Supervises> {
    let mut all = Vec::new();
    for (n, supervisee) in members.iter().enumerate().skip(1) {
        if dice.one_in(2) {
            let kind = dice.of(&["clinical", "administrative", "both"]);
            all.push(Supervises { supervisor: members[dice.roll(n)].id, supervisee: supervisee.id, kind, over: dice.one_in(4) });
        }
    }
    all
}

fn until(over: bool) -> &'static str {
    if over { "now()" } else { "null" }
}

impl Member {
    fn of(locations: &[Uuid], groups: &[Uuid], dice: &mut Dice) -> Member {
        let primary = dice.of(locations);
        let others = locations.iter().filter(|l| **l != primary && dice.one_in(3)).copied().collect::<Vec<_>>();
        Member {
            id: dice.id(),
            account: dice.id(),
            role: dice.id(),
            token: Token::new(),
            grants: if dice.one_in(2) {
                vec![dice.of(&VIEWS), "clients.export", "team.view"]
            } else {
                vec![dice.of(&VIEWS), "clients.export"]
            },
            off: if dice.one_in(8) { vec!["clients"] } else { Vec::new() },
            overrides: if dice.one_in(4) { vec![dice.of(&OVERRIDES)] } else { Vec::new() },
            primary,
            others: others.into_iter().map(|l| (l, dice.one_in(3))).collect(),
            groups: some_of(groups, 4, dice),
        }
    }

    /// As one would say it: the role's grants without what is switched off or withheld, and what was given beside them.
    fn views(&self) -> Vec<&str> {
        let mut held: Vec<&str> = Vec::new();
        for grant in &self.grants {
            let (module, permission) = (grant.split('.').next().unwrap_or(""), grant.split(':').next().unwrap_or(""));
            if !self.off.contains(&module) && !self.overrides.contains(&format!("-{permission}").as_str()) {
                held.push(grant);
            }
        }
        held.extend(self.overrides.iter().filter_map(|o| o.strip_prefix('+')));
        held
    }

    pub fn sees_any(&self) -> bool {
        self.views().iter().any(|g| g.starts_with("clients.view"))
    }

    pub fn sees_team(&self) -> bool {
        self.views().contains(&"team.view")
    }

    pub fn exports(&self) -> bool {
        self.sees_any() && self.views().contains(&"clients.export")
    }
}

impl Client {
    fn of(locations: &[Uuid], groups: &[Uuid], members: &[Member], dice: &mut Dice) -> Client {
        Client {
            id: dice.id(),
            first: dice.of(&FIRST),
            last: dice.of(&LAST),
            location: dice.of(locations),
            archived: dice.one_in(9),
            assigned: some_of(&ids_of(members), 4, dice),
            groups: some_of(groups, 3, dice),
            restricted: dice.one_in(6),
            created: dice.of(&DAYS),
            visited: (!dice.one_in(3)).then(|| dice.of(&DAYS)),
            portal: dice.of(&["none", "provisioned", "activated"]),
            changed: dice.one_in(3),
            named: some_of(&ids_of(members), 10, dice),
            seen_by: some_of(&ids_of(members), 6, dice).into_iter().map(|(m, _)| m).collect(),
            unassigned: dice.one_in(12).then(|| (dice.of(&ids_of(members)), dice.one_in(2))),
        }
    }

    pub fn is_new(&self) -> bool {
        self.created < 30
    }

    pub fn was_seen(&self) -> bool {
        self.visited.is_some_and(|days| days < 30)
    }

    /// The words of the name, without accents.
    pub fn words(&self) -> Vec<String> {
        let plain = |c: char| match c {
            'ë' => 'e',
            'å' => 'a',
            'ö' => 'o',
            c => c,
        };
        let name = format!("{} {}", self.first, self.last).to_lowercase();
        name.split([' ', '-', '’']).map(|w| w.chars().map(plain).collect()).collect()
    }

    pub fn is_called(&self, beginning: &str) -> bool {
        self.words().iter().any(|w| w.starts_with(beginning))
    }
}
