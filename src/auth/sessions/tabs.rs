//! The pages of one browser speak with each other: whoever works in one is not away from another.

use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, closure::Closure};
use leptos::web_sys::{BroadcastChannel, MessageEvent};

/// What a page says to the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Word {
    /// Someone was there, at this second since 1970 by this machine's clock.
    Active(f64),
    /// Something about the sign-in changed: ask the server.
    Look,
}

impl Word {
    fn text(self) -> String {
        match self {
            Word::Active(at) => say!("active {at}"),
            Word::Look => "look".into(),
        }
    }

    /// Nothing, for what a page of another build says.
    fn read(text: &str) -> Option<Word> {
        match text.split_once(' ') {
            Some(("active", at)) => at.parse().ok().map(Word::Active),
            None if text == "look" => Some(Word::Look),
            _ => None,
        }
    }
}

/// The way to the other pages; where a browser has none, each stands alone.
#[derive(Clone, Copy)]
pub struct Tabs(StoredValue<Option<BroadcastChannel>, LocalStorage>);

impl Tabs {
    /// Listens until the component is gone. Only in the browser.
    pub fn listen(heard: impl Fn(Word) + 'static) -> Tabs {
        let channel = BroadcastChannel::new("sign-in").ok();
        if let Some(channel) = &channel {
            let hear = Closure::<dyn Fn(MessageEvent)>::new(move |said: MessageEvent| {
                if let Some(word) = said.data().as_string().as_deref().and_then(Word::read) {
                    heard(word);
                }
            });
            channel.set_onmessage(Some(hear.as_ref().unchecked_ref()));
            // Lives as long as the channel, which the page closes.
            hear.forget();
        }
        let tabs = Tabs(StoredValue::new_local(channel));
        on_cleanup(move || tabs.close());
        tabs
    }

    pub fn say(self, word: Word) {
        let _ = self.0.try_with_value(|channel| channel.as_ref().map(|channel| channel.post_message(&word.text().into())));
    }

    fn close(self) {
        let _ = self.0.try_update_value(|channel| {
            if let Some(channel) = channel.take() {
                channel.close();
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_page_says_another_understands_and_nonsense_it_does_not() {
        for word in [Word::Active(1_795_000_000.25), Word::Look] {
            assert_eq!(Word::read(&word.text()), Some(word));
        }
        for nonsense in ["", "active", "active soon", "look out", "stay"] {
            assert_eq!(Word::read(nonsense), None, "{nonsense}");
        }
    }
}
