//! What is done with an offer of the team, in the order of its story.

use super::types::OfferSeen;
use crate::base::{Answer, AppError, HandOverId, MemberId};
use leptos::prelude::*;

/// The open offer, if it was made by or to whoever asks.
#[server(output = Answer)]
pub async fn open_hand_over() -> Result<Option<OfferSeen>, AppError> {
    use crate::access::{Action, Target, enter};
    let mut tx = enter().await?;
    let me = tx.actor().member;
    // An offer is between its two people; whoever only looks through the eyes of one is told nothing.
    if tx.actor().viewed_by.is_some() {
        return Ok(None);
    }
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    super::store::open_offer(tx.conn(), me).await
}

/// Offers the team to another active administrator. Nothing changes before they accept.
#[server(output = Answer)]
pub async fn hand_over(member: MemberId) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::audit::Event;
    use crate::base::OnConstraint;
    use crate::mail::{self, Letter};
    let mut tx = enter().await?;
    let (from, to) = (tx.actor().name(), crate::team::store::profile(tx.conn(), member).await?);
    let mut permit = tx.allow(Action::HandOver, &Target::Member(to.facts(member))).await?;
    let id = HandOverId::new();
    store::offer(&mut permit, id, member).await.on_constraint("handover_one_open", || {
        AppError::denied(say!("You have offered the team to someone already. Withdraw that offer first."))
    })?;
    let (first_name, email, practice) = store::reached(permit.conn(), member).await?;
    let letter = Letter::HandOverOffered { first_name: first_name.clone(), from, practice };
    mail::queue(&mut permit, (&first_name, &email), &letter, Some((id.0, 0))).await?;
    permit.commit(Event::HandOverOffered { member, name: format!("{} {}", to.first_name, to.last_name) }).await?;
    leptos_axum::redirect(&format!("/team/{member}"));
    Ok(())
}

/// Takes an open offer back. A letter that still waits does not go out.
#[server(output = Answer)]
pub async fn withdraw_hand_over(id: HandOverId) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::{audit::Event, mail};
    let mut tx = enter().await?;
    let me = tx.actor().member;
    let offer = store::open_offer(tx.conn(), me).await?.filter(|offer| offer.id == id && offer.from == me);
    let mut permit = tx.allow(Action::WithdrawHandOver, &Target::Practice).await?;
    let offer = offer.ok_or_else(closed)?;
    if !store::end(&mut permit, id, "withdrawn").await? {
        return Err(closed());
    }
    mail::withdraw(&mut permit, id.0).await?;
    permit.commit(Event::HandOverWithdrawn { member: offer.to, name: offer.to_name }).await?;
    leptos_axum::redirect(&format!("/team/{me}"));
    Ok(())
}

/// Accepts: from here on whoever accepts is the originating administrator.
#[server(output = Answer)]
pub async fn take_over(id: HandOverId) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::audit::Event;
    use crate::base::OnConstraint;
    let mut tx = enter().await?;
    let (me, name) = (tx.actor().member, tx.actor().name());
    let facts = crate::team::store::profile(tx.conn(), me).await?.facts(me);
    let offer = store::open_offer(tx.conn(), me).await?.filter(|offer| offer.id == id && offer.to == me);
    let mut permit = tx.allow(Action::TakeOver, &Target::Member(facts)).await?;
    let offer = offer.ok_or_else(closed)?;
    store::hold(&mut permit, me).await?;
    // Under the locks once more: a role taken away, a status, a team handed elsewhere in this very moment count.
    let facts = crate::team::store::profile(permit.conn(), me).await?.facts(me);
    permit.also(Action::TakeOver, &Target::Member(facts))?;
    if !store::leads(permit.conn(), offer.from).await? || !store::end(&mut permit, id, "accepted").await? {
        return Err(closed());
    }
    store::set_originating(&mut permit, me)
        .await
        .on_constraint("originator_is_active", || AppError::denied(say!("The team can only be handed to an active administrator.")))?;
    answered(&mut permit, &offer, &name, true).await?;
    permit.commit(Event::HandOverAnswered { member: me, name, accepted: true }).await?;
    leptos_axum::redirect(&format!("/team/{me}"));
    Ok(())
}

/// Declines: everything stays as it is.
#[server(output = Answer)]
pub async fn decline_take_over(id: HandOverId) -> Result<(), AppError> {
    use super::store;
    use crate::access::{Action, Target, enter};
    use crate::audit::Event;
    let mut tx = enter().await?;
    let (me, name) = (tx.actor().member, tx.actor().name());
    let facts = crate::team::store::profile(tx.conn(), me).await?.facts(me);
    let offer = store::open_offer(tx.conn(), me).await?.filter(|offer| offer.id == id && offer.to == me);
    let mut permit = tx.allow(Action::DeclineTakeOver, &Target::Member(facts)).await?;
    let offer = offer.ok_or_else(closed)?;
    if !store::end(&mut permit, id, "declined").await? {
        return Err(closed());
    }
    answered(&mut permit, &offer, &name, false).await?;
    permit.commit(Event::HandOverAnswered { member: me, name, accepted: false }).await?;
    leptos_axum::redirect("/team");
    Ok(())
}

#[cfg(feature = "ssr")]
fn closed() -> AppError {
    AppError::denied(say!("This offer is no longer open. Nothing was changed."))
}

/// Tells whoever made the offer.
#[cfg(feature = "ssr")]
async fn answered(permit: &mut crate::access::Permit, offer: &OfferSeen, who: &str, accepted: bool) -> Result<(), AppError> {
    use crate::mail::{self, Letter};
    let (first_name, email, practice) = super::store::reached(permit.conn(), offer.from).await?;
    let letter = Letter::HandOverAnswered { first_name: first_name.clone(), who: who.to_string(), practice, accepted };
    mail::queue(permit, (&first_name, &email), &letter, None).await
}
