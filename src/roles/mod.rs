//! Roles: named sets of permissions that a practice defines. Every practice begins with copies of the built-in
//! templates.
//!
//! The one rule: a role is data, what it can hold is code (access::permission).

mod templates;
mod types;

#[cfg(feature = "ssr")]
mod store;

pub use templates::{ADMIN, MEMBER, TEMPLATES, Template};
pub use types::RoleChoice;

#[cfg(feature = "ssr")]
pub use store::{RoleRead, all as all_roles, install as install_roles, one as role};
