//! What is asked and done about imports, in the order of the screens. The file itself comes in by `upload`.

use super::types::{ImportSeen, ImportsSeen};
use crate::base::{Answer, AppError, ImportId};
use leptos::prelude::*;

/// What can be named in a file, and one's latest imports.
#[server(output = Answer)]
pub async fn imports() -> Result<ImportsSeen, AppError> {
    use super::{judge::Reach, seen, store};
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::ImportClients, &Target::Practice).await?;
    let (home, member) = (tx.location.0, tx.actor().member);
    let (_, places) = store::places(tx.conn(), member).await?;
    let reach = Reach::of(tx.actor(), home, places);
    let (locations, groups) = store::names(tx.conn()).await?;
    let imports = seen::latest(tx.conn()).await?;
    Ok(ImportsSeen { imports, locations, groups, why_not_therapist: reach.why_not_therapist, why_not_group: reach.why_not_group })
}

/// One of one's imports, with rows of a verdict.
#[server(output = Answer)]
pub async fn client_import(id: ImportId, show: String, after_line: i32) -> Result<ImportSeen, AppError> {
    use super::{Verdict, seen};
    use crate::access::{Action, Permission, Scope, Target, enter};
    const PAGE: i64 = 50;
    let mut tx = enter().await?;
    tx.see(Action::ImportClients, &Target::Practice).await?;
    let import = seen::one(tx.conn(), id).await?;
    let (why, unknown, gone) = seen::beside(tx.conn(), id).await?;
    let shown = show.parse().unwrap_or(if import.adds > 0 { Verdict::Add } else { Verdict::Error });
    let mut rows = seen::rows(tx.conn(), id, shown, after_line, PAGE + 1).await?;
    let more = rows.len() as i64 > PAGE;
    rows.truncate(PAGE as usize);
    let next = rows.last().filter(|_| more).map(|row| row.line);
    let assigns_self = tx.actor().grants.reach(Permission::ClientsView) != Some(Scope::WholePractice);
    Ok(ImportSeen { import, why, unknown, rows, next, gone, assigns_self })
}

/// Has the rows added that can be. Pressed twice, it is begun once.
#[server(output = Answer)]
pub async fn begin_import(id: ImportId) -> Result<(), AppError> {
    use super::{ImportState, seen, store, worker};
    use crate::access::{Action, Target, enter};
    use crate::audit::Event;
    let tx = enter().await?;
    let mut permit = tx.allow(Action::ImportClients, &Target::Practice).await?;
    let import = seen::held(&mut permit, id).await?;
    match import.state {
        ImportState::Ready if import.adds > 0 => {
            store::begin(&mut permit, id).await?;
            permit.commit(Event::ImportBegun { id, file: import.file, rows: import.adds }).await?;
            worker::knock();
        }
        ImportState::Running | ImportState::Finished => {}
        ImportState::Ready => return Err(AppError::denied(say!("There is nobody to add: every row is there already or in error."))),
        ImportState::Judging => return Err(AppError::denied(say!("The rows are still being looked at. Wait a moment."))),
        ImportState::Cancelled | ImportState::Stopped | ImportState::ThrownAway => return Err(AppError::Stale),
    }
    leptos_axum::redirect(&format!("/clients/import/{id}"));
    Ok(())
}

/// Ends an import before its end, or throws away one that wasn't begun. What was added stays.
#[server(output = Answer)]
pub async fn cancel_import(id: ImportId) -> Result<(), AppError> {
    use super::{ImportState, batch, seen};
    use crate::access::{Action, Target, enter};
    let tx = enter().await?;
    let mut permit = Box::new(tx.allow(Action::ImportClients, &Target::Practice).await?);
    // A batch under way is waited for.
    let import = seen::held(&mut permit, id).await?;
    if matches!(import.state, ImportState::Judging | ImportState::Ready | ImportState::Running) {
        batch::cut_off(permit, &import, ImportState::Cancelled, String::new()).await?;
    }
    leptos_axum::redirect(&format!("/clients/import/{id}"));
    Ok(())
}
