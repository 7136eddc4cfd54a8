//! The second step of signing in: a code, or a recovery code. Two plain forms that need no JavaScript.

use super::api::{SignInWithCode, SignInWithRecoveryCode, ways_after_password};
use super::types::WaysOn;
use crate::auth::passkeys::PasskeyStep;
use crate::base::ask_first;
use crate::ui::{Button, ButtonKind, Field, FieldKind, Plate, Refused, Skeleton, fault_at, refusal_of};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn CodePage() -> impl IntoView {
    let query = use_query_map();
    let with_recovery = Memo::new(move |_| query.with(|q| q.get("with").is_some_and(|with| with == "recovery")));
    let ways = ask_first(|| (), |()| ways_after_password());
    view! {
        <Plate title="One more step" foot=|| view! { <p><a href="/signin">"Back to sign in"</a></p> }>
            <Suspense fallback=|| view! { <Skeleton rows=2/> }>
                {move || {
                    let recovery = with_recovery.get();
                    // Whoever is not half way in is told so when they try.
                    let ways = ways.get().map(|ways| ways.unwrap_or(WaysOn { code: true, passkey: false }));
                    ways.map(|ways| match (recovery, ways) {
                        (true, _) => view! { <WithRecoveryCode ways/> }.into_any(),
                        (false, WaysOn { code: true, passkey }) => view! { {passkey.then(|| view! { <PasskeyStep/> })} <WithCode/> }.into_any(),
                        (false, _) => view! { <WithPasskey/> }.into_any(),
                    })
                }}
            </Suspense>
        </Plate>
    }
}

#[component]
fn WithCode() -> impl IntoView {
    let sign_in = ServerAction::<SignInWithCode>::new();
    let refusal = refusal_of(sign_in);
    view! {
        <p>"Enter the six digits that your authenticator app shows for Caseload."</p>
        <Refused refusal/>
        <ActionForm action=sign_in attr:class="form auth-code">
            <Field label="Code" name="code" kind=FieldKind::Code autocomplete="one-time-code" required=true autofocus=true maxlength=12 fault=fault_at(refusal, "code")/>
            <Button kind=ButtonKind::Primary submit=true busy=sign_in.pending()>"Sign in"</Button>
            <p class="auth-aside"><a href="/signin/code?with=recovery">"Use a recovery code instead"</a></p>
        </ActionForm>
    }
}

/// Where a passkey is the only way on.
#[component]
fn WithPasskey() -> impl IntoView {
    view! {
        <p>"Show your passkey: your fingerprint, face or PIN."</p>
        <PasskeyStep/>
        <noscript><p class="quiet">"Passkeys need JavaScript."</p></noscript>
        <p class="auth-aside"><a href="/signin/code?with=recovery">"Use a recovery code instead"</a></p>
    }
}

#[component]
fn WithRecoveryCode(ways: WaysOn) -> impl IntoView {
    let sign_in = ServerAction::<SignInWithRecoveryCode>::new();
    let refusal = refusal_of(sign_in);
    let hint = Signal::stored(Some(say!("One of the ten you put away. Each works once.").to_string()));
    view! {
        <p>"Without your phone or passkey, a recovery code lets you in. No codes left? Ask an administrator of your practice to reset your second factor."</p>
        <Refused refusal/>
        <ActionForm action=sign_in attr:class="form">
            <Field label="Recovery code" name="recovery" autocomplete="off" required=true autofocus=true maxlength=60 hint fault=fault_at(refusal, "recovery")/>
            <Button kind=ButtonKind::Primary submit=true busy=sign_in.pending()>"Sign in"</Button>
            <p class="auth-aside"><a href="/signin/code">{if ways.code { say!("Use the code of the app instead") } else { say!("Use a passkey instead") }}</a></p>
        </ActionForm>
    }
}
