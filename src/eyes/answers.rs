//! The policy, asked about someone: every action, towards what the asker chose, with its reasons.

use super::store::Looked;
use super::types::{Answer, EyesSeen};
use crate::access::{Action, Actor, ClientFacts, Decision, Grants, MemberFacts, Reason, RoleFacts, Target, can};
use crate::base::MemberId;

/// What the actions are asked towards.
pub struct Towards {
    pub on: MemberFacts,
    pub on_name: String,
    pub role: RoleFacts,
    pub role_name: String,
}

/// Whether the card offers "Why?" and "View as".
pub fn eyes_seen(who: &Actor, on: &MemberFacts) -> EyesSeen {
    let target = Target::Member(on.clone());
    EyesSeen { may_ask_why: can(who, Action::AskWhy, &target).allowed(), why_not_view: can(who, Action::ViewAs, &target).why_not() }
}

pub fn answers(looked: &Looked, towards: &Towards) -> Vec<Answer> {
    Action::ALL.iter().map(|action| answer(looked, towards, *action)).collect()
}

fn answer(looked: &Looked, towards: &Towards, action: Action) -> Answer {
    let (target, words) = target(looked, towards, action);
    let decision = can(&looked.actor, action, &target);
    // The same, with a password that was not entered lately: what changes is what it will be asked for.
    let later = Actor { confirmed: false, ..looked.actor.clone() };
    let asks_password = decision.allowed() && !looked.ran_out && can(&later, action, &target).asks_password();
    let mut against = decision.against();
    if looked.ran_out {
        against.insert(0, ran_out(&looked.actor));
    }
    Answer {
        room: room_of(action).to_string(),
        key: action.key().to_string(),
        words: action.words().to_string(),
        towards: words,
        allowed: against.is_empty(),
        asks_password,
        reasons_for: reasons_for(&decision),
        can_be_asked: looked.ran_out || decision.helped_by_another(),
        reasons_against: against,
    }
}

fn ran_out(who: &Actor) -> String {
    say!("The role {} was given for a limited time, which is over: they can't sign in. An administrator can give it again.", who.role_name)
}

fn reasons_for(decision: &Decision) -> Vec<String> {
    let words = |reason: &Reason| if let Reason::For(words) = reason { Some(words.clone()) } else { None };
    decision.reasons.iter().filter_map(words).collect()
}

/// What an action is done to, and how the page says so.
fn target(looked: &Looked, towards: &Towards, action: Action) -> (Target, String) {
    use Action as A;
    let (on, role) = (&towards.on, &towards.role);
    let is_self = on.id == looked.actor.member;
    let member = || (Target::Member(on.clone()), if is_self { say!("on themselves").to_string() } else { say!("on {}", towards.on_name) });
    let with_role = say!("with the role {}", towards.role_name);
    match action {
        A::HoldMember
        | A::DeactivateMember
        | A::SuspendMember
        | A::ReactivateMember
        | A::ResetSecondFactor
        | A::ViewSignIns
        | A::EndSessions
        | A::LiftLimit
        | A::AgreeNewEmail
        | A::SetAccessRules
        | A::SetSupervision
        | A::EditCredentials
        | A::SetCapacity
        | A::SetCoverage
        | A::RemoveMember
        | A::UndoLeaving
        | A::AskWhy
        | A::ViewAs
        | A::HandOver => member(),
        A::ChangeRole => {
            let (_, words) = member();
            (Target::NewRole(on.clone(), role.before.clone()), format!("{words}, {with_role}"))
        }
        // What would be given is chosen later; what they hold already is no more than that.
        A::SetOverrides => (Target::NewRole(on.clone(), on.grants.clone()), member().1),
        A::InviteMember | A::RenewInvitation | A::AddRole => (Target::Role(role.before.clone()), with_role),
        A::EditRole => {
            let same = RoleFacts { after: role.before.clone(), ..role.clone() };
            (Target::RoleEdit(same), say!("the role {}", towards.role_name))
        }
        A::DeleteRole => {
            let gone = RoleFacts { after: Grants::default(), ..role.clone() };
            (Target::RoleEdit(gone), say!("the role {}", towards.role_name))
        }
        A::ViewClient
        | A::EditClient
        | A::ArchiveClient
        | A::DeleteClient
        | A::RestrictClient
        | A::InviteClient
        | A::AssignClient
        | A::LeaveUnassigned
        | A::RecordVisit
        | A::AskWhoSees => {
            let theirs = ClientFacts { seen: true, own: true, here: true, archived: false };
            (Target::Client(theirs), say!("of their caseload").to_string())
        }
        A::ExitTeam | A::TakeOver | A::DeclineTakeOver => (Target::Member(looked.facts()), String::new()),
        A::ViewTeam
        | A::ExportRoster
        | A::ViewClients
        | A::ExportClients
        | A::AddClient
        | A::ImportClients
        | A::ReadNotices
        | A::RevokeInvitation
        | A::StopViewing
        | A::AddGroup
        | A::EditGroup
        | A::DeleteGroup
        | A::WithdrawHandOver
        | A::ViewAudit
        | A::VerifyAudit
        | A::ExportAudit
        | A::SetRetention
        | A::ViewOwnTrail
        | A::ViewSecurity
        | A::EditSecurity
        | A::ViewSettings
        | A::EditPractice
        | A::SetSecondFactor
        | A::ChangePlan
        | A::AddLocation
        | A::EditLocation
        | A::ArchiveLocation
        | A::ClosePractice
        | A::EditOwnAccount => (Target::Practice, String::new()),
    }
}

/// The actor's own facts, as far as asking about oneself needs them.
pub fn own_facts(who: &Actor) -> MemberFacts {
    let id: MemberId = who.member;
    MemberFacts { id, grants: who.grants.clone(), status: who.status, originating: who.originating, last_administrator: false }
}

/// Where an action belongs, as the page groups it.
fn room_of(action: Action) -> &'static str {
    use Action as A;
    match action {
        A::ViewTeam | A::InviteMember | A::RenewInvitation | A::RevokeInvitation | A::ExitTeam | A::ExportRoster => say!("Team"),
        A::RemoveMember | A::UndoLeaving => say!("Team"),
        A::ViewClients
        | A::ExportClients
        | A::ViewClient
        | A::AddClient
        | A::ImportClients
        | A::EditClient
        | A::ArchiveClient
        | A::DeleteClient
        | A::RestrictClient
        | A::InviteClient
        | A::RecordVisit
        | A::AskWhoSees => say!("Clients"),
        A::AssignClient | A::LeaveUnassigned | A::SetCoverage => say!("Assignment and cover"),
        A::HoldMember | A::DeactivateMember | A::SuspendMember | A::ReactivateMember | A::ResetSecondFactor => say!("Status"),
        A::ChangeRole | A::SetOverrides | A::AddRole | A::EditRole | A::DeleteRole => say!("Roles"),
        A::SetAccessRules | A::SetSupervision | A::AddGroup | A::EditGroup | A::DeleteGroup => say!("Groups, locations, supervision"),
        A::EditCredentials | A::SetCapacity => say!("Credentials and capacity"),
        A::AskWhy | A::ViewAs | A::StopViewing => say!("Seeing what others see"),
        A::HandOver | A::TakeOver | A::DeclineTakeOver | A::WithdrawHandOver => say!("Handing over the team"),
        A::ViewAudit | A::VerifyAudit | A::ExportAudit | A::SetRetention | A::ViewOwnTrail => say!("Audit trail"),
        A::ViewSettings
        | A::EditPractice
        | A::SetSecondFactor
        | A::ChangePlan
        | A::AddLocation
        | A::EditLocation
        | A::ArchiveLocation
        | A::ClosePractice => say!("Settings"),
        A::ViewSecurity | A::EditSecurity | A::ViewSignIns | A::EndSessions | A::LiftLimit | A::AgreeNewEmail => say!("Security"),
        A::EditOwnAccount | A::ReadNotices => say!("Account"),
    }
}
