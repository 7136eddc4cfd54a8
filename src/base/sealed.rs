//! Secrets at rest: sealed under a key derived from SECRET_KEY, with XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha; its
//! nonce of 192 bits can be random). What is sealed is tied to its table, column and row: moved elsewhere it doesn't open.
//!
//! Written as `v1:key:text`, where *key* names the key it was sealed under, so that keys can be changed one at a time:
//! the newest seals, the older ones only open.

use super::{AppError, SecretKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use rand::Rng;
use std::{fmt, sync::Arc};
use uuid::Uuid;

const VERSION: &str = "v1";
const NONCE: usize = 24;

/// Where a sealed text is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub table: &'static str,
    pub column: &'static str,
    pub row: Uuid,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}|{}|{}", self.table, self.column, self.row)
    }
}

struct Key {
    id: String,
    cipher: XChaCha20Poly1305,
}

impl Key {
    fn of(secret: &SecretKey) -> Self {
        let id = hex::encode(&secret.derive("the name of the key for secrets at rest")[..4]);
        Key { id, cipher: XChaCha20Poly1305::new(&secret.derive("secrets at rest, v1").into()) }
    }
}

/// Seals and opens; cheap to clone, given as context.
#[derive(Clone)]
pub struct Sealer(Arc<Vec<Key>>);

impl Sealer {
    /// Seals under `newest`; opens what any of them sealed.
    pub fn new(newest: &SecretKey, older: &[SecretKey]) -> Self {
        Sealer(Arc::new(std::iter::once(newest).chain(older).map(Key::of).collect()))
    }

    /// Names the key that seals.
    pub fn key_id(&self) -> &str {
        &self.0[0].id
    }

    /// Whether what this key sealed can be opened.
    pub fn knows(&self, key_id: &str) -> bool {
        self.0.iter().any(|key| key.id == key_id)
    }

    /// # Errors
    /// `Internal`, which the cipher gives only for texts of more than 256 GiB.
    pub fn seal(&self, at: Place, secret: &[u8]) -> Result<String, AppError> {
        let key = &self.0[0];
        let mut nonce = [0; NONCE];
        rand::rng().fill_bytes(&mut nonce);
        let sealed = key
            .cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: secret, aad: at.to_string().as_bytes() })
            .map_err(|cause| AppError::internal("sealing", &cause))?;
        Ok(format!("{VERSION}:{}:{}", key.id, URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat())))
    }

    /// # Errors
    /// `Internal`, where the key is unknown, the text was changed, or it was sealed for another place.
    pub fn open(&self, at: Place, sealed: &str) -> Result<Vec<u8>, AppError> {
        self.try_open(at, sealed).ok_or_else(|| AppError::internal("opening a secret at rest", &at))
    }

    fn try_open(&self, at: Place, sealed: &str) -> Option<Vec<u8>> {
        let (id, text) = sealed.strip_prefix(VERSION)?.strip_prefix(':')?.split_once(':')?;
        let key = self.0.iter().find(|key| key.id == id)?;
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (nonce, msg) = bytes.split_at_checked(NONCE)?;
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        key.cipher.decrypt(&XNonce::from(nonce), Payload { msg, aad: at.to_string().as_bytes() }).ok()
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealer({})", self.0.iter().map(|key| key.id.as_str()).collect::<Vec<_>>().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> SecretKey {
        SecretKey::parse(&text.repeat(32)).expect("long enough")
    }

    fn place(row: u128) -> Place {
        Place { table: "factor", column: "sealed", row: Uuid::from_u128(row) }
    }

    #[test]
    fn what_is_sealed_opens_in_its_place_and_nowhere_else() {
        let sealer = Sealer::new(&key("a"), &[]);
        let sealed = sealer.seal(place(1), b"twenty secret bytes!").expect("sealed");
        assert!(sealed.starts_with(&format!("v1:{}:", sealer.key_id())) && !sealed.contains("secret"), "{sealed}");
        assert_eq!(sealer.open(place(1), &sealed).expect("opened"), b"twenty secret bytes!");
        assert!(sealer.open(place(2), &sealed).is_err(), "another row");
        assert!(sealer.open(Place { column: "name", ..place(1) }, &sealed).is_err(), "another column");
        assert_ne!(sealer.seal(place(1), b"twenty secret bytes!").expect("sealed"), sealed, "never twice the same");
        let mut changed = sealed.clone();
        let last = if changed.pop() == Some('A') { 'Q' } else { 'A' };
        changed.push(last);
        for wrong in [changed.as_str(), "", "v1:", "v1::", "v2:00000000:AAAA", &sealed[..20]] {
            assert!(sealer.open(place(1), wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_older_key_still_opens_and_a_strange_one_does_not() {
        let old = Sealer::new(&key("a"), &[]);
        let sealed = old.seal(place(1), b"secret").expect("sealed");
        let both = Sealer::new(&key("b"), &[key("a")]);
        assert_eq!(both.open(place(1), &sealed).expect("opened"), b"secret");
        assert!(both.knows(old.key_id()) && both.key_id() != old.key_id());
        assert!(both.seal(place(1), b"secret").expect("sealed").contains(both.key_id()), "the newest seals");
        let strange = Sealer::new(&key("c"), &[]);
        assert!(!strange.knows(old.key_id()) && strange.open(place(1), &sealed).is_err());
    }
}
