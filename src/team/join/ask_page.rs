//! The pages of whoever comes by a link: what it is for and who asks, and, behind the mail, the button that confirms. Both are
//! plain forms; opening them decides nothing.

use super::ask::{AskToJoin, ConfirmJoin, join_confirmation, look_at_join_link};
use super::types::{ConfirmSeen, ConfirmStanding, JoinSeen, JoinStanding};
use crate::base::{ask_first, list_of};
use crate::ui::{
    Banner, Button, ButtonKind, Fact, Facts, Field, FieldKind, LinkButton, NoSuchLink, Plate, Refused, Skeleton, SkeletonKind, Status,
    Tone, When, fault_at, refusal_of,
};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

#[component]
pub fn JoinPage() -> impl IntoView {
    let token = use_params_map().with_untracked(|p| p.get("token").unwrap_or_default());
    let query = use_query_map();
    let ask = ServerAction::<AskToJoin>::new();
    let link = ask_first(
        {
            let token = token.clone();
            move || token.clone()
        },
        look_at_join_link,
    );
    let sent = Memo::new(move |_| query.with(|q| q.get("sent").is_some()) || matches!(ask.value().get(), Some(Ok(()))));
    let title = move || match link.get() {
        Some(Ok(seen)) if seen.standing == JoinStanding::Open => say!("Join {}", seen.practice),
        _ => say!("Join a practice").to_string(),
    };
    view! {
        <Suspense fallback=|| view! { <Plate title=say!("Join a practice")><Skeleton kind=SkeletonKind::Lines rows=4/></Plate> }>
            {move || {
                // Asked here: what a component asks while it is made is asked once.
                let (token, sent) = (token.clone(), sent.get());
                link.get().map(|seen| view! {
                    <Plate title=title() foot=|| view! { <p>"Joined already? " <a href="/signin">"Sign in"</a></p> }>
                        {match seen {
                            Ok(seen) if seen.standing != JoinStanding::Open => view! { <Gone seen/> }.into_any(),
                            Ok(_) if sent => view! { <Sent/> }.into_any(),
                            Ok(seen) => view! { <Ask seen token ask/> }.into_any(),
                            Err(error) => view! { <NoSuchLink error again="Copy it whole, or ask the practice for it."/> }.into_any(),
                        }}
                    </Plate>
                })
            }}
        </Suspense>
    }
}

/// It was there, and is no more (RFC 9110 §15.5.11).
#[component]
fn Gone(seen: JoinSeen) -> impl IntoView {
    view! {
        <Status code=410/>
        <Banner tone=Tone::Warning title=say!("Nobody joins {} by this link", seen.practice)><p>{seen.standing.words()}</p></Banner>
        <LinkButton href="/signin">"Sign in"</LinkButton>
    }
}

#[component]
fn Ask(seen: JoinSeen, token: String, ask: ServerAction<AskToJoin>) -> impl IntoView {
    let refusal = refusal_of(ask);
    let what =
        if seen.for_clients { say!("You get an account of your own: your details, your therapists and your next visits.") } else { "" };
    let at = (!seen.domains.is_empty()).then(|| {
        let named: Vec<&str> = seen.domains.iter().map(String::as_str).collect();
        say!("At {}.", list_of(&named))
    });
    let hint = Signal::stored(at);
    let approves = seen.approval.then(|| say!("{} approves everyone who joins by this link.", seen.practice));
    view! {
        <div class="invitation-terms">
            <Facts>
                <Fact label="Practice">{seen.practice.clone()}</Fact>
                <Fact label="Role">{seen.role.clone()}</Fact>
                <Fact label="Link works until"><When at=seen.expires_at.0/></Fact>
            </Facts>
        </div>
        {(!what.is_empty()).then(|| view! { <p>{what}</p> })}
        {approves.map(|words| view! { <p>{words}</p> })}
        <Refused refusal/>
        <ActionForm action=ask attr:class="form">
            <input type="hidden" name="token" value=token/>
            <Field label="First name" name="first_name" required=true maxlength=60 autocomplete="given-name" fault=fault_at(refusal, "first_name")/>
            <Field label="Last name" name="last_name" required=true maxlength=60 autocomplete="family-name" fault=fault_at(refusal, "last_name")/>
            <Field label="Email" name="email" kind=FieldKind::Email required=true autocomplete="email" hint fault=fault_at(refusal, "email")/>
            <Button kind=ButtonKind::Primary submit=true icon="send" busy=ask.pending()>"Send me a link"</Button>
            <p class="quiet">"We mail a link to this address, so that it is surely yours. You go on from there, also if you have an account already."</p>
        </ActionForm>
    }
}

#[component]
fn Sent() -> impl IntoView {
    view! {
        <div role="status">
            <Banner tone=Tone::Good title="Look into your mail">
                <p>"A link to go on is on its way to the address you entered. It works for 24 hours. Look into the spam folder too."</p>
            </Banner>
        </div>
    }
}

/// Behind the mail.
#[component]
pub fn ConfirmJoinPage() -> impl IntoView {
    let token = use_params_map().with_untracked(|p| p.get("token").unwrap_or_default());
    let confirm = ServerAction::<ConfirmJoin>::new();
    let seen = ask_first(
        {
            let token = token.clone();
            move || (token.clone(), confirm.version().get())
        },
        |(token, _)| join_confirmation(token),
    );
    view! {
        <Plate title="Confirm your address">
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=4/> }>
                {move || {
                    let token = token.clone();
                    seen.get().map(|seen| match seen {
                        Ok(seen) => view! { <Confirm seen token confirm/> }.into_any(),
                        Err(error) => view! { <NoSuchLink error again="Copy it whole, or ask the practice for it."/> }.into_any(),
                    })
                }}
            </Transition>
        </Plate>
    }
}

#[component]
fn Confirm(seen: ConfirmSeen, token: String, confirm: ServerAction<ConfirmJoin>) -> impl IntoView {
    let refusal = refusal_of(confirm);
    let ConfirmSeen { standing, practice, role, email, approval } = seen;
    match standing {
        ConfirmStanding::Open => view! {
            <p>{say!("You asked to join {practice}. Confirm that this address is yours.")}</p>
            <div class="invitation-terms">
                <Facts>
                    <Fact label="Role">{role}</Fact>
                    <Fact label="Address">{email}</Fact>
                </Facts>
            </div>
            <Refused refusal way_out=|| view! { <p><a href="/signin">"Sign in"</a></p> }/>
            <ActionForm action=confirm attr:class="form">
                <input type="hidden" name="token" value=token/>
                <Button kind=ButtonKind::Primary submit=true icon="check" busy=confirm.pending()>"This is my address"</Button>
                <p class="quiet">{if approval { say!("Then the practice decides, and you get a mail.") } else { say!("Then you choose a password, or use the account you have.") }}</p>
            </ActionForm>
        }
        .into_any(),
        ConfirmStanding::Waiting => view! {
            <div role="status">
                <Banner tone=Tone::Waiting title="Waiting for approval"><p>{say!("Your address is confirmed. {practice} decides, and you get a mail.")}</p></Banner>
            </div>
        }
        .into_any(),
        ConfirmStanding::LetIn => view! {
            <Banner tone=Tone::Good title="You are let in"><p>{say!("Go on to join {practice}.")}</p></Banner>
            <Refused refusal/>
            <ActionForm action=confirm attr:class="form">
                <input type="hidden" name="token" value=token/>
                <Button kind=ButtonKind::Primary submit=true busy=confirm.pending()>"Go on"</Button>
            </ActionForm>
        }
        .into_any(),
        ConfirmStanding::Declined => view! {
            <Banner tone=Tone::Neutral title="Not approved"><p>{say!("{practice} did not approve your request. If that surprises you, ask there.")}</p></Banner>
        }
        .into_any(),
        ConfirmStanding::RanOut => view! {
            <Status code=410/>
            <Banner tone=Tone::Warning title="This confirmation has expired"><p>{say!("Open the link of {practice} and ask again.")}</p></Banner>
        }
        .into_any(),
        ConfirmStanding::Closed(closed) => view! {
            <Status code=410/>
            <Banner tone=Tone::Warning title=say!("Nobody joins {practice} by this link any more")><p>{closed.words()}</p></Banner>
        }
        .into_any(),
    }
}
