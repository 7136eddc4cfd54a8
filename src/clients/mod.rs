//! The clients one sees: the list with its search and filters, its count and its export, and the picker other rooms
//! choose clients with.
//!
//! Words: a *client* is a person receiving care (a practice may say "Patients"); a *caseload* is the clients assigned to
//! a member; *sight* is how far among the clients the one who asks sees.
//!
//! The one rule: which clients someone sees is said in one place (`visible`), and every statement here that touches
//! clients says it. Row-level security says the same once more (migration 0035), so neither wall stands alone.

mod api;
mod page;
mod types;

#[cfg(feature = "ssr")]
mod export;
#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;
#[cfg(feature = "ssr")]
mod visible;

pub use api::*;
pub use page::ClientsPage;
pub use types::{ClientChoice, ClientQuery, ClientRow, ClientsFound, FilterChoices, Named};

#[cfg(feature = "ssr")]
pub use {
    export::export,
    store::{assigned_at, assigned_now, known, of_group, pick},
    visible::{Columns, visible},
};
