//! Above every page of someone who has to set up a second factor, and still has time.

use crate::auth::Me;
use crate::ui::{Banner, LinkButton, Tone};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn EnrolNotice(me: Me) -> impl IntoView {
    me.days_to_enrol.map(|days| {
        let words = say!(
            "Your practice asks for {}. {} left to set it up; after that it comes before anything else.",
            if me.second_factor { say!("a passkey") } else { say!("a second factor") },
            counted!(days, "day")
        );
        view! {
            <div class="auth-enrol" role="status">
                <Banner tone=Tone::Warning icon="shield" actions=|| view! { <LinkButton href="/second-factor">"Set it up"</LinkButton> }>
                    <p>{words}</p>
                </Banner>
            </div>
        }
    })
}
