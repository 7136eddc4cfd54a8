//! Roles: named sets of permissions that a practice defines. Every practice begins with copies of the built-in
//! templates.
//!
//! Words: a *tick* is a permission in a role, with how far it reaches; a module *switched off* keeps its ticks and
//! gives none of them; what a role is without who holds it is its *makeup*; a *review* says in words what a change
//! would do, before it is made.
//!
//! The one rule: a role is data, what it can hold is code (access::permission), and nobody gives what they don't hold.

mod api;
mod delete_page;
mod editor;
mod grid;
mod list_page;
mod overrides;
mod review;
mod templates;
mod types;
mod words;

#[cfg(feature = "ssr")]
mod effect;
#[cfg(feature = "ssr")]
mod steps;
#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;

pub use api::*;
pub use delete_page::DeleteRolePage;
pub use editor::{EditRolePage, NewRolePage};
pub use list_page::{Abilities, RolePage, RolesPage};
pub use overrides::{OverrideFields, overrides_in, setting_of};
pub use templates::{ADMIN, MEMBER, TEMPLATES, Template};
pub use types::{RoleChoice, RoleDraft, RoleMakeup, RoleSeen};
pub use words::{differences, grant_words};

#[cfg(feature = "ssr")]
pub use effect::reach_changes;
#[cfg(feature = "ssr")]
pub use store::{RoleRead, all as all_roles, in_turn, install as install_roles, one as role};
