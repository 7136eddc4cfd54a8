//! On the profile card: offering the team to this administrator, and an offer that is open.

use super::api::{HandOver, WithdrawHandOver};
use super::types::{HandOverSeen, OfferSeen};
use crate::auth::ConfirmFirst;
use crate::base::MemberId;
use crate::ui::{Banner, Button, ButtonKind, Dialog, DialogFoot, DialogSize, Refused, Tone, When, WhenKind, again, refusal_of, toast};
use caseload_words::view;
use leptos::prelude::*;
use server_fn::ServerFn;

#[component]
pub fn HandOverOfMember(id: MemberId, first_name: String, seen: HandOverSeen, changed: Callback<()>) -> impl IntoView {
    match seen.open {
        // On the card of whom it was offered to, and on one's own.
        Some(offer) if offer.to == id || offer.from == id => view! { <OpenOffer offer changed/> }.into_any(),
        Some(offer) if seen.offers => {
            let why_not = say!("You have offered the team to {} already. Withdraw that offer first.", offer.to_name);
            view! { <div><Button icon="crown" disabled_because=Signal::stored(Some(why_not))>"Hand over the team"</Button></div> }
                .into_any()
        }
        None if seen.offers => view! { <Offering id first_name changed/> }.into_any(),
        _ => ().into_any(),
    }
}

#[component]
fn OpenOffer(offer: OfferSeen, changed: Callback<()>) -> impl IntoView {
    let withdraw = ServerAction::<WithdrawHandOver>::new();
    let refusal = refusal_of(withdraw);
    Effect::new(move |_| {
        if matches!(withdraw.value().get(), Some(Ok(()))) {
            toast(Tone::Good, say!("The offer is withdrawn. You stay the originating administrator."));
            changed.run(());
        }
    });
    let id = offer.id.to_string();
    view! {
        <section aria-label="Handing over the team">
            <Refused refusal/>
            <Banner tone=Tone::Waiting icon="crown" title=say!("You offered the team to {}", offer.to_name) actions=move || view! {
                <ActionForm action=withdraw>
                    <input type="hidden" name="id" value=id/>
                    <Button submit=true icon="rotate-ccw" busy=withdraw.pending()>"Withdraw"</Button>
                </ActionForm>
            }>
                <p>"Offered "<When at=offer.offered_at.0 kind=WhenKind::DateTime/>". Nothing changes before they accept."</p>
            </Banner>
        </section>
    }
}

#[component]
fn Offering(id: MemberId, first_name: String, changed: Callback<()>) -> impl IntoView {
    let open = RwSignal::new(false);
    let hand_over = ServerAction::<HandOver>::new();
    let refusal = refusal_of(hand_over);
    let name = first_name.clone();
    Effect::new(move |_| {
        if matches!(hand_over.value().get(), Some(Ok(()))) {
            open.set(false);
            toast(Tone::Good, say!("{name} is asked by mail, and on this page. Until they accept, nothing changes."));
            changed.run(());
        }
    });
    view! {
        <div class="hand-over">
            <Refused refusal/>
            <noscript>
                <form method="post" action=HandOver::url()>
                    <input type="hidden" name="member" value=id.to_string()/>
                    <button class="button" type="submit">"Hand over the team"</button>
                </form>
            </noscript>
            <Button icon="crown" on:click=move |_| open.set(true)>"Hand over the team"</Button>
            <Dialog id="hand-over" open size=DialogSize::Small title=say!("Hand the team over to {first_name}?")
                lead="They are asked first, and can decline. You can withdraw the offer until they answer.">
                <p>"Once they accept, they alone can hand the team over again or close the practice. You stay an administrator, and can then exit the team like everyone else."</p>
                <ActionForm action=hand_over attr:class="form">
                    <input type="hidden" name="member" value=id.to_string()/>
                    <DialogFoot>
                        <Button on:click=move |_| open.set(false)>"Keep the team"</Button>
                        <Button kind=ButtonKind::Primary submit=true busy=hand_over.pending() on:click=move |_| open.set(false)>"Offer it"</Button>
                    </DialogFoot>
                </ActionForm>
            </Dialog>
            <ConfirmFirst id="confirm-hand-over" refusal again=again(hand_over)/>
        </div>
    }
}
