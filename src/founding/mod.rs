//! Signing up: a practice begins, with its first location, its built-in roles and its originating administrator, in
//! one step (R1.1). It stands above the rooms whose first things it makes.
//!
//! The one rule: either all of it is there afterwards or nothing.

mod api;
mod page;

pub use api::*;
pub use page::SignUpPage;

#[cfg(feature = "ssr")]
mod steps;
#[cfg(feature = "ssr")]
pub use steps::{Founded, Founding, found};
