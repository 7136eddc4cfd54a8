//! The banner over every page while someone looks through another's eyes.

use super::api::StopViewing;
use crate::access::Actor;
use crate::ui::{Banner, Button, ButtonKind, Tone, load};
use leptos::prelude::*;

/// Stays until the viewing is stopped; without JavaScript its button is a plain form.
#[component]
pub fn Viewing(actor: Actor) -> impl IntoView {
    let stop = ServerAction::<StopViewing>::new();
    Effect::new(move |_| {
        if matches!(stop.value().get(), Some(Ok(()))) {
            load("/team");
        }
    });
    let title = if actor.is_role() {
        format!("You see Caseload as anyone with the role {} does", actor.role_name)
    } else {
        format!("You see Caseload as {} does", actor.name())
    };
    let failed = move || stop.value().get().and_then(Result::err).map(|error| view! { <p role="alert">{error.to_string()}</p> });
    view! {
        <section class="viewing" aria-label="Viewing as someone else">
            <Banner tone=Tone::Warning icon="eye" title actions=move || view! {
                <ActionForm action=stop>
                    <Button kind=ButtonKind::Primary submit=true icon="eye-off" busy=stop.pending()>"Stop viewing"</Button>
                </ActionForm>
            }>
                <p>"Nothing can be changed, and nothing is shown that you may not see yourself."</p>
                {failed}
            </Banner>
        </section>
    }
}
