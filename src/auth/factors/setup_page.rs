//! Setting up a second factor, step by step. The page stands outside the frame: whoever must have one sees nothing else
//! before it is done.

use super::api::{BeginAuthenticator, CodesPutAway, ConfirmAuthenticator, enrolment_so_far};
use super::codes::Codes;
use super::types::{Enrolment, Setup};
use crate::auth::passkeys::{AddPasskey, AddPasskeySection};
use crate::auth::{ConfirmFirst, SignOut};
use crate::base::{AppError, ask_first};
use crate::ui::{
    Banner, Button, ButtonKind, Field, FieldKind, LinkButton, Plate, QrPicture, Refused, Skeleton, Tone, again, fault_at, refusal_of,
};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::components::Redirect;
use server_fn::ServerFn;

#[component]
pub fn SecondFactorPage() -> impl IntoView {
    let begin = ServerAction::<BeginAuthenticator>::new();
    let confirm = ServerAction::<ConfirmAuthenticator>::new();
    let put_away = ServerAction::<CodesPutAway>::new();
    let add = ServerAction::<AddPasskey>::new();
    let read = ask_first(move || (begin.version().get(), confirm.version().get(), add.version().get()), |_| enrolment_so_far());
    view! {
        <Plate title="Second factor">
            <Transition fallback=|| view! { <Skeleton rows=4/> }>
                {move || read.get().map(|read| match read {
                    Ok(Enrolment::Begin { required_by, must, by_app, by_passkey, passkeys_only, device }) => {
                        view! { <Begin begin add required_by must by_app by_passkey passkeys_only device/> }.into_any()
                    }
                    Ok(Enrolment::Setup(setup)) => view! { <SetUp setup=*setup confirm/> }.into_any(),
                    Ok(Enrolment::Codes { email, codes }) => view! { <Codes email codes put_away/> }.into_any(),
                    Err(AppError::SignedOut) => view! { <Redirect path="/signin?next=%2Fsecond-factor"/> }.into_any(),
                    Err(error) => view! { <Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner> }.into_any(),
                })}
            </Transition>
        </Plate>
    }
}

#[component]
fn Begin(
    begin: ServerAction<BeginAuthenticator>,
    add: ServerAction<AddPasskey>,
    required_by: Option<String>,
    must: bool,
    by_app: bool,
    by_passkey: bool,
    passkeys_only: bool,
    device: String,
) -> impl IntoView {
    let refusal = refusal_of(begin);
    // Where there is one already, a fresh sign-in takes it too.
    let (code, passkey) = (by_app, by_passkey);
    let asks_for = if passkeys_only { say!("a passkey") } else { say!("a second factor") };
    let hint = Signal::stored(Some(say!("So that you know it again.").to_string()));
    view! {
        {required_by.map(|practice| view! {
            <Banner tone=Tone::Waiting>
                <p>{if must {
                    say!("{practice} asks for {asks_for}. Set it up to go on.")
                } else {
                    say!("{practice} asks for {asks_for}.")
                }}</p>
            </Banner>
        })}
        <AddPasskeySection add device code passkey/>
        {(!passkeys_only).then(|| view! {
            <section class="form" aria-labelledby="authenticator-app">
                <h2 id="authenticator-app">"Authenticator app"</h2>
                <p>"After your password you will enter a code that an app on your phone shows, such as a password manager or an authenticator app. Whoever learns your password can’t sign in without it."</p>
                <Refused refusal/>
                <ActionForm action=begin attr:class="form">
                    <Field label="Name of the device" name="name" value="My phone" required=true maxlength=60 autocomplete="off" hint fault=fault_at(refusal, "name")/>
                    <Button submit=true busy=begin.pending()>"Set it up"</Button>
                </ActionForm>
            </section>
        })}
        {if must {
            view! { <form method="post" action=SignOut::url() class="auth-aside"><button class="button" type="submit">"Sign out"</button></form> }.into_any()
        } else {
            view! { <LinkButton href="/account#second-factor">"Not now"</LinkButton> }.into_any()
        }}
        <ConfirmFirst id="confirm-factor" refusal again=again(begin) code passkey/>
    }
}

#[component]
fn SetUp(setup: Setup, confirm: ServerAction<ConfirmAuthenticator>) -> impl IntoView {
    let refusal = refusal_of(confirm);
    view! {
        <ol class="auth-steps">
            <li>
                <p>"Scan this with your authenticator app."</p>
                <div class="auth-qr"><QrPicture qr=setup.qr label="QR code for your authenticator app"/></div>
                <p>"Or type this secret into it:"</p>
                <p class="auth-secret"><code>{setup.secret}</code></p>
                <p><a href=setup.url rel="external">"Open it in an app on this device"</a></p>
            </li>
            <li>
                <p>"Enter the six digits that the app shows now."</p>
                <Refused refusal/>
                <ActionForm action=confirm attr:class="form auth-code">
                    <input type="hidden" name="id" value=setup.id.to_string()/>
                    <Field label="Code" name="code" kind=FieldKind::Code autocomplete="one-time-code" required=true maxlength=12 fault=fault_at(refusal, "code")/>
                    <Button kind=ButtonKind::Primary submit=true busy=confirm.pending()>"Confirm"</Button>
                </ActionForm>
            </li>
        </ol>
        <p class="quiet">"It counts once a code was right. Every other sign-in of yours ends then."</p>
    }
}
