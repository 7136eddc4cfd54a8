//! A letter of the mailbox as a browser shows mail: without scripts, pictures or a way to the rest of the site.

use super::Mailbox;
use crate::base::AppError;
use axum::{
    Extension,
    extract::Path,
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};

const WALLS: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups allow-top-navigation-by-user-activation";

/// Answers `/mailbox/{file}`, where `file` is an id and `.html`.
pub async fn mailbox_html(mailbox: Option<Extension<Mailbox>>, Path(file): Path<String>) -> Response {
    match letter(mailbox, &file).await {
        Ok(html) => {
            let headers =
                [(header::CONTENT_SECURITY_POLICY, WALLS), (header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "no-referrer")];
            (headers, Html(html)).into_response()
        }
        Err(error) => {
            let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, error.to_string()).into_response()
        }
    }
}

async fn letter(mailbox: Option<Extension<Mailbox>>, file: &str) -> Result<String, AppError> {
    let Extension(mailbox) = mailbox.ok_or(AppError::NotFound)?;
    mailbox.html(file.strip_suffix(".html").ok_or(AppError::NotFound)?).await
}
