//! The banner over every page while someone looks through another's eyes.

use super::api::StopViewing;
use crate::access::Actor;
use crate::ui::{Banner, Button, ButtonKind, Tone};
use caseload_words::view;
use leptos::prelude::*;
use server_fn::ServerFn;

/// Stays until the viewing is stopped: by a plain form, for everything on the page is read anew after it.
#[component]
pub fn Viewing(actor: Actor) -> impl IntoView {
    let title = if actor.is_role() {
        say!("You see Caseload as anyone with the role {} does", actor.role_name)
    } else {
        say!("You see Caseload as {} does", actor.name())
    };
    view! {
        <section class="viewing" aria-label="Viewing as someone else">
            <Banner tone=Tone::Warning icon="eye" title actions=|| view! {
                <form method="post" action=StopViewing::url()>
                    <Button kind=ButtonKind::Primary submit=true icon="eye-off">"Stop viewing"</Button>
                </form>
            }>
                <p>"Nothing can be changed, and nothing is shown that you may not see yourself."</p>
            </Banner>
        </section>
    }
}
