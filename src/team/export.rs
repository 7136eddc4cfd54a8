//! "Export CSV": the roster as a file, of the question that is on the screen, all of its pages.
//!
//! A plain handler, since a browser saves what a form posts to. Where it is refused, it leads back to the roster, which
//! says why.

use super::past::store as past;
use super::store;
use super::types::{RosterQuery, Standing};
use crate::access::{Action, Asking, Entered, Target, enter_at};
use crate::audit::Event;
use crate::base::{AppError, Db, MemberId, csv, in_query};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::collections::HashMap;

/// Members read at a time.
const BATCH: usize = 2000;

fn columns() -> [&'static str; 9] {
    [
        say!("Name"),
        say!("Email"),
        say!("Role"),
        say!("Status"),
        say!("Primary location"),
        say!("Date invited"),
        say!("Date accepted"),
        say!("Last sign-in"),
        say!("Clients assigned"),
    ]
}

/// The fields are those of the roster's address.
pub async fn export_roster(db: Db, asking: Asking, fields: HashMap<String, String>) -> Response {
    let query = RosterQuery { after: String::new(), ..RosterQuery::read(|key| fields.get(key).cloned()) };
    match written(&db, asking, &query).await {
        Ok((name, text)) => csv::file(&name, csv::CSV, text),
        Err(error) => way_back(&query, &error),
    }
}

/// The file's name and its text, on record.
async fn written(db: &Db, asking: Asking, query: &RosterQuery) -> Result<(String, String), AppError> {
    let mut tx = enter_at(db, asking).await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    tx.see(Action::ExportRoster, &Target::Practice).await?;
    let (now, practice) = (tx.now, tx.actor().practice);
    let (then, zone, day) = if query.as_of.is_empty() {
        let zone = past::zone(tx.conn()).await?;
        (None, zone, now.with_timezone(&zone).date_naive().to_string())
    } else {
        let end = past::end_of(tx.conn(), &query.as_of, now).await?;
        (Some(end.at), end.zone, query.as_of.clone())
    };
    let (text, rows) = table(&mut tx, query, then, zone).await?;
    let filters = in_words(&mut tx, query).await?;
    let permit = tx.allow(Action::ExportRoster, &Target::Practice).await?;
    permit.commit(Event::RosterExported { practice, filters, rows }).await?;
    Ok((format!("team-{day}.csv"), text))
}

async fn table(tx: &mut Entered, query: &RosterQuery, then: Option<DateTime<Utc>>, zone: Tz) -> Result<(String, i64), AppError> {
    let (now, practice) = (tx.now, tx.actor().practice);
    let mut text = String::from(csv::MARK);
    csv::line(&mut text, columns());
    let (mut rows, mut query) = (0, query.clone());
    loop {
        let page = store::page(tx.conn(), practice, &query, now, then, BATCH).await?;
        let ids: Vec<MemberId> = page.rows.iter().map(|r| r.id).collect();
        let clients = crate::caseload::assigned_at(tx.conn(), &ids, then.unwrap_or(now)).await?;
        let more = past::columns(tx.conn(), &ids, then).await?;
        for row in &page.rows {
            let Some(m) = more.get(&row.id) else { continue };
            let date = |at: Option<DateTime<Utc>>| at.map_or_else(String::new, |at| at.with_timezone(&zone).format("%Y-%m-%d").to_string());
            let moment = |at: DateTime<Utc>| at.with_timezone(&zone).format("%Y-%m-%d %H:%M %:z").to_string();
            csv::line(
                &mut text,
                [
                    row.name(),
                    row.email.clone(),
                    row.role.clone(),
                    row.standing.words().to_string(),
                    m.location.clone(),
                    date(m.invited_at),
                    date(m.joined_at),
                    // It is kept of the present alone.
                    m.last_sign_in_at.filter(|_| then.is_none()).map_or_else(String::new, moment),
                    clients.get(&row.id).copied().unwrap_or(0).to_string(),
                ],
            );
            rows += 1;
        }
        match page.next {
            Some(next) => query.after = next,
            None => return Ok((text, rows)),
        }
    }
}

/// For the record: "search “zoe”, role Intern, as of 1 March 2026".
async fn in_words(tx: &mut Entered, query: &RosterQuery) -> Result<String, AppError> {
    let (locations, groups) = store::places(tx.conn(), query.location, query.group).await?;
    let roles = crate::roles::all_roles(tx.conn()).await?;
    let mut words = Vec::new();
    if !query.q.is_empty() {
        words.push(say!("search “{}”", query.q.chars().filter(|c| !c.is_control()).collect::<String>()));
    }
    if let Some(id) = query.role {
        words.push(say!("role {}", roles.iter().find(|r| r.id == id).map_or("unknown", |r| &r.name)));
    }
    match query.status.parse::<Standing>() {
        Ok(standing) => words.push(say!("status {}", standing.words())),
        Err(()) if query.unused() => words.push(say!("unused for 90 days").into()),
        Err(()) => {}
    }
    if let Some(id) = query.location {
        words.push(say!("location {}", locations.iter().find(|l| l.0 == id).map_or("unknown", |l| &l.1)));
    }
    if let Some(id) = query.group {
        words.push(say!("group {}", groups.iter().find(|g| g.0 == id).map_or("unknown", |g| &g.1)));
    }
    if let Ok(day) = query.as_of.parse::<super::past::Day>() {
        words.push(say!("as of {}", day.words()));
    }
    Ok(if words.is_empty() { "everyone".into() } else { words.join(", ") })
}

/// To the roster, or to where the password is entered and then to the roster.
fn way_back(query: &RosterQuery, error: &AppError) -> Response {
    let said = |word: &str| {
        let address = query.address("/team");
        let mark = if address.contains('?') { '&' } else { '?' };
        format!("{address}{mark}export={word}")
    };
    let to = match error {
        AppError::SignedOut => format!("/signin?why=ended&next={}", in_query(&query.address("/team"))),
        AppError::ConfirmPassword => format!("/confirm?next={}", in_query(&said("ready"))),
        AppError::Denied(_) => said("refused"),
        // The roster itself says what is wrong with the day.
        AppError::Invalid(_) => query.address("/team"),
        _ => said("failed"),
    };
    Redirect::to(&to).into_response()
}
