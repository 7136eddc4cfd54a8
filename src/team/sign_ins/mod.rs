//! On the profile card: where a member is signed in, what slows their attempts down, and a new address that waits for a lost
//! mailbox. For those who may end sign-ins.
//!
//! The one rule: what is ended here is refused on the very next request; nobody is locked out by it.

mod api;
mod card;
#[cfg(test)]
mod tests;
mod types;

pub use api::*;
pub use card::SigningIn;
pub use types::MemberSignIns;
