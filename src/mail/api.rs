//! What the mailbox page asks for.

use super::types::{MailOpen, MailSeen};
use crate::base::{Answer, AppError};
use leptos::prelude::*;

/// The letters kept on this machine, the newest first.
#[server(output = Answer)]
pub async fn mailbox() -> Result<Vec<MailSeen>, AppError> {
    use_context::<super::Mailbox>().unwrap_or_default().list().await
}

/// One of them.
#[server(output = Answer)]
pub async fn open_mail(id: String) -> Result<MailOpen, AppError> {
    use_context::<super::Mailbox>().unwrap_or_default().letter(&id).await
}
