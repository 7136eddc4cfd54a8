use caseload_words::view;
use leptos::prelude::*;

use super::Icon;

/// What a status, banner or toast is about. Each tone has its own colour and its own icon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Neutral,
    Good,
    Waiting,
    Warning,
    Bad,
}

impl Tone {
    /// The class that sets the colour knobs.
    pub fn class(self) -> &'static str {
        match self {
            Self::Neutral => "tone-neutral",
            Self::Good => "tone-good",
            Self::Waiting => "tone-waiting",
            Self::Warning => "tone-warning",
            Self::Bad => "tone-bad",
        }
    }

    /// The sprite's drawing for it.
    pub fn icon(self) -> &'static str {
        match self {
            Self::Neutral => "info",
            Self::Good => "circle-check",
            Self::Waiting => "clock",
            Self::Warning => "triangle-alert",
            Self::Bad => "circle-alert",
        }
    }
}

/// A status in a word or two, with its icon: never colour alone.
#[component]
pub fn Badge(
    #[prop(optional)] tone: Tone,
    /// Another icon than the tone's own.
    #[prop(optional)]
    icon: Option<&'static str>,
    #[prop(into)] text: String,
) -> impl IntoView {
    view! {
        <span class=format!("badge {}", tone.class())>
            <Icon name=icon.unwrap_or(tone.icon())/>
            {text}
        </span>
    }
}
