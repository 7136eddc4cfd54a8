//! "Settings": the practice, its plan, its locations, and closing it.

use super::api::{ChangePlan, ClosePractice, SavePractice, SetSecondFactor, SetSupervisionRules, settings};
use super::second_factor::SecondFactorRulesSection;
use super::supervision::SupervisionSection;
use super::types::{Plan, SettingsSeen};
use crate::auth::ConfirmFirst;
use crate::base::{CALLED, ask_first};
use crate::eyes::{Forbidden, told};
use crate::locations::LocationsSection;
use crate::ui::{
    Banner, Button, ButtonKind, Choice, ChoiceField, Dialog, DialogFoot, DialogSize, Field, FieldKind, LinkButton, Meter, Page, Refused,
    Section, SelectField, Skeleton, SkeletonKind, Tone, again, fault_at, load, refusal_of, toast,
};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn SettingsPage() -> impl IntoView {
    let query = use_query_map();
    let saved = move || query.with(|q| q.get("saved"));
    let change = ServerAction::<ChangePlan>::new();
    let set = ServerAction::<SetSupervisionRules>::new();
    let factor = ServerAction::<SetSecondFactor>::new();
    let read = ask_first(
        move || (saved(), change.version().get(), set.version().get(), factor.version().get()),
        |_| async { told(settings().await).await },
    );
    Effect::new(move |_| {
        if matches!(change.value().get(), Some(Ok(()))) {
            toast(Tone::Good, say!("Your plan is changed."));
        }
    });
    let said = move || saved().filter(|_| change.version().get() == 0);
    view! {
        <Page title="Settings">
            {move || said().map(|_| view! { <div role="status"><Banner tone=Tone::Good><p>"Saved."</p></Banner></div> })}
            <div class="settings">
                <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Lines rows=10/> }>
                    {move || read.get().map(|seen| match seen {
                        Ok(seen) => view! { <Practice seen=seen.clone()/> <SupervisionSection seen=seen.clone() set/> <SecondFactorRulesSection seen=seen.clone() set=factor/> <PlanAndSeats seen change/> }.into_any(),
                        Err(refusal) => view! { <Forbidden refusal/> }.into_any(),
                    })}
                </Transition>
                <LocationsSection why_not=move || read.get().and_then(Result::ok).map(|seen| seen.why_not_locations)/>
                <Section id="groups" title="Groups" lead="Members and clients put together, so that many are found and chosen at once.">
                    <div><LinkButton href="/groups" icon="tags">"Manage Groups"</LinkButton></div>
                </Section>
                <Section id="security" title="Security" lead="Who is signed in where, what failed lately, what is slowed down.">
                    <div><LinkButton href="/security" icon="shield-check">"Open Security"</LinkButton></div>
                </Section>
                <Transition>{move || read.get().and_then(Result::ok).map(|seen| view! { <Closing seen/> })}</Transition>
            </div>
        </Page>
    }
}

fn choices(pairs: &[(&str, &str)]) -> Vec<Choice> {
    pairs.iter().map(|(value, label)| Choice::new(*value, *label)).collect()
}

#[component]
fn Practice(seen: SettingsSeen) -> impl IntoView {
    let save = ServerAction::<SavePractice>::new();
    let refusal = refusal_of(save);
    Effect::new(move |_| {
        if matches!(save.value().get(), Some(Ok(()))) {
            load("/settings?saved=practice");
        }
    });
    let hours = choices(&[("24", say!("24 hours")), ("72", say!("72 hours")), ("168", say!("7 days")), ("720", say!("30 days"))]);
    let words = choices(&[(CALLED[0], exactly!("Clients")), (CALLED[1], exactly!("Patients"))]);
    view! {
        <Section id="practice" title="Practice" lead=say!("Created by {}, the originating administrator.", seen.originating)>
            <ActionForm action=save attr:class="form">
                <input type="hidden" name="version" value=seen.version.to_string()/>
                <Refused refusal/>
                <Field label="Practice name" name="name" value=seen.name.clone() required=true maxlength=120 fault=fault_at(refusal, "name")/>
                <SelectField label="You call the people in your care" name="calls_clients" options=words value=seen.calls_clients.clone() fault=fault_at(refusal, "calls_clients")/>
                <SelectField label="Invitations expire after" name="invitation_hours" options=hours value=seen.seats.invitation_hours.to_string() fault=fault_at(refusal, "invitation_hours")/>
                <Field label="Automatic logoff after (minutes)" name="logoff_minutes" kind=FieldKind::Number value=seen.logoff_minutes.to_string() required=true
                    hint=Signal::stored(Some(say!("5 to 60 minutes without activity. A warning comes a minute before.").to_string())) fault=fault_at(refusal, "logoff_minutes")/>
                <div><Button kind=ButtonKind::Primary submit=true busy=save.pending() disabled_because=Signal::stored(seen.why_not_edit)>"Save"</Button></div>
            </ActionForm>
            // The minutes are a security setting.
            <ConfirmFirst id="confirm-practice" refusal again=again(save)/>
        </Section>
    }
}

#[component]
fn PlanAndSeats(seen: SettingsSeen, change: ServerAction<ChangePlan>) -> impl IntoView {
    let refusal = refusal_of(change);
    let plan = RwSignal::new(seen.seats.plan.key().to_string());
    let plans = Plan::ALL.iter().map(|p| Choice::new(p.key(), p.name()).hint(p.description())).collect();
    let (used, cap) = (u32::try_from(seen.seats.used()).unwrap_or(0), u32::try_from(seen.seats.cap).unwrap_or(0));
    let lead =
        say!("{} members and {} open invitations. Open invitations take a seat too.", seen.seats.members, seen.seats.open_invitations);
    view! {
        <Section id="plan" title="Plan and seats" lead>
            <Meter label="Seats taken" used=used limit=cap unit="seats"/>
            <ActionForm action=change attr:class="form">
                <Refused refusal/>
                <ChoiceField label="Plan" name="plan" options=plans bound=plan fault=fault_at(refusal, "plan")/>
                <div hidden=move || plan.get() != Plan::Group.key()>
                    <Field label="Seats" name="seat_cap" kind=FieldKind::Number value=seen.seats.cap.to_string() fault=fault_at(refusal, "seat_cap")/>
                </div>
                <div><Button submit=true busy=change.pending() disabled_because=Signal::stored(seen.why_not_plan)>"Change plan"</Button></div>
            </ActionForm>
        </Section>
    }
}

#[component]
fn Closing(seen: SettingsSeen) -> impl IntoView {
    let open = RwSignal::new(false);
    let close = ServerAction::<ClosePractice>::new();
    let refusal = refusal_of(close);
    let name = seen.name.clone();
    view! {
        <Section id="close" title="Close the practice" danger=true lead="Everyone is signed out and nobody can sign in. Nothing is deleted: every record is kept.">
            <div><Button kind=ButtonKind::Danger disabled_because=Signal::stored(seen.why_not_close) on:click=move |_| open.set(true)>"Close the practice"</Button></div>
            <Dialog id="close-practice" open size=DialogSize::Small title=say!("Close {name}?") lead="Only our support can open it again.">
                <ActionForm action=close attr:class="form">
                    <Refused refusal/>
                    <Field label=say!("Type {name} to close it") name="name" id="close-name" required=true autocomplete="off" fault=fault_at(refusal, "name")/>
                    <DialogFoot>
                        <Button on:click=move |_| open.set(false)>"Keep it open"</Button>
                        <Button kind=ButtonKind::Danger submit=true busy=close.pending()>"Close it"</Button>
                    </DialogFoot>
                </ActionForm>
            </Dialog>
            <ConfirmFirst id="confirm-close" refusal again=again(close)/>
        </Section>
    }
}
