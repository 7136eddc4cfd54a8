//! "/portal": a client's own page. One column, a phone's width first; every form works without JavaScript.

use super::own::{ChangeOwnDetails, my_portal};
use super::types::{OwnDetails, OwnVisit, Portal, Therapist};
use crate::auth::{ChangePassword, Logoff, SignOut, password_words, whoami};
use crate::base::{AppError, Moment, ask_first, call_them};
use crate::ui::{
    Banner, Button, Fact, Facts, Field, FieldKind, Icon, Page, Plate, Refused, Section, Status, ThemeSwitch, Tone, fault_at, load,
    refusal_of,
};
use caseload_words::view;
use leptos::prelude::*;
use leptos_router::{components::Redirect, hooks::use_query_map};
use server_fn::ServerFn;

/// Who has come to this page.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
enum Comer {
    Client(Box<Portal>, Moment),
    /// Signed in as someone else: a member, or of no practice.
    Other,
    Nobody,
}

async fn comer() -> Result<Comer, AppError> {
    match whoami().await? {
        Some(me) if me.client.is_some() => Ok(Comer::Client(Box::new(my_portal().await?), me.session_ends)),
        Some(_) => Ok(Comer::Other),
        None => Ok(Comer::Nobody),
    }
}

#[component]
pub fn PortalPage() -> impl IntoView {
    let who = ask_first(|| (), |()| comer());
    let done = use_query_map().with_untracked(|q| q.get("done"));
    Suspend::new(async move {
        match who.await {
            Ok(Comer::Client(portal, session_ends)) => view! { <Own portal=*portal session_ends done/> }.into_any(),
            Ok(Comer::Other) => view! { <Redirect path="/"/> }.into_any(),
            Ok(Comer::Nobody) | Err(AppError::SignedOut) => view! { <Redirect path="/signin?next=/portal"/> }.into_any(),
            Err(error) => view! { <Broken error/> }.into_any(),
        }
    })
}

#[component]
fn Broken(error: AppError) -> impl IntoView {
    view! {
        <Status code=error.status()/>
        <Plate title="Something went wrong">
            <Banner tone=Tone::Bad><p>{error.to_string()}</p></Banner>
            <a class="button" href="">"Try again"</a>
        </Plate>
    }
}

#[component]
fn Own(portal: Portal, session_ends: Moment, done: Option<String>) -> impl IntoView {
    call_them(&portal.calls_clients);
    let said = match done.as_deref() {
        Some("details") => Some(say!("Your details are saved.")),
        Some("password") => Some(say!("Your password is changed. Every other sign-in of yours has ended.")),
        _ => None,
    };
    let email = portal.email.clone();
    let title = say!("Hello, {}", portal.details.called());
    view! {
        <div class="portal">
            <a class="skip-link" href="#main" rel="external">"Skip to content"</a>
            <header class="portal-head">
                <span class="portal-practice">{portal.practice.clone()}</span>
                <form method="post" action=SignOut::url()><Button submit=true icon="log-out">"Sign out"</Button></form>
            </header>
            <main id="main" tabindex="-1">
                <Page title>
                    {said.map(|words| view! { <div role="status"><Banner tone=Tone::Good><p>{words}</p></Banner></div> })}
                    <Visits visits=portal.visits/>
                    <Therapists therapists=portal.therapists details=portal.details.clone()/>
                    <Details details=portal.details practice=portal.practice/>
                    <Password email=portal.email/>
                    <Section id="look" title="Appearance" lead="On this device."><ThemeSwitch/></Section>
                </Page>
            </main>
        </div>
        <Logoff minutes=portal.logoff_minutes email session_ends/>
    }
}

#[component]
fn Visits(visits: Vec<OwnVisit>) -> impl IntoView {
    view! {
        <Section id="visits" title="Your next visits" lead="Times are those of the place.">
            {if visits.is_empty() {
                view! { <p class="quiet">"No visit is planned."</p> }.into_any()
            } else {
                view! { <ol class="portal-visits">{visits.into_iter().map(|visit| view! { <Visit visit/> }).collect_view()}</ol> }.into_any()
            }}
        </Section>
    }
}

#[component]
fn Visit(visit: OwnVisit) -> impl IntoView {
    let place = if visit.online { say!("{}, online", visit.location) } else { visit.location };
    view! {
        <li class="portal-visit">
            <p class="portal-day">{visit.day}</p>
            <p>{visit.time}</p>
            <p>{say!("{} with {}", visit.kind, visit.with)}</p>
            <p class="quiet"><Icon name="map-pin"/><span>{place}{(!visit.address.is_empty()).then(|| format!(", {}", visit.address))}</span></p>
        </li>
    }
}

#[component]
fn Therapists(therapists: Vec<Therapist>, details: OwnDetails) -> impl IntoView {
    let one = therapists.len() == 1;
    view! {
        <Section id="therapists" title="Who looks after you">
            {if therapists.is_empty() {
                view! { <p class="quiet">"Nobody is named yet. The practice will tell you."</p> }.into_any()
            } else {
                let line = |t: Therapist| view! {
                    <li><span>{t.name}</span>{(t.primary && !one).then(|| view! { <span class="quiet">"your main contact"</span> })}</li>
                };
                view! { <ul class="portal-therapists">{therapists.into_iter().map(line).collect_view()}</ul> }.into_any()
            }}
            <Facts>
                <Fact label="Location">{details.location}</Fact>
                {(!details.address.is_empty()).then(|| view! { <Fact label="Address">{details.address}</Fact> })}
            </Facts>
        </Section>
    }
}

#[component]
fn Details(details: OwnDetails, practice: String) -> impl IntoView {
    let save = ServerAction::<ChangeOwnDetails>::new();
    let refusal = refusal_of(save);
    Effect::new(move |_| {
        if matches!(save.value().get(), Some(Ok(()))) {
            load("/portal?done=details");
        }
    });
    let or_none =
        |text: String| if text.is_empty() { view! { <span class="quiet">"Not given"</span> }.into_any() } else { text.into_any() };
    view! {
        <Section id="details" title="Your details" lead=say!("To change your name, date of birth or email, ask {practice}.")>
            <Facts>
                <Fact label="Name">{format!("{} {}", details.first_name, details.last_name)}</Fact>
                <Fact label="Date of birth">{or_none(details.birth_date)}</Fact>
                <Fact label="Email">{or_none(details.email)}</Fact>
            </Facts>
            <ActionForm action=save attr:class="form">
                <Refused refusal/>
                <input type="hidden" name="version" value=details.version.to_string()/>
                <Field label="Preferred name" name="preferred_name" value=details.preferred_name autocomplete="nickname" optional=true
                    hint=Signal::stored(Some(say!("What we should call you.").to_string())) fault=fault_at(refusal, "preferred_name")/>
                <Field label="Pronouns" name="pronouns" value=details.pronouns optional=true fault=fault_at(refusal, "pronouns")/>
                <Field label="Phone" name="phone" kind=FieldKind::Tel value=details.phone autocomplete="tel" optional=true fault=fault_at(refusal, "phone")/>
                <div><Button submit=true busy=save.pending()>"Save details"</Button></div>
            </ActionForm>
        </Section>
    }
}

#[component]
fn Password(email: String) -> impl IntoView {
    let change = ServerAction::<ChangePassword>::new();
    let refusal = refusal_of(change);
    Effect::new(move |_| {
        if matches!(change.value().get(), Some(Ok(()))) {
            load("/portal?done=password");
        }
    });
    view! {
        <Section id="password" title="Password" lead=say!("You sign in with {email}. Changing the password ends every other sign-in of yours.")>
            <ActionForm action=change attr:class="form">
                <Refused refusal/>
                <Field label="Current password" name="current" kind=FieldKind::Password autocomplete="current-password" required=true fault=fault_at(refusal, "current")/>
                <Field label="New password" name="password" kind=FieldKind::Password autocomplete="new-password" required=true
                    hint=Signal::derive(|| Some(password_words())) fault=fault_at(refusal, "password")/>
                <div><Button submit=true busy=change.pending()>"Change password"</Button></div>
            </ActionForm>
        </Section>
    }
}
