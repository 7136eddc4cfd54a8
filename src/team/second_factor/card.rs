//! "Second factor" on the card, with the button that takes it away.

use super::api::ResetSecondFactorOfMember;
use super::types::SecondFactorSeen;
use crate::auth::ConfirmFirst;
use crate::base::{AppError, MemberId};
use crate::ui::{Badge, Button, ButtonKind, Dialog, DialogFoot, DialogSize, Refused, Tone, again, refusal_of, toast};
use caseload_words::view;
use leptos::prelude::*;
use server_fn::ServerFn;

#[component]
pub fn SecondFactorOfMember(member: MemberId, first_name: String, seen: Option<SecondFactorSeen>, changed: Callback<()>) -> impl IntoView {
    let open = RwSignal::new(false);
    let reset = ServerAction::<ResetSecondFactorOfMember>::new();
    let refusal = refusal_of(reset);
    let name = first_name.clone();
    Effect::new(move |_| {
        if matches!(reset.value().get(), Some(Ok(()))) {
            open.set(false);
            toast(Tone::Good, say!("{name} sets up a new second factor at the next sign-in."));
            changed.run(());
        }
    });
    seen.map(|seen| {
        let lead = say!(
            "{first_name} is signed out everywhere, and passkeys, authenticator app and recovery codes no longer work. At the next sign-in {first_name} \
             sets up a new one before anything else. Make sure that it is {first_name} who asks: they are told by mail."
        );
        let plain = seen.why_not_reset.is_none();
        view! {
            <section class="capacity" aria-labelledby="second-factor-title">
                <h3 id="second-factor-title">"Second factor"</h3>
                {if seen.is_set_up {
                    view! { <p><Badge tone=Tone::Good icon="shield-check" text="Set up"/></p> }.into_any()
                } else {
                    view! { <p class="quiet">"Not set up: a password alone"</p> }.into_any()
                }}
                {seen.is_set_up.then(|| view! {
                    <div>
                        <Button disabled_because=Signal::stored(seen.why_not_reset) on:click=move |_| open.set(true)>"Force 2FA reset"</Button>
                    </div>
                    <Dialog id="reset-second-factor" open size=DialogSize::Small title=say!("Force 2FA reset: {first_name}") lead>
                        <ActionForm action=reset attr:class="form">
                            <input type="hidden" name="member" value=member.to_string()/>
                            <Refused refusal/>
                            <DialogFoot>
                                <Button on:click=move |_| open.set(false)>"Cancel"</Button>
                                <Button kind=ButtonKind::Danger submit=true busy=reset.pending()>"Reset it"</Button>
                            </DialogFoot>
                        </ActionForm>
                    </Dialog>
                    // Without JavaScript the dialog, and what stands in it, stays closed.
                    {move || refusal.get().filter(|r| !open.get() && *r != AppError::ConfirmPassword).map(|r| view! { <p class="team-refused" role="alert">{r.to_string()}</p> })}
                    {plain.then(|| view! {
                        <noscript>
                            <form method="post" action=ResetSecondFactorOfMember::url() class="team-plain">
                                <input type="hidden" name="member" value=member.to_string()/>
                                <button class="button" type="submit">"Force 2FA reset"</button>
                            </form>
                        </noscript>
                    })}
                    <ConfirmFirst id="confirm-reset-second-factor" refusal again=again(reset)/>
                })}
            </section>
        }
    })
}
