//! Roles as they cross the wire.

use crate::access::{Grants, Module};
use crate::base::{AppError, Checks, Moment, RoleId};
use serde::{Deserialize, Serialize};

/// A role where one is chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleChoice {
    pub id: RoleId,
    pub name: String,
    pub description: String,
    /// So that a screen can ask the policy whether it may be given.
    pub grants: Grants,
}

/// What a role is, without who holds it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RoleMakeup {
    pub name: String,
    pub description: String,
    /// Every tick, those in switched-off modules too.
    pub grants: Grants,
    /// Modules switched off for it.
    pub off: Vec<String>,
    pub requires_supervision: bool,
    pub can_supervise: bool,
    /// HO, HN or HP (HCPCS level II modifiers).
    pub billing_modifier: Option<String>,
    /// For how many hours it is held, where it is held for a time.
    pub limit_hours: Option<i32>,
}

impl RoleMakeup {
    pub fn modules_off(&self) -> Vec<Module> {
        self.off.iter().filter_map(|key| key.parse().ok()).collect()
    }

    /// What it can do: without what is switched off.
    pub fn effective(&self) -> Grants {
        self.grants.with(&self.modules_off(), &Default::default())
    }
}

/// A role of the practice, and who holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleSeen {
    pub id: RoleId,
    pub makeup: RoleMakeup,
    /// For people receiving care: no team member holds it, and it is not changed here.
    pub for_clients: bool,
    pub members: i64,
    pub invited: i64,
    pub version: i32,
    pub changed_at: Moment,
    /// Nobody since it came with the practice.
    pub changed_by: Option<String>,
    /// Whoever asks holds it.
    pub own: bool,
    pub why_not_edit: Option<String>,
    pub why_not_delete: Option<String>,
}

/// The page of all roles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RolesSeen {
    pub roles: Vec<RoleSeen>,
    pub why_not_add: Option<String>,
}

/// The editor, as its form sends it: ticks and switched-off modules as they are stored, with spaces between.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoleDraft {
    pub name: String,
    pub description: String,
    pub requires_supervision: bool,
    pub can_supervise: bool,
    /// HO, HN, HP or nothing.
    pub billing_modifier: String,
    /// `clients.add clients.view:own`
    pub can: String,
    /// `billing denials`
    pub off: String,
    /// Which version was looked at; nothing for a new role.
    pub version: i32,
}

impl RoleDraft {
    /// What the form means, for a role held for this long.
    ///
    /// # Errors
    /// `Invalid`, with every field to mend.
    pub fn checked(&self, limit_hours: Option<i32>) -> Result<RoleMakeup, AppError> {
        let mut checks = Checks::default();
        let name = checks.line("name", say!("a name for the role"), &self.name, 60);
        let description = checks.text("description", &self.description, 240);
        let billing_modifier = Some(self.billing_modifier.clone()).filter(|m| !m.is_empty());
        if billing_modifier.as_ref().is_some_and(|m| !MODIFIERS.iter().any(|(key, _)| key == m)) {
            checks.fault("billing_modifier", say!("Choose a modifier from the list."));
        }
        let grants = self.can.split_whitespace().map(super::words::checked_grant).collect::<Option<Vec<_>>>();
        let off = self.off.split_whitespace().map(|key| key.parse::<Module>().ok()).collect::<Option<Vec<_>>>();
        if grants.is_none() || off.is_none() {
            checks.fault("can", say!("Choose abilities from the list."));
        }
        checks.give(grants.zip(off).map(|(grants, off)| RoleMakeup {
            name,
            description,
            grants: super::words::in_order(&Grants::of(grants)),
            off: Module::ALL.iter().filter(|m| off.contains(m)).map(|m| m.key().to_string()).collect(),
            requires_supervision: self.requires_supervision,
            can_supervise: self.can_supervise,
            billing_modifier,
            limit_hours,
        }))
    }

    /// A draft that says what is.
    pub fn of(makeup: &RoleMakeup, version: i32) -> Self {
        RoleDraft {
            name: makeup.name.clone(),
            description: makeup.description.clone(),
            requires_supervision: makeup.requires_supervision,
            can_supervise: makeup.can_supervise,
            billing_modifier: makeup.billing_modifier.clone().unwrap_or_default(),
            can: Vec::<String>::from(makeup.grants.clone()).join(" "),
            off: makeup.off.join(" "),
            version,
        }
    }

    pub fn grants(&self) -> Grants {
        self.can.split_whitespace().map(str::to_string).collect::<Vec<_>>().into()
    }
}

/// Each with what a payer reads in it (HCPCS level II).
pub const MODIFIERS: [(&str, &str); 3] =
    [("HO", say!("Master’s degree level")), ("HN", say!("Bachelor’s degree level")), ("HP", say!("Doctoral level"))];

/// What a change would do, in words, before it is made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Review {
    pub name: String,
    /// What changes in the role itself.
    pub changes: Vec<String>,
    /// Who gains and loses what.
    pub effects: Vec<String>,
    pub warnings: Vec<String>,
    /// The version it was compared with.
    pub version: i32,
    /// Who changed the role since the draft was begun, if someone did.
    pub meanwhile: Option<(String, Moment)>,
}
