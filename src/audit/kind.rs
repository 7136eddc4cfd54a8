//! Every kind of entry there is: as it is stored, and as a filter names it. An event has a kind before it is written,
//! and a kind has a sentence before it is read.

macro_rules! kinds {
    ($($name:ident = $key:literal, $words:literal;)+) => {
        /// What kind of entry it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind { $($name),+ }

        impl Kind {
            /// By room, as they are shown.
            pub const ALL: &[Kind] = &[$(Kind::$name),+];

            /// `room.what_happened`, as it is stored.
            pub const fn key(self) -> &'static str {
                match self { $(Kind::$name => $key),+ }
            }

            /// For a filter.
            pub fn words(self) -> &'static str {
                match self { $(Kind::$name => say!($words)),+ }
            }
        }
    };
}

kinds! {
    PracticeCreated = "practice.created", "Practice created";
    SignedIn = "auth.signed_in", "Signed in";
    SignInFailed = "auth.sign_in_failed", "Failed sign-in";
    SignedOut = "auth.signed_out", "Signed out";
    PasswordConfirmed = "auth.password_confirmed", "Password entered again";
    CodeRefused = "auth.code_refused", "Wrong code at sign-in";
    PasskeyRefused = "auth.passkey_refused", "Passkey refused";
    PasskeyConfirmed = "auth.passkey_confirmed", "Confirmed by passkey";
    FactorRenamed = "auth.factor_renamed", "Second factor renamed";
    FactorAdded = "auth.factor_added", "Second factor added";
    FactorRemoved = "auth.factor_removed", "Second factor removed";
    RecoveryCodesMade = "auth.recovery_codes_made", "Recovery codes made";
    RecoveryCodeUsed = "auth.recovery_code_used", "Recovery code used";
    PasswordResetAsked = "auth.password_reset_asked", "Password reset asked for";
    PasswordReset = "auth.password_reset", "Password reset";
    PasswordChanged = "auth.password_changed", "Password changed";
    EmailChangeAsked = "auth.email_change_asked", "New email asked for";
    EmailChanged = "auth.email_changed", "Email changed";
    NameChanged = "auth.name_changed", "Name changed";
    LoggedOff = "auth.logged_off", "Signed out after inactivity";
    SessionEnded = "auth.session_ended", "Sign-in elsewhere ended";
    OtherSessionsEnded = "auth.other_sessions_ended", "All other sign-ins ended";
    EmailChangeAgreed = "auth.email_change_agreed", "New email agreed to by one mailbox";
    EmailChangeRefused = "auth.email_change_refused", "New email refused";
    ViewingBegun = "access.viewing_begun", "Looked through other eyes";
    ViewingEnded = "access.viewing_ended", "Stopped looking through other eyes";
    Refused = "access.refused", "Refused";
    MemberInvited = "team.member_invited", "Invited";
    InvitationsPrepared = "team.invitations_prepared", "Invitations prepared";
    InvitationsBegun = "team.invitations_begun", "Invitations begun";
    InvitationsEnded = "team.invitations_ended", "Invitations ended";
    InvitationRenewed = "team.invitation_renewed", "Invitation sent again";
    InvitationLinkCopied = "team.invitation_link_copied", "Invitation link copied";
    InvitationRevoked = "team.invitation_revoked", "Invitation revoked";
    InvitationAskedAgain = "team.invitation_asked_again", "Invitation asked for again";
    InvitationAccepted = "team.invitation_accepted", "Invitation accepted";
    InvitationDeclined = "team.invitation_declined", "Invitation declined";
    JoinLinkMade = "team.join_link_made", "Link to join made";
    JoinLinkRenewed = "team.join_link_renewed", "Link to join renewed";
    JoinLinkOff = "team.join_link_off", "Link to join turned off";
    JoinWaits = "team.join_waits", "Asked to join";
    JoinLetIn = "team.join_let_in", "Let in by a link";
    JoinDeclined = "team.join_declined", "Not let in";
    SecondFactorAsked = "team.second_factor_asked", "Second factor asked for";
    SecondFactorReset = "team.second_factor_reset", "Second factor reset";
    RoleChanged = "team.role_changed", "Role given";
    MemberExited = "team.member_exited", "Left the practice";
    MemberRemoved = "team.member_removed", "Removed from the team";
    LeavingUndone = "team.leaving_undone", "Leaving taken back";
    LinksBroughtBack = "team.links_brought_back", "Links of someone who came back";
    StatusChanged = "team.status_changed", "Status changed";
    MemberSessionsEnded = "team.sessions_ended", "All sign-ins of a member ended";
    MemberSessionEnded = "team.session_ended", "A sign-in of a member ended";
    LimitLifted = "team.limit_lifted", "Limit on attempts lifted";
    MemberEmailChanged = "team.email_changed", "Email of a member changed";
    OverridesSet = "team.overrides_set", "Access beside the role changed";
    AccessRulesSet = "team.access_rules_set", "Locations changed";
    CapacitySet = "team.capacity_set", "Capacity changed";
    RosterExported = "team.roster_exported", "Team exported";
    HandOverOffered = "team.hand_over_offered", "Team offered";
    HandOverAnswered = "team.hand_over_answered", "Offer of the team answered";
    HandOverWithdrawn = "team.hand_over_withdrawn", "Offer of the team taken back";
    RoleAdded = "roles.role_added", "Role added";
    RoleEdited = "roles.role_edited", "Role changed";
    RoleDeleted = "roles.role_deleted", "Role deleted";
    GroupAdded = "groups.group_added", "Group added";
    GroupRenamed = "groups.group_renamed", "Group renamed";
    GroupDeleted = "groups.group_deleted", "Group deleted";
    PutInGroup = "groups.people_added", "Put in a group";
    TakenFromGroup = "groups.people_removed", "Taken out of a group";
    ClientsExported = "clients.exported", "Clients exported";
    UnassignedChanged = "clients.unassigned_changed", "Unassigned board changed";
    CaseloadKept = "clients.kept_on_device", "Caseload kept on a device";
    WhoSeesAsked = "clients.who_sees_asked", "Asked who can see a client";
    CoverageSet = "coverage.set", "Cover set";
    CoverageChanged = "coverage.changed", "End of a cover changed";
    CoverageEnded = "coverage.ended", "Cover ended early";
    ClientArchived = "clients.archived", "Client archived";
    ClientRestored = "clients.restored", "Client restored";
    ClientsArchived = "clients.many_archived", "Clients archived together";
    ClientsRestored = "clients.many_restored", "Clients restored together";
    ClientViewed = "clients.viewed", "Record opened";
    ClientKeptFrom = "clients.kept_from", "Record refused";
    ClientAdded = "clients.added", "Client added";
    ClientEdited = "clients.edited", "Client edited";
    ClientDeleted = "clients.deleted", "Client deleted";
    ClientRestricted = "clients.restricted", "Client restricted";
    RestrictionLifted = "clients.restriction_lifted", "Restriction lifted";
    NamedForClient = "clients.named", "Named for a restricted client";
    UnnamedForClient = "clients.unnamed", "No longer named for a client";
    VisitRecorded = "visits.recorded", "Visit recorded";
    VisitChanged = "visits.changed", "Visit changed";
    NoteWritten = "visits.noted", "Note written";
    ImportUploaded = "clients.import_uploaded", "File of clients uploaded";
    ImportBegun = "clients.import_begun", "Import of clients begun";
    ClientsImported = "clients.imported", "Clients imported";
    ImportEnded = "clients.import_ended", "Import of clients ended";
    ClientsAssigned = "clients.assigned", "Clients assigned";
    AssignmentsUndone = "clients.assignments_undone", "Assignment taken back";
    AssignmentEnded = "clients.assignment_ended", "Assignment ended";
    WeeklySet = "clients.weekly_set", "Sessions per week changed";
    SupervisionBegun = "supervision.begun", "Supervision begun";
    SupervisionEnded = "supervision.ended", "Supervision ended";
    CredentialsChanged = "credentials.changed", "Credentials changed";
    LicenceAdded = "credentials.licence_added", "Licence added";
    LicenceChanged = "credentials.licence_changed", "Licence changed";
    LicenceRemoved = "credentials.licence_removed", "Licence removed";
    ClientInvited = "portal.client_invited", "Client invited to the portal";
    PortalInvitationRenewed = "portal.invitation_renewed", "Portal invitation sent again";
    PortalLinkCopied = "portal.link_copied", "Portal invitation link copied";
    PortalInvitationRevoked = "portal.invitation_revoked", "Portal invitation revoked";
    PortalAccepted = "portal.accepted", "Portal account set up";
    ClientSignedIn = "portal.signed_in", "Client signed in";
    OwnDetailsChanged = "portal.details_changed", "Details changed by the client";
    PortalEnded = "portal.ended", "Portal access ended";
    PracticeChanged = "settings.practice_changed", "Practice settings changed";
    PlanChanged = "settings.plan_changed", "Plan changed";
    PracticeClosed = "settings.practice_closed", "Practice closed";
    LocationAdded = "locations.location_added", "Location added";
    LocationChanged = "locations.location_changed", "Location changed";
    LocationArchived = "locations.location_archived", "Location archived";
    TrailRead = "audit.read", "Audit trail read";
    TrailExported = "audit.exported", "Audit trail exported";
    TrailVerified = "audit.verified", "Audit trail verified";
    RetentionSet = "audit.retention_set", "Time of keeping changed";
    TrailCut = "audit.cut", "Old entries removed";
    DemoMade = "demo.made", "Demo made";
}

/// The rooms of the kinds, and how a person calls them.
pub fn rooms() -> [(&'static str, &'static str); 15] {
    [
        ("practice", say!("Practice")),
        ("auth", say!("Signing in")),
        ("access", say!("Access")),
        ("team", say!("Team")),
        ("roles", say!("Roles")),
        ("groups", say!("Groups")),
        ("clients", say!("Clients")),
        ("coverage", say!("Cover")),
        ("visits", say!("Visits")),
        ("portal", say!("Client portal")),
        ("supervision", say!("Supervision")),
        ("credentials", say!("Credentials")),
        ("settings", say!("Settings")),
        ("locations", say!("Locations")),
        ("audit", say!("Audit trail")),
    ]
}

impl Kind {
    /// Nothing, for what a newer build wrote.
    pub fn of(key: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.key() == key)
    }

    pub fn room(self) -> &'static str {
        self.key().split('.').next().unwrap_or_default()
    }

    pub fn in_room(room: &str) -> impl Iterator<Item = Kind> {
        Kind::ALL.iter().copied().filter(move |kind| kind.room() == room)
    }
}
