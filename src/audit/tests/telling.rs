//! Every event is told.

use super::super::sentences::{Reader, say};
use super::super::store::Row;
use super::super::{Change, Event, Kind};
use crate::access::Record;
use crate::base::{
    AccountId, BatchId, ClientId, GroupId, ImportId, InvitationId, JoinLinkId, JoinRequestId, LocationId, MemberId, PracticeId, RoleId,
    VisitId,
};
use chrono::Utc;
use uuid::Uuid;

/// One of each.
fn events() -> Vec<Event> {
    let id = Uuid::from_u128(7);
    let (practice, account, member, role) = (PracticeId(id), AccountId(id), MemberId(id), RoleId(id));
    let (group, place, invitation) = (GroupId(id), LocationId(id), InvitationId(id));
    let (client, batch, visit) = (ClientId(id), BatchId(id), VisitId(id));
    let name = || "Sam Okafor".to_string();
    let email = || "sam@maple-grove.example".to_string();
    let change = || Change { field: "role", before: "Member".into(), after: "Admin".into() };
    let two = || vec![change(), Change { field: "timezone", before: "UTC".into(), after: "Europe/London".into() }];
    vec![
        Event::PracticeCreated { practice, name: name() },
        Event::SignedIn { account, email: email(), new_device: true, by: "password_code" },
        Event::CodeRefused { account, email: email() },
        Event::PasskeyRefused { account, email: email(), why: "its counter went back: there may be a copy of it" },
        Event::PasskeyConfirmed { account },
        Event::FactorRenamed { account, change: change() },
        Event::FactorAdded { account, factor: "My phone".into(), sessions_ended: 1 },
        Event::FactorRemoved { account, factor: "My phone".into(), left: 0 },
        Event::RecoveryCodesMade { account },
        Event::RecoveryCodeUsed { account, left: 9 },
        Event::SecondFactorAsked { member, name: name() },
        Event::SecondFactorReset { member, name: name(), sessions_ended: 1 },
        Event::SignInFailed { email: email(), why: "address and password do not match" },
        Event::SignedOut { account },
        Event::PasswordConfirmed { account, right: false },
        Event::PasswordResetAsked { account, email: email() },
        Event::PasswordReset { account, sessions_ended: 2 },
        Event::PasswordChanged { account, sessions_ended: 1 },
        Event::EmailChangeAsked { account, new_email: email() },
        Event::EmailChanged { account, change: change() },
        Event::NameChanged { account, change: change() },
        Event::LoggedOff { account },
        Event::SessionEnded { account, device: "Firefox on Linux".into() },
        Event::OtherSessionsEnded { account, sessions_ended: 3 },
        Event::EmailChangeAgreed { account, new_email: email(), at_the_old: true },
        Event::EmailChangeRefused { account, new_email: email() },
        Event::MemberSessionsEnded { member, name: name(), sessions_ended: 2 },
        Event::MemberSessionEnded { member, name: name(), device: "Firefox on Linux".into() },
        Event::LimitLifted { member, name: name() },
        Event::MemberEmailChanged { member, name: name(), change: change() },
        Event::MemberInvited { id: invitation, member, email: email(), role: "Member".into(), location: "Main office".into(), batch: None },
        Event::InvitationsPrepared { id: batch, file: "staff.csv".into(), rows: 12 },
        Event::InvitationsBegun { id: batch, file: "staff.csv".into(), rows: 12 },
        Event::InvitationsEnded {
            id: batch,
            file: "staff.csv".into(),
            how: "finished",
            invited: 12,
            there: 3,
            errors: 1,
            why: String::new(),
        },
        Event::InvitationRenewed { id: invitation, email: email(), serial: 2, sent: true },
        Event::InvitationLinkCopied { id: invitation, email: email(), serial: 2 },
        Event::InvitationRevoked { id: invitation, email: email() },
        Event::InvitationAskedAgain { id: invitation, email: email(), serial: 3 },
        Event::InvitationAccepted { id: invitation, member, email: email(), role: "Member".into() },
        Event::InvitationDeclined { id: invitation, email: email(), reason: "No time.".into() },
        Event::JoinLinkMade { id: JoinLinkId(id), role: "Client".into(), approval: true },
        Event::JoinLinkRenewed { id: JoinLinkId(id), role: "Client".into() },
        Event::JoinLinkOff { id: JoinLinkId(id), role: "Client".into() },
        Event::JoinWaits { id: JoinRequestId(id), email: email(), role: "Member".into() },
        Event::JoinLetIn { id: JoinRequestId(id), email: email(), role: "Member".into(), approved: true },
        Event::JoinDeclined { id: JoinRequestId(id), email: email(), reason: "We don't know you.".into() },
        Event::RoleChanged { member, name: name(), role, change: change() },
        Event::MemberExited { member, name: name(), role: "Member".into(), done: vec!["2 groups".into()], sessions_ended: 1 },
        Event::MemberRemoved {
            member,
            name: name(),
            role: "Member".into(),
            batch: BatchId(id),
            done: vec!["12 clients went to 2 people".into()],
            unseen: vec![id],
            sessions_ended: 1,
        },
        Event::LeavingUndone { member, name: name(), done: vec!["12 clients are theirs again".into()] },
        Event::LinksBroughtBack { member, name: name(), done: vec!["3 clients".into()] },
        Event::UnassignedChanged { client: ClientId(id), name: "Riley P.".into(), changes: vec![change()] },
        Event::StatusChanged { member, name: name(), change: change(), reason: "On leave".into(), sessions_ended: 1 },
        Event::OverridesSet { member, name: name(), changes: two() },
        Event::AccessRulesSet { member, name: name(), changes: two() },
        Event::RosterExported { practice, filters: "everyone".into(), rows: 12_345 },
        Event::ClientsExported { practice, filters: "all".into(), rows: 12_345 },
        Event::ClientArchived { client, name: name(), batch },
        Event::ClientRestored { client, name: name(), batch },
        Event::ClientsArchived { practice, who: vec![name()], clients: vec![client; 3], batch },
        Event::ClientsRestored { practice, who: vec![name()], clients: vec![client; 3], batch },
        Event::ImportUploaded { id: ImportId(id), file: "clients.csv".into(), rows: 12_345 },
        Event::ImportBegun { id: ImportId(id), file: "clients.csv".into(), rows: 12_000 },
        Event::ClientsImported { id: ImportId(id), file: "clients.csv".into(), clients: vec![ClientId(id)] },
        Event::ImportEnded {
            id: ImportId(id),
            file: "clients.csv".into(),
            how: "stopped",
            added: 500,
            there: 3,
            errors: 1,
            why: "This membership is removed.".into(),
        },
        Event::HandOverOffered { member, name: name() },
        Event::HandOverAnswered { member, name: name(), accepted: true },
        Event::HandOverWithdrawn { member, name: name() },
        Event::ViewingBegun { member: Some(member), role: None, name: name() },
        Event::ViewingEnded { name: name() },
        Event::RoleAdded { role, name: "Front desk".into(), copied_from: "Member".into() },
        Event::RoleEdited { role, name: "Front desk".into(), members: 1, changes: two() },
        Event::RoleDeleted { role, name: "Front desk".into(), members: 2, moved_to: "Member".into() },
        Event::GroupAdded { id: group, name: "Night".into() },
        Event::GroupRenamed { id: group, name: "Night".into(), change: change() },
        Event::GroupDeleted { id: group, name: "Night".into(), people: 2 },
        Event::PutInGroup { id: group, name: "Night".into(), who: vec![name()], count: 3 },
        Event::TakenFromGroup { id: group, name: "Night".into(), who: vec![name()], count: 1 },
        Event::ClientViewed { client, name: name() },
        Event::ClientKeptFrom { client, name: name() },
        Event::ClientAdded { client, name: name(), location: "Main office".into(), therapist: "Una".into(), twins: 1 },
        Event::ClientEdited { client, name: name(), changes: two() },
        Event::ClientDeleted { client, name: name(), therapists: vec!["Una".into()], visits_cancelled: 2 },
        Event::ClientRestricted { client, name: name() },
        Event::RestrictionLifted { client, name: name(), named: 2 },
        Event::NamedForClient { client, name: name(), who: "Una".into() },
        Event::UnnamedForClient { client, name: name(), who: "Una".into() },
        Event::VisitRecorded { visit, client, name: name(), with: "Una".into(), starts: "Mar 1, 2027, 09:00".into(), state: "scheduled" },
        Event::VisitChanged { visit, client, name: name(), changes: two() },
        Event::NoteWritten { visit, client, name: name() },
        Event::SupervisionBegun { member, name: name(), supervisor: "Una".into(), kind: "clinical".into(), frequency: "as_needed".into() },
        Event::SupervisionEnded { member, name: name(), supervisor: "Una".into() },
        Event::CoverageSet {
            member,
            name: name(),
            by: "Una".into(),
            from: "Mar 1, 2027, 9:00 AM".into(),
            until: "Mar 8, 2027, 9:00 AM".into(),
            clients: Some(3),
            reason: "Leave".into(),
        },
        Event::CoverageChanged { member, name: name(), by: "Una".into(), change: change() },
        Event::CoverageEnded { member, name: name(), by: "Una".into(), until: "Mar 3, 2027, 9:00 AM".into() },
        Event::CaseloadKept { member: MemberId(id), name: name(), clients: 12, visits: 3 },
        Event::WhoSeesAsked { client: ClientId(id), name: "Zoë Berg".into(), on: "3 March 2026".into(), about: name() },
        Event::CredentialsChanged { member, name: name(), changes: two() },
        Event::LicenceAdded { member, name: name(), licence: "ME LC-1".into(), title: "LCSW".into(), expires_on: "Mar 1, 2027".into() },
        Event::LicenceChanged { member, name: name(), licence: "ME LC-1".into(), changes: vec![change()] },
        Event::LicenceRemoved { member, name: name(), licence: "ME LC-1".into(), expires_on: "Mar 1, 2027".into() },
        Event::CapacitySet { member, name: name(), changes: two() },
        Event::ClientInvited { client: ClientId(id), name: name() },
        Event::PortalInvitationRenewed { client: ClientId(id), name: name(), asked: true },
        Event::PortalLinkCopied { client: ClientId(id), name: name() },
        Event::PortalInvitationRevoked { client: ClientId(id), name: name() },
        Event::PortalAccepted { client: ClientId(id), name: name() },
        Event::ClientSignedIn { client: ClientId(id), name: name(), new_device: false },
        Event::OwnDetailsChanged { client: ClientId(id), name: name(), fields: vec!["phone"] },
        Event::PortalEnded { client: ClientId(id), name: name(), sessions_ended: 1 },
        Event::ClientsAssigned {
            member,
            name: name(),
            how: "beside",
            batch: BatchId(id),
            clients: vec![id],
            who: vec!["Ada Berg".into()],
            count: 2,
        },
        Event::AssignmentsUndone { practice, batch: BatchId(id), count: 2 },
        Event::AssignmentEnded { client: ClientId(id), name: name(), member: "Una".into(), batch: BatchId(id), seen_to_by: "Bo".into() },
        Event::WeeklySet { client: ClientId(id), name: name(), member: "Una".into(), change: change() },
        Event::TrailRead { practice, name: name(), filters: "everything".into() },
        Event::TrailExported { practice, name: name(), format: "csv", filters: "everything".into() },
        Event::TrailVerified { practice, name: name(), rows: 12_345, faults: 0 },
        Event::RetentionSet { practice, name: name(), change: change() },
        Event::PracticeChanged { practice, name: name(), changes: two() },
        Event::PlanChanged { practice, name: name(), changes: vec![change()] },
        Event::PracticeClosed { practice, name: name() },
        Event::LocationAdded { id: place, name: "Main office".into(), timezone: "UTC".into() },
        Event::LocationChanged { id: place, name: "Main office".into(), changes: two() },
        Event::LocationArchived { id: place, name: "Main office".into() },
        Event::DemoMade { practice, name: name(), members: 36 },
    ]
}

fn row(event: &dyn Record) -> Row {
    let subject = event.subject();
    Row {
        seq: 1,
        at: Utc::now(),
        actor_id: Some(Uuid::from_u128(8)),
        actor: "Una Lindqvist".into(),
        kind: event.kind().into(),
        subject_kind: subject.kind.into(),
        subject_id: subject.id,
        subject: subject.name,
        detail: event.detail(),
        session_id: None,
        ip: "198.51.100.7".into(),
        prev_hash: Vec::new(),
        hash: Vec::new(),
    }
}

#[test]
fn every_event_has_a_kind_and_a_sentence_of_its_own() {
    let mut told: Vec<Kind> = vec![Kind::Refused, Kind::TrailCut];
    let mut sentences = Vec::new();
    for event in events() {
        let row = row(&event);
        let kind = Kind::of(&row.kind).unwrap_or_else(|| panic!("{} is no kind", row.kind));
        told.push(kind);
        for reader in [Reader::OfAll, Reader::Concerned] {
            let said = say(&row, reader);
            assert!(!said.sentence.contains(&row.kind) && !said.sentence.contains("  "), "{kind:?}: {}", said.sentence);
            assert!(said.sentence.len() > 10 && !said.sentence.ends_with([' ', '.', ':']), "{kind:?}: {}", said.sentence);
            if reader == Reader::OfAll {
                sentences.push(said.sentence);
            }
        }
    }
    told.sort();
    told.dedup();
    let untold: Vec<_> = Kind::ALL.iter().filter(|kind| !told.contains(kind)).collect();
    assert!(untold.is_empty(), "no event of {untold:?}");
    let count = sentences.len();
    sentences.sort();
    sentences.dedup();
    assert_eq!(sentences.len(), count, "two events read the same");
}

#[test]
fn an_entry_reads_as_a_person_would_say_it() {
    let said = |event: Event| say(&row(&event), Reader::OfAll);
    let (member, name, id) = (MemberId(Uuid::from_u128(7)), "Sam Okafor".to_string(), Uuid::from_u128(7));
    let change = Change { field: "role", before: "Member".into(), after: "Admin".into() };
    let role = Event::RoleChanged { member, name: name.clone(), role: RoleId(id), change };
    assert_eq!(said(role.clone()).sentence, "Una Lindqvist changed Sam Okafor’s role from Member to Admin");
    assert_eq!(say(&row(&role), Reader::Concerned).sentence, "Una Lindqvist changed your role from Member to Admin");

    let change = Change { field: "status", before: "active".into(), after: "on_hold".into() };
    let status = Event::StatusChanged { member, name, change, reason: "On leave".into(), sessions_ended: 0 };
    let all = said(status.clone());
    assert_eq!(
        (all.sentence.as_str(), all.notes),
        ("Una Lindqvist changed Sam Okafor’s status from Active to On Hold", vec!["Reason: On leave".into()])
    );
    let own = say(&row(&status), Reader::Concerned);
    assert!(own.notes.is_empty() && !own.sentence.contains("leave"), "the reason is the administrators': {own:?}");

    let changes = vec![
        Change { field: "name", before: "Main".into(), after: "North".into() },
        Change { field: "timezone", before: "UTC".into(), after: "Europe/London".into() },
    ];
    let place = said(Event::LocationChanged { id: LocationId(id), name: "North".into(), changes });
    assert_eq!((place.sentence.as_str(), place.changes.len()), ("Una Lindqvist changed the location North", 2));
    let verified = said(Event::TrailVerified { practice: PracticeId(id), name: "Maple".into(), rows: 12_345, faults: 2 });
    assert_eq!(verified.sentence, "Una Lindqvist verified 12,345 entries of the audit trail: broken in 2 places");
}

#[test]
fn a_refusal_a_removal_and_what_a_newer_build_wrote_read_sensibly() {
    let mut refused = row(&Event::SignedOut { account: AccountId(Uuid::nil()) });
    refused.kind = "access.refused".into();
    refused.subject = "InviteMember".into();
    refused.detail = serde_json::json!({ "reasons": ["The role Member can't invite."] });
    let said = say(&refused, Reader::OfAll);
    assert_eq!(said.sentence, "Una Lindqvist tried to invite a team member, and was refused");
    assert_eq!(said.notes, ["The role Member can't invite."]);

    let cut = Row {
        kind: "audit.cut".into(),
        actor: "Caseload".into(),
        actor_id: None,
        detail: serde_json::json!({ "month": "2019-11", "rows": 4100 }),
        ..refused.clone()
    };
    assert_eq!(say(&cut, Reader::OfAll).sentence, "Caseload removed 4,100 entries of November 2019, which had been kept long enough");

    let newer = Row { kind: "clients.record_opened".into(), subject: "Riley P.".into(), ..refused };
    assert_eq!(say(&newer, Reader::OfAll).sentence, "Una Lindqvist: clients record opened (Riley P.)");
}
