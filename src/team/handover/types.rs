//! What crosses the wire of an offer.

use crate::base::{HandOverId, MemberId, Moment};
use serde::{Deserialize, Serialize};

/// An open offer, as the two whom it concerns see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfferSeen {
    pub id: HandOverId,
    pub from: MemberId,
    pub from_name: String,
    pub to: MemberId,
    pub to_name: String,
    pub offered_at: Moment,
}

/// What the card shows of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HandOverSeen {
    /// The one who looks may hand the team to this member.
    pub offers: bool,
    /// An open offer; told to its two people alone.
    pub open: Option<OfferSeen>,
}
