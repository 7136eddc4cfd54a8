//! The buttons. Each is there only once the browser can do it: without JavaScript, or on an old browser, the password and the
//! code remain, and nothing is in the way.

use super::api::{
    ConfirmWithPasskey, SignInWithPasskey, SignInWithPasskeyAfterPassword, ask_passkey_after_password, ask_passkey_to_confirm,
    ask_passkey_to_sign_in,
};
use super::browser::{self, Asked};
use crate::base::AppError;
use crate::ui::{Button, ButtonKind, Refused, refusal_of};
use caseload_words::view;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Asking an authenticator: under way, and refused.
#[derive(Clone, Copy)]
pub struct Asking {
    pub busy: RwSignal<bool>,
    pub refusal: RwSignal<Option<AppError>>,
}

impl Asking {
    pub fn new() -> Self {
        Asking { busy: RwSignal::new(false), refusal: RwSignal::new(None) }
    }

    /// Fetches the options, has the browser ask for them, and hands the answer on.
    pub fn ask(self, asked: Asked, options: impl Future<Output = Result<String, AppError>> + 'static, done: impl FnOnce(String) + 'static) {
        self.busy.set(true);
        self.refusal.set(None);
        spawn_local(async move {
            let answer = match options.await {
                Ok(options) => browser::ask(asked, &options).await,
                Err(refusal) => Err(refusal),
            };
            let _ = self.busy.try_set(false);
            match answer {
                Ok(answer) => done(answer),
                Err(refusal) => {
                    let _ = self.refusal.try_set(Some(refusal));
                }
            }
        });
    }

    /// What the browser or the server said.
    pub fn or(self, refusal: Signal<Option<AppError>>) -> Signal<Option<AppError>> {
        Signal::derive(move || self.refusal.get().or_else(|| refusal.get()))
    }
}

/// A button that is hidden until the browser is known to have passkeys.
#[component]
pub fn PasskeyButton(
    #[prop(into)] label: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(into)] busy: Signal<bool>,
    #[prop(into)] press: Callback<()>,
) -> impl IntoView {
    let there = RwSignal::new(false);
    Effect::new(move |_| there.set(browser::can()));
    view! {
        <div class="auth-passkey" hidden=move || !there.get()>
            <Button kind icon="key-round" busy on:click=move |_| {
                if !busy.get_untracked() {
                    press.run(());
                }
            }>{label}</Button>
        </div>
    }
}

/// "Sign in with a passkey", below the form with the password.
#[component]
pub fn SignInAlone(#[prop(into)] next: String) -> impl IntoView {
    let asking = Asking::new();
    let sign_in = ServerAction::<SignInWithPasskey>::new();
    let pending = sign_in.pending();
    let next = StoredValue::new(next);
    let press = move |()| {
        asking.ask(Asked::Use, ask_passkey_to_sign_in(), move |answer| {
            sign_in.dispatch(SignInWithPasskey { answer, next: next.try_get_value(), stay: None });
        });
    };
    view! {
        <Refused refusal=asking.or(refusal_of(sign_in))/>
        <PasskeyButton label="Sign in with a passkey" busy=Signal::derive(move || asking.busy.get() || pending.get()) press/>
    }
}

/// "Use a passkey", in place of a code. Over a page `stay` runs when it worked, and the page stays.
#[component]
pub fn PasskeyStep(#[prop(optional, into)] stay: Option<Callback<()>>) -> impl IntoView {
    let asking = Asking::new();
    let sign_in = ServerAction::<SignInWithPasskeyAfterPassword>::new();
    let pending = sign_in.pending();
    Effect::new(move |_| {
        if let (Some(Ok(_)), Some(stay)) = (sign_in.value().get(), stay) {
            stay.run(());
        }
    });
    let press = move |()| {
        asking.ask(Asked::Use, ask_passkey_after_password(), move |answer| {
            sign_in.dispatch(SignInWithPasskeyAfterPassword { answer, stay: stay.map(|_| "yes".into()) });
        });
    };
    view! {
        <Refused refusal=asking.or(refusal_of(sign_in))/>
        <PasskeyButton label="Use a passkey" busy=Signal::derive(move || asking.busy.get() || pending.get()) press/>
    }
}

/// "Use a passkey", in place of the password before something grave. `done` runs when it worked; otherwise it leads to `next`.
#[component]
pub fn PasskeyInstead(#[prop(optional, into)] done: Option<Callback<()>>, #[prop(optional, into)] next: Option<String>) -> impl IntoView {
    let asking = Asking::new();
    let confirm = ServerAction::<ConfirmWithPasskey>::new();
    let pending = confirm.pending();
    let next = StoredValue::new(next);
    Effect::new(move |_| {
        if let (Some(Ok(())), Some(done)) = (confirm.value().get(), done) {
            done.run(());
        }
    });
    let press = move |()| {
        asking.ask(Asked::Use, ask_passkey_to_confirm(), move |answer| {
            confirm.dispatch(ConfirmWithPasskey { answer, next: next.try_get_value().flatten() });
        });
    };
    view! {
        <Refused refusal=asking.or(refusal_of(confirm))/>
        <PasskeyButton label="Use a passkey instead" busy=Signal::derive(move || asking.busy.get() || pending.get()) press/>
    }
}
