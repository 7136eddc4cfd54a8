//! The record of one client: what is known of them, adding them, changing it, who alone may see it, and its end.
//!
//! Words: *twins* are records that are likely of the same person; a *restricted* client is seen only by those who have to do
//! with it by name, and by those on its list; a deleted record is *sealed*: kept as long as the law asks, found by nobody.
//!
//! The one rule: a client one doesn't see is not there: every question here begins with `caseload::facts`, in the same
//! transaction as its answer.

mod add_page;
mod api;
mod delete_page;
mod edit_page;
mod fields;
mod page;
mod restriction;
mod types;

#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;

pub use add_page::AddClientPage;
pub use api::*;
pub use delete_page::{DeleteClientPage, Gone};
pub use edit_page::EditClientPage;
pub use page::ClientPage;
pub use restriction::*;
#[cfg(feature = "ssr")]
pub use store::{Newcomer, insert_newcomer};
pub use types::{Ending, NewClientForm, PersonGiven, RecordInForm, RecordSeen, Risk, Twin, TwinsSeen};
