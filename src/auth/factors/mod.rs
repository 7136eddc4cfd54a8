//! The second factor: what a person shows besides the password.
//!
//! Words: a *factor* is an authenticator app that was set up, which *counts* once a code of it was entered, or a passkey
//! (`auth::passkeys`). A *recovery code* is a way in without it, good once. Half a sign-in (*pending*) is one whose password was
//! right and whose code is still to come: it is no session, and opens nothing. To *enrol* is to set the first factor up.
//!
//! The one rule: whoever has a factor has no session that was made without it. So setting one up ends every other session,
//! and the ways in are here, in `auth::passkeys` and in `auth::api::sign_in`, nowhere else.

mod api;
mod banner;
mod codes;
mod section;
mod setup_page;
mod sign_in_page;
#[cfg(test)]
pub mod tests;
mod types;

#[cfg(feature = "ssr")]
mod recovery;
#[cfg(feature = "ssr")]
mod rotate;
#[cfg(feature = "ssr")]
pub(super) mod steps;
#[cfg(feature = "ssr")]
pub(super) mod store;
#[cfg(feature = "ssr")]
mod totp;

pub use api::*;
pub use banner::EnrolNotice;
pub use section::SecondFactorSection;
pub use setup_page::SecondFactorPage;
pub use sign_in_page::CodePage;
pub use types::{Enrolment, FactorSeen, FactorsOf, FactorsSeen, Having, Setup, WaysOn};

#[cfg(feature = "ssr")]
pub use {
    rotate::{keys_in_use, rotate},
    store::{factors_of_members, with_factors},
};
