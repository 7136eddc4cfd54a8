//! What a page may hear of.

/// A kind of thing that pages show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Members, invitations, requests to join, and what stands on a card.
    Team,
    /// Clients, who has them, and their visits.
    Clients,
    Roles,
    Groups,
    Settings,
    /// One's own.
    Notices,
}

impl Topic {
    pub const ALL: [Topic; 6] = [Topic::Team, Topic::Clients, Topic::Roles, Topic::Groups, Topic::Settings, Topic::Notices];

    /// As it goes over the wire.
    pub fn key(self) -> &'static str {
        match self {
            Topic::Team => "team",
            Topic::Clients => "clients",
            Topic::Roles => "roles",
            Topic::Groups => "groups",
            Topic::Settings => "settings",
            Topic::Notices => "notices",
        }
    }

    /// Nothing, for what another build says.
    pub fn read(key: &str) -> Option<Topic> {
        Topic::ALL.into_iter().find(|topic| topic.key() == key)
    }
}
