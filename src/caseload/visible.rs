//! Which clients the one who asks may see: the one place where it is said. Row-level security on `client` and
//! `client_word` (migration 0063) says the same; that is the second wall, and this one is written for speed: it is
//! known before the statement is made how far someone sees, so each kind of sight gets a statement of its own shape.

use crate::access::{Scope, Sight};
use sqlx::{Postgres, QueryBuilder};

/// Where a statement has the client: its id, its location, and whether only those named for it see it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Columns {
    pub id: &'static str,
    pub location: &'static str,
    pub restricted: &'static str,
    /// Whom `app_member()` has to do with by name: the function, or what a statement has kept of it.
    pub by_name: &'static str,
}

/// Whom one has to do with by name, asked anew.
const ASKED: &str = "clients_by_name(app_member())";

impl Columns {
    /// `client c`
    pub const CLIENT: Columns = Columns { id: "c.id", location: "c.location_id", restricted: "c.restricted", by_name: ASKED };
    /// `client c`, in a statement that keeps `named`.
    pub const KEPT: Columns = Columns { by_name: "named", ..Columns::CLIENT };
    /// `client_word w`
    pub const WORD: Columns = Columns { id: "w.client_id", location: "w.location_id", restricted: "w.restricted", by_name: ASKED };

    /// Whether the client is among those another statement finds: what stands before it, and after. A list of ids leads into the key of `client`, whatever
    /// the planner makes of the policies; words are many, and a set beside them is looked into for each.
    pub fn among(self) -> (String, &'static str) {
        if self.id == Columns::CLIENT.id { (format!("{} = any (array(", self.id), "))") } else { (format!("{} in (", self.id), ")") }
    }
}

/// Narrows a statement, after its `where …`, to what is visible. What the door set (whose locations, whose caseload)
/// stands in the transaction; only how far is said here.
pub fn visible(sql: &mut QueryBuilder<Postgres>, sight: Sight, client: Columns) {
    reaches(sql, sight.reach, client, ("app_locations", "app_member"), client.by_name);
    // Through another's eyes one sees no further than with one's own; whoever looks with their own has said so above.
    if sight.viewing() {
        reaches(sql, sight.viewer, client, ("app_viewer_locations", "app_viewer"), "clients_by_name(app_viewer())");
    }
}

fn reaches(sql: &mut QueryBuilder<Postgres>, reach: Option<Scope>, client: Columns, (locations, member): (&str, &str), by_name: &str) {
    let Columns { id, location, restricted, .. } = client;
    let named = format!("{id} in (select n.client_id from {by_name} n)");
    let there = format!("{location} = any ((select {locations}())::uuid[])");
    let (open, close) = client.among();
    let theirs = format!("{open}{}{close} and (not {restricted} or {named})", either(by_name, member));
    match reach {
        Some(Scope::WholePractice) => drop(sql.push(format!(" and (not {restricted} or {named})"))),
        Some(Scope::OwnLocations) => drop(sql.push(format!(" and ((not {restricted} and {there}) or ({theirs}))"))),
        Some(Scope::OwnCaseload) => drop(sql.push(format!(" and {theirs}"))),
        None => drop(sql.push(" and false")),
    }
}

/// The clients that whoever `app_member()` or `app_viewer()` names has to do with, by name or by group.
pub fn by_name_or_group(member: &str) -> String {
    either(&format!("clients_by_name({member}())"), member)
}

fn either(by_name: &str, member: &str) -> String {
    format!("select n.client_id from {by_name} n union all select g.client_id from clients_by_group({member}()) g")
}
