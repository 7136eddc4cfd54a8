//! Sign-in sessions: a cookie of 256 random bits, its hash in the database, looked up anew at every request. So
//! ending one takes effect on the next.

use super::{
    cookies,
    store::{self, Belongs, NewSession},
};
use crate::access::{Asking, Permit};
use crate::base::{AccountId, AppError, SessionId, Token};
use crate::mail::{self, Letter};
use chrono::Duration;

/// Whatever happens, a sign-in lasts no longer.
const LASTS_HOURS: i64 = 12;

/// Begins a session for an account whose password was just checked, sets the cookies, and tells the person by mail
/// if this browser is new to them. The permit stands in for the account and its practice.
///
/// # Errors
/// Only those of the database.
pub async fn begin(permit: &mut Permit, account: AccountId, belongs: Belongs) -> Result<bool, AppError> {
    // Nobody gets here for an account with a second factor but who has shown it in a session of its own.
    let by = if store::has_second_factor(permit.conn(), account).await? { By::Code } else { By::Password };
    begin_by(permit, account, belongs, by).await
}

/// What a session was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Password,
    /// Password and one-time code.
    Code,
    /// Password and recovery code.
    RecoveryCode,
    /// Password and passkey.
    PasswordPasskey,
    /// A passkey alone: it has checked who holds it, and so is both.
    Passkey,
}

impl By {
    /// As it is stored.
    pub fn key(self) -> &'static str {
        match self {
            By::Password => "password",
            By::Code => "password_code",
            By::RecoveryCode => "password_recovery",
            By::PasswordPasskey => "password_passkey",
            By::Passkey => "passkey",
        }
    }
}

/// The same, saying what was shown.
///
/// # Errors
/// Only those of the database.
pub async fn begin_by(permit: &mut Permit, account: AccountId, belongs: Belongs, by: By) -> Result<bool, AppError> {
    let token = Token::new();
    let id = SessionId::new();
    let expires_at = permit.now + Duration::hours(LASTS_HOURS);
    store::insert_session(permit, &NewSession { id, token_hash: &token.hash(), account, belongs, expires_at, by: by.key() }).await?;
    permit.session = Some(id);
    cookies::set_session(&token);
    let device = permit.asking().device.clone().unwrap_or_else(Token::new);
    cookies::set_device(&device);
    let unknown = store::note_device(permit, account, &device.hash()).await?;
    if unknown {
        let (email, first_name, _) = store::own_account(permit.conn(), account).await?;
        let letter = Letter::NewDevice { first_name: first_name.clone(), device: device_words(permit.asking()), at: permit.now };
        mail::queue(permit, (&first_name, &email), &letter, None).await?;
    }
    Ok(unknown)
}

/// Ends every session of an account but one; they are refused from the next request on.
///
/// # Errors
/// Only those of the database.
pub async fn end_all(permit: &mut Permit, account: AccountId, but: Option<SessionId>, why: &str) -> Result<i64, AppError> {
    store::end_sessions(permit, account, but, why).await
}

/// "Firefox on Linux": as much as a person needs to know a browser again.
pub fn device_words(asking: &Asking) -> String {
    words_of_agent(&asking.agent)
}

/// The same of a browser's name for itself (RFC 9110 §10.1.5).
pub fn words_of_agent(agent: &str) -> String {
    let browser = [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
    let system =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"), ("Linux", "Linux")];
    let named =
        |list: &[(&str, &'static str)], otherwise| list.iter().find(|(mark, _)| agent.contains(mark)).map_or(otherwise, |(_, name)| *name);
    say!("{} on {}", named(&browser, say!("A browser")), named(&system, say!("an unknown system")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_named_as_people_know_them() {
        let asking = |agent: &str| Asking { agent: agent.into(), ..Default::default() };
        assert_eq!(device_words(&asking("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")), "Firefox on Linux");
        assert_eq!(
            device_words(&asking("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 Version/18.0 Safari/605.1")),
            "Safari on Mac"
        );
        assert_eq!(device_words(&asking("")), "A browser on an unknown system");
    }
}
