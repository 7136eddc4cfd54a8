//! The trail as a file: CSV for a spreadsheet, NDJSON for a program. Recorded first, with its filter, in the
//! transaction that allows it; then page after page is read and sent, and none is kept.

use super::read;
use super::store::{self, Filter, Row};
use super::{Event, Question};
use crate::access::{Action, Asking, Target, can, enter_at};
use crate::base::{AppError, Db, csv, in_query};
use axum::{
    body::{Body, Bytes},
    response::{IntoResponse, Redirect, Response},
};
use futures_util::stream::try_unfold;
use serde_json::json;

/// Entries read at a time.
const PAGE: i64 = 1000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    Ndjson,
}

impl Format {
    fn key(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Ndjson => "ndjson",
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Format::Csv => csv::CSV,
            Format::Ndjson => "application/x-ndjson",
        }
    }
}

/// Answers a form: with the file, or by leading back to the page, which says what is missing.
pub async fn export(db: Db, asking: Asking, query: Question, format: Format) -> Response {
    let back = |why: &str| {
        let address = Question { after: String::new(), ..query.clone() }.address();
        let joint = if address.contains('?') { '&' } else { '?' };
        Redirect::to(&format!("{address}{joint}export={why}")).into_response()
    };
    match begin(&db, &asking, &query, format).await {
        Ok((filter, name)) => {
            let sending = Sending { db, asking, filter: Some(filter), format, begun: false };
            csv::file(&name, format.content_type(), Body::from_stream(try_unfold(sending, next_page)))
        }
        Err(AppError::SignedOut) => Redirect::to(&format!("/signin?next={}", in_query(&query.address()))).into_response(),
        Err(AppError::ConfirmPassword) => back("password"),
        Err(AppError::Denied(_)) => back("denied"),
        Err(AppError::Invalid(_) | AppError::NotFound) => back("unclear"),
        Err(_) => back("failed"),
    }
}

/// Allows it and writes it down; what is to be sent, and under which name.
async fn begin(db: &Db, asking: &Asking, query: &Question, format: Format) -> Result<(Filter, String), AppError> {
    let mut tx = enter_at(db, asking.clone()).await?;
    // Refused before anything is looked up: whoever may not export learns nothing by trying.
    tx.see(Action::ExportAudit, &Target::Practice).await?;
    let meant = read::meant(&mut tx, query).await?;
    if !meant.is_clear(query) {
        return Err(AppError::NotFound);
    }
    let (practice_name, now) = (tx.practice.name.clone(), tx.now);
    let permit = tx.allow(Action::ExportAudit, &Target::Practice).await?;
    let practice = permit.practice;
    let name = format!("{}-audit-{}.{}", slug(&practice_name), now.format("%Y-%m-%d"), format.key());
    permit.commit(Event::TrailExported { practice, name: practice_name, format: format.key(), filters: meant.words }).await?;
    // What is written while it is sent is not part of it: this export's own entry is the last.
    let end = now + chrono::Duration::microseconds(1);
    let until = meant.filter.until.map_or(end, |until| until.min(end));
    Ok((Filter { until: Some(until), after: None, ..meant.filter }, name))
}

/// "Maple Grove & Co" as "maple-grove-co".
fn slug(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    if words.is_empty() { "practice".into() } else { words.join("-") }
}

struct Sending {
    db: Db,
    asking: Asking,
    /// Nothing, once the last page was sent.
    filter: Option<Filter>,
    format: Format,
    begun: bool,
}

/// A page is read in a transaction of its own, behind the door again: whoever loses the right loses the rest of the
/// file, and its download fails, rather than looking whole.
async fn next_page(mut sending: Sending) -> Result<Option<(Bytes, Sending)>, AppError> {
    let Some(mut filter) = sending.filter.take() else { return Ok(None) };
    let mut tx = enter_at(&sending.db, sending.asking.clone()).await?;
    // The password was fresh when it began.
    let against = can(tx.actor(), Action::ExportAudit, &Target::Practice).against();
    if !against.is_empty() || tx.actor().practice.0 != filter.practice {
        return Err(AppError::Denied(against));
    }
    let rows = store::entries(tx.conn(), &filter, PAGE).await?;
    drop(tx);
    let mut text = if sending.begun { String::new() } else { head(sending.format).to_string() };
    for row in &rows {
        match sending.format {
            Format::Csv => table(&mut text, row),
            Format::Ndjson => ndjson(&mut text, row),
        }
    }
    sending.begun = true;
    if let Some(last) = rows.last().filter(|_| rows.len() as i64 == PAGE) {
        filter.after = Some((last.at, last.seq));
        sending.filter = Some(filter);
    }
    Ok(Some((text.into(), sending)))
}

fn head(format: Format) -> &'static str {
    match format {
        Format::Csv => say!("time (UTC),entry,kind,what happened,by,by id,about,about id,details,from address,sign-in session,hash\r\n"),
        Format::Ndjson => "",
    }
}

fn table(out: &mut String, row: &Row) {
    let id = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let told = read::told(row);
    let detail = if row.detail == json!({}) { String::new() } else { row.detail.to_string() };
    let fields = [
        row.at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
        row.seq.to_string(),
        row.kind.clone(),
        told.sentence,
        row.actor.clone(),
        id(row.actor_id),
        row.subject.clone(),
        id(row.subject_id),
        detail,
        row.ip.clone(),
        id(row.session_id),
        hex::encode(&row.hash),
    ];
    csv::line(out, fields);
}

/// One JSON value a line, with all that its hash was made of.
fn ndjson(out: &mut String, row: &Row) {
    let value = json!({
        "seq": row.seq,
        "at": row.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        "kind": row.kind,
        "sentence": read::told(row).sentence,
        "actor": row.actor,
        "actor_id": row.actor_id,
        "subject_kind": row.subject_kind,
        "subject": row.subject,
        "subject_id": row.subject_id,
        "detail": row.detail,
        "session_id": row.session_id,
        "ip": row.ip,
        "prev_hash": hex::encode(&row.prev_hash),
        "hash": hex::encode(&row.hash),
    });
    out.push_str(&value.to_string());
    out.push('\n');
}
