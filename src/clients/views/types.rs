//! Views as they cross the wire.

use crate::base::ViewId;
use serde::{Deserialize, Serialize};

/// At most so many each.
pub const KEPT: i64 = 30;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    pub id: ViewId,
    pub name: String,
    /// `/clients?…`
    pub address: String,
    /// "Clients" opens with it.
    pub opens: bool,
}
