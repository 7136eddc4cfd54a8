//! What is asked and done with notices: by whoever they are for, and by nobody else.

use super::types::NoticesSeen;
use crate::base::{Answer, AppError, NoticeId};
use leptos::prelude::*;

/// How many there are that weren't read, for the bell.
#[server(output = Answer)]
pub async fn unread_notices() -> Result<i64, AppError> {
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ReadNotices, &Target::Practice).await?;
    let me = tx.actor().member;
    super::store::unread(tx.conn(), me).await
}

/// One page of them, the newest first; `after` is where the page before ended.
#[server(output = Answer)]
pub async fn notices(after: String) -> Result<NoticesSeen, AppError> {
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ReadNotices, &Target::Practice).await?;
    let me = tx.actor().member;
    let (notices, next) = super::store::page(tx.conn(), me, &after).await?;
    let unread = super::store::unread(tx.conn(), me).await?;
    Ok(NoticesSeen { notices, unread, next })
}

/// One was read, and leads to what it is about.
#[server(output = Answer)]
pub async fn open_notice(notice: NoticeId) -> Result<(), AppError> {
    use crate::access::{Action, Target, enter};
    let mut permit = enter().await?.allow(Action::ReadNotices, &Target::Practice).await?;
    let link = super::store::read(&mut permit, notice).await?;
    permit.commit_unrecorded().await?;
    leptos_axum::redirect(&crate::base::local_path(Some(&link)));
    Ok(())
}

/// All were read.
#[server(output = Answer)]
pub async fn read_notices() -> Result<(), AppError> {
    use crate::access::{Action, Target, enter};
    let mut permit = enter().await?.allow(Action::ReadNotices, &Target::Practice).await?;
    super::store::read_all(&mut permit).await?;
    permit.commit_unrecorded().await?;
    leptos_axum::redirect("/notices");
    Ok(())
}
