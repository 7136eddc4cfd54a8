//! The file's way in, and the way out of what was rejected: plain handlers, since server functions know no limit.
//!
//! Nothing of an upload is read before it is known that whoever sends it may invite.

use super::{
    Column, NotTaken,
    prepare::{Wish, allowed, prepare},
    read, seen,
};
use crate::access::{Action, Asking, Target, enter_at};
use crate::base::{
    AppError, BatchId, Checks, Db, csv,
    upload::{self, Received, Unreceived},
};
use axum::{
    extract::Multipart,
    response::{IntoResponse, Redirect, Response},
};

/// Bytes of a file; the body may be a little larger.
pub const MOST_BYTES: usize = 4 * 1024 * 1024;
/// Bytes of a body that are received, though thrown away as they come, so that the browser hears why it was too much. What is
/// larger still isn't even begun.
pub const MOST_RECEIVED: usize = 160 * 1024 * 1024;

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
        Ok(id) => Redirect::to(&format!("/team/invite/many/{id}")).into_response(),
        Err(Refused::App(AppError::SignedOut)) => Redirect::to("/signin?next=/team/invite/many").into_response(),
        Err(Refused::App(AppError::Denied(_))) => back(NotTaken::Denied),
        Err(Refused::App(error)) if error.fault("role").is_some() => back(NotTaken::NoRole),
        Err(Refused::App(error)) if error.fault("location").is_some() => back(NotTaken::NoLocation),
        Err(Refused::App(_)) => back(NotTaken::Failed),
        Err(Refused::File(why)) => back(why),
    }
}

fn back(why: NotTaken) -> Response {
    Redirect::to(&format!("/team/invite/many?refused={}#file", why.key())).into_response()
}

async fn taken(db: &Db, asking: Asking, form: Multipart) -> Result<BatchId, Refused> {
    let mut tx = enter_at(db, asking.clone()).await?;
    tx.see(Action::InviteMember, &Target::Practice).await?;
    // The connection is not kept while a slow line sends.
    drop(tx);
    let mut form = upload::received(form, MOST_BYTES, "people.csv").await.map_err(|why| match why {
        Unreceived::TooLarge => NotTaken::TooLarge,
        Unreceived::Broken => NotTaken::Failed,
    })?;
    let (file, bytes) = form.file.take().ok_or(NotTaken::Nothing)?;
    let mut wish = wish(&mut form)?;
    let brought = tokio::task::spawn_blocking(move || read::brought(&bytes)).await.map_err(|_| NotTaken::Failed)??;
    (wish.file, wish.unknown) = (file, brought.unknown);
    let permit = allowed(enter_at(db, asking).await?, &wish).await?;
    Ok(prepare(permit, &brought.rows, wish).await?.0)
}

/// What the form says beside the file.
fn wish(form: &mut Received) -> Result<Wish, Refused> {
    let mut checks = Checks::default();
    let note = checks.text("note", &form.text("note"), 500).chars().take(500).collect();
    Ok(Wish {
        file: String::new(),
        unknown: Vec::new(),
        role: form.text("role").trim().parse().map_err(|_| NotTaken::NoRole)?,
        location: form.text("location").trim().parse().map_err(|_| NotTaken::NoLocation)?,
        note,
        sends: form.text("send") == "yes",
        second_factor: form.text("second_factor") == "yes",
        now: false,
    })
}

/// An empty table with one example, to fill in.
pub async fn template() -> Response {
    let mut text = String::from(csv::MARK);
    csv::line(&mut text, Column::ALL.map(Column::key));
    csv::line(&mut text, Column::ALL.map(Column::example));
    csv::file("people-template.csv", csv::CSV, text)
}

/// The rejected rows as they came, with their lines and reasons; mended, they can be uploaded again.
pub async fn rejected(db: Db, asking: Asking, id: BatchId) -> Response {
    match rejected_table(&db, asking, id).await {
        Ok(text) => csv::file("people-rejected.csv", csv::CSV, text),
        Err(AppError::SignedOut) => Redirect::to(&format!("/signin?next=/team/invite/many/{id}")).into_response(),
        Err(_) => Redirect::to(&format!("/team/invite/many/{id}")).into_response(),
    }
}

async fn rejected_table(db: &Db, asking: Asking, id: BatchId) -> Result<String, AppError> {
    let mut tx = enter_at(db, asking).await?;
    tx.see(Action::InviteMember, &Target::Practice).await?;
    seen::one(tx.conn(), id).await?;
    let mut text = String::from(csv::MARK);
    csv::line(&mut text, Column::ALL.iter().map(|c| c.key()).chain(["line", "reason"]));
    for row in seen::rejected(tx.conn(), id).await? {
        let line = row.line.to_string();
        csv::line(&mut text, row.cells.iter().map(String::as_str).chain([line.as_str(), row.reason.as_str()]));
    }
    Ok(text)
}
