//! The list as a CSV file (RFC 4180): exactly what is shown, in its order, with every column. On record with its filter
//! before a line of it leaves; then piece after piece is read and sent, and none is kept.

use crate::access::{Action, Asking, Entered, Target, can, enter_at};
use crate::audit::Event;
use crate::base::{AppError, Db, Moment, csv, in_query, list_of};
use crate::caseload::{self, Asked, ClientQuery, Connected, FilterChoices, Named, Whom};
use axum::{
    body::{Body, Bytes},
    response::{IntoResponse, Redirect, Response},
};
use chrono::DateTime;
use futures_util::stream::try_unfold;

/// Rows read at a time.
const PIECE: i64 = 1000;

const COLUMNS: [&str; 15] = [
    say!("First name"),
    say!("Last name"),
    say!("Preferred name"),
    say!("Role"),
    say!("Status"),
    say!("Group"),
    say!("Primary therapist"),
    say!("Other assigned staff"),
    say!("Location"),
    say!("Last visit"),
    say!("Date created"),
    say!("Archived"),
    say!("Restricted"),
    say!("Role in the team"),
    "Id",
];

/// Answers a form: with the file, or by leading to where the password is entered, or back to the list, which says why not.
pub async fn export(db: Db, asking: Asking, query: ClientQuery) -> Response {
    let query = query.from_start();
    let back = query.address();
    let said = |why: &str| {
        let joint = if back.contains('?') { '&' } else { '?' };
        Redirect::to(&format!("{back}{joint}note={why}")).into_response()
    };
    match begin(&db, &asking, &query).await {
        Ok(()) => {
            let sending = Sending { db, asking, query: Some(query), begun: false };
            csv::file("clients.csv", csv::CSV, Body::from_stream(try_unfold(sending, next_piece)))
        }
        Err(AppError::ConfirmPassword) => Redirect::to(&format!("/confirm?next={}", in_query(&back))).into_response(),
        Err(AppError::SignedOut) => Redirect::to(&format!("/signin?next={}", in_query(&back))).into_response(),
        Err(AppError::Denied(_)) => said("export-refused"),
        Err(_) => said("export-failed"),
    }
}

/// Allows it, and writes it down. The refusal is on record too.
async fn begin(db: &Db, asking: &Asking, query: &ClientQuery) -> Result<(), AppError> {
    let mut tx = enter_at(db, asking.clone()).await?;
    tx.see(Action::ViewClients, &Target::Practice).await?;
    tx.see(Action::ExportClients, &Target::Practice).await?;
    if query.members() {
        tx.see(Action::ViewTeam, &Target::Practice).await?;
    }
    let (practice, sight) = (tx.actor().practice, tx.sight());
    let filters = in_words(query, &caseload::filter_choices(tx.conn(), sight).await?);
    let rows = caseload::figures(tx.conn(), Asked { practice, sight, query, outside: None }).await?.shown;
    let permit = tx.allow(Action::ExportClients, &Target::Practice).await?;
    permit.commit(Event::ClientsExported { practice, filters, rows }).await
}

struct Sending {
    db: Db,
    asking: Asking,
    /// Nothing, once the last piece was sent.
    query: Option<ClientQuery>,
    begun: bool,
}

/// A piece is read in a transaction of its own, behind the door again: whoever loses the right loses the rest of the file,
/// and its download fails, rather than looking whole.
async fn next_piece(mut sending: Sending) -> Result<Option<(Bytes, Sending)>, AppError> {
    let Some(query) = sending.query.take() else { return Ok(None) };
    let mut tx = enter_at(&sending.db, sending.asking.clone()).await?;
    still_may(&tx, &query)?;
    let asked = Asked { practice: tx.actor().practice, sight: tx.sight(), query: &query, outside: None };
    let (rows, next) = caseload::piece(tx.conn(), asked, PIECE).await?;
    drop(tx);
    let mut text = String::new();
    if !sending.begun {
        text.push_str(csv::MARK);
        csv::line(&mut text, COLUMNS);
    }
    rows.iter().for_each(|row| csv::line(&mut text, cells(row)));
    sending.begun = true;
    sending.query = next.map(|after| ClientQuery { after, ..query });
    Ok(Some((text.into(), sending)))
}

/// The password was fresh when it began.
fn still_may(tx: &Entered, query: &ClientQuery) -> Result<(), AppError> {
    let mut against = can(tx.actor(), Action::ExportClients, &Target::Practice).against();
    against.extend(can(tx.actor(), Action::ViewClients, &Target::Practice).against());
    if query.members() {
        against.extend(can(tx.actor(), Action::ViewTeam, &Target::Practice).against());
    }
    if against.is_empty() { Ok(()) } else { Err(AppError::Denied(against)) }
}

/// "name “zo” and location Riverside"
fn in_words(query: &ClientQuery, choices: &FilterChoices) -> String {
    let name = |all: &[Named], id: String| all.iter().find(|n| n.id == id).map_or(id, |n| n.name.clone());
    let mut parts = Vec::new();
    match query.whom() {
        Whom::Clients => {}
        Whom::Staff => parts.push("staff".into()),
        Whom::Admins => parts.push("admins".into()),
        Whom::Everyone => parts.push(say!("clients and team").into()),
    }
    if !query.q.trim().is_empty() {
        parts.push(say!("name “{}”", query.q.trim().chars().filter(|c| !c.is_control()).take(100).collect::<String>()));
    }
    parts.extend(query.portal().map(|portal| say!("status {}", portal.words())));
    parts.extend(query.location.map(|l| say!("location {}", name(&choices.locations, l.to_string()))));
    parts.extend(query.group.map(|g| say!("group {}", name(&choices.groups, g.to_string()))));
    parts.extend(query.staff.map(|m| say!("assigned to {}", name(&choices.staff, m.to_string()))));
    match query.recent.as_str() {
        "new" => parts.push(say!("added in the last 30 days").into()),
        "seen" => parts.push(say!("seen in the last 30 days").into()),
        _ => {}
    }
    if query.archived() {
        parts.push("archived".into());
    }
    if parts.is_empty() { "none".into() } else { list_of(&parts.iter().map(String::as_str).collect::<Vec<_>>()) }
}

fn cells(row: &Connected) -> [String; 15] {
    let day = |at: Moment| DateTime::from_timestamp_millis(at.0).map(|at| at.format("%Y-%m-%d").to_string()).unwrap_or_default();
    let yes = |is: bool| if is { "yes".to_string() } else { String::new() };
    let (role, status) = (row.role_words().to_string(), row.status().words().to_string());
    match row.clone() {
        Connected::Client(c) => [
            c.first_name,
            c.last_name,
            c.preferred_name,
            role,
            status,
            c.groups.join("; "),
            c.therapist.unwrap_or_default(),
            c.others.join("; "),
            c.location,
            c.last_visit.map(day).unwrap_or_default(),
            day(c.created_at),
            yes(c.archived),
            yes(c.restricted),
            String::new(),
            c.id.to_string(),
        ],
        Connected::Member(m) => [
            m.first_name,
            m.last_name,
            String::new(),
            role,
            status,
            m.groups.join("; "),
            String::new(),
            String::new(),
            m.location,
            String::new(),
            day(m.created_at),
            yes(m.gone),
            String::new(),
            m.role,
            m.id.to_string(),
        ],
    }
}
