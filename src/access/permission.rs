//! What a role can be given. The list is closed and lives here; which role holds what is the practice's data.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

macro_rules! permissions {
    ($($module:ident = $title:literal { $($name:ident = $key:literal, $words:literal;)+ })+) => {
        /// A part of the product, as the role editor groups it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Module { $($module),+ }

        impl Module {
            pub const ALL: &[Module] = &[$(Module::$module),+];

            pub fn words(self) -> &'static str {
                match self { $(Module::$module => say!($title)),+ }
            }
            /// What can be given in it.
            pub fn permissions(self) -> &'static [Permission] {
                match self { $(Module::$module => &[$(Permission::$name),+]),+ }
            }
        }

        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Permission { $($($name),+),+ }

        impl Permission {
            pub const ALL: &[Permission] = &[$($(Permission::$name),+),+];

            /// As it is stored: `team.invite`.
            pub fn key(self) -> &'static str {
                match self { $($(Permission::$name => $key),+),+ }
            }
            /// As a person reads it, after "can".
            pub fn words(self) -> &'static str {
                match self { $($(Permission::$name => say!($words)),+),+ }
            }
            pub fn module(self) -> Module {
                match self { $($(Permission::$name => Module::$module),+),+ }
            }
        }
    };
}

permissions! {
    Clients = "Clients" {
        ClientsAdd = "clients.add", "add clients";
        ClientsView = "clients.view", "view clients";
        ClientsEdit = "clients.edit", "edit clients";
        ClientsDelete = "clients.delete", "delete clients";
        ClientsAssign = "clients.assign", "assign clients";
        ClientsExport = "clients.export", "export clients";
    }
    Team = "Team" {
        TeamView = "team.view", "see the team";
        TeamInvite = "team.invite", "invite team members";
        TeamEdit = "team.edit", "edit team members";
        TeamRemove = "team.remove", "remove team members";
        TeamRoles = "team.roles", "change roles";
    }
    Calendar = "Calendar" {
        CalendarView = "calendar.view", "see the calendar";
        CalendarCreate = "calendar.create", "create appointments";
        CalendarDelete = "calendar.delete", "delete appointments";
    }
    Clinical = "Clinical" {
        ClinicalCharts = "clinical.charts", "open charts";
        ClinicalNotes = "clinical.notes", "write notes";
        ClinicalPsychotherapyNotes = "clinical.psychotherapy_notes", "open psychotherapy notes";
        ClinicalMedications = "clinical.medications", "see medications";
    }
    Billing = "Billing" {
        BillingTakePayments = "billing.take_payments", "take payments";
        BillingRefund = "billing.refund", "refund payments";
        BillingRevenueReports = "billing.revenue_reports", "see revenue reports";
    }
    Denials = "Denials" {
        DenialsUpload = "denials.upload", "upload claims";
        DenialsReview = "denials.review", "review denials";
        DenialsAppeal = "denials.appeal", "appeal denials";
        DenialsTrack = "denials.track", "track appeals";
        DenialsSign = "denials.sign", "sign appeals";
        DenialsQueues = "denials.queues", "manage denial queues";
    }
    Analytics = "Analytics" {
        AnalyticsOwn = "analytics.own", "see figures of the own caseload";
        AnalyticsAggregate = "analytics.aggregate", "see figures of the whole practice";
    }
    Settings = "Settings" {
        SettingsPractice = "settings.practice", "change practice settings";
        SettingsLocations = "settings.locations", "manage locations";
        SettingsGroups = "settings.groups", "manage groups";
        SettingsSecurity = "settings.security", "change security settings";
        SettingsSubscription = "settings.subscription", "manage the subscription";
    }
    Audit = "Audit" {
        AuditView = "audit.view", "read the audit trail";
        AuditExport = "audit.export", "export the audit trail";
    }
}

impl FromStr for Permission {
    type Err = ();
    fn from_str(key: &str) -> Result<Self, ()> {
        Permission::ALL.iter().copied().find(|p| p.key() == key).ok_or(())
    }
}

/// How far a permission reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// The clients assigned to the member.
    OwnCaseload,
    /// What belongs to the member's locations.
    OwnLocations,
    WholePractice,
}

impl Scope {
    pub const ALL: [Scope; 3] = [Scope::OwnCaseload, Scope::OwnLocations, Scope::WholePractice];

    pub fn words(self) -> &'static str {
        match self {
            Scope::OwnCaseload => say!("own caseload"),
            Scope::OwnLocations => say!("own locations"),
            Scope::WholePractice => say!("whole practice"),
        }
    }
}

impl Module {
    /// As it is stored, and as the keys of its permissions begin: `team`.
    pub fn key(self) -> &'static str {
        self.permissions()[0].key().split('.').next().unwrap_or_default()
    }
}

impl FromStr for Module {
    type Err = ();
    fn from_str(key: &str) -> Result<Self, ()> {
        Module::ALL.iter().copied().find(|m| m.key() == key).ok_or(())
    }
}

impl Permission {
    /// Whether it can be given for a part of the practice: what concerns clients, their calendar, charts and money.
    pub fn scoped(self) -> bool {
        matches!(self.module(), Module::Clients | Module::Calendar | Module::Clinical) && !matches!(self, Permission::ClientsAdd)
    }
}

/// A permission and how far it reaches; stored as `clients.edit:own`, without a suffix for the whole practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Grant(pub Permission, pub Scope);

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.key())?;
        match self.1 {
            Scope::OwnCaseload => f.write_str(":own"),
            Scope::OwnLocations => f.write_str(":locations"),
            Scope::WholePractice => Ok(()),
        }
    }
}

impl FromStr for Grant {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (key, scope) = match text.split_once(':') {
            None => (text, Scope::WholePractice),
            Some((key, "own")) => (key, Scope::OwnCaseload),
            Some((key, "locations")) => (key, Scope::OwnLocations),
            Some(_) => return Err(()),
        };
        key.parse().map(|permission| Grant(permission, scope))
    }
}

/// What a role holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
pub struct Grants(Vec<Grant>);

impl Grants {
    pub fn of(grants: impl IntoIterator<Item = Grant>) -> Self {
        Grants(grants.into_iter().collect())
    }

    /// How far a permission reaches, if it is held at all.
    pub fn reach(&self, permission: Permission) -> Option<Scope> {
        self.0.iter().filter(|g| g.0 == permission).map(|g| g.1).max()
    }

    pub fn hold(&self, permission: Permission) -> bool {
        self.reach(permission).is_some()
    }

    /// What `other` holds and these do not, or not as far.
    pub fn lacking<'a>(&'a self, other: &'a Grants) -> impl Iterator<Item = Grant> + 'a {
        other.0.iter().copied().filter(|g| self.reach(g.0).is_none_or(|mine| mine < g.1))
    }

    /// As they are without some modules, with what is given beside them and without what is withheld.
    pub fn with(&self, off: &[Module], overrides: &Overrides) -> Grants {
        let kept = self.0.iter().filter(|g| !off.contains(&g.0.module()) && !overrides.withheld.contains(&g.0)).copied();
        Grants(kept.chain(overrides.given.iter().copied()).collect())
    }

    /// Only what both hold, and only as far as both reach: for looking through another's eyes.
    pub fn at_most(&self, other: &Grants) -> Grants {
        Permission::ALL.iter().filter_map(|p| Some(Grant(*p, self.reach(*p)?.min(other.reach(*p)?)))).collect::<Vec<_>>().into()
    }

    /// Whoever may change roles can have every right: an administrator.
    pub fn administer(&self) -> bool {
        self.hold(Permission::TeamRoles)
    }

    pub fn iter(&self) -> impl Iterator<Item = Grant> + '_ {
        self.0.iter().copied()
    }
}

impl From<Vec<Grant>> for Grants {
    fn from(grants: Vec<Grant>) -> Self {
        Grants(grants)
    }
}

/// What a newer server may store and this build does not know grants nothing.
impl From<Vec<String>> for Grants {
    fn from(texts: Vec<String>) -> Self {
        Grants(texts.iter().filter_map(|t| t.parse().ok()).collect())
    }
}

impl From<Grants> for Vec<String> {
    fn from(grants: Grants) -> Self {
        grants.0.iter().map(Grant::to_string).collect()
    }
}

/// What one member has beyond their role, or less; stored as `+clients.export:own` and `-clients.delete`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
pub struct Overrides {
    pub given: Vec<Grant>,
    pub withheld: Vec<Permission>,
}

impl Overrides {
    pub fn is_empty(&self) -> bool {
        self.given.is_empty() && self.withheld.is_empty()
    }
}

impl From<Vec<String>> for Overrides {
    fn from(texts: Vec<String>) -> Self {
        let given = texts.iter().filter_map(|t| t.strip_prefix('+')?.parse().ok()).collect();
        let withheld = texts.iter().filter_map(|t| t.strip_prefix('-')?.parse().ok()).collect();
        Overrides { given, withheld }
    }
}

impl From<Overrides> for Vec<String> {
    fn from(overrides: Overrides) -> Self {
        let given = overrides.given.iter().map(|g| format!("+{g}"));
        given.chain(overrides.withheld.iter().map(|p| format!("-{}", p.key()))).collect()
    }
}
