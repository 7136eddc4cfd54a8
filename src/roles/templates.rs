//! The built-in roles, as templates to copy.

use crate::access::{Grant, Grants, Permission as P, Scope};

pub struct Template {
    /// Kept with the copy, to know it by.
    pub key: &'static str,
    pub name: &'static str,
    pub description: &'static str,
    grants: fn() -> Vec<Grant>,
}

impl Template {
    pub fn grants(&self) -> Grants {
        Grants::of((self.grants)())
    }
}

pub const TEMPLATES: [&Template; 2] = [&ADMIN, &MEMBER];

pub const ADMIN: Template = Template {
    key: "admin",
    name: "Admin",
    description: "Runs the practice: the team, all clients, settings and the audit trail.",
    grants: || {
        let whole = |p: &P| Grant(*p, Scope::WholePractice);
        let held = |p: &&P| {
            use crate::access::Module as M;
            matches!(p.module(), M::Clients | M::Team | M::Calendar | M::Audit | M::Analytics)
                || (p.module() == M::Settings && **p != P::SettingsSubscription)
        };
        P::ALL.iter().filter(held).map(whole).collect()
    },
};

pub const MEMBER: Template = Template {
    key: "member",
    name: "Member",
    description: "Sees the team, adds clients, and works with the clients assigned to them.",
    grants: || {
        let own = |p| Grant(p, Scope::OwnCaseload);
        let whole = |p| Grant(p, Scope::WholePractice);
        vec![
            whole(P::ClientsAdd),
            own(P::ClientsView),
            own(P::ClientsEdit),
            own(P::ClientsDelete),
            own(P::ClientsAssign),
            whole(P::TeamView),
            own(P::CalendarView),
            own(P::CalendarCreate),
            own(P::CalendarDelete),
            own(P::AnalyticsOwn),
        ]
    },
};
