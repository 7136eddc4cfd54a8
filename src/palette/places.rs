//! The pages and actions the palette knows without asking: those that the one who looks may open. What decides is the policy,
//! as it does for the navigation, whose items these begin with.

use crate::access::{Action, Actor, Grants, Target, can};
use crate::today;
use crate::ui::NavItem;

/// What choosing it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Does {
    /// Leads to this address.
    Leads(String),
    /// Asks which client first, whose id ends this address.
    ForClient(&'static str),
    SignsOut,
    ShowsKeys,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub words: String,
    /// Other words that it is known by.
    pub also: &'static str,
    pub icon: &'static str,
    pub does: Does,
}

impl Place {
    fn leads(path: &str, words: impl Into<String>, icon: &'static str, also: &'static str) -> Place {
        Place { words: words.into(), also, icon, does: Does::Leads(path.into()) }
    }

    /// Every word that is typed begins one of its own.
    pub fn fits(&self, typed: &str) -> bool {
        let own = words_of(&format!("{} {}", self.words, self.also));
        words_of(typed).iter().all(|word| own.iter().any(|own| own.starts_with(word.as_str())))
    }
}

fn words_of(text: &str) -> Vec<String> {
    text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(String::from).collect()
}

/// The rooms of the navigation.
pub fn rooms(actor: &Actor) -> Vec<NavItem> {
    let all = [
        (None, NavItem::new("/team", say!("Team"), "users").holds(&["/groups", "/coverage"])),
        (
            Some(Action::ViewClients),
            NavItem::new("/clients", say!("Clients"), "contact").holds(&["/unassigned", "/capacity", "/assign", "/visits"]),
        ),
        (Some(Action::ViewTeam), NavItem::new("/roles", say!("Roles"), "shield").holds(&["/view-as"])),
        (Some(Action::ViewSettings), NavItem::new("/settings", say!("Settings"), "settings").holds(&["/security"])),
        (Some(Action::ViewAudit), NavItem::new("/audit", say!("Audit"), "history")),
        (None, NavItem::new("/account", say!("Account"), "circle-user")),
    ];
    let may = |needs: &Option<Action>| needs.is_none_or(|action| can(actor, action, &Target::Practice).allowed());
    let day = today::shows(actor).then(|| NavItem::new(today::TODAY, say!("Today"), "house"));
    day.into_iter().chain(all.into_iter().filter(|(needs, _)| may(needs)).map(|(_, item)| item)).collect()
}

/// Every page that stands for itself: the rooms, then what lies in them.
pub fn pages(actor: &Actor) -> Vec<Place> {
    let may = |needs: &[Action]| needs.iter().all(|action| can(actor, *action, &Target::Practice).allowed());
    let mut all: Vec<Place> = rooms(actor)
        .into_iter()
        .map(|room| {
            let also = match room.href.as_str() {
                today::TODAY => say!("day visits waiting decisions home"),
                "/team" => say!("roster members staff colleagues people"),
                "/clients" => say!("clients patients list depot"),
                "/roles" => say!("permissions rights"),
                "/settings" => say!("practice plan seats locations"),
                "/audit" => say!("trail history log"),
                _ => say!("password email sessions passkeys theme own profile"),
            };
            Place::leads(&room.href, room.label, room.icon, also)
        })
        .collect();
    let inner: [(&[Action], Place); 9] = [
        (&[Action::ReadNotices], Place::leads("/notices", say!("Notices"), "bell", say!("notifications inbox"))),
        (&[Action::ViewTeam], Place::leads("/groups", say!("Groups"), "tags", "manage")),
        (&[Action::ViewTeam], Place::leads("/coverage", say!("Coverage"), "arrow-left-right", say!("cover lend absence vacation"))),
        (&[Action::ViewTeam, Action::AssignClient], Place::leads("/capacity", say!("Capacity"), "gauge", say!("load full free caseloads"))),
        (&[Action::ViewClients], Place::leads("/unassigned", say!("Unassigned"), "user-x", say!("board nobody overdue"))),
        (&[Action::ViewClients], Place::leads("/clients?status=archived", say!("Archived clients"), "archive", "restore")),
        (&[Action::ViewClients], Place::leads("/clients/views", say!("Your views"), "list-filter", say!("saved searches filters"))),
        (&[Action::InviteMember], Place::leads("/team/join", say!("Join links"), "qr-code", say!("invitation code"))),
        (&[Action::ViewSecurity], Place::leads("/security", say!("Security"), "shield-check", say!("sign-ins factors failures limits"))),
    ];
    all.extend(inner.into_iter().filter(|(needs, _)| may(needs)).map(|(_, place)| place));
    all
}

/// What is most often done, as far as nothing but the password speaks against it.
pub fn actions(actor: &Actor) -> Vec<Place> {
    let may = |action, on: &Target| can(actor, action, on).why_not().is_none();
    let for_client = |path, words: String, icon, also| Place { words, also, icon, does: Does::ForClient(path) };
    let all: [(Action, Target, Place); 12] = [
        (
            Action::InviteMember,
            Target::Practice,
            Place::leads("/team/invite", say!("Invite a team member"), "user-plus", say!("add new colleague staff invitation")),
        ),
        (
            Action::InviteMember,
            Target::Practice,
            Place::leads("/team/invite/many", say!("Invite several at once"), "mail-plus", say!("add many members file csv import")),
        ),
        (Action::AddClient, Target::Practice, Place::leads("/clients/new", say!("Add client"), "plus", say!("new client patient intake"))),
        (
            Action::ImportClients,
            Target::Practice,
            Place::leads("/clients/import", say!("Import clients…"), "file-plus", say!("csv file upload clients patients")),
        ),
        (
            Action::AssignClient,
            Target::Practice,
            for_client("/assign?ids=", say!("Assign a client…").into(), "user-check", say!("clients patients therapist staff reassign")),
        ),
        (
            Action::RecordVisit,
            Target::Practice,
            for_client("/visits/new?client=", say!("Record a visit…").into(), "calendar-plus", say!("appointment session activity new")),
        ),
        (
            Action::SetCoverage,
            Target::Practice,
            Place::leads("/coverage/new", say!("Lend a caseload…"), "calendar-clock", say!("cover absence vacation")),
        ),
        (
            Action::AddRole,
            Target::Role(Grants::default()),
            Place::leads("/roles/new", say!("Add a role"), "shield", say!("new permissions")),
        ),
        (
            Action::ExportRoster,
            Target::Practice,
            Place::leads("/team#export", say!("Export the roster…"), "download", say!("csv team download")),
        ),
        (
            Action::ExportClients,
            Target::Practice,
            Place::leads("/clients?view=all#export", say!("Export clients…"), "download", say!("csv list download clients patients")),
        ),
        (
            Action::ExportAudit,
            Target::Practice,
            Place::leads("/audit#export", say!("Export the audit trail…"), "download", say!("csv ndjson download")),
        ),
        (
            Action::ViewAs,
            Target::Role(Grants::default()),
            Place::leads("/view-as", say!("View as…"), "eye", say!("eyes role member impersonate")),
        ),
    ];
    // Whoever sees no clients has none to choose.
    let chooses = |does: &Does| !matches!(does, Does::ForClient(_)) || may(Action::ViewClients, &Target::Practice);
    let open = |(action, on, place): (Action, Target, Place)| (may(action, &on) && chooses(&place.does)).then_some(place);
    let mut all: Vec<Place> = all.into_iter().filter_map(open).collect();
    all.push(Place { words: say!("Keyboard shortcuts").into(), also: say!("keys help"), icon: "keyboard", does: Does::ShowsKeys });
    all.push(Place { words: say!("Sign out").into(), also: say!("log off leave end"), icon: "log-out", does: Does::SignsOut });
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_by_the_beginnings_of_its_words_in_any_order() {
        let place = Place::leads("/team/invite", "Invite a team member", "user-plus", "add new colleague");
        for typed in ["", "inv", "INVITE mem", "member inv", "add", "  team… "] {
            assert!(place.fits(typed), "{typed}");
        }
        for typed in ["vite", "invite client", "zoe"] {
            assert!(!place.fits(typed), "{typed}");
        }
    }
}
