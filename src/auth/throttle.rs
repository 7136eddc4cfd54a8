//! Limits on attempts, kept in the database so that they hold over restarts and instances. They slow down and never
//! lock out for good: a wrong password costs its owner minutes, an attacker years.

use crate::access::Permit;
use crate::base::{AccountId, AppError, JoinLinkId};
use sha2::{Digest, Sha256};

/// What attempts are counted by. Hashed in the table, which so names nobody.
#[derive(Clone, Debug)]
pub enum Key {
    /// An address, whether it has an account or not.
    Address(String),
    /// A network address: many people may share one, so it has more patience.
    Network(String),
    /// Codes after a right password, by account: neither a new sign-in nor another browser begins the count anew.
    Code(AccountId),
    /// Sign-ups refused, by network address.
    SignUp(String),
    /// Mails asked for by a stranger, by address.
    MailTo(String),
    /// Mails asked for by one link to join by, whoever asks: it can be on a poster, so it has more patience.
    JoinLink(JoinLinkId),
}

/// What is counted by an address, and so concerns whoever's it is: how the hashed text begins, and how a person calls it.
/// A network address is many people's, so nobody but time lifts what holds for one.
pub const OF_ADDRESS: [(&str, &str); 2] = [("address ", say!("Signing in")), ("mail ", say!("Mails to the address"))];

/// Every key that counts by this address.
pub fn keys_of_address(email: &str) -> Vec<Vec<u8>> {
    [Key::Address(email.to_string()), Key::MailTo(email.to_string())].iter().map(Key::hash).collect()
}

impl Key {
    fn hash(&self) -> Vec<u8> {
        let [(address, _), (mail, _)] = OF_ADDRESS;
        let text = match self {
            Key::Address(a) => format!("{address}{}", a.trim().to_lowercase()),
            Key::Network(n) => format!("network {n}"),
            Key::Code(account) => format!("code {account}"),
            Key::SignUp(n) => format!("sign-up {n}"),
            Key::MailTo(a) => format!("{mail}{}", a.trim().to_lowercase()),
            Key::JoinLink(link) => format!("join {link}"),
        };
        Sha256::digest(text).to_vec()
    }

    /// Attempts before the first pause.
    fn free(&self) -> i32 {
        match self {
            Key::Address(_) | Key::MailTo(_) | Key::Code(_) => 5,
            Key::SignUp(_) => 10,
            Key::Network(_) | Key::JoinLink(_) => 50,
        }
    }
}

/// Counts an attempt before it is made, so that a hundred at once can't slip through; `clear` takes it back. Pauses
/// double from 15 seconds up to 15 minutes and are forgotten after an hour without attempts.
///
/// # Errors
/// `Slow` with the seconds to wait; such an attempt is not counted.
pub async fn attempt(permit: &mut Permit, key: &Key) -> Result<(), AppError> {
    let now = permit.now;
    // While it is blocked nothing is updated: of many at once each sees what the one before it has written.
    let counted = sqlx::query_scalar!(
        r#"insert into throttle as t (key, failures, last_at) values ($1, 1, $2)
           on conflict (key) do update set
             failures = case when t.last_at < $2 - interval '1 hour' then 1 else t.failures + 1 end,
             last_at = greatest(t.last_at, $2),
             blocked_until = case when t.last_at < $2 - interval '1 hour' then null
               when t.failures + 1 > $3 then $2 + least(interval '15 seconds' * power(2, least(t.failures - $3, 10)), interval '15 minutes') end
           where t.blocked_until is null or t.blocked_until <= $2
           returning true as "counted!""#,
        &key.hash(),
        now,
        key.free(),
    )
    .fetch_optional(permit.conn())
    .await?;
    if counted.is_some() {
        return Ok(());
    }
    let wait = sqlx::query_scalar!(
        r#"select ceil(extract(epoch from blocked_until - $2))::int as "wait!" from throttle where key = $1"#,
        &key.hash(),
        now
    )
    .fetch_one(permit.conn())
    .await?;
    Err(AppError::Slow(u32::try_from(wait).unwrap_or(1).max(1)))
}

/// The attempt was right: its count starts anew.
///
/// # Errors
/// Only those of the database.
pub async fn clear(permit: &mut Permit, key: &Key) -> Result<(), AppError> {
    match key {
        // Others may be guessing from the same network, or asking by the same link: one that was right takes back one attempt.
        Key::Network(_) | Key::JoinLink(_) => {
            sqlx::query!("update throttle set failures = greatest(failures - 1, 0) where key = $1", &key.hash())
        }
        _ => sqlx::query!("delete from throttle where key = $1", &key.hash()),
    }
    .execute(permit.conn())
    .await?;
    Ok(())
}
