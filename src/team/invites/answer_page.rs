//! The page behind an invitation's link. It shows how the invitation stands before it asks for anything; answers are
//! buttons that POST.

use super::answer::{AcceptInvitation, AskInvitationAgain, DeclineInvitation, invitation_link};
use super::types::{LinkSeen, LinkStanding};
use crate::auth::{SignOut, password_words};
use crate::base::ask_first;
use crate::mail::lasting;
use crate::ui::{
    Avatar, Banner, Button, ButtonKind, Fact, Facts, Field, FieldKind, Icon, LinkButton, NoSuchLink, Plate, Refused, Skeleton,
    SkeletonKind, TextArea, Tone, When, fault_at, refusal_of,
};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use server_fn::ServerFn;

#[component]
pub fn InvitationPage() -> impl IntoView {
    let token = use_params_map().with_untracked(|p| p.get("token").unwrap_or_default());
    let link = ask_first(
        {
            let token = token.clone();
            move || token.clone()
        },
        invitation_link,
    );
    let title = move || match link.get() {
        Some(Ok(seen)) if seen.standing == LinkStanding::Open => say!("Join {}", seen.practice),
        _ => say!("Your invitation").to_string(),
    };
    view! {
        <Suspense fallback=|| view! { <Plate title=say!("Your invitation")><Skeleton kind=SkeletonKind::Lines rows=4/></Plate> }>
            {move || {
                let token = token.clone();
                link.get().map(|seen| view! {
                    <Plate title=title()>
                        {match seen {
                            Ok(seen) => view! { <Standing seen token changed=move || link.refetch()/> }.into_any(),
                            Err(error) => view! { <NoSuchLink error again="Copy it whole from the mail, or ask the practice to send it again."/> }.into_any(),
                        }}
                    </Plate>
                })
            }}
        </Suspense>
    }
}

#[component]
fn Standing(seen: LinkSeen, token: String, #[prop(into)] changed: Callback<()>) -> impl IntoView {
    let practice = seen.practice.clone();
    match seen.standing {
        LinkStanding::Open => view! { <Open seen token changed/> }.into_any(),
        LinkStanding::Replaced(at) => view! {
            <Banner tone=Tone::Waiting title="There is a newer link">
                <p>{say!("A newer invitation to {practice} was sent on ")}<When at=at.0/>". Only the newest link works. Look for it in your mail."</p>
            </Banner>
            <AskAgain token/>
        }.into_any(),
        LinkStanding::RanOut => view! {
            <Banner tone=Tone::Warning title="This invitation has expired">
                <p>{say!("The invitation to {practice} expired ")}<When at=seen.expires_at.0/>"."</p>
            </Banner>
            <AskAgain token/>
        }.into_any(),
        LinkStanding::Declined => view! {
            <Banner tone=Tone::Neutral title="You declined"><p>{say!("{practice} knows. If it was by mistake, ask for a fresh link.")}</p></Banner>
            <AskAgain token/>
        }.into_any(),
        LinkStanding::Accepted => view! {
            <Banner tone=Tone::Good title="Accepted already"><p>{say!("This invitation to {practice} was accepted. Sign in to go on.")}</p></Banner>
            <LinkButton href="/signin" kind=ButtonKind::Primary>"Sign in"</LinkButton>
        }.into_any(),
        LinkStanding::Revoked => view! {
            <Banner tone=Tone::Neutral title="No longer valid"><p>{say!("{practice} took this invitation back. If that surprises you, ask there.")}</p></Banner>
        }.into_any(),
    }
}

#[component]
fn AskAgain(token: String) -> impl IntoView {
    let query = use_query_map();
    let ask = ServerAction::<AskInvitationAgain>::new();
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

#[component]
fn Open(seen: LinkSeen, token: String, changed: Callback<()>) -> impl IntoView {
    let note = (!seen.note.is_empty()).then(|| seen.note.clone());
    let (role, email) = (seen.role.clone(), seen.email.clone());
    view! {
        <div class="invitation-from">
            <Avatar name=seen.inviter.clone()/>
            <p><strong>{seen.inviter.clone()}</strong>{say!(" invites you to join {}.", seen.practice)}</p>
        </div>
        {note.map(|note| view! { <blockquote class="invitation-note">{note}</blockquote> })}
        <div class="invitation-terms">
            <Facts>
                <Fact label="Role">{role}</Fact>
                <Fact label="For">{email}</Fact>
            </Facts>
        </div>
        <p class="invitation-expiry"><Icon name="clock"/><span>{say!("Invite expires in {}: ", lasting(seen.hours))}<When at=seen.expires_at.0/></span></p>
        {match (&seen.signed_in_as, seen.is_invited, &seen.member_elsewhere) {
            (Some(other), false, _) => view! { <SomeoneElse other=other.clone() email=seen.email.clone()/> }.into_any(),
            (_, true, Some(elsewhere)) => view! { <Elsewhere elsewhere=elsewhere.clone() token=token.clone()/> }.into_any(),
            _ => view! { <Accept seen=seen.clone() token=token.clone()/> }.into_any(),
        }}
        <Decline token changed/>
    }
}

#[component]
fn Accept(seen: LinkSeen, token: String) -> impl IntoView {
    let accept = ServerAction::<AcceptInvitation>::new();
    let refusal = refusal_of(accept);
    let fields = match (seen.is_invited, seen.has_account) {
        (true, _) => None,
        (false, true) => Some(view! {
            <p>"You have an account under this address. Accepting signs you in to it."</p>
            <Field label="Password" name="password" kind=FieldKind::Password autocomplete="current-password" required=true fault=fault_at(refusal, "password")/>
            <p class="auth-aside"><a href="/reset">"Forgot your password?"</a></p>
        }.into_any()),
        (false, false) => Some(view! {
            <Field label="First name" name="first_name" value=seen.first_name.clone() autocomplete="given-name" required=true fault=fault_at(refusal, "first_name")/>
            <Field label="Last name" name="last_name" value=seen.last_name.clone() autocomplete="family-name" required=true fault=fault_at(refusal, "last_name")/>
            <input type="email" name="username" autocomplete="username" value=seen.email.clone() hidden=true readonly=true/>
            <Field label="Password" name="password" kind=FieldKind::Password autocomplete="new-password" required=true
                hint=Signal::derive(|| Some(password_words())) fault=fault_at(refusal, "password")/>
        }.into_any()),
    };
    view! {
        <Refused refusal/>
        <ActionForm action=accept attr:class="form">
            <input type="hidden" name="token" value=token/>
            {fields}
            <Button kind=ButtonKind::Primary submit=true icon="check" busy=accept.pending()>"Accept"</Button>
        </ActionForm>
    }
}

#[component]
fn Decline(token: String, changed: Callback<()>) -> impl IntoView {
    let decline = ServerAction::<DeclineInvitation>::new();
    Effect::new(move |_| {
        if matches!(decline.value().get(), Some(Ok(()))) {
            changed.run(());
        }
    });
    let refusal = refusal_of(decline);
    view! {
        <ActionForm action=decline attr:class="form invitation-decline-form">
            <input type="hidden" name="token" value=token/>
            <Refused refusal/>
            <details class="invitation-decline">
                <summary>"Add a reason for declining"</summary>
                <TextArea label="Reason" name="reason" optional=true maxlength=500 rows=2 fault=fault_at(refusal, "reason")/>
            </details>
            <Button submit=true busy=decline.pending()>"Decline"</Button>
        </ActionForm>
    }
}

#[component]
fn SomeoneElse(other: String, email: String) -> impl IntoView {
    view! {
        <Banner tone=Tone::Warning title="You are signed in as someone else">
            <p>{say!("You are signed in as {other}. This invitation is for {email}. Sign out, then open the link again.")}</p>
        </Banner>
        <form method="post" action=SignOut::url()><Button submit=true icon="log-out">"Sign out"</Button></form>
    }
}

#[component]
fn Elsewhere(elsewhere: String, token: String) -> impl IntoView {
    view! {
        <Banner tone=Tone::Warning title=say!("You are a member of {elsewhere}")>
            <p>"A person belongs to one practice at a time. Exit it first; this invitation stays open meanwhile."</p>
        </Banner>
        <LinkButton href=format!("/account?next=/invitations/{token}#exit") icon="door-open">{say!("Exit {elsewhere} first")}</LinkButton>
    }
}
