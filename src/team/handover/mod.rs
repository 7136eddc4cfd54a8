//! Handing the team over: its originating administrator offers it to an active administrator, who accepts or declines.
//!
//! Words: the *originating administrator* created the practice or was handed it; an *offer* is open until it is accepted,
//! declined or withdrawn, and there is one at a time.
//!
//! The one rule: nothing is handed over before the other accepts, and then all facts are looked at again under the locks
//! of the member and the practice: whose it is, and whether the other still is an active administrator.

mod api;
mod banner;
mod card;
#[cfg(test)]
mod tests;
mod types;

#[cfg(feature = "ssr")]
mod store;

pub use api::*;
pub use banner::{HandOverBanner, HandOverNotice};
pub use card::HandOverOfMember;
pub use types::{HandOverSeen, OfferSeen};

#[cfg(feature = "ssr")]
pub use store::{open_offer, seen};
