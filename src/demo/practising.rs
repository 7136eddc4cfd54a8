//! With what the demo's clinicians practise, and how many clients they may have. Pure, and the same each time.

use crate::base::MemberId;
use crate::credentials::Npi;
use chrono::{Duration, NaiveDate};
use uuid::Uuid;

/// Someone who works with clients.
pub struct Practitioner {
    pub member: MemberId,
    /// The key of the role's template.
    pub role: &'static str,
    /// How many times the usual number of clients they may have.
    pub room: i32,
    /// The place's address; without one the first place's.
    pub address: &'static str,
}

/// What a clinician has entered.
pub struct Practises {
    pub member: MemberId,
    pub npi: String,
    pub taxonomy: &'static str,
    pub bio: &'static str,
    pub licence: Uuid,
    pub state: &'static str,
    pub number: String,
    pub title: &'static str,
    pub expires_on: NaiveDate,
    /// Target and limit.
    pub capacity: Option<(i32, i32)>,
}

/// Each with an NPI of their own and a licence. In every practice one licence expires in three weeks and one has expired;
/// two of three have a capacity, for some of them less than they have clients.
pub fn practising(people: &[Practitioner], today: NaiveDate, seed: u64) -> Vec<Practises> {
    (0u64..).zip(people).map(|(n, who)| practises(n, who, today, seed)).collect()
}

fn practises(n: u64, who: &Practitioner, today: NaiveDate, seed: u64) -> Practises {
    let (title, taxonomy, bio) = match (who.role, n % 4) {
        ("intern", _) => ("Limited permit", "390200000X", ""),
        (_, 0) => ("LCSW", "1041C0700X", "Works with adults and couples, with grief and with new beginnings."),
        (_, 1) => ("LCPC", "101YP2500X", ""),
        (_, 2) => ("PsyD", "103TC0700X", "Assesses and treats anxiety and obsessive thoughts. Speaks Spanish."),
        _ => ("LMFT", "106H00000X", ""),
    };
    let days_left = match n {
        1 => 21,
        2 => -12,
        n => 120 + i64::try_from(n * 37 % 600).unwrap_or(0),
    };
    let limit = [15, 20, 10, 18][n as usize % 4] * who.room;
    Practises {
        member: who.member,
        npi: npi(n, seed).to_string(),
        taxonomy,
        bio,
        licence: Uuid::now_v7(),
        state: state(who.address),
        number: format!("{}{}", &title[..2].to_uppercase(), 10_000 + (seed * 7919 + n * 613) % 90_000),
        title,
        expires_on: today + Duration::days(days_left),
        capacity: (n % 3 != 1).then_some((limit - 3 * who.room, limit)),
    }
}

/// A step that has no factor in common with the number of numbers meets none twice.
fn npi(n: u64, seed: u64) -> Npi {
    const FIRST: u64 = 110_000_000;
    const NUMBERS: u64 = 80_000_000;
    let nine = FIRST + (seed * 1_299_709 + n * 15_485_863) % NUMBERS;
    Npi::completed(u32::try_from(nine).expect("nine digits"))
}

/// "ME" of "27 Water Street, Suite 3, Bath, ME 04530".
fn state(address: &'static str) -> &'static str {
    let last = address.rsplit(", ").next().and_then(|last| last.split(' ').next());
    last.filter(|state| state.len() == 2).unwrap_or("NY")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::{Identity, LicenceGiven};
    use std::collections::HashSet;

    #[test]
    fn everyone_has_an_npi_of_their_own_and_a_licence_as_the_forms_would_take_them() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
        for (seed, place) in [(11, "27 Water Street, Suite 3, Bath, ME 04530"), (1009, "")] {
            let who = |n: u128| Practitioner {
                member: MemberId(Uuid::from_u128(n)),
                room: 1,
                role: if n == 3 { "intern" } else { "member" },
                address: place,
            };
            let people: Vec<_> = (0..1000).map(who).collect();
            let all = practising(&people, today, seed);
            for one in &all {
                assert!(Identity::checked(&one.npi, one.taxonomy, one.bio).is_ok(), "{}", one.npi);
                let given = LicenceGiven::checked(one.state, &one.number, one.title, &one.expires_on.to_string()).expect("a licence");
                assert_eq!(given.state.code(), if place.is_empty() { "NY" } else { "ME" });
            }
            assert_eq!(all.iter().map(|p| &p.npi).collect::<HashSet<_>>().len(), all.len());
            assert_eq!(all.iter().filter(|p| p.expires_on < today).count(), 1);
            assert_eq!(all.iter().filter(|p| p.expires_on >= today && p.expires_on <= today + Duration::days(30)).count(), 1);
        }
    }
}
