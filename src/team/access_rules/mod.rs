//! "Access Rules": at which locations a member works. One is their primary one, each other a toggle.
//!
//! The one rule: how far a member sees is their role's to say; the locations only say where. The words under the rules
//! tell which it is for this member.

mod api;
mod section;
mod types;

#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;

pub use api::*;
pub use section::AccessRulesSection;
pub use types::{LocationRule, RulesSeen};
