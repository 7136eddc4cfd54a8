//! "Sign in". A form that works before and without WebAssembly.

use super::api::SignIn;
use super::passkeys::SignInAlone;
use crate::ui::{Banner, Button, ButtonKind, Field, FieldKind, Plate, Refused, Tone, fault_at, refusal_of};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn SignInPage() -> impl IntoView {
    let query = use_query_map();
    let sign_in = ServerAction::<SignIn>::new();
    let refusal = refusal_of(sign_in);
    let next = query.with_untracked(|q| q.get("next").unwrap_or_default());
    let alone = next.clone();
    let notice = move || query.with(|q| q.get("why")).and_then(|why| reason(&why));
    view! {
        <Plate title="Sign in" foot=|| view! { <p>"New here? " <a href="/signup">"Start a practice"</a></p> }>
            {move || notice().map(|(tone, words)| view! { <Banner tone><p>{words}</p></Banner> })}
            <Refused refusal/>
            <ActionForm action=sign_in attr:class="form">
                <input type="hidden" name="next" value=next/>
                <Field label="Email" name="email" kind=FieldKind::Email autocomplete="username webauthn" required=true autofocus=true fault=fault_at(refusal, "email")/>
                <Field label="Password" name="password" kind=FieldKind::Password autocomplete="current-password" required=true fault=fault_at(refusal, "password")/>
                <Button kind=ButtonKind::Primary submit=true busy=sign_in.pending()>"Sign in"</Button>
                <p class="auth-aside"><a href="/reset">"Forgot your password?"</a></p>
            </ActionForm>
            <SignInAlone next=alone/>
        </Plate>
    }
}

/// Why someone finds themselves here.
fn reason(why: &str) -> Option<(Tone, &'static str)> {
    match why {
        "ended" => Some((Tone::Waiting, say!("Your sign-in has ended. Sign in again to go on."))),
        "reset" => Some((Tone::Good, say!("Your password is changed, and every other sign-in has ended. Sign in with the new one."))),
        "email" => Some((Tone::Good, say!("Your new address is confirmed. Sign in with it from now on."))),
        "portal" => Some((Tone::Good, say!("Your account is set up. Sign in with the password you have just chosen."))),
        "closed" => Some((Tone::Neutral, say!("The practice is closed. Everything in it is kept."))),
        _ => None,
    }
}
