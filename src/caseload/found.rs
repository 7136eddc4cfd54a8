//! How the clients of a page are found, and how they are counted: by ids in an index first, whatever is asked and in
//! whichever order. Each statement is good with one plan for all values; $1 is the practice, `q` what is typed.

use super::list::Asked;
use super::place::{Place, after, nobody, ordered};
use super::query::{Order, Sorted};
use super::visible::{Columns, by_name_or_group, visible};
use crate::access::{Scope, Sight};
use sqlx::{Postgres, QueryBuilder};

type Sql = QueryBuilder<Postgres>;

/// When someone was last seen; whoever never was stands before the first. The indexes (0070) say it so too.
pub const LAST_VISIT: &str = "coalesce(c.last_visit_at, '-infinity'::timestamptz)";
/// The beginning of the last thirty days: today, and the 29 before it.
pub const SINCE: &str = "(select (date_trunc('day', app_now() at time zone 'utc') - interval '29 days') at time zone 'utc')";

/// The ways to find a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// By the beginnings of words, which know the names' order too: all of them, sorted then.
    Words,
    /// Along an index of the whole practice, or of one location.
    Along,
    /// Along an index of each location one sees, and among those one has to do with.
    Locations,
    /// All of a few, sorted then.
    Few,
}

/// What of the order by therapists is looked for: clients of someone, or of nobody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    Whole,
    Led,
    Unled,
}

impl Shape {
    /// Finding a page is reading them all.
    pub fn counts(self) -> bool {
        matches!(self, Shape::Few | Shape::Words)
    }

    pub fn of(asked: Asked<'_>) -> Shape {
        let q = asked.query;
        let own = |reach: Option<Scope>| !matches!(reach, Some(Scope::WholePractice | Scope::OwnLocations));
        let few = own(asked.sight.reach) || (asked.sight.viewing() && own(asked.sight.viewer)) || q.staff.is_some() || q.group.is_some();
        let plain = q.portal().is_none() && q.recent.is_empty() && q.sorted().by == Order::Name;
        match (few, asked.types()) {
            (false, true) if plain => Shape::Words,
            (true, _) | (_, true) => Shape::Few,
            _ if asked.sight == Sight::own(Some(Scope::OwnLocations)) && !q.archived() => Shape::Locations,
            _ => Shape::Along,
        }
    }
}

/// Before the statement: what is typed, as words.
pub fn typed(sql: &mut Sql, asked: Asked<'_>) {
    let typed: String = asked.query.q.chars().filter(|c| !c.is_control()).take(100).collect();
    sql.push("with q as materialized (select ").push_bind(asked.practice.0).push("::uuid as practice, words_of(");
    sql.push_bind(typed).push(") as w)");
}

/// Before a statement that uses `found`: what is typed, and those of a few, who are read once, counted, sorted, and shown.
/// Whom one has to do with by name is found out once for them: of a supervisor's thousands each time costs milliseconds.
pub fn opening(sql: &mut Sql, asked: Asked<'_>) {
    typed(sql, asked);
    match Shape::of(asked) {
        Shape::Few => {
            sql.push(", named as materialized (select n.client_id from clients_by_name(app_member()) n), few as materialized (select ");
            sql.push(SHOWN).push(" from client c where c.practice_id = $1");
            visible(sql, asked.sight, Columns::KEPT);
            filtered(sql, asked, Columns::KEPT);
            sql.push(")");
        }
        Shape::Words => {
            sql.push(", few as materialized (select distinct w.client_id as id, w.sort_key, w.created_at, w.last_visit_at");
            of_words(sql, asked);
            sql.push(")");
        }
        Shape::Along | Shape::Locations => {}
    }
}

/// Of `client`, what a row shows; the id first, for it follows the keys in every order.
pub const SHOWN: &str = "c.id, c.first_name, c.last_name, c.preferred_name, c.location_id, c.portal, c.sort_key, c.last_visit_at, c.created_at, c.archived_at, c.restricted";

/// The places and ids of a page: columns k1 … and id; of a few, everything a row shows as well.
pub fn found(sql: &mut Sql, asked: Asked<'_>, place: Option<&Place>, part: Part, limit: i64) {
    let sorted = asked.query.sorted();
    match (Shape::of(asked), sorted.by) {
        (Shape::Few, Order::Staff) => {
            let none = nobody(sorted);
            let (name, id) = (format!("coalesce(t.name, '{none}' collate \"C\")"), format!("coalesce(t.id, '{NIL}')"));
            let columns = [name.as_str(), id.as_str(), "c.sort_key", "c.id"];
            sql.push(format!(" select {name} as k1, {id} as k2, c.sort_key as k3, c.* from few c left join lateral ("));
            sql.push(PRIMARY).push(") t on true where true");
            after(sql, place, sorted, &columns);
            sql.push(ends(columns.len(), sorted, limit));
        }
        (_, Order::Staff) if part == Part::Unled => {
            let none = nobody(sorted);
            sql.push(format!(" select '{none}' collate \"C\" as k1, '{NIL}'::uuid as k2, c.sort_key as k3, c.id from client c where c.practice_id = $1
              and not exists (select from assignment a where a.practice_id = $1 and a.client_id = c.id and a.until is null and a.\"primary\")"));
            narrowed(sql, asked);
            let place = place.filter(|place| place.is_led_by_nobody());
            let names = place.map(|place| Place { keys: place.keys[2..].to_vec(), id: place.id });
            after(sql, names.as_ref(), sorted, &["c.sort_key", "c.id"]);
            sql.push(ends(4, sorted, limit));
        }
        (_, Order::Staff) => by_therapist(sql, asked, place, limit),
        (Shape::Locations, _) => by_location(sql, asked, place, limit),
        (Shape::Few | Shape::Words, _) => {
            let all = if Shape::of(asked) == Shape::Few { "c.*" } else { "c.id" };
            sql.push(format!(" select {}{all} from few c where true", keys(sorted.by)));
            after(sql, place, sorted, &columns(sorted.by));
            sql.push(ends(columns(sorted.by).len(), sorted, limit));
        }
        (Shape::Along, _) => {
            one_by_one(sql, asked, "");
            narrowed(sql, asked);
            after(sql, place, sorted, &columns(sorted.by));
            sql.push(ends(columns(sorted.by).len(), sorted, limit));
        }
    }
}

const NIL: &str = "00000000-0000-0000-0000-000000000000";

/// The primary therapist of `c`.
const PRIMARY: &str = "select m.sort_key as name, m.id from assignment a join member m on m.practice_id = $1 and m.id = a.member_id
      where a.practice_id = $1 and a.client_id = c.id and a.until is null and a.\"primary\" limit 1";

/// What an order goes by, with the id last.
fn columns(order: Order) -> Vec<&'static str> {
    match order {
        Order::Name => vec!["c.sort_key", "c.id"],
        Order::Status => vec!["c.portal", "c.sort_key", "c.id"],
        Order::Staff => vec!["m.sort_key", "m.id", "c.sort_key", "c.id"],
        Order::LastVisit => vec![LAST_VISIT, "c.id"],
        Order::Created => vec!["c.created_at", "c.id"],
    }
}

/// The limit stands in the text: of one that is bound the planner knows nothing, and prepares for a tenth of everyone.
fn ends(columns: usize, sorted: Sorted, limit: i64) -> String {
    format!("{} limit {limit}", ordered(columns, sorted))
}

fn one_by_one(sql: &mut Sql, asked: Asked<'_>, more: &str) {
    sql.push(format!(" select {}c.id from client c where c.practice_id = $1{more}", keys(asked.query.sorted().by)));
}

fn keys(order: Order) -> String {
    let columns = columns(order);
    columns.iter().enumerate().take(columns.len() - 1).map(|(n, key)| format!("{key} as k{}, ", n + 1)).collect()
}

/// Whoever sees some locations gets the first of each, from an index in the order asked for, and of those they have to
/// do with.
fn by_location(sql: &mut Sql, asked: Asked<'_>, place: Option<&Place>, limit: i64) {
    let sorted = asked.query.sorted();
    let columns = columns(sorted.by);
    sql.push(" select x.* from unnest(app_locations()) at (id) cross join lateral (");
    one_by_one(sql, asked, " and c.location_id = at.id and not c.restricted");
    filtered(sql, asked, Columns::CLIENT);
    after(sql, place, sorted, &columns);
    sql.push(ends(columns.len(), sorted, limit)).push(") x union ");
    one_by_one(sql, asked, "");
    among_theirs(sql);
    filtered(sql, asked, Columns::CLIENT);
    after(sql, place, sorted, &columns);
    sql.push(ends(columns.len(), sorted, limit));
}

/// Whom one has to do with; of the restricted only by name.
fn among_theirs(sql: &mut Sql) {
    let (open, close) = Columns::CLIENT.among();
    sql.push(format!(
        " and {open}{}{close} and (not c.restricted or c.id in (select n.client_id from clients_by_name(app_member()) n))",
        by_name_or_group("app_member")
    ));
}

/// Therapist by therapist, and only as many as fill the page.
fn by_therapist(sql: &mut Sql, asked: Asked<'_>, place: Option<&Place>, limit: i64) {
    let sorted = asked.query.sorted();
    let way = if sorted.backwards { " desc" } else { "" };
    sql.push(
        " select m.sort_key as k1, m.id as k2, c.sort_key as k3, c.id from (select m.sort_key, m.id from member m where m.practice_id = $1",
    );
    if let Some(place) = place {
        // The one the page before ended with may have more.
        let first = Place { keys: place.keys[..1].to_vec(), id: NIL.parse().unwrap_or_default() };
        let first = if sorted.backwards { Place { id: uuid::Uuid::max(), ..first } } else { first };
        after(sql, Some(&first), sorted, &["m.sort_key", "m.id"]);
    }
    sql.push(format!(
        " order by m.sort_key{way}, m.id{way}) m cross join lateral (select c.sort_key, c.id from client c where c.practice_id = $1
          and c.id = any (array(select a.client_id from assignment a
            where a.practice_id = $1 and a.member_id = m.id and a.until is null and a.\"primary\" is not false))"
    ));
    narrowed(sql, asked);
    // They come in this order by themselves; to sort them once more is to read them all first, wherever the planner knows
    // little of the tables.
    sql.push(format!(" order by c.sort_key{way}, c.id{way}) c where true"));
    after(sql, place, sorted, &["m.sort_key", "m.id", "c.sort_key", "c.id"]);
    sql.push(format!(" limit {limit}"));
}

// ── what narrows ──

/// Every word that was typed, up to four, begins some word of the client's.
const WORDS: &str = " and w.word >= (select q.w[1] from q) and w.word < (select q.w[1] || chr(1114111) from q)
      and ((select q.w[2] from q) is null or exists (select from client_word x where x.practice_id = $1 and x.client_id = w.client_id
        and x.word >= (select q.w[2] from q) and x.word < (select q.w[2] || chr(1114111) from q)))
      and ((select q.w[3] from q) is null or exists (select from client_word x where x.practice_id = $1 and x.client_id = w.client_id
        and x.word >= (select q.w[3] from q) and x.word < (select q.w[3] || chr(1114111) from q)))
      and ((select q.w[4] from q) is null or exists (select from client_word x where x.practice_id = $1 and x.client_id = w.client_id
        and x.word >= (select q.w[4] from q) and x.word < (select q.w[4] || chr(1114111) from q)))";

/// Where what is typed, visible and filtered is found among words.
pub fn of_words(sql: &mut Sql, asked: Asked<'_>) {
    sql.push(" from client_word w where w.practice_id = $1").push(WORDS);
    sql.push(if asked.query.archived() { " and w.archived" } else { " and not w.archived" });
    visible(sql, asked.sight, Columns::WORD);
    by_place(sql, asked, Columns::WORD);
}

/// What is visible, and the filters, among clients. One list of ids leads into the key of `client`; each further one is
/// looked into, client by client: two lists that lead are tried each with each.
pub fn narrowed(sql: &mut Sql, asked: Asked<'_>) {
    visible(sql, asked.sight, Columns::CLIENT);
    filtered(sql, asked, Columns::CLIENT);
}

pub fn filtered(sql: &mut Sql, asked: Asked<'_>, client: Columns) {
    let q = asked.query;
    sql.push(if q.archived() { " and c.archived_at is not null and c.deleted_at is null" } else { " and c.archived_at is null" });
    if let Some(portal) = q.portal() {
        sql.push(format!(" and c.portal = '{}'", portal.key()));
    }
    match q.recent.as_str() {
        "new" => drop(sql.push(format!(" and c.created_at >= {SINCE}"))),
        "seen" => drop(sql.push(format!(" and {LAST_VISIT} >= {SINCE}"))),
        _ => {}
    }
    by_place(sql, asked, client);
    let mut leads = !asked.is_own();
    if let Some(staff) = q.staff {
        let (open, close) = opened(&mut leads);
        sql.push(open).push("select s.client_id from assignment s where s.practice_id = $1 and s.until is null and s.member_id = ");
        sql.push_bind(staff.0).push(close);
    }
    if let Some(group) = q.group {
        let (open, close) = opened(&mut leads);
        sql.push(open).push("select g.client_id from group_client g where g.practice_id = $1 and g.until is null and g.group_id = ");
        sql.push_bind(group.0).push(close);
    }
    if asked.types() {
        if leads {
            sql.push(" and c.id = any (array(select w.client_id from client_word w where w.practice_id = $1").push(WORDS).push("))");
        } else {
            sql.push((1..=4).map(has_word).collect::<String>());
        }
    }
}

/// What stands around a list of ids: the first leads, and the others don't.
fn opened(leads: &mut bool) -> (&'static str, &'static str) {
    if std::mem::take(leads) { (" and c.id = any (array(", "))") } else { (" and (c.id in (", ")) is true") }
}

fn has_word(n: usize) -> String {
    format!(
        " and ((select q.w[{n}] from q) is null or exists (select from client_word x where x.practice_id = $1 and x.client_id = c.id
           and x.word >= (select q.w[{n}] from q) and x.word < (select q.w[{n}] || chr(1114111) from q)))"
    )
}

fn by_place(sql: &mut Sql, asked: Asked<'_>, client: Columns) {
    if let Some(location) = asked.query.location {
        sql.push(format!(" and {} = ", client.location)).push_bind(location.0);
    }
    if let Some(group) = asked.outside {
        sql.push(format!(" and not exists (select from group_client g where g.practice_id = $1 and g.client_id = {} and g.until is null and g.group_id = ", client.id));
        sql.push_bind(group.0).push(")");
    }
}

impl Asked<'_> {
    /// Something is searched for.
    pub fn types(self) -> bool {
        self.query.q.chars().any(char::is_alphanumeric)
    }

    /// Only a caseload is seen, so that is where to look.
    pub fn is_own(self) -> bool {
        let own = |reach: Option<Scope>| reach == Some(Scope::OwnCaseload);
        own(self.sight.reach) || (self.sight.viewing() && own(self.sight.viewer))
    }
}
