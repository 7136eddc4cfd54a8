//! Seeing what others see: "Why?" tells for each action whether someone may do it and the reasons; "View as" shows the
//! practice through the eyes of a member or of a role; and a refused screen says what is missing and whom to ask.
//!
//! Words: a *viewer* looks through the eyes of the *viewed*; a *viewing* is kept with the sign-in session and ends with
//! it.
//!
//! The one rule: whoever looks through another's eyes never sees more than with their own, and changes nothing. The door
//! and the policy keep it (access::door, `access_enter`), not the screens.

mod api;
mod card;
mod choose_page;
mod refused;
#[cfg(test)]
mod tests;
mod types;
mod viewing;
mod why_page;

#[cfg(feature = "ssr")]
mod answers;
#[cfg(feature = "ssr")]
mod store;

pub use api::{AskWhy, PeopleToView, StopViewing, ViewAs, WhomToAsk, ask_why, people_to_view, stop_viewing, view_as, whom_to_ask};
pub use card::EyesOfMember;
pub use choose_page::ViewAsPage;
pub use refused::{Forbidden, Refusal, ask_words, told};
pub use types::EyesSeen;
pub use viewing::Viewing;
pub use why_page::WhyPage;

#[cfg(feature = "ssr")]
pub use answers::eyes_seen;
