//! The member who acts, as the door read them from the database at the start of this very request.

use super::{Grant, Grants, Module, Overrides, Permission, Scope};
use crate::base::{MemberId, PracticeId, RoleId};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A membership's state; `Invited` and `Withdrawn` have not joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Invited,
    Withdrawn,
    Active,
    OnHold,
    Inactive,
    Suspended,
    Archived,
    Removed,
}

impl Status {
    pub const ALL: [Status; 8] = [
        Status::Invited,
        Status::Withdrawn,
        Status::Active,
        Status::OnHold,
        Status::Inactive,
        Status::Suspended,
        Status::Archived,
        Status::Removed,
    ];

    /// As it is stored.
    pub fn key(self) -> &'static str {
        match self {
            Status::Invited => "invited",
            Status::Withdrawn => "withdrawn",
            Status::Active => "active",
            Status::OnHold => "on_hold",
            Status::Inactive => "inactive",
            Status::Suspended => "suspended",
            Status::Archived => "archived",
            Status::Removed => "removed",
        }
    }

    /// Belongs to the team, whether or not they can sign in.
    pub fn is_current(self) -> bool {
        matches!(self, Status::Active | Status::OnHold | Status::Inactive | Status::Suspended)
    }

    /// Signs in.
    pub fn enters(self) -> bool {
        matches!(self, Status::Active | Status::OnHold)
    }

    pub fn words(self) -> &'static str {
        match self {
            Status::Invited => say!("Invited"),
            Status::Withdrawn => say!("Withdrawn"),
            Status::Active => say!("Active"),
            Status::OnHold => say!("On Hold"),
            Status::Inactive => say!("Inactive"),
            Status::Suspended => say!("Suspended"),
            Status::Archived => say!("Archived"),
            Status::Removed => say!("Removed"),
        }
    }
}

impl FromStr for Status {
    type Err = ();
    fn from_str(key: &str) -> Result<Self, ()> {
        Status::ALL.into_iter().find(|s| s.key() == key).ok_or(())
    }
}

/// Crosses the wire so that a button knows whether it may be pressed; the server decides from its own copy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Actor {
    pub practice: PracticeId,
    pub member: MemberId,
    pub first_name: String,
    pub last_name: String,
    pub role: RoleId,
    pub role_name: String,
    /// What they may do, all told: the role's grants, without its switched-off modules, with their own overrides.
    pub grants: Grants,
    pub overrides: Overrides,
    /// Modules switched off for the role, by key.
    pub off: Vec<String>,
    pub status: Status,
    /// The member who created the practice, or was handed it.
    pub originating: bool,
    /// Entered the password in the last ten minutes.
    pub confirmed: bool,
    /// Someone looks through this member's eyes: whoever it is, changes nothing.
    pub viewed_by: Option<String>,
}

impl Actor {
    /// As whom they act: looking through a role's eyes that is nobody, and the role's name stands for one.
    pub fn name(&self) -> String {
        if self.is_role() { self.role_name.clone() } else { format!("{} {}", self.first_name, self.last_name) }
    }

    /// Nobody in particular: anyone with the role.
    pub fn is_role(&self) -> bool {
        self.first_name.is_empty() && self.last_name.is_empty()
    }

    pub fn holds(&self, permission: Permission) -> bool {
        self.grants.hold(permission)
    }

    /// What they can give and take, and how far: what they hold; whoever created the team, everything.
    pub fn gives(&self) -> Grants {
        if self.originating {
            Permission::ALL.iter().map(|p| Grant(*p, Scope::WholePractice)).collect::<Vec<_>>().into()
        } else {
            self.grants.clone()
        }
    }

    pub fn is_off(&self, module: Module) -> bool {
        self.off.iter().any(|key| key == module.key())
    }
}
