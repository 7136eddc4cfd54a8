//! "Where you are signed in" on the Account page: end one, or all the others; and the browsers that are known.

use super::api::{EndOtherSessions, EndOwnSession, own_sign_ins};
use super::rows::SignInRow;
use super::types::{Device, SignedInAt};
use crate::base::{AppError, Asked, ask};
use crate::ui::{Banner, Button, ButtonKind, Icon, Refused, Section, Skeleton, Tone, When, WhenKind, refusal_of, toast};
use caseload_words::view;
use leptos::prelude::*;

/// What the section works with; made at the top of the page that shows it.
#[derive(Clone, Copy)]
pub struct OwnSignInsRead {
    read: Asked<Result<SignedInAt, AppError>>,
    end: ServerAction<EndOwnSession>,
    others: ServerAction<EndOtherSessions>,
}

pub fn own_sign_ins_read() -> OwnSignInsRead {
    let (end, others) = (ServerAction::<EndOwnSession>::new(), ServerAction::<EndOtherSessions>::new());
    let read = ask(move || (end.version().get(), others.version().get()), |_| own_sign_ins());
    OwnSignInsRead { read, end, others }
}

#[component]
pub fn OwnSignInsSection(own: OwnSignInsRead) -> impl IntoView {
    let OwnSignInsRead { read, end, others } = own;
    let refusal = Signal::derive(move || refusal_of(end).get().or_else(|| refusal_of(others).get()));
    Effect::new(move |_| {
        if matches!(end.value().get(), Some(Ok(()))) {
            toast(Tone::Good, say!("That browser is signed out."));
        }
    });
    Effect::new(move |_| {
        if let Some(Ok(ended)) = others.value().get() {
            toast(Tone::Good, say!("{} ended.", counted!(ended, "other sign-in")));
        }
    });
    view! {
        <Section id="sign-ins" title="Where you are signed in" lead="Each browser that is signed in with your account. What you end here is refused from its next click on.">
            <Refused refusal/>
            <Transition fallback=|| view! { <Skeleton rows=3/> }>
                {move || read.get().map(|found| match found {
                    Ok(seen) => view! { <SignIns seen own/> }.into_any(),
                    Err(error) => view! { <Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner> }.into_any(),
                })}
            </Transition>
        </Section>
    }
}

#[component]
fn SignIns(seen: SignedInAt, own: OwnSignInsRead) -> impl IntoView {
    let OwnSignInsRead { end, others, .. } = own;
    let alone = seen.open.iter().all(|s| s.this);
    let rows = seen.open.into_iter().map(|seen| {
        let (this, id, name) = (seen.this, seen.id.to_string(), format!(" {}, {}", seen.device, seen.ip));
        view! {
            <SignInRow seen>
                {(!this).then(|| view! {
                    <ActionForm action=end>
                        <input type="hidden" name="session" value=id/>
                        <Button submit=true busy=end.pending()>"End"<span class="visually-hidden">{name}</span></Button>
                    </ActionForm>
                })}
            </SignInRow>
        }
    });
    view! {
        <ul class="card" aria-label="Signed in now">{rows.collect_view()}</ul>
        {if alone {
            view! { <p class="quiet">"You are signed in nowhere else."</p> }.into_any()
        } else {
            view! {
                <ActionForm action=others><Button kind=ButtonKind::Danger submit=true busy=others.pending()>"End all others"</Button></ActionForm>
            }
            .into_any()
        }}
        {(!seen.devices.is_empty()).then(|| view! { <Devices devices=seen.devices/> })}
    }
}

#[component]
fn Devices(devices: Vec<Device>) -> impl IntoView {
    let rows = devices.into_iter().map(|seen| {
        let name = if seen.device.is_empty() { say!("A browser used before").to_string() } else { seen.device };
        let from = if seen.ip.is_empty() { String::new() } else { say!("Last from {} · ", seen.ip) };
        view! {
            <li class="settings-row">
                <span class="row-text">
                    <span class="row-title"><Icon name="monitor"/>{name}{seen.this.then_some(say!(" (this browser)"))}</span>
                    <span class="row-detail">
                        {from}"first seen "<When at=seen.first_seen.0 kind=WhenKind::Date/>" · last "<When at=seen.last_seen.0 kind=WhenKind::Date/>
                    </span>
                </span>
            </li>
        }
    });
    view! {
        <details class="sign-in-devices">
            <summary>"Browsers you have used"</summary>
            <p class="quiet">"A sign-in from any other browser is told to you by mail."</p>
            <ul class="card" aria-label="Browsers you have used">{rows.collect_view()}</ul>
        </details>
    }
}
