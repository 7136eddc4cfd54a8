//! Which clients one sees. The statement every list of clients is made with, the facts the policy asks of a client, and
//! the picker other rooms choose clients with; no screens.
//!
//! Words: a *caseload* is the clients assigned to a member; *sight* is how far among the clients the one who asks sees;
//! someone has to do with a client *by name* (assigned, covering, supervising, named for it, or seeing to it on the
//! Unassigned board) or *by group* (both are in one).
//!
//! How a page is found and counted, however many clients there are, is in `found` and `figures`; the orders and filters in
//! `query`.
//!
//! The one rule: which clients someone sees is said in one place (`visible`), and every statement here that touches
//! clients says it. Row-level security says the same once more (migration 0063), so neither wall stands alone.

mod query;
mod selection;
mod types;

#[cfg(feature = "ssr")]
mod choices;
#[cfg(feature = "ssr")]
mod facts;
#[cfg(feature = "ssr")]
mod figures;
#[cfg(feature = "ssr")]
mod found;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod place;
#[cfg(feature = "ssr")]
mod reached;
#[cfg(feature = "ssr")]
mod staff;
#[cfg(feature = "ssr")]
mod visible;

pub use query::{ClientQuery, Order, Portal, Sorted, Whom};
pub use selection::{MOST, Selection};
pub use types::{ClientChoice, ClientRow, ClientsFound, Connected, Figures, FilterChoices, Named, StaffRow};

#[cfg(test)]
pub use list::plan;
#[cfg(feature = "ssr")]
pub use {
    choices::filter_choices,
    facts::{Looked, facts, of_all},
    figures::{figures, keep_tally, sum_up},
    list::{Asked, assigned_at, assigned_now, known, of_group, page, pick, piece},
    reached::reached,
    selection::selected,
    visible::{Columns, visible},
};
