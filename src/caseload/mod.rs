//! Which clients one sees. The statement every list of clients is made with, the facts the policy asks of a client, and
//! the picker other rooms choose clients with; no screens.
//!
//! Words: a *caseload* is the clients assigned to a member; *sight* is how far among the clients the one who asks sees;
//! someone has to do with a client *by name* (assigned, covering, supervising, named for it, or seeing to it on the
//! Unassigned board) or *by group* (both are in one).
//!
//! The one rule: which clients someone sees is said in one place (`visible`), and every statement here that touches
//! clients says it. Row-level security says the same once more (migration 0063), so neither wall stands alone.

mod selection;
mod types;

#[cfg(feature = "ssr")]
mod facts;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod visible;

pub use selection::{MOST, Selection};
pub use types::{ClientChoice, ClientQuery, ClientRow, ClientsFound, FilterChoices, Named};

#[cfg(test)]
pub use list::plan;
#[cfg(feature = "ssr")]
pub use {
    facts::{Looked, facts, of_all},
    list::{Asked, all, assigned_at, assigned_now, count, filter_choices, known, of_group, page, pick},
    selection::selected,
    visible::{Columns, visible},
};
