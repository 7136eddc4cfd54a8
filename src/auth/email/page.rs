//! Asking for another address, on the Account page; and the page behind the two links: buttons, for opening it decides nothing.

use super::api::{AskEmailChange, ConfirmEmail, RefuseEmail, email_link};
use super::types::{EmailLinkSeen, EmailStands, Mailbox};
use crate::auth::confirm::ConfirmFirst;
use crate::base::ask_first;
use crate::ui::{
    Banner, Button, ButtonKind, Field, FieldKind, LinkButton, Plate, Refused, Section, Skeleton, Tone, again, fault_at, refusal_of,
};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

#[component]
pub fn EmailSection() -> impl IntoView {
    let ask = ServerAction::<AskEmailChange>::new();
    let refusal = refusal_of(ask);
    let again = again(ask);
    view! {
        <Section id="email" title="Email" lead="You sign in with it, and the team reaches you by it. We mail a link to your present address and one to the new one: it changes when both agree.">
            <ActionForm action=ask attr:class="form">
                <Refused refusal/>
                <Field label="New email" name="email" kind=FieldKind::Email autocomplete="email" required=true fault=fault_at(refusal, "email")
                    hint=Signal::stored(Some(say!("No way into your present mailbox any more? An administrator of your practice can agree in its place.").to_string()))/>
                <div><Button submit=true busy=ask.pending()>"Change email"</Button></div>
            </ActionForm>
            <ConfirmFirst id="confirm-email" refusal again/>
        </Section>
    }
}

#[component]
pub fn ConfirmEmailPage() -> impl IntoView {
    let token = use_params_map().with_untracked(|p| p.get("token").unwrap_or_default());
    let was_refused = use_query_map().with_untracked(|q| q.get("refused").is_some());
    let (confirm, refuse) = (ServerAction::<ConfirmEmail>::new(), ServerAction::<RefuseEmail>::new());
    let link = ask_first(
        {
            let token = token.clone();
            move || (token.clone(), confirm.version().get())
        },
        |(token, _)| email_link(token),
    );
    let refused = move || was_refused || matches!(refuse.value().get(), Some(Ok(())));
    view! {
        <Plate title="A new address">
            <Suspense fallback=|| view! { <Skeleton rows=2/> }>
                {move || {
                    let token = token.clone();
                    link.get().map(|seen| match seen {
                        _ if refused() => view! { <WasRefused/> }.into_any(),
                        Ok(seen) if seen.stands == EmailStands::Open => view! { <Agree token seen confirm refuse/> }.into_any(),
                        Ok(seen) if seen.stands == EmailStands::WaitsForOther => view! { <Waits token seen refuse/> }.into_any(),
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
fn Agree(token: String, seen: EmailLinkSeen, confirm: ServerAction<ConfirmEmail>, refuse: ServerAction<RefuseEmail>) -> impl IntoView {
    let refusal = Signal::derive(move || refusal_of(confirm).get().or_else(|| refusal_of(refuse).get()));
    let old = seen.at == Mailbox::Old;
    let label = if old { say!("Agree") } else { say!("Confirm this address") };
    let its = token.clone();
    view! {
        <Refused refusal/>
        {if old {
            view! { <p>"Someone, probably you, wants to sign in with " <strong>{seen.new_email}</strong> " instead of this address. Do you agree?"</p> }.into_any()
        } else {
            view! { <p>"Confirm that " <strong>{seen.new_email}</strong> " is yours. You sign in with it once your present mailbox has agreed too."</p> }.into_any()
        }}
        <ActionForm action=confirm attr:class="form">
            <input type="hidden" name="token" value=its/>
            <Button kind=ButtonKind::Primary submit=true busy=confirm.pending()>{label}</Button>
        </ActionForm>
        {old.then(|| view! { <Refuse token refuse/> })}
    }
}

#[component]
fn Waits(token: String, seen: EmailLinkSeen, refuse: ServerAction<RefuseEmail>) -> impl IntoView {
    let old = seen.at == Mailbox::Old;
    let other = if old {
        say!("The link in the mail to {} comes next.", seen.new_email)
    } else {
        say!("The link in the mail to your present address comes next.").to_string()
    };
    view! {
        <div role="status"><Banner tone=Tone::Good><p>"Thank you. One of two mailboxes has agreed."</p></Banner></div>
        <p>{other}" Until then you sign in as before."</p>
        {old.then(|| view! { <Refuse token refuse/> })}
    }
}

#[component]
fn Refuse(token: String, refuse: ServerAction<RefuseEmail>) -> impl IntoView {
    view! {
        <ActionForm action=refuse attr:class="form">
            <input type="hidden" name="token" value=token/>
            <Button kind=ButtonKind::Danger submit=true busy=refuse.pending()>"It wasn’t me: refuse"</Button>
        </ActionForm>
    }
}

#[component]
fn WasRefused() -> impl IntoView {
    view! {
        <div role="status"><Banner tone=Tone::Good><p>"Refused. Your address stays as it is."</p></Banner></div>
        <p>"If you did not ask for this, someone else may know your password. Choose a new one: that ends every sign-in."</p>
        <LinkButton href="/reset">"Reset the password"</LinkButton>
    }
}
