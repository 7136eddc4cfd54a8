//! The second step of signing in: a code, or a recovery code. Two plain forms that need no JavaScript.

use super::api::{SignInWithCode, SignInWithRecoveryCode};
use crate::auth::passkeys::PasskeyStep;
use crate::ui::{Button, ButtonKind, Field, FieldKind, Plate, Refused, fault_at, refusal_of};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn CodePage() -> impl IntoView {
    let query = use_query_map();
    let with_recovery = Memo::new(move |_| query.with(|q| q.get("with").is_some_and(|with| with == "recovery")));
    view! {
        <Plate title="One more step" foot=|| view! { <p><a href="/signin">"Back to sign in"</a></p> }>
            {move || if with_recovery.get() { view! { <WithRecoveryCode/> }.into_any() } else { view! { <WithCode/> }.into_any() }}
        </Plate>
    }
}

#[component]
fn WithCode() -> impl IntoView {
    let sign_in = ServerAction::<SignInWithCode>::new();
    let refusal = refusal_of(sign_in);
    view! {
        <PasskeyStep/>
        <p>"Enter the six digits that your authenticator app shows for Caseload."</p>
        <Refused refusal/>
        <ActionForm action=sign_in attr:class="form auth-code">
            <Field label="Code" name="code" kind=FieldKind::Code autocomplete="one-time-code" required=true autofocus=true maxlength=12 fault=fault_at(refusal, "code")/>
            <Button kind=ButtonKind::Primary submit=true busy=sign_in.pending()>"Sign in"</Button>
            <p class="auth-aside"><a href="/signin/code?with=recovery">"Use a recovery code instead"</a></p>
        </ActionForm>
    }
}

#[component]
fn WithRecoveryCode() -> impl IntoView {
    let sign_in = ServerAction::<SignInWithRecoveryCode>::new();
    let refusal = refusal_of(sign_in);
    let hint = Signal::stored(Some("One of the ten you put away. Each works once.".to_string()));
    view! {
        <p>"Without your phone, a recovery code lets you in. No codes left? Ask an administrator of your practice to reset your second factor."</p>
        <Refused refusal/>
        <ActionForm action=sign_in attr:class="form">
            <Field label="Recovery code" name="recovery" autocomplete="off" required=true autofocus=true maxlength=60 hint fault=fault_at(refusal, "recovery")/>
            <Button kind=ButtonKind::Primary submit=true busy=sign_in.pending()>"Sign in"</Button>
            <p class="auth-aside"><a href="/signin/code">"Use the code of the app instead"</a></p>
        </ActionForm>
    }
}
