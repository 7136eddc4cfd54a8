//! "Account": one's own name, address and password, and leaving the team.

use super::api::{AskEmailChange, ChangeName, ChangePassword, ConfirmEmail, email_link};
use super::confirm::ConfirmFirst;
use super::factors::SecondFactorSection;
use super::types::{LinkState, Me, password_words_beside};
use crate::ui::{
    Banner, Button, ButtonKind, Field, FieldKind, LinkButton, Page, Plate, Refused, Section, Skeleton, ThemeSwitch, Tone, again, fault_at,
    load, refusal_of,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// `leaving` is the team room's part of the page.
#[component]
pub fn AccountPage(me: Me, #[prop(into)] leaving: ViewFn) -> impl IntoView {
    let query = use_query_map();
    let done = move || query.with(|q| q.get("done"));
    let said = move || match done().as_deref() {
        Some("name") => Some("Your name is saved."),
        Some("password") => Some("Your password is changed. Every other sign-in has ended."),
        Some("email") => Some("A link is on its way to the new address. It changes when you open the link and confirm."),
        Some("factor") => Some("Your second factor is set up. From now on a code is asked for after the password."),
        Some("factor_removed") => Some("The second factor is removed."),
        _ => None,
    };
    view! {
        <Page title="Account" lead=me.email.clone()>
            <div class="settings">
                {move || said().map(|words| view! { <div role="status"><Banner tone=Tone::Good><p>{words}</p></Banner></div> })}
                <Name me=me.clone()/>
                <Email/>
                <Password second_factor=me.second_factor/>
                <SecondFactorSection/>
                <Section id="look" title="Appearance" lead="On this device."><ThemeSwitch/></Section>
                {leaving.run()}
            </div>
        </Page>
    }
}

#[component]
fn Name(me: Me) -> impl IntoView {
    let save = ServerAction::<ChangeName>::new();
    let refusal = refusal_of(save);
    Effect::new(move |_| {
        if matches!(save.value().get(), Some(Ok(()))) {
            load("/account?done=name");
        }
    });
    view! {
        <Section id="name" title="Name" lead="As it should stand on notes and signatures.">
            <ActionForm action=save attr:class="form">
                <Refused refusal/>
                <Field label="First name" name="first_name" value=me.first_name autocomplete="given-name" required=true fault=fault_at(refusal, "first_name")/>
                <Field label="Last name" name="last_name" value=me.last_name autocomplete="family-name" required=true fault=fault_at(refusal, "last_name")/>
                <div><Button submit=true busy=save.pending()>"Save name"</Button></div>
            </ActionForm>
        </Section>
    }
}

#[component]
fn Email() -> impl IntoView {
    let ask = ServerAction::<AskEmailChange>::new();
    let refusal = refusal_of(ask);
    let again = again(ask);
    view! {
        <Section id="email" title="Email" lead="You sign in with it, and the team reaches you by it. We mail a link to the new address first.">
            <ActionForm action=ask attr:class="form">
                <Refused refusal/>
                <Field label="New email" name="email" kind=FieldKind::Email autocomplete="email" required=true fault=fault_at(refusal, "email")/>
                <div><Button submit=true busy=ask.pending()>"Change email"</Button></div>
            </ActionForm>
            <ConfirmFirst id="confirm-email" refusal again/>
        </Section>
    }
}

#[component]
fn Password(second_factor: bool) -> impl IntoView {
    let change = ServerAction::<ChangePassword>::new();
    let refusal = refusal_of(change);
    view! {
        <Section id="password" title="Password" lead="Changing it ends every other sign-in of yours.">
            <ActionForm action=change attr:class="form">
                <Refused refusal/>
                <Field label="Current password" name="current" kind=FieldKind::Password autocomplete="current-password" required=true fault=fault_at(refusal, "current")/>
                <Field label="New password" name="password" kind=FieldKind::Password autocomplete="new-password" required=true
                    hint=Signal::derive(move || Some(password_words_beside(second_factor))) fault=fault_at(refusal, "password")/>
                <div><Button submit=true busy=change.pending()>"Change password"</Button></div>
            </ActionForm>
        </Section>
    }
}

/// Behind the link to a new address: a button, for opening it decides nothing.
#[component]
pub fn ConfirmEmailPage() -> impl IntoView {
    let token = use_params_map().with_untracked(|p| p.get("token").unwrap_or_default());
    let link = Resource::new_blocking(
        {
            let token = token.clone();
            move || token.clone()
        },
        email_link,
    );
    view! {
        <Plate title="Your new address">
            <Suspense fallback=|| view! { <Skeleton rows=2/> }>
                {move || {
                    let token = token.clone();
                    link.get().map(|state| match state {
                        Ok((LinkState::Good, email)) => view! { <ConfirmAddress token email/> }.into_any(),
                        _ => view! {
                            <Banner tone=Tone::Warning><p>"This link no longer works. Ask for a new one under Account."</p></Banner>
                            <LinkButton href="/account">"Account"</LinkButton>
                        }.into_any(),
                    })
                }}
            </Suspense>
        </Plate>
    }
}

#[component]
fn ConfirmAddress(token: String, email: String) -> impl IntoView {
    let confirm = ServerAction::<ConfirmEmail>::new();
    let refusal = refusal_of(confirm);
    view! {
        <Refused refusal/>
        <p>"From now on you sign in with " <strong>{email}</strong> "."</p>
        <ActionForm action=confirm attr:class="form">
            <input type="hidden" name="token" value=token/>
            <Button kind=ButtonKind::Primary submit=true busy=confirm.pending()>"Confirm this address"</Button>
        </ActionForm>
    }
}
