//! The caseload of someone who is supervised, in the kinds a supervisor tells apart: *direct* clients, whom nobody else has;
//! clients of the practice whose *primary* therapist they are, beside others; and *walk-ins*, whom they have seen and someone
//! else has, with those where they are the second therapist.

mod api;
mod page;
mod types;

#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;

pub use api::*;
pub use page::SuperviseeCaseloadPage;
pub use types::{CaseloadInThree, Ours, Place, Share};
