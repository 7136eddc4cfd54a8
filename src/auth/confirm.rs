//! Entering the password again before something grave, and going on where one was.

use super::api::ConfirmPassword;
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
) -> impl IntoView {
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
                <DialogFoot>
                    <Button on:click=move |_| open.set(false)>"Cancel"</Button>
                    <Button kind=ButtonKind::Primary submit=true busy=confirm.pending()>"Continue"</Button>
                </DialogFoot>
            </ActionForm>
        </Dialog>
    }
}

/// The same as a page.
#[component]
pub fn ConfirmPage() -> impl IntoView {
    let next = use_query_map().with_untracked(|q| q.get("next").unwrap_or_else(|| "/account".into()));
    let confirm = ServerAction::<ConfirmPassword>::new();
    let refusal = refusal_of(confirm);
    view! {
        <Plate title="Confirm it’s you" lead="This is a grave step, so we ask for your password once more.">
            <Refused refusal/>
            <ActionForm action=confirm attr:class="form">
                <input type="hidden" name="next" value=next/>
                <Field label="Your password" name="password" kind=FieldKind::Password autocomplete="current-password" required=true fault=fault_at(refusal, "password")/>
                <Button kind=ButtonKind::Primary submit=true busy=confirm.pending()>"Continue"</Button>
            </ActionForm>
        </Plate>
    }
}
