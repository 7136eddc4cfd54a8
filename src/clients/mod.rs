//! The client depot: "View Clients" with its search, filters, orders and figures, what is done to one or many of them
//! from there (`many`), the views one keeps of it (`views`), and its export.
//!
//! Words: a *client* is a person receiving care (a practice may say "Patients"); the *depot* is all clients of the
//! practice, whoever they are assigned to; a *view* is a question one asks of it again and again.
//!
//! The list can be of everyone connected to the practice, members of the team too, for whoever may see them. It opens with
//! clients: they are whom one comes here for, there are two hundred of them to each member, and the team has a page of
//! its own.
//!
//! The one rule: nothing here says which clients one sees; `caseload` does, for every list there is.

mod api;
mod boxes;
mod filters;
pub mod import;
pub mod many;
mod page;
mod record;
mod row;
mod row_menu;
mod table;
pub mod views;
pub mod who_sees;

#[cfg(feature = "ssr")]
mod export;
#[cfg(test)]
mod tests;

pub use api::*;
pub use page::ClientsPage;
pub use record::*;

#[cfg(feature = "ssr")]
pub use export::export;
