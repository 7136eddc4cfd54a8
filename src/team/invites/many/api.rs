//! What is asked and done about batches of invitations, in the order of the screens. A file comes in by `upload`.

use super::types::{AddressSeen, BatchSeen, LinksSeen, ManyNeeded, NewSeveral};
use crate::base::{Answer, AppError, BatchId};
use leptos::prelude::*;

/// What many can be invited with, and one's latest batches.
#[server(output = Answer)]
pub async fn several_choices() -> Result<ManyNeeded, AppError> {
    use super::{seen, store};
    use crate::access::{Action, Target, can, enter};
    use crate::{locations, roles, settings};
    let mut tx = enter().await?;
    tx.see(Action::InviteMember, &Target::Practice).await?;
    let (now, who) = (tx.now, tx.actor().clone());
    let mut roles = roles::all_roles(tx.conn()).await?;
    roles.retain(|role| can(&who, Action::InviteMember, &Target::Role(role.grants.clone())).allowed());
    Ok(ManyNeeded {
        roles,
        locations: locations::location_choices(tx.conn()).await?,
        groups: store::groups(tx.conn()).await?,
        why_not_group: can(&who, Action::EditGroup, &Target::Practice).why_not(),
        seats: settings::seats(tx.conn(), now).await?,
        batches: seen::latest(tx.conn()).await?,
    })
}

/// What would become of addresses, while they are typed: one after the other, as many as there are.
#[server(output = Answer)]
pub async fn address_verdicts(typed: String) -> Result<Vec<AddressSeen>, AppError> {
    use super::{
        judge::{Judge, Known, too_many_typed},
        read::Row,
        store,
        typed::entries,
        types::{MOST_TYPED, free},
    };
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    tx.see(Action::InviteMember, &Target::Practice).await?;
    let entries = entries(&typed, MOST_TYPED);
    if entries.len() > MOST_TYPED {
        return Err(AppError::at("addresses", too_many_typed()));
    }
    let now = tx.now;
    let emails: Vec<String> = entries.iter().map(|entry| entry.email.to_lowercase().replace('\0', "")).collect();
    let (people, domains) = store::people(tx.conn(), &emails).await?;
    let mut free = free(&crate::settings::seats(tx.conn(), now).await?);
    let known = Known { people, domains, ..Known::default() };
    let mut judge = Judge::new(&known, uuid::Uuid::nil(), uuid::Uuid::nil(), now);
    Ok(entries
        .into_iter()
        .map(|entry| (entry.text.clone(), Row::from(entry)))
        .map(|(text, row)| judge.seen(text, &row, &mut free))
        .collect())
}

/// Puts addresses together to a batch, and leads to it. It begins at once if the verdicts were seen, and every seat is there.
#[server(output = Answer)]
pub async fn invite_several(several: NewSeveral) -> Result<BatchId, AppError> {
    use super::{
        judge::too_many_typed,
        prepare::{Wish, allowed, prepare},
        read::numbered,
        typed::entries,
        types::MOST_TYPED,
        worker,
    };
    use crate::access::enter;
    use crate::base::Checks;
    let mut checks = Checks::default();
    let rows = numbered(entries(&format!("{}\n{}", several.taken, several.addresses), MOST_TYPED));
    if rows.is_empty() {
        checks.fault("addresses", say!("Type or paste at least one address."));
    } else if rows.len() > MOST_TYPED {
        checks.fault("addresses", too_many_typed());
    }
    let role = checks.choice("role", &several.role, say!("Choose a role."));
    let location = checks.choice("location", &several.location, say!("Choose a primary location."));
    let note = checks.text("note", &several.note, 500);
    let wish = checks.give(role.zip(location).map(|(role, location)| Wish {
        file: say!("typed addresses").into(),
        unknown: Vec::new(),
        role,
        location,
        note,
        sends: several.send == "yes",
        second_factor: several.second_factor == "yes",
        now: several.now == "yes",
    }))?;
    let permit = allowed(enter().await?, &wish).await?;
    let (id, begun) = prepare(permit, &rows, wish).await?;
    if begun {
        worker::knock();
    }
    leptos_axum::redirect(&format!("/team/invite/many/{id}"));
    Ok(id)
}

/// One of one's batches, with rows of a verdict.
#[server(output = Answer)]
pub async fn several_invitations(id: BatchId, show: String, after_line: i32) -> Result<BatchSeen, AppError> {
    use super::{BatchState, Verdict, seen, types::too_few};
    use crate::access::{Action, Target, enter};
    const PAGE: i64 = 50;
    let mut tx = enter().await?;
    tx.see(Action::InviteMember, &Target::Practice).await?;
    let (practice, now) = (tx.actor().practice, tx.now);
    let batch = seen::one(tx.conn(), id).await?;
    let (why, unknown, gone) = seen::beside(tx.conn(), id).await?;
    let shown = show.parse().unwrap_or_else(|()| Verdict::shown_first(&batch));
    let mut rows = seen::rows(tx.conn(), id, shown, after_line, PAGE + 1).await?;
    let more = rows.len() as i64 > PAGE;
    rows.truncate(PAGE as usize);
    let next = rows.last().filter(|_| more).map(|row| row.line);
    let too_few_seats = match batch.state {
        BatchState::Ready => too_few(&crate::settings::seats(tx.conn(), now).await?, batch.invites),
        _ => None,
    };
    let mail = if batch.sends && batch.made > 0 && !gone { Some(seen::mail(tx.conn(), practice, id).await?) } else { None };
    Ok(BatchSeen { batch, why, unknown, rows, next, gone, too_few_seats, mail })
}

/// Has the rows invited that can be. Pressed twice, it is begun once.
#[server(output = Answer)]
pub async fn begin_several(id: BatchId) -> Result<(), AppError> {
    use super::{BatchState, seen, store, types::too_few, worker};
    use crate::access::{Action, Target, enter};
    use crate::{audit::Event, settings};
    let tx = enter().await?;
    let mut permit = tx.allow(Action::InviteMember, &Target::Practice).await?;
    let batch = seen::held(&mut permit, id).await?;
    let now = permit.now;
    match batch.state {
        BatchState::Ready if batch.invites > 0 => {
            if let Some(words) = too_few(&settings::seats(permit.conn(), now).await?, batch.invites) {
                return Err(AppError::denied(words));
            }
            store::begin(&mut permit, id).await?;
            permit.commit(Event::InvitationsBegun { id, file: batch.file, rows: batch.invites }).await?;
            worker::knock();
        }
        BatchState::Running | BatchState::Finished => {}
        BatchState::Ready => return Err(AppError::denied(say!("There is nobody to invite: everyone is there already, or in error."))),
        BatchState::Cancelled | BatchState::Stopped | BatchState::ThrownAway => return Err(AppError::Stale),
    }
    leptos_axum::redirect(&format!("/team/invite/many/{id}"));
    Ok(())
}

/// Ends a batch before its end, or throws away one that wasn't begun. Who was invited stays so.
#[server(output = Answer)]
pub async fn cancel_several(id: BatchId) -> Result<(), AppError> {
    use super::{BatchState, batch, seen};
    use crate::access::{Action, Target, enter};
    let tx = enter().await?;
    let mut permit = Box::new(tx.allow(Action::InviteMember, &Target::Practice).await?);
    // A step under way is waited for.
    let held = seen::held(&mut permit, id).await?;
    if held.state.open() {
        batch::cut_off(permit, &held, BatchState::Cancelled, String::new()).await?;
    }
    leptos_axum::redirect(&format!("/team/invite/many/{id}"));
    Ok(())
}

/// The links of a batch that this very request has made; none where it made none.
#[server(output = Answer)]
pub async fn several_links(id: BatchId) -> Result<LinksSeen, AppError> {
    use super::{HandedLinks, seen};
    use crate::access::{Action, Target, enter};
    let handed = use_context::<HandedLinks>().filter(|handed| handed.batch == id);
    let mut tx = enter().await?;
    tx.see(Action::InviteMember, &Target::Practice).await?;
    let batch = seen::one(tx.conn(), id).await?;
    Ok(match handed {
        Some(handed) => LinksSeen { batch, links: handed.links, closed: handed.closed, next: handed.next, asked: true },
        None => LinksSeen { batch, links: Vec::new(), closed: 0, next: None, asked: false },
    })
}
