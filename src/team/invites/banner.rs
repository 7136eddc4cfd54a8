//! An invitation as the team sees it: how it stands, its story, and Resend, Copy link, Revoke.

use super::api::{CopyInvitationLink, ResendInvitation, RevokeInvitation};
use super::types::{InvitationSeen, InvitationState};
use crate::base::InvitationId;
use crate::mail::{Sending, SendingState};
use crate::ui::{Banner, Button, ButtonKind, CopyButton, Refused, Tone, When, WhenKind, copy_text, refusal_of, toast};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn InvitationBanner(
    invitation: InvitationSeen,
    why_not_renew: Option<String>,
    why_not_revoke: Option<String>,
    /// Called when it has changed.
    #[prop(into)]
    changed: Callback<()>,
) -> impl IntoView {
    let (tone, title) = match (invitation.state, invitation.ran_out) {
        (InvitationState::Declined, _) => (Tone::Bad, say!("Rejected")),
        (_, true) => (Tone::Warning, say!("Expired")),
        _ => (Tone::Waiting, say!("Pending member approval")),
    };
    let (id, story) = (invitation.id, invitation.story.clone());
    let open = invitation.state == InvitationState::Open && !invitation.ran_out;
    view! {
        <section class="invitation-banner" aria-label="Invitation">
            <Banner tone title=title.to_string()>
                <p>{say!("Invited by {}, ", invitation.invited_by)}<When at=invitation.renewed_at.0 kind=WhenKind::DateTime/>"."</p>
                {match (invitation.state, invitation.ran_out) {
                    (InvitationState::Declined, _) if invitation.reason.is_empty() => view! { <p>"Declined, without a reason."</p> }.into_any(),
                    (InvitationState::Declined, _) => view! { <p>{say!("Declined: “{}”", invitation.reason)}</p> }.into_any(),
                    (_, true) => view! { <p>"Expired "<When at=invitation.expires_at.0/>". Resend it to make it good again."</p> }.into_any(),
                    _ => view! { <p>"Invite expires "<When at=invitation.expires_at.0 kind=WhenKind::Relative/>" ("<When at=invitation.expires_at.0/>")."</p> }.into_any(),
                }}
                {invitation.newest_sending.as_ref().map(mail_words)}
            </Banner>
            <Actions id open why_not_renew why_not_revoke changed/>
            <details class="invitation-story">
                <summary>"What happened so far"</summary>
                <ol class="story">
                    {story.into_iter().map(|line| view! { <li><span>{line.words}</span><When at=line.at.0/></li> }).collect_view()}
                </ol>
            </details>
        </section>
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
fn Actions(
    id: InvitationId,
    open: bool,
    why_not_renew: Option<String>,
    why_not_revoke: Option<String>,
    changed: Callback<()>,
) -> impl IntoView {
    let (resend, copy, revoke) =
        (ServerAction::<ResendInvitation>::new(), ServerAction::<CopyInvitationLink>::new(), ServerAction::<RevokeInvitation>::new());
    Effect::new(move |_| {
        if matches!(resend.value().get(), Some(Ok(()))) {
            toast(Tone::Good, say!("Invitation sent again. Only the newest link works."));
            changed.run(());
        }
    });
    let renew = Signal::stored(why_not_renew);
    view! {
        <Refused refusal=refusal_of(resend)/>
        <Refused refusal=refusal_of(copy)/>
        <Refused refusal=refusal_of(revoke)/>
        <div class="invitation-actions">
            <ActionForm action=resend>
                <input type="hidden" name="id" value=id.to_string()/>
                <Button submit=true icon="refresh-cw" busy=resend.pending() disabled_because=renew>"Resend"</Button>
            </ActionForm>
            {open.then(|| view! {
                <ActionForm action=copy>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <Button submit=true icon="link" busy=copy.pending() disabled_because=renew>"Copy link"</Button>
                </ActionForm>
            })}
            <ActionForm action=revoke>
                <input type="hidden" name="id" value=id.to_string()/>
                <Button submit=true kind=ButtonKind::Danger icon="ban" busy=revoke.pending() disabled_because=Signal::stored(why_not_revoke)>"Revoke"</Button>
            </ActionForm>
        </div>
        {move || match copy.value().get() {
            Some(Ok(link)) => Some(view! { <Link link/> }),
            _ => None,
        }}
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
        <p class="quiet">{move || copied.get().then_some(say!("Copied. "))}"Hand it to nobody but the person invited; the link in the mail goes on working."</p>
    }
}
