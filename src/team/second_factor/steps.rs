//! The reset itself, and the way back for whoever has nobody to ask: the only administrator without phone, passkeys and
//! recovery codes. Whoever runs the server can read the whole database; a command that says so on the record, and by mail, is
//! better than a row changed by hand.

use super::store;
use crate::access::{Asking, OpenAction, Permit, open_at};
use crate::audit::Event;
use crate::auth;
use crate::base::{AppError, Checks, Db, MemberId};
use crate::mail::{self, FactorNews, Letter};

pub struct Whose {
    pub member: MemberId,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
}

/// Takes a member's factors and codes away, ends their sign-ins and tells them. `by` is who did it.
pub async fn reset(mut permit: Permit, whose: Whose, by: String, practice: String) -> Result<(), AppError> {
    let Whose { member, first_name, last_name, email } = whose;
    if store::reset(&mut permit, member).await?.unwrap_or(0) == 0 {
        return Err(AppError::denied(say!("{first_name} has no second factor.")));
    }
    let sessions_ended = auth::cut_off(&mut permit, member, None, "second factor reset").await?;
    let letter = Letter::SecondFactor { first_name: first_name.clone(), news: FactorNews::Reset { by, practice }, at: permit.now };
    mail::queue(&mut permit, (&first_name, &email), &letter, None).await?;
    permit.commit(Event::SecondFactorReset { member, name: format!("{first_name} {last_name}"), sessions_ended }).await
}

/// The command `reset-second-factor`; gives the member's name.
///
/// # Errors
/// `Invalid` for what is no address, `Denied` for one that no member signs in with, or whose owner has no second factor.
pub async fn reset_by_command(db: &Db, email: &str) -> Result<String, AppError> {
    let mut checks = Checks::default();
    let address = checks.email("email", email);
    let address = checks.give(address)?;
    let mut permit = open_at(db, Asking::default(), OpenAction::RunCommand).await?;
    let known = auth::account_of_address(permit.conn(), address.as_str()).await?;
    let Some((known, there)) = known.and_then(|mut known| known.member.take().map(|there| (known, there))) else {
        return Err(AppError::denied(say!("No member of a practice signs in with {}.", address.as_str())));
    };
    permit.stand_in(there.practice, Some(known.id)).await?;
    let name = say!("{} {} of {}", known.first_name, known.last_name, there.practice_name);
    let whose = Whose { member: there.member, first_name: known.first_name, last_name: known.last_name, email: known.email };
    reset(permit, whose, say!("Whoever runs the server").into(), there.practice_name).await?;
    Ok(name)
}
