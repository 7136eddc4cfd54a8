//! Signing in and staying signed in: accounts, passwords, sign-in sessions, and the limits on attempts.
//!
//! Words: an *account* is a person's sign-in, and belongs to a member or to a client of one practice, or to nobody; a *sign-in session* is one signed-in browser; a *device* is a browser
//! known from before; to *confirm* is to enter the password again, and a code where there is a second factor ([`factors`]), before
//! something grave.
//!
//! The one rule: nothing here tells a stranger whether an address has an account: same words, same work, same time.
//! Signing up is the one place where a taken address shows, since a practice is made in one step; it is limited by
//! network address, and the owner of the address is told by mail (settings::founding).

mod account;
mod api;
mod confirm;
pub mod email;
pub mod factors;
mod idle;
pub mod passkeys;
mod reset;
pub mod sessions;
mod sign_in;
#[cfg(test)]
mod tests;
mod types;

#[cfg(feature = "ssr")]
pub mod cookies;
#[cfg(feature = "ssr")]
mod password;
#[cfg(feature = "ssr")]
mod session;
#[cfg(feature = "ssr")]
mod steps;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
mod throttle;

pub use account::AccountPage;
pub use api::*;
pub use confirm::{ConfirmFirst, ConfirmPage};
pub use email::ConfirmEmailPage;
pub use idle::Logoff;
pub use reset::{NewPasswordPage, ResetPage};
pub use sign_in::SignInPage;
pub use types::{LinkState, Me, PortalSeen, PracticeSeen, SignedIn, password_words, password_words_beside};

#[cfg(feature = "ssr")]
pub use {
    password::{Hasher, check_password, check_password_beside},
    session::{begin as begin_session, device_words, end_all as end_all_sessions},
    steps::answer_reset_requests,
    store::{Belongs, Known, account_of_address, cut_off, has_second_factor, join as join_practice, make_account, open_sign_ins},
    throttle::{Key as ThrottleKey, attempt, clear as clear_attempts},
};

/// Wakes the worker that answers what strangers asked for; given as context.
#[cfg(feature = "ssr")]
#[derive(Clone, Default)]
pub struct WakeWorker(pub std::sync::Arc<tokio::sync::Notify>);
