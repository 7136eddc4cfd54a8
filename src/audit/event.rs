//! Every event there is. A new action gets its line here before it gets its button.

use crate::access::{Record, Subject};
use crate::base::{AccountId, InvitationId, LocationId, MemberId, PracticeId, RoleId};
use serde_json::{Value, json};
use uuid::Uuid;

/// One field's value before and after.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Change {
    pub field: &'static str,
    pub before: String,
    pub after: String,
}

impl Change {
    /// Nothing, if nothing changed.
    pub fn between(field: &'static str, before: impl ToString, after: impl ToString) -> Option<Change> {
        let (before, after) = (before.to_string(), after.to_string());
        (before != after).then_some(Change { field, before, after })
    }
}

#[derive(Clone, Debug)]
pub enum Event {
    // auth
    PracticeCreated { practice: PracticeId, name: String },
    SignedIn { account: AccountId, email: String, new_device: bool },
    SignInFailed { email: String, why: &'static str },
    SignedOut { account: AccountId },
    PasswordConfirmed { account: AccountId, right: bool },
    PasswordResetAsked { account: AccountId, email: String },
    PasswordReset { account: AccountId, sessions_ended: i64 },
    PasswordChanged { account: AccountId, sessions_ended: i64 },
    EmailChangeAsked { account: AccountId, new_email: String },
    EmailChanged { account: AccountId, change: Change },
    NameChanged { account: AccountId, change: Change },
    // team
    MemberInvited { id: InvitationId, member: MemberId, email: String, role: String, location: String },
    InvitationRenewed { id: InvitationId, email: String, serial: i32, sent: bool },
    InvitationLinkCopied { id: InvitationId, email: String, serial: i32 },
    InvitationRevoked { id: InvitationId, email: String },
    InvitationAskedAgain { id: InvitationId, email: String, serial: i32 },
    InvitationAccepted { id: InvitationId, member: MemberId, email: String, role: String },
    InvitationDeclined { id: InvitationId, email: String, reason: String },
    RoleChanged { member: MemberId, name: String, role: RoleId, change: Change },
    MemberExited { member: MemberId, name: String, role: String, sessions_ended: i64 },
    // settings, locations
    PracticeChanged { practice: PracticeId, name: String, changes: Vec<Change> },
    PlanChanged { practice: PracticeId, name: String, changes: Vec<Change> },
    PracticeClosed { practice: PracticeId, name: String },
    LocationAdded { id: LocationId, name: String, timezone: String },
    LocationChanged { id: LocationId, name: String, changes: Vec<Change> },
    LocationArchived { id: LocationId, name: String },
    // the demo
    DemoMade { practice: PracticeId, name: String, members: i64 },
}

impl Record for Event {
    fn kind(&self) -> &'static str {
        match self {
            Event::PracticeCreated { .. } => "practice.created",
            Event::SignedIn { .. } => "auth.signed_in",
            Event::SignInFailed { .. } => "auth.sign_in_failed",
            Event::SignedOut { .. } => "auth.signed_out",
            Event::PasswordConfirmed { .. } => "auth.password_confirmed",
            Event::PasswordResetAsked { .. } => "auth.password_reset_asked",
            Event::PasswordReset { .. } => "auth.password_reset",
            Event::PasswordChanged { .. } => "auth.password_changed",
            Event::EmailChangeAsked { .. } => "auth.email_change_asked",
            Event::EmailChanged { .. } => "auth.email_changed",
            Event::NameChanged { .. } => "auth.name_changed",
            Event::MemberInvited { .. } => "team.member_invited",
            Event::InvitationRenewed { .. } => "team.invitation_renewed",
            Event::InvitationLinkCopied { .. } => "team.invitation_link_copied",
            Event::InvitationRevoked { .. } => "team.invitation_revoked",
            Event::InvitationAskedAgain { .. } => "team.invitation_asked_again",
            Event::InvitationAccepted { .. } => "team.invitation_accepted",
            Event::InvitationDeclined { .. } => "team.invitation_declined",
            Event::RoleChanged { .. } => "team.role_changed",
            Event::MemberExited { .. } => "team.member_exited",
            Event::PracticeChanged { .. } => "settings.practice_changed",
            Event::PlanChanged { .. } => "settings.plan_changed",
            Event::PracticeClosed { .. } => "settings.practice_closed",
            Event::LocationAdded { .. } => "locations.location_added",
            Event::LocationChanged { .. } => "locations.location_changed",
            Event::LocationArchived { .. } => "locations.location_archived",
            Event::DemoMade { .. } => "demo.made",
        }
    }

    fn subject(&self) -> Subject {
        let about = |kind, id: Uuid, name: &str| Subject { kind, id: Some(id), name: name.to_string() };
        match self {
            Event::PracticeCreated { practice, name }
            | Event::PracticeChanged { practice, name, .. }
            | Event::PlanChanged { practice, name, .. }
            | Event::PracticeClosed { practice, name }
            | Event::DemoMade { practice, name, .. } => about("practice", practice.0, name),
            Event::SignedIn { account, email, .. } | Event::PasswordResetAsked { account, email } => about("account", account.0, email),
            Event::SignInFailed { email, .. } => Subject { kind: "address", id: None, name: email.clone() },
            Event::SignedOut { account }
            | Event::PasswordConfirmed { account, .. }
            | Event::PasswordReset { account, .. }
            | Event::PasswordChanged { account, .. }
            | Event::EmailChanged { account, .. }
            | Event::NameChanged { account, .. }
            | Event::EmailChangeAsked { account, .. } => about("account", account.0, ""),
            Event::MemberInvited { member, email, .. } => about("member", member.0, email),
            Event::InvitationAccepted { member, email, .. } => about("member", member.0, email),
            Event::InvitationRenewed { id, email, .. }
            | Event::InvitationLinkCopied { id, email, .. }
            | Event::InvitationRevoked { id, email }
            | Event::InvitationAskedAgain { id, email, .. }
            | Event::InvitationDeclined { id, email, .. } => about("invitation", id.0, email),
            Event::RoleChanged { member, name, .. } | Event::MemberExited { member, name, .. } => about("member", member.0, name),
            Event::LocationAdded { id, name, .. } | Event::LocationChanged { id, name, .. } | Event::LocationArchived { id, name } => {
                about("location", id.0, name)
            }
        }
    }

    fn detail(&self) -> Value {
        match self {
            Event::SignedIn { new_device, .. } => json!({ "new_device": new_device }),
            Event::SignInFailed { why, .. } => json!({ "why": why }),
            Event::PasswordConfirmed { right, .. } => json!({ "right": right }),
            Event::PasswordReset { sessions_ended, .. } | Event::PasswordChanged { sessions_ended, .. } => {
                json!({ "sessions_ended": sessions_ended })
            }
            Event::EmailChangeAsked { new_email, .. } => json!({ "new_email": new_email }),
            Event::EmailChanged { change, .. } | Event::NameChanged { change, .. } => json!({ "changes": [change] }),
            Event::MemberInvited { id, role, location, .. } => json!({ "invitation": id, "role": role, "location": location }),
            Event::InvitationRenewed { serial, sent, .. } => json!({ "serial": serial, "sent": sent }),
            Event::InvitationLinkCopied { serial, .. } | Event::InvitationAskedAgain { serial, .. } => json!({ "serial": serial }),
            Event::InvitationAccepted { id, role, .. } => json!({ "invitation": id, "role": role }),
            Event::InvitationDeclined { reason, .. } => json!({ "reason": reason }),
            Event::RoleChanged { role, change, .. } => json!({ "role": role, "changes": [change] }),
            Event::MemberExited { role, sessions_ended, .. } => json!({ "role": role, "sessions_ended": sessions_ended }),
            Event::PracticeChanged { changes, .. } | Event::PlanChanged { changes, .. } | Event::LocationChanged { changes, .. } => {
                json!({ "changes": changes })
            }
            Event::LocationAdded { timezone, .. } => json!({ "timezone": timezone }),
            Event::DemoMade { members, .. } => json!({ "members": members }),
            Event::PracticeCreated { .. }
            | Event::SignedOut { .. }
            | Event::PasswordResetAsked { .. }
            | Event::InvitationRevoked { .. }
            | Event::PracticeClosed { .. }
            | Event::LocationArchived { .. } => json!({}),
        }
    }
}
