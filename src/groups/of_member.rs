//! The groups of a member, on their card.

use super::api::{PutInGroup, groups_of_member};
use super::types::{GroupName, PeopleKind};
use crate::base::{MemberId, ask_first};
use crate::ui::{Button, Choice, Fact, Facts, Refused, SelectField, fault_at, refusal_of};
use caseload_words::view;
use leptos::prelude::*;

/// Where the card begins, not inside what waits for something: it asks for its own.
#[component]
pub fn MemberGroups(#[prop(into)] member: Signal<Option<MemberId>>) -> impl IntoView {
    let put = ServerAction::<PutInGroup>::new();
    let read = ask_first(
        move || (member.get(), put.version().get()),
        |(member, _)| async move {
            match member {
                Some(member) => groups_of_member(member).await.ok(),
                None => None,
            }
        },
    );
    let refusal = refusal_of(put);
    view! {
        <Transition>
            {move || {
                let seen = read.get().flatten()?;
                let member = member.get()?;
                let others = (seen.why_not.is_none() && !seen.others.is_empty()).then_some(seen.others);
                Some(view! {
                    <div class="groups-of-member">
                        <Facts><Fact label="Groups"><Links groups=seen.groups/></Fact></Facts>
                        {others.map(|others| view! {
                            <ActionForm action=put attr:class="groups-line">
                                <input type="hidden" name="people" value=PeopleKind::Members.key()/>
                                <input type="hidden" name="who[]" value=member.to_string()/>
                                <Refused refusal/>
                                <SelectField label="Add to group" name="id" id="add-to-group" options=choices(others) fault=fault_at(refusal, "id")/>
                                <div><Button submit=true icon="plus" busy=put.pending()>"Add"</Button></div>
                            </ActionForm>
                        })}
                    </div>
                })
            }}
        </Transition>
    }
}

fn choices(groups: Vec<GroupName>) -> Vec<Choice> {
    groups.into_iter().map(|g| Choice::new(g.id.to_string(), g.name)).collect()
}

#[component]
fn Links(groups: Vec<GroupName>) -> impl IntoView {
    if groups.is_empty() {
        return view! { <span class="quiet">"None"</span> }.into_any();
    }
    groups.into_iter().map(|g| view! { <a href=format!("/groups/{}", g.id)>{g.name}</a> }).collect_view().into_any()
}
