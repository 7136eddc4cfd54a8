//! What a member is notified of, in the app and by a mail that says no more than that there is something.
//!
//! The one rule: a notice carries no health information: it counts, and names nobody but colleagues.

mod types;

#[cfg(feature = "ssr")]
mod store;

pub use types::What;

#[cfg(feature = "ssr")]
pub use store::tell;
