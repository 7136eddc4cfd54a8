//! The list as a CSV file (RFC 4180), of exactly what is shown; on record with its filter before a line of it leaves.

use crate::access::{Action, Asking, Target, enter_at};
use crate::audit::Event;
use crate::base::{AppError, Db, csv, in_query, list_of};
use crate::caseload::{self, Asked, ClientQuery, ClientRow, FilterChoices, Named};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::DateTime;

/// Answers a form: with the file, or by leading to where the password is entered, and back.
pub async fn export(db: Db, asking: Asking, query: ClientQuery) -> Response {
    let back = query.address();
    match written(&db, asking, query).await {
        Ok(text) => csv::file("clients.csv", csv::CSV, text),
        Err(AppError::ConfirmPassword) => Redirect::to(&format!("/confirm?next={}", in_query(&back))).into_response(),
        Err(AppError::SignedOut) => Redirect::to(&format!("/signin?next={}", in_query(&back))).into_response(),
        Err(error) => (StatusCode::from_u16(error.status()).unwrap_or(StatusCode::FORBIDDEN), error.to_string()).into_response(),
    }
}

/// The refusal is on record.
async fn written(db: &Db, asking: Asking, query: ClientQuery) -> Result<String, AppError> {
    let query = ClientQuery { after: String::new(), ..query };
    let mut tx = enter_at(db, asking).await?;
    tx.see(Action::ViewClients, &Target::Practice).await?;
    let (practice, sight) = (tx.actor().practice, tx.sight());
    let choices = caseload::filter_choices(tx.conn(), sight).await?;
    let mut permit = tx.allow(Action::ExportClients, &Target::Practice).await?;
    let rows = caseload::all(permit.conn(), Asked { practice, sight, query: &query, outside: None }).await?;
    let filters = in_words(&query, &choices);
    permit.commit(Event::ClientsExported { practice, filters, rows: rows.len() as i64 }).await?;
    Ok(table(&rows))
}

/// "whose name begins with “zo”, location Riverside"
fn in_words(query: &ClientQuery, choices: &FilterChoices) -> String {
    let name = |all: &[Named], id: String| all.iter().find(|n| n.id == id).map_or(id, |n| n.name.clone());
    let mut parts = Vec::new();
    if !query.q.trim().is_empty() {
        parts.push(format!("name “{}”", query.q.trim()));
    }
    parts.extend(query.location.map(|l| format!("location {}", name(&choices.locations, l.to_string()))));
    parts.extend(query.group.map(|g| format!("group {}", name(&choices.groups, g.to_string()))));
    parts.extend(query.staff.map(|m| format!("assigned to {}", name(&choices.staff, m.to_string()))));
    if query.archived() {
        parts.push("archived".into());
    }
    if parts.is_empty() { "none".into() } else { list_of(&parts.iter().map(String::as_str).collect::<Vec<_>>()) }
}

fn table(rows: &[ClientRow]) -> String {
    let mut text = String::from(csv::MARK);
    csv::line(&mut text, ["First name", "Last name", "Location", "Primary therapist", "Groups", "Date created", "Archived", "Id"]);
    for row in rows {
        let created = DateTime::from_timestamp_millis(row.created_at.0).map(|at| at.format("%Y-%m-%d").to_string()).unwrap_or_default();
        let (groups, id) = (row.groups.join("; "), row.id.to_string());
        let therapist = row.therapist.as_deref().unwrap_or_default();
        let archived = if row.archived { "yes" } else { "" };
        csv::line(&mut text, [row.first_name.as_str(), &row.last_name, &row.location, therapist, &groups, &created, archived, &id]);
    }
    text
}
