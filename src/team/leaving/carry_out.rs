//! What happens as someone leaves, in one transaction: everything they own goes where the plan says, and then they go.
//!
//! Order of locks, as everywhere: the practice, then all members it is about, then their clients. Whoever assigns a client
//! to them at the same moment either comes first, and is seen here, or waits for the end and is refused (0062).

use super::clients::{self, Becomes, Client};
use super::owned;
use super::store::{self, Kind, New, Went};
use super::types::Plan;
use crate::access::{Action, ClientFacts, Permit, Sight, Status, Target};
use crate::assignment::{self, Candidate, Giving, Wanted};
use crate::base::{AppError, BatchId, MemberId, OffboardingId};
use crate::notices::{What, tell};
use crate::team::lifecycle;
use crate::team::store::ProfileRead;
use crate::unassigned::{self, Putting};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What was done, for the trail: words that name no client.
#[derive(Default)]
pub struct Done {
    pub words: Vec<String>,
    /// Clients that went to the board without being seen.
    pub unseen: Vec<Uuid>,
    pub batch: Option<BatchId>,
    pub sessions_ended: i64,
}

/// Who leaves, as they were read in this transaction.
pub struct Leaver<'a> {
    pub id: MemberId,
    pub read: &'a ProfileRead,
}

impl Leaver<'_> {
    fn name(&self) -> String {
        format!("{} {}", self.read.first_name, self.read.last_name)
    }
}

/// Someone is removed, as the plan says.
///
/// # Errors
/// `Stale` if what the plan was made over has changed; `Invalid` at the parts; `Denied` where a client would be left alone,
/// or may not be assigned by whoever decides.
pub async fn remove(permit: &mut Permit, sight: Sight, who: &Leaver<'_>, plan: &Plan) -> Result<Done, AppError> {
    crate::settings::seats_for_update(permit).await?;
    let theirs = hold(permit, sight, who.id, chosen(plan)).await?;
    if store::looked_at(permit.conn(), who.id).await? != plan.seen || who.read.version != plan.version {
        return Err(AppError::Stale);
    }
    let practice = permit.practice;
    let wanted = Wanted { not: Some(who.id), clients: 1, ..Default::default() };
    let takers = assignment::candidates(permit.conn(), practice, sight, wanted).await?;
    let becomes = clients::decide(&theirs, &takers, plan)?;
    clients::within_limits(&becomes, &takers, &plan.reason)?;
    may(permit, &theirs, &becomes)?;
    let put = if becomes.contains(&Becomes::OnTheBoard) { Some(board(permit, who.id, plan).await?) } else { None };
    let notes_to = chosen_notes(permit, who.id, plan).await?;
    carry_out(permit, sight, who, Decided { theirs, becomes, takers, put, notes_to, plan }).await
}

/// Someone leaves by their own will: refused while anyone would be left alone. What else they own goes as it usually does.
///
/// # Errors
/// `Denied`, with how many clients would be left alone; and those of every departure.
pub async fn exit(permit: &mut Permit, sight: Sight, id: MemberId, read: &ProfileRead) -> Result<Done, AppError> {
    crate::settings::seats_for_update(permit).await?;
    let theirs = hold(permit, sight, id, Vec::new()).await?;
    let alone = theirs.iter().filter(|c| c.alone()).count() as i64;
    if alone > 0 {
        return Err(left_alone(alone));
    }
    let mut all = BTreeMap::from([("visits".to_string(), "move".to_string())]);
    let owner = store::originator(permit).await?;
    if owner == id {
        return Err(lifecycle::originator_stays());
    }
    all.insert("board".into(), owner.to_string());
    let plan = Plan { all, ..Default::default() };
    let becomes = vec![Becomes::Stays; theirs.len()];
    let decided = Decided { theirs, becomes, takers: Vec::new(), put: None, notes_to: Some(owner), plan: &plan };
    carry_out(permit, sight, &Leaver { id, read }, decided).await
}

pub fn left_alone(n: i64) -> AppError {
    let them = if n == 1 { say!("it") } else { say!("them") };
    AppError::denied(say!(
        "{} would be left without a provider. Reassign {them} first, or ask an administrator to see to {them}.",
        counted!(n, "client")
    ))
}

/// What was decided, before anything is written.
struct Decided<'a> {
    theirs: Vec<Client>,
    becomes: Vec<Becomes>,
    takers: Vec<Candidate>,
    put: Option<(MemberId, DateTime<Utc>)>,
    notes_to: Option<MemberId>,
    plan: &'a Plan,
}

impl Decided<'_> {
    fn that(&self, becomes: Becomes) -> Vec<Uuid> {
        self.theirs.iter().zip(&self.becomes).filter(|(_, b)| **b == becomes).map(|(c, _)| c.id()).collect()
    }

    /// Whom clients go to, and which.
    fn given(&self) -> Vec<(MemberId, Vec<Uuid>)> {
        let mut to: Vec<MemberId> = self.becomes.iter().filter_map(|b| if let Becomes::Goes(to) = b { Some(*to) } else { None }).collect();
        to.sort_unstable();
        to.dedup();
        to.into_iter().map(|to| (to, self.that(Becomes::Goes(to)))).collect()
    }
}

/// Everyone the plan names; what is no member holds nothing.
fn chosen(plan: &Plan) -> Vec<MemberId> {
    let among = plan.among.keys().filter_map(|key| key.strip_prefix("id-"));
    plan.all.values().chain(plan.one.values()).map(String::as_str).chain(among).filter_map(|id| id.parse().ok()).collect()
}

/// Their clients, held with everyone who has or gets them, so that nothing changes about them until the end.
async fn hold(permit: &mut Permit, sight: Sight, member: MemberId, chosen: Vec<MemberId>) -> Result<Vec<Client>, AppError> {
    let practice = permit.practice;
    let mut members = store::sharing(permit.conn(), member).await?;
    members.extend(chosen);
    assignment::take_turns(permit, &members).await?;
    let before: Vec<Uuid> = store::theirs(permit.conn(), member).await?.iter().map(|t| t.client).collect();
    let own = store::with_eyes_of(permit.conn(), member).await?;
    store::hold(permit, &before).await?;
    store::with_own_eyes(permit.conn(), own).await?;
    let theirs = clients::read(permit.conn(), practice, sight, member).await?;
    let mut now: Vec<Uuid> = theirs.iter().map(Client::id).collect();
    now.sort_unstable();
    if now == before { Ok(theirs) } else { Err(AppError::Stale) }
}

/// Whoever decides may assign each client they see and choose for.
fn may(permit: &Permit, theirs: &[Client], becomes: &[Becomes]) -> Result<(), AppError> {
    for (client, becomes) in theirs.iter().zip(becomes) {
        let facts: ClientFacts = match &client.seen {
            Some(looked) => looked.facts,
            None => continue,
        };
        match becomes {
            Becomes::Goes(_) => permit.also(Action::AssignClient, &Target::Client(facts))?,
            Becomes::OnTheBoard => permit.also(Action::LeaveUnassigned, &Target::Client(facts))?,
            Becomes::Stays => {}
        }
    }
    Ok(())
}

/// Who sees to the board's new entries, and until when.
async fn board(permit: &mut Permit, leaver: MemberId, plan: &Plan) -> Result<(MemberId, DateTime<Utc>), AppError> {
    let now = permit.now;
    let owner = owner(permit, leaver, "owner", &plan.owner).await?;
    Ok((owner, unassigned::due_of(permit.conn(), "due", &plan.due, now).await?))
}

async fn owner(permit: &mut Permit, leaver: MemberId, field: &str, chosen: &str) -> Result<MemberId, AppError> {
    let owners = unassigned::owners(permit.conn()).await?;
    let chosen = owners.into_iter().map(|(id, _)| id).find(|id| *id != leaver && id.to_string() == chosen);
    chosen.ok_or_else(|| AppError::at(field, say!("Choose who sees to them: an active member who may assign clients.")))
}

/// Who sees to notes that are pending, if there are any.
async fn chosen_notes(permit: &mut Permit, leaver: MemberId, plan: &Plan) -> Result<Option<MemberId>, AppError> {
    let Ok(to) = plan.of_all("notes").parse::<MemberId>() else { return Ok(None) };
    let status = crate::team::store::status_of(permit.conn(), to).await?;
    if to == leaver || status != Some(Status::Active) {
        return Err(AppError::at("notes", say!("Choose an active member.")));
    }
    Ok(Some(to))
}

async fn carry_out(permit: &mut Permit, sight: Sight, who: &Leaver<'_>, decided: Decided<'_>) -> Result<Done, AppError> {
    let (batch, id) = (BatchId::new(), OffboardingId::new());
    let mut done = Done { batch: Some(batch), ..Default::default() };
    let own = store::with_eyes_of(permit.conn(), who.id).await?;
    let notes = store::notes_pending(permit.conn(), who.id).await?;
    let mut went = visits(permit, who.id, &decided, &mut done).await?;
    store::with_own_eyes(permit.conn(), own).await?;
    assign(permit, sight, who, &decided, batch, &mut done).await?;
    went.extend(supervisees(permit, who.id, decided.plan, &mut done).await?);
    went.extend(entries(permit, who.id, decided.plan, &mut done).await?);
    went.extend(the_rest(permit, who.id, &mut done).await?);
    let notes_to = decided.notes_to.filter(|_| notes > 0);
    if let Some(to) = notes_to {
        done.words.push(say!("{} still to be written", counted!(notes, "note")));
        tell(permit, to, What::NotesPending, notes, &format!("/team/{}", who.id)).await?;
    }
    store::insert(permit, &New { id, member: who.id, was: who.read.status.key(), batch, notes_to }).await?;
    store::insert_parts(permit, id, &went).await?;
    done.sessions_ended = lifecycle::move_to(permit, who.id, who.read.status, Status::Removed, &decided.plan.reason).await?;
    let all: Vec<Uuid> = decided.theirs.iter().filter(|c| !c.of.resting).map(Client::id).collect();
    match store::between_two_chairs(permit, &all).await? {
        0 => Ok(done),
        n => Err(left_alone(n)),
    }
}

/// Visits to come: first of the clients someone takes over, then of those who have someone; the rest is cancelled.
async fn visits(permit: &mut Permit, from: MemberId, decided: &Decided<'_>, done: &mut Done) -> Result<Vec<Went>, AppError> {
    let mut went = Vec::new();
    if decided.plan.of_all("visits") != "cancel" {
        for (to, clients) in decided.given() {
            let moved = store::move_visits(permit, from, to, &clients).await?;
            went.extend(moved.into_iter().map(|v| Went { became: Some(to.0), ..Went::of(Kind::VisitMoved, v) }));
        }
        let moved = store::move_visits_to_primary(permit, from).await?;
        went.extend(moved.into_iter().map(|(v, to)| Went { became: Some(to), ..Went::of(Kind::VisitMoved, v) }));
    }
    let moved = went.len() as i64;
    let cancelled = store::cancel_visits(permit, from).await?;
    note(done, moved, |n| say!("{} moved", counted!(n, "visit")));
    note(done, cancelled.len() as i64, |n| say!("{} cancelled", counted!(n, "visit")));
    went.extend(cancelled.into_iter().map(|v| Went::of(Kind::VisitCancelled, v)));
    Ok(went)
}

fn note(done: &mut Done, n: i64, words: impl Fn(i64) -> String) {
    if n > 0 {
        done.words.push(words(n));
    }
}

/// Clients go to whom they go to, or to the board, or stay with whoever else has them.
async fn assign(
    permit: &mut Permit,
    sight: Sight,
    who: &Leaver<'_>,
    decided: &Decided<'_>,
    batch: BatchId,
    done: &mut Done,
) -> Result<(), AppError> {
    let reason = match decided.plan.reason.trim() {
        "" => say!("{} left the team", who.name()),
        why => say!("{} left the team: {why}", who.name()),
    };
    let board = decided.that(Becomes::OnTheBoard);
    if let Some((owner, due_at)) = decided.put {
        let unseen = decided.theirs.iter().filter(|c| c.seen.is_none()).map(Client::id).filter(|id| board.contains(id));
        let unseen: Vec<Uuid> = unseen.collect();
        let seen: Vec<Uuid> = board.iter().filter(|id| !unseen.contains(id)).copied().collect();
        // Nobody chooses for clients they don't see, nor whom they are shown to: whoever decides sees to them.
        let sees_clients = sight.reach.is_some();
        let unseen_to = if sees_clients { permit.by() } else { owner };
        for (clients, owner) in [(&seen, owner), (&unseen, unseen_to)] {
            let put = Putting { owner, due_at, reason: &reason, left_by: who.id, batch };
            let n = unassigned::put(permit, clients, put).await?;
            tell(permit, owner, What::Unassigned, n, "/unassigned").await?;
            note(done, n, |n| say!("{} went to the Unassigned board", counted!(n, "client")));
        }
        note(done, unseen.len() as i64, |n| say!("{n} of them could not be seen by whoever decided, and can be now"));
        done.unseen = unseen;
    }
    let given = decided.given();
    for (to, clients) in &given {
        // Whoever had a client as one of several is followed as one of several.
        for primary in [true, false] {
            let some: Vec<Uuid> =
                decided.theirs.iter().filter(|c| c.of.primary == primary && clients.contains(&c.id())).map(Client::id).collect();
            if some.is_empty() {
                continue;
            }
            let how = Giving { to: *to, primary, reason: &reason, hand_off: decided.plan.hand_off.trim(), batch };
            assignment::give(permit, &some, how).await?;
        }
        tell(permit, *to, What::Assigned, clients.len() as i64, &format!("/clients?staff={to}")).await?;
        let name = decided.takers.iter().find(|c| c.member == *to).map(|c| c.name.clone()).unwrap_or_default();
        note(done, clients.len() as i64, |n| say!("{} went to {name}", counted!(n, "client")));
    }
    let stayed = decided.that(Becomes::Stays).len() as i64;
    note(done, stayed, |n| say!("{} stayed with others", counted!(n, "client")));
    let left: Vec<Uuid> = store::theirs(permit.conn(), who.id).await?.into_iter().map(|t| t.client).collect();
    assignment::end(permit, &left, who.id, &reason, batch).await?;
    Ok(())
}

async fn supervisees(permit: &mut Permit, leaver: MemberId, plan: &Plan, done: &mut Done) -> Result<Vec<Went>, AppError> {
    let all = owned::supervisees(permit.conn(), leaver).await?;
    let choices = owned::supervisors(permit.conn(), leaver).await?;
    let mut went = Vec::new();
    for one in &all {
        let to = match plan.of_one(one.id) {
            "" | "end" => None,
            to => Some(choices.iter().map(|(id, _)| *id).find(|id| id.to_string() == to).ok_or_else(|| {
                AppError::at("supervisees", say!("Choose a supervisor from the list: an active member whose role can supervise."))
            })?),
        };
        went.push(taken_over(permit, one, to).await?);
    }
    let passed = went.iter().filter(|w| w.became.is_some()).count() as i64;
    note(done, passed, |n| say!("{} got another supervisor", counted!(n, "supervisee")));
    note(done, all.len() as i64 - passed, |n| say!("{} got none in their place", counted!(n, "supervisee")));
    Ok(went)
}

/// Where the new supervisor is theirs already, or they have one and may have no other, the old relation simply ends; in a
/// circle it is refused.
async fn taken_over(permit: &mut Permit, one: &owned::Supervisee, to: Option<MemberId>) -> Result<Went, AppError> {
    store::savepoint(permit, "savepoint supervisee").await?;
    let refused = match owned::pass_supervisee(permit, one, to).await {
        Ok(went) => return Ok(went),
        Err(cause) => cause,
    };
    let name = &one.name;
    match refused.as_database_error().and_then(|d| d.constraint()) {
        Some("supervision_once" | "supervision_one_each" | "supervision_switched_on") => {
            store::savepoint(permit, "rollback to savepoint supervisee").await?;
            Ok(owned::pass_supervisee(permit, one, None).await?)
        }
        Some("supervision_of_another") => Err(AppError::at("supervisees", say!("{name} can’t supervise themselves. Choose someone else."))),
        Some("supervision_no_cycle") => {
            Err(AppError::at("supervisees", say!("{name} supervises whom you chose, directly or through others. Choose someone else.")))
        }
        _ => Err(refused.into()),
    }
}

async fn entries(permit: &mut Permit, leaver: MemberId, plan: &Plan, done: &mut Done) -> Result<Vec<Went>, AppError> {
    if unassigned::owned_by(permit.conn(), leaver).await? == 0 {
        return Ok(Vec::new());
    }
    let to = owner(permit, leaver, "board", plan.of_all("board")).await?;
    let passed = unassigned::pass_on(permit, leaver, to).await?;
    tell(permit, to, What::Unassigned, passed.len() as i64, "/unassigned").await?;
    note(done, passed.len() as i64, |n| say!("{n} of the Unassigned board are seen to by someone else"));
    Ok(passed.into_iter().map(|e| Went { became: Some(to.0), ..Went::of(Kind::Board, e) }).collect())
}

/// What ends by itself.
async fn the_rest(permit: &mut Permit, leaver: MemberId, done: &mut Done) -> Result<Vec<Went>, AppError> {
    let groups = owned::leave_groups(permit, leaver).await?;
    let locations = owned::leave_locations(permit, leaver).await?;
    let supervisors = owned::end_supervisors(permit, leaver).await?;
    let coverage = owned::covers(permit, leaver).await?;
    crate::coverage::end_for(permit, leaver).await?;
    let named = owned::end_named(permit, leaver).await?;
    for offer in owned::withdraw_offer(permit, leaver).await? {
        crate::mail::withdraw(permit, offer).await?;
    }
    note(done, groups.len() as i64, |n| say!("{} left", counted!(n, "group")));
    note(done, coverage.len() as i64, |n| say!("{} ended", counted!(n, "cover")));
    Ok([groups, locations, supervisors, coverage, named].concat())
}
