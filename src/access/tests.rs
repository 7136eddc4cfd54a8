//! The whole policy as a picture: every built-in role × every action × every relation, compared with `matrix.txt`.
//! `UPDATE_MATRIX=1 cargo test --features ssr matrix` draws it anew; the difference is then there to be read.

use super::*;
use crate::base::{MemberId, PracticeId, RoleId};
use crate::roles::{ADMIN, MEMBER, TEMPLATES};
use std::fmt::Write;
use uuid::Uuid;

fn actor(role_name: &str, grants: Grants, status: Status, originating: bool) -> Actor {
    Actor {
        practice: PracticeId(Uuid::from_u128(1)),
        member: MemberId(Uuid::from_u128(2)),
        first_name: "Una".into(),
        last_name: "Lindqvist".into(),
        role: RoleId(Uuid::from_u128(3)),
        role_name: role_name.into(),
        grants,
        overrides: Overrides::default(),
        off: Vec::new(),
        status,
        originating,
        confirmed: true,
        viewed_by: None,
    }
}

fn member(id: u128, grants: Grants, originating: bool, last_administrator: bool) -> MemberFacts {
    MemberFacts { id: MemberId(Uuid::from_u128(id)), grants, status: Status::Active, originating, last_administrator }
}

/// What is done to whom, by name.
fn relations(originating: bool) -> Vec<(&'static str, Target)> {
    let (admin, plain) = (ADMIN.grants(), MEMBER.grants());
    let role = |before: &Grants, after: &Grants, own, last_administrators| {
        Target::RoleEdit(RoleFacts { before: before.clone(), after: after.clone(), own, last_administrators })
    };
    vec![
        ("the practice", Target::Practice),
        ("a Member to be", Target::Role(plain.clone())),
        ("an Admin to be", Target::Role(admin.clone())),
        ("themselves", Target::Member(member(2, admin.clone(), originating, false))),
        ("themselves, last admin", Target::Member(member(2, admin.clone(), originating, true))),
        ("a Member", Target::Member(member(9, plain.clone(), false, false))),
        ("an Admin", Target::Member(member(9, admin.clone(), false, false))),
        ("an originating Admin", Target::Member(member(9, admin.clone(), true, false))),
        ("Member made Admin", Target::NewRole(member(9, plain.clone(), false, false), admin.clone())),
        ("Admin made Member", Target::NewRole(member(9, admin.clone(), false, false), plain.clone())),
        ("last Admin made Member", Target::NewRole(member(9, admin.clone(), false, true), plain.clone())),
        ("themselves made Admin", Target::NewRole(member(2, plain.clone(), originating, false), admin.clone())),
        ("a role raised", role(&plain, &admin, false, false)),
        ("their own role raised", role(&plain, &admin, true, false)),
        ("the last Admins' lowered", role(&admin, &plain, false, true)),
        ("a client of theirs", Target::Client(ClientFacts { seen: true, own: true, here: false, archived: false })),
        ("a client at their place", Target::Client(ClientFacts { seen: true, own: false, here: true, archived: false })),
        ("a client elsewhere", Target::Client(ClientFacts { seen: true, own: false, here: false, archived: false })),
        ("an archived client", Target::Client(ClientFacts { seen: true, own: true, here: true, archived: true })),
        ("a client they don't see", Target::Client(ClientFacts { seen: false, own: false, here: true, archived: false })),
    ]
}

/// In each standing in which something differs: of most roles, working and on hold say it all.
fn standings(template: &crate::roles::Template) -> Vec<(Status, bool, bool)> {
    let mut all = vec![(Status::Active, false, false), (Status::OnHold, false, false)];
    if [ADMIN.key, MEMBER.key].contains(&template.key) {
        all.extend([
            (Status::Active, true, false),
            (Status::Active, false, true),
            (Status::Inactive, false, false),
            (Status::Suspended, false, false),
        ]);
    }
    all
}

fn drawn() -> String {
    let mut text = String::from(
        "Who may do what. Rows: the actor, and what it is done to. Columns: actions. ✔ yes, · no. Drawn by access/tests.rs.\n\n",
    );
    for (n, action) in Action::ALL.iter().enumerate() {
        writeln!(text, "{:>4} {:18} {}", letter(n), action.key(), action.words()).expect("a string");
    }
    for template in TEMPLATES {
        for (status, originating, viewed) in standings(template) {
            let mut who = actor(template.name, template.grants(), status, originating);
            who.viewed_by = viewed.then(|| "Someone Else".to_string());
            let mark = if originating { ", originating administrator" } else { "" };
            let eyes = if viewed { ", looked through by someone else" } else { "" };
            write!(text, "\n{}, {}{mark}{eyes}\n{:28}", template.name, status.words(), "").expect("a string");
            (0..Action::ALL.len()).for_each(|n| write!(text, "{} ", letter(n)).expect("a string"));
            text.push('\n');
            for (name, target) in relations(originating) {
                write!(text, "  {name:26}").expect("a string");
                Action::ALL.iter().for_each(|a| text.push_str(if can(&who, *a, &target).allowed() { "✔ " } else { "· " }));
                text.push('\n');
            }
        }
    }
    text
}

/// a to z, then A to Z, then the Greek ones
fn letter(n: usize) -> char {
    let alphabet = ('a'..='z').chain('A'..='Z').chain('α'..='ρ').chain('σ'..='ω');
    alphabet.clone().nth(n).expect("a letter for every action")
}

#[test]
fn the_policy_is_the_committed_matrix() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/access/matrix.txt");
    let now = drawn();
    if std::env::var_os("UPDATE_MATRIX").is_some() {
        std::fs::write(path, &now).expect("matrix.txt is written");
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(now == committed, "the policy has changed; UPDATE_MATRIX=1 draws matrix.txt anew:\n{now}");
}

#[test]
fn a_refusal_names_everything_that_is_missing() {
    let who = actor("Member", MEMBER.grants(), Status::OnHold, false);
    let decision = can(&who, Action::InviteMember, &Target::Role(ADMIN.grants()));
    let against = decision.against();
    assert_eq!(against.len(), 3, "{against:?}");
    assert!(
        against[0].contains("on hold")
            && against[1].contains("invite team members")
            && against[2].contains("Nobody gives what they don't hold")
    );
}

#[test]
fn entering_the_password_is_asked_for_only_when_nothing_else_is_missing() {
    let mut who = actor("Admin", ADMIN.grants(), Status::Active, false);
    who.confirmed = false;
    let target = Target::NewRole(member(9, MEMBER.grants(), false, false), ADMIN.grants());
    assert!(can(&who, Action::ChangeRole, &target).asks_password());
    let own = Target::NewRole(member(2, MEMBER.grants(), false, false), ADMIN.grants());
    assert!(!can(&who, Action::ChangeRole, &own).asks_password());
}

/// What asks for the password once more if it wasn't entered in the last ten minutes (R13.3), and why.
const FRESH: [(&str, &[Action]); 5] = [
    (
        "removal",
        &[
            Action::RemoveMember,
            Action::UndoLeaving,
            Action::DeactivateMember,
            Action::SuspendMember,
            Action::ExitTeam,
            Action::DeleteClient,
            Action::ClosePractice,
        ],
    ),
    ("bulk export", &[Action::ExportRoster, Action::ExportClients, Action::ExportAudit]),
    (
        "role changes",
        &[
            Action::ChangeRole,
            Action::SetOverrides,
            Action::AddRole,
            Action::EditRole,
            Action::DeleteRole,
            Action::HandOver,
            Action::TakeOver,
        ],
    ),
    ("another's way in", &[Action::EndSessions, Action::ResetSecondFactor, Action::LiftLimit, Action::AgreeNewEmail]),
    ("security settings", &[Action::EditSecurity, Action::SetSecondFactor, Action::SetRetention]),
];

#[test]
fn what_is_grave_asks_for_a_fresh_password_and_nothing_else_does() {
    let mut originator =
        actor("Admin", Permission::ALL.iter().map(|p| Grant(*p, Scope::WholePractice)).collect::<Vec<_>>().into(), Status::Active, true);
    let mut targets = relations(true);
    let here = Target::Member(MemberFacts { originating: false, ..member(2, ADMIN.grants(), false, false) });
    targets.push(("themselves, not originating", here));
    for action in Action::ALL {
        let listed = FRESH.iter().find(|(_, actions)| actions.contains(action)).map(|(why, _)| *why);
        let mut met = 0;
        for originating in [true, false] {
            originator.originating = originating;
            for (name, target) in &targets {
                originator.confirmed = true;
                if !can(&originator, *action, target).allowed() {
                    continue;
                }
                met += 1;
                originator.confirmed = false;
                let late = can(&originator, *action, target);
                assert_eq!(late.asks_password(), listed.is_some(), "{action:?} on {name}: {listed:?}");
                assert_eq!(late.allowed(), listed.is_none(), "{action:?} on {name}");
            }
        }
        assert!(met > 0 || *action == Action::StopViewing, "{action:?} was never allowed, so nothing was looked at");
    }
}

#[test]
fn a_narrower_grant_does_not_reach_as_far() {
    let own = Grants::of([Grant(Permission::ClientsEdit, Scope::OwnCaseload)]);
    let whole = Grants::of([Grant(Permission::ClientsEdit, Scope::WholePractice)]);
    assert_eq!(own.lacking(&whole).count(), 1);
    assert_eq!(whole.lacking(&own).count(), 0);
}

#[test]
fn grants_are_stored_and_read_alike_and_what_is_unknown_grants_nothing() {
    for template in TEMPLATES {
        let stored: Vec<String> = template.grants().into();
        assert_eq!(Grants::from(stored), template.grants());
    }
    let unknown = Grants::from(vec!["clients.eat".to_string(), "team.roles:moon".into(), "team.view".into()]);
    assert_eq!(unknown.iter().count(), 1);
    let keys: std::collections::HashSet<_> = Permission::ALL.iter().map(|p| p.key()).collect();
    assert_eq!(keys.len(), Permission::ALL.len(), "every permission has a key of its own");
}
