//! Every event there is. A new action gets its line here before it gets its button. Two kinds of entries are no event of
//! a room: a refusal, which the door writes, and the removal of what was kept long enough, which the database does.

use super::Kind;
use crate::access::{Record, Subject};
use crate::base::{AccountId, BatchId, ClientId, GroupId, InvitationId, LocationId, MemberId, PracticeId, RoleId};
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
    PracticeCreated {
        practice: PracticeId,
        name: String,
    },
    SignedIn {
        account: AccountId,
        email: String,
        new_device: bool,
    },
    SignInFailed {
        email: String,
        why: &'static str,
    },
    SignedOut {
        account: AccountId,
    },
    PasswordConfirmed {
        account: AccountId,
        right: bool,
    },
    PasswordResetAsked {
        account: AccountId,
        email: String,
    },
    PasswordReset {
        account: AccountId,
        sessions_ended: i64,
    },
    PasswordChanged {
        account: AccountId,
        sessions_ended: i64,
    },
    EmailChangeAsked {
        account: AccountId,
        new_email: String,
    },
    EmailChanged {
        account: AccountId,
        change: Change,
    },
    NameChanged {
        account: AccountId,
        change: Change,
    },
    // team
    MemberInvited {
        id: InvitationId,
        member: MemberId,
        email: String,
        role: String,
        location: String,
    },
    InvitationRenewed {
        id: InvitationId,
        email: String,
        serial: i32,
        sent: bool,
    },
    InvitationLinkCopied {
        id: InvitationId,
        email: String,
        serial: i32,
    },
    InvitationRevoked {
        id: InvitationId,
        email: String,
    },
    InvitationAskedAgain {
        id: InvitationId,
        email: String,
        serial: i32,
    },
    InvitationAccepted {
        id: InvitationId,
        member: MemberId,
        email: String,
        role: String,
    },
    InvitationDeclined {
        id: InvitationId,
        email: String,
        reason: String,
    },
    RoleChanged {
        member: MemberId,
        name: String,
        role: RoleId,
        change: Change,
    },
    MemberExited {
        member: MemberId,
        name: String,
        role: String,
        done: Vec<String>,
        sessions_ended: i64,
    },
    StatusChanged {
        member: MemberId,
        name: String,
        change: Change,
        reason: String,
        sessions_ended: i64,
    },
    OverridesSet {
        member: MemberId,
        name: String,
        changes: Vec<Change>,
    },
    AccessRulesSet {
        member: MemberId,
        name: String,
        changes: Vec<Change>,
    },
    RosterExported {
        practice: PracticeId,
        filters: String,
        rows: i64,
    },
    HandOverOffered {
        member: MemberId,
        name: String,
    },
    HandOverAnswered {
        member: MemberId,
        name: String,
        accepted: bool,
    },
    HandOverWithdrawn {
        member: MemberId,
        name: String,
    },
    ViewingBegun {
        member: Option<MemberId>,
        role: Option<RoleId>,
        name: String,
    },
    ViewingEnded {
        name: String,
    },
    // roles, groups, supervision
    RoleAdded {
        role: RoleId,
        name: String,
        copied_from: String,
    },
    RoleEdited {
        role: RoleId,
        name: String,
        members: i64,
        changes: Vec<Change>,
    },
    RoleDeleted {
        role: RoleId,
        name: String,
        members: i64,
        moved_to: String,
    },
    GroupAdded {
        id: GroupId,
        name: String,
    },
    GroupRenamed {
        id: GroupId,
        name: String,
        change: Change,
    },
    GroupDeleted {
        id: GroupId,
        name: String,
        people: i64,
    },
    /// Names of whom it was, at most a hundred; `count` says how many in all.
    PutInGroup {
        id: GroupId,
        name: String,
        who: Vec<String>,
        count: i64,
    },
    TakenFromGroup {
        id: GroupId,
        name: String,
        who: Vec<String>,
        count: i64,
    },
    ClientsExported {
        practice: PracticeId,
        filters: String,
        rows: i64,
    },
    SupervisionBegun {
        member: MemberId,
        name: String,
        supervisor: String,
        kind: String,
        frequency: String,
    },
    SupervisionEnded {
        member: MemberId,
        name: String,
        supervisor: String,
    },
    // leaving, the Unassigned board
    /// What went where, in words that name no client; ids of those whom the one who did it didn't see.
    MemberRemoved {
        member: MemberId,
        name: String,
        role: String,
        batch: BatchId,
        done: Vec<String>,
        unseen: Vec<Uuid>,
        sessions_ended: i64,
    },
    LeavingUndone {
        member: MemberId,
        name: String,
        done: Vec<String>,
    },
    /// The links of someone who came back: those chosen, or none.
    LinksBroughtBack {
        member: MemberId,
        name: String,
        done: Vec<String>,
    },
    UnassignedChanged {
        client: ClientId,
        name: String,
        changes: Vec<Change>,
    },
    // coverage, and who sees a client
    /// `clients` where some were chosen; nothing for the whole caseload.
    CoverageSet {
        member: MemberId,
        name: String,
        by: String,
        from: String,
        until: String,
        clients: Option<i64>,
        reason: String,
    },
    CoverageChanged {
        member: MemberId,
        name: String,
        by: String,
        change: Change,
    },
    CoverageEnded {
        member: MemberId,
        name: String,
        by: String,
        until: String,
    },
    /// `on` for a past day; `about` for whom it was asked in particular.
    WhoSeesAsked {
        client: ClientId,
        name: String,
        on: String,
        about: String,
    },
    // credentials, capacity
    /// Of the bio only its length.
    CredentialsChanged {
        member: MemberId,
        name: String,
        changes: Vec<Change>,
    },
    /// A licence is called by its state and number.
    LicenceAdded {
        member: MemberId,
        name: String,
        licence: String,
        title: String,
        expires_on: String,
    },
    LicenceChanged {
        member: MemberId,
        name: String,
        licence: String,
        changes: Vec<Change>,
    },
    LicenceRemoved {
        member: MemberId,
        name: String,
        licence: String,
        expires_on: String,
    },
    CapacitySet {
        member: MemberId,
        name: String,
        changes: Vec<Change>,
    },
    // assignment
    /// To one member; names of at most a hundred clients.
    ClientsAssigned {
        member: MemberId,
        name: String,
        how: &'static str,
        batch: BatchId,
        clients: Vec<Uuid>,
        who: Vec<String>,
        count: i64,
    },
    AssignmentsUndone {
        practice: PracticeId,
        batch: BatchId,
        count: i64,
    },
    /// `seen_to_by` is who sees to a client whom nobody has any more; empty where others have it.
    AssignmentEnded {
        client: ClientId,
        name: String,
        member: String,
        batch: BatchId,
        seen_to_by: String,
    },
    WeeklySet {
        client: ClientId,
        name: String,
        member: String,
        change: Change,
    },
    // the trail itself
    TrailRead {
        practice: PracticeId,
        name: String,
        filters: String,
    },
    TrailExported {
        practice: PracticeId,
        name: String,
        format: &'static str,
        filters: String,
    },
    TrailVerified {
        practice: PracticeId,
        name: String,
        rows: i64,
        faults: i64,
    },
    RetentionSet {
        practice: PracticeId,
        name: String,
        change: Change,
    },
    // settings, locations
    PracticeChanged {
        practice: PracticeId,
        name: String,
        changes: Vec<Change>,
    },
    PlanChanged {
        practice: PracticeId,
        name: String,
        changes: Vec<Change>,
    },
    PracticeClosed {
        practice: PracticeId,
        name: String,
    },
    LocationAdded {
        id: LocationId,
        name: String,
        timezone: String,
    },
    LocationChanged {
        id: LocationId,
        name: String,
        changes: Vec<Change>,
    },
    LocationArchived {
        id: LocationId,
        name: String,
    },
    // the demo
    DemoMade {
        practice: PracticeId,
        name: String,
        members: i64,
    },
}

impl Record for Event {
    fn kind(&self) -> &'static str {
        match self {
            Event::PracticeCreated { .. } => Kind::PracticeCreated.key(),
            Event::SignedIn { .. } => Kind::SignedIn.key(),
            Event::SignInFailed { .. } => Kind::SignInFailed.key(),
            Event::SignedOut { .. } => Kind::SignedOut.key(),
            Event::PasswordConfirmed { .. } => Kind::PasswordConfirmed.key(),
            Event::PasswordResetAsked { .. } => Kind::PasswordResetAsked.key(),
            Event::PasswordReset { .. } => Kind::PasswordReset.key(),
            Event::PasswordChanged { .. } => Kind::PasswordChanged.key(),
            Event::EmailChangeAsked { .. } => Kind::EmailChangeAsked.key(),
            Event::EmailChanged { .. } => Kind::EmailChanged.key(),
            Event::NameChanged { .. } => Kind::NameChanged.key(),
            Event::MemberInvited { .. } => Kind::MemberInvited.key(),
            Event::InvitationRenewed { .. } => Kind::InvitationRenewed.key(),
            Event::InvitationLinkCopied { .. } => Kind::InvitationLinkCopied.key(),
            Event::InvitationRevoked { .. } => Kind::InvitationRevoked.key(),
            Event::InvitationAskedAgain { .. } => Kind::InvitationAskedAgain.key(),
            Event::InvitationAccepted { .. } => Kind::InvitationAccepted.key(),
            Event::InvitationDeclined { .. } => Kind::InvitationDeclined.key(),
            Event::RoleChanged { .. } => Kind::RoleChanged.key(),
            Event::MemberExited { .. } => Kind::MemberExited.key(),
            Event::StatusChanged { .. } => Kind::StatusChanged.key(),
            Event::OverridesSet { .. } => Kind::OverridesSet.key(),
            Event::AccessRulesSet { .. } => Kind::AccessRulesSet.key(),
            Event::RosterExported { .. } => Kind::RosterExported.key(),
            Event::HandOverOffered { .. } => Kind::HandOverOffered.key(),
            Event::HandOverAnswered { .. } => Kind::HandOverAnswered.key(),
            Event::HandOverWithdrawn { .. } => Kind::HandOverWithdrawn.key(),
            Event::ViewingBegun { .. } => Kind::ViewingBegun.key(),
            Event::ViewingEnded { .. } => Kind::ViewingEnded.key(),
            Event::RoleAdded { .. } => Kind::RoleAdded.key(),
            Event::RoleEdited { .. } => Kind::RoleEdited.key(),
            Event::RoleDeleted { .. } => Kind::RoleDeleted.key(),
            Event::GroupAdded { .. } => Kind::GroupAdded.key(),
            Event::GroupRenamed { .. } => Kind::GroupRenamed.key(),
            Event::GroupDeleted { .. } => Kind::GroupDeleted.key(),
            Event::PutInGroup { .. } => Kind::PutInGroup.key(),
            Event::TakenFromGroup { .. } => Kind::TakenFromGroup.key(),
            Event::ClientsExported { .. } => Kind::ClientsExported.key(),
            Event::SupervisionBegun { .. } => Kind::SupervisionBegun.key(),
            Event::SupervisionEnded { .. } => Kind::SupervisionEnded.key(),
            Event::MemberRemoved { .. } => Kind::MemberRemoved.key(),
            Event::LeavingUndone { .. } => Kind::LeavingUndone.key(),
            Event::LinksBroughtBack { .. } => Kind::LinksBroughtBack.key(),
            Event::UnassignedChanged { .. } => Kind::UnassignedChanged.key(),
            Event::CoverageSet { .. } => Kind::CoverageSet.key(),
            Event::CoverageChanged { .. } => Kind::CoverageChanged.key(),
            Event::CoverageEnded { .. } => Kind::CoverageEnded.key(),
            Event::WhoSeesAsked { .. } => Kind::WhoSeesAsked.key(),
            Event::CredentialsChanged { .. } => Kind::CredentialsChanged.key(),
            Event::LicenceAdded { .. } => Kind::LicenceAdded.key(),
            Event::LicenceChanged { .. } => Kind::LicenceChanged.key(),
            Event::LicenceRemoved { .. } => Kind::LicenceRemoved.key(),
            Event::CapacitySet { .. } => Kind::CapacitySet.key(),
            Event::ClientsAssigned { .. } => Kind::ClientsAssigned.key(),
            Event::AssignmentsUndone { .. } => Kind::AssignmentsUndone.key(),
            Event::AssignmentEnded { .. } => Kind::AssignmentEnded.key(),
            Event::WeeklySet { .. } => Kind::WeeklySet.key(),
            Event::TrailRead { .. } => Kind::TrailRead.key(),
            Event::TrailExported { .. } => Kind::TrailExported.key(),
            Event::TrailVerified { .. } => Kind::TrailVerified.key(),
            Event::RetentionSet { .. } => Kind::RetentionSet.key(),
            Event::PracticeChanged { .. } => Kind::PracticeChanged.key(),
            Event::PlanChanged { .. } => Kind::PlanChanged.key(),
            Event::PracticeClosed { .. } => Kind::PracticeClosed.key(),
            Event::LocationAdded { .. } => Kind::LocationAdded.key(),
            Event::LocationChanged { .. } => Kind::LocationChanged.key(),
            Event::LocationArchived { .. } => Kind::LocationArchived.key(),
            Event::DemoMade { .. } => Kind::DemoMade.key(),
        }
    }

    fn subject(&self) -> Subject {
        let about = |kind, id: Uuid, name: &str| Subject { kind, id: Some(id), name: name.to_string() };
        match self {
            Event::PracticeCreated { practice, name }
            | Event::PracticeChanged { practice, name, .. }
            | Event::PlanChanged { practice, name, .. }
            | Event::PracticeClosed { practice, name }
            | Event::TrailRead { practice, name, .. }
            | Event::TrailExported { practice, name, .. }
            | Event::TrailVerified { practice, name, .. }
            | Event::RetentionSet { practice, name, .. }
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
            Event::RosterExported { practice, .. } | Event::ClientsExported { practice, .. } => about("practice", practice.0, ""),
            Event::AssignmentsUndone { practice, .. } => about("practice", practice.0, ""),
            Event::ClientsAssigned { member, name, .. } => about("member", member.0, name),
            Event::AssignmentEnded { client, name, .. } | Event::WeeklySet { client, name, .. } => about("client", client.0, name),
            Event::RoleChanged { member, name, .. }
            | Event::MemberExited { member, name, .. }
            | Event::MemberRemoved { member, name, .. }
            | Event::LeavingUndone { member, name, .. }
            | Event::LinksBroughtBack { member, name, .. }
            | Event::StatusChanged { member, name, .. }
            | Event::OverridesSet { member, name, .. }
            | Event::AccessRulesSet { member, name, .. }
            | Event::HandOverOffered { member, name }
            | Event::HandOverAnswered { member, name, .. }
            | Event::HandOverWithdrawn { member, name }
            | Event::CoverageSet { member, name, .. }
            | Event::CoverageChanged { member, name, .. }
            | Event::CoverageEnded { member, name, .. }
            | Event::CredentialsChanged { member, name, .. }
            | Event::LicenceAdded { member, name, .. }
            | Event::LicenceChanged { member, name, .. }
            | Event::LicenceRemoved { member, name, .. }
            | Event::CapacitySet { member, name, .. }
            | Event::SupervisionBegun { member, name, .. }
            | Event::SupervisionEnded { member, name, .. } => about("member", member.0, name),
            Event::ViewingBegun { member: Some(member), name, .. } => about("member", member.0, name),
            Event::ViewingBegun { role: Some(role), name, .. } => about("role", role.0, name),
            Event::ViewingBegun { name, .. } | Event::ViewingEnded { name } => Subject { kind: "member", id: None, name: name.clone() },
            Event::RoleAdded { role, name, .. } | Event::RoleEdited { role, name, .. } | Event::RoleDeleted { role, name, .. } => {
                about("role", role.0, name)
            }
            Event::UnassignedChanged { client, name, .. } => about("client", client.0, name),
            Event::WhoSeesAsked { client, name, .. } => about("client", client.0, name),
            Event::GroupAdded { id, name }
            | Event::GroupRenamed { id, name, .. }
            | Event::GroupDeleted { id, name, .. }
            | Event::PutInGroup { id, name, .. }
            | Event::TakenFromGroup { id, name, .. } => about("group", id.0, name),
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
            Event::MemberExited { role, done, sessions_ended, .. } => {
                json!({ "role": role, "done": done, "sessions_ended": sessions_ended })
            }
            Event::MemberRemoved { role, batch, done, unseen, sessions_ended, .. } => {
                json!({ "role": role, "batch": batch, "done": done, "unseen": unseen, "sessions_ended": sessions_ended })
            }
            Event::LeavingUndone { done, .. } | Event::LinksBroughtBack { done, .. } => json!({ "done": done }),
            Event::PracticeChanged { changes, .. }
            | Event::PlanChanged { changes, .. }
            | Event::LocationChanged { changes, .. }
            | Event::OverridesSet { changes, .. }
            | Event::CredentialsChanged { changes, .. }
            | Event::CapacitySet { changes, .. }
            | Event::UnassignedChanged { changes, .. }
            | Event::AccessRulesSet { changes, .. } => json!({ "changes": changes }),
            Event::StatusChanged { change, reason, sessions_ended, .. } => {
                json!({ "changes": [change], "reason": reason, "sessions_ended": sessions_ended })
            }
            Event::RosterExported { filters, rows, .. } | Event::ClientsExported { filters, rows, .. } => {
                json!({ "filters": filters, "rows": rows })
            }
            Event::HandOverAnswered { accepted, .. } => json!({ "accepted": accepted }),
            Event::RoleAdded { copied_from, .. } => json!({ "copied_from": copied_from }),
            Event::RoleEdited { members, changes, .. } => json!({ "members": members, "changes": changes }),
            Event::RoleDeleted { members, moved_to, .. } => json!({ "members": members, "moved_to": moved_to }),
            Event::GroupRenamed { change, .. } | Event::RetentionSet { change, .. } => json!({ "changes": [change] }),
            Event::GroupDeleted { people, .. } => json!({ "people": people }),
            Event::PutInGroup { who, count, .. } | Event::TakenFromGroup { who, count, .. } => json!({ "who": who, "count": count }),
            Event::SupervisionBegun { supervisor, kind, frequency, .. } => {
                json!({ "supervisor": supervisor, "kind": kind, "frequency": frequency })
            }
            Event::CoverageSet { by, from, until, clients, reason, .. } => {
                json!({ "by": by, "from": from, "until": until, "clients": clients, "reason": reason })
            }
            Event::CoverageChanged { by, change, .. } => json!({ "by": by, "changes": [change] }),
            Event::CoverageEnded { by, until, .. } => json!({ "by": by, "until": until }),
            Event::WhoSeesAsked { on, about, .. } => json!({ "on": on, "about": about }),
            Event::SupervisionEnded { supervisor, .. } => json!({ "supervisor": supervisor }),
            Event::LicenceAdded { licence, title, expires_on, .. } => {
                json!({ "licence": licence, "title": title, "expires_on": expires_on })
            }
            Event::LicenceChanged { licence, changes, .. } => json!({ "licence": licence, "changes": changes }),
            Event::LicenceRemoved { licence, expires_on, .. } => json!({ "licence": licence, "expires_on": expires_on }),
            Event::ClientsAssigned { how, batch, clients, who, count, .. } => {
                json!({ "how": how, "batch": batch, "clients": clients, "who": who, "count": count })
            }
            Event::AssignmentsUndone { batch, count, .. } => json!({ "batch": batch, "count": count }),
            Event::AssignmentEnded { member, batch, seen_to_by, .. } => {
                json!({ "member": member, "batch": batch, "seen_to_by": seen_to_by })
            }
            Event::WeeklySet { member, change, .. } => json!({ "member": member, "changes": [change] }),
            Event::TrailRead { filters, .. } => json!({ "filters": filters }),
            Event::TrailExported { format, filters, .. } => json!({ "format": format, "filters": filters }),
            Event::TrailVerified { rows, faults, .. } => json!({ "rows": rows, "faults": faults }),
            Event::LocationAdded { timezone, .. } => json!({ "timezone": timezone }),
            Event::DemoMade { members, .. } => json!({ "members": members }),
            Event::PracticeCreated { .. }
            | Event::SignedOut { .. }
            | Event::PasswordResetAsked { .. }
            | Event::InvitationRevoked { .. }
            | Event::PracticeClosed { .. }
            | Event::HandOverOffered { .. }
            | Event::HandOverWithdrawn { .. }
            | Event::ViewingBegun { .. }
            | Event::ViewingEnded { .. }
            | Event::GroupAdded { .. }
            | Event::LocationArchived { .. } => json!({}),
        }
    }
}
