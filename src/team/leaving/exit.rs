//! "Exit Team": leaving a practice by one's own will.

use super::api::ExitTeam;
use crate::access::Actor;
use crate::auth::ConfirmFirst;
use crate::ui::{Button, ButtonKind, Dialog, DialogFoot, DialogSize, Refused, Section, again, load, refusal_of};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use server_fn::ServerFn;

#[component]
pub fn ExitTeamSection(actor: Actor, practice: String) -> impl IntoView {
    let open = RwSignal::new(false);
    let exit = ServerAction::<ExitTeam>::new();
    let refusal = refusal_of(exit);
    let next = use_query_map().with_untracked(|q| q.get("next"));
    let why_not =
        actor.originating.then(|| "You created this team. Remove other members instead, or hand over the team first.".to_string());
    let after = next.clone().unwrap_or_else(|| "/account".into());
    Effect::new(move |_| {
        if matches!(exit.value().get(), Some(Ok(()))) {
            load(&after);
        }
    });
    let lead = format!(
        "You leave {practice}. Your sign-in stays, and can join another practice; what you did here stays on record under your name."
    );
    view! {
        <Section id="exit" title="Exit Team" lead danger=true>
            <Refused refusal/>
            <noscript>
                <form method="post" action=ExitTeam::url() class="form"><button class="button button-danger" type="submit">"Exit Team"</button></form>
            </noscript>
            <div><Button kind=ButtonKind::Danger disabled_because=Signal::stored(why_not) on:click=move |_| open.set(true)>"Exit Team"</Button></div>
            <Dialog id="exit-team" open size=DialogSize::Small title=format!("Exit {practice}?") lead="You can’t undo this. Someone there would have to invite you again.">
                <ActionForm action=exit attr:class="form">
                    {next.map(|next| view! { <input type="hidden" name="next" value=next/> })}
                    <DialogFoot>
                        <Button on:click=move |_| open.set(false)>"Stay"</Button>
                        <Button kind=ButtonKind::Danger submit=true busy=exit.pending() on:click=move |_| open.set(false)>"Exit Team"</Button>
                    </DialogFoot>
                </ActionForm>
            </Dialog>
            <ConfirmFirst id="confirm-exit" refusal again=again(exit)/>
        </Section>
    }
}
