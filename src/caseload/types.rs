//! Clients as they cross the wire: the least a list needs.

use crate::base::{ClientId, GroupId, LocationId, MemberId, Moment, in_query};
use serde::{Deserialize, Serialize};

/// What the list is asked; all of it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ClientQuery {
    /// The beginnings of words of a name.
    #[serde(default)]
    pub q: String,
    #[serde(default)]
    pub location: Option<LocationId>,
    #[serde(default)]
    pub group: Option<GroupId>,
    /// Whom they are assigned to.
    #[serde(default)]
    pub staff: Option<MemberId>,
    /// "archived" for those who were; otherwise they stand aside.
    #[serde(default)]
    pub status: String,
    /// Where the page before ended.
    #[serde(default)]
    pub after: String,
}

impl ClientQuery {
    pub fn archived(&self) -> bool {
        self.status == "archived"
    }

    pub fn filters(&self) -> bool {
        *self != ClientQuery { after: self.after.clone(), ..Default::default() }
    }

    /// Name and value of everything asked, for the address and for a form.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let id = |id: Option<String>| id.unwrap_or_default();
        let all = [
            ("q", self.q.trim().to_string()),
            ("location", id(self.location.map(|l| l.to_string()))),
            ("group", id(self.group.map(|g| g.to_string()))),
            ("staff", id(self.staff.map(|m| m.to_string()))),
            ("status", self.status.clone()),
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

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRow {
    pub id: ClientId,
    pub first_name: String,
    pub last_name: String,
    pub location: String,
    /// The primary therapist.
    pub therapist: Option<String>,
    pub groups: Vec<String>,
    pub created_at: Moment,
    pub archived: bool,
}

impl ClientRow {
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientsFound {
    pub rows: Vec<ClientRow>,
    /// "Total Clients Shown": how many fit, on all pages.
    pub total: i64,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
    pub why_not_export: Option<String>,
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_the_whole_question() {
        let query = ClientQuery { q: " zoë & co ".into(), status: "archived".into(), ..Default::default() };
        assert_eq!(query.address(), "/clients?q=zo%C3%AB%20%26%20co&status=archived");
        assert_eq!(ClientQuery::default().address(), "/clients");
        assert!(query.filters() && !ClientQuery { after: "x".into(), ..Default::default() }.filters());
    }
}
