//! The second factor as the card shows it.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactorSeen {
    pub is_set_up: bool,
    /// Why it can't be reset; nothing where it can.
    pub why_not_reset: Option<String>,
}
