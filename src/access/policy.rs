//! The policy: one pure function, a line per action. The same answer drives the disabled button's title, the
//! refusal and its audit row. `matrix.txt` shows it as ticks.

use super::{Actor, Grants, Permission, Status};
use crate::base::MemberId;
use Permission as P;
use std::ops::BitAnd;

/// What a button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    ViewTeam,
    InviteMember,
    RenewInvitation,
    RevokeInvitation,
    ChangeRole,
    ExitTeam,
    ViewSettings,
    EditPractice,
    ChangePlan,
    AddLocation,
    EditLocation,
    ArchiveLocation,
    ClosePractice,
    EditOwnAccount,
}

impl Action {
    pub const ALL: [Action; 14] = [
        Action::ViewTeam,
        Action::InviteMember,
        Action::RenewInvitation,
        Action::RevokeInvitation,
        Action::ChangeRole,
        Action::ExitTeam,
        Action::ViewSettings,
        Action::EditPractice,
        Action::ChangePlan,
        Action::AddLocation,
        Action::EditLocation,
        Action::ArchiveLocation,
        Action::ClosePractice,
        Action::EditOwnAccount,
    ];
}

/// What it is done to, with the facts that decide, read in the same transaction.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// The practice, or the actor's own account.
    Practice,
    /// Someone who would get this role by an invitation.
    Role(Grants),
    Member(MemberFacts),
    /// A member, and the role they would get instead of theirs.
    NewRole(MemberFacts, Grants),
}

#[derive(Clone, Debug, PartialEq)]
pub struct MemberFacts {
    pub id: MemberId,
    pub grants: Grants,
    pub originating: bool,
    /// Without this member nobody could administer the practice.
    pub last_administrator: bool,
}

pub fn can(who: &Actor, action: Action, on: &Target) -> Decision {
    match action {
        Action::ViewTeam => who.may(P::TeamView),
        Action::InviteMember => who.works() & who.may(P::TeamInvite) & who.gives_only_what_they_hold(on),
        Action::RenewInvitation => who.works() & who.may(P::TeamInvite) & who.gives_only_what_they_hold(on),
        Action::RevokeInvitation => who.works() & who.may(P::TeamInvite),
        Action::ChangeRole => {
            who.works()
                & who.may(P::TeamRoles)
                & who.is_not(on)
                & who.gives_only_what_they_hold(on)
                & on.keeps_an_administrator()
                & who.confirmed()
        }
        Action::ExitTeam => who.is(on) & on.is_not_originating() & on.keeps_an_administrator() & who.confirmed(),
        Action::ViewSettings => who.may(P::SettingsPractice),
        Action::EditPractice => who.works() & who.may(P::SettingsPractice),
        Action::ChangePlan => who.works() & who.manages_subscription(),
        Action::AddLocation | Action::EditLocation | Action::ArchiveLocation => who.works() & who.may(P::SettingsLocations),
        Action::ClosePractice => who.works() & who.is_originating() & who.confirmed(),
        Action::EditOwnAccount => Decision::yes("Everyone keeps their own account."),
    }
}

// ── what the lines above are made of ──

impl Actor {
    fn may(&self, permission: Permission) -> Decision {
        Decision::when(
            self.holds(permission),
            format!("The role {} can {}.", self.role_name, permission.words()),
            format!("The role {} can't {}. An administrator can change that.", self.role_name, permission.words()),
        )
    }

    /// On hold one reads, and changes nothing.
    fn works(&self) -> Decision {
        Decision::when(
            self.status == Status::Active,
            "The membership is active.",
            format!("This membership is {}. An administrator can make it active again.", self.status.words().to_lowercase()),
        )
    }

    fn is(&self, on: &Target) -> Decision {
        Decision::when(
            on.member().is_some_and(|m| m.id == self.member),
            "It is their own membership.",
            "Only the member themselves can do this.",
        )
    }

    fn is_not(&self, on: &Target) -> Decision {
        Decision::when(
            on.member().is_none_or(|m| m.id != self.member),
            "It is someone else's role.",
            "Nobody changes their own role. Ask another administrator.",
        )
    }

    fn is_originating(&self) -> Decision {
        Decision::when(self.originating, "They are the originating administrator.", "Only the originating administrator can do this.")
    }

    fn manages_subscription(&self) -> Decision {
        Decision::when(
            self.originating || self.holds(P::SettingsSubscription),
            "They manage the subscription.",
            "Only the originating administrator, or a role that can manage the subscription, changes the plan.",
        )
    }

    /// Neither giving nor taking reaches beyond what one holds oneself.
    fn gives_only_what_they_hold(&self, on: &Target) -> Decision {
        let given = match on {
            Target::Role(given) | Target::NewRole(_, given) => given,
            _ => return Decision::yes("Nothing is given."),
        };
        let mut beyond: Vec<&str> = self.grants.lacking(given).map(|g| g.0.words()).collect();
        if let Target::NewRole(member, _) = on {
            beyond.extend(self.grants.lacking(&member.grants).map(|g| g.0.words()));
        }
        beyond.dedup();
        Decision::when(
            beyond.is_empty(),
            "They hold everything that the role holds.",
            format!("Nobody gives what they don't hold. The role {} can't {}.", self.role_name, crate::base::list_of(&beyond)),
        )
    }

    fn confirmed(&self) -> Decision {
        if self.confirmed {
            Decision::yes("The password was entered in the last ten minutes.")
        } else {
            Decision { reasons: vec![Reason::ConfirmFirst] }
        }
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
            "They did not create the team.",
            "You created this team. Remove other members instead, or hand over the team first.",
        )
    }

    fn keeps_an_administrator(&self) -> Decision {
        let administers = match self {
            Target::NewRole(_, role) => role.administer(),
            _ => false,
        };
        Decision::when(
            administers || self.member().is_none_or(|m| !m.last_administrator),
            "Someone who can administer the practice remains.",
            "This is the only administrator who can sign in. Make someone else an administrator first.",
        )
    }
}

/// Why, one reason a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    For(String),
    Against(String),
    /// All would be well after entering the password again.
    ConfirmFirst,
}

/// Yes or no, with every reason for either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub reasons: Vec<Reason>,
}

impl Decision {
    fn yes(words: impl Into<String>) -> Self {
        Decision { reasons: vec![Reason::For(words.into())] }
    }

    fn when(holds: bool, yes: impl Into<String>, no: impl Into<String>) -> Self {
        Decision { reasons: vec![if holds { Reason::For(yes.into()) } else { Reason::Against(no.into()) }] }
    }

    pub fn allowed(&self) -> bool {
        self.reasons.iter().all(|r| matches!(r, Reason::For(_)))
    }

    /// Whether entering the password is all that is missing.
    pub fn asks_password(&self) -> bool {
        !self.allowed() && self.against().is_empty()
    }

    /// The reasons that speak against it, in words.
    pub fn against(&self) -> Vec<String> {
        self.reasons.iter().filter_map(|r| if let Reason::Against(words) = r { Some(words.clone()) } else { None }).collect()
    }

    /// For a button: why it can't be pressed, or nothing. Entering the password comes after pressing.
    pub fn why_not(&self) -> Option<String> {
        let against = self.against();
        (!against.is_empty()).then(|| against.join(" "))
    }
}

impl BitAnd for Decision {
    type Output = Decision;
    /// Both must hold; nothing is cut short, so that a refusal names everything that is missing.
    fn bitand(mut self, other: Decision) -> Decision {
        self.reasons.extend(other.reasons);
        self
    }
}
