//! The end of a client's access.

use super::store::{self, Ended};
use crate::access::Permit;
use crate::audit::Event;
use crate::base::{AppError, ClientId};
use crate::mail;

/// Ends whatever access to the portal a client has, in the transaction in which its record is archived or deleted, and
/// writes the event: the account is deleted, its sign-ins end, an open invitation is taken back. Does nothing where there
/// is none. Before or after the record itself changes.
///
/// # Errors
/// Only those of the database.
pub async fn end_for(permit: &mut Permit, client: ClientId) -> Result<(), AppError> {
    let ended = end(permit, client).await?;
    match event(client, &ended) {
        Some(event) => permit.record(&event).await,
        None => Ok(()),
    }
}

/// The same for many at once: asks first which of them have anything to end.
///
/// # Errors
/// Only those of the database.
pub async fn end_for_all(permit: &mut Permit, clients: &[ClientId]) -> Result<(), AppError> {
    for client in store::with_access(permit, clients).await? {
        end_for(permit, client).await?;
    }
    Ok(())
}

pub async fn end(permit: &mut Permit, client: ClientId) -> Result<Ended, AppError> {
    let ended = store::end(permit, client).await?;
    mail::withdraw(permit, client.0).await?;
    Ok(ended)
}

/// What is to be told of it, if there was anything.
pub fn event(client: ClientId, ended: &Ended) -> Option<Event> {
    let name = ended.name.clone();
    match ended {
        Ended { had_account: true, sign_ins, .. } => Some(Event::PortalEnded { client, name, sessions_ended: *sign_ins }),
        Ended { had_invitation: true, .. } => Some(Event::PortalInvitationRevoked { client, name }),
        _ => None,
    }
}
