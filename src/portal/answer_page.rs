//! "/portal/invitation/…": where the link of the mail leads. The link is looked at before the form is shown.

use super::answer::{AcceptPortalInvitation, AskPortalInvitationAgain, portal_invitation_link};
use super::types::{InvitedSeen, PortalStanding};
use crate::auth::password_words;
use crate::base::ask_first;
use crate::mail::lasting;
use crate::ui::{
    Banner, Button, ButtonKind, Field, FieldKind, Icon, LinkButton, NoSuchLink, Plate, Refused, Skeleton, SkeletonKind, Tone, When,
    fault_at, refusal_of,
};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

#[component]
pub fn PortalInvitationPage() -> impl IntoView {
    let token = use_params_map().with_untracked(|p| p.get("token").unwrap_or_default());
    let link = ask_first(
        {
            let token = token.clone();
            move || token.clone()
        },
        portal_invitation_link,
    );
    view! {
        <Suspense fallback=|| view! { <Plate title=say!("Your account")><Skeleton kind=SkeletonKind::Lines rows=4/></Plate> }>
            {move || {
                let token = token.clone();
                link.get().map(|seen| view! {
                    <Plate title="Your account">
                        {match seen {
                            Ok(seen) => view! { <Standing seen token/> }.into_any(),
                            Err(error) => view! { <NoSuchLink error again="Copy it whole from the mail, or ask for a new one."/> }.into_any(),
                        }}
                    </Plate>
                })
            }}
        </Suspense>
    }
}

#[component]
fn Standing(seen: InvitedSeen, token: String) -> impl IntoView {
    let practice = seen.practice.clone();
    match seen.standing {
        PortalStanding::Open => view! { <SetUp seen token/> }.into_any(),
        PortalStanding::Replaced(at) => view! {
            <Banner tone=Tone::Waiting title="There is a newer link">
                <p>{say!("{practice} sent a newer link on ")}<When at=at.0/>". Only the newest works. Look for it in your mail."</p>
            </Banner>
            <AskAgain token/>
        }.into_any(),
        PortalStanding::RanOut => view! {
            <Banner tone=Tone::Warning title="This link has expired">
                <p>{say!("The invitation of {practice} expired ")}<When at=seen.expires_at.0/>"."</p>
            </Banner>
            <AskAgain token/>
        }.into_any(),
        PortalStanding::Accepted => view! {
            <Banner tone=Tone::Good title="Your account is set up"><p>"Sign in with your email and the password you have chosen."</p></Banner>
            <LinkButton href="/signin" kind=ButtonKind::Primary>"Sign in"</LinkButton>
        }.into_any(),
        PortalStanding::Gone => view! {
            <Banner tone=Tone::Neutral title="No longer valid"><p>{say!("This invitation is no longer there. If that surprises you, ask {practice}.")}</p></Banner>
        }.into_any(),
    }
}

#[component]
fn SetUp(seen: InvitedSeen, token: String) -> impl IntoView {
    let accept = ServerAction::<AcceptPortalInvitation>::new();
    let refusal = refusal_of(accept);
    view! {
        <p><strong>{seen.practice.clone()}</strong>" invites you to set up an account of your own. You will sign in with "<strong>{seen.email.clone()}</strong>"."</p>
        <Refused refusal/>
        <ActionForm action=accept attr:class="form">
            <input type="hidden" name="token" value=token/>
            <input type="email" name="username" autocomplete="username" value=seen.email hidden=true readonly=true/>
            <Field label="Choose a password" name="password" kind=FieldKind::Password autocomplete="new-password" required=true
                hint=Signal::derive(|| Some(password_words())) fault=fault_at(refusal, "password")/>
            <Button kind=ButtonKind::Primary submit=true icon="check" busy=accept.pending()>"Set up my account"</Button>
        </ActionForm>
        <p class="invitation-expiry"><Icon name="clock"/><span>{say!("The link works for {}, until ", lasting(seen.hours))}<When at=seen.expires_at.0/></span></p>
    }
}

#[component]
fn AskAgain(token: String) -> impl IntoView {
    let query = use_query_map();
    let ask = ServerAction::<AskPortalInvitationAgain>::new();
    let refusal = refusal_of(ask);
    let token = StoredValue::new(token);
    let sent = move || query.with(|q| q.get("sent").is_some()) || matches!(ask.value().get(), Some(Ok(())));
    move || {
        if sent() {
            view! { <div role="status"><Banner tone=Tone::Good><p>"A fresh link is on its way, to the address that was invited and to no other."</p></Banner></div> }.into_any()
        } else {
            view! {
                <Refused refusal/>
                <ActionForm action=ask attr:class="form">
                    <input type="hidden" name="token" value=token.get_value()/>
                    <Button kind=ButtonKind::Primary submit=true icon="send" busy=ask.pending()>"Send me a new link"</Button>
                    <p class="quiet">"It goes to the address that was invited, and to no other."</p>
                </ActionForm>
            }
            .into_any()
        }
    }
}
