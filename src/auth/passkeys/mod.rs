//! Passkeys (WebAuthn level 3): a factor that is held by a device, and that signs in alone or after the password.
//!
//! Words: a *passkey* is a key pair that an *authenticator* keeps (a phone, a computer, a password manager, a security key);
//! the *relying party* is this server, under the host of BASE_URL; a *challenge* is what an authenticator is asked to sign.
//!
//! The one rule: a challenge is kept here and never in the browser, is good for what it was made for, in the session or the
//! browser it was made in, for five minutes, and once: it is used up before the answer is looked at, whatever comes of it.
//! An authenticator always checks who holds it (user verification); so a passkey alone is both factors.

mod api;
mod browser;
mod button;
mod enrol;
#[cfg(test)]
mod tests;

#[cfg(feature = "ssr")]
mod relying;
#[cfg(feature = "ssr")]
pub(super) mod steps;
#[cfg(feature = "ssr")]
pub(super) mod store;

pub use api::*;
pub use button::{PasskeyInstead, PasskeyStep, SignInAlone};
pub use enrol::AddPasskeySection;

#[cfg(feature = "ssr")]
pub use relying::PasskeyOrigin;
