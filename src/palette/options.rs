//! What stands in the palette's list for what is typed: the groups, and in them what can be chosen.

use super::places::{Does, Place};
use super::types::Found;

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub face: Face,
    pub words: String,
    /// A role, a location: what tells two of the same name apart.
    pub detail: String,
    pub does: Does,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Face {
    Icon(&'static str),
    /// A person's initials.
    Person,
}

/// A heading, and what stands under it.
pub type Group = (String, Vec<Line>);

/// What is known at once stands first, so that nothing moves away from under the key that chooses it when the answer comes.
/// While a client is chosen for something, `for_client` is what its id ends.
pub fn groups(typed: &str, pages: &[Place], actions: &[Place], found: &Found, for_client: Option<&str>) -> Vec<Group> {
    let fitting = |places: &[Place]| places.iter().filter(|place| place.fits(typed)).map(of_place).collect::<Vec<_>>();
    let clients = found.clients.iter().map(|client| Line {
        face: Face::Icon("contact"),
        words: client.name.clone(),
        detail: client.location.clone(),
        does: Does::Leads(format!("{}{}", for_client.unwrap_or("/clients/"), client.id)),
    });
    let members = found.members.iter().map(|member| Line {
        face: Face::Person,
        words: member.name.clone(),
        detail: [Some(member.role.clone()), member.standing.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        does: Does::Leads(format!("/team/{}", member.id)),
    });
    let all = if for_client.is_some() {
        vec![(say!("Clients").to_string(), clients.collect())]
    } else {
        vec![
            (say!("Go to").to_string(), fitting(pages)),
            (say!("Do").to_string(), fitting(actions)),
            (say!("Team").to_string(), members.collect()),
            (say!("Clients").to_string(), clients.collect()),
        ]
    };
    all.into_iter().filter(|(_, lines)| !lines.is_empty()).collect()
}

fn of_place(place: &Place) -> Line {
    Line { face: Face::Icon(place.icon), words: place.words.clone(), detail: String::new(), does: place.does.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ClientId;
    use crate::caseload::ClientChoice;

    #[test]
    fn while_a_client_is_chosen_for_something_nothing_else_stands_there_and_it_leads_there() {
        let id = ClientId::new();
        let found = Found { clients: vec![ClientChoice { id, name: "Zoë Adams".into(), location: "Main".into() }], ..Default::default() };
        let page = Place { words: "Zoning".into(), also: "", icon: "x", does: Does::SignsOut };
        let here = groups("zo", std::slice::from_ref(&page), &[], &found, Some("/visits/new?client="));
        assert_eq!(here.len(), 1);
        assert_eq!(here[0].1[0].does, Does::Leads(format!("/visits/new?client={id}")));
        let all = groups("zo", &[page], &[], &found, None);
        assert_eq!(all.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["Go to", "Clients"]);
        assert_eq!(all[1].1[0].does, Does::Leads(format!("/clients/{id}")));
    }
}
