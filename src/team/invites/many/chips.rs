//! The field of addresses: what is typed into it becomes a chip with its verdict at the next comma, space, semicolon or Enter.
//! Without JavaScript it stays a text field, which the form sends as it is.

use super::api::address_verdicts;
use super::typed::{ended, entries, separates};
use super::types::{AddressSeen, MOST_TYPED, Standing};
use crate::base::{AppError, Email};
use crate::ui::{Icon, TextArea, Typed};
use caseload_words::view;
use leptos::prelude::*;
use std::collections::HashMap;

/// One address, with a number that stays its own.
#[derive(Clone, Debug, PartialEq)]
struct OneChip {
    key: u32,
    text: String,
}

/// What came back for a list of addresses.
type Judged = (Vec<String>, Result<Vec<AddressSeen>, AppError>);

/// The addresses of a form; made once, whatever of the page is read anew.
#[derive(Clone, Copy)]
pub struct Addresses {
    chips: RwSignal<Vec<OneChip>>,
    typed: RwSignal<String>,
    /// The verdict of each text, as it came last; of one that stands there twice by its turn.
    verdicts: RwSignal<HashMap<u32, AddressSeen>>,
    failed: RwSignal<Option<String>>,
    /// The page hears what is typed: before that, the text is sent as it is.
    awake: RwSignal<bool>,
    next: StoredValue<u32>,
}

impl Addresses {
    pub fn new() -> Self {
        let addresses = Addresses {
            chips: RwSignal::new(Vec::new()),
            typed: RwSignal::new(Typed::at("several[addresses]").unwrap_or_default()),
            verdicts: RwSignal::new(HashMap::new()),
            failed: RwSignal::new(None),
            awake: RwSignal::new(false),
            next: StoredValue::new(0),
        };
        addresses.listen();
        addresses
    }

    /// Takes whole addresses out of the text, and asks what becomes of them.
    fn listen(self) {
        Effect::new(move |_| self.awake.set(true));
        Effect::new(move |_| {
            let text = self.typed.get();
            let at = ended(&text);
            if at > 0 {
                self.take(&text[..at]);
                self.typed.set(text[at..].trim_start_matches(separates).to_string());
            }
        });
        let judging = Action::new(|texts: &Vec<String>| {
            let texts = texts.clone();
            async move {
                let answer = address_verdicts(texts.join("\n")).await;
                let judged: Judged = (texts, answer);
                judged
            }
        });
        Effect::new(move |_| {
            let texts = self.texts();
            if !texts.is_empty() {
                judging.dispatch(texts);
            }
        });
        Effect::new(move |_| {
            let Some((texts, answer)) = judging.value().get() else { return };
            // Another question is on its way if they have changed since.
            if self.chips.with_untracked(|chips| chips.iter().map(|c| &c.text).ne(&texts)) {
                return;
            }
            match answer {
                Ok(seen) => {
                    self.failed.set(None);
                    let keys: Vec<u32> = self.chips.with_untracked(|chips| chips.iter().map(|c| c.key).collect());
                    self.verdicts.set(keys.into_iter().zip(seen).collect());
                }
                Err(error) => self.failed.set(Some(error.fault("addresses").unwrap_or_else(|| error.to_string()))),
            }
        });
    }

    fn texts(self) -> Vec<String> {
        self.chips.with(|chips| chips.iter().map(|c| c.text.clone()).collect())
    }

    fn take(self, text: &str) {
        let found = entries(text, MOST_TYPED);
        if found.is_empty() {
            return;
        }
        let mut next = self.next.get_value();
        self.chips.update(|chips| {
            for entry in found {
                chips.push(OneChip { key: next, text: entry.text });
                next += 1;
            }
        });
        self.next.set_value(next);
    }

    fn remove(self, key: u32) {
        self.chips.update(|chips| chips.retain(|chip| chip.key != key));
    }

    fn replace(self, key: u32, text: String) {
        self.chips.update(|chips| {
            if let Some(chip) = chips.iter_mut().find(|chip| chip.key == key) {
                chip.text = text;
            }
        });
        self.verdicts.update(|verdicts| drop(verdicts.remove(&key)));
    }

    /// How many will be invited; nothing while something is not known yet.
    pub fn invites(self) -> Option<i64> {
        let chips = self.chips.get();
        let whole = self.typed.with(|typed| typed.trim().is_empty());
        let known =
            self.verdicts.with(|verdicts| chips.iter().map(|c| verdicts.get(&c.key).map(|v| v.standing)).collect::<Option<Vec<_>>>());
        known.filter(|known| whole && !known.is_empty()).map(|known| known.iter().filter(|s| **s == Standing::Invite).count() as i64)
    }

    /// Every seat is there.
    pub fn fits(self) -> bool {
        self.verdicts.with(|verdicts| verdicts.values().all(|v| v.standing != Standing::OverCap))
    }

    pub fn field(self, fault: Signal<Option<String>>) -> impl IntoView {
        let fault = Signal::derive(move || fault.get().or_else(|| self.failed.get()));
        let hint = Signal::stored(Some(say!("zoe@example.org, sam@example.org. A list from a mail program may have names.").to_string()));
        // Seen with their verdicts and fitting, they are invited at the press of the button.
        let seen = move || if self.awake.get() && self.invites().is_some_and(|many| many > 0) && self.fits() { "yes" } else { "" };
        view! {
            <div class="many-field" on:focusout=move |_| self.finish()>
                <TextArea label="Addresses" name="several[addresses]" bound=self.typed rows=3 hint fault/>
                <input type="hidden" name="several[taken]" value=move || self.texts().join("\n")/>
                <input type="hidden" name="several[now]" value=seen/>
                <ul class="many-chips" aria-label="Addresses so far" hidden=move || self.chips.with(Vec::is_empty)>
                    <For each=move || self.chips.get() key=|chip| (chip.key, chip.text.clone()) children=move |chip| view! { <ChipLine chip addresses=self/> }/>
                </ul>
                <p class="many-sum quiet" role="status">{move || self.sum()}</p>
            </div>
        }
    }

    /// Whoever leaves the field has ended the last address.
    fn finish(self) {
        let rest = self.typed.get_untracked();
        if !rest.trim().is_empty() {
            self.take(&rest);
            self.typed.set(String::new());
        }
    }

    /// "3 will be invited, 1 is no whole address."
    fn sum(self) -> Option<String> {
        let chips = self.chips.get();
        let verdicts = self.verdicts.get();
        let many = |of: Standing| chips.iter().filter(|c| verdicts.get(&c.key).is_some_and(|v| v.standing == of)).count() as i64;
        let parts: Vec<String> = [
            (Standing::Invite, say!("will be invited")),
            (Standing::Member, say!("already a member")),
            (Standing::Invited, say!("invited already")),
            (Standing::NoAddress, say!("no whole address")),
            (Standing::Twice, say!("here twice")),
        ]
        .into_iter()
        .map(|(of, words)| (many(of), words))
        .filter(|(n, _)| *n > 0)
        .map(|(n, words)| format!("{n} {words}"))
        .collect();
        let missing = many(Standing::OverCap);
        let seats = (missing > 0).then(|| say!(" {} missing: raise the cap in Settings, or invite fewer.", counted!(missing, "seat")));
        (!parts.is_empty() || missing > 0).then(|| format!("{}.{}", parts.join(", "), seats.unwrap_or_default()))
    }
}

/// What can be said at once, without asking.
fn at_once(text: &str) -> (Standing, &'static str) {
    match entries(text, 1).first().map(|entry| Email::parse(&entry.email).is_ok()) {
        Some(true) => (Standing::Invite, "…"),
        _ => (Standing::NoAddress, say!("No whole email address")),
    }
}

#[component]
fn ChipLine(chip: OneChip, addresses: Addresses) -> impl IntoView {
    let OneChip { key, text } = chip;
    let own = text.clone();
    let verdict = Memo::new(move |_| addresses.verdicts.with(|v| v.get(&key).cloned()));
    let standing = {
        let own = own.clone();
        move || verdict.with(|v| v.as_ref().map_or_else(|| at_once(&own).0, |v| v.standing))
    };
    let words = move || verdict.with(|v| v.as_ref().map_or_else(|| at_once(&own).1.to_string(), |v| v.words.clone()));
    let icon = {
        let standing = standing.clone();
        move || match standing() {
            Standing::Invite => view! { <Icon name="mail-plus"/> },
            Standing::Member => view! { <Icon name="user-check"/> },
            Standing::Invited => view! { <Icon name="mail-check"/> },
            Standing::NoAddress => view! { <Icon name="circle-alert"/> },
            Standing::Twice => view! { <Icon name="copy"/> },
            Standing::OverCap => view! { <Icon name="ban"/> },
        }
    };
    let meant = move || {
        verdict.with(|v| v.as_ref().and_then(|v| v.meant.clone())).map(|meant| {
            let take = meant.clone();
            view! {
                <button type="button" class="many-meant" on:click=move |_| addresses.replace(key, take.clone())>
                    {say!("Did you mean {meant}?")}
                </button>
            }
        })
    };
    view! {
        <li class="many-chip" data-standing=move || standing().key()>
            {icon}
            <span class="many-chip-said">
                <span class="many-chip-text">{text.clone()}</span>
                <span class="many-chip-words">{words}</span>
                {meant}
            </span>
            <button type="button" class="many-remove" aria-label=say!("Remove {text}") title="Remove" on:click=move |_| addresses.remove(key)>
                <Icon name="x"/>
            </button>
        </li>
    }
}
