//! The practices of the demo, each as it shall stand.

use super::{
    DemoAccount, Wanted, cast,
    cast::{Guest, Place, Player},
    password, people,
    portal::{PORTAL, PortalClient},
};
use crate::base::SecretKey;
use crate::roles;
use crate::settings::Plan;

pub struct Scene {
    pub name: String,
    /// What follows the @ of everyone's address.
    pub domain: String,
    pub plan: Plan,
    pub places: &'static [Place],
    pub cast: &'static [Player],
    pub guests: &'static [Guest],
    /// Clients with an account of their own; the first is listed.
    pub portal: &'static [PortalClient],
    /// How many have joined, cast and crowd.
    pub members: usize,
    /// How many clients, if it is said.
    pub clients: Option<usize>,
    /// What the crowd's dice begin with.
    pub seed: u64,
}

impl Scene {
    /// Maple Grove, Oak Street Counseling and as many others as wanted.
    pub fn all(wanted: Wanted) -> Vec<Scene> {
        let further = (1..=wanted.practices).map(|n| Scene::further(n, wanted));
        [Scene::maple_grove(wanted), Scene::oak_street()].into_iter().chain(further).collect()
    }

    fn maple_grove(wanted: Wanted) -> Scene {
        Scene {
            name: "Maple Grove".into(),
            domain: "maple-grove.example".into(),
            plan: Plan::Group,
            places: &cast::MAPLE_GROVE_PLACES,
            cast: &cast::MAPLE_GROVE,
            guests: &cast::GUESTS,
            portal: &PORTAL,
            members: wanted.members.max(15) as usize,
            clients: wanted.clients.map(|n| n as usize),
            seed: 11,
        }
    }

    fn oak_street() -> Scene {
        Scene {
            name: "Oak Street Counseling".into(),
            domain: "oak-street.example".into(),
            plan: Plan::Group,
            places: &cast::OAK_STREET_PLACES,
            cast: &cast::OAK_STREET,
            guests: &[],
            portal: &[],
            members: cast::OAK_STREET.len(),
            clients: None,
            seed: 23,
        }
    }

    fn further(n: u32, wanted: Wanted) -> Scene {
        Scene {
            name: format!("Practice {n}"),
            domain: format!("practice-{n}.example"),
            plan: Plan::Group,
            places: &cast::ONE_PLACE,
            cast: &[],
            guests: &[],
            portal: &[],
            members: wanted.members_each.max(1) as usize,
            clients: wanted.clients_each.map(|n| n as usize),
            seed: u64::from(n) * 1009,
        }
    }

    /// Those whose sign-ins are listed; without a cast the one who founded it.
    pub fn accounts(&self, secret: &SecretKey) -> Vec<DemoAccount> {
        let first = self.cast.len().max(1);
        let people = people::people(self, first.min(self.members));
        let listed = people.into_iter().enumerate().filter(|(n, p)| p.listed || (*n == 0 && self.cast.is_empty()));
        let account = |(_, p): (usize, people::Person)| DemoAccount {
            practice: self.name.clone(),
            name: format!("{} {}", p.first_name, p.last_name),
            role: role_name(p.role),
            password: if p.listed { password::of(secret, &p.email) } else { password::of_everyone(secret) },
            email: p.email,
        };
        listed.map(account).chain(self.portal.first().map(|client| self.account_of(client, secret))).collect()
    }

    fn account_of(&self, client: &PortalClient, secret: &SecretKey) -> DemoAccount {
        let password = password::of(secret, &client.email());
        DemoAccount { practice: self.name.clone(), name: client.name(), role: role_name("client"), email: client.email(), password }
    }

    /// The plan's seats: those taken and a few more.
    pub fn seats(&self) -> i32 {
        let open = self.guests.iter().filter(|g| g.is_open()).count();
        match self.plan {
            Plan::Team => Plan::TEAM_SEATS,
            // A practice can't have more than that many (practice_seat_cap_sane).
            Plan::Solo | Plan::Group => i32::try_from((self.members + open + 4).min(100_000)).unwrap_or(i32::MAX),
        }
    }
}

fn role_name(key: &str) -> &'static str {
    roles::TEMPLATES.into_iter().find(|t| t.key == key).map_or("", |t| t.name)
}
