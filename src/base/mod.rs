//! The ground floor: what every room needs and none owns. Errors, ids, moments, addresses, the checks of a form, how what the
//! server answers is read; on the server also the database and secrets. Knows nothing of the rooms.

mod address;
mod answer;
mod checked;
mod day;
mod email;
mod ended;
mod error;
mod ids;
mod qr;
mod stored;
mod time;
mod waiting;
mod words;

#[cfg(feature = "ssr")]
pub mod csv;
#[cfg(feature = "ssr")]
mod database;
#[cfg(feature = "ssr")]
mod herald;
#[cfg(feature = "ssr")]
pub mod rounds;
#[cfg(feature = "ssr")]
pub mod sealed;
#[cfg(feature = "ssr")]
mod secret;
#[cfg(feature = "ssr")]
pub mod table;
#[cfg(feature = "ssr")]
pub mod upload;
#[cfg(feature = "ssr")]
pub use {
    database::{Clock, Db, OnConstraint},
    herald::{Happened, Herald},
    secret::{SecretKey, Token},
};

pub use address::{in_query, local_path};
pub use answer::{Answer, Asked, ask, ask_first};
pub use checked::Checks;
pub use day::Day;
pub use email::Email;
pub use ended::{off_signed_out, on_over, on_signed_out, over, perhaps_signed_out};
pub use error::{AppError, Fault};
pub use ids::{
    AccountId, AssignmentId, BatchId, ClientId, CoverageId, EventId, FactorId, GroupId, HandOverId, ImportId, InvitationId, JoinLinkId,
    JoinRequestId, LicenceId, LocationId, MemberId, NoticeId, OffboardingId, PracticeId, RoleId, SessionId, SupervisionId, UnassignedId,
    ViewId, VisitId,
};
pub use qr::Qr;
pub(crate) use stored::stored;
pub use time::Moment;
pub use waiting::Waiting;
pub use words::{CALLED, LANGUAGE, MONTHS, call_them, capital, counted, grouped, in_its_form, list_of, says_patients};
#[cfg(feature = "ssr")]
pub use words::{Wording, dated};
