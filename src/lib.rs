//! Caseload answers, for a healthcare practice, three questions at any moment: who is on the care team, what may
//! each person do, and which clients does each one see.
//!
//! # The map of the house
//! Foundations, which know nothing of the rooms: [`base`] (errors, ids, moments, the database), [`ui`] (the component
//! set), [`access`] (who may do what: permission, actor, policy, door), [`audit`] (every event there is), [`mail`]
//! (every letter there is). Rooms, each what a practice speaks of: [`auth`], [`roles`], [`eyes`] (why, and as whom), [`locations`],
//! [`caseload`] (which clients one sees), [`live`] (changes by others appear by themselves), [`visits`], [`groups`], [`supervision`], [`credentials`], [`notices`], [`assignment`],
//! [`coverage`], [`portal`] (a client's own account), [`unassigned`] (clients nobody has), [`clients`], [`settings`], [`team`],
//! [`founding`], [`security`] (what an administrator sees of all sign-ins), [`today`] (what waits, gathered), [`palette`]
//! (to everything from one field). Above them [`app`] (the shell and
//! all routes on one screen), `demo`, and
//! `server` (configuration, database, router, headers).
//!
//! Every room has the same furniture: `mod.rs` (what it is for, its words, its one rule), `types.rs` (what crosses
//! the wire), `api.rs` (the server functions, in the order of the screen), `store.rs` (SQL only), `page.rs` and nouns
//! (components), `tests.rs` (its stories).
//!
//! Directions: `base ← ui`, `base ← access ← audit, mail ← rooms ← app ← server ← main`; among the rooms
//! `auth, roles ← eyes; caseload, credentials, notices ← visits, groups, supervision, assignment, coverage, portal, unassigned
//! ← clients, settings ← team ← founding, security, today ← palette`. A room uses another only through what that room's `mod.rs`
//! shows; `tests` reads the `use crate::` lines and keeps it so.
//!
//! Finding a room: the address → [`app`] → the page; the network path `/api/caseload/team/invites/…` → the file; the audit
//! event, the style sheet and the test carry the room's name.
//!
//! # Three walks
//! *An invitation.* `team/invites/new_page` posts to `invite_member` → `access::enter()` reads the actor and opens a
//! transaction that row-level security confines to the practice → `allow(InviteMember, role)` asks the policy and
//! gives a `Permit` → `store::insert` and `mail::queue` write with it → `commit(Event::MemberInvited)` writes the
//! audit row and ends the transaction → the mail worker wakes, makes the link, sends the letter.
//!
//! *A refused action.* `allow()` finds a reason against it, writes `access.refused` with the reasons, and returns
//! `AppError::Denied` → the browser shows the reasons; the button that led here had them as its title already.
//!
//! *A removed right.* A role or a status changes in one transaction; the next request of whoever is concerned reads
//! it in `access_enter()`, for nothing about rights is kept in a session, a token or a browser.
//!
//! *A word of the screen.* It stands in English where it is used, in `view!`, `say!` or `counted!` → `words/en.json` lists
//! it with all the others → a build for another language puts the word of that catalogue there instead ([`caseload_words`]).
#![recursion_limit = "512"]

#[macro_use(say, exactly, counted)]
extern crate caseload_words;

pub mod access;
pub mod app;
pub mod assignment;
pub mod audit;
pub mod auth;
pub mod base;
pub mod caseload;
pub mod clients;
pub mod coverage;
pub mod credentials;
pub mod eyes;
pub mod founding;
pub mod groups;
pub mod live;
pub mod locations;
pub mod mail;
pub mod notices;
pub mod offline;
pub mod palette;
pub mod portal;
pub mod roles;
pub mod security;
pub mod settings;
pub mod supervision;
pub mod team;
pub mod today;
pub mod ui;
pub mod unassigned;
pub mod visits;

#[cfg(feature = "ssr")]
pub mod demo;
#[cfg(feature = "ssr")]
pub mod server;
#[cfg(test)]
mod tests;

/// Wakes the server's HTML up in the browser.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    // Not in one go with its unpacking.
    leptos::prelude::set_timeout(|| ui::wake_up(app::App), std::time::Duration::ZERO);
}
