//! Putting many in a group.

use super::api::{PutClientsInGroup, look_over};
use super::archive_page::{Do, Fields, chosen};
use super::outcome::{NotOpen, Whom, back};
use super::types::Step;
use crate::base::ask_first;
use crate::ui::{Choice, Empty, Page, Refused, Section, SelectField, Skeleton, SkeletonKind, fault_at, refusal_of};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn GroupClientsPage() -> impl IntoView {
    let put = ServerAction::<PutClientsInGroup>::new();
    let refusal = refusal_of(put);
    let selection = chosen();
    let looked = ask_first(move || selection.get(), |selection| look_over(selection, Step::Group));
    let lead = say!(
        "A group finds many at once. Members who are in it see the clients of it, restricted ones excepted; whoever is in it already stays."
    );
    view! {
        <Page title="Assign group" back=(back(&selection.get_untracked()), say!("Clients").to_string())>
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=4/> }>
                {move || looked.get().map(|looked| match looked {
                    Ok(looked) if looked.groups.is_empty() => view! {
                        <Empty icon="layers" text="There are no groups yet."><a class="button" href="/groups">"Add a group"</a></Empty>
                    }.into_any(),
                    Ok(looked) => {
                        let (may, selection) = (looked.may, selection.get());
                        let home = back(&selection);
                        let groups = looked.groups.iter().map(|g| Choice::new(g.id.clone(), g.name.clone())).collect::<Vec<_>>();
                        view! {
                            <Section id="whom" title="Who is put in a group" lead=lead.to_string()>
                                <Whom looked/>
                                <ActionForm action=put attr:class="form">
                                    <Refused refusal/>
                                    <Fields selection/>
                                    <SelectField label="Group" name="group" options=groups fault=fault_at(refusal, "group")/>
                                    <Do may words="Put in the group:" icon="layers" busy=put.pending() back=home/>
                                </ActionForm>
                            </Section>
                        }.into_any()
                    }
                    Err(error) => view! { <NotOpen error/> }.into_any(),
                })}
            </Transition>
        </Page>
    }
}
