//! What a member may practise with: their NPI, taxonomy code, licences, and a few words about them.
//!
//! Words: an *NPI* is the ten-digit number of a provider (45 CFR §162.406); a *taxonomy code* says what kind of
//! provider (NUCC); a *licence* is a state's, with a number and the last day it is good for; what an expired one takes
//! away is the *lapse*.
//!
//! The one rule: an expired licence takes away signing, billing and new clients, and nothing else.

mod api;
mod card;
mod npi;
mod state;
mod types;

#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;

pub use crate::base::Day;
pub use api::*;
pub use card::Credentials;
pub use npi::Npi;
pub use state::UsState;
pub use types::{CredentialsSeen, Due, Identity, Lapse, Licence, LicenceGiven, Licensed};

#[cfg(feature = "ssr")]
pub use store::{expiring, seen};
