//! The component set: what every room is furnished with.
//!
//! A component here knows how a thing looks, moves and speaks to a screen reader, and nothing of
//! a practice. Variants only choose a class; the look is in `style/ui/`. Everything renders on the
//! server and works without JavaScript as far as HTML can; what needs a browser starts after
//! hydration, in an effect or an event handler, so that both halves agree on the first picture.
//!
//! One rule: colour never says anything alone. A status has an icon and a word, a fault has a
//! message, a disabled button says why.

mod avatar;
mod badge;
mod banner;
mod button;
mod chip;
mod choice;
mod copy;
mod dialog;
mod differing;
mod empty;
mod facts;
mod faults;
mod field;
mod fold;
mod form;
mod icon;
mod keys;
mod later;
mod menu;
mod meter;
mod page;
mod plate;
mod printed;
mod qr;
mod question;
mod rest;
mod search;
mod section;
mod select;
mod shell;
mod skeleton;
mod tabs;
mod textarea;
mod theme;
mod toast;
mod toggle;
mod when;

pub use avatar::{Avatar, AvatarSize, initials};
pub use badge::{Badge, Tone};
pub use banner::Banner;
pub use button::{Button, ButtonKind, IconButton, LinkButton};
pub use chip::{Chip, Chips};
pub use choice::{Choice, ChoiceField};
pub use copy::{CopyButton, copy_text};
pub use dialog::{Dialog, DialogFoot, DialogSize};
pub use differing::differing;
pub use empty::Empty;
pub use facts::{Fact, Facts};
pub use faults::Faults;
pub use field::{Field, FieldKind, field_id};
pub use fold::Fold;
pub use form::{Refused, Status, Typed, again, fault_at, refusal_of};
pub use icon::Icon;
pub use keys::{is_covered, on_command, on_key, set_single_keys, single_keys};
#[cfg(feature = "hydrate")]
pub use later::wake_up;
pub use later::{Later, breath, later, later_here, when_all_awake};
pub use menu::{Menu, MenuItem, MenuLink, MenuPanel, MenuRule, open_menu};
pub use meter::Meter;
pub use page::{Heading, Page, anew, load};
pub use plate::{NoSuchLink, Plate, Wordmark};
pub use qr::QrPicture;
pub use question::Question;
pub use rest::{is_at_rest, is_typed_in};
pub use search::SearchField;
pub use section::Section;
pub use select::SelectField;
pub use shell::{NavItem, Shell};
pub use skeleton::{Skeleton, SkeletonKind};
pub use tabs::{Tab, Tabs};
pub use textarea::TextArea;
pub use theme::{Theme, ThemeSwitch, theme_in};
pub use toast::{Toasts, keep_offering, offer, offer_undo, toast};
pub use toggle::Toggle;
pub use when::{When, WhenKind, utc_text};

#[cfg(test)]
mod tests;
