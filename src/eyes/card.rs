//! On the profile card: "Why?" and "View as Sam".

use super::api::ViewAs;
use super::types::EyesSeen;
use crate::base::MemberId;
use crate::ui::{Button, LinkButton, Refused, load, refusal_of};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn EyesOfMember(
    id: MemberId,
    /// On the button: the first name.
    first_name: String,
    seen: EyesSeen,
    /// Nobody looks through their own.
    is_self: bool,
) -> impl IntoView {
    let view_as = ServerAction::<ViewAs>::new();
    let refusal = refusal_of(view_as);
    Effect::new(move |_| {
        if matches!(view_as.value().get(), Some(Ok(()))) {
            load("/team");
        }
    });
    // Told only to those who may ask about others; for everyone else the button would be noise on every card.
    let offers = !is_self && seen.may_ask_why;
    let why_not = Signal::stored(seen.why_not_view);
    view! {
        <Refused refusal/>
        <div class="eyes-of-member">
            {seen.may_ask_why.then(|| view! { <LinkButton href=format!("/team/{id}/why") icon="circle-help">"Why?"</LinkButton> })}
            {offers.then(|| view! {
                <ActionForm action=view_as>
                    <input type="hidden" name="member" value=id.to_string()/>
                    <Button submit=true icon="eye" busy=view_as.pending() disabled_because=why_not>{say!("View as {first_name}")}</Button>
                </ActionForm>
            })}
        </div>
    }
}
