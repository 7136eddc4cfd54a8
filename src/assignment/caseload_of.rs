//! The clients of a member, on their card.

use super::api::clients_of_member;
use crate::base::{MemberId, ask_first};
use crate::live::{self, Topic};
use crate::ui::{Button, LinkButton};
use caseload_words::view;
use leptos::prelude::*;

/// Where the card begins, not inside what waits for something: it asks for its own.
#[component]
pub fn CaseloadOfMember(#[prop(into)] member: Signal<Option<MemberId>>) -> impl IntoView {
    let read = ask_first(
        move || (member.get(), live::heard_at_rest(Topic::Clients)),
        |(member, _)| async move {
            match member {
                Some(member) => clients_of_member(member).await.ok(),
                None => None,
            }
        },
    );
    view! {
        <Transition>
            {move || {
                let seen = read.get().flatten()?;
                let member = member.get().filter(|_| seen.sees)?;
                let none = say!("None that you see. Clients assigned to them stand here.");
                let more = seen.total > seen.clients.len() as i64;
                let all = say!("All {} clients", seen.total);
                Some(view! {
                    <section class="assign-caseload" aria-labelledby="caseload-of-title">
                        <h3 id="caseload-of-title">"Clients"</h3>
                        {(seen.total == 0).then(|| view! { <p class="quiet">{none}</p> })}
                        <ul class="assign-clients">
                            {seen.clients.into_iter().map(|(id, name, location)| view! {
                                <li><a href=format!("/clients/{id}")>{name}</a>" "<span class="quiet">{location}</span></li>
                            }).collect_view()}
                        </ul>
                        {(seen.total > 0).then(|| view! {
                            <div class="assign-actions">
                                {more.then(|| view! { <LinkButton href=format!("/clients?staff={member}") icon="list">{all}</LinkButton> })}
                                {match seen.why_not_reassign {
                                    None => view! { <LinkButton href=format!("/assign?all=yes&staff={member}&back=/team/{member}") icon="arrow-left-right">"Reassign"</LinkButton> }.into_any(),
                                    why => view! { <Button icon="arrow-left-right" disabled_because=Signal::stored(why)>"Reassign"</Button> }.into_any(),
                                }}
                            </div>
                        })}
                    </section>
                })
            }}
        </Transition>
    }
}
