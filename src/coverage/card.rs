//! Cover on a member's card: who covers for them, for whom they cover, now and to come.

use super::api::covers_of_member;
use super::row::Told;
use crate::base::{MemberId, ask_first};
use crate::live::{self, Topic};
use crate::ui::LinkButton;
use caseload_words::view;
use leptos::prelude::*;

/// Where the card begins, not inside what waits for something: it asks for its own.
#[component]
pub fn CoverageSection(#[prop(into)] member: Signal<Option<MemberId>>) -> impl IntoView {
    let read = ask_first(
        move || (member.get(), live::heard_at_rest(Topic::Clients)),
        |(member, _)| async move {
            match member {
                Some(member) => covers_of_member(member).await.ok(),
                None => None,
            }
        },
    );
    view! {
        <Transition>
            {move || {
                let (seen, member) = (read.get().flatten()?, member.get()?);
                let lends = seen.why_not_lend.is_none();
                let nobody = seen.covers.is_empty();
                (lends || !nobody).then(|| view! {
                    <section class="coverage-section" aria-labelledby="coverage-title">
                        <h3 id="coverage-title">"Coverage"</h3>
                        {if nobody {
                            view! { <p class="quiet">"No cover now, and none planned."</p> }.into_any()
                        } else {
                            view! {
                                <ul class="list" aria-label="Coverage">
                                    {seen.covers.into_iter().map(|cover| view! { <li class="coverage-row"><Told cover/></li> }).collect_view()}
                                </ul>
                            }.into_any()
                        }}
                        <div class="coverage-actions">
                            {lends.then(|| view! { <LinkButton href=format!("/coverage/new?member={member}") icon="arrow-left-right">"Lend the caseload"</LinkButton> })}
                            <LinkButton href="/coverage">"All coverage"</LinkButton>
                        </div>
                    </section>
                })
            }}
        </Transition>
    }
}
