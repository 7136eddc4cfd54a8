//! "Account": one's own name, address and password, and leaving the team.

use super::api::{ChangeName, ChangePassword};
use super::email::EmailSection;
use super::factors::SecondFactorSection;
use super::sessions::{OwnSignInsSection, own_sign_ins_read};
use super::types::{Me, password_words_beside};
use crate::ui::{Banner, Button, Field, FieldKind, Page, Refused, Section, ThemeSwitch, Tone, fault_at, load, refusal_of};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `leaving` is the team room's part of the page.
#[component]
pub fn AccountPage(me: Me, #[prop(into)] leaving: ViewFn) -> impl IntoView {
    let own = own_sign_ins_read();
    let query = use_query_map();
    let done = move || query.with(|q| q.get("done"));
    let said = move || match done().as_deref() {
        Some("name") => Some(say!("Your name is saved.")),
        Some("password") => Some(say!("Your password is changed. Every other sign-in has ended.")),
        Some("email") => {
            Some(say!("Two links are on their way, to your present address and to the new one. It changes when both have agreed."))
        }
        Some("factor") => Some(say!("Your second factor is set up. From now on it is asked for after the password.")),
        Some("passkey") => Some(say!("Your passkey is added. From now on it signs you in, alone or after the password.")),
        Some("factor_renamed") => Some(say!("The name is saved.")),
        Some("factor_removed") => Some(say!("The second factor is removed.")),
        _ => None,
    };
    view! {
        <Page title="Account" lead=me.email.clone()>
            <div class="settings">
                {move || said().map(|words| view! { <div role="status"><Banner tone=Tone::Good><p>{words}</p></Banner></div> })}
                <Name me=me.clone()/>
                <EmailSection/>
                <Password second_factor=me.second_factor/>
                <SecondFactorSection/>
                <OwnSignInsSection own/>
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
