//! What is found, as it crosses the wire: the least that tells one from another.

use crate::base::MemberId;
use crate::caseload::ClientChoice;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub members: Vec<MemberFound>,
    pub clients: Vec<ClientChoice>,
}

impl Found {
    pub fn is_empty(&self) -> bool {
        self.members.is_empty() && self.clients.is_empty()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberFound {
    pub id: MemberId,
    pub name: String,
    /// The role's own name.
    pub role: String,
    /// "On Hold", "Pending member approval"; nothing of whoever is active.
    pub standing: Option<String>,
}
