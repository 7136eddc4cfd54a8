//! One sign-in in a list: one's own, a member's.

use super::types::SignInSeen;
use crate::ui::{Badge, Icon, Tone, When, WhenKind};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn SignInRow(
    seen: SignInSeen,
    /// Whose it is, where that isn't plain.
    #[prop(optional, into)]
    whose: Option<AnyView>,
    /// What can be done about it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let from = if seen.ip.is_empty() { String::new() } else { say!("From {} · ", seen.ip) };
    view! {
        <li class="settings-row sign-in">
            <span class="row-text">
                <span class="row-title">
                    <Icon name="monitor"/>{seen.device.clone()}
                    {seen.this.then(|| view! { " "<Badge tone=Tone::Good icon="circle-check" text="This browser"/> })}
                </span>
                {whose}
                <span class="row-detail">
                    {from}"since "<When at=seen.since.0/>" · last seen "<When at=seen.last_seen.0 kind=WhenKind::Relative/>
                </span>
            </span>
            {children.map(|children| children())}
        </li>
    }
}
