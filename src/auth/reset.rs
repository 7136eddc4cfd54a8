//! "Reset your password": asking for a link, and choosing a new password by it.

use super::api::{AskReset, ResetPassword, reset_link};
use super::types::{LinkState, password_words};
use crate::base::ask_first;
use crate::ui::{Banner, Button, ButtonKind, Field, FieldKind, LinkButton, Plate, Refused, Skeleton, Tone, fault_at, refusal_of};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

#[component]
pub fn ResetPage() -> impl IntoView {
    let query = use_query_map();
    let ask = ServerAction::<AskReset>::new();
    let refusal = refusal_of(ask);
    let sent = move || query.with(|q| q.get("sent").is_some()) || ask.value().with(|v| matches!(v, Some(Ok(()))));
    view! {
        <Plate title="Reset your password" foot=|| view! { <p><a href="/signin">"Back to sign in"</a></p> }>
            {move || {
                if sent() {
                    view! {
                        <Banner tone=Tone::Good title="Look into your mail">
                            <p>"If there is an account for this address, a link to choose a new password is on its way. It works for an hour. Look into the spam folder too."</p>
                        </Banner>
                    }
                        .into_any()
                } else {
                    view! {
                        <Refused refusal/>
                        <p>"Enter your address. If there is an account for it, we mail a link to choose a new password."</p>
                        <ActionForm action=ask attr:class="form">
                            <Field label="Email" name="email" kind=FieldKind::Email autocomplete="username" required=true fault=fault_at(refusal, "email")/>
                            <Button kind=ButtonKind::Primary submit=true busy=ask.pending()>"Send me a link"</Button>
                        </ActionForm>
                    }
                        .into_any()
                }
            }}
        </Plate>
    }
}

/// Behind the mailed link. The link is looked at before the form is shown.
#[component]
pub fn NewPasswordPage() -> impl IntoView {
    let token = use_params_map().with_untracked(|p| p.get("token").unwrap_or_default());
    let link = ask_first(
        {
            let token = token.clone();
            move || token.clone()
        },
        reset_link,
    );
    view! {
        <Plate title="Choose a new password" foot=|| view! { <p><a href="/signin">"Back to sign in"</a></p> }>
            <Suspense fallback=|| view! { <Skeleton rows=3/> }>
                {move || {
                    let token = token.clone();
                    link.get().map(|state| match state {
                        Ok(LinkState::Good) => view! { <NewPassword token/> }.into_any(),
                        Ok(LinkState::Used) => view! { <DeadEnd words="This link was used already. If it was not by you, ask for a new one now."/> }.into_any(),
                        Ok(LinkState::Expired) => view! { <DeadEnd words="This link has expired: it works for an hour."/> }.into_any(),
                        Err(_) => view! { <DeadEnd words="This link is not complete. Copy it whole from the mail, or ask for a new one."/> }.into_any(),
                    })
                }}
            </Suspense>
        </Plate>
    }
}

#[component]
fn NewPassword(token: String) -> impl IntoView {
    let reset = ServerAction::<ResetPassword>::new();
    let refusal = refusal_of(reset);
    view! {
        <Refused refusal/>
        <ActionForm action=reset attr:class="form">
            <input type="hidden" name="token" value=token/>
            <Field label="New password" name="password" kind=FieldKind::Password autocomplete="new-password" required=true
                hint=Signal::derive(|| Some(password_words())) fault=fault_at(refusal, "password")/>
            <Button kind=ButtonKind::Primary submit=true busy=reset.pending()>"Change password"</Button>
            <p class="quiet">"Every sign-in of your account ends, on all devices."</p>
        </ActionForm>
    }
}

#[component]
fn DeadEnd(words: &'static str) -> impl IntoView {
    view! {
        <Banner tone=Tone::Warning><p>{words}</p></Banner>
        <LinkButton href="/reset" kind=ButtonKind::Primary>"Ask for a new link"</LinkButton>
    }
}
