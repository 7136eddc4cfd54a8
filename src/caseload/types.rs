//! Clients as they cross the wire: the least a list needs. What the list is asked is in `query`.

use super::query::{Portal, Sorted};
use crate::access::ClientFacts;
use crate::base::{ClientId, MemberId, Moment};
use serde::{Deserialize, Serialize};

/// One client in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRow {
    pub id: ClientId,
    pub first_name: String,
    pub last_name: String,
    /// Empty, if it is the first name.
    pub preferred_name: String,
    pub location: String,
    pub portal: Portal,
    pub groups: Vec<String>,
    /// The primary therapist.
    pub therapist: Option<String>,
    /// Whoever else is assigned.
    pub others: Vec<String>,
    pub last_visit: Option<Moment>,
    pub created_at: Moment,
    pub archived: bool,
    pub restricted: bool,
    /// Assigned to the one who asks, or covered by them.
    pub own: bool,
    /// At one of their locations.
    pub here: bool,
}

impl ClientRow {
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// For the policy: a row is only there for who sees the client.
    pub fn facts(&self) -> ClientFacts {
        ClientFacts { seen: true, own: self.own, here: self.here, archived: self.archived }
    }
}

/// One member of the team, where the list is asked for them too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffRow {
    pub id: MemberId,
    pub first_name: String,
    pub last_name: String,
    pub location: String,
    /// The role's own name.
    pub role: String,
    /// The role may change roles.
    pub admin: bool,
    /// They have signed in.
    pub activated: bool,
    pub groups: Vec<String>,
    pub created_at: Moment,
    /// They have left.
    pub gone: bool,
}

impl StaffRow {
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

/// Someone connected to the practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Connected {
    Client(ClientRow),
    Member(StaffRow),
}

impl Connected {
    pub fn name(&self) -> String {
        match self {
            Connected::Client(row) => row.name(),
            Connected::Member(row) => row.name(),
        }
    }

    pub fn client(&self) -> Option<&ClientRow> {
        match self {
            Connected::Client(row) => Some(row),
            Connected::Member(_) => None,
        }
    }

    /// Admin, Staff or Client.
    pub fn role_words(&self) -> &'static str {
        match self {
            Connected::Client(_) => say!("Client"),
            Connected::Member(row) if row.admin => say!("Admin"),
            Connected::Member(_) => say!("Staff"),
        }
    }

    pub fn status(&self) -> Portal {
        match self {
            Connected::Client(row) => row.portal,
            Connected::Member(row) if row.activated => Portal::Activated,
            Connected::Member(_) => Portal::Provisioned,
        }
    }
}

/// The figures above the list, of everyone who fits, on all pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Everyone who fits.
    pub shown: i64,
    /// The clients among them.
    pub clients: i64,
    /// Those who were added today or in the 29 days before (UTC).
    pub new: i64,
    /// The clients who were seen in that time.
    pub seen: i64,
}

impl Figures {
    /// Of a list of clients alone.
    pub fn of_clients(clients: i64, new: i64, seen: i64) -> Self {
        Figures { shown: clients, clients, new, seen }
    }

    /// What share of the clients was seen, in whole percent; nothing of nobody.
    pub fn engagement(&self) -> Option<i64> {
        (self.clients > 0).then(|| (self.seen * 100 + self.clients / 2) / self.clients)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientsFound {
    pub rows: Vec<Connected>,
    pub figures: Figures,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
    pub sorted: Sorted,
    /// The address of the view that stands in the place of a bare list.
    pub opens: Option<String>,
}

/// A client where one is chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientChoice {
    pub id: ClientId,
    pub name: String,
    /// Tells two of the same name apart.
    pub location: String,
}

/// Something with an id and a name, in a filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub id: String,
    pub name: String,
}

/// What the list can be filtered by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterChoices {
    pub locations: Vec<Named>,
    pub groups: Vec<Named>,
    pub staff: Vec<Named>,
    /// Whoever asks may see the team too.
    pub team: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engagement_is_a_share_of_someone() {
        let figures = |clients, seen| Figures { clients, seen, ..Default::default() };
        assert_eq!(figures(0, 0).engagement(), None);
        assert_eq!(figures(3, 2).engagement(), Some(67));
        assert_eq!(figures(200, 1).engagement(), Some(1));
    }
}
