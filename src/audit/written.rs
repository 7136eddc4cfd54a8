//! How each event stands in the trail: its kind, whom or what it is about, and what is told of it.

use super::{Event, Kind};
use crate::access::{Record, Subject};
use serde_json::{Value, json};
use uuid::Uuid;

impl Record for Event {
    fn kind(&self) -> &'static str {
        match self {
            Event::PracticeCreated { .. } => Kind::PracticeCreated.key(),
            Event::SignedIn { .. } => Kind::SignedIn.key(),
            Event::SignInFailed { .. } => Kind::SignInFailed.key(),
            Event::SignedOut { .. } => Kind::SignedOut.key(),
            Event::PasswordConfirmed { .. } => Kind::PasswordConfirmed.key(),
            Event::CodeRefused { .. } => Kind::CodeRefused.key(),
            Event::PasskeyRefused { .. } => Kind::PasskeyRefused.key(),
            Event::PasskeyConfirmed { .. } => Kind::PasskeyConfirmed.key(),
            Event::FactorRenamed { .. } => Kind::FactorRenamed.key(),
            Event::FactorAdded { .. } => Kind::FactorAdded.key(),
            Event::FactorRemoved { .. } => Kind::FactorRemoved.key(),
            Event::RecoveryCodesMade { .. } => Kind::RecoveryCodesMade.key(),
            Event::RecoveryCodeUsed { .. } => Kind::RecoveryCodeUsed.key(),
            Event::SecondFactorAsked { .. } => Kind::SecondFactorAsked.key(),
            Event::SecondFactorReset { .. } => Kind::SecondFactorReset.key(),
            Event::PasswordResetAsked { .. } => Kind::PasswordResetAsked.key(),
            Event::PasswordReset { .. } => Kind::PasswordReset.key(),
            Event::PasswordChanged { .. } => Kind::PasswordChanged.key(),
            Event::EmailChangeAsked { .. } => Kind::EmailChangeAsked.key(),
            Event::EmailChanged { .. } => Kind::EmailChanged.key(),
            Event::NameChanged { .. } => Kind::NameChanged.key(),
            Event::LoggedOff { .. } => Kind::LoggedOff.key(),
            Event::SessionEnded { .. } => Kind::SessionEnded.key(),
            Event::OtherSessionsEnded { .. } => Kind::OtherSessionsEnded.key(),
            Event::EmailChangeAgreed { .. } => Kind::EmailChangeAgreed.key(),
            Event::EmailChangeRefused { .. } => Kind::EmailChangeRefused.key(),
            Event::MemberSessionsEnded { .. } => Kind::MemberSessionsEnded.key(),
            Event::MemberSessionEnded { .. } => Kind::MemberSessionEnded.key(),
            Event::LimitLifted { .. } => Kind::LimitLifted.key(),
            Event::MemberEmailChanged { .. } => Kind::MemberEmailChanged.key(),
            Event::MemberInvited { .. } => Kind::MemberInvited.key(),
            Event::InvitationsPrepared { .. } => Kind::InvitationsPrepared.key(),
            Event::InvitationsBegun { .. } => Kind::InvitationsBegun.key(),
            Event::InvitationsEnded { .. } => Kind::InvitationsEnded.key(),
            Event::InvitationRenewed { .. } => Kind::InvitationRenewed.key(),
            Event::InvitationLinkCopied { .. } => Kind::InvitationLinkCopied.key(),
            Event::InvitationRevoked { .. } => Kind::InvitationRevoked.key(),
            Event::InvitationAskedAgain { .. } => Kind::InvitationAskedAgain.key(),
            Event::InvitationAccepted { .. } => Kind::InvitationAccepted.key(),
            Event::InvitationDeclined { .. } => Kind::InvitationDeclined.key(),
            Event::JoinLinkMade { .. } => Kind::JoinLinkMade.key(),
            Event::JoinLinkRenewed { .. } => Kind::JoinLinkRenewed.key(),
            Event::JoinLinkOff { .. } => Kind::JoinLinkOff.key(),
            Event::JoinWaits { .. } => Kind::JoinWaits.key(),
            Event::JoinLetIn { .. } => Kind::JoinLetIn.key(),
            Event::JoinDeclined { .. } => Kind::JoinDeclined.key(),
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
            Event::ClientArchived { .. } => Kind::ClientArchived.key(),
            Event::ClientRestored { .. } => Kind::ClientRestored.key(),
            Event::ClientsArchived { .. } => Kind::ClientsArchived.key(),
            Event::ClientsRestored { .. } => Kind::ClientsRestored.key(),
            Event::ClientViewed { .. } => Kind::ClientViewed.key(),
            Event::ClientKeptFrom { .. } => Kind::ClientKeptFrom.key(),
            Event::ClientAdded { .. } => Kind::ClientAdded.key(),
            Event::ClientEdited { .. } => Kind::ClientEdited.key(),
            Event::ClientDeleted { .. } => Kind::ClientDeleted.key(),
            Event::ClientRestricted { .. } => Kind::ClientRestricted.key(),
            Event::RestrictionLifted { .. } => Kind::RestrictionLifted.key(),
            Event::NamedForClient { .. } => Kind::NamedForClient.key(),
            Event::UnnamedForClient { .. } => Kind::UnnamedForClient.key(),
            Event::VisitRecorded { .. } => Kind::VisitRecorded.key(),
            Event::VisitChanged { .. } => Kind::VisitChanged.key(),
            Event::NoteWritten { .. } => Kind::NoteWritten.key(),
            Event::ImportUploaded { .. } => Kind::ImportUploaded.key(),
            Event::ImportBegun { .. } => Kind::ImportBegun.key(),
            Event::ClientsImported { .. } => Kind::ClientsImported.key(),
            Event::ImportEnded { .. } => Kind::ImportEnded.key(),
            Event::SupervisionBegun { .. } => Kind::SupervisionBegun.key(),
            Event::SupervisionEnded { .. } => Kind::SupervisionEnded.key(),
            Event::MemberRemoved { .. } => Kind::MemberRemoved.key(),
            Event::LeavingUndone { .. } => Kind::LeavingUndone.key(),
            Event::LinksBroughtBack { .. } => Kind::LinksBroughtBack.key(),
            Event::UnassignedChanged { .. } => Kind::UnassignedChanged.key(),
            Event::CoverageSet { .. } => Kind::CoverageSet.key(),
            Event::CoverageChanged { .. } => Kind::CoverageChanged.key(),
            Event::CoverageEnded { .. } => Kind::CoverageEnded.key(),
            Event::CaseloadKept { .. } => Kind::CaseloadKept.key(),
            Event::WhoSeesAsked { .. } => Kind::WhoSeesAsked.key(),
            Event::CredentialsChanged { .. } => Kind::CredentialsChanged.key(),
            Event::LicenceAdded { .. } => Kind::LicenceAdded.key(),
            Event::LicenceChanged { .. } => Kind::LicenceChanged.key(),
            Event::LicenceRemoved { .. } => Kind::LicenceRemoved.key(),
            Event::CapacitySet { .. } => Kind::CapacitySet.key(),
            Event::ClientInvited { .. } => Kind::ClientInvited.key(),
            Event::PortalInvitationRenewed { .. } => Kind::PortalInvitationRenewed.key(),
            Event::PortalLinkCopied { .. } => Kind::PortalLinkCopied.key(),
            Event::PortalInvitationRevoked { .. } => Kind::PortalInvitationRevoked.key(),
            Event::PortalAccepted { .. } => Kind::PortalAccepted.key(),
            Event::ClientSignedIn { .. } => Kind::ClientSignedIn.key(),
            Event::OwnDetailsChanged { .. } => Kind::OwnDetailsChanged.key(),
            Event::PortalEnded { .. } => Kind::PortalEnded.key(),
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

    fn clients(&self) -> &[Uuid] {
        if let Event::ClientsAssigned { clients, .. } = self { clients } else { &[] }
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
            Event::SignedIn { account, email, .. }
            | Event::PasswordResetAsked { account, email }
            | Event::PasskeyRefused { account, email, .. }
            | Event::CodeRefused { account, email } => about("account", account.0, email),
            Event::PasskeyConfirmed { account }
            | Event::FactorRenamed { account, .. }
            | Event::FactorAdded { account, .. }
            | Event::FactorRemoved { account, .. }
            | Event::RecoveryCodesMade { account }
            | Event::RecoveryCodeUsed { account, .. } => about("account", account.0, ""),
            Event::SecondFactorAsked { member, name } | Event::SecondFactorReset { member, name, .. } => about("member", member.0, name),
            Event::SignInFailed { email, .. } => Subject { kind: "address", id: None, name: email.clone() },
            Event::SignedOut { account }
            | Event::PasswordConfirmed { account, .. }
            | Event::PasswordReset { account, .. }
            | Event::PasswordChanged { account, .. }
            | Event::EmailChanged { account, .. }
            | Event::NameChanged { account, .. }
            | Event::LoggedOff { account }
            | Event::SessionEnded { account, .. }
            | Event::OtherSessionsEnded { account, .. }
            | Event::EmailChangeAgreed { account, .. }
            | Event::EmailChangeRefused { account, .. }
            | Event::EmailChangeAsked { account, .. } => about("account", account.0, ""),
            Event::MemberInvited { member, email, .. } => about("member", member.0, email),
            Event::InvitationAccepted { member, email, .. } => about("member", member.0, email),
            Event::InvitationsPrepared { id, file, .. }
            | Event::InvitationsBegun { id, file, .. }
            | Event::InvitationsEnded { id, file, .. } => about("invitation batch", id.0, file),
            Event::InvitationRenewed { id, email, .. }
            | Event::InvitationLinkCopied { id, email, .. }
            | Event::InvitationRevoked { id, email }
            | Event::InvitationAskedAgain { id, email, .. }
            | Event::InvitationDeclined { id, email, .. } => about("invitation", id.0, email),
            Event::JoinLinkMade { id, role, .. } | Event::JoinLinkRenewed { id, role } | Event::JoinLinkOff { id, role } => {
                about("link to join", id.0, role)
            }
            Event::JoinWaits { id, email, .. } | Event::JoinLetIn { id, email, .. } | Event::JoinDeclined { id, email, .. } => {
                about("wish to join", id.0, email)
            }
            Event::RosterExported { practice, .. }
            | Event::ClientsExported { practice, .. }
            | Event::ClientsArchived { practice, .. }
            | Event::ClientsRestored { practice, .. } => about("practice", practice.0, ""),
            Event::ClientArchived { client, name, .. } | Event::ClientRestored { client, name, .. } => about("client", client.0, name),
            Event::ImportUploaded { id, file, .. }
            | Event::ImportBegun { id, file, .. }
            | Event::ClientsImported { id, file, .. }
            | Event::ImportEnded { id, file, .. } => about("import", id.0, file),
            Event::AssignmentsUndone { practice, .. } => about("practice", practice.0, ""),
            Event::ClientsAssigned { member, name, .. } => about("member", member.0, name),
            Event::AssignmentEnded { client, name, .. } | Event::WeeklySet { client, name, .. } => about("client", client.0, name),
            Event::RoleChanged { member, name, .. }
            | Event::MemberExited { member, name, .. }
            | Event::MemberRemoved { member, name, .. }
            | Event::LeavingUndone { member, name, .. }
            | Event::LinksBroughtBack { member, name, .. }
            | Event::StatusChanged { member, name, .. }
            | Event::MemberSessionsEnded { member, name, .. }
            | Event::MemberSessionEnded { member, name, .. }
            | Event::LimitLifted { member, name }
            | Event::MemberEmailChanged { member, name, .. }
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
            Event::ClientViewed { client, name }
            | Event::ClientKeptFrom { client, name }
            | Event::ClientAdded { client, name, .. }
            | Event::ClientEdited { client, name, .. }
            | Event::ClientDeleted { client, name, .. }
            | Event::ClientRestricted { client, name }
            | Event::RestrictionLifted { client, name, .. }
            | Event::NamedForClient { client, name, .. }
            | Event::UnnamedForClient { client, name, .. }
            | Event::VisitRecorded { client, name, .. }
            | Event::VisitChanged { client, name, .. }
            | Event::NoteWritten { client, name, .. } => about("client", client.0, name),
            Event::ClientInvited { client, name }
            | Event::PortalInvitationRenewed { client, name, .. }
            | Event::PortalLinkCopied { client, name }
            | Event::PortalInvitationRevoked { client, name }
            | Event::PortalAccepted { client, name }
            | Event::ClientSignedIn { client, name, .. }
            | Event::OwnDetailsChanged { client, name, .. }
            | Event::PortalEnded { client, name, .. } => about("client", client.0, name),
            Event::ViewingBegun { member: Some(member), name, .. } => about("member", member.0, name),
            Event::ViewingBegun { role: Some(role), name, .. } => about("role", role.0, name),
            Event::ViewingBegun { name, .. } | Event::ViewingEnded { name } => Subject { kind: "member", id: None, name: name.clone() },
            Event::RoleAdded { role, name, .. } | Event::RoleEdited { role, name, .. } | Event::RoleDeleted { role, name, .. } => {
                about("role", role.0, name)
            }
            Event::UnassignedChanged { client, name, .. } => about("client", client.0, name),
            Event::CaseloadKept { member, name, .. } => about("member", member.0, name),
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
            Event::SignedIn { new_device, by, .. } => json!({ "new_device": new_device, "by": by }),
            Event::PasskeyRefused { why, .. } => json!({ "why": why }),
            Event::FactorRenamed { change, .. } => json!({ "changes": [change] }),
            Event::FactorAdded { factor, sessions_ended, .. } => json!({ "factor": factor, "sessions_ended": sessions_ended }),
            Event::FactorRemoved { factor, left, .. } => json!({ "factor": factor, "left": left }),
            Event::RecoveryCodeUsed { left, .. } => json!({ "left": left }),
            Event::SecondFactorReset { sessions_ended, .. } => json!({ "sessions_ended": sessions_ended }),
            Event::ClientSignedIn { new_device, .. } => json!({ "new_device": new_device }),
            Event::SignInFailed { why, .. } => json!({ "why": why }),
            Event::PasswordConfirmed { right, .. } => json!({ "right": right }),
            Event::PasswordReset { sessions_ended, .. } | Event::PasswordChanged { sessions_ended, .. } => {
                json!({ "sessions_ended": sessions_ended })
            }
            Event::PortalInvitationRenewed { asked, .. } => json!({ "asked": asked }),
            Event::OwnDetailsChanged { fields, .. } => json!({ "fields": fields }),
            Event::PortalEnded { sessions_ended, .. } => json!({ "sessions_ended": sessions_ended }),
            Event::OtherSessionsEnded { sessions_ended, .. } | Event::MemberSessionsEnded { sessions_ended, .. } => {
                json!({ "sessions_ended": sessions_ended })
            }
            Event::SessionEnded { device, .. } | Event::MemberSessionEnded { device, .. } => json!({ "device": device }),
            Event::EmailChangeAsked { new_email, .. } | Event::EmailChangeRefused { new_email, .. } => json!({ "new_email": new_email }),
            Event::EmailChangeAgreed { new_email, at_the_old, .. } => json!({ "new_email": new_email, "at_the_old": at_the_old }),
            Event::EmailChanged { change, .. } | Event::NameChanged { change, .. } | Event::MemberEmailChanged { change, .. } => {
                json!({ "changes": [change] })
            }
            Event::MemberInvited { id, role, location, batch: None, .. } => json!({ "invitation": id, "role": role, "location": location }),
            Event::MemberInvited { id, role, location, batch, .. } => {
                json!({ "invitation": id, "role": role, "location": location, "batch": batch })
            }
            Event::InvitationsPrepared { rows, .. } | Event::InvitationsBegun { rows, .. } => json!({ "rows": rows }),
            Event::InvitationsEnded { how, invited, there, errors, why, .. } => {
                json!({ "how": how, "invited": invited, "there": there, "errors": errors, "reason": why })
            }
            Event::InvitationRenewed { serial, sent, .. } => json!({ "serial": serial, "sent": sent }),
            Event::InvitationLinkCopied { serial, .. } | Event::InvitationAskedAgain { serial, .. } => json!({ "serial": serial }),
            Event::InvitationAccepted { id, role, .. } => json!({ "invitation": id, "role": role }),
            Event::InvitationDeclined { reason, .. } | Event::JoinDeclined { reason, .. } => json!({ "reason": reason }),
            Event::JoinLinkMade { approval, .. } => json!({ "approval": approval }),
            Event::JoinWaits { role, .. } => json!({ "role": role }),
            Event::JoinLetIn { role, approved, .. } => json!({ "role": role, "approved": approved }),
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
            Event::ClientArchived { batch, .. } | Event::ClientRestored { batch, .. } => json!({ "batch": batch }),
            Event::ClientsArchived { who, clients, batch, .. } | Event::ClientsRestored { who, clients, batch, .. } => {
                json!({ "who": who, "clients": clients, "count": clients.len(), "batch": batch })
            }
            Event::ImportUploaded { rows, .. } | Event::ImportBegun { rows, .. } => json!({ "rows": rows }),
            Event::ClientsImported { clients, .. } => json!({ "clients": clients, "count": clients.len() }),
            Event::ImportEnded { how, added, there, errors, why, .. } => {
                json!({ "how": how, "added": added, "there": there, "errors": errors, "reason": why })
            }
            Event::HandOverAnswered { accepted, .. } => json!({ "accepted": accepted }),
            Event::RoleAdded { copied_from, .. } => json!({ "copied_from": copied_from }),
            Event::RoleEdited { members, changes, .. } => json!({ "members": members, "changes": changes }),
            Event::RoleDeleted { members, moved_to, .. } => json!({ "members": members, "moved_to": moved_to }),
            Event::GroupRenamed { change, .. } | Event::RetentionSet { change, .. } => json!({ "changes": [change] }),
            Event::GroupDeleted { people, .. } => json!({ "people": people }),
            Event::PutInGroup { who, count, .. } | Event::TakenFromGroup { who, count, .. } => json!({ "who": who, "count": count }),
            Event::ClientAdded { location, therapist, twins, .. } => {
                json!({ "location": location, "therapist": therapist, "twins": twins })
            }
            Event::ClientEdited { changes, .. } => json!({ "changes": changes }),
            Event::ClientDeleted { therapists, visits_cancelled, .. } => {
                json!({ "therapists": therapists, "visits_cancelled": visits_cancelled })
            }
            Event::RestrictionLifted { named, .. } => json!({ "named": named }),
            Event::NamedForClient { who, .. } | Event::UnnamedForClient { who, .. } => json!({ "whom": who }),
            Event::VisitRecorded { visit, with, starts, state, .. } => {
                json!({ "visit": visit, "with": with, "starts": starts, "state": state })
            }
            Event::VisitChanged { visit, changes, .. } => json!({ "visit": visit, "changes": changes }),
            Event::NoteWritten { visit, .. } => json!({ "visit": visit }),
            Event::SupervisionBegun { supervisor, kind, frequency, .. } => {
                json!({ "supervisor": supervisor, "kind": kind, "frequency": frequency })
            }
            Event::CoverageSet { by, from, until, clients, reason, .. } => {
                json!({ "by": by, "from": from, "until": until, "clients": clients, "reason": reason })
            }
            Event::CoverageChanged { by, change, .. } => json!({ "by": by, "changes": [change] }),
            Event::CoverageEnded { by, until, .. } => json!({ "by": by, "until": until }),
            Event::CaseloadKept { clients, visits, .. } => json!({ "clients": clients, "visits": visits }),
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
            | Event::CodeRefused { .. }
            | Event::PasskeyConfirmed { .. }
            | Event::RecoveryCodesMade { .. }
            | Event::SecondFactorAsked { .. }
            | Event::LoggedOff { .. }
            | Event::LimitLifted { .. }
            | Event::ClientInvited { .. }
            | Event::PortalLinkCopied { .. }
            | Event::PortalInvitationRevoked { .. }
            | Event::PortalAccepted { .. }
            | Event::PasswordResetAsked { .. }
            | Event::InvitationRevoked { .. }
            | Event::JoinLinkRenewed { .. }
            | Event::JoinLinkOff { .. }
            | Event::PracticeClosed { .. }
            | Event::HandOverOffered { .. }
            | Event::HandOverWithdrawn { .. }
            | Event::ViewingBegun { .. }
            | Event::ViewingEnded { .. }
            | Event::ClientViewed { .. }
            | Event::ClientKeptFrom { .. }
            | Event::ClientRestricted { .. }
            | Event::GroupAdded { .. }
            | Event::LocationArchived { .. } => json!({}),
        }
    }
}
