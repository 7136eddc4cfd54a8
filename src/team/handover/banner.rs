//! "Una Lindqvist wants to hand the team over to you": told over the team, and answered on the account page.

use super::api::{DeclineTakeOver, TakeOver, open_hand_over};
use super::types::OfferSeen;
use crate::access::Actor;
use crate::auth::ConfirmFirst;
use crate::base::{AppError, Asked, ask_first};
use crate::ui::{Banner, Button, ButtonKind, Dialog, DialogFoot, DialogSize, LinkButton, Refused, Tone, again, load, refusal_of};
use caseload_words::view;
use leptos::prelude::*;
use server_fn::ServerFn;

/// Over the team: that there is something to answer.
#[component]
pub fn HandOverNotice(offer: OfferSeen) -> impl IntoView {
    view! {
        <Banner tone=Tone::Waiting icon="crown" title=wants(&offer) actions=|| view! { <LinkButton href="/account">"Answer"</LinkButton> }>
            <p>"You would be the originating administrator."</p>
        </Banner>
    }
}

/// On the account page: the answer.
#[component]
pub fn HandOverBanner(actor: Actor) -> impl IntoView {
    let offer = offered_to(&actor);
    view! {
        <Transition>
            {move || offer.get().and_then(Result::ok).flatten().map(|offer| view! { <Asked offer/> })}
        </Transition>
    }
}

fn offered_to(actor: &Actor) -> Asked<Result<Option<OfferSeen>, AppError>> {
    // Only an administrator can be offered the team, so nobody else's pages ask.
    let concerned = actor.grants.administer() && !actor.originating && actor.viewed_by.is_none();
    let me = actor.member;
    ask_first(
        move || concerned,
        move |concerned| async move { if concerned { Ok(open_hand_over().await?.filter(|offer| offer.to == me)) } else { Ok(None) } },
    )
}

fn wants(offer: &OfferSeen) -> String {
    say!("{} wants to hand the team over to you", offer.from_name)
}

#[component]
fn Asked(offer: OfferSeen) -> impl IntoView {
    let open = RwSignal::new(false);
    let (accept, decline) = (ServerAction::<TakeOver>::new(), ServerAction::<DeclineTakeOver>::new());
    let (refused, not_declined) = (refusal_of(accept), refusal_of(decline));
    // The role in the frame, the badges and the buttons of every card are others now.
    let own = format!("/team/{}", offer.to);
    Effect::new(move |_| {
        if matches!(accept.value().get(), Some(Ok(()))) {
            load(&own);
        }
    });
    Effect::new(move |_| {
        if matches!(decline.value().get(), Some(Ok(()))) {
            load("/team");
        }
    });
    let id = StoredValue::new(offer.id.to_string());
    let lead = say!("{} is told by mail.", offer.from_name);
    view! {
        <section class="hand-over-asked" aria-label="Taking over the team">
            <Refused refusal=refused/>
            <Refused refusal=not_declined/>
            <Banner tone=Tone::Waiting icon="crown" title=wants(&offer) actions=move || view! {
                <noscript>
                    <form method="post" action=TakeOver::url()>
                        <input type="hidden" name="id" value=id.get_value()/>
                        <button class="button button-primary" type="submit">"Accept"</button>
                    </form>
                </noscript>
                <Button kind=ButtonKind::Primary on:click=move |_| open.set(true)>"Accept"</Button>
                <ActionForm action=decline>
                    <input type="hidden" name="id" value=id.get_value()/>
                    <Button submit=true busy=decline.pending()>"Decline"</Button>
                </ActionForm>
            }>
                <p>"You would be the originating administrator: you alone could hand the team over again or close the practice, and you could not exit the team before that."</p>
            </Banner>
            <Dialog id="take-over" open size=DialogSize::Small title="Take the team over?" lead>
                <p>"From then on you are the originating administrator. You can’t exit the team before you hand it over in turn."</p>
                <ActionForm action=accept attr:class="form">
                    <input type="hidden" name="id" value=id.get_value()/>
                    <DialogFoot>
                        <Button on:click=move |_| open.set(false)>"Not now"</Button>
                        <Button kind=ButtonKind::Primary submit=true busy=accept.pending() on:click=move |_| open.set(false)>"Take it over"</Button>
                    </DialogFoot>
                </ActionForm>
            </Dialog>
            <ConfirmFirst id="confirm-take-over" refusal=refused again=again(accept)/>
        </section>
    }
}
