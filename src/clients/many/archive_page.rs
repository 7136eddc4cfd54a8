//! Archiving and restoring many: what will happen, and to whom, before the button that does it.

use super::api::{ArchiveClients, RestoreClients, look_over};
use super::outcome::{NotOpen, Whom, back};
use super::types::Step;
use crate::base::ask_first;
use crate::caseload::Selection;
use crate::ui::{Button, ButtonKind, LinkButton, Page, Refused, Section, Skeleton, SkeletonKind, refusal_of};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Who was chosen, as the address says.
pub(super) fn chosen() -> Memo<Selection> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|q| Selection::read(|key| q.get(key))))
}

#[component]
pub fn ArchivePage() -> impl IntoView {
    let archive = ServerAction::<ArchiveClients>::new();
    let refusal = refusal_of(archive);
    let selection = chosen();
    let looked = ask_first(move || selection.get(), |selection| look_over(selection, Step::Archive));
    let lead = say!(
        "They stand aside: lists, pickers and figures are without them. Nothing of them is lost, whoever is assigned stays so, and you can restore them at any time."
    );
    view! {
        <Page title="Archive clients" back=(back(&selection.get_untracked()), say!("Clients").to_string())>
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=4/> }>
                {move || looked.get().map(|looked| match looked {
                    Ok(looked) => {
                        let may = looked.may;
                        let selection = selection.get();
                        let home = back(&selection);
                        view! {
                            <Section id="whom" title="Who is archived" lead=lead.to_string()>
                                <Whom looked/>
                                <ActionForm action=archive attr:class="form">
                                    <Refused refusal/>
                                    <Fields selection/>
                                    <Do may words="Archive" icon="archive" busy=archive.pending() back=home/>
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

#[component]
pub fn RestorePage() -> impl IntoView {
    let restore = ServerAction::<RestoreClients>::new();
    let refusal = refusal_of(restore);
    let selection = chosen();
    let looked = ask_first(move || selection.get(), |selection| look_over(selection, Step::Restore));
    let lead = say!("They are in lists, pickers and figures again, with whoever was assigned.");
    view! {
        <Page title="Restore clients" back=(back(&selection.get_untracked()), say!("Clients").to_string())>
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=4/> }>
                {move || looked.get().map(|looked| match looked {
                    Ok(looked) => {
                        let may = looked.may;
                        let selection = selection.get();
                        let home = back(&selection);
                        view! {
                            <Section id="whom" title="Who is restored" lead=lead.to_string()>
                                <Whom looked/>
                                <ActionForm action=restore attr:class="form">
                                    <Refused refusal/>
                                    <Fields selection/>
                                    <Do may words="Restore" icon="archive-restore" busy=restore.pending() back=home/>
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

/// Who was chosen, and where the form leads back to.
#[component]
pub(super) fn Fields(selection: Selection) -> impl IntoView {
    view! {
        <input type="hidden" name="back" value=back(&selection)/>
        {selection.fields().into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
    }
}

/// "Archive 12 clients", and the way back.
#[component]
pub(super) fn Do(may: i64, words: &'static str, icon: &'static str, #[prop(into)] busy: Signal<bool>, back: String) -> impl IntoView {
    let why_not = (may == 0).then(|| say!("There is nobody among them for whom you may do this.").to_string());
    let label = format!("{words} {}", counted!(may, "client"));
    view! {
        <div class="clients-steps">
            <Button kind=ButtonKind::Primary submit=true icon busy disabled_because=Signal::stored(why_not)>{label}</Button>
            <LinkButton href=back>"Cancel"</LinkButton>
        </div>
    }
}
