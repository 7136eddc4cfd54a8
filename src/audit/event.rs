//! Every event there is. A new action gets its line here before it gets its button. Two kinds of entries are no event of
//! a room: a refusal, which the door writes, and the removal of what was kept long enough, which the database does. How each
//! stands in the trail is in `written`.

use crate::base::{
    AccountId, BatchId, ClientId, GroupId, ImportId, InvitationId, JoinLinkId, JoinRequestId, LocationId, MemberId, PracticeId, RoleId,
    VisitId,
};
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
        /// What was shown: `password`, `password_code`, `password_recovery`, `password_passkey` or `passkey`.
        by: &'static str,
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
    /// The password was right, and the code was not.
    CodeRefused {
        account: AccountId,
        email: String,
    },
    /// A passkey's answer was not taken, at sign-in or before something grave.
    PasskeyRefused {
        account: AccountId,
        email: String,
        why: &'static str,
    },
    /// A passkey in place of the password, before something grave.
    PasskeyConfirmed {
        account: AccountId,
    },
    FactorRenamed {
        account: AccountId,
        change: Change,
    },
    FactorAdded {
        account: AccountId,
        /// "My phone"
        factor: String,
        sessions_ended: i64,
    },
    FactorRemoved {
        account: AccountId,
        factor: String,
        /// How many they still have.
        left: i64,
    },
    RecoveryCodesMade {
        account: AccountId,
    },
    RecoveryCodeUsed {
        account: AccountId,
        left: i64,
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
    /// By the page, after nothing had happened for a while.
    LoggedOff {
        account: AccountId,
    },
    /// One's own, in another browser.
    SessionEnded {
        account: AccountId,
        device: String,
    },
    OtherSessionsEnded {
        account: AccountId,
        sessions_ended: i64,
    },
    /// One of the two mailboxes agreed; nothing changes before the other does.
    EmailChangeAgreed {
        account: AccountId,
        new_email: String,
        at_the_old: bool,
    },
    EmailChangeRefused {
        account: AccountId,
        new_email: String,
    },
    // team
    MemberSessionsEnded {
        member: MemberId,
        name: String,
        sessions_ended: i64,
    },
    MemberSessionEnded {
        member: MemberId,
        name: String,
        device: String,
    },
    LimitLifted {
        member: MemberId,
        name: String,
    },
    /// The new mailbox had agreed, an administrator in the place of the old one.
    MemberEmailChanged {
        member: MemberId,
        name: String,
        change: Change,
    },
    MemberInvited {
        id: InvitationId,
        member: MemberId,
        email: String,
        role: String,
        location: String,
        /// Where many were invited together.
        batch: Option<BatchId>,
    },
    /// Addresses to invite were uploaded or typed; nobody is invited yet.
    InvitationsPrepared {
        id: BatchId,
        file: String,
        rows: i64,
    },
    InvitationsBegun {
        id: BatchId,
        file: String,
        rows: i64,
    },
    InvitationsEnded {
        id: BatchId,
        file: String,
        /// "finished", "cancelled", "stopped"
        how: &'static str,
        invited: i64,
        there: i64,
        errors: i64,
        why: String,
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
    JoinLinkMade {
        id: JoinLinkId,
        role: String,
        approval: bool,
    },
    JoinLinkRenewed {
        id: JoinLinkId,
        role: String,
    },
    JoinLinkOff {
        id: JoinLinkId,
        role: String,
    },
    /// Someone's address is theirs, and they wait for the practice to agree.
    JoinWaits {
        id: JoinRequestId,
        email: String,
        role: String,
    },
    /// By someone of the practice, or by a link that asks for no approval. What they were invited to is told of where it is answered.
    JoinLetIn {
        id: JoinRequestId,
        email: String,
        role: String,
        approved: bool,
    },
    JoinDeclined {
        id: JoinRequestId,
        email: String,
        reason: String,
    },
    /// By an invitation that asks for it at the first sign-in.
    SecondFactorAsked {
        member: MemberId,
        name: String,
    },
    SecondFactorReset {
        member: MemberId,
        name: String,
        sessions_ended: i64,
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
    /// One of those archived together has their batch.
    ClientArchived {
        client: ClientId,
        name: String,
        batch: BatchId,
    },
    ClientRestored {
        client: ClientId,
        name: String,
        batch: BatchId,
    },
    /// More than get an entry each; the first of them by name, and all by id.
    ClientsArchived {
        practice: PracticeId,
        who: Vec<String>,
        clients: Vec<ClientId>,
        batch: BatchId,
    },
    ClientsRestored {
        practice: PracticeId,
        who: Vec<String>,
        clients: Vec<ClientId>,
        batch: BatchId,
    },
    // the record of a client, and visits
    ClientViewed {
        client: ClientId,
        name: String,
    },
    /// Asked for, by someone who doesn't see it and was told that it isn't there.
    ClientKeptFrom {
        client: ClientId,
        name: String,
    },
    /// `therapist` may be nobody; `twins` is how many likely the same were shown before.
    ClientAdded {
        client: ClientId,
        name: String,
        location: String,
        therapist: String,
        twins: i64,
    },
    ClientEdited {
        client: ClientId,
        name: String,
        changes: Vec<Change>,
    },
    ClientDeleted {
        client: ClientId,
        name: String,
        therapists: Vec<String>,
        visits_cancelled: i64,
    },
    ClientRestricted {
        client: ClientId,
        name: String,
    },
    RestrictionLifted {
        client: ClientId,
        name: String,
        named: i64,
    },
    NamedForClient {
        client: ClientId,
        name: String,
        who: String,
    },
    UnnamedForClient {
        client: ClientId,
        name: String,
        who: String,
    },
    /// `starts` as the location's clock shows it.
    VisitRecorded {
        visit: VisitId,
        client: ClientId,
        name: String,
        with: String,
        starts: String,
        state: &'static str,
    },
    VisitChanged {
        visit: VisitId,
        client: ClientId,
        name: String,
        changes: Vec<Change>,
    },
    NoteWritten {
        visit: VisitId,
        client: ClientId,
        name: String,
    },
    // clients::import
    ImportUploaded {
        id: ImportId,
        file: String,
        rows: i64,
    },
    ImportBegun {
        id: ImportId,
        file: String,
        rows: i64,
    },
    /// One batch of an import.
    ClientsImported {
        id: ImportId,
        file: String,
        clients: Vec<ClientId>,
    },
    ImportEnded {
        id: ImportId,
        file: String,
        /// "finished", "cancelled", "stopped"
        how: &'static str,
        added: i64,
        there: i64,
        errors: i64,
        why: String,
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
    /// A device keeps, sealed, whom they see today.
    CaseloadKept {
        member: MemberId,
        name: String,
        clients: i64,
        visits: i64,
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
    // portal
    ClientInvited {
        client: ClientId,
        name: String,
    },
    PortalInvitationRenewed {
        client: ClientId,
        name: String,
        /// By its holder, not by the practice.
        asked: bool,
    },
    PortalLinkCopied {
        client: ClientId,
        name: String,
    },
    PortalInvitationRevoked {
        client: ClientId,
        name: String,
    },
    PortalAccepted {
        client: ClientId,
        name: String,
    },
    ClientSignedIn {
        client: ClientId,
        name: String,
        new_device: bool,
    },
    /// Which details, and not what they are.
    OwnDetailsChanged {
        client: ClientId,
        name: String,
        fields: Vec<&'static str>,
    },
    PortalEnded {
        client: ClientId,
        name: String,
        sessions_ended: i64,
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
