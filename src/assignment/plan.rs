//! Who gets which clients, and what that makes of everyone's load. Nothing here asks the database: what was shown before
//! is what is done, if nothing changed in between.

use super::types::{Candidate, How};
use crate::base::MemberId;
use sha2::{Digest, Sha256};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Someone who has a client now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub member: MemberId,
    pub name: String,
    pub primary: bool,
    pub weekly: Option<i16>,
}

/// Everyone who has each of these clients now.
pub type Now = HashMap<Uuid, Vec<Held>>;

/// What one member gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    pub to: MemberId,
    pub clients: Vec<Uuid>,
    /// What they add to the load.
    pub weight: i64,
    /// How many of those chosen they have that way already.
    pub keeps: i64,
}

/// What whoever has clients now loses by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    pub member: MemberId,
    pub name: String,
    pub clients: i64,
    pub weight: i64,
}

/// Divides clients, in their order, each to the one who then has the most room; of two with as much room, to the one who
/// stands first. A client stays with one of those chosen who has it already.
pub fn divided(clients: &[Uuid], now: &Now, to: &[Candidate], how: How) -> Vec<Share> {
    let mut shares: Vec<Share> = to.iter().map(|c| Share { to: c.member, clients: Vec::new(), weight: 0, keeps: 0 }).collect();
    // Someone without a limit has as much room as the freest of the others; where nobody has one, the least laden is the freest.
    let most = to.iter().filter_map(|c| c.free).max();
    let mut room: Vec<i64> = to.iter().map(|c| c.free.or(most).unwrap_or(-c.used)).collect();
    for client in clients {
        let held = now.get(client).map(Vec::as_slice).unwrap_or_default();
        let stays = |member: MemberId| held.iter().any(|h| h.member == member && (how == How::Beside || h.primary));
        if let Some(share) = shares.iter_mut().find(|s| stays(s.to)) {
            share.keeps += 1;
            continue;
        }
        let Some(at) = (0..shares.len()).max_by_key(|at| (room[*at], Reverse(*at))) else { break };
        let adds = weight(held, shares[at].to, how, None);
        shares[at].clients.push(*client);
        shares[at].weight += adds;
        room[at] -= adds;
    }
    shares
}

/// What a client adds to a member's load: as often as it met its primary therapist, in whose place the member comes.
fn weight(held: &[Held], to: MemberId, how: How, weekly: Option<i16>) -> i64 {
    let of = |h: &Held| i64::from(h.weekly.unwrap_or(1));
    let own = held.iter().find(|h| h.member == to);
    let carried = held.iter().find(|h| how == How::Primary && h.primary);
    let after = weekly.map(i64::from).or(own.or(carried).map(of)).unwrap_or(1);
    after - own.map_or(0, of)
}

/// Who loses clients by these shares, and how many.
pub fn losses(shares: &[Share], now: &Now, how: How) -> Vec<Loss> {
    let mut all: BTreeMap<MemberId, Loss> = BTreeMap::new();
    if how == How::Beside {
        return Vec::new();
    }
    for share in shares {
        for held in share.clients.iter().filter_map(|c| now.get(c)).flatten().filter(|h| h.primary && h.member != share.to) {
            let loss =
                all.entry(held.member).or_insert_with(|| Loss { member: held.member, name: held.name.clone(), clients: 0, weight: 0 });
            loss.clients += 1;
            loss.weight += i64::from(held.weekly.unwrap_or(1));
        }
    }
    let mut all: Vec<Loss> = all.into_values().collect();
    all.sort_by(|a, b| b.clients.cmp(&a.clients).then_with(|| a.name.cmp(&b.name)));
    all
}

/// What a share adds where it is said how often they meet.
pub fn weight_of(share: &Share, now: &Now, how: How, weekly: Option<i16>) -> i64 {
    let held = |client| now.get(client).map(Vec::as_slice).unwrap_or_default();
    share.clients.iter().map(|client| weight(held(client), share.to, how, weekly)).sum()
}

/// What was looked at: which clients, who had them, and who was to get which. A form carries it, so that nothing is
/// overwritten unseen.
pub fn looked_at(clients: &[Uuid], now: &Now, shares: &[Share]) -> String {
    let mut clients = clients.to_vec();
    clients.sort_unstable();
    let mut hash = Sha256::new();
    for share in shares {
        hash.update(share.to.0.as_bytes());
        share.clients.iter().for_each(|client| hash.update(client.as_bytes()));
    }
    for client in clients {
        hash.update(client.as_bytes());
        let mut held: Vec<&Held> = now.get(&client).into_iter().flatten().collect();
        held.sort_by_key(|h| h.member);
        for one in held {
            hash.update(one.member.0.as_bytes());
            hash.update([u8::from(one.primary)]);
        }
        hash.update(b"/");
    }
    hex::encode(&hash.finalize()[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn someone(n: u128, used: i64, limit: Option<i32>) -> Candidate {
        let free = limit.map(|l| i64::from(l) - used);
        let (role_name, location) = ("Therapist".to_string(), "Main".to_string());
        let (reasons, warnings) = (Vec::new(), Vec::new());
        Candidate {
            member: MemberId(id(n)),
            name: format!("M{n}"),
            role_name,
            location,
            used,
            target: None,
            limit,
            free,
            reasons,
            warnings,
            why_not: None,
        }
    }

    fn held(n: u128, primary: bool, weekly: Option<i16>) -> Held {
        Held { member: MemberId(id(n)), name: format!("M{n}"), primary, weekly }
    }

    fn counts(shares: &[Share]) -> Vec<usize> {
        shares.iter().map(|s| s.clients.len()).collect()
    }

    #[test]
    fn many_are_spread_by_the_room_that_is_left_and_always_the_same_way() {
        let clients: Vec<Uuid> = (100..110).map(id).collect();
        let to = [someone(1, 8, Some(10)), someone(2, 2, Some(10)), someone(3, 5, Some(10))];
        let shares = divided(&clients, &Now::new(), &to, How::Primary);
        assert_eq!(counts(&shares), [1, 6, 3]);
        assert_eq!(shares, divided(&clients, &Now::new(), &to, How::Primary));
        let mixed = [someone(1, 30, None), someone(2, 2, Some(10))];
        assert_eq!(counts(&divided(&clients, &Now::new(), &mixed, How::Primary)), [5, 5], "no limit is as much room as the freest has");
        let none = [someone(1, 4, None), someone(2, 0, None)];
        assert_eq!(counts(&divided(&clients, &Now::new(), &none, How::Primary)), [3, 7], "where nobody has a limit, loads are evened out");
    }

    #[test]
    fn a_client_stays_with_one_of_those_chosen_who_has_it() {
        let clients = [id(100), id(101)];
        let now = Now::from([(id(100), vec![held(1, true, Some(2)), held(2, false, None)]), (id(101), vec![held(3, true, Some(2))])]);
        let to = [someone(1, 9, Some(10)), someone(2, 0, Some(10))];
        let shares = divided(&clients, &now, &to, How::Primary);
        assert_eq!((counts(&shares), shares[0].keeps, shares[1].weight), (vec![0, 1], 1, 2), "they go on meeting twice a week");
        let lost = losses(&shares, &now, How::Primary);
        assert_eq!(lost, [Loss { member: MemberId(id(3)), name: "M3".into(), clients: 1, weight: 2 }]);
        assert_eq!(weight_of(&shares[1], &now, How::Primary, Some(5)), 5);
        let beside = divided(&clients, &now, &to[1..], How::Beside);
        assert_eq!((counts(&beside), beside[0].keeps, beside[0].weight), (vec![1], 1, 1));
        assert!(losses(&beside, &now, How::Beside).is_empty());
    }

    #[test]
    fn what_was_looked_at_changes_with_who_has_whom() {
        let now = Now::from([(id(100), vec![held(1, true, None), held(2, false, None)])]);
        let other = Now::from([(id(100), vec![held(1, false, None), held(2, true, None)])]);
        let turned = Now::from([(id(100), vec![held(2, false, Some(2)), held(1, true, None)])]);
        assert_eq!(looked_at(&[id(100), id(7)], &now, &[]), looked_at(&[id(7), id(100)], &turned, &[]));
        assert_ne!(looked_at(&[id(100)], &now, &[]), looked_at(&[id(100)], &other, &[]));
        assert_ne!(looked_at(&[id(100)], &now, &[]), looked_at(&[id(100), id(7)], &now, &[]));
    }
}
