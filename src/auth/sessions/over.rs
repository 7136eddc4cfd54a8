//! The sign-in over a page whose session has ended. It covers the page whole, so that nobody reads on, and takes nothing
//! away: whoever signs in again goes on where they were.

use crate::auth::api::SignIn;
use crate::auth::factors::{SignInWithCode, WaysOn};
use crate::auth::passkeys::PasskeyStep;
use crate::ui::{Banner, Button, ButtonKind, DialogFoot, Field, FieldKind, Refused, Tone, fault_at, load, refusal_of};
use caseload_words::view;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos_router::hooks::use_location;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// Why a page is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Nothing happened for so many minutes.
    Idle(i32),
    /// Twelve hours after signing in.
    Twelve,
    /// Ended elsewhere: by the person, by an administrator, by a new password.
    Ended,
}

impl Over {
    pub fn words(self) -> String {
        match self {
            Over::Idle(minutes) => {
                say!("Nothing happened for {}, so you were signed out.", counted!(minutes.into(), "minute"))
            }
            Over::Twelve => say!("A sign-in lasts twelve hours at most, and yours is over.").into(),
            Over::Ended => say!("Your sign-in was ended, here or from elsewhere.").into(),
        }
    }
}

/// Covers the page, and asks to sign in again. `again` runs after it worked, with whoever it is now.
#[component]
pub fn SignInOver(over: RwSignal<Option<Over>>, email: String, #[prop(into)] again: Callback<()>) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| match (over.get(), dialog.get()) {
        (Some(_), Some(dialog)) if !dialog.open() => drop(dialog.show_modal()),
        (None, Some(dialog)) if dialog.open() => dialog.close(),
        _ => {}
    });
    // A browser may close it on a second Escape, whatever the page says: then it opens again.
    let stays = move |_: leptos::ev::Event| {
        if let (Some(_), Some(dialog)) = (over.get_untracked(), dialog.get_untracked()) {
            let _ = dialog.show_modal();
        }
    };
    let why = move || over.get().map(Over::words).unwrap_or_default();
    let email = StoredValue::new(email);
    // Only while it is needed: most pages never need its code, and a page has one field for an address, not a second one
    // behind the scenes.
    let form = move || {
        over.get().map(|_| {
            Suspend::new(async move { sign_in_form(email.get_value(), again).await.unwrap_or_else(|_| view! { <NotFetched/> }.into_any()) })
        })
    };
    view! {
        <dialog id="sign-in-over" node_ref=dialog class="dialog dialog-small sign-in-over" aria-labelledby="sign-in-over-title"
            aria-describedby="sign-in-over-why" on:cancel=move |closing: leptos::ev::Event| closing.prevent_default() on:close=stays>
            <div class="dialog-sheet">
                <header class="dialog-head">
                    <h2 id="sign-in-over-title">"Sign in to go on"</h2>
                    <p class="lead" id="sign-in-over-why">{why}" What you typed is still here."</p>
                </header>
                <div class="dialog-body">{form}</div>
            </div>
        </dialog>
    }
}

#[wasm_split(over, fallible)]
fn sign_in_form(email: String, again: Callback<()>) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <SignInForm email again/> }.into_any())
}

/// Without a connection one signs in in a window of its own once there is one again, and this page notices.
#[component]
fn NotFetched() -> impl IntoView {
    view! {
        <Banner tone=Tone::Bad><p>"The form can’t be fetched. Check the connection."</p></Banner>
        <p class="auth-aside"><a href="/signin" target="_blank" rel="noopener external">"Sign in in a new window"</a></p>
    }
}

#[component]
fn SignInForm(email: String, again: Callback<()>) -> impl IntoView {
    let sign_in = ServerAction::<SignIn>::new();
    let first = move || sign_in.value().with(|done| done.as_ref().and_then(|done| done.as_ref().ok().and_then(|done| done.first)));
    // It is there by the next picture.
    Effect::new(|_| request_animation_frame(to_password));
    Effect::new(move |_| {
        if matches!(sign_in.value().get(), Some(Ok(done)) if done.first.is_none()) {
            again.run(());
        }
    });
    let email = StoredValue::new(email);
    move || match first() {
        Some(ways) => view! { <ThenFactor ways again/> }.into_any(),
        None => view! { <AskPassword sign_in email=email.get_value()/> }.into_any(),
    }
}

#[component]
fn AskPassword(sign_in: ServerAction<SignIn>, email: String) -> impl IntoView {
    let refusal = refusal_of(sign_in);
    let here = use_location();
    let next = move || format!("{}{}", here.pathname.get(), with_mark(&here.search.get()));
    view! {
        <ActionForm action=sign_in attr:class="form">
            <Refused refusal/>
            <input type="hidden" name="stay" value="yes"/>
            <input type="hidden" name="next" value=next/>
            <Field label="Email" name="email" id="over-email" kind=FieldKind::Email autocomplete="username" value=email required=true fault=fault_at(refusal, "email")/>
            <Field label="Password" name="password" id="over-password" kind=FieldKind::Password autocomplete="current-password" required=true fault=fault_at(refusal, "password")/>
            <p class="auth-aside"><a href="/signin" target="_blank" rel="noopener external">"Sign in another way, in a new window"</a></p>
            <DialogFoot>
                <Button on:click=move |_| load("/signin")>"Leave this page"</Button>
                <Button kind=ButtonKind::Primary submit=true busy=sign_in.pending()>"Sign in"</Button>
            </DialogFoot>
        </ActionForm>
    }
}

/// Whoever has a second factor is asked for it here too; with a recovery code one signs in in a window of its own, and this
/// page notices.
#[component]
fn ThenFactor(ways: WaysOn, again: Callback<()>) -> impl IntoView {
    let with_code = ServerAction::<SignInWithCode>::new();
    let refusal = refusal_of(with_code);
    Effect::new(move |_| {
        if matches!(with_code.value().get(), Some(Ok(_))) {
            again.run(());
        }
    });
    let leave = || view! { <Button on:click=move |_| load("/signin")>"Leave this page"</Button> };
    let code = move || {
        view! {
            <ActionForm action=with_code attr:class="form">
                <Refused refusal/>
                <input type="hidden" name="stay" value="yes"/>
                <Field label="Code" name="code" id="over-code" kind=FieldKind::Code autocomplete="one-time-code" required=true autofocus=true maxlength=12
                    hint=Signal::stored(Some(say!("The six digits that your authenticator app shows for Caseload.").to_string())) fault=fault_at(refusal, "code")/>
                <DialogFoot>{leave()} <Button kind=ButtonKind::Primary submit=true busy=with_code.pending()>"Sign in"</Button></DialogFoot>
            </ActionForm>
        }
    };
    view! {
        {ways.code.then(code)}
        {(!ways.code).then(|| view! { <p>"Show your passkey: your fingerprint, face or PIN."</p> })}
        {ways.passkey.then(|| view! { <PasskeyStep stay=again/> })}
        <p class="auth-aside"><a href="/signin/code?with=recovery" target="_blank" rel="noopener external">"Use a recovery code, in a new window"</a></p>
        {(!ways.code).then(|| view! { <DialogFoot>{leave()}</DialogFoot> })}
    }
}

/// The address is filled in already.
fn to_password() {
    let field = document().query_selector("#sign-in-over [type=password]").ok().flatten();
    if let Some(field) = field.and_then(|field| field.dyn_into::<leptos::web_sys::HtmlElement>().ok()) {
        let _ = field.focus();
    }
}

fn with_mark(search: &str) -> String {
    let search = search.trim_start_matches('?');
    if search.is_empty() { String::new() } else { format!("?{search}") }
}
