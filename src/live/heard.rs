//! What this page has heard: a count for each topic. Whoever shows a topic reads the count where they ask their question, and
//! so asks again when it moves.

use super::Topic;
use crate::ui::is_at_rest;
use leptos::prelude::*;
use std::time::Duration;

/// Between two looks whether whoever is at work on the page has come to rest.
const PATIENCE: Duration = Duration::from_secs(1);

struct Counts {
    at_once: [ArcRwSignal<u32>; Topic::ALL.len()],
    at_rest: [ArcRwSignal<u32>; Topic::ALL.len()],
}

thread_local! {
    // One for a browser's tab. On the server nobody reads them: a page there is made once.
    static COUNTS: Counts = Counts { at_once: Default::default(), at_rest: Default::default() };
}

/// For what can change under one's hands without harm: a list, a number. Moves as soon as something was heard.
pub fn heard(topic: Topic) -> u32 {
    count(topic, |counts| &counts.at_once)
}

/// For a page with forms, menus and dialogs: moves once nothing is open or typed in.
pub fn heard_at_rest(topic: Topic) -> u32 {
    count(topic, |counts| &counts.at_rest)
}

fn count(topic: Topic, which: impl Fn(&Counts) -> &[ArcRwSignal<u32>; Topic::ALL.len()]) -> u32 {
    if cfg!(feature = "ssr") { 0 } else { COUNTS.with(|counts| which(counts)[topic as usize].clone()).get() }
}

/// Something was heard of these.
pub(super) fn heard_of(topics: &[Topic]) {
    for topic in topics {
        COUNTS.with(|counts| counts.at_once[*topic as usize].clone()).update(|n| *n = n.wrapping_add(1));
    }
    once_at_rest(topics.to_vec());
}

fn once_at_rest(topics: Vec<Topic>) {
    if !is_at_rest() {
        return set_timeout(move || once_at_rest(topics), PATIENCE);
    }
    for topic in topics {
        COUNTS.with(|counts| counts.at_rest[topic as usize].clone()).update(|n| *n = n.wrapping_add(1));
    }
}
