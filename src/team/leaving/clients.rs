//! The clients of someone who leaves: who they are, whom each is suggested to, and what a plan makes of them.

use super::store::{self, Theirs};
use super::types::{Choosing, Line, Offer, Part, Plan, Taker};
use crate::access::Sight;
use crate::assignment::Candidate;
use crate::base::{AppError, MemberId, PracticeId};
use crate::caseload::{self, Looked};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Listed one by one; more than these are only given all at once.
const LISTED: usize = 100;
/// Offered for each; the best come first.
const OFFERED: usize = 40;

/// A client of theirs, with what whoever decides sees of it.
pub struct Client {
    pub of: Theirs,
    pub seen: Option<Looked>,
    pub location: String,
}

impl Client {
    pub fn id(&self) -> Uuid {
        self.of.client
    }

    /// Nobody else has it. (The archived need nobody.)
    pub fn alone(&self) -> bool {
        !self.of.resting && self.of.others == 0
    }
}

/// All of them, in the order of names; those unseen last.
pub async fn read(conn: &mut PgConnection, practice: PracticeId, sight: Sight, member: MemberId) -> Result<Vec<Client>, AppError> {
    let theirs = store::theirs(conn, member).await?;
    let ids: Vec<Uuid> = theirs.iter().map(|t| t.client).collect();
    let looked = caseload::of_all(conn, practice, sight, &ids).await?;
    let places = store::places(conn, &looked.iter().map(|l| l.id.0).collect::<Vec<_>>()).await?;
    let rank: HashMap<Uuid, usize> = looked.iter().enumerate().map(|(at, l)| (l.id.0, at)).collect();
    let mut looked: HashMap<Uuid, Looked> = looked.into_iter().map(|l| (l.id.0, l)).collect();
    let mut all: Vec<Client> = theirs
        .into_iter()
        .map(|of| Client { seen: looked.remove(&of.client), location: places.get(&of.client).cloned().unwrap_or_default(), of })
        .collect();
    all.sort_by_key(|c| (rank.get(&c.id()).copied().unwrap_or(usize::MAX), c.id()));
    Ok(all)
}

/// Who is given what; counted along, so that the next is suggested to whoever is freest then.
pub struct Loads<'a> {
    takers: Vec<&'a Candidate>,
    given: HashMap<MemberId, i64>,
}

impl<'a> Loads<'a> {
    pub fn of(takers: impl Iterator<Item = &'a Candidate>) -> Self {
        Loads { takers: takers.filter(|c| c.why_not.is_none()).collect(), given: HashMap::new() }
    }

    /// Whoever has room, then whoever works at the client's location, then the freest. Whoever sets no limit comes after
    /// those with room, by how few they have.
    pub fn next(&mut self, location: &str) -> Option<MemberId> {
        let given = &self.given;
        let best = self.takers.iter().min_by_key(|c| {
            let more = given.get(&c.member).copied().unwrap_or(0);
            let room = match c.free.map(|free| free - more) {
                Some(free) if free > 0 => 0,
                None => 1,
                Some(_) => 2,
            };
            (room, c.location != location, -c.free.map_or(0, |free| free - more), c.used + more)
        })?;
        *self.given.entry(best.member).or_default() += 1;
        Some(best.member)
    }
}

// ── on the page ──

/// The two parts: those who would be left alone, and those who have someone else too.
pub fn parts(clients: &[Client], takers: &[Candidate]) -> Vec<Part> {
    let options: Vec<Offer> =
        takers.iter().filter(|c| c.why_not.is_none()).take(OFFERED).map(|c| (c.member.to_string(), offered(c))).collect();
    let mut loads = Loads::of(takers.iter().take(OFFERED));
    let seen = |alone: bool| clients.iter().filter(move |c| c.seen.is_some() && !c.of.resting && c.alone() == alone);
    let alone: Vec<Line> =
        seen(true).take(LISTED).map(|c| line(c, loads.next(&c.location).map(|m| m.to_string()), say!("Nobody else has them"))).collect();
    let kept: Vec<Line> = seen(false).take(LISTED).map(|c| line(c, Some("stays".into()), &stays(&c.of))).collect();
    let (many, more) = (seen(true).count(), seen(false).count());
    let mut parts = Vec::new();
    if !alone.is_empty() {
        let mut all = vec![("each".to_string(), say!("One by one, as chosen below").to_string())];
        all.push(("spread".into(), say!("Spread over those ticked, by what is free").into()));
        all.push(("board".into(), say!("All to the Unassigned board").into()));
        all.extend(options.iter().map(|(id, words)| (id.clone(), say!("All to {words}"))));
        let listed = if many > LISTED { say!(" The first {LISTED} are listed; choose for all at once.") } else { String::new() };
        let value = if many > LISTED { "spread" } else { "each" };
        parts.push(Part {
            key: "clients".into(),
            title: say!("{} whom nobody else has", counted!(many as i64, "client")),
            lead: say!("Each goes to someone, or to the Unassigned board.{listed}"),
            all: Some(Choosing { label: say!("Who takes them over").into(), options: all, value: value.into() }),
            lines: alone,
            each: options.iter().cloned().chain([("board".to_string(), say!("Unassigned board").to_string())]).collect(),
        });
    }
    if !kept.is_empty() {
        let rest = if more > LISTED { say!(" The first {LISTED} are listed; the others stay.") } else { String::new() };
        parts.push(Part {
            key: "kept".into(),
            title: say!("{} who also have someone else", counted!(more as i64, "client")),
            lead: say!("They stay with those who have them already, unless you choose someone to come in.{rest}"),
            all: None,
            lines: kept,
            each: std::iter::once(("stays".to_string(), say!("Stays with those who have them").to_string())).chain(options).collect(),
        });
    }
    parts
}

fn line(client: &Client, value: Option<String>, detail: &str) -> Line {
    let text = client.seen.as_ref().map(|l| l.name.clone()).unwrap_or_default();
    let place = if client.location.is_empty() { String::new() } else { format!("{} · ", client.location) };
    Line { id: client.id().to_string(), text, detail: format!("{place}{detail}"), value: value.unwrap_or_else(|| "board".into()) }
}

fn stays(of: &Theirs) -> String {
    let with = of.stays_with.clone().unwrap_or_default();
    if of.primary { say!("{with} becomes the primary therapist") } else { say!("{with} has them too") }
}

fn offered(c: &Candidate) -> String {
    format!("{} ({})", c.name, c.load())
}

pub fn takers(takers: &[Candidate]) -> Vec<Taker> {
    let taker = |c: &Candidate| Taker {
        id: c.member.to_string(),
        name: c.name.clone(),
        load: c.load(),
        has_room: c.free.is_none_or(|free| free > 0),
    };
    takers.iter().filter(|c| c.why_not.is_none()).take(OFFERED).map(taker).collect()
}

// ── what a plan makes of them ──

/// What becomes of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Becomes {
    Goes(MemberId),
    OnTheBoard,
    /// Others have it.
    Stays,
}

/// For each client, in their order. Those unseen can't be chosen for: alone, they go to the board.
///
/// # Errors
/// `Invalid` at the part's key, where something is not chosen or can't be.
pub fn decide(clients: &[Client], takers: &[Candidate], plan: &Plan) -> Result<Vec<Becomes>, AppError> {
    let among = |c: &&Candidate| plan.among.contains_key(&Plan::key(c.member));
    let mut loads = Loads::of(takers.iter().filter(among));
    clients.iter().map(|client| of_one(client, takers, plan, &mut loads)).collect()
}

fn of_one(client: &Client, takers: &[Candidate], plan: &Plan, loads: &mut Loads<'_>) -> Result<Becomes, AppError> {
    let one = plan.of_one(client.id());
    match (client.seen.is_some(), client.alone()) {
        _ if client.of.resting => Ok(Becomes::Stays),
        (false, true) => Ok(Becomes::OnTheBoard),
        (false, false) => Ok(Becomes::Stays),
        (true, false) if ["", "stays"].contains(&one) => Ok(Becomes::Stays),
        (true, false) => goes("kept", one, takers),
        (true, true) => match plan.of_all("clients") {
            "" | "each" if one.is_empty() => {
                Err(AppError::at("clients", say!("Choose for each client, or for all at once, where they go.")))
            }
            "" | "each" => goes("clients", one, takers),
            "spread" => {
                let to = loads.next(&client.location);
                to.map(Becomes::Goes).ok_or_else(|| AppError::at("clients", say!("Tick at least one person over whom they are spread.")))
            }
            all => goes("clients", all, takers),
        },
    }
}

fn goes(field: &str, to: &str, takers: &[Candidate]) -> Result<Becomes, AppError> {
    if to == "board" {
        return Ok(Becomes::OnTheBoard);
    }
    let taker = takers.iter().find(|c| c.member.to_string() == to);
    let taker = taker.ok_or_else(|| AppError::at(field, say!("Choose someone from the list: an active member who may have clients.")))?;
    match &taker.why_not {
        Some(why) => Err(AppError::at(field, say!("{} can’t be chosen. {why}", taker.name))),
        None => Ok(Becomes::Goes(taker.member)),
    }
}

/// Past someone's limit it needs a reason (R8.3).
///
/// # Errors
/// `Invalid` at the field `reason`.
pub fn within_limits(becomes: &[Becomes], takers: &[Candidate], reason: &str) -> Result<(), AppError> {
    let over = takers.iter().find_map(|c| {
        let more = becomes.iter().filter(|b| **b == Becomes::Goes(c.member)).count() as i64;
        let over = c.over(more);
        (more > 0 && over > 0).then(|| say!("{} would be {over} over the limit. Say why, or choose someone else.", c.name))
    });
    match over {
        Some(words) if reason.trim().is_empty() => Err(AppError::at("reason", words)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn someone(n: u128, location: &str, used: i64, limit: Option<i32>) -> Candidate {
        Candidate {
            member: MemberId(Uuid::from_u128(n)),
            name: format!("Nr {n}"),
            role_name: String::new(),
            location: location.into(),
            used,
            target: None,
            limit,
            free: limit.map(|l| i64::from(l) - used),
            reasons: Vec::new(),
            warnings: Vec::new(),
            why_not: None,
        }
    }

    #[test]
    fn the_freest_at_the_location_is_next_and_what_was_given_counts() {
        let all = [someone(1, "Main", 8, Some(10)), someone(2, "North", 0, Some(10)), someone(3, "Main", 3, None)];
        let mut loads = Loads::of(all.iter());
        let mut next = |place: &str| loads.next(place).expect("someone").0.as_u128();
        assert_eq!([next("Main"), next("Main"), next("Main")], [1, 1, 2], "two were free here");
        assert_eq!(next("North"), 2);
        assert_eq!(Loads::of([].into_iter()).next("Main"), None);
        let mut full = someone(4, "Main", 5, Some(5));
        full.why_not = Some("expired".into());
        assert_eq!(Loads::of([full].iter()).next("Main"), None, "whoever can't be chosen isn't");
    }

    #[test]
    fn past_a_limit_it_takes_a_reason() {
        let all = [someone(1, "Main", 9, Some(10))];
        let two = [Becomes::Goes(all[0].member); 2];
        assert!(within_limits(&two, &all, " ").expect_err("over").fault("reason").expect("words").contains("1 over the limit"));
        assert!(within_limits(&two, &all, "For a week").is_ok() && within_limits(&two[..1], &all, "").is_ok());
    }
}
