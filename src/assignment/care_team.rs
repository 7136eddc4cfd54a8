//! The care team of one client, on the client's page: who has them, who had, and what was handed on.

use super::api::{EndAssignment, SetWeekly, who_has};
use super::types::{CareTeamSeen, OnTeam, WasOnTeam};
use crate::base::{AppError, ClientId, MemberId, ask_first};
use crate::live::{self, Topic};
use crate::ui::{
    Badge, Banner, Button, ButtonKind, Choice, Field, FieldKind, LinkButton, Refused, SelectField, Skeleton, Tone, When, WhenKind,
    differing, fault_at, refusal_of,
};
use caseload_words::view;
use leptos::prelude::*;

/// Where the page begins, not inside what waits for something: it asks for its own.
#[component]
pub fn CareTeam(#[prop(into)] client: Signal<Option<ClientId>>) -> impl IntoView {
    let end = ServerAction::<EndAssignment>::new();
    let weekly = ServerAction::<SetWeekly>::new();
    let read = ask_first(
        move || (client.get(), end.version().get(), weekly.version().get(), live::heard_at_rest(Topic::Clients)),
        |(client, ..)| async move {
            match client {
                Some(client) => Some(who_has(client).await),
                None => None,
            }
        },
    );
    let answered = differing(read, move || (client.get(), end.version().get(), weekly.version().get()));
    view! {
        <Transition fallback=|| view! { <Skeleton rows=2/> }>
            {move || {
                let inside = match (answered().flatten(), client.get()) {
                    (Some(Ok(seen)), Some(client)) => view! { <Team seen client end weekly/> }.into_any(),
                    // The page says so already.
                    (Some(Err(AppError::NotFound)), _) | (None, _) | (_, None) => return None,
                    (Some(Err(error)), _) => view! { <Failed error/> }.into_any(),
                };
                Some(view! {
                    <section class="care-team" aria-labelledby="care-team-title">
                        <h2 id="care-team-title">"Care team"</h2>
                        {inside}
                    </section>
                })
            }}
        </Transition>
    }
}

#[component]
fn Failed(error: AppError) -> impl IntoView {
    view! { <div role="alert"><Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner></div> }
}

#[component]
fn Team(seen: CareTeamSeen, client: ClientId, end: ServerAction<EndAssignment>, weekly: ServerAction<SetWeekly>) -> impl IntoView {
    let CareTeamSeen { now, past, why_not, owners, due } = seen;
    let (refused_end, refused_weekly) = (refusal_of(end), refusal_of(weekly));
    let only = now.len() == 1;
    let may = why_not.is_none();
    let nobody = now.is_empty();
    let ending = StoredValue::new((owners, due));
    let href = move |how: &str| format!("/assign?ids={client}&back=/clients/{client}{how}");
    view! {
        <Refused refusal=refused_end/>
        <Refused refusal=refused_weekly/>
        {nobody.then(|| view! { <p><Badge tone=Tone::Warning icon="user-x" text="Nobody has this client"/></p> })}
        <ul class="list card" aria-label="Care team">
            {now.into_iter().map(|one| {
                let primary = format!("/assign?ids={client}&to={}&back=/clients/{client}", one.member);
                let name = one.name.clone();
                view! {
                    <li class="care-row">
                        <One one=one.clone()/>
                        {may.then(|| view! {
                            <div class="care-actions">
                                {(!one.primary).then(|| view! { <LinkButton href=primary>"Make primary"<span class="visually-hidden">{format!(": {name}")}</span></LinkButton> })}
                                <Weekly one=one.clone() weekly/>
                                <Ending one=one.clone() end only owners=ending.with_value(|e| e.0.clone()) due=ending.with_value(|e| e.1.clone())/>
                            </div>
                        })}
                    </li>
                }
            }).collect_view()}
        </ul>
        <div class="care-actions">
            {match why_not {
                None => view! {
                    <LinkButton href=href("") icon="arrow-left-right">{if nobody { say!("Assign") } else { say!("Reassign") }}</LinkButton>
                    {(!nobody).then(|| view! { <LinkButton href=href("&how=beside") icon="user-plus">"Add another"</LinkButton> })}
                }.into_any(),
                why => view! { <Button icon="arrow-left-right" disabled_because=Signal::stored(why)>"Reassign"</Button> }.into_any(),
            }}
        </div>
        {(!past.is_empty()).then(|| view! { <Past past/> })}
    }
}

#[component]
fn One(one: OnTeam) -> impl IntoView {
    let by = one.by.map(|by| say!(", by {by}")).unwrap_or_default();
    let weekly = one.weekly.map(often);
    view! {
        <div class="row-text">
            <span class="row-title"><a href=format!("/team/{}", one.member)>{one.name}</a></span>
            <span class="row-detail">
                "Since "<When at=one.since.0 kind=WhenKind::Date/>{by}{weekly.map(|often| format!(", {often}"))}
            </span>
            {(!one.reason.is_empty()).then(|| view! { <span class="row-detail">{say!("Reason: {}", one.reason)}</span> })}
            <span class="assign-why">
                {one.primary.then(|| view! { <Badge icon="stethoscope" text="Primary therapist"/> })}
                {one.standing.map(|words| view! { <Badge tone=Tone::Warning text=words/> })}
            </span>
            <Note text=one.hand_off/>
        </div>
    }
}

/// "2 sessions a week"
fn often(weekly: i16) -> String {
    counted!(weekly.into(), "session a week", "sessions a week")
}

#[component]
fn Note(text: String) -> impl IntoView {
    (!text.is_empty()).then(|| {
        view! {
            <details class="care-note">
                <summary>"Hand-off note"</summary>
                <p class="care-words">{text}</p>
            </details>
        }
    })
}

#[component]
fn Weekly(one: OnTeam, weekly: ServerAction<SetWeekly>) -> impl IntoView {
    let refusal = refusal_of(weekly);
    let value = one.weekly.map(|n| n.to_string()).unwrap_or_default();
    view! {
        <details class="care-form">
            <summary class="button">"Sessions per week"<span class="visually-hidden">{say!(" with {}", one.name)}</span></summary>
            <ActionForm action=weekly attr:class="form">
                <input type="hidden" name="id" value=one.id.to_string()/>
                <input type="hidden" name="weekly_before" value=value.clone()/>
                <Field label="Sessions per week" name="weekly" id=format!("weekly-{}", one.id) kind=FieldKind::Number value optional=true
                    hint=Some(say!("It says how much the client weighs in the capacity.").to_string()) fault=fault_at(refusal, "weekly")/>
                <div><Button kind=ButtonKind::Primary submit=true busy=weekly.pending()>"Save"</Button></div>
            </ActionForm>
        </details>
    }
}

/// Ends one; the last one only with someone who sees to it that another is found.
#[component]
fn Ending(one: OnTeam, end: ServerAction<EndAssignment>, only: bool, owners: Vec<(MemberId, String)>, due: String) -> impl IntoView {
    let refusal = refusal_of(end);
    let choices = owners.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect::<Vec<_>>();
    let id = one.id.to_string();
    let open = refusal.with_untracked(|r| matches!(r, Some(AppError::Invalid(_))));
    view! {
        <details class="care-form" open=open>
            <summary class="button">"End"<span class="visually-hidden">{say!(" the assignment to {}", one.name)}</span></summary>
            <ActionForm action=end attr:class="form">
                <input type="hidden" name="id" value=id.clone()/>
                <Field label="Reason" name="reason" id=format!("end-reason-{id}") maxlength=500 optional=true autocomplete="off" fault=fault_at(refusal, "reason")/>
                {if only {
                    view! {
                        <p>{say!("Nobody else has this client. After {} it stands on the Unassigned board until someone has it.", one.name)}</p>
                        <SelectField label="Who sees to it" name="owner" id=format!("end-owner-{id}") options=choices blank="Choose someone" required=true fault=fault_at(refusal, "owner")/>
                        <Field label="Until" name="due" id=format!("end-due-{id}") kind=FieldKind::Date value=due required=true fault=fault_at(refusal, "due")/>
                    }.into_any()
                } else {
                    view! { <input type="hidden" name="owner" value=""/> <input type="hidden" name="due" value=""/> }.into_any()
                }}
                <div><Button kind=ButtonKind::Danger submit=true busy=end.pending()>{say!("End {}’s assignment", one.name)}</Button></div>
            </ActionForm>
        </details>
    }
}

/// Who had the client, from when to when, why, and by whom.
#[component]
fn Past(past: Vec<WasOnTeam>) -> impl IntoView {
    view! {
        <details class="care-past">
            <summary>"Who had this client before"</summary>
            <ol class="list card" aria-label="Who had this client before">
                {past.into_iter().map(|was| view! { <Was was/> }).collect_view()}
            </ol>
        </details>
    }
}

#[component]
fn Was(was: WasOnTeam) -> impl IntoView {
    let by = |name: Option<String>, reason: String| match (name, reason.is_empty()) {
        (Some(name), true) => say!(" by {name}"),
        (Some(name), false) => say!(" by {name}: {reason}"),
        (None, true) => String::new(),
        (None, false) => format!(": {reason}"),
    };
    view! {
        <li class="care-row">
            <div class="row-text">
                <span class="row-title">
                    {was.name}
                    {was.left.map(|at| view! { <span class="quiet">" (left "<When at=at.0 kind=WhenKind::Date/>")"</span> })}
                </span>
                <span class="row-detail">
                    <When at=was.since.0 kind=WhenKind::Date/>" to "<When at=was.until.0 kind=WhenKind::Date/>
                    {was.primary.then_some(say!(", primary therapist"))}
                </span>
                <span class="row-detail">{say!("Assigned{}", by(was.by, was.reason))}</span>
                <span class="row-detail">{say!("Ended{}", by(was.ended_by, was.ended_reason))}</span>
                <Note text=was.hand_off/>
            </div>
        </li>
    }
}
