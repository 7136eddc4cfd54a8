//! Supervision on the profile card: by whom, of whom, adding and ending.

use super::api::{AddSupervisor, EndSupervision, add_supervisor, supervisor_choices};
use super::types::{Frequency, Kind, Relation, SupervisionSeen, SupervisorChoice};
use crate::base::{MemberId, SupervisionId};
use crate::ui::{
    Badge, Button, ButtonKind, Choice, Dialog, DialogFoot, DialogSize, Refused, SelectField, Tone, When, WhenKind, fault_at, offer_undo,
    refusal_of, toast,
};
use caseload_words::view;
use leptos::prelude::*;

#[component]
pub fn Supervision(member: MemberId, first_name: String, seen: SupervisionSeen, changed: Callback<()>) -> impl IntoView {
    if !seen.shows() {
        return ().into_any();
    }
    let end = ServerAction::<EndSupervision>::new();
    let refusal = refusal_of(end);
    take_back(end, member, seen.clone(), changed);
    let (may_set, off, why_not_add) = (seen.why_not_set.is_none(), seen.off, seen.why_not_add());
    let (nobody, several) = (seen.supervisors.is_empty(), !seen.one_each);
    let is_supervised = !nobody;
    let supervisees = seen.supervisees.clone();
    view! {
        <section class="supervision" aria-labelledby="supervision-title">
            <h3 id="supervision-title">"Supervision"</h3>
            <Refused refusal/>
            {off.then(|| view! { <p class="quiet">"Supervision is switched off for the practice. What there is stays on record, and gives nobody any access."</p> })}
            {seen.missing.then(|| view! { <p><Badge tone=Tone::Warning icon="graduation-cap" text="No supervisor yet"/></p> })}
            {(nobody && !seen.missing && supervisees.is_empty()).then(|| view! { <p class="quiet">"None. This role does not require it."</p> })}
            {(!nobody).then(|| view! { <Relations title="Supervisor" relations=seen.supervisors end may_set/> })}
            {(!supervisees.is_empty()).then(|| view! { <Relations title="Supervisees" relations=supervisees end may_set/> })}
            {is_supervised.then(|| view! { <p><a href=format!("/team/{member}/caseload")>{say!("The caseload of {first_name}, in three kinds")}</a></p> })}
            {(may_set && !off).then(|| view! { <Adding member first_name=first_name.clone() several why_not=why_not_add changed/> })}
        </section>
    }
    .into_any()
}

/// Says that it has ended, and offers to begin it again: between the same two, as it was.
fn take_back(end: ServerAction<EndSupervision>, member: MemberId, seen: SupervisionSeen, changed: Callback<()>) {
    let asked = StoredValue::new(None::<SupervisionId>);
    Effect::new(move |_| {
        if let Some(now) = end.input().get() {
            asked.set_value(Some(now.id));
        }
    });
    Effect::new(move |_| {
        if !matches!(end.value().get(), Some(Ok(()))) {
            return;
        }
        let above = seen.supervisors.iter().map(|r| (member, r.member, r));
        let below = seen.supervisees.iter().map(|r| (r.member, member, r));
        let ended = above.chain(below).find(|(.., r)| Some(r.id) == asked.get_value());
        let words = say!("This supervision has ended. That it was stays on record.");
        match ended.map(|(of, by, r)| (of, by, r.kind, r.frequency)) {
            Some((of, by, kind, frequency)) => offer_undo(words, move || async move {
                add_supervisor(of, by.to_string(), kind.key().into(), frequency.key().into()).await?;
                changed.try_run(());
                Ok(say!("The supervision goes on.").to_string())
            }),
            None => toast(Tone::Good, words),
        }
        changed.run(());
    });
}

#[component]
fn Relations(title: &'static str, relations: Vec<Relation>, end: ServerAction<EndSupervision>, may_set: bool) -> impl IntoView {
    view! {
        <h4>{title}</h4>
        <ul class="list" aria-label=title>
            {relations.into_iter().map(|relation| view! { <One relation end may_set/> }).collect_view()}
        </ul>
    }
}

#[component]
fn One(relation: Relation, end: ServerAction<EndSupervision>, may_set: bool) -> impl IntoView {
    let detail = say!("{}, {}, since ", relation.kind.words(), relation.frequency.words().to_lowercase());
    let name = relation.name.clone();
    view! {
        <li class="supervision-row">
            <div class="row-text">
                <a class="row-title" href=format!("/team/{}", relation.member)>{relation.name}</a>
                <span class="row-detail">{detail}<When at=relation.since.0 kind=WhenKind::Date/></span>
                {relation.standing.map(|words| view! { <Badge tone=Tone::Warning text=words/> })}
            </div>
            {may_set.then(|| view! {
                <ActionForm action=end>
                    <input type="hidden" name="id" value=relation.id.to_string()/>
                    <Button kind=ButtonKind::Plain submit=true busy=end.pending()>"End"<span class="visually-hidden">{say!(" supervision with {name}")}</span></Button>
                </ActionForm>
            })}
        </li>
    }
}

#[component]
fn Adding(member: MemberId, first_name: String, several: bool, why_not: Option<String>, changed: Callback<()>) -> impl IntoView {
    let open = RwSignal::new(false);
    let add = ServerAction::<AddSupervisor>::new();
    let refusal = refusal_of(add);
    let there = ask_for_choices(open, member);
    Effect::new(move |_| {
        if matches!(add.value().get(), Some(Ok(()))) {
            open.set(false);
            toast(Tone::Good, say!("The supervisor is added."));
            changed.run(());
        }
    });
    let kinds = || Kind::ALL.iter().map(|k| Choice::new(k.key(), k.words())).collect::<Vec<_>>();
    let frequencies = || Frequency::ALL.iter().map(|f| Choice::new(f.key(), f.words())).collect::<Vec<_>>();
    let lead = say!("Who supervises {first_name}, from now on.{}", if several { say!(" Several are possible.") } else { "" });
    let nobody = move || {
        let none = there.with(|t| t.as_ref().is_some_and(Vec::is_empty));
        none.then(|| view! { <p>"Nobody else has a role that can supervise. Give someone such a role first."</p> })
    };
    view! {
        <div><Button icon="plus" disabled_because=Signal::stored(why_not) on:click=move |_| open.set(true)>"Add supervisor"</Button></div>
        <Dialog id="add-supervisor" open size=DialogSize::Small title="Add supervisor" lead>
            <ActionForm action=add attr:class="form">
                <input type="hidden" name="member" value=member.to_string()/>
                <Refused refusal/>
                {nobody}
                {move || {
                    let choices = there.get().unwrap_or_default().into_iter().map(|c| Choice::new(c.id.to_string(), c.name).hint(c.role_name)).collect::<Vec<_>>();
                    view! { <SelectField label="Supervisor" name="supervisor" id="add-supervisor-who" options=choices blank="Choose a supervisor" required=true fault=fault_at(refusal, "supervisor")/> }
                }}
                <SelectField label="Type" name="kind" id="add-supervisor-kind" options=kinds() fault=fault_at(refusal, "kind")/>
                <SelectField label="Frequency" name="frequency" id="add-supervisor-frequency" options=frequencies() fault=fault_at(refusal, "frequency")/>
                <DialogFoot>
                    <Button on:click=move |_| open.set(false)>"Cancel"</Button>
                    <Button kind=ButtonKind::Primary submit=true busy=add.pending()>"Add supervisor"</Button>
                </DialogFoot>
            </ActionForm>
        </Dialog>
    }
}

/// Who can supervise, asked for anew whenever the dialog opens; nothing until the answer is there.
fn ask_for_choices(open: RwSignal<bool>, member: MemberId) -> RwSignal<Option<Vec<SupervisorChoice>>> {
    let there = RwSignal::new(None);
    Effect::new(move |_| {
        if open.get() {
            leptos::task::spawn_local(async move {
                if let Ok(found) = supervisor_choices(member).await {
                    there.set(Some(found));
                }
            });
        }
    });
    there
}
