//! Which clients the one who asks may see: the one place where it is said. Row-level security on `client` and
//! `client_word` (migration 0035) says the same; that is the second wall, and this one is written for speed: it is
//! known before the statement is made how far someone sees, so each kind of sight gets a statement of its own shape.

use crate::access::{Scope, Sight};
use sqlx::{Postgres, QueryBuilder};

/// Where a statement has the client: its id and its location.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Columns {
    pub id: &'static str,
    pub location: &'static str,
}

impl Columns {
    /// `client c`
    pub const CLIENT: Columns = Columns { id: "c.id", location: "c.location_id" };
    /// `client_word w`
    pub const WORD: Columns = Columns { id: "w.client_id", location: "w.location_id" };

    /// Whether the client is among those another statement finds: what stands before it, and after. A list of ids leads into the key of `client`, whatever
    /// the planner makes of the policies; words are many, and a set beside them is looked into for each.
    pub fn among(self) -> (String, &'static str) {
        if self == Columns::CLIENT { (format!("{} = any (array(", self.id), "))") } else { (format!("{} in (", self.id), ")") }
    }
}

/// Narrows a statement, after its `where …`, to what is visible. What the door set (whose locations, whose caseload)
/// stands in the transaction; only how far is said here.
pub fn visible(sql: &mut QueryBuilder<Postgres>, sight: Sight, client: Columns) {
    reaches(sql, sight.reach, client, "app_locations", "app_member");
    reaches(sql, sight.viewer, client, "app_viewer_locations", "app_viewer");
}

fn reaches(sql: &mut QueryBuilder<Postgres>, reach: Option<Scope>, client: Columns, locations: &str, member: &str) {
    let there = format!("{} = any ((select {locations}())::uuid[])", client.location);
    let (open, close) = client.among();
    let own = format!("{open}{}{close}", caseload(member));
    match reach {
        Some(Scope::WholePractice) => {}
        Some(Scope::OwnLocations) => drop(sql.push(format!(" and ({there} or {own})"))),
        Some(Scope::OwnCaseload) => drop(sql.push(format!(" and {own}"))),
        None => drop(sql.push(" and false")),
    }
}

/// The clients assigned now to the member that `app_member()` or `app_viewer()` names.
pub fn caseload(member: &str) -> String {
    format!("select a.client_id from assignment a where a.practice_id = app_practice() and a.member_id = {member}() and a.until is null")
}
