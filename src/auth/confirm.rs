//! Entering the password again before something grave, and going on where one was.

use super::api::{ConfirmPassword, whoami};
use super::passkeys::PasskeyInstead;
use super::types::Me;
use crate::base::{AppError, ask_first};
use crate::ui::{Button, ButtonKind, Dialog, DialogFoot, DialogSize, Field, FieldKind, Plate, Refused, fault_at, refusal_of};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Watches an action: refused for want of a fresh password, it asks for it and does the action again.
#[component]
pub fn ConfirmFirst(
    /// Unique in the page.
    id: &'static str,
    /// What the action was refused with.
    refusal: Signal<Option<AppError>>,
    /// Does it again.
    #[prop(into)]
    again: Callback<()>,
    /// Outside the frame, where nothing else says so: there is an authenticator app.
    #[prop(optional)]
    code: bool,
    /// The same: there is a passkey.
    #[prop(optional)]
    passkey: bool,
) -> impl IntoView {
    let me = use_context::<Me>();
    let code = code || me.as_ref().is_some_and(|me| me.authenticator);
    let passkey = passkey || me.is_some_and(|me| me.passkey);
    let open = RwSignal::new(false);
    let confirm = ServerAction::<ConfirmPassword>::new();
    let wrong = refusal_of(confirm);
    Effect::new(move |_| {
        if refusal.get() == Some(AppError::ConfirmPassword) {
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if matches!(confirm.value().get(), Some(Ok(()))) && open.get_untracked() {
            open.set(false);
            again.run(());
        }
    });
    let confirmed = Callback::new(move |()| {
        open.set(false);
        again.run(());
    });
    view! {
        // Without JavaScript the refusal itself leads to the page below.
        <Show when=move || refusal.get() == Some(AppError::ConfirmPassword) && !open.get()>
            <p role="alert">"Enter your password again to go on. " <a href="/confirm">"Confirm it’s you"</a></p>
        </Show>
        <Dialog id open size=DialogSize::Small title="Confirm it’s you" lead="This is a grave step, so we ask for your password once more.">
            <ActionForm action=confirm attr:class="form">
                <Refused refusal=wrong/>
                <Field label="Your password" name="password" id=format!("{id}-password") kind=FieldKind::Password autocomplete="current-password"
                    required=true fault=fault_at(wrong, "password")/>
                {second(code, passkey, format!("{id}-code"), fault_at(wrong, "code"))}
                <DialogFoot>
                    <Button on:click=move |_| open.set(false)>"Cancel"</Button>
                    <Button kind=ButtonKind::Primary submit=true busy=confirm.pending()>"Continue"</Button>
                </DialogFoot>
            </ActionForm>
            {passkey.then(|| view! { <PasskeyInstead done=confirmed/> })}
        </Dialog>
    }
}

/// Beside the password: what the authenticator app shows, or a recovery code where there are passkeys only.
fn second(code: bool, passkey: bool, id: String, fault: Signal<Option<String>>) -> Option<AnyView> {
    if code {
        let hint = Signal::stored(Some(say!("The six digits your authenticator app shows now.").to_string()));
        Some(view! { <Field label="Code" name="code" id kind=FieldKind::Code autocomplete="one-time-code" required=true maxlength=12 hint fault/> }.into_any())
    } else if passkey {
        let hint = Signal::stored(Some(say!("Where you can’t use your passkey. Each works once.").to_string()));
        Some(view! { <Field label="Recovery code" name="code" id autocomplete="off" required=true maxlength=60 hint fault/> }.into_any())
    } else {
        None
    }
}

/// The same as a page.
#[component]
pub fn ConfirmPage() -> impl IntoView {
    let next = use_query_map().with_untracked(|q| q.get("next").unwrap_or_else(|| "/account".into()));
    let confirm = ServerAction::<ConfirmPassword>::new();
    let refusal = refusal_of(confirm);
    let who = ask_first(|| (), |()| whoami());
    let me = move || who.get().and_then(Result::ok).flatten();
    let then = StoredValue::new(next.clone());
    view! {
        <Plate title="Confirm it’s you" lead="This is a grave step, so we ask for your password once more.">
            <Refused refusal/>
            <ActionForm action=confirm attr:class="form">
                <input type="hidden" name="next" value=next/>
                <Field label="Your password" name="password" kind=FieldKind::Password autocomplete="current-password" required=true fault=fault_at(refusal, "password")/>
                <Suspense>
                    {move || me().and_then(|me| second(me.authenticator, me.passkey, "confirm-code".into(), fault_at(refusal, "code")))}
                </Suspense>
                <Button kind=ButtonKind::Primary submit=true busy=confirm.pending()>"Continue"</Button>
            </ActionForm>
            <Suspense>
                {move || me().filter(|me| me.passkey).map(|_| view! { <PasskeyInstead next=then.get_value()/> })}
            </Suspense>
        </Plate>
    }
}
