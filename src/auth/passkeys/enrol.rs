//! "Add a passkey", on the page where a second factor is set up.

use super::api::{AddPasskey, ask_for_new_passkey};
use super::browser::Asked;
use super::button::{Asking, PasskeyButton};
use crate::auth::ConfirmFirst;
use crate::ui::{ButtonKind, Field, Refused, fault_at, refusal_of};
use caseload_words::view;
use leptos::prelude::*;

/// `add` is the page's: what it shows changes with it. `code` and `passkey` say what a fresh sign-in takes.
#[component]
pub fn AddPasskeySection(add: ServerAction<AddPasskey>, device: String, code: bool, passkey: bool) -> impl IntoView {
    let asking = Asking::new();
    let pending = add.pending();
    let refusal = asking.or(refusal_of(add));
    let name = RwSignal::new(device);
    let ask = move || {
        asking.ask(Asked::New, ask_for_new_passkey(), move |answer| {
            add.dispatch(AddPasskey { name: name.try_get_untracked().unwrap_or_default(), answer });
        });
    };
    let hint = Signal::stored(Some(say!("So that you know it again.").to_string()));
    view! {
        <section class="form auth-add-passkey" aria-labelledby="add-passkey">
            <h2 id="add-passkey">"Passkey"</h2>
            <p>"Your phone, computer or security key signs you in with your fingerprint, face or PIN. There is nothing to type, and nothing a false site could take from you."</p>
            <Refused refusal/>
            <Field label="Name of the passkey" name="passkey_name" bound=name required=true maxlength=60 autocomplete="off" hint fault=fault_at(refusal, "name")/>
            <PasskeyButton label="Add a passkey" kind=ButtonKind::Primary busy=Signal::derive(move || asking.busy.get() || pending.get()) press=move |()| ask()/>
            <noscript><p class="quiet">"Passkeys need JavaScript."</p></noscript>
        </section>
        <ConfirmFirst id="confirm-passkey" refusal again=move |()| ask() code passkey/>
    }
}
