//! What the server functions of assigning share: who is chosen, what would be done, and who is told of it.

use super::candidates::{Wanted, candidates};
use super::plan::{self, Now, Share};
use super::reads;
use super::types::{AssignQuery, AssignSeen, Candidate, How, PlanRow, Planned};
use crate::access::{Action, Entered, Permit, Scope, Sight, Target, can};
use crate::base::{AppError, ClientId, MemberId, PracticeId};
use crate::caseload::{self, Looked, Selection};
use crate::mail::{self, Letter};
use crate::notices::{What, tell};
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Named one by one at most.
const NAMED: usize = 12;
/// Shown of those who could be chosen; the others are found by their names.
const SHOWN: usize = 30;
/// Given to at once, at most.
pub const TO: usize = 50;

/// The clients that were chosen.
pub struct Chosen {
    pub may: Vec<Looked>,
    /// Those that can't be assigned, with every reason.
    pub refused: Vec<(Looked, String)>,
    /// Asked for, and not among those one sees.
    pub unseen: i64,
}

impl Chosen {
    pub fn ids(&self) -> Vec<Uuid> {
        self.may.iter().map(|c| c.id.0).collect()
    }

    /// The first that decides: one that can be assigned, or else one that can't.
    pub fn first(&self) -> Result<Target, AppError> {
        let first = self.may.first().or(self.refused.first().map(|(one, _)| one));
        first.map(|one| Target::Client(one.facts)).ok_or(AppError::NotFound)
    }
}

pub async fn chosen(tx: &mut Entered, selection: &Selection) -> Result<Chosen, AppError> {
    let (practice, sight) = (tx.actor().practice, tx.sight());
    let looked = caseload::selected(tx.conn(), practice, sight, selection).await?;
    let mut asked: Vec<Uuid> = selection.ids.split(',').filter_map(|id| id.trim().parse().ok()).collect();
    asked.sort_unstable();
    asked.dedup();
    let unseen = if selection.is_all() { 0 } else { (asked.len() - looked.len().min(asked.len())) as i64 };
    let mut chosen = Chosen { may: Vec::new(), refused: Vec::new(), unseen };
    for one in looked {
        match can(tx.actor(), Action::AssignClient, &Target::Client(one.facts)).why_not() {
            None => chosen.may.push(one),
            Some(why) => chosen.refused.push((one, why)),
        }
    }
    Ok(chosen)
}

pub async fn page(tx: &mut Entered, query: &AssignQuery) -> Result<AssignSeen, AppError> {
    let chosen = chosen(tx, &query.selection).await?;
    let (practice, sight, ids) = (tx.actor().practice, tx.sight(), chosen.ids());
    let refused: Vec<_> = chosen.refused.iter().take(NAMED).map(|(one, why)| (one.name.clone(), why.clone())).collect();
    let mut page = AssignSeen {
        many: ids.len() as i64,
        names: chosen.may.iter().take(NAMED).map(|c| c.name.clone()).collect(),
        one: match chosen.may.as_slice() {
            [one] => Some(one.id),
            _ => None,
        },
        refused_more: (chosen.refused.len() - refused.len()) as i64,
        refused,
        unseen: chosen.unseen,
        ..Default::default()
    };
    if ids.is_empty() {
        return Ok(page);
    }
    if query.recipients.is_empty() {
        let wanted = wanted(tx.conn(), &ids, query).await?;
        let mut all = candidates(tx.conn(), practice, sight, wanted).await?;
        page.candidates_total = all.len() as i64;
        all.truncate(SHOWN);
        page.candidates = all;
    } else {
        page.plan = Some(planned(tx, query, &ids).await?);
    }
    Ok(page)
}

/// Whoever has all of them that way already is not asked for.
async fn wanted(conn: &mut PgConnection, clients: &[Uuid], query: &AssignQuery) -> Result<Wanted, AppError> {
    let (location, group) = reads::common(conn, clients).await?;
    let now = reads::now(conn, clients).await?;
    let has = |client: &Uuid, member: MemberId| now.get(client).into_iter().flatten().any(|h| h.member == member && h.primary);
    let first = clients.first().and_then(|c| now.get(c)).into_iter().flatten().find(|h| h.primary).map(|h| h.member);
    let not = first.filter(|member| query.how == How::Primary && clients.iter().all(|client| has(client, *member)));
    Ok(Wanted { location, group, not, q: query.find.clone(), clients: clients.len() as i64 })
}

/// Those who were chosen, in the order of their names; each must be someone who may have clients.
pub async fn recipients(conn: &mut PgConnection, practice: PracticeId, sight: Sight, to: &[MemberId]) -> Result<Vec<Candidate>, AppError> {
    let mut all = candidates(conn, practice, sight, Wanted::default()).await?;
    all.retain(|c| to.contains(&c.member));
    all.sort_by(|a, b| (&a.name, a.member).cmp(&(&b.name, b.member)));
    Ok(all)
}

/// Why these can't all be given clients.
pub fn why_not(chosen: &[MemberId], to: &[Candidate]) -> Option<String> {
    let mut distinct = chosen.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.is_empty() {
        return Some(say!("Choose to whom.").into());
    }
    if distinct.len() > TO {
        return Some(say!("Choose at most {TO} people."));
    }
    if to.len() < distinct.len() {
        return Some(
            say!(
                "Someone you chose can’t have clients now: they have left, aren’t active, or their role can’t view clients. Choose again."
            )
            .into(),
        );
    }
    to.iter().find_map(|c| c.why_not.as_ref().map(|why| format!("{}: {why}", c.name)))
}

async fn planned(tx: &mut Entered, query: &AssignQuery, ids: &[Uuid]) -> Result<Planned, AppError> {
    let (practice, sight, me) = (tx.actor().practice, tx.sight(), tx.actor().member);
    let to = recipients(tx.conn(), practice, sight, &query.recipients).await?;
    if let Some(why) = why_not(&query.recipients, &to) {
        return Ok(Planned { why_not: Some(why), ..Default::default() });
    }
    let now = reads::now(tx.conn(), ids).await?;
    let shares = plan::divided(ids, &now, &to, query.how);
    let losses = plan::losses(&shares, &now, query.how);
    let lost = lost_sight(tx.conn(), sight, &shares, query.how).await?;
    let mut planned = Planned { lost, looked: plan::looked_at(ids, &now, &shares), ..Default::default() };
    for (share, who) in shares.iter().zip(&to) {
        planned.words.extend((share.keeps > 0).then(|| {
            let (whom, has) = if who.member == me { (say!("You").to_string(), "have") } else { (who.name.clone(), "has") };
            say!("{whom} {has} {} of these already.", share.keeps)
        }));
        planned.rows.push(row(who, share));
    }
    let laden = reads::laden(tx.conn(), &losses.iter().map(|l| l.member).collect::<Vec<_>>()).await?;
    for loss in &losses {
        planned.words.push(loss_words(loss, me, ids.len() as i64));
        let Some(load) = laden.iter().find(|l| l.member == loss.member) else { continue };
        planned.rows.push(PlanRow {
            name: loss.name.clone(),
            clients: -loss.clients,
            before: load.used,
            after: load.used - loss.weight,
            target: load.target,
            limit: load.limit,
            warnings: Vec::new(),
        });
    }
    planned.over = planned.rows.iter().filter(|r| r.clients > 0 && r.over() > 0).map(|r| over_words(&r.name, r.after, r.limit)).collect();
    planned.why_not = shares.iter().all(|s| s.clients.is_empty()).then(|| say!("They have all of these already.").to_string());
    Ok(planned)
}

fn row(who: &Candidate, share: &Share) -> PlanRow {
    PlanRow {
        name: who.name.clone(),
        clients: share.clients.len() as i64,
        before: who.used,
        after: who.used + share.weight,
        target: who.target,
        limit: who.limit,
        warnings: who.warnings.clone(),
    }
}

/// "Ben had 12 of these and loses them."
fn loss_words(loss: &plan::Loss, me: MemberId, all: i64) -> String {
    let (whom, loses) = if loss.member == me { (say!("You"), "lose") } else { (loss.name.as_str(), "loses") };
    match (all, loss.clients) {
        (1, _) => say!("{whom} {} this client and {loses} it.", if loss.member == me { say!("have") } else { say!("has") }),
        (_, 1) => say!("{whom} had 1 of these and {loses} it."),
        (_, n) => say!("{whom} had {n} of these and {loses} them."),
    }
}

/// "Ben would have 23 of 20."
fn over_words(name: &str, after: i64, limit: Option<i32>) -> String {
    let limit = i64::from(limit.unwrap_or_default());
    say!("{name} would have {after}, {} over the limit of {limit}.", after - limit)
}

/// How many of the clients that go the one who asks would see no longer.
pub async fn lost_sight(conn: &mut PgConnection, sight: Sight, shares: &[Share], how: How) -> Result<i64, AppError> {
    if how == How::Beside {
        return Ok(0);
    }
    let (clients, to): (Vec<Uuid>, Vec<MemberId>) = shares.iter().flat_map(|s| s.clients.iter().map(|c| (*c, s.to))).unzip();
    reads::lost_sight(conn, &clients, &to, sight.whole(), sight.reach == Some(Scope::OwnLocations)).await
}

/// Nobody is taken past their limit without a reason.
pub fn within_limits(to: &[Candidate], shares: &[Share], now: &Now, how: How, weekly: Option<i16>, reason: &str) -> Result<(), AppError> {
    if !reason.is_empty() {
        return Ok(());
    }
    let past = to.iter().zip(shares).filter(|(_, share)| !share.clients.is_empty()).find_map(|(who, share)| {
        let more = plan::weight_of(share, now, how, weekly);
        (who.over(more) > 0 && more > 0).then(|| over_words(&who.name, who.after(more), who.limit))
    });
    past.map_or(Ok(()), |words| Err(AppError::at("reason", say!("{words} Say why."))))
}

/// Whoever gets clients is told, in the app and by mail; whoever loses some, in the app.
pub async fn tell_all(permit: &mut Permit, given: &[(MemberId, i64)], taken: &BTreeMap<MemberId, i64>) -> Result<(), AppError> {
    for (member, many) in given {
        tell_given(permit, *member, counted!(*many, "client"), *many, &format!("/clients?staff={member}")).await?;
    }
    for (member, many) in taken {
        tell(permit, *member, What::TakenOver, *many, "/clients").await?;
    }
    Ok(())
}

/// In the app, where `link` leads to what came; by mail too, without a word about the clients, unless they did it themselves.
pub async fn tell_given(permit: &mut Permit, to: MemberId, what: String, many: i64, link: &str) -> Result<(), AppError> {
    tell(permit, to, What::Assigned, many, link).await?;
    if to == permit.by() {
        return Ok(());
    }
    let by = permit.actor().map(|a| a.name()).unwrap_or_default();
    let (first_name, email) = reads::address(permit.conn(), to).await?;
    let letter = Letter::ClientsAssigned { first_name: first_name.clone(), by, what, member: to };
    mail::queue(permit, (&first_name, &email), &letter, None).await
}

/// Where it goes on, with what was done.
pub fn onward(back: &str, otherwise: &str, key: &str, value: &str) -> String {
    let back = if back.is_empty() { otherwise.to_string() } else { crate::base::local_path(Some(back)) };
    let sign = if back.contains('?') { '&' } else { '?' };
    format!("{back}{sign}{key}={value}")
}

/// Names for the trail, as many as an entry keeps.
pub fn names(known: &[Looked], ids: &[Uuid]) -> Vec<String> {
    let by_id: std::collections::HashMap<ClientId, &str> = known.iter().map(|c| (c.id, c.name.as_str())).collect();
    ids.iter().take(100).filter_map(|id| by_id.get(&ClientId(*id)).map(ToString::to_string)).collect()
}
