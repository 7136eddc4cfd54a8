//! Passwords: hashed with argon2id off the async threads, a few at a time, so that a crowd at the door neither
//! stalls other requests nor eats the memory (19 MiB each; OWASP Password Storage Cheat Sheet).

use super::types::{PASSWORD_MAX, PASSWORD_MIN, PASSWORD_MIN_BESIDE};
use crate::base::AppError;
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;

/// Hashes and verifies; cheap to clone, shared by all requests.
#[derive(Clone)]
pub struct Hasher {
    at_once: Arc<Semaphore>,
    /// Verified when there is no account, so that the answer takes as long.
    nobody: Arc<str>,
}

impl Hasher {
    /// As many at once as there are cores.
    ///
    /// # Panics
    /// If argon2 refuses its own default parameters.
    #[expect(clippy::new_without_default, reason = "costs a hash")]
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let nobody = hashed("nobody's password").expect("argon2 takes its default parameters");
        Hasher { at_once: Arc::new(Semaphore::new(cores)), nobody: nobody.into() }
    }

    /// The PHC string to keep.
    ///
    /// # Errors
    /// `Slow` when too many wait.
    pub async fn hash(&self, password: String) -> Result<String, AppError> {
        self.in_turn(move || hashed(&password)).await?.map_err(|cause| AppError::internal("argon2", &cause))
    }

    /// Whether the password fits; without a hash it takes as long and says no.
    ///
    /// # Errors
    /// `Slow` when too many wait.
    pub async fn fits(&self, password: String, hash: Option<String>) -> Result<bool, AppError> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.to_string());
        let fits = self
            .in_turn(move || {
                PasswordHash::new(&hash).is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
            })
            .await?;
        Ok(known && fits)
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
        let turn = tokio::time::timeout(Duration::from_secs(10), self.at_once.clone().acquire_owned())
            .await
            .map_err(|_| AppError::Slow(10))?
            .map_err(|cause| AppError::internal("hashing queue", &cause))?;
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        })
        .await
        .map_err(|cause| AppError::internal("hashing thread", &cause))
    }
}

/// Default parameters: argon2id, 19 MiB, two passes, one lane; a random salt.
fn hashed(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

/// Whether a new password is good enough: long, and not one that guessers try first. `about` are words a guesser
/// knows: the person's names, the address, the practice.
///
/// # Errors
/// The message for its field.
pub fn check_password(password: &str, about: &[&str]) -> Result<(), String> {
    check(password, about, PASSWORD_MIN)
}

/// The same for an account with a second factor, beside which a shorter one will do.
///
/// # Errors
/// The message for its field.
pub fn check_password_beside(second_factor: bool, password: &str, about: &[&str]) -> Result<(), String> {
    check(password, about, if second_factor { PASSWORD_MIN_BESIDE } else { PASSWORD_MIN })
}

fn check(password: &str, about: &[&str], least: u32) -> Result<(), String> {
    let length = password.chars().count();
    if length < least as usize {
        return Err(say!("Use at least {least} characters; this has {length}."));
    }
    if length > PASSWORD_MAX as usize {
        return Err(say!("Use at most {PASSWORD_MAX} characters."));
    }
    let mut known: Vec<&str> = about.to_vec();
    known.extend(["caseload", "password", "practice"]);
    let guessed = zxcvbn::zxcvbn(password, &known);
    if guessed.score() < zxcvbn::Score::Three {
        let why = guessed.feedback().and_then(|f| f.warning()).map(|w| format!(" {w}")).unwrap_or_default();
        return Err(say!("This password would be guessed early.{why} Add a word or two that nobody expects."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_common_and_personal_passwords_are_refused_and_long_ones_taken() {
        assert!(check_password("fourteen chars", &[]).is_err());
        assert!(check_password("passwordpassword", &[]).is_err());
        assert!(check_password("aaaaaaaaaaaaaaaaaa", &[]).is_err());
        assert!(check_password("123456789012345678", &[]).is_err());
        assert!(check_password("una.lindqvist@maple-grove", &["Una", "Lindqvist", "una.lindqvist@maple-grove"]).is_err());
        assert_eq!(check_password("seven herons cross the fjord", &["Una"]), Ok(()));
        assert_eq!(check_password("correct-otter-basin-42", &[]), Ok(()));
        assert!(check_password(&"ab c".repeat(40), &[]).is_err());
    }

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only_and_nobodys_never() {
        let hasher = Hasher::new();
        let hash = hasher.hash("seven herons cross the fjord".into()).await.expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(hasher.fits("seven herons cross the fjord".into(), Some(hash.clone())).await.expect("verified"));
        assert!(!hasher.fits("seven herons cross the ford".into(), Some(hash)).await.expect("verified"));
        assert!(!hasher.fits("nobody's password".into(), None).await.expect("verified"));
    }
}
