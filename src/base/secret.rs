//! Secrets: tokens of 256 random bits, kept as hashes only, and the key the deployment keeps.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use rand::Rng;
use sha2::{Digest, Sha256};
use std::fmt;

/// 256 random bits that stand for a right: a sign-in session, an invitation, a password reset.
#[derive(Clone)]
pub struct Token([u8; 32]);

impl Token {
    /// A new one from the operating system's generator.
    #[expect(clippy::new_without_default, reason = "a token is never a default")]
    pub fn new() -> Self {
        let mut bytes = [0; 32];
        rand::rng().fill_bytes(&mut bytes);
        Token(bytes)
    }

    /// Reads what `text` wrote; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Token)
    }

    /// 43 letters, digits, `-` and `_`: what the link or the cookie carries.
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What the database keeps. A plain hash is enough: 256 random bits can't be guessed.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The deployment's SECRET_KEY. Other secrets are derived from it, each for one purpose.
#[derive(Clone)]
pub struct SecretKey(Vec<u8>);

impl SecretKey {
    /// # Errors
    /// If it is shorter than 32 characters.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        if text.len() < 32 { Err("SECRET_KEY must have at least 32 characters") } else { Ok(SecretKey(text.as_bytes().to_vec())) }
    }

    /// 32 bytes for one purpose (HMAC-SHA-256 under the key).
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_nothing_else_does() {
        let token = Token::new();
        assert_eq!(token.text().len(), 43);
        assert_eq!(Token::parse(&token.text()).map(|t| t.hash()), Some(token.hash()));
        assert_ne!(Token::new().hash(), token.hash());
        assert!(Token::parse("short").is_none() && Token::parse("").is_none() && Token::parse(&"é".repeat(22)).is_none());
    }

    #[test]
    fn a_key_gives_a_different_secret_for_every_purpose() {
        let key = SecretKey::parse("0123456789abcdef0123456789abcdef").expect("long enough");
        assert_ne!(key.derive("a"), key.derive("b"));
        assert!(SecretKey::parse("short").is_err());
    }
}
