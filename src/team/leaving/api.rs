//! What is asked and done as someone leaves, is taken back, or comes back; in the order of that story.

use super::types::{LeavingSeen, OfMember, OwnLeaving, Plan};
use crate::base::{Answer, AppError, MemberId, OffboardingId};
use leptos::prelude::*;
use uuid::Uuid;

/// Everything someone owns, each with what is suggested; who would be left without anyone.
#[server(output = Answer)]
pub async fn leaving(member: MemberId) -> Result<LeavingSeen, AppError> {
    use super::{clients, parts, store};
    use crate::access::{Action, Target, can, enter};
    use crate::assignment::{Wanted, candidates};
    let mut tx = enter().await?;
    let read = crate::team::store::profile(tx.conn(), member).await?;
    let on = Target::Member(read.facts(member));
    // A password entered anew comes with the step itself; every other reason is told before.
    if can(tx.actor(), Action::RemoveMember, &on).why_not().is_some() {
        tx.see(Action::RemoveMember, &on).await?;
    }
    on_the_team(&read)?;
    let (who, practice, sight, now) = (tx.actor().clone(), tx.actor().practice, tx.sight(), tx.now);
    let theirs = clients::read(tx.conn(), practice, sight, member).await?;
    let wanted = Wanted { not: Some(member), clients: 1, ..Default::default() };
    let takers = candidates(tx.conn(), practice, sight, wanted).await?;
    let owners = owners(crate::unassigned::owners(tx.conn()).await?, member, who.member);
    let asked = parts::Asked { who: &who, member, first_name: &read.first_name, takers: &takers, owners: &owners, now };
    let parts = parts::parts(tx.conn(), &asked, &theirs).await?;
    Ok(LeavingSeen {
        id: member,
        name: format!("{} {}", read.first_name, read.last_name),
        role_name: read.role_name.clone(),
        status: read.status,
        version: read.version,
        seen: store::looked_at(tx.conn(), member).await?,
        why_not_cut: can(&who, Action::DeactivateMember, &on).why_not(),
        open_sign_ins: crate::auth::open_sign_ins(tx.conn(), member, now).await?,
        alone: theirs.iter().filter(|c| c.alone()).count() as i64,
        unseen: theirs.iter().filter(|c| c.alone() && c.seen.is_none()).count() as i64,
        parts,
        takers: clients::takers(&takers),
        owners,
        due: crate::unassigned::usual_due(tx.conn(), now).await?,
        first_name: read.first_name,
    })
}

/// Removes someone from the team, with everything they own going where the plan says, at once or not at all.
#[server(output = Answer)]
pub async fn remove_member(member: MemberId, #[server(default)] goes: Plan) -> Result<(), AppError> {
    use super::carry_out::{self, Leaver};
    use crate::access::{Action, Target, enter};
    use crate::audit::Event;
    use crate::base::BatchId;
    let mut tx = enter().await?;
    let read = crate::team::store::profile(tx.conn(), member).await?;
    let sight = tx.sight();
    let mut permit = tx.allow(Action::RemoveMember, &Target::Member(read.facts(member))).await?;
    on_the_team(&read)?;
    let plan = checked(goes)?;
    let done = carry_out::remove(&mut permit, sight, &Leaver { id: member, read: &read }, &plan).await?;
    let event = Event::MemberRemoved {
        member,
        name: format!("{} {}", read.first_name, read.last_name),
        role: read.role_name,
        batch: done.batch.unwrap_or(BatchId(Uuid::nil())),
        done: done.words,
        unseen: done.unseen,
        sessions_ended: done.sessions_ended,
    };
    permit.commit(event).await?;
    leptos_axum::redirect(&format!("/team/{member}?left=1"));
    Ok(())
}

/// Takes a removal back, within a day.
#[server(output = Answer)]
pub async fn take_back_leaving(member: MemberId) -> Result<Vec<String>, AppError> {
    use super::{past, undo};
    use crate::access::{Action, Target, enter};
    use crate::audit::Event;
    let mut tx = enter().await?;
    let read = crate::team::store::profile(tx.conn(), member).await?;
    let of = past::last_of(tx.conn(), member).await?;
    let mut permit = tx.allow(Action::UndoLeaving, &Target::Member(read.facts(member))).await?;
    let of = of.ok_or_else(|| AppError::denied(say!("There is no leaving of theirs to take back.")))?;
    if of.by == of.member {
        return Err(own_will());
    }
    let done = undo::take_back(&mut permit, &of).await?;
    let name = format!("{} {}", read.first_name, read.last_name);
    permit.commit(Event::LeavingUndone { member, name, done: done.clone() }).await?;
    leptos_axum::redirect(&format!("/team/{member}?taken_back=1"));
    Ok(done)
}

/// What the card says of leaving: whether they can be removed, that they left, what they had when they were here before.
#[server(output = Answer)]
pub async fn leaving_of_member(member: MemberId) -> Result<OfMember, AppError> {
    use super::{back, past};
    use crate::access::{Action, Target, can, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    let read = crate::team::store::profile(tx.conn(), member).await?;
    let (who, practice, sight, now) = (tx.actor().clone(), tx.actor().practice, tx.sight(), tx.now);
    let on = Target::Member(read.facts(member));
    let why_not_undo = can(&who, Action::UndoLeaving, &on).why_not();
    let left = past::last_of(tx.conn(), member).await?.map(|of| of.seen(now, why_not_undo.clone()));
    // Only whoever could do something about it is offered the links of before.
    let came_back = match why_not_undo {
        None => back::seen(tx.conn(), practice, sight, member, None).await?,
        Some(_) => None,
    };
    let why_not = can(&who, Action::RemoveMember, &on).why_not();
    Ok(OfMember { removable: read.status.is_current() && who.member != member, why_not, left, came_back })
}

/// Gives whoever came back what was chosen of what they had before; nothing chosen leaves everything as it is.
#[server(output = Answer)]
pub async fn bring_links_back(
    member: MemberId,
    left: OffboardingId,
    #[server(default)] clients: Vec<Uuid>,
    #[server(default)] groups: Vec<Uuid>,
    #[server(default)] places: Vec<Uuid>,
    #[server(default)] supervisees: Vec<Uuid>,
) -> Result<(), AppError> {
    use super::{back, past};
    use crate::access::{Action, Target, enter};
    use crate::audit::Event;
    let mut tx = enter().await?;
    let read = crate::team::store::profile(tx.conn(), member).await?;
    let of = past::before(tx.conn(), member).await?.filter(|of| of.id == left);
    let sight = tx.sight();
    let mut permit = tx.allow(Action::UndoLeaving, &Target::Member(read.facts(member))).await?;
    let of = of.ok_or(AppError::Stale)?;
    let chosen = back::Chosen { clients, groups, locations: places, supervisees };
    let done = back::give_back(&mut permit, sight, member, &of, &chosen).await?;
    let name = format!("{} {}", read.first_name, read.last_name);
    permit.commit(Event::LinksBroughtBack { member, name, done }).await?;
    leptos_axum::redirect(&format!("/team/{member}?brought_back=1"));
    Ok(())
}

/// For oneself: who would be left without anyone.
#[server(output = Answer)]
pub async fn who_stays_behind() -> Result<OwnLeaving, AppError> {
    use super::clients;
    use crate::access::{Action, Permission, Target, enter};
    /// As many are named.
    const NAMED: usize = 8;
    let mut tx = enter().await?;
    tx.see(Action::EditOwnAccount, &Target::Practice).await?;
    let (practice, sight, me) = (tx.actor().practice, tx.sight(), tx.actor().member);
    let theirs = clients::read(tx.conn(), practice, sight, me).await?;
    let alone: Vec<_> = theirs.iter().filter(|c| c.alone()).collect();
    let seen = || alone.iter().filter_map(|c| c.seen.as_ref());
    Ok(OwnLeaving {
        alone: alone.len() as i64,
        names: seen().take(NAMED).map(|l| l.name.clone()).collect(),
        ids: seen().take(200).map(|l| l.id.to_string()).collect(),
        may_assign: tx.actor().holds(Permission::ClientsAssign),
    })
}

// ── what the steps above share ──

#[cfg(feature = "ssr")]
fn on_the_team(read: &crate::team::store::ProfileRead) -> Result<(), AppError> {
    use crate::access::Status;
    match read.status {
        status if status.is_current() => Ok(()),
        Status::Invited => Err(AppError::denied(say!("They have not joined yet. Revoke the invitation instead."))),
        _ => Err(AppError::denied(say!("They have left the team already."))),
    }
}

/// Whoever looks stands first, then the others, without whoever leaves.
#[cfg(feature = "ssr")]
fn owners(all: Vec<(MemberId, String)>, leaver: MemberId, who: MemberId) -> Vec<(String, String)> {
    let (own, others): (Vec<_>, Vec<_>) = all.into_iter().filter(|(id, _)| *id != leaver).partition(|(id, _)| *id == who);
    own.into_iter()
        .map(|(id, name)| (id.to_string(), say!("{name} (you)")))
        .chain(others.into_iter().map(|(id, name)| (id.to_string(), name)))
        .collect()
}

#[cfg(feature = "ssr")]
fn checked(plan: Plan) -> Result<Plan, AppError> {
    let mut checks = crate::base::Checks::default();
    let reason = checks.text("reason", &plan.reason, 300);
    let hand_off = checks.text("hand_off", &plan.hand_off, 4000);
    checks.give(Some(Plan { reason, hand_off, ..plan }))
}

#[cfg(feature = "ssr")]
fn own_will() -> AppError {
    AppError::denied(say!("They left by their own will. Invite them again: their links are offered to you once they accept."))
}
