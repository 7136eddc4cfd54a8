//! "Exit Team": leaving a practice by one's own will.

use super::api::who_stays_behind;
use super::types::OwnLeaving;
use crate::access::Actor;
use crate::auth::ConfirmFirst;
use crate::base::{AppError, ask_first};
use crate::team::ExitTeam;
use crate::ui::{Banner, Button, ButtonKind, Dialog, DialogFoot, DialogSize, LinkButton, Refused, Section, Tone, again, load, refusal_of};
use caseload_words::view;
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
        actor.originating.then(|| say!("You created this team. Remove other members instead, or hand over the team first.").to_string());
    let originating = actor.originating;
    let leaves = ask_first(
        move || originating,
        |originating| async move { if originating { Ok(OwnLeaving::default()) } else { who_stays_behind().await } },
    );
    let after = next.clone().unwrap_or_else(|| "/account".into());
    Effect::new(move |_| {
        if matches!(exit.value().get(), Some(Ok(()))) {
            load(&after);
        }
    });
    let lead = say!(
        "You leave {practice}. Your sign-in stays, and can join another practice; what you did here stays on record under your name. \
         Visits to come go to whoever else has the client."
    );
    let why_not = StoredValue::new(why_not);
    view! {
        <Section id="exit" title="Exit Team" lead danger=true>
            <Refused refusal/>
            <Transition>{move || leaves.get().map(|leaves: Result<OwnLeaving, AppError>| {
                let leaves = leaves.ok();
                let because = why_not.get_value().or_else(|| leaves.as_ref().and_then(OwnLeaving::why_not));
                view! {
                    {leaves.map(|leaves| view! { <Alone leaves/> })}
                    <div><Button kind=ButtonKind::Danger disabled_because=Signal::stored(because) on:click=move |_| open.set(true)>"Exit Team"</Button></div>
                }
            })}</Transition>
            <noscript>
                <form method="post" action=ExitTeam::url() class="form"><button class="button button-danger" type="submit">"Exit Team"</button></form>
            </noscript>
            <Dialog id="exit-team" open size=DialogSize::Small title=say!("Exit {practice}?") lead="You can’t undo this. Someone there would have to invite you again.">
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

impl OwnLeaving {
    /// Why one can't leave yet.
    fn why_not(&self) -> Option<String> {
        (self.alone > 0).then(|| say!("{} would be left without a provider. Reassign them first.", counted!(self.alone, "client")))
    }
}

/// Who would be left without anyone, and the way to change that.
#[component]
fn Alone(leaves: OwnLeaving) -> impl IntoView {
    let title = leaves.why_not()?;
    let others = leaves.alone - leaves.names.len() as i64;
    let more = if others > 0 { say!(" and {others} more") } else { String::new() };
    let who = format!("{}{more}.", leaves.names.join(", "));
    let href = (leaves.may_assign && !leaves.ids.is_empty()).then(|| format!("/assign?ids={}", leaves.ids.join(",")));
    let asks = href.is_none();
    Some(view! {
        <Banner tone=Tone::Warning title=title actions=move || href.map(|href| view! { <LinkButton href icon="user-plus">"Reassign them"</LinkButton> })>
            <p>{who}</p>
            {asks.then(|| view! { <p>"Your role can’t assign clients. Ask an administrator to see to them; then you can exit."</p> })}
        </Banner>
    })
}
