//! A role where one is chosen.

use crate::access::Grants;
use crate::base::RoleId;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleChoice {
    pub id: RoleId,
    pub name: String,
    pub description: String,
    /// So that a screen can ask the policy whether it may be given.
    pub grants: Grants,
}
