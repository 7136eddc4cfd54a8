//! Whether a sign-in session still stands, without entering: a page that only asks is nobody at work, so its asking must
//! not keep the session from ending by inactivity.

use super::Asking;
use crate::base::{AppError, Db, SessionId};
use leptos::prelude::expect_context;

/// A session that stands.
pub struct Stands {
    pub session: SessionId,
    pub email: String,
    /// Seconds until it ends, whatever happens.
    pub ends_in: i32,
}

/// The session whose cookie the request carries, if it would be let in now. Nothing is written, no transaction stays open.
///
/// # Errors
/// Only those of the database.
pub async fn standing() -> Result<Option<Stands>, AppError> {
    let Some(token) = Asking::here().session else { return Ok(None) };
    let db = expect_context::<Db>();
    let row = sqlx::query!(
        r#"select session_id as "session_id!", email as "email!", ends_in as "ends_in!" from session_stands($1, $2::text::interval)"#,
        &token.hash(),
        db.clock.interval()
    )
    .fetch_optional(&db.pool)
    .await?;
    Ok(row.map(|r| Stands { session: SessionId(r.session_id), email: r.email, ends_in: r.ends_in }))
}
