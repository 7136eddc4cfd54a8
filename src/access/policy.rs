//! The policy: one pure function, a line per action. The same answer drives the disabled button's title, the
//! refusal, its audit row and the "Why?" page. `matrix.txt` shows it as ticks.

use super::{Actor, Decision, Grant, Grants, Permission, Scope, Status};
use crate::base::MemberId;
use Permission as P;

macro_rules! actions {
    ($($name:ident = $words:literal;)+) => {
        /// What a button does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action { $($name),+ }

        impl Action {
            pub const ALL: &[Action] = &[$(Action::$name),+];

            /// As a person reads it, after "may".
            pub fn words(self) -> &'static str {
                match self { $(Action::$name => say!($words)),+ }
            }

            /// As it stands in the code, in refusals on record and in the address of "Why?".
            pub fn key(self) -> &'static str {
                match self { $(Action::$name => stringify!($name)),+ }
            }
        }
    };
}

actions! {
    ViewTeam = "see the team";
    InviteMember = "invite a team member";
    RenewInvitation = "send an invitation again";
    RevokeInvitation = "revoke an invitation";
    ChangeRole = "give a member another role";
    SetOverrides = "give a member more or less than their role";
    HoldMember = "put a member on hold";
    DeactivateMember = "make a member inactive";
    SuspendMember = "suspend a member";
    ReactivateMember = "make a member active again";
    ResetSecondFactor = "take a member's second factor away";
    ViewSignIns = "see where a member is signed in";
    EndSessions = "end a member's sign-ins";
    LiftLimit = "lift a limit on a member's attempts to sign in";
    AgreeNewEmail = "agree to a member's new email in the place of their old mailbox";
    SetAccessRules = "say at which locations a member works";
    SetSupervision = "say who supervises a member";
    EditCredentials = "edit credentials";
    SetCapacity = "say how many clients a member may have";
    ExitTeam = "leave the team";
    ExportRoster = "export the roster";
    AddRole = "add a role";
    EditRole = "change what a role may do";
    DeleteRole = "delete a role";
    AskWhy = "ask why a member may do something";
    ViewAs = "look through a member's eyes";
    StopViewing = "look through their own eyes again";
    AddGroup = "add a group";
    EditGroup = "rename a group, or put people in it";
    DeleteGroup = "delete a group";
    ViewClients = "see clients";
    ExportClients = "export the list of clients";
    ViewClient = "open a client's record";
    AddClient = "add a client";
    ImportClients = "import clients from a file";
    EditClient = "edit a client";
    ArchiveClient = "archive or restore a client";
    DeleteClient = "delete a client";
    RestrictClient = "say who alone may see a client";
    InviteClient = "invite a client to the portal";
    AssignClient = "assign a client";
    LeaveUnassigned = "put a client on the Unassigned board";
    RecordVisit = "record a visit";
    AskWhoSees = "ask who can see a client";
    SetCoverage = "lend a caseload for a time";
    RemoveMember = "remove a member from the team";
    UndoLeaving = "take back a member's leaving";
    ReadNotices = "read what they were notified of";
    HandOver = "hand the team over";
    TakeOver = "take the team over";
    DeclineTakeOver = "decline to take the team over";
    WithdrawHandOver = "take back the offer of the team";
    ViewAudit = "read the audit trail";
    VerifyAudit = "verify the audit trail";
    ExportAudit = "export the audit trail";
    SetRetention = "say how long the audit trail is kept";
    ViewOwnTrail = "see what was done to their own access";
    ViewSecurity = "see the practice's security";
    EditSecurity = "change the security settings";
    ViewSettings = "see the settings";
    EditPractice = "change the practice's settings";
    SetSecondFactor = "say who must have a second factor";
    ChangePlan = "change the plan";
    AddLocation = "add a location";
    EditLocation = "change a location";
    ArchiveLocation = "archive a location";
    ClosePractice = "close the practice";
    EditOwnAccount = "change their own account";
}

/// What it is done to, with the facts that decide, read in the same transaction.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// The practice, or the actor's own account.
    Practice,
    /// Someone who would get this role by an invitation; a role to be added, or looked through.
    Role(Grants),
    Member(MemberFacts),
    /// A member, and what they would hold instead of what they do.
    NewRole(MemberFacts, Grants),
    /// A role, and what it would be, or what those who hold it would hold instead.
    RoleEdit(RoleFacts),
    Client(ClientFacts),
}

#[derive(Clone, Debug, PartialEq)]
pub struct MemberFacts {
    pub id: MemberId,
    /// All told, as `Actor::grants`.
    pub grants: Grants,
    pub status: Status,
    pub originating: bool,
    /// Without this member nobody could administer the practice.
    pub last_administrator: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoleFacts {
    pub before: Grants,
    pub after: Grants,
    /// The actor holds it.
    pub own: bool,
    /// Without it nobody could administer the practice.
    pub last_administrators: bool,
}

/// A client, as far as it has to do with the actor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClientFacts {
    /// The actor sees it at all.
    pub seen: bool,
    /// On the actor's own caseload: assigned to them now, or covered by them.
    pub own: bool,
    /// At one of the actor's locations.
    pub here: bool,
    pub archived: bool,
}

pub fn can(who: &Actor, action: Action, on: &Target) -> Decision {
    use Action as A;
    match action {
        A::ViewTeam => who.comes_in() & who.may(P::TeamView),
        A::InviteMember => who.works() & who.may(P::TeamInvite) & who.gives_only_what_they_hold(on),
        A::RenewInvitation => who.works() & who.may(P::TeamInvite) & who.gives_only_what_they_hold(on),
        A::RevokeInvitation => who.works() & who.may(P::TeamInvite),
        A::ChangeRole | A::SetOverrides => {
            who.works()
                & who.may(P::TeamRoles)
                & who.is_not(on, say!("Nobody changes their own role. Ask another administrator.")).or_ask()
                & who.gives_only_what_they_hold(on)
                & on.keeps_an_administrator()
                & who.confirmed()
        }
        A::HoldMember | A::ReactivateMember => {
            who.works() & who.may(P::TeamEdit) & who.stands_above(on) & on.is_not_originating() & on.keeps_an_administrator()
        }
        A::DeactivateMember | A::SuspendMember => {
            who.works()
                & who.may(P::TeamRemove)
                & who.stands_above(on)
                & on.is_not_originating()
                & on.keeps_an_administrator()
                & who.confirmed()
        }
        // Also of whoever created the team: a lost phone would otherwise lock them out for good. They are told by mail, and
        // whoever resets it still does not know their password.
        A::ResetSecondFactor => who.works() & who.may(P::TeamRemove) & who.stands_above(on) & who.confirmed(),
        A::ViewSignIns => who.comes_in() & who.may(P::TeamRemove).or(who.may(P::SettingsSecurity)),
        A::EndSessions => {
            who.works()
                & who.may(P::TeamRemove)
                & who.is_not(on, say!("Your own sign-ins are on your Account page."))
                & who.does_no_less(on)
                & on.is_not_founder()
                & who.confirmed()
        }
        A::LiftLimit => who.works() & who.may(P::TeamEdit).or(who.may(P::SettingsSecurity)) & who.confirmed(),
        A::AgreeNewEmail => {
            who.works()
                & who.may(P::TeamEdit)
                & who.is_not(on, say!("Nobody agrees in the place of their own mailbox. Ask another administrator.")).or_ask()
                & who.does_no_less(on)
                & who.confirmed()
        }
        A::SetAccessRules => {
            who.works() & who.may(P::TeamEdit) & who.is_not(on, say!("Nobody widens their own access.")).or(who.is_originating())
        }
        A::SetSupervision | A::SetCapacity => who.works() & who.may(P::TeamEdit),
        A::EditCredentials => who.works() & who.may(P::TeamEdit).or(who.is(on)),
        A::ExitTeam => {
            who.comes_in() & who.sees_themselves() & who.is(on) & on.is_not_originating() & on.keeps_an_administrator() & who.confirmed()
        }
        A::ExportRoster => who.works() & who.may(P::TeamEdit) & who.confirmed(),
        A::AddRole => who.works() & who.may(P::TeamRoles) & who.gives_only_what_they_hold(on) & who.confirmed(),
        A::EditRole | A::DeleteRole => {
            who.works()
                & who.may(P::TeamRoles)
                & on.does_not_raise_the_own()
                & who.gives_only_what_they_hold(on)
                & on.keeps_an_administrator()
                & who.confirmed()
        }
        A::AskWhy => who.comes_in() & who.is(on).or(who.may(P::TeamRoles)),
        A::ViewAs => who.works() & who.may(P::TeamRoles) & who.is_not(on, say!("These are their own eyes.")) & on.enters(),
        A::StopViewing => who.is_viewed(),
        A::AddGroup | A::EditGroup | A::DeleteGroup => who.works() & who.may(P::SettingsGroups),
        A::ViewClients => who.comes_in() & who.may(P::ClientsView),
        A::ExportClients => who.works() & who.may(P::ClientsExport) & who.confirmed(),
        A::ViewClient => who.comes_in() & who.may(P::ClientsView) & on.is_seen(),
        A::AddClient | A::ImportClients => who.works() & who.may(P::ClientsAdd),
        A::EditClient | A::InviteClient => who.works() & who.may_there(P::ClientsEdit, on) & on.is_not_archived(),
        A::ArchiveClient => who.works() & who.may_there(P::ClientsEdit, on),
        A::DeleteClient => who.works() & who.may_there(P::ClientsDelete, on) & who.confirmed(),
        A::AssignClient | A::RestrictClient | A::LeaveUnassigned => {
            who.works() & who.may_there(P::ClientsAssign, on) & on.is_not_archived()
        }
        A::RecordVisit => who.works() & who.may_there(P::CalendarCreate, on) & on.is_not_archived(),
        A::AskWhoSees => who.comes_in() & on.is_seen() & who.may_there(P::ClientsAssign, on).or(who.may(P::TeamRoles)),
        A::SetCoverage => who.works() & who.may(P::TeamEdit).or(who.is(on) & who.may(P::ClientsAssign)),
        A::RemoveMember | A::UndoLeaving => {
            who.works()
                & who.may(P::TeamRemove)
                & who.stands_above(on)
                & on.is_not_originating()
                & on.keeps_an_administrator()
                & who.confirmed()
        }
        A::ReadNotices => who.comes_in() & who.sees_themselves(),
        A::HandOver => {
            who.works() & who.is_originating() & who.is_not(on, say!("They have the team already.")) & on.can_lead() & who.confirmed()
        }
        A::TakeOver => who.works() & who.is(on) & on.can_lead() & who.confirmed(),
        A::DeclineTakeOver => who.comes_in() & who.sees_themselves() & who.is(on),
        A::WithdrawHandOver => who.works() & who.is_originating(),
        A::ViewAudit | A::VerifyAudit => who.comes_in() & who.may(P::AuditView),
        A::ExportAudit => who.works() & who.may(P::AuditExport) & who.confirmed(),
        A::SetRetention | A::SetSecondFactor => who.works() & who.may(P::SettingsSecurity) & who.confirmed(),
        A::ViewOwnTrail => who.comes_in(),
        A::ViewSecurity => who.comes_in() & who.may(P::SettingsSecurity),
        A::EditSecurity => who.works() & who.may(P::SettingsSecurity) & who.confirmed(),
        A::ViewSettings => who.comes_in() & who.may(P::SettingsPractice),
        A::EditPractice => who.works() & who.may(P::SettingsPractice),
        A::ChangePlan => who.works() & who.manages_subscription(),
        A::AddLocation | A::EditLocation | A::ArchiveLocation => who.works() & who.may(P::SettingsLocations),
        A::ClosePractice => who.works() & who.is_originating() & who.confirmed(),
        A::EditOwnAccount => who.comes_in() & who.sees_themselves(),
    }
}

// ── what the lines above are made of ──

impl Actor {
    fn may(&self, permission: Permission) -> Decision {
        let (role, can) = (&self.role_name, permission.words());
        let yes = if self.overrides.given.iter().any(|g| g.0 == permission) {
            say!("They can {can}: it was given to them beside the role {role}.")
        } else {
            say!("The role {role} can {can}.")
        };
        let no = if self.overrides.withheld.contains(&permission) {
            say!("They can't {can}: it was withheld from them, whatever the role {role} can. An administrator can change that.")
        } else if self.is_off(permission.module()) {
            say!("{} is switched off for the role {role}. An administrator can change that.", permission.module().words())
        } else {
            say!("The role {role} can't {can}. An administrator can change that.")
        };
        Decision::when(self.holds(permission), yes, no).or_ask()
    }

    /// What concerns a client reaches as far as its scope: the own caseload, the own locations with it, or the whole practice.
    fn may_there(&self, permission: Permission, on: &Target) -> Decision {
        let Target::Client(client) = on else { return self.may(permission) };
        let reach = match self.grants.reach(permission) {
            None => return self.may(permission) & on.is_seen(),
            Some(Scope::WholePractice) => Decision::yes(say!("It reaches the whole practice.")),
            Some(Scope::OwnLocations) => Decision::when(
                client.own || client.here,
                say!("The client is at one of their locations, or on their caseload."),
                say!("This reaches the clients of their own locations only, and the client is at another."),
            ),
            Some(Scope::OwnCaseload) => Decision::when(
                client.own,
                say!("The client is on their caseload."),
                say!("This reaches their own caseload only, and the client isn't assigned to them."),
            ),
        };
        self.may(permission) & reach & on.is_seen()
    }

    /// On hold one still comes in and reads; inactive and suspended one does not.
    fn comes_in(&self) -> Decision {
        Decision::when(
            self.status.enters(),
            say!("The membership is {}: they can sign in.", self.status.words().to_lowercase()),
            say!("This membership is {}: they can't sign in.", self.status.words().to_lowercase()),
        )
    }

    /// On hold one reads, and changes nothing; through another's eyes too.
    fn works(&self) -> Decision {
        let active = Decision::when(
            self.status == Status::Active,
            say!("The membership is active."),
            say!("This membership is {}. An administrator can make it active again.", self.status.words().to_lowercase()),
        )
        .or_ask();
        if self.viewed_by.is_some() { active & self.sees_themselves() } else { active }
    }

    fn sees_themselves(&self) -> Decision {
        Decision::when(
            self.viewed_by.is_none(),
            say!("They look through their own eyes."),
            say!("You are looking through someone else's eyes, and change nothing. Stop viewing first."),
        )
    }

    fn is_viewed(&self) -> Decision {
        Decision::when(self.viewed_by.is_some(), say!("They look through someone else's eyes."), say!("They look through their own eyes."))
    }

    fn is(&self, on: &Target) -> Decision {
        Decision::when(
            on.member().is_some_and(|m| m.id == self.member),
            say!("It is their own membership."),
            say!("Only the member themselves can do this."),
        )
    }

    fn is_not(&self, on: &Target, no: &'static str) -> Decision {
        Decision::when(on.member().is_none_or(|m| m.id != self.member), say!("It is someone else."), no)
    }

    fn is_originating(&self) -> Decision {
        Decision::when(
            self.originating,
            say!("They are the originating administrator."),
            say!("Only the originating administrator can do this."),
        )
        .or_ask()
    }

    fn manages_subscription(&self) -> Decision {
        Decision::when(
            self.originating || self.holds(P::SettingsSubscription),
            say!("They manage the subscription."),
            say!("Only the originating administrator, or a role that can manage the subscription, changes the plan."),
        )
        .or_ask()
    }

    /// Nobody decides over someone who may do more than they, nor over themselves.
    fn stands_above(&self, on: &Target) -> Decision {
        self.is_not(on, say!("Nobody changes their own status. Ask another administrator.")).or_ask() & self.does_no_less(on)
    }

    fn does_no_less(&self, on: &Target) -> Decision {
        let more = on.member().is_some_and(|m| self.grants.lacking(&m.grants).next().is_some());
        Decision::when(
            !more,
            say!("The member may do no more than they."),
            say!("This member may do things that the role {} can't. Ask someone who can do as much.", self.role_name),
        )
        .or_ask()
    }

    /// Neither giving nor taking reaches beyond what one holds oneself. Whoever created the team may give everything, or
    /// nobody could ever be given charts: the one who runs a practice need not read them.
    fn gives_only_what_they_hold(&self, on: &Target) -> Decision {
        let moved: Vec<Grant> = match on {
            Target::Role(given) => given.iter().collect(),
            Target::NewRole(member, given) => given.iter().chain(member.grants.iter()).collect(),
            Target::RoleEdit(role) => role.before.lacking(&role.after).chain(role.after.lacking(&role.before)).collect(),
            _ => return Decision::yes(say!("Nothing is given.")),
        };
        let (moved, gives) = (Grants::of(moved), self.gives());
        let mut beyond: Vec<&str> = Vec::new();
        for grant in gives.lacking(&moved) {
            if !beyond.contains(&grant.0.words()) {
                beyond.push(grant.0.words());
            }
        }
        Decision::when(
            beyond.is_empty(),
            if self.originating {
                say!("They created the team, and may give everything.")
            } else {
                say!("They hold everything that is given or taken.")
            },
            say!(
                "Nobody gives what they don't hold. The role {} can't {}. Ask the originating administrator.",
                self.role_name,
                crate::base::list_of(&beyond)
            ),
        )
        .or_ask()
    }

    fn confirmed(&self) -> Decision {
        if self.confirmed { Decision::yes(say!("The password was entered in the last ten minutes.")) } else { Decision::confirm_first() }
    }
}

impl Target {
    fn member(&self) -> Option<&MemberFacts> {
        match self {
            Target::Member(m) | Target::NewRole(m, _) => Some(m),
            _ => None,
        }
    }

    fn is_not_originating(&self) -> Decision {
        Decision::when(
            self.member().is_none_or(|m| !m.originating),
            say!("They did not create the team."),
            say!("You created this team. Remove other members instead, or hand over the team first."),
        )
    }

    /// The same, for what has another way out.
    fn is_not_founder(&self) -> Decision {
        Decision::when(
            self.member().is_none_or(|m| !m.originating),
            say!("They did not create the team."),
            say!("They created this team, and end their own sign-ins on their Account page."),
        )
    }

    fn is_seen(&self) -> Decision {
        let seen = matches!(self, Target::Client(client) if client.seen);
        Decision::when(seen, say!("The client is among those they see."), say!("The client isn't among those they see."))
    }

    fn is_not_archived(&self) -> Decision {
        let archived = matches!(self, Target::Client(client) if client.archived);
        Decision::when(!archived, say!("The client isn't archived."), say!("This client is archived. Restore it first."))
    }

    fn enters(&self) -> Decision {
        Decision::when(
            self.member().is_none_or(|m| m.status.enters()),
            say!("There is something to see through these eyes."),
            say!("This member can't sign in, so there is nothing to see."),
        )
    }

    /// Someone the team can be handed to.
    fn can_lead(&self) -> Decision {
        let fit = self.member().is_some_and(|m| m.status == Status::Active && m.grants.administer());
        Decision::when(
            fit,
            say!("They are an active administrator."),
            say!("The team can only be handed to an active administrator. Give them a role that can change roles first."),
        )
    }

    fn does_not_raise_the_own(&self) -> Decision {
        let raises = matches!(self, Target::RoleEdit(role) if role.own && role.before.lacking(&role.after).next().is_some());
        Decision::when(
            !raises,
            say!("They gain nothing by it themselves."),
            say!("Nobody raises their own role. Ask another administrator."),
        )
        .or_ask()
    }

    fn keeps_an_administrator(&self) -> Decision {
        let kept = match self {
            Target::NewRole(member, role) => role.administer() || !member.last_administrator,
            Target::Member(member) => !member.last_administrator,
            Target::RoleEdit(role) => role.after.administer() || !role.last_administrators,
            Target::Practice | Target::Role(_) | Target::Client(_) => true,
        };
        Decision::when(
            kept,
            say!("Someone who can administer the practice remains."),
            say!("This is the only administrator who can sign in. Make someone else an administrator first."),
        )
    }
}
