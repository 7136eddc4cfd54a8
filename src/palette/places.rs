//! The pages and actions the palette knows without asking: those that the one who looks may open. What decides is the policy,
//! as it does for the navigation, whose items these begin with.

use crate::access::{Action, Actor, Grants, Target, can};
use crate::auth::PracticeSeen;
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
pub fn rooms(actor: &Actor, practice: &PracticeSeen) -> Vec<NavItem> {
    let all = [
        (None, NavItem::new("/team", "Team", "users")),
        (Some(Action::ViewClients), NavItem::new("/clients", practice.calls_clients.clone(), "contact")),
        (Some(Action::ViewTeam), NavItem::new("/roles", "Roles", "shield")),
        (Some(Action::ViewSettings), NavItem::new("/settings", "Settings", "settings")),
        (Some(Action::ViewAudit), NavItem::new("/audit", "Audit", "history")),
        (None, NavItem::new("/account", "Account", "circle-user")),
    ];
    let may = |needs: &Option<Action>| needs.is_none_or(|action| can(actor, action, &Target::Practice).allowed());
    let day = today::shows(actor).then(|| NavItem::new(today::TODAY, "Today", "house"));
    day.into_iter().chain(all.into_iter().filter(|(needs, _)| may(needs)).map(|(_, item)| item)).collect()
}

/// Every page that stands for itself: the rooms, then what lies in them.
pub fn pages(actor: &Actor, practice: &PracticeSeen) -> Vec<Place> {
    let may = |needs: &[Action]| needs.iter().all(|action| can(actor, *action, &Target::Practice).allowed());
    let clients = practice.calls_clients.to_lowercase();
    let mut all: Vec<Place> = rooms(actor, practice)
        .into_iter()
        .map(|room| {
            let also = match room.href.as_str() {
                today::TODAY => "day visits waiting decisions home",
                "/team" => "roster members staff colleagues people",
                "/clients" => "clients patients list depot",
                "/roles" => "permissions rights",
                "/settings" => "practice plan seats locations",
                "/audit" => "trail history log",
                _ => "password email sessions passkeys theme own profile",
            };
            Place::leads(&room.href, room.label, room.icon, also)
        })
        .collect();
    let inner: [(&[Action], Place); 9] = [
        (&[Action::ReadNotices], Place::leads("/notices", "Notices", "bell", "notifications inbox")),
        (&[Action::ViewTeam], Place::leads("/groups", "Groups", "tags", "manage")),
        (&[Action::ViewTeam], Place::leads("/coverage", "Coverage", "arrow-left-right", "cover lend absence vacation")),
        (&[Action::ViewTeam, Action::AssignClient], Place::leads("/capacity", "Capacity", "gauge", "load full free caseloads")),
        (&[Action::ViewClients], Place::leads("/unassigned", "Unassigned", "user-x", "board nobody overdue")),
        (&[Action::ViewClients], Place::leads("/clients?status=archived", format!("Archived {clients}"), "archive", "restore")),
        (&[Action::ViewClients], Place::leads("/clients/views", "Your views", "list-filter", "saved searches filters")),
        (&[Action::InviteMember], Place::leads("/team/join", "Join links", "qr-code", "invitation code")),
        (&[Action::ViewSecurity], Place::leads("/security", "Security", "shield-check", "sign-ins factors failures limits")),
    ];
    all.extend(inner.into_iter().filter(|(needs, _)| may(needs)).map(|(_, place)| place));
    all
}

/// What is most often done, as far as nothing but the password speaks against it.
pub fn actions(actor: &Actor, practice: &PracticeSeen) -> Vec<Place> {
    let may = |action, on: &Target| can(actor, action, on).why_not().is_none();
    let clients = practice.calls_clients.to_lowercase();
    let client = clients.trim_end_matches('s');
    let for_client = |path, words: String, icon, also| Place { words, also, icon, does: Does::ForClient(path) };
    let all: [(Action, Target, Place); 12] = [
        (
            Action::InviteMember,
            Target::Practice,
            Place::leads("/team/invite", "Invite a team member", "user-plus", "add new colleague staff invitation"),
        ),
        (
            Action::InviteMember,
            Target::Practice,
            Place::leads("/team/invite/many", "Invite several at once", "mail-plus", "add many members file csv import"),
        ),
        (Action::AddClient, Target::Practice, Place::leads("/clients/new", format!("Add {client}"), "plus", "new client patient intake")),
        (
            Action::ImportClients,
            Target::Practice,
            Place::leads("/clients/import", format!("Import {clients}…"), "file-plus", "csv file upload clients patients"),
        ),
        (
            Action::AssignClient,
            Target::Practice,
            for_client("/assign?ids=", format!("Assign a {client}…"), "user-check", "clients patients therapist staff reassign"),
        ),
        (
            Action::RecordVisit,
            Target::Practice,
            for_client("/visits/new?client=", "Record a visit…".into(), "calendar-plus", "appointment session activity new"),
        ),
        (
            Action::SetCoverage,
            Target::Practice,
            Place::leads("/coverage/new", "Lend a caseload…", "calendar-clock", "cover absence vacation"),
        ),
        (Action::AddRole, Target::Role(Grants::default()), Place::leads("/roles/new", "Add a role", "shield", "new permissions")),
        (Action::ExportRoster, Target::Practice, Place::leads("/team#export", "Export the roster…", "download", "csv team download")),
        (
            Action::ExportClients,
            Target::Practice,
            Place::leads("/clients?view=all#export", format!("Export {clients}…"), "download", "csv list download clients patients"),
        ),
        (
            Action::ExportAudit,
            Target::Practice,
            Place::leads("/audit#export", "Export the audit trail…", "download", "csv ndjson download"),
        ),
        (Action::ViewAs, Target::Role(Grants::default()), Place::leads("/view-as", "View as…", "eye", "eyes role member impersonate")),
    ];
    // Whoever sees no clients has none to choose.
    let chooses = |does: &Does| !matches!(does, Does::ForClient(_)) || may(Action::ViewClients, &Target::Practice);
    let open = |(action, on, place): (Action, Target, Place)| (may(action, &on) && chooses(&place.does)).then_some(place);
    let mut all: Vec<Place> = all.into_iter().filter_map(open).collect();
    all.push(Place { words: "Keyboard shortcuts".into(), also: "keys help", icon: "keyboard", does: Does::ShowsKeys });
    all.push(Place { words: "Sign out".into(), also: "log off leave end", icon: "log-out", does: Does::SignsOut });
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
