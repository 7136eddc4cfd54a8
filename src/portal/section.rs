//! A client's account, as the practice sees it: how it stands, and Invite, Send again, Copy link, Revoke, End.

use super::api::{CopyPortalLink, EndPortalAccess, InviteClient, RevokePortalInvitation, portal_of_client};
use super::types::{ClientPortal, PortalState};
use crate::base::{AppError, ClientId, ask_first};
use crate::mail::{Sending, SendingState};
use crate::ui::{
    Badge, Banner, Button, ButtonKind, CopyButton, Page, Refused, Section, Skeleton, SkeletonKind, Status, Tone, When, WhenKind, copy_text,
    fault_at, refusal_of, toast,
};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// "/clients/…/portal": the section by itself, for where there is no JavaScript, and for links to it.
#[component]
pub fn ClientPortalPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id").and_then(|id| id.parse::<ClientId>().ok())));
    view! {
        <Page title="Client portal" back=("/clients".to_string(), say!("Clients").to_string())>
            <PortalSection client=id alone=true/>
        </Page>
    }
}

/// Where the client's page begins, not inside what waits for something: it asks for its own.
#[component]
pub fn PortalSection(
    #[prop(into)] client: Signal<Option<ClientId>>,
    /// On a page of its own, which then says so when there is nothing to show.
    #[prop(optional)]
    alone: bool,
) -> impl IntoView {
    let does = Does { invite: ServerAction::new(), copy: ServerAction::new(), revoke: ServerAction::new(), end: ServerAction::new() };
    let read = ask_first(
        move || (client.get(), does.invite.version().get(), does.revoke.version().get(), does.end.version().get()),
        |(client, ..)| async move {
            match client {
                Some(client) => portal_of_client(client).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    Effect::new(move |_| {
        if matches!(does.invite.value().get(), Some(Ok(()))) {
            toast(Tone::Good, say!("The invitation is on its way. Only the newest link works."));
        }
    });
    view! {
        <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=3/> }>
            {move || match (read.get()?, client.get()) {
                (Ok(seen), Some(client)) => Some(view! { <Standing client seen does/> }.into_any()),
                (Err(error), _) if alone => Some(view! {
                    <Status code=error.status()/>
                    <Banner tone=Tone::Warning><p>{error.to_string()}</p></Banner>
                }.into_any()),
                _ => None,
            }}
        </Transition>
    }
}

/// What can be done here; made once, whatever is read anew.
#[derive(Clone, Copy)]
struct Does {
    invite: ServerAction<InviteClient>,
    copy: ServerAction<CopyPortalLink>,
    revoke: ServerAction<RevokePortalInvitation>,
    end: ServerAction<EndPortalAccess>,
}

#[component]
fn Standing(client: ClientId, seen: ClientPortal, does: Does) -> impl IntoView {
    let lead = say!("An account of {}’s own, to see their details, their therapists and their next visits. Nothing else.", seen.name);
    let why_not = Signal::stored(seen.why_not.clone());
    let refusals = [refusal_of(does.invite), refusal_of(does.copy), refusal_of(does.revoke), refusal_of(does.end)];
    let fault = fault_at(refusals[0], "email");
    view! {
        <Section id="portal" title="Client portal" lead>
            <div class="portal-of-client">
                <State state=seen.state.clone() email=seen.email.clone()/>
                {refusals.into_iter().map(|refusal| view! { <Refused refusal/> }).collect_view()}
                {move || fault.get().map(|words| view! { <p class="field-fault" role="alert">{words}</p> })}
                <div class="invitation-actions"><Actions client state=seen.state email=seen.email does why_not/></div>
                {move || match does.copy.value().get() {
                    Some(Ok(link)) => Some(view! { <Link link/> }),
                    _ => None,
                }}
            </div>
        </Section>
    }
}

#[component]
fn State(state: PortalState, email: String) -> impl IntoView {
    let differs = |signs_in: &str| {
        (!email.is_empty() && !email.eq_ignore_ascii_case(signs_in))
            .then(|| say!("The record has another email by now ({email}). To change the sign-in, end the access and invite again."))
    };
    match state {
        PortalState::NotInvited if email.is_empty() => view! {
            <p><Badge text="Not invited"/></p>
            <p class="quiet">"There is no email in this record yet. Add one first: the invitation goes there."</p>
        }.into_any(),
        PortalState::NotInvited => view! {
            <p><Badge text="Not invited"/></p>
            <p class="quiet">{say!("The invitation goes to {email}. The mail names the practice, and nothing of care.")}</p>
        }.into_any(),
        PortalState::Invited { email: to, sent_at, expires_at, ran_out, moved, sending } => view! {
            {if moved {
                view! { <p><Badge text="No longer valid" tone=Tone::Warning/></p> <p>{say!("It was sent to {to}, which is no longer this record’s email. Send it again.")}</p> }.into_any()
            } else if ran_out {
                view! { <p><Badge text="Expired" tone=Tone::Warning/></p> <p>"Expired "<When at=expires_at.0/>". Send it again to make it good."</p> }.into_any()
            } else {
                view! { <p><Badge text="Invited" tone=Tone::Waiting/></p> <p>{say!("Sent to {to} ")}<When at=sent_at.0/>". Open until "<When at=expires_at.0/>"."</p> }.into_any()
            }}
            {sending.as_ref().map(mail_words)}
        }.into_any(),
        PortalState::Provisioned { email: signs_in, since } => view! {
            <p><Badge text="Provisioned" tone=Tone::Waiting/></p>
            <p>{say!("Set up by {signs_in} ")}<When at=since.0 kind=WhenKind::Date/>", never signed in."</p>
            {differs(&signs_in).map(|words| view! { <p class="quiet">{words}</p> })}
        }.into_any(),
        PortalState::Activated { email: signs_in, last_sign_in } => view! {
            <p><Badge text="Activated" tone=Tone::Good/></p>
            <p>{say!("Signs in with {signs_in}.")}{last_sign_in.map(|at| view! { " Last sign-in "<When at=at.0/>"." })}</p>
            {differs(&signs_in).map(|words| view! { <p class="quiet">{words}</p> })}
        }.into_any(),
    }
}

fn mail_words(sending: &Sending) -> impl IntoView + use<> {
    let words = match sending.state {
        SendingState::Waiting if sending.error.is_empty() => say!("The mail is on its way.").to_string(),
        SendingState::Waiting => say!("The mail is not through yet ({}). It is tried again by itself.", sending.error),
        SendingState::Sent => say!("The mail was handed to the mail server.").to_string(),
        SendingState::Failed => say!("The mail could not be delivered: {}", sending.error),
        SendingState::Moot => say!("The mail was withdrawn before it was sent.").to_string(),
    };
    view! { <p class="quiet">{words}</p> }
}

#[component]
fn Actions(client: ClientId, state: PortalState, email: String, does: Does, why_not: Signal<Option<String>>) -> impl IntoView {
    let id = move || view! { <input type="hidden" name="client" value=client.to_string()/> };
    match state {
        PortalState::NotInvited => {
            let no_email = email.is_empty().then(|| say!("There is no email in this record yet.").to_string());
            let because = Signal::derive(move || why_not.get().or(no_email.clone()));
            view! {
                <ActionForm action=does.invite>
                    {id()}
                    <Button submit=true kind=ButtonKind::Primary icon="send" busy=does.invite.pending() disabled_because=because>"Invite"</Button>
                </ActionForm>
            }
            .into_any()
        }
        PortalState::Invited { ran_out, moved, .. } => view! {
            <ActionForm action=does.invite>
                {id()}
                <Button submit=true icon="refresh-cw" busy=does.invite.pending() disabled_because=why_not>"Send again"</Button>
            </ActionForm>
            {(!ran_out && !moved).then(|| view! {
                <ActionForm action=does.copy>
                    {id()}
                    <Button submit=true icon="link" busy=does.copy.pending() disabled_because=why_not>"Copy link"</Button>
                </ActionForm>
            })}
            <ActionForm action=does.revoke>
                {id()}
                <Button submit=true kind=ButtonKind::Danger icon="ban" busy=does.revoke.pending() disabled_because=why_not>"Revoke"</Button>
            </ActionForm>
        }
        .into_any(),
        PortalState::Provisioned { .. } | PortalState::Activated { .. } => view! {
            <details class="portal-end">
                <summary class="button button-danger">"End portal access"</summary>
                <ActionForm action=does.end attr:class="form">
                    {id()}
                    <p>"They are signed out at once and can’t sign in any more. The record stays as it is. They can be invited again."</p>
                    <div><Button submit=true kind=ButtonKind::Danger icon="ban" busy=does.end.pending() disabled_because=why_not>"End it now"</Button></div>
                </ActionForm>
            </details>
        }
        .into_any(),
    }
}

/// The link itself, to copy or to read out; copied at once where the browser lets us.
#[component]
fn Link(link: String) -> impl IntoView {
    let text = link.clone();
    let copied = RwSignal::new(false);
    Effect::new(move |_| {
        copy_text(&text, move || {
            let _ = copied.try_set(true);
        });
    });
    view! {
        <div class="invitation-link" role="status">
            <input class="input" readonly=true aria-label="Invitation link" value=link.clone()/>
            <CopyButton text=Signal::stored(link) label="Copy"/>
        </div>
        <p class="quiet">{move || copied.get().then_some(say!("Copied. "))}"Hand it to nobody but the client; the link in the mail goes on working."</p>
    }
}
