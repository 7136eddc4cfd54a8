//! The practice itself: its name and words, its plan and seats, how long invitations and idle sign-ins last.
//!
//! Words: a *plan* is Solo (no team), Team (a cap of seats) or Group (a cap one adjusts); a *seat* is taken by a
//! member or an open invitation.
//!
//! The one rule: whoever counts seats holds the practice's row first (`seats_for_update`), so two can't take the last.
//! Nothing here deletes a practice: it can be closed, by its originating administrator alone, with everything kept.

mod api;
mod page;
mod second_factor;
mod supervision;
mod types;

#[cfg(feature = "ssr")]
mod store;

pub use api::*;
pub use page::SettingsPage;
pub use types::{Plan, Seats, SecondFactorRules, SettingsSeen, SupervisionRules};

#[cfg(feature = "ssr")]
pub use store::{
    NewPractice, insert as insert_practice, lacking_second_factor, practice_name, seats, seats_for_update, seats_held, second_factor_rules,
};

/// Where links lead: BASE_URL without a slash at its end; given as context.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug)]
pub struct BaseUrl(pub String);
