//! The client depot: the list of clients with its search and filters, and its export.
//!
//! Words: a *client* is a person receiving care (a practice may say "Patients"); the *depot* is all clients of the
//! practice, whoever they are assigned to.
//!
//! The one rule: nothing here says which clients one sees; `caseload` does, for every list there is.

mod api;
pub mod import;
mod page;

#[cfg(feature = "ssr")]
mod export;
#[cfg(test)]
mod tests;

pub use api::*;
pub use page::ClientsPage;

#[cfg(feature = "ssr")]
pub use export::export;
