//! A practice to look at: Maple Grove (outpatient therapy) and Oak Street Counseling, with people, places, caseloads
//! and two years of history, and an account to sign in with for every built-in role, a client's among them. Also practices by the hundred
//! or members by the thousand, to measure with.
//!
//! Words: the *cast* are the people who are always there, by name; the *crowd* are those made up until there are
//! enough; a *guest* is invited and has not joined; a *scene* is one practice as it shall stand.
//!
//! The one rule: it never touches a database that holds a practice it did not make; and what it made once it only
//! names again.

mod beside;
mod caseload;
mod cast;
mod depot;
mod names;
mod password;
mod people;
mod portal;
mod practising;
mod scene;
mod steps;
mod store;
#[cfg(test)]
mod tests;

use crate::base::{AppError, Db, SecretKey};
use futures_util::{StreamExt, TryStreamExt, stream};
use scene::Scene;
use serde::Serialize;
use std::collections::HashSet;

/// How much of it there shall be.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Members of Maple Grove, invitations aside; at least those who have accounts of their own.
    pub members: u32,
    /// Clients of Maple Grove; some for each clinician, if it isn't said.
    pub clients: Option<u32>,
    /// Further practices, "Practice 1" and so on.
    pub practices: u32,
    pub members_each: u32,
    pub clients_each: Option<u32>,
}

/// How to sign in.
pub struct Demo {
    pub accounts: Vec<DemoAccount>,
    /// The password of everyone who is not listed.
    pub everyone: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DemoAccount {
    pub practice: String,
    pub name: String,
    pub role: &'static str,
    pub email: String,
    pub password: String,
}

/// Makes what isn't there yet, each practice in a transaction of its own, and tells how to sign in.
///
/// # Errors
/// `Denied` if the database holds a practice the demo did not make; otherwise only those of the database.
pub async fn run(db: &Db, secret: &SecretKey, wanted: Wanted) -> Result<Demo, AppError> {
    let there: HashSet<String> = steps::made_before(db).await?.into_iter().collect();
    let scenes = Scene::all(wanted);
    let missing: Vec<&Scene> = scenes.iter().filter(|s| !there.contains(&s.name)).collect();
    if !missing.is_empty() {
        let keys = password::Keys::new(secret.clone()).await?;
        // Two at a time: while the database writes one, the next is thought up.
        let made = stream::iter(missing).map(|scene| steps::make(db, &keys, scene)).buffer_unordered(2);
        made.try_collect::<()>().await?;
    }
    let accounts = scenes.iter().flat_map(|scene| scene.accounts(secret)).collect();
    Ok(Demo { accounts, everyone: password::of_everyone(secret) })
}

impl Demo {
    /// A table, and how everyone else signs in.
    pub fn text(&self) -> String {
        let head = ["PRACTICE", "NAME", "ROLE", "EMAIL", "PASSWORD"].map(str::to_string);
        let rows = self.accounts.iter().map(|a| [a.practice.clone(), a.name.clone(), a.role.into(), a.email.clone(), a.password.clone()]);
        let rows: Vec<[String; 5]> = std::iter::once(head).chain(rows).collect();
        let wide = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: [usize; 5] = std::array::from_fn(wide);
        let line = |row: &[String; 5]| {
            let cells: Vec<String> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            cells.join("  ").trim_end().to_string()
        };
        let table: Vec<String> = rows.iter().map(line).collect();
        format!("{}\n\nEveryone else signs in with their own address and {}", table.join("\n"), self.everyone)
    }

    /// An array of objects with the keys practice, name, role, email, password.
    ///
    /// # Panics
    /// Never: text always becomes JSON.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(&self.accounts).expect("text becomes JSON")
    }
}
