//! Views of the list that someone keeps under a name: a question, asked again by one press. They are their keeper's alone.
//!
//! The one rule: a view is an address and nothing more. What it shows is decided anew, by what its keeper may see then.

mod api;
mod chips;
mod page;
mod types;

#[cfg(feature = "ssr")]
mod store;

pub use api::*;
pub use chips::Views;
pub use page::ViewsPage;
pub use types::{KEPT, SavedView};

#[cfg(feature = "ssr")]
pub use store::opens_with;
