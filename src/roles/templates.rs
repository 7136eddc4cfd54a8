//! The built-in roles, as templates to copy.

use super::types::RoleMakeup;
use crate::access::{Grant, Grants, Module as M, Permission as P, Scope};

pub struct Template {
    /// Kept with the copy, to know it by.
    pub key: &'static str,
    pub name: &'static str,
    pub description: &'static str,
    pub requires_supervision: bool,
    pub can_supervise: bool,
    /// For how many hours it is held, where it is held for a time.
    pub limit_hours: Option<i32>,
    grants: fn() -> Vec<Grant>,
}

impl Template {
    pub fn grants(&self) -> Grants {
        Grants::of((self.grants)())
    }

    /// As a role that begins as a copy of it.
    pub fn makeup(&self) -> RoleMakeup {
        RoleMakeup {
            name: self.name.to_string(),
            description: self.description.to_string(),
            grants: self.grants(),
            requires_supervision: self.requires_supervision,
            can_supervise: self.can_supervise,
            limit_hours: self.limit_hours,
            ..RoleMakeup::default()
        }
    }

    pub fn of_key(key: &str) -> Option<&'static Template> {
        TEMPLATES.into_iter().find(|t| t.key == key)
    }
}

const fn template(key: &'static str, name: &'static str, description: &'static str, grants: fn() -> Vec<Grant>) -> Template {
    Template { key, name, description, requires_supervision: false, can_supervise: false, limit_hours: None, grants }
}

/// Every practice begins with a copy of each.
pub const TEMPLATES: [&Template; 15] = [
    &ADMIN,
    &MEMBER,
    &BILLING_ADMIN,
    &STAFF,
    &FRONT_DESK,
    &PROVIDER,
    &BILLING_MANAGER,
    &INTERN,
    &ASSOCIATE,
    &THERAPIST,
    &SUPERVISOR,
    &USER,
    &ANALYST,
    &SUPPORT,
    &CLIENT,
];

fn own(permissions: &[P]) -> Vec<Grant> {
    permissions.iter().map(|p| Grant(*p, Scope::OwnCaseload)).collect()
}

fn whole(permissions: &[P]) -> Vec<Grant> {
    permissions.iter().map(|p| Grant(*p, Scope::WholePractice)).collect()
}

fn administration() -> Vec<Grant> {
    let held = |p: &&P| {
        matches!(p.module(), M::Clients | M::Team | M::Calendar | M::Audit | M::Analytics)
            || (p.module() == M::Settings && **p != P::SettingsSubscription)
    };
    P::ALL.iter().filter(held).map(|p| Grant(*p, Scope::WholePractice)).collect()
}

/// What someone does with the clients assigned to them, deleting aside.
fn caseload() -> Vec<Grant> {
    let mut grants = whole(&[P::ClientsAdd, P::TeamView]);
    grants.extend(own(&[P::ClientsView, P::ClientsEdit, P::ClientsAssign, P::CalendarView, P::CalendarCreate, P::CalendarDelete]));
    grants.extend(whole(&[P::AnalyticsOwn]));
    grants
}

/// A caseload, and the charts of it.
fn clinician() -> Vec<Grant> {
    let mut grants = caseload();
    grants.extend(own(&[P::ClinicalCharts, P::ClinicalNotes, P::ClinicalPsychotherapyNotes, P::ClinicalMedications]));
    grants
}

pub const ADMIN: Template = template(
    "admin",
    exactly!("Admin"),
    exactly!("Runs the practice: the team, all clients, settings and the audit trail. Can’t delete the practice."),
    administration,
);

pub const MEMBER: Template =
    template("member", exactly!("Member"), exactly!("Sees the team, adds clients, and works with the clients assigned to them."), || {
        let mut grants = caseload();
        grants.extend(own(&[P::ClientsDelete]));
        grants
    });

pub const BILLING_ADMIN: Template = template(
    "billing_admin",
    exactly!("Billing Admin"),
    exactly!("An Admin who also takes payments and manages the subscription."),
    || {
        let mut grants = administration();
        grants.extend(whole(M::Billing.permissions()));
        grants.extend(whole(&[P::SettingsSubscription]));
        grants
    },
);

pub const STAFF: Template = template("staff", exactly!("Staff"), exactly!("A Member who deletes no clients."), caseload);

pub const FRONT_DESK: Template =
    template("front_desk", exactly!("Front Desk"), exactly!("Everyone’s calendar and every client’s contact data. No charts."), || {
        whole(&[P::ClientsAdd, P::ClientsView, P::ClientsEdit, P::TeamView, P::CalendarView, P::CalendarCreate, P::CalendarDelete])
    });

pub const PROVIDER: Template = template("provider", exactly!("Provider"), exactly!("Their own caseload, calendar and charts."), clinician);

pub const BILLING_MANAGER: Template =
    template("billing_manager", exactly!("Billing Manager"), exactly!("Payments, refunds, revenue and denied claims."), || {
        let mut grants = whole(&[P::ClientsView, P::TeamView]);
        grants.extend(whole(M::Billing.permissions()));
        grants.extend(whole(M::Denials.permissions()));
        grants
    });

pub const INTERN: Template = Template {
    requires_supervision: true,
    ..template("intern", exactly!("Intern"), exactly!("Works with their own caseload under supervision; their notes are reviewed."), || {
        let mut grants = whole(&[P::TeamView, P::AnalyticsOwn]);
        grants.extend(own(&[P::ClientsView, P::ClientsEdit, P::CalendarView, P::CalendarCreate, P::ClinicalCharts, P::ClinicalNotes]));
        grants
    })
};

pub const ASSOCIATE: Template = Template {
    requires_supervision: true,
    ..template("associate", exactly!("Associate"), exactly!("A clinician on the way to a licence; works under supervision."), clinician)
};

pub const THERAPIST: Template =
    template("therapist", exactly!("Licensed Therapist"), exactly!("Works with their own caseload, and signs for it alone."), clinician);

pub const SUPERVISOR: Template = Template {
    can_supervise: true,
    ..template("supervisor", exactly!("Supervisor"), exactly!("A licensed therapist who supervises others and sees their figures."), || {
        let mut grants = clinician();
        grants.extend(whole(&[P::AnalyticsAggregate]));
        grants
    })
};

pub const USER: Template = template(
    "user",
    exactly!("User"),
    exactly!("Uploads, reviews, appeals and tracks claims in the queues assigned to them. Changes no settings."),
    || whole(&[P::DenialsUpload, P::DenialsReview, P::DenialsAppeal, P::DenialsTrack]),
);

pub const ANALYST: Template = template(
    "analyst",
    exactly!("Analyst"),
    exactly!("Dashboards and reports on aggregated data. Opens nothing that names a client."),
    || whole(&[P::AnalyticsAggregate]),
);

pub const SUPPORT: Template = Template {
    limit_hours: Some(72),
    ..template("support", exactly!("Support"), exactly!("Reads the practice for 72 hours. Changes nothing, exports nothing."), || {
        whole(&[P::ClientsView, P::TeamView, P::CalendarView, P::AnalyticsAggregate, P::AuditView])
    })
};

pub const CLIENT: Template =
    template("client", exactly!("Client"), exactly!("For someone receiving care: the portal, and only themselves."), Vec::new);
