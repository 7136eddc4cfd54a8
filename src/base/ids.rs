//! Ids: UUIDs, each with a type of its own, so that one can't stand where another belongs (RFC 9562, version 7).

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> { Uuid::from_str(text).map($name) }
        }
        #[cfg(feature = "ssr")]
        impl $name {
            /// A new one, ordered by the time it was made.
            #[expect(clippy::new_without_default, reason = "a new id is never a default")]
            pub fn new() -> Self { $name(Uuid::now_v7()) }
        }
    )*};
}

ids! { FactorId, OffboardingId, ImportId, ViewId, VisitId, AssignmentId, CoverageId, UnassignedId, NoticeId, BatchId, PracticeId, MemberId, AccountId, RoleId, LocationId, InvitationId, GroupId, SupervisionId, HandOverId, SessionId, EventId, ClientId, LicenceId, JoinLinkId, JoinRequestId }

#[cfg(feature = "ssr")]
impl PracticeId {
    /// No practice: what concerns an account or an address alone.
    pub const NONE: PracticeId = PracticeId(Uuid::nil());
}
