//! What the list of clients is asked: who, narrowed by what, in which order. All of it stands in the address.

use crate::base::{GroupId, LocationId, MemberId, in_query};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// How many characters of what is typed are looked at.
const TYPED: usize = 100;

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ClientQuery {
    /// The beginnings of words of a name.
    #[serde(default)]
    pub q: String,
    /// "staff", "admins" or "everyone"; otherwise clients, whom one comes here for.
    #[serde(default)]
    pub role: String,
    /// The state of their account: "activated", "provisioned" or "none"; "archived" for those who were, who stand aside
    /// otherwise.
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub location: Option<LocationId>,
    #[serde(default)]
    pub group: Option<GroupId>,
    /// Whom they are assigned to.
    #[serde(default)]
    pub staff: Option<MemberId>,
    /// "new" for those who were added in the last thirty days, "seen" for those who were seen.
    #[serde(default)]
    pub recent: String,
    /// "name", "status", "staff", "visit" or "created", with a "-" before it for the other direction.
    #[serde(default)]
    pub sort: String,
    /// Where the page before ended.
    #[serde(default)]
    pub after: String,
}

/// Whom the list is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    Clients,
    Staff,
    Admins,
    Everyone,
}

/// The state of someone's own account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Portal {
    /// Has signed in.
    Activated,
    None,
    /// Could, and hasn't.
    Provisioned,
}

impl Portal {
    pub const ALL: [Portal; 3] = [Portal::Activated, Portal::Provisioned, Portal::None];

    /// As it is stored, and as an address has it.
    pub fn key(self) -> &'static str {
        match self {
            Portal::Activated => "activated",
            Portal::None => "none",
            Portal::Provisioned => "provisioned",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Portal::Activated => say!("Activated"),
            Portal::None => say!("No account"),
            Portal::Provisioned => say!("Provisioned"),
        }
    }
}

impl FromStr for Portal {
    type Err = ();
    fn from_str(key: &str) -> Result<Self, ()> {
        Portal::ALL.into_iter().find(|p| p.key() == key).ok_or(())
    }
}

/// What the list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Order {
    #[default]
    Name,
    Status,
    /// The primary therapist's name; whoever has none comes last, in both directions.
    Staff,
    LastVisit,
    Created,
}

impl Order {
    pub const ALL: [Order; 5] = [Order::Name, Order::Status, Order::Staff, Order::LastVisit, Order::Created];

    pub fn key(self) -> &'static str {
        match self {
            Order::Name => "name",
            Order::Status => "status",
            Order::Staff => "staff",
            Order::LastVisit => "visit",
            Order::Created => "created",
        }
    }

    /// Dates are looked at from the newest.
    pub fn begins_backwards(self) -> bool {
        matches!(self, Order::LastVisit | Order::Created)
    }
}

/// An order and its direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sorted {
    pub by: Order,
    pub backwards: bool,
}

impl Sorted {
    /// As an address has it; nothing for the order of names.
    pub fn key(self) -> String {
        match self {
            Sorted { by: Order::Name, backwards: false } => String::new(),
            Sorted { by, backwards: false } => by.key().into(),
            Sorted { by, backwards: true } => format!("-{}", by.key()),
        }
    }

    /// What pressing a column's head leads to: its own order, then the other direction.
    pub fn pressed(self, by: Order) -> Sorted {
        let backwards = if self.by == by { !self.backwards } else { by.begins_backwards() };
        Sorted { by, backwards }
    }
}

impl ClientQuery {
    /// As an address or a form has it; what can't be read is not asked.
    pub fn read(field: impl Fn(&str) -> Option<String>) -> Self {
        let text = |key| field(key).unwrap_or_default();
        ClientQuery {
            q: text("q").chars().take(TYPED).collect(),
            role: text("role"),
            status: text("status"),
            location: text("location").parse().ok(),
            group: text("group").parse().ok(),
            staff: text("staff").parse().ok(),
            recent: text("recent"),
            sort: text("sort"),
            after: text("after"),
        }
    }

    pub fn whom(&self) -> Whom {
        match self.role.as_str() {
            "staff" => Whom::Staff,
            "admins" => Whom::Admins,
            "everyone" => Whom::Everyone,
            _ => Whom::Clients,
        }
    }

    /// Clients are among those asked for.
    pub fn clients(&self) -> bool {
        matches!(self.whom(), Whom::Clients | Whom::Everyone)
    }

    /// Members of the team are.
    pub fn members(&self) -> bool {
        self.whom() != Whom::Clients
    }

    pub fn archived(&self) -> bool {
        self.status == "archived"
    }

    pub fn portal(&self) -> Option<Portal> {
        self.status.parse().ok()
    }

    pub fn sorted(&self) -> Sorted {
        let (backwards, key) = self.sort.strip_prefix('-').map_or((false, self.sort.as_str()), |key| (true, key));
        let by = Order::ALL.into_iter().find(|order| order.key() == key);
        by.map_or(Sorted::default(), |by| Sorted { by, backwards })
    }

    /// Whether anything narrows it.
    pub fn filters(&self) -> bool {
        self.narrowing() != ClientQuery::default()
    }

    /// Without its order and its place.
    fn narrowing(&self) -> ClientQuery {
        ClientQuery { after: String::new(), sort: String::new(), q: self.q.trim().to_string(), ..self.clone() }
    }

    /// From its first page on.
    pub fn from_start(&self) -> ClientQuery {
        ClientQuery { after: String::new(), ..self.clone() }
    }

    /// Name and value of everything asked, for the address and for a form.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let id = |id: Option<String>| id.unwrap_or_default();
        let all = [
            ("q", self.q.trim().to_string()),
            ("role", self.role.clone()),
            ("status", self.status.clone()),
            ("location", id(self.location.map(|l| l.to_string()))),
            ("group", id(self.group.map(|g| g.to_string()))),
            ("staff", id(self.staff.map(|m| m.to_string()))),
            ("recent", self.recent.clone()),
            ("sort", self.sort.clone()),
            ("after", self.after.clone()),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// `/clients?q=…`
    pub fn address(&self) -> String {
        let pairs: Vec<String> = self.pairs().into_iter().map(|(key, value)| format!("{key}={}", in_query(&value))).collect();
        if pairs.is_empty() { "/clients".into() } else { format!("/clients?{}", pairs.join("&")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_the_whole_question() {
        let query = ClientQuery { q: " zoë & co ".into(), status: "archived".into(), sort: "-visit".into(), ..Default::default() };
        assert_eq!(query.address(), "/clients?q=zo%C3%AB%20%26%20co&status=archived&sort=-visit");
        assert_eq!(ClientQuery::default().address(), "/clients");
        assert!(query.filters() && !ClientQuery { after: "x".into(), sort: "-name".into(), ..Default::default() }.filters());
        let read = ClientQuery::read(|key| query.pairs().into_iter().find(|(k, _)| *k == key).map(|(_, value)| value));
        assert_eq!(read, ClientQuery { q: "zoë & co".into(), ..query });
    }

    #[test]
    fn a_heads_second_press_turns_the_order_round() {
        let names = Sorted::default();
        assert_eq!(names.pressed(Order::Name).key(), "-name");
        assert_eq!(names.pressed(Order::Created).key(), "-created");
        assert_eq!(names.pressed(Order::Created).pressed(Order::Created).key(), "created");
        let asked = |sort: &str| ClientQuery { sort: sort.into(), ..Default::default() }.sorted();
        assert_eq!(asked("-created"), Sorted { by: Order::Created, backwards: true });
        assert_eq!(asked("-nonsense"), Sorted::default());
    }
}
