//! Around the roster: the seats, and what waits for whoever looks. All of it is one question, asked once for the page.

use super::handover::{HandOverNotice, OfferSeen};
use super::join::{JoinRequests, RequestSeen};
use super::leaving::{LeftSeen, RecentlyLeft};
use crate::base::{Answer, AppError};
use crate::settings::Seats;
use caseload_words::view;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What stands around the roster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Around {
    pub seats: Seats,
    pub waits: Waits,
}

/// What waits for whoever looks; most days nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Waits {
    /// The team is offered to them.
    pub offer: Option<OfferSeen>,
    /// Who asks to join, for whoever may invite.
    pub requests: Vec<RequestSeen>,
    /// Who left lately, for whoever may take it back.
    pub left: Vec<LeftSeen>,
}

/// The seats, and what waits for whoever asks.
#[server(output = Answer)]
pub async fn around_the_roster() -> Result<Around, AppError> {
    use super::{handover, join, leaving};
    use crate::access::{Action, Permission, Target, can, enter};
    let mut tx = enter().await?;
    tx.see(Action::ViewTeam, &Target::Practice).await?;
    let (who, now) = (tx.actor().clone(), tx.now);
    let seats = crate::settings::seats(tx.conn(), now).await?;
    let mut waits = Waits::default();
    // Only an administrator can be offered the team. Whoever looks through another's eyes is told of nothing that is theirs.
    if who.grants.administer() && !who.originating && who.viewed_by.is_none() {
        waits.offer = handover::open_offer(tx.conn(), who.member).await?.filter(|offer| offer.to == who.member);
    }
    if can(&who, Action::InviteMember, &Target::Practice).allowed() {
        waits.requests = join::waiting(tx.conn(), &who, now).await?;
    }
    if who.holds(Permission::TeamRemove) && who.viewed_by.is_none() {
        waits.left = leaving::to_take_back(tx.conn(), &who, now).await?;
    }
    Ok(Around { seats, waits })
}

/// Over the roster. `changed` runs after something was decided there.
#[component]
pub(super) fn Waiting(waits: Waits, changed: Callback<()>) -> impl IntoView {
    let Waits { offer, requests, left } = waits;
    view! {
        {offer.map(|offer| view! { <HandOverNotice offer/> })}
        {(!requests.is_empty()).then(|| view! { <JoinRequests waiting=requests changed/> })}
        <RecentlyLeft left/>
    }
}
