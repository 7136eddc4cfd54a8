//! "Add Team Member": in the right pane, so that the roster stays in sight; a plain form without JavaScript.

use super::api::{InviteMember, existing_invitation, location_choices};
use super::banner::InvitationBanner;
use super::types::{ASK_SECOND_FACTOR, SECOND_FACTOR_HINT};
use crate::base::{AppError, ask, ask_first};
use crate::locations::{COMMON_ZONES, LocationChoice};
use crate::mail::lasting;
use crate::roles::RoleChoice;
use crate::settings::{self, Seats};
use crate::team::{api::roles, profile::Back};
use crate::ui::{
    Banner, Button, ButtonKind, Choice, Field, FieldKind, LinkButton, Refused, SelectField, Skeleton, SkeletonKind, TextArea, Toggle, Tone,
    Typed, fault_at, refusal_of,
};
use caseload_words::view;
use leptos::prelude::*;

/// What the form needs before it can be shown.
type Needed = (Vec<RoleChoice>, Vec<LocationChoice>, Seats);

#[component]
pub fn InvitePage() -> impl IntoView {
    let needed = ask_first(
        || (),
        |()| async move { Ok::<Needed, AppError>((roles().await?, location_choices().await?, settings::seats_taken().await?)) },
    );
    let invite = ServerAction::<InviteMember>::new();
    let email = RwSignal::new(Typed::at("invite[email]").unwrap_or_default());
    view! {
        <Back/>
        <header class="team-head"><div class="team-name"><h2 id="invite-title">"Add Team Member"</h2></div></header>
        <div class="team-body">
            <p><a href="/team/invite/many">"Invite several people at once"</a>", from a list or a file. "<a href="/team/join">"Or make a link"</a>" by which people join on their own."</p>
            <Existing refusal=refusal_of(invite) email/>
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Card/> }>
                {move || needed.get().map(|needed| match needed {
                    Ok(needed) => view! { <Form needed invite email/> }.into_any(),
                    Err(error) => view! { <div role="alert"><Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner></div> }.into_any(),
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Form(needed: Needed, invite: ServerAction<InviteMember>, email: RwSignal<String>) -> impl IntoView {
    let (roles, locations, seats) = needed;
    let refusal = refusal_of(invite);
    let at = move |field| fault_at(refusal, field);
    let full = seats.why_not();
    let is_full = full.is_some();
    let hours = lasting(seats.invitation_hours);
    view! {
        {full.map(|words| view! { <NoSeat words/> })}
        <Refused refusal way_out=move || is_full.then(|| view! { <a href="/settings#plan">"Change plan"</a> })/>
        <ActionForm action=invite attr:class="form" attr:aria-labelledby="invite-title">
            <div class="form-pair">
                <Field label="First name" name="invite[first_name]" required=true maxlength=60 autofocus=true autocomplete="off" fault=at("first_name")/>
                <Field label="Last name" name="invite[last_name]" required=true maxlength=60 autocomplete="off" fault=at("last_name")/>
            </div>
            <p class="quiet">"As it should stand on notes and signatures. They can mend it when they accept."</p>
            <Field label="Email" name="invite[email]" kind=FieldKind::Email required=true bound=email autocomplete="off" fault=at("email")/>
            <SelectField label="Role" name="invite[role]" required=true blank="Choose a role" fault=at("role")
                options=roles.into_iter().map(|r| Choice::new(r.id.to_string(), r.name).hint(r.description)).collect()/>
            <PrimaryLocation locations refusal/>
            <TextArea label="Personal note" name="invite[note]" optional=true maxlength=500 hint=Signal::stored(Some(say!("Stands in the mail.").to_string())) fault=at("note")/>
            <Toggle label=ASK_SECOND_FACTOR name="invite[second_factor]" checkbox=true
                on=Typed::at("invite[second_factor]").is_some() hint=SECOND_FACTOR_HINT/>
            <p class="quiet">{say!("The mail goes out by itself. Invite expires in {hours}.")}</p>
            <div class="form-foot">
                <LinkButton href="/team">"Cancel"</LinkButton>
                <Button kind=ButtonKind::Primary submit=true icon="send" busy=invite.pending()>"Send invitation"</Button>
            </div>
        </ActionForm>
    }
}

#[component]
fn NoSeat(words: String) -> impl IntoView {
    view! {
        <Banner tone=Tone::Warning actions=|| view! { <LinkButton href="/settings#plan">"Change plan"</LinkButton> }><p>{words}</p></Banner>
    }
}

/// One of the practice's locations, or a new one made on the way.
#[component]
fn PrimaryLocation(locations: Vec<LocationChoice>, refusal: Signal<Option<AppError>>) -> impl IntoView {
    let only = if locations.len() == 1 { locations[0].id.to_string() } else { String::new() };
    let chosen = RwSignal::new(Typed::at("invite[location]").unwrap_or(only));
    let mut options: Vec<Choice> = locations.into_iter().map(|l| Choice::new(l.id.to_string(), l.name)).collect();
    options.push(Choice::new("new", say!("A new location …")));
    let zones: Vec<Choice> = COMMON_ZONES.iter().map(|z| Choice::new(*z, z.replace('_', " "))).collect();
    view! {
        <SelectField label="Primary location" name="invite[location]" required=true blank="Choose a location" bound=chosen options fault=fault_at(refusal, "location")/>
        <div class="form-pair" hidden=move || chosen.get() != "new">
            <Field label="Name of the new location" name="invite[new_location]" maxlength=80 autocomplete="off" fault=fault_at(refusal, "new_location")/>
            <SelectField label="Its time zone" name="invite[new_timezone]" options=zones fault=fault_at(refusal, "new_timezone")/>
        </div>
    }
}

/// "Invite exists": who invited them, when, and what can be done about it, right here.
#[component]
fn Existing(refusal: Signal<Option<AppError>>, email: RwSignal<String>) -> impl IntoView {
    let asked = move || {
        refusal
            .with(|r| r.as_ref().and_then(|r| r.fault("email")))
            .filter(|words| words.starts_with("Invite exists"))
            .map(|_| email.get_untracked())
    };
    let existing = ask(asked, |email| async move {
        match email {
            Some(email) => existing_invitation(email).await,
            None => Ok(None),
        }
    });
    view! {
        <Transition>
            {move || existing.get().and_then(Result::ok).flatten().map(|invitation| {
                view! { <InvitationBanner invitation why_not_renew=None why_not_revoke=None changed=move || existing.refetch()/> }
            })}
        </Transition>
    }
}
