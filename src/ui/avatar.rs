use caseload_words::view;
use leptos::prelude::*;

/// How many colours an avatar can have; `style/ui/avatar.css` names as many.
const HUES: u32 = 8;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AvatarSize {
    Small,
    #[default]
    Medium,
    Large,
}

impl AvatarSize {
    fn class(self) -> &'static str {
        match self {
            Self::Small => "avatar-small",
            Self::Medium => "avatar-medium",
            Self::Large => "avatar-large",
        }
    }
}

/// A person's initials on a colour that stays theirs. The name itself stands beside it.
#[component]
pub fn Avatar(#[prop(into)] name: String, #[prop(optional)] size: AvatarSize) -> impl IntoView {
    view! {
        <span class=format!("avatar {} hue-{}", size.class(), hue(&name)) aria-hidden="true">
            {initials(&name)}
        </span>
    }
}

/// The first letters of the first and the last word: "Zoë van Dijk" is "ZD".
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next();
    let last = words.next_back();
    [first, last]
        .into_iter()
        .flatten()
        .filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()))
        .flat_map(char::to_uppercase)
        .collect()
}

/// The same name has the same colour on both halves and on every day (FNV-1a).
fn hue(name: &str) -> u32 {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash ^ (hash >> 15)) % HUES
}

#[cfg(test)]
pub(super) fn hue_of(name: &str) -> u32 {
    hue(name)
}
