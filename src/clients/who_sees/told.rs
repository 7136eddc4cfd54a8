//! From the links and the roles: who sees the client and why, and for whoever does not, what is missing. `caseload::visible`,
//! read aloud.

use super::store::{Link, Person, Placed};
use super::types::{Seer, Why};
use crate::access::Scope;
use crate::base::MemberId;
use std::collections::HashMap;

/// Everything that links members to the client, by member.
pub struct Links(HashMap<MemberId, (Vec<Why>, Vec<String>)>);

impl Links {
    pub fn of(links: Vec<(MemberId, Link)>) -> Links {
        let mut by_member: HashMap<MemberId, (Vec<Why>, Vec<String>)> = HashMap::new();
        for (member, link) in links {
            let (why, nearly) = by_member.entry(member).or_default();
            match link {
                Link::Why(reason) => why.push(reason),
                Link::Nearly(words) => nearly.push(words),
            }
        }
        Links(by_member)
    }

    fn whys(&self, member: MemberId) -> &[Why] {
        self.0.get(&member).map(|(why, _)| why.as_slice()).unwrap_or_default()
    }
}

/// One member's answer: every reason, or else what is missing.
pub fn seer(person: &Person, place: &Placed, links: &Links, past: bool) -> Seer {
    let why = why(person, place, links);
    let missing = if why.is_empty() { missing(person, place, links, past) } else { Vec::new() };
    Seer { id: person.id, name: person.name.clone(), left_at: person.left_at.map(Into::into), why, missing }
}

fn why(person: &Person, place: &Placed, links: &Links) -> Vec<Why> {
    if !person.status.enters() || person.expired || person.reach.is_none() {
        return Vec::new();
    }
    let mut why: Vec<Why> = links.whys(person.id).iter().filter(|w| w.by_name() || !place.restricted).cloned().collect();
    let role = person.role.clone();
    match person.reach {
        _ if place.restricted => {}
        Some(Scope::WholePractice) => why.push(Why::Practice { role }),
        Some(Scope::OwnLocations) if person.there => why.push(Why::Location { role, location: place.location_name.clone() }),
        _ => {}
    }
    why.sort_by_key(Why::rank);
    why
}

fn missing(person: &Person, place: &Placed, links: &Links, past: bool) -> Vec<String> {
    let (is, role) = (if past { say!("was") } else { say!("is") }, &person.role);
    let mut missing = Vec::new();
    if !person.status.enters() {
        missing.push(say!("Their membership {is} {}: whoever {is} that can’t sign in.", person.status.words()));
    }
    if person.expired {
        missing.push(say!("Their role {role} was given for a limited time, which is over."));
    }
    let reach = match person.reach {
        None => Some(say!("Their role {role} can’t view clients.")),
        _ if links.whys(person.id).iter().any(|w| w.by_name() || !place.restricted) => None,
        _ if place.restricted => {
            Some(say!("The client {is} restricted: only those who have to do with it by name see it, and they don’t."))
        }
        Some(Scope::OwnLocations) if !person.there => {
            Some(say!("Their role {role} reaches their own locations, and the client {is} at {}. {}", place.location_name, nothing()))
        }
        Some(Scope::OwnCaseload) => Some(say!("Their role {role} reaches their own caseload. {}", nothing())),
        _ => None,
    };
    missing.extend(reach);
    missing.extend(links.0.get(&person.id).map(|(_, nearly)| nearly.clone()).unwrap_or_default());
    missing
}

fn nothing() -> &'static str {
    say!(
        "The client isn’t assigned to them, nor to anyone they cover for or supervise; they are not on its list, don’t see to it on the Unassigned board, and share no group with it."
    )
}
