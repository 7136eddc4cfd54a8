//! The file's way in, and the way out of what was rejected: plain handlers, since server functions know no limit.
//!
//! Nothing of an upload is read before it is known that whoever sends it may import. It is judged as far as a person
//! waits gladly; the worker goes on from there.

use super::{
    Column, NotTaken,
    due::{self, Due},
    judge::{Reach, judged},
    read::{self, Table},
    seen,
    store::{self, Kept, Turned},
    types::Verdict,
    worker,
};
use crate::access::{Action, Asking, Target, enter_at};
use crate::audit::Event;
use crate::base::{
    AppError, Db, ImportId, csv,
    rounds::{Job, begin_as},
    upload::{self, Unreceived},
};
use axum::{
    extract::Multipart,
    response::{IntoResponse, Redirect, Response},
};
use chrono::NaiveDate;
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// Bytes of a file. The body may be a little larger; what is much larger is not even received.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;
/// Rows kept by one statement.
const CHUNK: usize = 2000;
/// So long the one who uploads waits for the verdicts.
const PATIENCE: Duration = Duration::from_secs(4);

/// Why it was not taken, or what stood in the way.
enum Refused {
    File(NotTaken),
    App(AppError),
}

impl From<AppError> for Refused {
    fn from(error: AppError) -> Self {
        Refused::App(error)
    }
}

impl From<NotTaken> for Refused {
    fn from(why: NotTaken) -> Self {
        Refused::File(why)
    }
}

/// Answers the form: leads to the preview, or back to the form, which says what is wrong.
pub async fn upload(db: Db, asking: Asking, form: Multipart) -> Response {
    match taken(&db, asking, form).await {
        Ok(id) => Redirect::to(&format!("/clients/import/{id}")).into_response(),
        Err(Refused::App(AppError::SignedOut)) => Redirect::to("/signin?next=/clients/import").into_response(),
        Err(Refused::App(AppError::Denied(_))) => back(NotTaken::Denied),
        Err(Refused::App(_)) => back(NotTaken::Failed),
        Err(Refused::File(why)) => back(why),
    }
}

fn back(why: NotTaken) -> Response {
    Redirect::to(&format!("/clients/import?refused={}", why.key())).into_response()
}

async fn taken(db: &Db, asking: Asking, form: Multipart) -> Result<ImportId, Refused> {
    let mut tx = enter_at(db, asking.clone()).await?;
    tx.see(Action::ImportClients, &Target::Practice).await?;
    // The connection is not kept while a slow line sends.
    drop(tx);
    let (file, bytes) = received(form).await?;
    let table = tokio::task::spawn_blocking(move || read::table(&bytes)).await.map_err(|_| NotTaken::Failed)??;
    let id = ImportId::new();
    let due = keep(db, asking, id, &file, &table).await?;
    drop(table);
    let began = Instant::now();
    // As far as a person waits; where this fails, the worker tries again.
    while began.elapsed() < PATIENCE && still_judging(db, &due).await? && worker::Imports::step(db, &due).await? {}
    worker::knock();
    Ok(id)
}

/// Whether there is still something to compare.
async fn still_judging(db: &Db, import: &Due) -> Result<bool, AppError> {
    let mut tx = begin_as(db, worker::Imports::NAME).await?;
    let judging = due::is_judging(&mut tx, import).await?;
    tx.commit().await?;
    Ok(judging)
}

/// The file, or what was pasted where there is none; and its name.
async fn received(form: Multipart) -> Result<(String, Vec<u8>), Refused> {
    let mut form = upload::received(form, MOST_BYTES, "clients.csv").await.map_err(|why| match why {
        Unreceived::TooLarge => NotTaken::TooLarge,
        Unreceived::Broken => NotTaken::Failed,
    })?;
    Ok(form.file.take().unwrap_or_else(|| (say!("pasted text").into(), form.bytes("pasted"))))
}

/// Judges the rows by themselves and keeps them, all or none.
async fn keep(db: &Db, asking: Asking, id: ImportId, file: &str, table: &Table) -> Result<Due, Refused> {
    let tx = enter_at(db, asking).await?;
    let home = tx.location.0;
    let mut permit = tx.allow(Action::ImportClients, &Target::Practice).await?;
    let (by, today) = (permit.by(), permit.now.date_naive());
    let (_, locations) = store::places(permit.conn(), by).await?;
    let known = store::known(permit.conn(), table).await?;
    let reach = Reach::of(permit.actor().ok_or(AppError::SignedOut)?, home, locations);
    let rows = judged(table, &known, &reach, today);
    let errors = rows.iter().filter(|row| row.is_err()).count();
    let total = i32::try_from(rows.len()).unwrap_or(i32::MAX);
    store::insert_import(&mut permit, id, file, &table.unknown, (total, i32::try_from(errors).unwrap_or(i32::MAX))).await?;
    let both: Vec<_> = table.rows.iter().zip(&rows).collect();
    let mut seen = Seen::default();
    let mut twice = Vec::new();
    for chunk in both.chunks(CHUNK) {
        for kept in store::insert_rows(&mut permit, id, chunk).await? {
            twice.extend(seen.twin_of(kept));
        }
    }
    for chunk in twice.chunks(CHUNK) {
        store::turn(&mut permit, id, Verdict::There, chunk).await?;
    }
    let practice = permit.practice;
    permit.commit(Event::ImportUploaded { id, file: file.to_string(), rows: total.into() }).await?;
    Ok(Due { practice, id, owner: by, failures: 0 })
}

/// Who came before in the same file.
#[derive(Default)]
struct Seen {
    names: HashMap<(String, Option<NaiveDate>), i32>,
    emails: HashMap<String, (i32, Option<NaiveDate>)>,
}

impl Seen {
    /// The same name and birth date, or the same address unless the birth dates tell them apart.
    fn twin_of(&mut self, row: Kept) -> Option<Turned> {
        let Kept { line, sort_key, birth_date, email_key } = row;
        let by_name = self.names.get(&(sort_key.clone(), birth_date)).copied();
        let apart = |other: Option<NaiveDate>| birth_date.is_some() && other.is_some() && other != birth_date;
        let by_email = self.emails.get(&email_key).filter(|(_, birth)| !email_key.is_empty() && !apart(*birth)).map(|(line, _)| *line);
        if let Some(first) = by_name.or(by_email) {
            return Some(Turned { line, field: "", reason: say!("The same as line {first}."), client: None });
        }
        self.names.insert((sort_key, birth_date), line);
        self.emails.entry(email_key).or_insert((line, birth_date));
        None
    }
}

/// An empty table with one example, to fill in.
pub async fn template() -> Response {
    let mut text = String::from(csv::MARK);
    csv::line(&mut text, Column::ALL.map(Column::key));
    csv::line(&mut text, Column::ALL.map(Column::example));
    csv::file("clients-template.csv", csv::CSV, text)
}

/// The rejected rows as they came, with their lines and reasons; mended, it can be uploaded again.
pub async fn rejected(db: Db, asking: Asking, id: ImportId) -> Response {
    match rejected_table(&db, asking, id).await {
        Ok(text) => csv::file("clients-rejected.csv", csv::CSV, text),
        Err(AppError::SignedOut) => Redirect::to(&format!("/signin?next=/clients/import/{id}")).into_response(),
        Err(_) => Redirect::to(&format!("/clients/import/{id}")).into_response(),
    }
}

async fn rejected_table(db: &Db, asking: Asking, id: ImportId) -> Result<String, AppError> {
    let mut tx = enter_at(db, asking).await?;
    tx.see(Action::ImportClients, &Target::Practice).await?;
    seen::one(tx.conn(), id).await?;
    let mut text = String::from(csv::MARK);
    csv::line(&mut text, Column::ALL.iter().map(|c| c.key()).chain(["line", "reason"]));
    let mut after = 0;
    loop {
        let rows = seen::rejected(tx.conn(), id, after, 5000).await?;
        let Some(last) = rows.last() else { return Ok(text) };
        after = last.line;
        for row in &rows {
            let line = row.line.to_string();
            csv::line(&mut text, row.cells.iter().map(String::as_str).chain([line.as_str(), row.reason.as_str()]));
        }
    }
}
