//! Entering the password again before something grave, and going on where one was.

use super::api::{ConfirmPassword, whoami};
use super::types::Me;
use crate::base::AppError;
use crate::ui::{Button, ButtonKind, Dialog, DialogFoot, DialogSize, Field, FieldKind, Plate, Refused, fault_at, refusal_of};
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
    /// Outside the frame, where nothing else says so: there is a second factor.
    #[prop(optional)]
    code: bool,
) -> impl IntoView {
    let code = code || use_context::<Me>().is_some_and(|me| me.second_factor);
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
                {code.then(|| view! { <CodeField id=format!("{id}-code") fault=fault_at(wrong, "code")/> })}
                <DialogFoot>
                    <Button on:click=move |_| open.set(false)>"Cancel"</Button>
                    <Button kind=ButtonKind::Primary submit=true busy=confirm.pending()>"Continue"</Button>
                </DialogFoot>
            </ActionForm>
        </Dialog>
    }
}

/// What the authenticator app shows.
#[component]
fn CodeField(id: String, fault: Signal<Option<String>>) -> impl IntoView {
    let hint = Signal::stored(Some("The six digits your authenticator app shows now.".to_string()));
    view! { <Field label="Code" name="code" id kind=FieldKind::Code autocomplete="one-time-code" required=true maxlength=12 hint fault/> }
}

/// The same as a page.
#[component]
pub fn ConfirmPage() -> impl IntoView {
    let next = use_query_map().with_untracked(|q| q.get("next").unwrap_or_else(|| "/account".into()));
    let confirm = ServerAction::<ConfirmPassword>::new();
    let refusal = refusal_of(confirm);
    let who = Resource::new_blocking(|| (), |()| whoami());
    view! {
        <Plate title="Confirm it’s you" lead="This is a grave step, so we ask for your password once more.">
            <Refused refusal/>
            <ActionForm action=confirm attr:class="form">
                <input type="hidden" name="next" value=next/>
                <Field label="Your password" name="password" kind=FieldKind::Password autocomplete="current-password" required=true fault=fault_at(refusal, "password")/>
                <Suspense>
                    {move || who.get().and_then(Result::ok).flatten().filter(|me| me.second_factor).map(|_| view! {
                        <CodeField id=String::from("confirm-code") fault=fault_at(refusal, "code")/>
                    })}
                </Suspense>
                <Button kind=ButtonKind::Primary submit=true busy=confirm.pending()>"Continue"</Button>
            </ActionForm>
        </Plate>
    }
}
