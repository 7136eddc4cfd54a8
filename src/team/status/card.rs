//! A status on its card: how it stands, and the menu with what can be done about it.

use super::api::{DeactivateMember, HoldMember, ReactivateMember, SuspendMember, reactivate_member};
use super::types::{StatusSeen, Step};
use crate::access::Status;
use crate::auth::ConfirmFirst;
use crate::base::{AppError, MemberId};
use crate::team::types::Profile;
use crate::ui::{
    Banner, Button, ButtonKind, Dialog, DialogFoot, DialogSize, Fact, Menu, MenuItem, Refused, TextArea, Tone, When, WhenKind, again,
    fault_at, offer_undo, refusal_of, toast,
};
use caseload_words::view;
use leptos::prelude::*;
use server_fn::ServerFn;

/// "On Hold since Mar 3, 2026, by Una Lindqvist"
#[component]
pub fn StatusFacts(status: StatusSeen) -> impl IntoView {
    view! {
        <Fact label="Status">
            <span>
                {status.status.words()}
                {status.since.map(|since| view! { <span class="quiet">" since "<When at=since.0 kind=WhenKind::Date/></span> })}
                {status.by.map(|by| view! { <span class="quiet">{say!(", by {by}")}</span> })}
            </span>
            {status.reason.map(|reason| view! { <p class="team-reason">{reason}</p> })}
        </Fact>
    }
}

/// Above every page of someone on hold.
#[component]
pub fn OnHoldNotice(status: Status) -> impl IntoView {
    (status == Status::OnHold).then(|| {
        view! {
            <div class="team-on-hold" role="status">
                <Banner tone=Tone::Warning icon="circle-pause">
                    <p>"Your membership is on hold: you can read, but not change anything. Ask an administrator."</p>
                </Banner>
            </div>
        }
    })
}

/// What a dialog needs to know of the membership.
#[derive(Clone)]
struct Subject {
    id: MemberId,
    member: String,
    was: &'static str,
    first_name: String,
    role: String,
    open_sign_ins: i64,
    changed: Callback<()>,
}

#[component]
pub fn ChangeStatus(profile: Profile, status: StatusSeen, changed: Callback<()>) -> impl IntoView {
    let of = Subject {
        id: profile.id,
        member: profile.id.to_string(),
        was: status.status.key(),
        first_name: profile.first_name,
        role: profile.role_name,
        open_sign_ins: status.open_sign_ins,
        changed,
    };
    let open = Step::ALL.map(|_| RwSignal::new(false));
    let opens = move |step: Step| open[Step::ALL.iter().position(|s| *s == step).unwrap_or(0)];
    let items = status.steps.clone().into_iter().map(move |(step, why_not)| {
        let danger = matches!(step, Step::Deactivate | Step::Suspend);
        view! {
            <MenuItem icon=icon_of(step) danger disabled_because=Signal::stored(why_not) on:click=move |_| opens(step).set(true)>
                {step.words()}
            </MenuItem>
        }
    });
    let can_be = |step: Step| status.steps.iter().any(|(s, _)| *s == step);
    view! {
        <Menu id="status-menu" label="Change status" icon="user-cog">{items.collect_view()}</Menu>
        {can_be(Step::Reactivate).then(|| view! { <Reactivate of=of.clone() open=opens(Step::Reactivate)/> })}
        {can_be(Step::Hold).then(|| view! { <Hold of=of.clone() open=opens(Step::Hold)/> })}
        {can_be(Step::Deactivate).then(|| view! { <Deactivate of=of.clone() open=opens(Step::Deactivate)/> })}
        {can_be(Step::Suspend).then(|| view! { <Suspend of=of.clone() open=opens(Step::Suspend)/> })}
        <noscript><Plain of=of.clone() status/></noscript>
    }
}

fn icon_of(step: Step) -> &'static str {
    match step {
        Step::Reactivate => "circle-check",
        Step::Hold => "circle-pause",
        Step::Deactivate => "circle-minus",
        Step::Suspend => "ban",
    }
}

/// Each step has a function of its own, and a dialog that says what it does before it is done.
macro_rules! dialogs {
    ($($name:ident: $function:ty, $step:expr, $id:literal, $confirm:literal;)+) => {$(
        #[component]
        fn $name(of: Subject, open: RwSignal<bool>) -> impl IntoView {
            let take = ServerAction::<$function>::new();
            let refusal = refusal_of(take);
            let (id, was, first_name, changed) = (of.id, of.was, of.first_name.clone(), of.changed);
            Effect::new(move |_| {
                if matches!(take.value().get(), Some(Ok(()))) {
                    open.set(false);
                    say_done($step, was, id, first_name.clone(), changed);
                    changed.run(());
                }
            });
            let lead = $step.means(&of.first_name, &of.role, of.open_sign_ins);
            let title = format!("{}: {}", $step.words(), of.first_name);
            view! {
                <Dialog id=$id open size=DialogSize::Small title lead>
                    <ActionForm action=take attr:class="form">
                        <input type="hidden" name="member" value=of.member/>
                        <input type="hidden" name="was" value=of.was/>
                        <Refused refusal/>
                        <Reason step=$step id=$id fault=fault_at(refusal, "reason")/>
                        <DialogFoot>
                            <Button on:click=move |_| open.set(false)>"Cancel"</Button>
                            <Button kind=kind_of($step) submit=true busy=take.pending()>{$step.words()}</Button>
                        </DialogFoot>
                    </ActionForm>
                </Dialog>
                // Without JavaScript the dialog, and what stands in it, stays closed.
                {move || refusal.get().filter(|r| !open.get() && *r != AppError::ConfirmPassword).map(|r| view! { <p class="team-refused" role="alert">{r.to_string()}</p> })}
                <ConfirmFirst id=$confirm refusal again=again(take)/>
            }
        }
    )+};
}

dialogs! {
    Reactivate: ReactivateMember, Step::Reactivate, "reactivate-member", "confirm-reactivate";
    Hold: HoldMember, Step::Hold, "hold-member", "confirm-hold";
    Deactivate: DeactivateMember, Step::Deactivate, "deactivate-member", "confirm-deactivate";
    Suspend: SuspendMember, Step::Suspend, "suspend-member", "confirm-suspend";
}

/// What was done by mistake to someone who works is taken back at once. A suspension is not: it was meant, and has a reason.
fn say_done(step: Step, was: &str, member: MemberId, first_name: String, changed: Callback<()>) {
    let words = step.done(&first_name);
    match step {
        Step::Hold | Step::Deactivate if was == Status::Active.key() => offer_undo(words, move || {
            let words = Step::Reactivate.done(&first_name);
            async move {
                reactivate_member(member, step.leads_to().key().to_string(), String::new()).await?;
                changed.try_run(());
                Ok(words)
            }
        }),
        _ => toast(Tone::Good, words),
    }
}

fn kind_of(step: Step) -> ButtonKind {
    if matches!(step, Step::Deactivate | Step::Suspend) { ButtonKind::Danger } else { ButtonKind::Primary }
}

#[component]
fn Reason(step: Step, id: &'static str, fault: Signal<Option<String>>) -> impl IntoView {
    let required = step == Step::Suspend;
    let hint = Signal::stored(Some(say!("Seen by those who may edit the team, never by the member.").to_string()));
    view! { <TextArea label="Reason" name="reason" id=format!("{id}-reason") hint fault maxlength=500 required optional={!required}/> }
}

/// Without JavaScript there are no dialogs: one form, a button for each step.
#[component]
fn Plain(of: Subject, status: StatusSeen) -> impl IntoView {
    let buttons = status.steps.into_iter().filter(|(_, why_not)| why_not.is_none()).map(|(step, _)| {
        let to = match step {
            Step::Reactivate => ReactivateMember::url(),
            Step::Hold => HoldMember::url(),
            Step::Deactivate => DeactivateMember::url(),
            Step::Suspend => SuspendMember::url(),
        };
        view! { <button class="button" type="submit" formaction=to>{step.words()}</button> }
    });
    let buttons = buttons.collect::<Vec<_>>();
    (!buttons.is_empty()).then(|| {
        view! {
            <form method="post" class="form team-plain">
                <input type="hidden" name="member" value=of.member/>
                <input type="hidden" name="was" value=of.was/>
                <label class="field-label" for="plain-reason">"Reason"</label>
                <input id="plain-reason" class="input" name="reason" maxlength="500"/>
                <div class="team-actions">{buttons}</div>
            </form>
        }
    })
}
