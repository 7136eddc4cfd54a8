//! The second factor on the account page.

use super::api::{MakeRecoveryCodes, RemoveFactor, own_factors};
use super::types::{FactorSeen, FactorsSeen};
use crate::auth::ConfirmFirst;
use crate::auth::passkeys::RenameFactor;
use crate::base::{AppError, ask_first};
use crate::ui::{Banner, Button, ButtonKind, Field, LinkButton, Refused, Section, Skeleton, Tone, When, WhenKind, again, load, refusal_of};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn SecondFactorSection() -> impl IntoView {
    let remove = ServerAction::<RemoveFactor>::new();
    let make = ServerAction::<MakeRecoveryCodes>::new();
    let read = ask_first(|| (), |()| own_factors());
    // What the page knows of the account changes with it: the page is read anew.
    Effect::new(move |_| {
        if matches!(remove.value().get(), Some(Ok(()))) {
            load("/account?done=factor_removed#second-factor");
        }
    });
    let rename = ServerAction::<RenameFactor>::new();
    Effect::new(move |_| {
        if matches!(rename.value().get(), Some(Ok(()))) {
            load("/account?done=factor_renamed#second-factor");
        }
    });
    let (refused_remove, refused_make, refused_rename) = (refusal_of(remove), refusal_of(make), refusal_of(rename));
    view! {
        <Section id="second-factor" title="Second factor" lead="A passkey, or a code from an app on your phone, asked for after the password. A passkey also signs you in alone.">
            <Refused refusal=refused_remove/>
            <Refused refusal=refused_make/>
            <Refused refusal=refused_rename/>
            <Transition fallback=|| view! { <Skeleton rows=2/> }>
                {move || read.get().map(|read| match read {
                    Ok(seen) => view! { <Factors seen remove make rename/> }.into_any(),
                    Err(AppError::SignedOut) => ().into_any(),
                    Err(error) => view! { <Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner> }.into_any(),
                })}
            </Transition>
            <ConfirmFirst id="confirm-remove-factor" refusal=refused_remove again=again(remove)/>
            <ConfirmFirst id="confirm-make-codes" refusal=refused_make again=again(make)/>
        </Section>
    }
}

#[component]
fn Factors(
    seen: FactorsSeen,
    remove: ServerAction<RemoveFactor>,
    make: ServerAction<MakeRecoveryCodes>,
    rename: ServerAction<RenameFactor>,
) -> impl IntoView {
    if seen.factors.is_empty() {
        return view! {
            <p>"You sign in with your password alone."</p>
            <div><LinkButton href="/second-factor" kind=ButtonKind::Primary icon="shield">"Set up a second factor"</LinkButton></div>
        }
        .into_any();
    }
    let rows = seen.factors.into_iter().map(|factor| view! { <Row factor remove rename/> }).collect::<Vec<_>>();
    let left = match seen.codes_left {
        0 => say!("You have no recovery codes left.").to_string(),
        n => say!("You have {} left.", counted!(n, "recovery code")),
    };
    let few = seen.codes_left < 3;
    view! {
        <ul class="auth-factors">{rows}</ul>
        <div><LinkButton href="/second-factor">"Add another"</LinkButton></div>
        <p class=if few { "auth-few" } else { "quiet" }>{left}</p>
        <ActionForm action=make attr:class="form">
            <div><Button submit=true busy=make.pending()>"Make new recovery codes"</Button></div>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Row(factor: FactorSeen, remove: ServerAction<RemoveFactor>, rename: ServerAction<RenameFactor>) -> impl IntoView {
    let (name, remove_it) = (factor.name.clone(), say!("Remove {}", factor.name));
    let kind = if factor.passkey { say!("Passkey. ") } else { say!("Authenticator app. ") };
    let used = factor.last_used_at.map(|at| view! { ", last used " <When at=at.0 kind=WhenKind::Relative/> });
    view! {
        <li class="auth-factor">
            <div>
                <strong>{factor.name.clone()}</strong>
                <p class="quiet">{kind}"Added " <When at=factor.added_at.0 kind=WhenKind::Date/>{used}</p>
            </div>
            <details class="auth-rename">
                <summary>"Rename"<span class="visually-hidden">{format!(" {}", factor.name)}</span></summary>
                <ActionForm action=rename attr:class="form">
                    <input type="hidden" name="id" value=factor.id.to_string()/>
                    <Field label="Name" name="name" id=format!("factor-{}", factor.id) value=name required=true maxlength=60 autocomplete="off"/>
                    <div><Button submit=true busy=rename.pending()>"Save"</Button></div>
                </ActionForm>
            </details>
            <ActionForm action=remove>
                <input type="hidden" name="id" value=factor.id.to_string()/>
                <Button submit=true disabled_because=Signal::stored(factor.why_not_remove) attr:aria-label=remove_it>"Remove"</Button>
            </ActionForm>
        </li>
    }
}
