//! Who may do what. `policy::can` decides, on both sides of the wire; `door` is the only way to a transaction, so
//! a write without a policy line does not compile and a write without an audit row does not commit.
//!
//! Words: a *permission* is what a role can be given; a *grant* is a permission with its scope; an *action* is
//! what a button does; the *actor* is a member with what their role holds; a *decision* comes with its reasons.
//!
//! The one rule: facts come from the database, never from the form.

mod actor;
mod decision;
mod permission;
mod policy;
#[cfg(test)]
mod tests;

#[cfg(feature = "ssr")]
mod behalf;
#[cfg(feature = "ssr")]
mod door;
#[cfg(feature = "ssr")]
mod enrolling;
#[cfg(feature = "ssr")]
pub mod link;
#[cfg(feature = "ssr")]
mod measure;
#[cfg(feature = "ssr")]
mod passage;
#[cfg(feature = "ssr")]
mod permit;
#[cfg(feature = "ssr")]
mod record;
#[cfg(feature = "ssr")]
mod standing;
#[cfg(feature = "ssr")]
mod visitor;
#[cfg(feature = "ssr")]
mod way;

pub use actor::{Actor, Status};
pub use decision::{Decision, Reason};
pub use permission::{Grant, Grants, Module, Overrides, Permission, Scope};
pub use policy::{Action, ClientFacts, MemberFacts, RoleFacts, Target, can};
#[cfg(feature = "ssr")]
pub use {
    behalf::{Behalf, Errand, on_behalf},
    door::{Account, Alone, Anyone, Asking, Entered, Sight, anyone, client, enter, enter_at, enter_unattended},
    enrolling::Enrolling,
    measure::nanoseconds_of_a_decision,
    passage::Passage,
    permit::{OpenAction, Permit, open, open_at},
    record::{Record, Subject},
    standing::{Stands, standing},
    visitor::{Visitor, named as named_client},
};
